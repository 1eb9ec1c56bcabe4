/** How the widget looks. Constructed sheets need no permission from a page's content security policy. */

import { ANSWERS } from "./styles/answers.js";
import { FRAME } from "./styles/frame.js";

export const STYLES = [FRAME, ANSWERS].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
});
