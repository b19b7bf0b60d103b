// Every page keeps to itself: nothing from elsewhere, nothing kept on the visitor's machine, nothing against its own policy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, publish } from "./visitors.mjs";

const sites = await publish();
/** Runs before the scripts of a page: what the policy stops is told to the page, not to the tests. */
const WITNESS = "window.stopped = []; addEventListener('securitypolicyviolation', (event) => stopped.push(`${event.effectiveDirective} ${event.blockedURI}`));";

test("pages come with the policy that was written for the host", async () => {
  const { headers } = await fetch(`${sites.origin}/occitanie/`);
  const policy = headers.get("content-security-policy");
  assert.match(policy, /^default-src 'none';/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("set-cookie"), null);
});

sites.hold("a page asks nobody else, keeps nothing, and says no error", { ...DESK, pages: sites.pages, script: WITNESS }, async (tab) => {
  const kept = await tab.evaluate(async () => [
    ...window.stopped.map((what) => `against the policy: ${what}`),
    ...Object.keys(localStorage).map((key) => `local storage: ${key}`),
    ...Object.keys(sessionStorage).map((key) => `session storage: ${key}`),
    ...(await indexedDB.databases()).map(({ name }) => `database: ${name}`),
    ...(await caches.keys()).map((name) => `cache: ${name}`),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `service worker: ${scope}`),
  ]);
  const cookies = (await tab.context().cookies()).map(({ name }) => `cookie: ${name}`);
  return [...kept, ...cookies];
});
