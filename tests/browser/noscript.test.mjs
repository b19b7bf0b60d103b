// With JavaScript off every page is whole: its text, its links, its menu.

import { PHONE, publish } from "./visitors.mjs";

/** What no browser shows, what is for paper, and the part of France that is drawn on wide screens only. */
const NEVER = "source, data, [aria-hidden], .paper, .paper *";
const sites = await publish();

sites.hold("nothing is missing without JavaScript", { ...PHONE, javaScriptEnabled: false }, async (tab) => {
  const faults = await tab.evaluate((never) => {
    const hidden = [...document.querySelectorAll("main *")].filter((element) => !element.checkVisibility({ visibilityProperty: true }));
    const dead = [...document.querySelectorAll("a:not([href]), a[href^='#']")].filter(({ hash }) => !hash || !document.getElementById(decodeURIComponent(hash.slice(1))));
    return [
      ...hidden.filter((element) => !element.matches(never)).map((element) => `hidden: ${element.localName}.${element.className}`),
      ...dead.map((link) => `leads nowhere: ${link.outerHTML}`),
      ...(document.querySelector("main").innerText.length > 100 ? [] : ["the page says next to nothing"]),
    ];
  }, NEVER);
  const button = tab.locator(".menu > .menu-button");
  if (!(await button.isVisible())) return [...faults, "there is no button for the menu"];
  await button.click();
  const entries = await tab.locator(".menu-sheet a:visible").count();
  if (entries < 3) faults.push(`the menu has ${entries} entries`);
  await tab.locator(".menu-sheet .menu-button").click();
  if (await tab.locator(".menu-sheet").isVisible()) faults.push("the menu does not close");
  return faults;
});
