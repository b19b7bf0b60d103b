// What every test of the browser stands on: a copy of the project, the program on it, and a browser that hides nothing.
//
// A scenario sets its own stage, so that scenarios know nothing of each other: `stage.project` is the copy, `stage.server`
// the program that serves it, `stage.open(address)` a tab. It fails, too, when a console says an error, when a request
// fails or goes elsewhere, or when the program ends by itself; `expects` lists what a scenario brings about on purpose.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../..");
const PROGRAM = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release/escale");
const SOURCES = ["escale.yaml", "content", "regions", "themes"];
/** Registration for [`EVENT`] is open at this moment; every scenario has it for its now, unless it says otherwise. */
export const NOW = "2027-06-01T09:00";
export const REGION = "/occitanie/";
export const EVENT = "/occitanie/evenements/2027-06-24-forum-montpellier/";
export const EVENT_FILE = "regions/occitanie/evenements/2027-06-24-forum-montpellier.md";
/** What waits longer than this has not come: builds take milliseconds, but a machine may be busy. */
export const PATIENCE_MS = 20_000;

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let started = null;
after(async () => (await started)?.close());

/** The one browser of a file of tests, with a new profile; each scenario has a context of its own in it. */
export function browser() {
  started ??= launch();
  return started;
}

/** A browser of its own, with the fonts of `fonts.conf` and no other. @param {string[]} [more] Further flags. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...FLAGS, ...more],
    env: { ...process.env, FONTCONFIG_FILE: join(HERE, "fonts.conf") },
    headless: true,
  });
}

/** Tells `found` of whatever the tabs of a context say that is wrong, ask elsewhere than of `origin`, or do not get. */
export function watch(context, origin, found) {
  context.on("console", (message) => message.type() === "error" && found(`console: ${message.text()} ${message.location().url}`));
  context.on("weberror", (error) => found(`error: ${error.error()}`));
  context.on("request", (request) => {
    const isOwn = request.url().startsWith(`${origin}/`) || request.url().startsWith("data:");
    if (!isOwn) found(`elsewhere: ${request.url()}`);
  });
  context.on("response", (response) => response.status() >= 400 && found(`${response.status()}: ${response.url()}`));
  context.on("requestfailed", (request) => {
    const { errorText } = request.failure();
    // A page that is left does not wait for what it had asked for.
    if (errorText !== "net::ERR_ABORTED") found(`failed: ${request.url()} ${errorText}`);
  });
}

/**
 * One test.
 * @param {string} name What holds.
 * @param {object} wishes
 * @param {string[]} [wishes.arguments] Further arguments of `escale serve`.
 * @param {(project: Project) => Promise<void>} [wishes.before] What is done to the project before it is served.
 * @param {object} [wishes.context] What the browser is: see Playwright's `newContext`.
 * @param {boolean} [wishes.hasNoBar] Whether there is no site at first, and so no bar to wait for.
 * @param {RegExp[]} [wishes.expects] Faults that the scenario brings about on purpose.
 * @param {(stage: Stage) => Promise<void>} run
 */
export function scenario(name, wishes, run) {
  test(name, { timeout: 6 * PATIENCE_MS }, async (t) => {
    const stage = new Stage(name, wishes);
    try {
      await stage.set();
      await run(stage);
      assert.deepEqual(stage.faults(), [], "faults beside the scenario");
    } catch (error) {
      await stage.picture("failed").catch(() => {});
      t.diagnostic(`faults: ${JSON.stringify(stage.faults())}`);
      t.diagnostic(`escale said: ${stage.server?.said}`);
      throw error;
    } finally {
      await stage.clear();
    }
  });
}

class Stage {
  #name;
  #wishes;
  #faults = [];

  constructor(name, wishes) {
    this.#name = name;
    this.#wishes = wishes;
  }

  async set() {
    this.project = await Project.copy();
    await this.#wishes.before?.(this.project);
    this.server = await Server.start(this.project, this.#wishes.arguments);
    const wishes = { viewport: { width: 1280, height: 800 }, locale: "fr-FR", reducedMotion: "reduce", ...this.#wishes.context };
    this.context = await (await browser()).newContext(wishes);
    this.context.setDefaultTimeout(PATIENCE_MS);
    watch(this.context, this.server.origin, (what) => this.#faults.push(what));
  }

  /** Opens an address of the server in a new tab. */
  open = async (address) => {
    const page = await this.context.newPage();
    await this.visit(page, address);
    return page;
  };

  /** Goes to an address of the server, and waits until the bar is there if there is to be one. */
  visit = async (page, address) => {
    await page.goto(this.server.origin + address);
    if (this.#wishes.context?.javaScriptEnabled !== false && !this.#wishes.hasNoBar) await ready(page);
  };

  faults() {
    const expected = this.#wishes.expects ?? [];
    const ended = this.server?.hasEndedByItself ? ["escale has ended by itself"] : [];
    return [...this.#faults, ...ended].filter((fault) => !expected.some((one) => one.test(fault)));
  }

  /** A picture of a tab in the folder that SCREENSHOTS names, to be looked at. */
  picture = async (name, page = this.context?.pages().at(-1)) => {
    if (!process.env.SCREENSHOTS || !page) return;
    await mkdir(process.env.SCREENSHOTS, { recursive: true });
    const file = `${this.#name} – ${name}`.replaceAll(/[/ ]+/g, "-");
    await page.screenshot({ path: join(process.env.SCREENSHOTS, `${file}.png`) });
  };

  async clear() {
    await this.context?.close();
    await this.server?.stop();
    await this.project?.remove();
  }
}

/** A copy of the project's own content. */
export class Project {
  constructor(folder) {
    this.folder = folder;
  }

  static async copy() {
    const folder = await mkdtemp(join(tmpdir(), "escale-browser-"));
    for (const path of SOURCES) await cp(join(ROOT, path), join(folder, path), { recursive: true });
    return new Project(folder);
  }

  read(path) {
    return readFile(join(this.folder, path), "utf8");
  }

  write(path, text) {
    return writeFile(join(this.folder, path), text);
  }

  makeFolder(path) {
    return mkdir(join(this.folder, path), { recursive: true });
  }

  rename(from, to) {
    return rename(join(this.folder, from), join(this.folder, to));
  }

  /** Saves a file with something else in the place of what stands there once; answers how to undo it. */
  async edit(path, from, to) {
    const text = await this.read(path);
    assert.equal(text.split(from).length, 2, `${JSON.stringify(from)} stands once in ${path}`);
    await this.write(path, text.replace(from, () => to));
    return () => this.write(path, text);
  }

  /** What `escale` says to a command, whatever its exit code. */
  async ask(...command) {
    const run = promisify(execFile)(PROGRAM, [...command, "--lang", "fr"], { cwd: this.folder, env: environment() });
    const { stdout, stderr } = await run.catch((error) => error);
    return { stdout, stderr };
  }

  remove() {
    return rm(this.folder, { recursive: true });
  }
}

/** `escale serve`, as it runs. */
export class Server {
  said = "";
  #process;
  #isStopped = false;

  /** @param {string[]} [more] Further arguments. */
  static async start(project, more = ["--date", NOW], port = 0) {
    const server = new Server();
    const command = ["serve", "--port", String(port), "--lang", "fr", ...more];
    server.#process = spawn(PROGRAM, command, { cwd: project.folder, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    const address = Promise.withResolvers?.() ?? withResolvers();
    const hear = (text) => {
      server.said += text;
      const found = /http:\/\/127\.0\.0\.1:\d+(?=\/)/.exec(server.said);
      if (found) address.resolve(found[0]);
    };
    for (const stream of [server.#process.stdout, server.#process.stderr]) stream.setEncoding("utf8").on("data", hear);
    server.#process.once("exit", () => address.reject(new Error(`escale serve has not begun: ${server.said}`)));
    server.origin = await address.promise;
    return server;
  }

  get hasEndedByItself() {
    return !this.#isStopped && this.#hasEnded;
  }

  get port() {
    return Number(new URL(this.origin).port);
  }

  get #hasEnded() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async stop() {
    this.#isStopped = true;
    if (this.#hasEnded) return;
    this.#process.kill();
    await once(this.#process, "exit");
  }
}

/** Nothing of the machine's own settings decides. */
function environment() {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, LANG: "C.UTF-8" };
}

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

/** Waits until the bar of the preview is shown. */
export async function ready(page) {
  await page.waitForFunction(() => document.querySelector("escale-apercu")?.hidden === false);
}

/** A part of the bar. */
export function bar(page, selector) {
  return page.locator(`escale-apercu ${selector}`);
}

/** Where the focus is inside the bar: the id or the class of its element, or null. */
export function focusInBar(page) {
  return page.evaluate(() => {
    const focused = document.querySelector("escale-apercu").shadowRoot.activeElement;
    return focused && (focused.id || focused.className);
  });
}

/** Waits until the bar tells something to those who hear the page. */
export async function said(page, text) {
  const isSaid = (text) => document.querySelector("escale-apercu").shadowRoot.querySelector("[role=status]").textContent.includes(text);
  await page.waitForFunction(isSaid, text);
}

/** Counts how often a tab is loaded from now on. */
export function loads(page) {
  const counted = { count: 0 };
  page.on("framenavigated", (frame) => frame === page.mainFrame() && (counted.count += 1));
  return counted;
}
