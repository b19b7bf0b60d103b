// Lighthouse, as on a phone: 100 for accessibility, good practice and search engines.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import lighthouse from "lighthouse";
import { launch } from "./harness.mjs";
import { publish } from "./visitors.mjs";

/** What the machine's speed has no part in. */
const PERFECT = ["accessibility", "best-practices", "seo"];
/** The score for speed is told, and decides nothing: other work makes it fall. The test of weight holds what makes a page slow. */
const TOLD = "performance";
const PAGES = ["/", "/occitanie/", "/occitanie/evenements/", "/occitanie/evenements/2027-06-24-forum-montpellier/"];
/** It would be fetched by the page itself, and a page may fetch nothing. */
const SKIPPED = ["robots-txt"];
const sites = await publish();
const port = await freePort();
const chromium = await launch([`--remote-debugging-port=${port}`]);
after(() => chromium.close());

for (const address of PAGES) {
  test(`Lighthouse has nothing to say about ${address}`, { timeout: 180_000 }, async (t) => {
    const { lhr } = await lighthouse(sites.origin + address, { port, logLevel: "error", output: "json", onlyCategories: [...PERFECT, TOLD], skipAudits: SKIPPED });
    t.diagnostic(Object.values(lhr.categories).map(({ id, score }) => `${id} ${Math.round(score * 100)}`).join(", "));
    const imperfect = PERFECT.filter((id) => lhr.categories[id].score !== 1);
    if (imperfect.length > 0) t.diagnostic(failed(lhr).join("\n"));
    assert.deepEqual(imperfect, []);
  });
}

/** What cost points. */
function failed({ categories, audits, runtimeError }) {
  const refs = Object.values(categories).flatMap(({ auditRefs }) => auditRefs);
  const lost = refs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.98);
  return [runtimeError?.message, ...lost.map(({ id }) => `${id}: ${audits[id].displayValue ?? ""} ${JSON.stringify(audits[id].details?.items ?? "")}`)].filter(Boolean);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
