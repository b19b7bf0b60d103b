// Sheets of paper: an event and a region's programme are one A4 page each, with the code and the address and without what is
// for the screen; other pages lose their menus. PDFs are kept in the folder that SCREENSHOTS names, to be looked at.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EVENT, EVENT_FILE, REGION, scenario } from "./harness.mjs";

const SHEET = `${REGION}affiche/`;
const HOST = "declics.example.org";
/** What may not stand on paper: ways to other pages. */
const FOR_SCREENS = [".menu", ".skip", ".trail", ".filters", ".footer-links", ".button", "escale-apercu"];

/** How many pages a PDF of Chromium has. */
const pages = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;

/** A page of this font has more lines than of those that most visitors have. */
const WIDE = "html { font-family: DejaVu Sans !important }";

/** The pages of a tab on A4 paper, in the margins that its style sheets ask for, and in a wide font. */
async function printed(page, name) {
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, WIDE);
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  if (process.env.SCREENSHOTS) {
    await mkdir(process.env.SCREENSHOTS, { recursive: true });
    await writeFile(join(process.env.SCREENSHOTS, `${name}.pdf`), pdf);
  }
  return pages(pdf);
}

/** What stands on paper, its spaces as a reader sees them. */
async function onPaper(page) {
  await page.emulateMedia({ media: "print" });
  for (const selector of FOR_SCREENS) {
    assert.equal(await page.locator(`${selector}:visible`).count(), 0, `${selector} on paper`);
  }
  return (await page.locator("body").innerText()).replaceAll(/\s+/g, " ");
}

/** A code is drawn dark on light and square, at least 3 cm wide: it is read at arm's length. */
async function isCodeReadable(page) {
  const code = page.locator(".qr-code:visible");
  const { width, height } = await code.boundingBox();
  assert.equal(Math.round(width), Math.round(height));
  assert(width >= (30 / 25.4) * 96, `${width} px`);
  assert.equal(await code.evaluate((svg) => getComputedStyle(svg).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await code.locator("path").evaluate((path) => getComputedStyle(path).stroke), "rgb(0, 0, 0)");
}

for (const colorScheme of ["light", "dark"]) {
  scenario(`an event is a poster, ${colorScheme}`, { context: { colorScheme } }, async ({ open }) => {
    const page = await open(EVENT);
    assert.equal(await page.locator(".poster").isVisible(), false);
    assert.equal(await printed(page, `event-${colorScheme}`), 1);
    const said = await onPaper(page);
    for (const text of ["DéClics Numériques en Occitanie", "05 36 49 12 34", HOST + EVENT.slice(0, -1), "Exemple"]) {
      assert(said.includes(text), `${text} in ${said}`);
    }
    for (const text of ["Menu", "Vous êtes ici", "Plan du site", "Faire connaître", "Trois allées"]) assert(!said.includes(text), text);
    await isCodeReadable(page);
  });
}

scenario("an event with long texts is a poster too", { before: lengthen }, async ({ open }) => {
  const page = await open(EVENT);
  assert.equal(await printed(page, "event-long"), 1);
});

scenario("the programme of a region is one page", {}, async ({ open, picture }) => {
  const page = await open(SHEET);
  await picture("on screen", page);
  assert.equal(await printed(page, "programme"), 1);
  const said = await onPaper(page);
  for (const text of ["Prochains rendez-vous en Occitanie", "Forum de l’emploi numérique à Montpellier", `${HOST}/occitanie/evenements`]) {
    assert(said.includes(text), `${text} in ${said}`);
  }
  for (const text of ["Menu", "Vous êtes ici", "Plan du site", "Imprimer"]) assert(!said.includes(text), text);
  await isCodeReadable(page);
});

scenario("the programme of a region with sixty events is one page, on which nothing is cut", { before: fill }, async ({ open }) => {
  const page = await open(SHEET);
  assert.equal(await printed(page, "programme-full"), 1);
  const said = await onPaper(page);
  assert(/Et \d\d autres évènements/.test(said), said);
  // As wide as the paper between its margins.
  await page.setViewportSize({ width: Math.round((182 / 25.4) * 96), height: 1000 });
  const cut = await page.locator(".wall, .wall .card, .wall .card-title").evaluateAll((elements) =>
    elements.filter((element) => element.scrollHeight > element.clientHeight + 1).map((element) => element.className + element.textContent));
  assert.deepEqual(cut, []);
});

scenario("a region with nothing to come says where to look", { arguments: ["--date", "2028-01-10T09:00"] }, async ({ open }) => {
  const page = await open(SHEET);
  assert.equal(await printed(page, "programme-empty"), 1);
  assert((await onPaper(page)).includes("Les prochaines dates paraîtront à cette adresse."));
});

scenario("every other kind of page loses its menus and tells its address", {}, async ({ open, visit, server }) => {
  const page = await open("/");
  for (const address of ["/", REGION, `${REGION}evenements/`, `${REGION}participer/`, `${REGION}partenaires/`, `${REGION}plan-du-site/`]) {
    await visit(page, address);
    const said = await onPaper(page);
    // Where it is shown: the preview has an address of its own.
    assert(said.includes(server.origin + address), address);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(background, "rgb(255, 255, 255)", address);
    await page.emulateMedia({ media: "screen" });
  }
});

/** Gives the event texts as long as staff write them at the most. */
async function lengthen(project) {
  await project.edit(EVENT_FILE, "titre: Forum de l'emploi numérique à Montpellier", "titre: Grande journée régionale de rencontre entre les personnes en recherche d'emploi et les employeurs du numérique d'Occitanie");
  await project.edit(EVENT_FILE, "resume: Des recruteurs", "resume: Une journée entière pour essayer des métiers, faire relire son CV, préparer un entretien et repartir avec une date pour la suite de son parcours. Des recruteurs");
  await project.edit(EVENT_FILE, "sans musique ni annonce au micro.", "sans musique ni annonce au micro. Une personne vous accueille à l'entrée et peut vous accompagner de stand en stand. Prévenez-nous de vos besoins deux semaines avant.");
  await project.edit(EVENT_FILE, "public: Ouvert", "public: Personnes inscrites à France Travail, jeunes suivis par une mission locale, personnes en reconversion. Ouvert");
}

/** Gives the region sixty events more, whose titles take two lines. */
async function fill(project) {
  for (let n = 0; n < 60; n += 1) {
    const day = `2027-0${6 + Math.floor(n / 28)}-${String(1 + (n % 28)).padStart(2, "0")}`;
    const text = `---
id: plein-${n}
titre: "Atelier : apprendre à se servir d'un outil de visioconférence et à partager"
type: atelier
resume: Une phrase.
date: ${day}
heure: "18:30"
heure_fin: "20:30"
mode: sur-place
lieu: halle-exemple-montpellier
inscription: {telephone: 05 36 49 12 34, cloture: ${day} 08:00}
---
`;
    await project.write(`regions/occitanie/evenements/${day}-plein-${n}.md`, text);
  }
}
