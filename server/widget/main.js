/** Entry point of the script tag: its data-* are the settings. A page without <career-advisor> gets one in the corner. */

import { CareerAdvisor, NAME, setDefaults } from "./element.js";

const tag = document.currentScript;

/** The one that this script placed, which comes along when a visit puts another body in place of the old one. */
let placed = null;

function placeOne() {
  if (document.querySelector(NAME)) return;
  placed ??= document.createElement(NAME);
  document.body.append(placed);
}

if (!customElements.get(NAME)) {
  const home = new URL(".", tag.src).href;
  setDefaults({ api: home, ...tag.dataset, home });
  customElements.define(NAME, CareerAdvisor);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", placeOne, { once: true });
  else placeOne();
  // Turbo, pjax and routers like them change the body without loading the page.
  let body = document.body;
  new MutationObserver(() => {
    if (!document.body || document.body === body || document.readyState === "loading") return;
    body = document.body;
    placeOne();
  }).observe(document.documentElement, { childList: true });
}
