// What may be wrong with a page, for the tests of several subjects.

import axe from "axe-core";

/** A script that a page has before `violations` are asked for. */
export const AXE = axe.source;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** It takes whatever is short and large for a heading: the figures, the name in the footer. */
const GUESS = "p-as-heading";

/** Rules that axe leaves out by itself are asked for too, such as the size of targets. */
export function violations(tab) {
  return tab.evaluate(async ([tags, guess]) => {
    const rules = Object.fromEntries(axe.getRules(tags).map(({ ruleId }) => [ruleId, { enabled: ruleId !== guess }]));
    const { violations } = await axe.run({ runOnly: tags, rules, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}, ${target.join(" ")}: ${failureSummary}`));
  }, [TAGS, GUESS]);
}

/** In the page: text that is cut, beside the screen, or under other text. */
export function lost() {
  const told = (element, text) => `${element.localName}.${element.className} « ${text.trim().slice(0, 40)} »`;
  const styled = [...document.querySelectorAll("body *")].map((element) => ({ element, style: getComputedStyle(element) }));
  const those = (is) => new Set(styled.filter(({ style }) => is(style)).map(({ element }) => element));
  const cutting = those(({ overflowX }) => overflowX !== "visible");
  const scrolling = those(({ overflowX }) => /auto|scroll/.test(overflowX));
  const blocks = those(({ display }) => !display.startsWith("inline"));
  const faults = [];
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} px wide on a screen of ${innerWidth} px`);

  const lines = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement;
    // What only a screen reader reads, and the link that shows itself when it has the focus.
    if (!text.data.trim() || !element.checkVisibility({ visibilityProperty: true }) || element.closest(".sr, .skip, option")) continue;
    const holders = [];
    for (let holder = element; holder !== document.body; holder = holder.parentElement) holders.push(holder);
    const isInScroller = holders.some((holder) => scrolling.has(holder));
    const block = holders.find((holder) => blocks.has(holder)) ?? element;
    const range = new Range();
    range.selectNodeContents(text);
    for (const line of range.getClientRects()) {
      if (line.width === 0) continue;
      if (!isInScroller && (line.left < -1 || line.right > innerWidth + 1)) faults.push(`beside the screen: ${told(element, text.data)}`);
      for (const holder of isInScroller ? [] : holders.filter((holder) => cutting.has(holder))) {
        const edge = holder.getBoundingClientRect();
        const isInside = line.left >= edge.left - 1 && line.right <= edge.right + 1 && line.top >= edge.top - 1 && line.bottom <= edge.bottom + 1;
        if (!isInside) faults.push(`cut by ${holder.className}: ${told(element, text.data)}`);
      }
      // The letters, without the room above and below them.
      lines.push({ block, element, text: text.data, left: line.left + 1, right: line.right - 1, top: line.top + line.height * 0.25, bottom: line.bottom - line.height * 0.25 });
    }
  }
  lines.sort((a, b) => a.top - b.top);
  for (const [index, one] of lines.entries()) {
    for (let next = index + 1; next < lines.length && lines[next].top < one.bottom; next += 1) {
      const other = lines[next];
      const overlaps = one.left < other.right && other.left < one.right;
      if (overlaps && one.block !== other.block) faults.push(`${told(one.element, one.text)} lies on ${told(other.element, other.text)}`);
    }
  }
  return [...new Set(faults)];
}

/** In the page: words broken inside that have room on a line, if nothing stands beside their block. Addresses may be broken. */
export function broken() {
  const px = (style, ...names) => names.reduce((sum, name) => sum + parseFloat(style[name]), 0);
  const isAuto = (element, side) => element.computedStyleMap().get(side).value === "auto";
  const around = (element) => {
    const style = getComputedStyle(element);
    if (style.display === "inline") return 0;
    const margins = ["margin-left", "margin-right"].filter((side) => !isAuto(element, side));
    return px(style, "paddingLeft", "paddingRight", "borderLeftWidth", "borderRightWidth", ...margins);
  };
  const room = (element) => {
    let width = document.body.clientWidth;
    for (; element !== document.body; element = element.parentElement) width -= around(element);
    return width;
  };
  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = new Range();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    range.selectNodeContents(text);
    if (range.getClientRects().length < 2 || text.parentElement.closest("code, .sr, option")) continue;
    // A line may end at a space that is not a no-break space, and after a hyphen.
    for (const { index, 0: word } of text.data.matchAll(/[^ \t\n-]+-?/g)) {
      if (/[@/]|\p{L}[.:]\p{L}/u.test(word)) continue;
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const [first, ...others] = range.getClientRects();
      if (!others.some(({ top }) => top > first.top + first.height / 2)) continue;
      const width = others.reduce((sum, { width }) => sum + width, first.width);
      const most = room(text.parentElement);
      if (width <= most) faults.push(`« ${word} », ${Math.round(width)} of ${Math.round(most)} px, is broken in « ${text.data.trim().slice(0, 40)} »`);
    }
  }
  return [...new Set(faults)];
}

/** In the page: what is smaller than a finger: 44 px for what one comes to do, 24 px for what does not stand in a sentence. */
export function small() {
  const least = (element) => {
    if (element.matches(".button, .menu-button, .menu a, .brand, select, .skip")) return 44;
    return getComputedStyle(element).display === "inline" ? 0 : 24;
  };
  return [...document.querySelectorAll("a[href], button, select, input:not(:disabled), summary")]
    .filter((element) => element.checkVisibility())
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ element, box }) => box.height < least(element) - 0.5 || box.width < Math.min(least(element), 24))
    .map(({ element, box }) => `${Math.round(box.width)} × ${Math.round(box.height)} px: ${element.className} « ${element.textContent.trim()} »`);
}

/** A script that gives a page `faultsIn`: what is lost, small or broken under each of some styles, which are names with rules. */
export const FAULTS = `${lost}\n${small}\n${broken}\n${faultsIn}\nObject.assign(window, { faultsIn, lost, small, broken });`;

/** Its policy lets no style of others into a page, but one can be adopted. */
function faultsIn(styles) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  return styles.flatMap(([name, css]) => {
    sheet.replaceSync(css);
    return [...lost(), ...small(), ...broken()].map((fault) => `${name}: ${fault}`);
  });
}
