// Live reload: looks again when the server says that this page changed, and keeps the reader's place.
// The bar is in barre.js; without it, or without this script, the page is what it is.
"use strict";

(() => {
  const KEPT = "escale:place:";
  /** A loss that lasts no longer is not worth a word: the server was started again. */
  const PATIENCE_MS = 1_500;

  const address = decoded(location.pathname);
  /** @type {{status: number, text: string} | null} This page as it was when it was loaded. */
  let shown = null;
  /** @type {import("./barre.js").Bar | null} */
  let bar = null;
  let lost = 0;

  const worker = connect();
  const get = requests(worker);
  const kept = takeKept();
  restore(kept);
  /** One thing after the other: two changes never act on the page at once. */
  let last = start();
  addEventListener("pagehide", () => worker.postMessage({ type: "bye" }));
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  /** @returns {MessagePort | Worker} */
  function connect() {
    const link = window.SharedWorker
      ? new SharedWorker("/.escale/flux.js", "escale").port
      : new Worker("/.escale/flux.js");
    link.onmessage = ({ data }) => heard(data);
    return link;
  }

  /** Answers a function that fetches through the worker. */
  function requests(link) {
    const waiting = new Map();
    let count = 0;
    link.addEventListener("message", ({ data }) => {
      if (data.type !== "answer") return;
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    });
    return (url, cache = "no-cache") =>
      new Promise((resolve) => {
        waiting.set(++count, resolve);
        link.postMessage({ type: "get", id: count, url, cache });
      });
  }

  async function start() {
    // What the browser has just loaded is in its cache: that, and not what the server has by now, is shown.
    shown = await get(location.pathname + location.search, "force-cache");
    const { Bar } = await import("/.escale/barre.js");
    bar = new Bar({ get, address });
    await bar.refresh();
    if (kept?.bar?.panel) bar.reopen(kept.bar);
  }

  function heard({ type, data }) {
    if (type === "lost") lost ||= setTimeout(() => bar?.notice("lost"), PATIENCE_MS);
    if (type !== "hello" && type !== "change") return;
    clearTimeout(lost);
    lost = 0;
    last = last.catch(() => {}).then(() => follow(type, data));
  }

  async function follow(type, data) {
    bar?.notice("lost", false);
    if (type === "hello" || concerns(data.views)) await lookAgain();
    await bar?.refresh();
  }

  /** Whether a change may be one of this page. Addresses are those within the view. */
  function concerns(views) {
    const [, view = "", inside = address] = /^\/(@[^/]*)(.*)$/.exec(address) ?? [];
    if (!(view in views)) return false;
    return views[view] === null || views[view].includes(inside || "/");
  }

  /** Brings this page up to date; never comes back when it is loaded anew. */
  async function lookAgain() {
    const found = await get(location.pathname + location.search);
    if (found.status === 0) return;
    const wasThere = shown?.status === 200;
    bar?.notice("gone", wasThere && found.status === 404);
    if (found.text === shown?.text && found.status === shown?.status) return;
    // The last good page stays for as long as there is no other.
    if (wasThere && found.status !== 200) return;
    if (found.status === shown?.status && (await swapStyles(shown.text, found.text))) {
      shown = found;
      return;
    }
    keep();
    location.reload();
    // Nothing more is done on a page that goes: what it told its reader by now, the next one would not tell again.
    return new Promise(() => {});
  }

  /** Puts new style sheets in the place of the former ones when nothing else changed; answers whether it did. */
  async function swapStyles(former, next) {
    const [before, after] = [styles(former), styles(next)];
    const links = [...document.querySelectorAll("link[rel~=stylesheet]")];
    if (before.rest !== after.rest || links.length !== after.addresses.length) return false;
    const swaps = links.map((link, index) => {
      if (before.addresses[index] === after.addresses[index]) return true;
      const fresh = link.cloneNode();
      fresh.setAttribute("href", after.addresses[index]);
      const loaded = new Promise((resolve) => {
        fresh.onload = () => resolve(true);
        fresh.onerror = () => resolve(false);
      });
      link.after(fresh);
      return loaded.then((isLoaded) => (link.remove(), isLoaded));
    });
    return (await Promise.all(swaps)).every(Boolean);
  }

  /** The addresses of a page's style sheets, and the page without them. */
  function styles(html) {
    const addresses = [];
    const rest = html.replace(/<link\b[^>]*\brel=["']?stylesheet\b[^>]*>/gi, (link) =>
      link.replace(/\bhref=(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i, (_, double, single, bare) => {
        addresses.push((double ?? single ?? bare).replaceAll("&amp;", "&"));
        return "href";
      }),
    );
    return { addresses, rest };
  }

  /** Notes the reader's place for the page that is loaded next at this address. */
  function keep() {
    const open = [...document.querySelectorAll("details")].map((details) => [nameOf(details), details.open]);
    const focused = document.activeElement;
    const place = {
      x: scrollX,
      y: scrollY,
      open,
      focus: focused && focused !== document.body && focused !== bar ? pathTo(focused) : null,
      bar: bar?.place,
    };
    try {
      sessionStorage.setItem(KEPT + address, JSON.stringify(place));
    } catch {
      // A browser may refuse to keep anything: then the page is loaded anew from its top.
    }
  }

  function takeKept() {
    try {
      const text = sessionStorage.getItem(KEPT + address);
      sessionStorage.removeItem(KEPT + address);
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  function restore(place) {
    if (!place) return;
    const open = new Map(place.open);
    for (const details of document.querySelectorAll("details")) {
      details.open = open.get(nameOf(details)) ?? details.open;
    }
    if (place.focus) document.querySelector(place.focus)?.focus({ preventScroll: true });
    const scroll = () => scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    scroll();
    const reached = scrollY;
    // Pictures may make the page longer, unless the reader has moved on by then.
    addEventListener("load", () => scrollY === reached && scroll(), { once: true });
  }

  function nameOf(details) {
    return details.id || details.querySelector("summary")?.textContent.trim() || pathTo(details);
  }

  /** A selector of one element, by its own id or by its way down from the page's body. */
  function pathTo(element) {
    if (element.id) return "#" + CSS.escape(element.id);
    const parent = element.parentElement;
    if (!parent || element === document.body) return element.localName;
    const rank = [...parent.children].filter((child) => child.localName === element.localName).indexOf(element) + 1;
    return `${pathTo(parent)} > ${element.localName}:nth-of-type(${rank})`;
  }

  function decoded(path) {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }
})();
