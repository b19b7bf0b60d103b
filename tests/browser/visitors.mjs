// What visitors get: the sites that `escale build` writes, served with the headers that it writes for a host.
//
// A file of tests publishes once, then says what holds for pages: `sites.hold(name, wishes, look)` opens each of them
// in a few tabs side by side. A look answers what is wrong with a page; what the browser finds is added to it.

import assert from "node:assert/strict";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PATIENCE_MS, Project, browser, watch } from "./harness.mjs";

/** The programme is at its fullest then: events that are open, closed, full, cancelled, moved, past. */
const BUILT = "2027-05-10";
const SEEN = new Date(`${BUILT}T06:00:00Z`);
/** The hub and two regions: a real one with a history, and an invented one in another zone. */
const REGIONS = ["occitanie", "la-reunion"];
const LANES = 3;
/** So many faults are told; the others are likely to have the same cause. */
const TOLD = 40;
/** Pictures of pages, outside of what git keeps. */
const PICTURES = process.env.SCREENSHOTS ?? fileURLToPath(new URL("../../target/screenshots", import.meta.url));
const TYPES = {
  ".css": "text/css", ".html": "text/html; charset=utf-8", ".jpg": "image/jpeg", ".js": "text/javascript", ".png": "image/png",
  ".svg": "image/svg+xml", ".webp": "image/webp", ".woff2": "font/woff2", ".txt": "text/plain", ".xml": "text/xml",
};

export const PHONE = { viewport: { width: 360, height: 740 } };
export const DESK = { viewport: { width: 1280, height: 800 } };
export const LOOKS = [PHONE, DESK].flatMap((size) => ["light", "dark"].map((colorScheme) => ({ ...size, colorScheme })));

/**
 * Builds the sites and serves them until the tests of the file are over.
 * @param {(project: Project) => Promise<void>} [prepare] What is done to the programme before.
 */
export async function publish(prepare) {
  const project = await Project.copy();
  await prepare?.(project);
  const { stdout, stderr } = await project.ask("build", "--date", BUILT);
  const folder = join(project.folder, "public");
  const pages = await read(folder, await readdir(join(project.folder, "regions"))).catch((error) => {
    throw new Error(`nothing was published: ${stdout}${stderr}`, { cause: error });
  });
  const server = await serve(folder);
  after(async () => {
    server.close();
    server.closeAllConnections();
    await project.remove();
  });
  return new Sites(folder, pages, `http://127.0.0.1:${server.address().port}`, stdout + stderr);
}

class Sites {
  constructor(folder, pages, origin, said) {
    this.folder = folder;
    /** Every page that is shown: one that only leads elsewhere is not. */
    this.pages = pages.filter(({ kind }) => kind !== "redirect");
    this.chosen = choose(this.pages);
    this.origin = origin;
    /** What the build said. */
    this.said = said;
  }

  /** The page at an address. */
  page(address) {
    const found = this.pages.find((page) => page.address === address);
    assert(found, `no page at ${address}`);
    return found;
  }

  /**
   * One test: nothing is wrong with any of the pages.
   * @param {string} name
   * @param {object} wishes What the browser is (Playwright's `newContext`), `pages` when not the chosen ones, and
   *   `script` when something runs in each page before its own.
   * @param {(tab, page, asked: Set<string>) => Promise<string[]>} look `asked`: the addresses of all that it asked for.
   */
  hold(name, { pages = this.chosen, script, ...wishes }, look) {
    test(`${name}, ${pages.length} pages`, { timeout: 30 * PATIENCE_MS }, async () => {
      const left = [...pages];
      const wrong = [];
      const lane = async () => {
        const context = await (await browser()).newContext({ locale: "fr-FR", reducedMotion: "reduce", ...wishes });
        context.setDefaultTimeout(PATIENCE_MS);
        await context.clock.setFixedTime(SEEN);
        if (script) await context.addInitScript({ content: script });
        let page;
        const found = (fault) => wrong.push(`${page.address}: ${fault}`);
        watch(context, this.origin, found);
        const asked = new Set();
        context.on("request", (request) => asked.add(request.url()));
        const tab = await context.newPage();
        while ((page = left.shift())) {
          asked.clear();
          await tab.goto(this.origin + page.address);
          (await look(tab, page, asked)).forEach(found);
        }
        await context.close();
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      if (wrong.length > 0) assert.fail(`${wrong.length} faults\n${wrong.sort().slice(0, TOLD).join("\n")}`);
    });
  }
}

/** A picture of a whole page, to be looked at by a person. */
export async function picture(tab, page) {
  const { width } = tab.viewportSize();
  const scheme = (await tab.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)) ? "dark" : "light";
  await mkdir(PICTURES, { recursive: true });
  const name = `${page.kind} ${width} ${scheme} ${page.address}`.replaceAll(/[/ ]+/g, "-").replace(/-$/, "");
  await tab.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

async function read(folder, regions) {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".html")).sort();
  return Promise.all(
    files.map(async (file) => {
      const html = await readFile(join(folder, file), "utf8");
      const kind = /<body class="page-([a-z0-9-]+)"/.exec(html)[1];
      const site = regions.find((region) => file.startsWith(`${region}/`)) ?? "hub";
      return { address: `/${file.replace(/(^|\/)index\.html$/, "$1")}`, kind, site, html, parts: parts(kind, html) };
    }),
  );
}

/** What a kind of page is made of: its elements and their classes. */
function parts(kind, html) {
  const elements = html.matchAll(/<([a-z]+[1-6]?)(?: [^>]*?class="([^"]*)")?/g);
  return new Set([...elements].flatMap(([, name, classes]) => [name, ...(classes ?? "").split(" ")]).map((part) => `${kind} ${part}`));
}

/** The fullest page of each kind in the hub and in two regions; then, of all, those with a part that was not seen yet. */
function choose(pages) {
  const chosen = new Map();
  for (const page of pages.filter(({ site }) => site === "hub" || REGIONS.includes(site))) {
    const key = `${page.site} ${page.kind}`;
    if (!(chosen.get(key)?.html.length >= page.html.length)) chosen.set(key, page);
  }
  const list = [...chosen.values()];
  list.forEach((page) => (page.isFullest = true));
  const seen = new Set(list.flatMap(({ parts }) => [...parts]));
  const news = ({ parts }) => [...parts].filter((part) => !seen.has(part)).length;
  for (;;) {
    const next = pages.reduce((best, page) => (news(page) > news(best) ? page : best));
    if (news(next) === 0) return list;
    list.push(next);
    next.parts.forEach((part) => seen.add(part));
  }
}

/** A host of files that knows what `_headers` says, and no more. */
async function serve(folder) {
  const rules = headers(await readFile(join(folder, "_headers"), "utf8"));
  assert(rules.some(({ values }) => values["Content-Security-Policy"]), "_headers has the policy");
  const server = createServer(async (request, response) => {
    const path = decodeURI(new URL(request.url, "http://localhost").pathname);
    for (const { pattern, values } of rules) if (pattern.test(path)) for (const name in values) response.setHeader(name, values[name]);
    const file = path.endsWith("/") ? `${path}index.html` : path;
    try {
      const bytes = await readFile(join(folder, file));
      response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream").end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** The rules of a `_headers` file: which paths, which headers. */
function headers(text) {
  const rules = [];
  for (const line of text.split("\n").filter((line) => line && !line.startsWith("#"))) {
    if (/^\s/.test(line)) {
      const [, name, value] = /^\s+([^:]+): (.*)$/.exec(line);
      rules.at(-1).values[name] = value;
    } else {
      rules.push({ pattern: new RegExp(`^${line.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`), values: {} });
    }
  }
  return rules;
}
