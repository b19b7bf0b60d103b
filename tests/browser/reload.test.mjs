// A save reaches the pages that it changes, and no others; whoever looks at one stays where they are.

import assert from "node:assert/strict";
import { EVENT, EVENT_FILE, REGION, bar, loads, ready, scenario } from "./harness.mjs";

const TITLE = "titre: Forum de l'emploi numérique à Montpellier";
/** An advice, so that a bar shows that its page has heard of a save. */
const ADVICE = "Cliquez [ici](https://exemple.example.org/).";

scenario("a save loads the page that changed anew, and no other", {}, async ({ project, open }) => {
  const [seen, other, list] = [await open(EVENT), await open("/grand-est/"), await open("/occitanie/evenements/")];
  const [ofSeen, ofOther, ofList] = [loads(seen), loads(other), loads(list)];
  await project.edit(EVENT_FILE, TITLE, "titre: Forum du numérique");
  await seen.getByRole("heading", { level: 1, name: "Forum du numérique" }).waitFor();
  await list.getByRole("link", { name: "Forum du numérique" }).waitFor();
  const text = await project.read(EVENT_FILE);
  await project.write(EVENT_FILE, `${text}\n${ADVICE}\n`);
  await bar(other, '.bar > .problems[data-problems="some"]').waitFor();
  await bar(list, '.bar > .problems[data-problems="some"]').waitFor();
  await seen.getByRole("link", { name: "ici", exact: true }).waitFor();
  assert.deepEqual([ofSeen.count, ofOther.count, ofList.count], [2, 0, 1]);
});

scenario("a save that changes nothing on a page loads nothing", {}, async ({ project, open }) => {
  const page = await open(EVENT);
  const counted = loads(page);
  await project.edit(EVENT_FILE, TITLE, `# relu par l'équipe\n${TITLE}`);
  const text = await project.read("content/pages/participer.md");
  await project.write("content/pages/participer.md", `${text}\n${ADVICE}\n`);
  await bar(page, '.bar > .problems[data-problems="some"]').waitFor();
  assert.equal(counted.count, 0);
});

scenario("the reader's place is kept: scroll, open details, focus", { context: { viewport: { width: 1280, height: 500 } } }, async ({ project, open }) => {
  const text = await project.read(EVENT_FILE);
  const longer = `${text}\n<details><summary>Plus de détails</summary>\n\nUn texte replié.\n\n</details>\n`;
  await project.write(EVENT_FILE, longer);
  const page = await open(EVENT);
  await page.locator("summary", { hasText: "Plus de détails" }).click();
  await page.evaluate(() => scrollTo(0, 600));
  await page.locator(".site-footer a").first().evaluate((link) => link.focus({ preventScroll: true }));
  const before = await place(page);
  assert.equal(before.y, 600);
  await project.write(EVENT_FILE, longer.replace("Un texte replié.", "Un texte déplié."));
  await page.getByText("Un texte déplié.").waitFor();
  await ready(page);
  assert.deepEqual(await place(page), before);
});

function place(page) {
  return page.evaluate(() => ({ y: scrollY, isOpen: document.querySelector("details").open, focus: document.activeElement.outerHTML }));
}

scenario("styles change without the page being loaded", {}, async ({ project, open }) => {
  const page = await open(EVENT);
  const counted = loads(page);
  const style = "themes/declics/static/style.css";
  const sheets = () => document.querySelectorAll("link[rel=stylesheet]").length;
  const before = await page.evaluate(sheets);
  await project.write(style, `${await project.read(style)}\nh1 { outline: 7px solid red; }\n`);
  await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).outlineWidth === "7px");
  await page.waitForFunction((before) => document.querySelectorAll("link[rel=stylesheet]").length === before, before);
  assert.equal(counted.count, 0);
});

scenario("eight tabs are served at once, and all hear of a save", {}, async ({ project, open }) => {
  const addresses = [EVENT, REGION, "/", "/grand-est/", "/occitanie/partenaires/", "/occitanie/parcours/", "/ile-de-france/", EVENT];
  const pages = [];
  for (const address of addresses) pages.push(await open(address));
  await project.edit(EVENT_FILE, "## Venir à plusieurs", `${ADVICE}\n\n## Venir à plusieurs`);
  for (const page of pages) await bar(page, '.bar > .problems[data-problems="some"]').waitFor();
  await pages[0].getByRole("link", { name: "ici", exact: true }).waitFor();
  await pages[7].getByRole("link", { name: "ici", exact: true }).waitFor();
  const ninth = await open("/occitanie/plan-du-site/");
  await ninth.getByRole("heading", { level: 1 }).waitFor();
});

scenario("a browser without shared workers follows, too", {}, async ({ project, open, context }) => {
  await context.addInitScript(() => delete window.SharedWorker);
  const page = await open(EVENT);
  await project.edit(EVENT_FILE, TITLE, "titre: Forum du numérique");
  await page.getByRole("heading", { level: 1, name: "Forum du numérique" }).waitFor();
});

scenario("a page whose file is renamed stays, with a word", { expects: [/\b404\b/] }, async ({ project, open, picture }) => {
  const page = await open(EVENT);
  const counted = loads(page);
  await project.rename(EVENT_FILE, EVENT_FILE.replace("forum-montpellier", "grand-forum"));
  await bar(page, ".notice.gone").waitFor();
  await picture("gone", page);
  assert.equal(counted.count, 0);
  await bar(page, ".notice a").click();
  await page.waitForURL("**/occitanie/evenements/");
});
