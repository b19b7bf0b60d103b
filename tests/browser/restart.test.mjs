// A server that is ended and started again: the page says so, and goes on by itself.

import assert from "node:assert/strict";
import { EVENT, EVENT_FILE, Server, bar, said, scenario } from "./harness.mjs";

scenario("the page says that the server is gone, and recovers with it", { expects: [/ERR_/] }, async (stage) => {
  const page = await stage.open(EVENT);
  await stage.server.stop();
  await bar(page, ".notice.lost").waitFor();
  await stage.picture("lost", page);
  assert((await bar(page, ".notice").innerText()).includes("ne répond plus"));
  await stage.project.edit(EVENT_FILE, "## Venir à plusieurs", "## Venir en groupe");
  const former = stage.server.origin;
  stage.server = await Server.start(stage.project, undefined, stage.server.port);
  assert.equal(stage.server.origin, former);
  await page.getByRole("heading", { name: "Venir en groupe" }).waitFor();
  await bar(page, ".notice").waitFor({ state: "hidden" });
});

scenario("a page that has not changed meanwhile is not loaded anew", { expects: [/ERR_/] }, async (stage) => {
  const page = await stage.open(EVENT);
  await page.evaluate(() => (window.mark = 1));
  await stage.server.stop();
  await bar(page, ".notice.lost").waitFor();
  stage.server = await Server.start(stage.project, undefined, stage.server.port);
  await bar(page, ".notice").waitFor({ state: "hidden" });
  await said(page, "répond de nouveau");
  assert.equal(await page.evaluate(() => window.mark), 1);
});
