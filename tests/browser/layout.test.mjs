// Nothing is lost on a narrow screen, with larger text, with wider spacing; what one touches is large enough.

import { broken, lost, small } from "./looks.mjs";
import { DESK, publish, restyle } from "./visitors.mjs";

/** 640 px are a screen of 1280 px at a zoom of 200 %, 320 px the same at 400 %. */
const WIDTHS = [320, 360, 640, 1280];
/** The second is what browsers do when they enlarge only text, the third is WCAG 1.4.12. */
const AS_IT_IS = "as it is";
const READERS = {
  [AS_IT_IS]: "",
  "text at 200 %": "html { font-size: 200% !important }",
  "wider spacing": "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }",
};
const sites = await publish();

sites.hold(`nothing is lost and nothing is small at ${WIDTHS.join(", ")} px`, DESK, async (tab) => {
  const faults = [];
  const look = async (name) => {
    for (const width of WIDTHS) {
      await tab.setViewportSize({ width, height: 640 });
      const found = [...(await tab.evaluate(lost)), ...(await tab.evaluate(small))];
      // Larger letters on a phone may break a word, to lose none.
      if (width >= 640 || name === AS_IT_IS) found.push(...(await tab.evaluate(broken)));
      faults.push(...found.map((fault) => `${width} px, ${name}: ${fault}`));
    }
  };
  for (const [name, css] of Object.entries(READERS)) {
    await restyle(tab, css);
    await look(name);
  }
  await restyle(tab, "");
  await fontSize(tab, 32);
  await look("letters of 32 px by the settings of the browser");
  await fontSize(tab, 16);
  return faults;
});

async function fontSize(tab, px) {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Page.setFontSizes", { fontSizes: { standard: px } });
  await session.detach();
}
