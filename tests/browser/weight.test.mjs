// What a page costs a visitor who comes for the first time, uncompressed (STANDARDS E1).

import { after } from "node:test";
import { DESK, PHONE, publish } from "./visitors.mjs";

const KINDS = { ".js": "script", ".woff2": "font", ".png": "image", ".jpg": "image", ".webp": "image", ".svg": "image" };
const MOST = { text: 50 * 1024, script: 5 * 1024, all: 150 * 1024, requests: 10 };
const sites = await publish();
/** The heaviest page of each kind. */
const heaviest = new Map();

/** A file weighs what it weighs wherever it is asked for. */
const weights = new Map();

for (const look of [{ ...PHONE, deviceScaleFactor: 3 }, DESK]) {
  sites.hold(`a page is light at ${look.viewport.width} px`, look, async (tab, { kind }, asked) => {
    asked.add(await tab.evaluate(everyPicture));
    const weight = { text: 0, script: 0, font: 0, image: 0, all: 0, requests: 0 };
    for (const address of asked) {
      const bytes = await weigh(address);
      weight[KINDS[/\.[a-z0-9]+$/.exec(address)?.[0]] ?? "text"] += bytes;
      weight.all += bytes;
      weight.requests += 1;
    }
    if (!(heaviest.get(kind)?.all >= weight.all)) heaviest.set(kind, weight);
    return Object.keys(MOST).filter((key) => weight[key] > MOST[key]).map((key) => `${key}: ${weight[key]} of ${MOST[key]}`);
  });
}

async function weigh(address) {
  if (!weights.has(address)) weights.set(address, (await (await fetch(address)).arrayBuffer()).byteLength);
  return weights.get(address);
}

after(() => {
  const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(8);
  console.log("heaviest of its kind, KB  HTML+CSS  script    font  images     all  requests");
  for (const [kind, { text, script, font, image, all, requests }] of [...heaviest].sort()) {
    console.log(`${kind.padEnd(24)}${[text, script, font, image, all].map(kb).join("")}${String(requests).padStart(10)}`);
  }
});

/** In the page: asks for the pictures that wait until one comes to them; answers the icon, which tests are not sent. */
async function everyPicture() {
  for (const image of document.images) {
    image.loading = "eager";
    await image.decode();
  }
  return document.querySelector("link[rel=icon]").href;
}
