// What the bar is made of: elements, icons, the clipboard, and what a browser remembers.

const SVG = "http://www.w3.org/2000/svg";
/** Shapes on a square of 20 units. */
export const ICONS = {
  down: "M5 7.5l5 5 5-5",
  close: "M5 5l10 10M15 5L5 15",
  place: "M10 17.5s5.5-5 5.5-9a5.5 5.5 0 0 0-11 0c0 4 5.5 9 5.5 9zM10 10.2a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  date: "M3.5 5.5h13v11h-13zM3.5 9h13M7 3.5v4M13 3.5v4",
  page: "M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11.5 2.5v3.5h3.5",
  changes: "M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5-8-5.5-8-5.5zM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  tools: "M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4",
  problems: "M10 3l7.5 13.5h-15zM10 8.5v3.5M10 14.2v.3",
  fine: "M4 10.5l4 4 8-9",
  show: "M5 12.5l5-5 5 5",
};

/** Puts a new content in a place, unless it says the same: what has the focus is not taken away without need. */
export function replaceUnless(place, fresh) {
  if (place.firstElementChild?.isEqualNode(fresh) && place.children.length === 1) return;
  place.replaceChildren(fresh);
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button with an icon, a text, or both; a name for those who hear it where it has no text. */
export function button(kind, label, onClick, icon, name = null) {
  const made = element("button", { type: "button", class: kind });
  if (icon) made.append(drawing(icon));
  if (label) made.append(element("span", { class: "label" }, label));
  if (name) made.setAttribute("aria-label", name);
  made.onclick = onClick;
  return made;
}

function drawing(icon) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[icon]);
  svg.append(path);
  return svg;
}

export function filled(text, values) {
  return Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, () => value), text);
}

/** Where the clipboard may not be used (an address that is not this machine's), the old way. */
export async function copyText(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element("textarea", { readonly: "" });
    area.value = text;
    const focused = root.activeElement;
    root.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return isCopied;
  }
}

/** A browser may refuse to keep anything: then nothing is remembered. */
export function stored(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

export function store(storage, key, value) {
  try {
    storage.setItem(key, value);
  } catch {
    // Nothing is remembered.
  }
}
