// The theme's script on published pages: what has ended since is put away and said, long lists are filtered.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { REGION, scenario } from "./harness.mjs";

const LIST = `${REGION}evenements/`;
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** A tab on what `escale build` wrote at one instant, as visitors see it at another. */
async function visited({ project, server, context }, built, seen, address) {
  await project.ask("build", "--date", built);
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(seen));
  await page.route(`${server.origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.replace(/\/$/, "/index.html");
    await route.fulfill({ body: await readFile(join(project.folder, "public", path)), contentType: TYPES[extname(path)] });
  });
  await page.goto(server.origin + address);
  return page;
}

const shown = (page) => page.locator(".card:visible").count();

scenario("what has ended since the build is put away, and said", { hasNoBar: true }, async (stage) => {
  const page = await visited(stage, "2027-05-12", "2027-06-15T10:00:00Z", LIST);
  assert.equal(await shown(page), 3);
  await page.getByText("2 évènements terminés depuis la mise à jour de cette page sont masqués.").waitFor();
  assert.equal(await page.getByRole("heading", { name: "Mai 2027" }).count(), 0);
  await page.clock.setFixedTime(new Date("2027-05-12T10:00:00Z"));
  await page.reload();
  assert.equal(await shown(page), 5);
  assert.equal(await page.getByText("masqués").count(), 0);
});

scenario("a long list is filtered, and the count is said", { hasNoBar: true }, async (stage) => {
  const page = await visited(stage, "2027-03-01", "2027-03-01T10:00:00Z", LIST);
  const all = await shown(page);
  assert(all > 6);
  await page.getByLabel("Sur place ou en ligne").selectOption("En ligne");
  const online = await shown(page);
  assert(online > 0 && online < all);
  assert.equal(await page.getByRole("status").textContent(), `${online} évènements`);
  await page.getByLabel("Type").selectOption("Conférence");
  assert((await shown(page)) < online);
  await page.getByLabel("Sur place ou en ligne").selectOption("Tous");
  await page.getByLabel("Type").selectOption("Tous");
  assert.equal(await shown(page), all);
});

scenario("a short list and a page without script keep their links", { hasNoBar: true }, async (stage) => {
  const page = await visited(stage, "2027-05-12", "2027-05-12T10:00:00Z", LIST);
  assert.equal(await page.locator("select").count(), 0);
  await page.getByRole("navigation", { name: "Trier les évènements" }).getByRole("link", { name: "Atelier" }).waitFor();
});
