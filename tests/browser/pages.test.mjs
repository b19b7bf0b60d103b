// Pages under their own policy: nothing fails, nothing goes elsewhere, wide and narrow, light and dark, with and without
// scripts. What that is, the harness watches in every scenario.

import assert from "node:assert/strict";
import { EVENT, REGION, bar, scenario } from "./harness.mjs";

for (const width of [360, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    scenario(`a page of each kind, ${width} px, ${colorScheme}`, { context: { viewport: { width, height: 800 }, colorScheme } }, async (stage) => {
      const page = await stage.open("/");
      for (const [kind, address] of await oneOfEachKind(stage.server)) {
        await stage.visit(page, address);
        assert(await bar(page, ".bar").isVisible(), address);
        assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${address} goes sideways`);
        await stage.picture(kind, page);
      }
    });
  }
}

scenario("without JavaScript a page is whole", { context: { javaScriptEnabled: false } }, async ({ server, open, picture }) => {
  for (const address of ["/", REGION, EVENT]) {
    const page = await open(address);
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.equal(await page.locator("escale-apercu").count(), 0);
    assert((await page.locator("main").innerText()).length > 200);
    const served = await (await fetch(server.origin + address)).text();
    assert.equal(served.match(/<script src=/g).length, 1);
    assert(served.includes('<script src="/.escale/apercu.js" defer></script></body>'));
    await picture(address, page);
  }
});

scenario("nothing is kept in the browser but what the bar remembers", {}, async ({ open, context }) => {
  const page = await open(REGION);
  const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  assert.deepEqual(kept.filter((key) => !key.startsWith("escale:")), []);
  assert.deepEqual(await context.cookies(), []);
});

/** The first page of each kind that the site plans list, by the class that the theme gives to its body. */
async function oneOfEachKind(server) {
  const kinds = new Map();
  const text = async (address) => (await fetch(server.origin + address)).text();
  for (const plan of ["/plan-du-site/", "/occitanie/plan-du-site/"]) {
    const links = [...(await text(plan)).matchAll(/href="([^"#:]*\/)"/g)].map(([, href]) => new URL(href, server.origin + plan).pathname);
    for (const address of new Set([plan, ...links])) {
      const kind = /<body class="page-([a-z0-9-]+)"/.exec(await text(address))?.[1];
      if (kind && !kinds.has(kind)) kinds.set(kind, address);
    }
  }
  assert(kinds.size >= 10, `kinds: ${[...kinds.keys()]}`);
  return [...kinds].sort();
}
