/** How the widget looks. Constructed sheets need no permission from a page's content security policy. */

import { ANSWERS } from "./styles/answers.js";
import { FRAME } from "./styles/frame.js";

// A page may have shrunk its rem (62.5% is common): ours grows with the reader's text and never falls below 16 px.
const REM = ":host { --_rem: max(1rem, 16px); }";

export const STYLES = [FRAME, ANSWERS].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(REM + text.replaceAll(/([\d.]+)rem/g, "calc($1 * var(--_rem))"));
  return sheet;
});
