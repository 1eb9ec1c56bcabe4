/** Small screens: the panel fills them and stays above the on-screen keyboard. */

const PHONE = "(max-width: 30em), (max-height: 26em)";

export function isPhone() {
  return window.matchMedia(PHONE).matches;
}

/** Passes the visible height to the style sheet; the keyboard covers the rest without resizing the window. */
export function keepAboveKeyboard(host, signal) {
  const seen = window.visualViewport;
  if (!seen) return;
  const fit = () => {
    // Pinch zoom shrinks the viewport too, but must not shrink the panel.
    const isCovered = seen.scale === 1 && window.innerHeight - seen.height > 1;
    host.style.setProperty("--_seen", isCovered ? `${seen.height}px` : "100dvh");
    host.style.setProperty("--_from", isCovered ? `${seen.offsetTop}px` : "0px");
  };
  seen.addEventListener("resize", fit, { signal });
  seen.addEventListener("scroll", fit, { signal });
  fit();
}
