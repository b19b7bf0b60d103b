// The Nu HTML checker on every page that is written. It needs Java.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import vnu from "vnu-jar";
import { publish } from "./visitors.mjs";

/** Files have no origin, so the checker cannot know what `'self'` lets in; the tests of privacy do. */
const UNKNOWN = ".*violates Content Security Policy.*";
const sites = await publish();

test("every page is valid HTML, without a warning", { timeout: 180_000 }, async (t) => {
  const command = ["-jar", vnu.vnuJar ?? vnu, "--Werror", "--skip-non-html", "--format", "json", "--filterpattern", UNKNOWN, sites.folder];
  const { stderr } = await promisify(execFile)("java", command, { maxBuffer: 1 << 26 }).catch((error) => error);
  const { messages } = JSON.parse(stderr);
  const told = messages.map(({ url, lastLine, message }) => `${url.slice(url.indexOf("/public/") + 7)}:${lastLine}: ${message}`);
  if (told.length > 0) assert.fail(told.join("\n"));
  t.diagnostic(`${sites.pages.length} pages and what leads to them`);
});
