// The connection of the preview: one for every tab where the browser has shared workers, else one a tab.
// Pages may not fetch anything (their policy has no connect-src); a worker may, and does it for them.
"use strict";

const STREAM = "/.escale/flux";
/** The server says something every 15 s; after so long a silence it is gone. */
const SILENCE_MS = 40_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;

/** @type {Set<MessagePort | DedicatedWorkerGlobalScope>} The pages. */
const pages = new Set();
let isConnected = false;
/** @type {{version: number, instance: string} | null} What a page that comes later would have been told. */
let hello = null;

if ("SharedWorkerGlobalScope" in self) {
  self.onconnect = (event) => welcome(event.ports[0]);
} else {
  welcome(self);
}
follow();

/** @param {MessagePort | DedicatedWorkerGlobalScope} page */
function welcome(page) {
  pages.add(page);
  page.onmessage = ({ data }) => {
    if (data.type === "bye") pages.delete(page);
    else get(data).then((answer) => page.postMessage({ type: "answer", id: data.id, ...answer }));
  };
  if (isConnected && hello) page.postMessage({ type: "hello", data: hello });
}

/** @param {object} message */
function tell(message) {
  for (const page of pages) page.postMessage(message);
}

/**
 * Fetches a text of this server; a status of 0 says that it did not answer.
 * @param {{url: string, cache: RequestCache}} asked
 */
async function get({ url, cache }) {
  try {
    const response = await fetch(url, { cache });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 0, text: "" };
  }
}

/** Listens for ever, and after each loss waits longer, up to a limit, before it tries again. */
async function follow() {
  let delay = FIRST_DELAY_MS;
  for (;;) {
    try {
      await listen(() => (delay = FIRST_DELAY_MS));
    } catch {
      // Whatever the reason, the answer is the same: try again.
    }
    isConnected = false;
    tell({ type: "lost" });
    await new Promise((resume) => setTimeout(resume, delay));
    delay = Math.min(delay * 2, LONGEST_DELAY_MS);
  }
}

/**
 * Reads the stream until it ends or falls silent. An EventSource would keep the comments to itself by which the
 * server says that it is there.
 * @param {() => void} onHeard
 */
async function listen(onHeard) {
  const stop = new AbortController();
  let silence = setTimeout(() => stop.abort(), SILENCE_MS);
  try {
    const response = await fetch(STREAM, { cache: "no-store", signal: stop.signal });
    if (!response.ok) throw new Error(String(response.status));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let unread = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(() => stop.abort(), SILENCE_MS);
      onHeard();
      const events = (unread + value).split(/\r?\n\r?\n/);
      unread = events.pop();
      events.forEach(receive);
    }
  } finally {
    clearTimeout(silence);
    stop.abort();
  }
}

/** @param {string} event One event of the stream, or a comment. */
function receive(event) {
  const field = (name) =>
    event.split(/\r?\n/).filter((line) => line.startsWith(name + ":")).map((line) => line.slice(name.length + 1).trim()).join("\n");
  const type = field("event");
  if (type !== "hello" && type !== "change") return;
  const data = JSON.parse(field("data"));
  isConnected = true;
  hello = { ...hello, ...(type === "hello" ? data : { version: data.version }) };
  tell({ type, data });
}
