// What a page costs a visitor who comes for the first time, uncompressed (STANDARDS E1), and what makes a page slow on a
// phone. All of it is counted, nothing is timed.

import { after } from "node:test";
import { DESK, PHONE, publish } from "./visitors.mjs";

const KINDS = { ".js": "script", ".woff2": "font", ".png": "image", ".jpg": "image", ".webp": "image", ".svg": "image" };
const MOST = {
  text: 50 * 1024, script: 5 * 1024, all: 150 * 1024, requests: 10,
  blocking: 2,
  elements: 800,
};
/** How often functions, and parts of functions, are entered while the page is loaded. */
const MOST_STEPS = 200;
/** What the Core Web Vitals call good, as the sum of all shifts. */
const MOST_SHIFT = 0.1;
const sites = await publish();
/** The heaviest page of each kind. */
const heaviest = new Map();

/** A file weighs what it weighs wherever it is asked for. */
const weights = new Map();
const most = { steps: 0, shift: 0 };

for (const look of [{ ...PHONE, deviceScaleFactor: 3 }, DESK]) {
  sites.hold(`a page is light at ${look.viewport.width} px`, look, async (tab, { kind }, asked) => {
    asked.add(await tab.evaluate(everyPicture));
    const weight = { text: 0, script: 0, font: 0, image: 0, all: 0, requests: 0, ...(await tab.evaluate(counts)) };
    for (const address of asked) {
      const bytes = await weigh(address);
      weight[KINDS[/\.[a-z0-9]+$/.exec(address)?.[0]] ?? "text"] += bytes;
      weight.all += bytes;
      weight.requests += 1;
    }
    if (!(heaviest.get(kind)?.all >= weight.all)) heaviest.set(kind, weight);
    const heavy = Object.keys(MOST).filter((key) => weight[key] > MOST[key]).map((key) => `${key}: ${weight[key]} of ${MOST[key]}`);
    return [...heavy, ...(await tab.evaluate(oddPictures))];
  });
}

// Once for each kind of page, its fullest: this is dear.
const fullest = new Map(sites.chosen.toSorted((a, b) => a.html.length - b.html.length).map((page) => [page.kind, page]));
sites.hold("a page does little and stays where it is while it loads", { ...PHONE, pages: [...fullest.values()] }, async (tab) => {
  const { steps, shift } = await loaded(tab);
  most.steps = Math.max(most.steps, steps);
  most.shift = Math.max(most.shift, shift);
  return [...(steps > MOST_STEPS ? [`${steps} steps`] : []), ...(shift > MOST_SHIFT ? [`it moves by ${shift.toFixed(3)}`] : [])];
});

/** Loads a page again, with its font only after the first drawing: how much its scripts do, and by how much it moves. */
async function loaded(tab) {
  let send;
  const sent = new Promise((resolve) => (send = resolve));
  await tab.route(/\.woff2$/, async (route) => {
    await sent;
    await route.continue();
  });
  await tab.coverage.startJSCoverage();
  await tab.reload({ waitUntil: "domcontentloaded" });
  await tab.evaluate(drawn);
  send();
  await tab.evaluate(() => document.fonts.ready);
  await tab.evaluate(drawn);
  const shift = await tab.evaluate(shifts);
  const scripts = await tab.coverage.stopJSCoverage();
  await tab.unrouteAll();
  const parts = scripts.flatMap(({ functions }) => functions).flatMap(({ ranges }) => ranges);
  return { shift, steps: parts.reduce((sum, { count }) => sum + count, 0) };
}

async function weigh(address) {
  if (!weights.has(address)) weights.set(address, (await (await fetch(address)).arrayBuffer()).byteLength);
  return weights.get(address);
}

after(() => {
  const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(8);
  console.log("heaviest of its kind, KB  HTML+CSS  script    font  images     all  requests  blocking  elements");
  for (const [kind, { text, script, font, image, all, requests, blocking, elements }] of [...heaviest].sort()) {
    const counted = [requests, blocking, elements].map((count) => String(count).padStart(10));
    console.log(`${kind.padEnd(24)}${[text, script, font, image, all].map(kb).join("")}${counted.join("")}`);
  }
  console.log(`while a page loads: at most ${most.steps} steps, moved by ${most.shift.toFixed(3)}`);
});

/** In the page: asks for the pictures that wait until one comes to them; answers the icon, which tests are not sent. */
async function everyPicture() {
  for (const image of document.images) {
    image.loading = "eager";
    await image.decode();
  }
  return document.querySelector("link[rel=icon]").href;
}

/** In the page: the files that the first drawing waits for, and how much there is to lay out. */
function counts() {
  const blocking = document.querySelectorAll("link[rel=stylesheet]:not([media=print]), script[src]:not([defer], [async])");
  return { blocking: blocking.length, elements: document.querySelectorAll("*").length };
}

/** In the page: pictures without a size, which move what follows when they come, and those far larger than they are shown. */
function oddPictures() {
  const named = ({ currentSrc }, what) => `${new URL(currentSrc).pathname} ${what}`;
  return [...document.images].filter((image) => image.checkVisibility()).flatMap((image) => [
    ...(image.hasAttribute("width") && image.hasAttribute("height") ? [] : [named(image, "has no size")]),
    ...(image.naturalWidth > 2 * image.width * devicePixelRatio && !image.currentSrc.endsWith(".svg") ? [named(image, `is ${image.naturalWidth} px wide, shown on ${image.width}`)] : []),
  ]);
}

/** In the page: waits until it is drawn. */
async function drawn() {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}

/** In the page: by how much it has moved since it was loaded. */
function shifts() {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0))).observe({ type: "layout-shift", buffered: true });
    // The observer hears nothing when nothing has moved.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)));
  });
}
