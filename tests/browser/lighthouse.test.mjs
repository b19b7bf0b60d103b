// Lighthouse, as on a phone: 100 for accessibility, good practice and search engines, and quick.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, test } from "node:test";
import lighthouse from "lighthouse";
import { launch } from "./harness.mjs";
import { publish } from "./visitors.mjs";

const LEAST = { accessibility: 1, "best-practices": 1, seo: 1, performance: 0.98 };
/** Speed is measured, and a machine that is busy is slow: the best time counts. */
const TRIES = 3;
const PAGES = ["/", "/occitanie/", "/occitanie/evenements/", "/occitanie/evenements/2027-06-24-forum-montpellier/"];
/** It would be fetched by the page itself, and a page may fetch nothing. */
const SKIPPED = ["robots-txt"];
const sites = await publish();
const port = await freePort();
const chromium = await launch([`--remote-debugging-port=${port}`]);
after(() => chromium.close());

for (const address of PAGES) {
  test(`Lighthouse has nothing to say about ${address}`, { timeout: 180_000 }, async (t) => {
    const wanted = Object.keys(LEAST);
    const best = {};
    let wrong = [];
    for (let tried = 0; tried < TRIES; tried += 1) {
      const { lhr } = await lighthouse(sites.origin + address, { port, logLevel: "error", output: "json", onlyCategories: wanted, skipAudits: SKIPPED });
      for (const name of wanted) best[name] = Math.max(best[name] ?? 0, lhr.categories[name].score);
      wrong = wanted.filter((name) => best[name] < LEAST[name]);
      if (wrong.length === 0) break;
      t.diagnostic(failed(lhr).join("\n"));
    }
    t.diagnostic(wanted.map((name) => `${name} ${Math.round(best[name] * 100)}`).join(", "));
    assert.deepEqual(wrong, []);
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
