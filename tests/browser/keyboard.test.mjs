// Each page by the keyboard alone: where the focus goes, that it shows, and the menu.

import { DESK, PHONE, publish } from "./visitors.mjs";

/** What must differ by this much between an element with and without the focus (WCAG 1.4.11, 2.4.13). */
const CONTRAST = 3;
const sites = await publish();
/** Elements that look alike are drawn with the focus once. */
const drawn = new Set();

const pages = sites.chosen.filter(({ isFullest }) => isFullest);

for (const look of [{ ...PHONE, colorScheme: "dark" }, { ...DESK, colorScheme: "light" }]) {
  const { width } = look.viewport;
  sites.hold(`the keyboard goes through the page in its order, and shows where it is, at ${width} px`, { ...look, pages }, async (tab, { kind }) => {
    const faults = [];
    const expected = await tab.evaluate(stops);
    for (let index = 0; index < expected; index += 1) {
      await tab.keyboard.press("Tab");
      const stop = await tab.evaluate(step, index);
      if (stop.isOut) return [...faults, `the focus leaves after ${index} of ${expected}`];
      faults.push(...stop.faults);
      const looks = `${width} ${kind} ${stop.looks}`;
      if (!drawn.has(looks) && !(await isSeen(tab, stop))) faults.push(`the focus does not show on ${stop.told}`);
      drawn.add(looks);
      if (stop.isMenuButton) faults.push(...(await menu(tab)));
    }
    await tab.keyboard.press("Tab");
    const { isOut, isFirst, told } = await tab.evaluate(step, 0);
    // Where there is nothing beside the page, the browser begins again.
    if (!isOut && !isFirst) faults.push(`after the last comes ${told}`);
    return [...faults, ...(await skip(tab))];
  });
}

/** What is wrong with the menu, when its button has the focus; then the button has it again. */
async function menu(tab) {
  const faults = [];
  const hold = (isSo, what) => isSo || faults.push(`the menu: ${what}`);
  const button = () => tab.evaluate(() => document.activeElement.matches(".menu > .menu-button"));
  const sheet = tab.locator(".menu-sheet");
  await tab.keyboard.press("Enter");
  hold(await sheet.isVisible(), "it opens");
  await tab.keyboard.press("Tab");
  hold(await tab.evaluate(() => document.activeElement.matches(".menu-sheet *")), "the focus goes into it");
  await tab.keyboard.press("Escape");
  hold(!(await sheet.isVisible()), "Escape closes it");
  hold(await button(), "the focus comes back to the button");
  await tab.keyboard.press("Space");
  await sheet.getByRole("button").press("Enter");
  hold(!(await sheet.isVisible()), "its own button closes it");
  hold(await button(), "the focus comes back to the button again");
  return faults;
}

/** What is wrong with the first stop of a page. */
async function skip(tab) {
  const isSkip = await tab.evaluate(() => {
    window.expectedStops[0].focus();
    return document.activeElement.matches(".skip");
  });
  if (!isSkip) return ["the skip link is not first"];
  await tab.keyboard.press("Enter");
  const isThere = await tab.evaluate(() => document.activeElement.matches("main"));
  return isThere ? [] : ["the skip link does not lead to the content"];
}

/** In the page: lists what the keyboard is to reach, in the order of the document; answers how many they are. */
function stops() {
  const selector = "a[href], button, input, select, textarea, summary, [tabindex]";
  const isReached = (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true });
  const scrolls = (element) => {
    const style = getComputedStyle(element);
    const isLong = element.scrollWidth > element.clientWidth && /auto|scroll/.test(style.overflowX);
    return isLong && !element.querySelector(selector);
  };
  window.expectedStops = [...document.body.querySelectorAll("*")].filter((element) => (element.matches(selector) && isReached(element)) || scrolls(element));
  return window.expectedStops.length;
}

/** In the page: what has the focus, whether it is what was to have it, and whether it is in sight. */
function step(index) {
  const element = document.activeElement;
  const told = `${element.localName}.${element.className} « ${element.textContent.trim().slice(0, 40)} »`;
  if (element === document.body) return { isOut: true, told };
  const expected = window.expectedStops[index];
  const faults = [];
  if (expected && element !== expected) faults.push(`${told} has the focus, not « ${expected.textContent.trim().slice(0, 40)} »`);
  if (element.matches("[tabindex]") && element.tabIndex > 0) faults.push(`${told} has an order of its own`);
  const boxes = [...element.getClientRects()];
  const isInSight = boxes.some(({ left, right, top, bottom }) => left >= 0 && right <= innerWidth + 1 && top >= 0 && bottom <= innerHeight + 1);
  if (!isInSight && boxes.every(({ width, height }) => width < innerWidth && height < innerHeight)) faults.push(`${told} is out of sight`);
  const { left, top, width, height } = boxes[0];
  const [above] = document.elementsFromPoint(left + width / 2, top + height / 2);
  if (above && above !== element && !element.contains(above) && !above.contains(element)) faults.push(`${told} is under ${above.className}`);
  const ways = [];
  for (let part = element; part !== document.body; part = part.parentElement) ways.push(`${part.localName}.${part.className}`);
  const { x, y, width: wide, height: high } = element.getBoundingClientRect();
  const longest = Math.max(...boxes.flatMap(({ width, height }) => [width, height]));
  return { told, faults, looks: ways.join(" < "), isFirst: element === window.expectedStops[0], isMenuButton: element.matches(".menu > .menu-button"), longest, x, y, width: wide, height: high };
}

/** Whether enough of what is around an element changes enough when it takes the focus. */
async function isSeen(tab, { x, y, width, height, longest }) {
  const view = tab.viewportSize();
  const room = 10;
  const clip = { x: Math.max(0, x - room), y: Math.max(0, y - room) };
  clip.width = Math.min(view.width, x + width + room) - clip.x;
  clip.height = Math.min(view.height, y + height + room) - clip.y;
  const drawing = async () => (await tab.screenshot({ clip, animations: "disabled" })).toString("base64");
  const withFocus = await drawing();
  await tab.evaluate(() => {
    window.focusedStop = document.activeElement;
    window.focusedStop.blur();
  });
  const without = await drawing();
  // The position from which the next Tab goes on stays where it was.
  await tab.evaluate(() => window.focusedStop.focus({ preventScroll: true, focusVisible: true }));
  const changed = await tab.evaluate(changedPixels, [withFocus, without, CONTRAST]);
  // Two lines of two pixels along the longer side.
  return changed >= 2 * 2 * Math.min(longest, view.width);
}

/** In the page: how many pixels of two pictures differ by a contrast. */
async function changedPixels([one, other, contrast]) {
  const pixels = async (data) => {
    const image = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))]));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height).data;
  };
  const linear = (value) => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (data, at) => 0.2126 * linear(data[at]) + 0.7152 * linear(data[at + 1]) + 0.0722 * linear(data[at + 2]);
  const [a, b] = [await pixels(one), await pixels(other)];
  let changed = 0;
  for (let at = 0; at < Math.min(a.length, b.length); at += 4) {
    const [low, high] = [luminance(a, at), luminance(b, at)].sort((x, y) => x - y);
    if ((high + 0.05) / (low + 0.05) >= contrast) changed += 1;
  }
  return changed;
}
