// A programme of odd texts: very long, very many, none at all, in pictures, from right to left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AXE, broken, lost, small, violations } from "./looks.mjs";
import { DESK, PHONE, picture, publish } from "./visitors.mjs";

const REGION = "regions/occitanie";
const SENTENCE = "Rencontre des métiers du numérique, de l'accompagnement et de la transformation socioprofessionnelle ";
const LONG = SENTENCE.repeat(4).slice(0, 400).trim();
const PARTNERS = Array.from({ length: 60 }, (_, index) => `extreme-${String(index + 1).padStart(2, "0")}`);
const NAMES = ["Anticonstitutionnellement-Vôtre-Interdépartementale", "École 🎓 des métiers 👩🏽‍💻", "جمعية المهن الرقمية", "F", LONG.slice(0, 150)];

const sites = await publish(async (project) => {
  for (const [index, id] of PARTNERS.entries()) {
    const name = NAMES[index] ?? `Partenaire numéro ${index + 1}`;
    await project.write(`${REGION}/partenaires/${id}.md`, `---\nnom: "${name}"\nrole: entreprise\nniveau: partenaire\nresume: Partenaire inventé pour cet essai.\n---\nUn texte.\n`);
  }
  await project.write(`${REGION}/evenements/2027-05-15-long.md`, event("long", LONG, `partenaires: [${PARTNERS.join(", ")}]`, "Un texte."));
  await project.write(`${REGION}/evenements/2027-05-16-images.md`, event("images", "Forum 🎓 : le numérique 👩🏽‍💻 pour tous 🇫🇷", "", "Venez 🎉 nombreux."));
  const arabic = "## مرحبا بكم\n\nنرحب بكم في هذا اللقاء المجاني حول المهن الرقمية. للتسجيل اتصلوا بالرقم 05 36 49 12 34.\n\n- أولا: DéClics Numériques\n- ثانيا: مقابلات";
  await project.write(`${REGION}/evenements/2027-05-17-droite.md`, event("droite", "لقاء المهن الرقمية في تولوز", "", arabic));
  const table = `| ${"Une colonne au titre long | ".repeat(9)}\n|${"---|".repeat(9)}\n| ${"donnée | ".repeat(9)}`;
  const word = "https://example.org/" + "a".repeat(200);
  await project.write(`${REGION}/evenements/2027-05-18-large.md`, event("large", "Un tableau large", "", `${table}\n\n\`${word}\` ${"a".repeat(150)}\n\n\`\`\`\n${word}\n\`\`\``));
  // A region that has nothing to tell yet, not even a national event.
  await project.edit("content/evenements/2027-04-22-les-metiers-du-numerique-en-direct.md", "type: conference\n", "type: conference\nregions: [occitanie]\n");
  await project.makeFolder("regions/bretagne");
  await project.write("regions/bretagne/region.yaml", 'nom: Bretagne\npreposition: en\niso: BRE\ninsee: "53"\ncouleurs: {accent: "#1d4ed8"}\n');
  // No letter on yellow can be read: this region does not go out.
  await project.edit("regions/grand-est/region.yaml", /accent: .*/.exec(await project.read("regions/grand-est/region.yaml"))[0], 'accent: "#ffff00"');
});

test("a colour on which nothing can be read is refused, with one that is fine", () => {
  assert.match(sites.said, /regions\/grand-est\/region\.yaml/);
  assert.match(sites.said, /contraste/i);
  assert(!sites.pages.some(({ site }) => site === "grand-est"));
});

const pages = sites.pages.filter(
  ({ site, address, kind }) =>
    site === "bretagne" || /2027-05-1[5-8]-(long|images|droite|large)|extreme-0[1-5]/.test(address) || (site === "occitanie" && /^(home|events|partners|sitemap)$/.test(kind)) || address === "/",
);

for (const look of [PHONE, { ...DESK, colorScheme: "dark" }, { viewport: { width: 320, height: 640 } }]) {
  sites.hold(`odd texts spoil nothing at ${look.viewport.width} px`, { ...look, pages, script: AXE }, async (tab, page) => {
    await picture(tab, { ...page, kind: `extreme-${page.kind}` });
    return [...(await tab.evaluate(lost)), ...(await tab.evaluate(broken)), ...(await tab.evaluate(small)), ...(await violations(tab))];
  });
}

function event(id, title, more, text) {
  return `---\nid: occ-extreme-${id}\ntitre: "${title}"\ntype: forum\nresume: Un évènement inventé pour cet essai.\ndate: 2027-05-15\nheure: "14:00"\nheure_fin: "17:00"\nmode: en-ligne\ninscription:\n  lien: https://inscription.example.org/extreme\n${more}${more && "\n"}---\n${text}\n`;
}
