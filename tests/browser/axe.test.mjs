// Every rule of axe for WCAG 2.2 A and AA and for good practice, on pages as they are and with the menu open.

import { AXE, violations } from "./looks.mjs";
import { DESK, LOOKS, PHONE, picture, publish } from "./visitors.mjs";

const sites = await publish();

for (const look of LOOKS) {
  sites.hold(`axe finds nothing at ${look.viewport.width} px, ${look.colorScheme}`, { ...look, script: AXE }, async (tab, page) => {
    if (page.isFullest) await picture(tab, page);
    return violations(tab);
  });
}

for (const look of [PHONE, { ...DESK, colorScheme: "dark" }]) {
  const pages = sites.chosen.filter(({ kind }) => kind === "home");
  sites.hold(`axe finds nothing in the open menu at ${look.viewport.width} px`, { ...look, pages, script: AXE }, async (tab, page) => {
    const button = tab.getByRole("button", { name: "Menu", exact: true });
    if (!(await button.isVisible())) return [];
    await button.click();
    await picture(tab, { ...page, kind: "menu" });
    return violations(tab);
  });
}
