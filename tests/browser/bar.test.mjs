// The bar leads to other moments, to other sites and to files, with a pointer and with keys alone.

import assert from "node:assert/strict";
import { EVENT, EVENT_FILE, REGION, bar, focusInBar, loads, ready, said, scenario } from "./harness.mjs";

const ALBI = "/occitanie/evenements/2027-05-11-atelier-niveau-numerique-albi/";
const NARROW = { viewport: { width: 360, height: 740 } };

scenario("another moment shows another state of registration", {}, async ({ server, project, open, picture }) => {
  const page = await open(EVENT);
  const register = page.locator("main").getByRole("link", { name: /inscri/i });
  await register.first().waitFor();
  await bar(page, ".bar .date").click();
  await bar(page, "#moment").fill("2027-05-10T08:00");
  await picture("date", page);
  await bar(page, "#date button.main").click();
  await page.waitForURL(`${server.origin}/@2027-05-10T08:00${EVENT}`);
  await ready(page);
  await page.getByText(/Inscriptions à partir du/).first().waitFor();
  assert.equal(await register.count(), 0);
  assert.match(await bar(page, ".bar .date").innerText(), /^10 mai 2027 à 8\sh$/);
  await picture("another moment", page);

  await project.edit(EVENT_FILE, "heure_fin: 17:00", "heure_fin: 18:30");
  await page.getByText(/18\s*h\s*30/).first().waitFor();

  await page.locator(".brand").click();
  await page.waitForURL(`${server.origin}/@2027-05-10T08:00${REGION}`);
  await ready(page);
  await bar(page, ".bar .date").click();
  await bar(page, "#date a.button").click();
  await page.waitForURL(server.origin + REGION);
});

scenario("every site can be chosen, and the one that is seen is marked", {}, async ({ server, open, picture }) => {
  const page = await open(EVENT);
  assert.equal(await bar(page, ".bar .region").innerText(), "Occitanie");
  await bar(page, ".bar .region").click();
  await picture("sites", page);
  const names = await bar(page, ".sites a").allInnerTexts();
  assert.deepEqual(names.slice(0, 2), ["DéClics Numériques", "Auvergne-Rhône-Alpes"]);
  assert.equal(await bar(page, '.sites a[aria-current="true"]').innerText(), "Occitanie");
  await bar(page, ".sites").getByRole("link", { name: "La Réunion" }).click();
  await page.waitForURL(`${server.origin}/la-reunion/`);
});

scenario("the file of a page is named, and copied", { context: { permissions: ["clipboard-read", "clipboard-write"] } }, async ({ open, picture }) => {
  const page = await open(EVENT);
  await bar(page, ".bar .page").click();
  await bar(page, "#page").getByText("Où est ce fichier").waitFor();
  assert.equal(await bar(page, "#page dl.files code").first().innerText(), EVENT_FILE);
  await bar(page, "#page .copy").first().click();
  await said(page, "Copié");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), EVENT_FILE);
  await bar(page, "#page summary").click();
  await bar(page, "#page dl.fields dt").getByText("date", { exact: true }).waitFor();
  await picture("file", page);
});

scenario("panels open and close with keys; the focus goes in and comes back", {}, async ({ open }) => {
  const page = await open(EVENT);
  for (const name of ["problems", "page", "date", "region"]) {
    const button = bar(page, `.bar .${name}`);
    await tabBackTo(page, name);
    await page.keyboard.press("Enter");
    await bar(page, `#${name}`).waitFor();
    assert.equal(await focusInBar(page), name);
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Tab");
    assert.equal(await focusInBar(page), "icon-only", "the way out comes first");
    await page.keyboard.press("Escape");
    await bar(page, `#${name}`).waitFor({ state: "hidden" });
    assert.equal(await focusInBar(page), name);
    await page.keyboard.press("Space");
    await bar(page, `#${name}`).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await bar(page, `#${name}`).waitFor({ state: "hidden" });
    assert.equal(await focusInBar(page), name);
  }
});

/** Goes backwards from the end of the page, as the bar stands there. */
async function tabBackTo(page, name) {
  for (let steps = 0; steps < 12 && (await focusInBar(page)) !== name; steps += 1) await page.keyboard.press("Shift+Tab");
  assert.equal(await focusInBar(page), name);
}

scenario("on a narrow screen the choices are one button further", { context: NARROW }, async ({ open, picture }) => {
  const page = await open(EVENT);
  await picture("closed", page);
  await bar(page, ".bar > .tools").click();
  await picture("choices", page);
  await bar(page, ".choices .page").click();
  await bar(page, "#page").waitFor();
  assert(await bar(page, ".choices").isHidden());
  await picture("panel", page);
  await page.keyboard.press("Escape");
  assert.equal(await focusInBar(page), "tools");
  assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing goes sideways");
});

scenario("the bar is put away, and stays so on other pages", {}, async ({ visit, open, picture }) => {
  const page = await open(EVENT);
  await bar(page, ".bar > .icon-only").click();
  await picture("reduced", page);
  await visit(page, ALBI);
  assert(await bar(page, ".bar").isHidden());
  await bar(page, ".expand").click();
  assert(await bar(page, ".bar").isVisible());
});

scenario("an open panel stays open when the page is loaded anew", {}, async ({ project, open }) => {
  const page = await open(EVENT);
  const counted = loads(page);
  await bar(page, ".bar .page").click();
  await project.edit(EVENT_FILE, "## Bien se préparer", "## Se préparer");
  await page.getByRole("heading", { name: "Se préparer", exact: true }).waitFor();
  await bar(page, "#page").waitFor();
  assert.equal(counted.count, 1);
  assert.equal(await focusInBar(page), "page");
});

scenario("nothing of the bar is printed", {}, async ({ open }) => {
  const page = await open(EVENT);
  await page.emulateMedia({ media: "print" });
  assert(await bar(page, ".bar").isHidden());
});

for (const reducedMotion of ["reduce", "no-preference"]) {
  scenario(`motion: ${reducedMotion}`, { context: { reducedMotion } }, async ({ open }) => {
    const page = await open(EVENT);
    await bar(page, ".bar .page").click();
    const moves = await page.evaluate(() => {
      const parts = [...document.querySelectorAll("*"), ...document.querySelector("escale-apercu").shadowRoot.querySelectorAll("*")];
      const isMoving = ({ animationName, transitionDuration, scrollBehavior }) =>
        animationName !== "none" || /[1-9]/.test(transitionDuration) || scrollBehavior === "smooth";
      return parts.some((part) => isMoving(getComputedStyle(part)));
    });
    assert.equal(moves, reducedMotion === "no-preference");
  });
}
