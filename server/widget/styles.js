/** The widget's style sheets. Constructed sheets need no exception in a page's content security policy. */

import { ANSWERS } from "./styles/answers.js";
import { FRAME } from "./styles/frame.js";

// Pages often shrink the rem (62.5%): our base size follows the reader's setting and is at least 16 px.
const REM = ":host { --_rem: max(1rem, 16px); }";

export const STYLES = [FRAME, ANSWERS].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(REM + text.replaceAll(/(-?[\d.]+)rem/g, "calc($1 * var(--_rem))"));
  return sheet;
});
