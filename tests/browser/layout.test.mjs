// Nothing is lost on a narrow screen, with larger text, with wider spacing, in any font; what one touches is large enough.

import { FAULTS } from "./looks.mjs";
import { DESK, publish } from "./visitors.mjs";

/** 640 px are a screen of 1280 px at a zoom of 200 %, 320 px the same at 400 %. */
const WIDTHS = [320, 360, 640, 1280];
/** From narrow to wide, in the place of the fonts that the theme names: the tests have none of those. The last is a reader's own choice. */
const FONTS = {
  "Roboto Condensed": "html { font-family: Roboto Condensed !important }",
  "Arimo": "html { font-family: Arimo !important }",
  "DejaVu Sans": "html { font-family: DejaVu Sans !important }",
  "DejaVu Sans Mono for everything": "* { font-family: DejaVu Sans Mono !important }",
};
/** The second is what browsers do when they enlarge only text, the third is WCAG 1.4.12. */
const READERS = {
  "as it is": "",
  "text at 200 %": "html { font-size: 200% !important }",
  "wider spacing": "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }",
};
const STYLES = Object.entries(FONTS).flatMap(([font, css]) => Object.entries(READERS).map(([reader, more]) => [`${font}, ${reader}`, css + more]));
const sites = await publish();

sites.hold(`nothing is lost, broken or small at ${WIDTHS.join(", ")} px in ${STYLES.length} styles`, { ...DESK, script: FAULTS }, async (tab) => {
  const faults = [];
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 640 });
    const found = await tab.evaluate((styles) => faultsIn(styles), STYLES);
    faults.push(...found.map((fault) => `${width} px, ${fault}`));
  }
  // On narrower screens no rule asks how large the letters are by the settings of the browser: this is the same as text at 200 %.
  await fontSize(tab, 32);
  const styles = Object.entries(FONTS).map(([font, css]) => [`${font}, letters of 32 px by the settings of the browser`, css]);
  faults.push(...(await tab.evaluate((styles) => faultsIn(styles), styles)));
  await fontSize(tab, 16);
  return faults;
});

async function fontSize(tab, px) {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Page.setFontSizes", { fontSizes: { standard: px } });
  await session.detach();
}
