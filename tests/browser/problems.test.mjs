// What is wrong is told beside the page, in the words of `escale check`, and the page stays the last good one.

import assert from "node:assert/strict";
import { EVENT, EVENT_FILE, NOW, REGION, bar, focusInBar, loads, ready, said, scenario } from "./harness.mjs";

const DATE = "date: 2027-06-24";

scenario("a wrong date opens the panel with the words of check, and goes when it is mended", {}, async ({ project, open, picture }) => {
  const page = await open(EVENT);
  const counted = loads(page);
  await picture("before", page);
  const heading = await page.locator("h1").innerText();
  const undo = await project.edit(EVENT_FILE, DATE, "date: 2027-06-31");
  await bar(page, "#problems").waitFor();
  await picture("problems", page);
  assert.equal(await focusInBar(page), null, "the panel opens without taking the focus");
  assert.deepEqual(await toldInPanel(page), await toldByCheck(page, project));
  const text = squeezed((await project.ask("check", "--date", NOW)).stderr);
  for (const title of await bar(page, "#problems h4").allInnerTexts()) {
    assert(text.includes(squeezed(title)), `check says ${title}`);
  }
  assert.equal(await page.locator("h1").innerText(), heading);
  assert((await bar(page, "#problems .strong").innerText()).includes("dernière version"));
  await undo();
  await bar(page, "#problems").waitFor({ state: "hidden" });
  await said(page, "Tout est corrigé");
  assert.equal(counted.count, 0, "the page was the good one all the time");
});

scenario("a region that waits for a correction says so from afar, and shows its last good page", {}, async ({ project, open, picture }) => {
  const page = await open("/grand-est/");
  await project.edit(EVENT_FILE, DATE, "date: 2027-06-31");
  await bar(page, "#problems").waitFor();
  await page.keyboard.press("Escape");
  await bar(page, "#problems").waitFor({ state: "hidden" });
  await bar(page, ".bar .region").click();
  await picture("sites", page);
  const kept = bar(page, ".sites a.kept");
  assert.deepEqual(await kept.allInnerTexts(), ["Occitanie (version précédente)"]);
  await kept.click();
  await page.waitForURL(`**${REGION}`);
  await page.locator(".site-header").waitFor();
});

scenario("a template's error is told, the page stays, and both go on when it is mended", {}, async ({ project, open, picture }) => {
  const page = await open(EVENT);
  const counted = loads(page);
  const template = "themes/declics/templates/event.html";
  const text = await project.read(template);
  await project.write(template, `${text}{{ inconnu`);
  await bar(page, "#problems").waitFor();
  await picture("problems", page);
  assert.deepEqual(await toldInPanel(page), await toldByCheck(page, project));
  assert.equal(counted.count, 0);
  await project.write(template, text.replace("<h1", '<h1 data-mended="1"'));
  await page.locator("h1[data-mended]").waitFor();
  await ready(page);
  await bar(page, "#problems").waitFor({ state: "hidden" });
});

scenario("a template that only pages make fail is told, the page stays, and a mended one is shown", {}, async ({ project, open }) => {
  const page = await open(EVENT);
  const counted = loads(page);
  const template = "themes/declics/templates/event.html";
  const text = await project.read(template);
  await project.write(template, text.replace("<h1", '<h1 data-turn="{{ page.no.such }}"'));
  await bar(page, "#problems").waitFor();
  assert.deepEqual(await toldInPanel(page), await toldByCheck(page, project));
  assert.equal(counted.count, 0, "a page that cannot be made is not shown in the meantime");
  await project.write(template, text.replace("<h1", '<h1 data-turn="2"'));
  await page.locator('h1[data-turn="2"]').waitFor();
  await bar(page, "#problems").waitFor({ state: "hidden" });
  // What is refused is not shown in the meantime either.
  const answers = [];
  page.on("response", (response) => {
    if (response.url() === page.url()) answers.push(response.text().catch(() => ""));
  });
  await project.write(template, text.replace("<h1", '<a href="nulle-part/">3</a><h1 data-turn="3"'));
  await bar(page, "#problems").waitFor();
  await page.locator('h1[data-turn="2"]').waitFor();
  const [first] = await toldInPanel(page);
  assert(first.includes("nulle-part/"), first);
  for (const text of await Promise.all(answers)) assert(!text.includes('data-turn="3"'), "a dead link was shown");
});

scenario(
  "a region that begins with a problem shows it, and becomes the site",
  { before: (project) => project.edit(EVENT_FILE, DATE, "date: 2027-06-31"), hasNoBar: true, expects: [/\b503\b/] },
  async ({ project, open, picture }) => {
    const page = await open(EVENT);
    await page.getByText("2027-06-31").first().waitFor();
    await picture("problems", page);
    assert.equal(await page.locator(".site-header").count(), 0);
    await project.edit(EVENT_FILE, "date: 2027-06-31", DATE);
    await page.locator(".site-header").waitFor();
    await ready(page);
    assert.equal(await page.locator("h1").innerText(), "Forum de l’emploi numérique à Montpellier");
  },
);

scenario(
  "a programme that begins with a problem shows it, and becomes the sites",
  { before: (project) => project.edit("escale.yaml", "theme: declics", "theme: inconnu"), hasNoBar: true, expects: [/\b503\b/] },
  async ({ project, open, picture }) => {
    const page = await open("/");
    await page.getByText("inconnu").first().waitFor();
    await picture("problems", page);
    await project.edit("escale.yaml", "theme: inconnu", "theme: declics");
    await page.locator(".site-header").waitFor();
    await ready(page);
  },
);

/** Headings, marks and remedies of the panel, as a person reads them. */
function toldInPanel(page) {
  return bar(page, "#problems .problems section").evaluateAll((sections) => sections.map((section) => section.textContent));
}

/** The same of the page that `escale check --format html` writes. */
async function toldByCheck(page, project) {
  const { stdout: html } = await project.ask("check", "--date", NOW, "--format", "html");
  const told = await page.evaluate((html) => {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    return [...body.querySelectorAll("section")].map((section) => section.textContent);
  }, withoutStyle(html));
  assert(told.length > 0, "check says what is wrong");
  return told;
}

/** The policy of the page that reads it allows no style inside. */
function withoutStyle(html) {
  return html.replace(/<style>.*?<\/style>/s, "");
}

/** Without the difference of spaces and line breaks that a terminal makes. */
function squeezed(text) {
  return text.replaceAll(/[\s\u00a0\u202f]+/g, " ").trim();
}
