/** Light or dark: as the tag says, else as the page around the widget is. */

const PREFERS_DARK = "(prefers-color-scheme: dark)";
const DARK_BELOW = 0.4;

/** Keeps the host element in the scheme of its page until `signal` aborts; returns a function that looks again. */
export function followTheme(host, signal) {
  const look = () => {
    const theme = host.getAttribute("theme");
    if (theme === "light" || theme === "dark") host.style.removeProperty("color-scheme");
    else host.style.setProperty("color-scheme", schemeAround(host));
  };
  const watcher = new MutationObserver(look);
  for (const element of [document.documentElement, document.body]) watcher.observe(element, { attributes: true });
  watcher.observe(host, { attributes: true, attributeFilter: ["theme"] });
  const prefers = window.matchMedia(PREFERS_DARK);
  prefers.addEventListener("change", look, { signal });
  signal.addEventListener("abort", () => watcher.disconnect(), { once: true });
  look();
  return look;
}

/** The scheme of the nearest background that can be seen, else of the page's canvas. */
function schemeAround(host) {
  for (let at = host.parentElement; at; at = at.parentElement) {
    const lightness = lightnessOf(getComputedStyle(at).backgroundColor);
    if (lightness !== null) return lightness < DARK_BELOW ? "dark" : "light";
  }
  const allowed = getComputedStyle(document.documentElement).colorScheme;
  if (!allowed.includes("dark")) return "light";
  return !allowed.includes("light") || window.matchMedia(PREFERS_DARK).matches ? "dark" : "light";
}

/** 0 (black) to 1 (white); null for what lets most of what is behind it through. */
function lightnessOf(color) {
  const [a, b = 0, c = 0, alpha = 1] = (color.match(/-?[\d.]+(?:e-?\d+)?/g) || []).map(Number);
  if (a === undefined || alpha < 0.5) return null;
  if (color.startsWith("ok")) return a;
  if (color.startsWith("la") || color.startsWith("lc")) return a / 100;
  return (0.2126 * a + 0.7152 * b + 0.0722 * c) / (color.startsWith("rgb") ? 255 : 1);
}
