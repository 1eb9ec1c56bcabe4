/** Entry point of the script tag: its data-* are the settings. A page without <career-advisor> gets one in the corner. */

import { CareerAdvisor, NAME, setDefaults } from "./element.js";

const tag = document.currentScript;

function placeOne() {
  if (!document.querySelector(NAME)) document.body.append(document.createElement(NAME));
}

if (!customElements.get(NAME)) {
  const home = new URL(".", tag.src).href;
  setDefaults({ api: home, ...tag.dataset, home });
  customElements.define(NAME, CareerAdvisor);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", placeOne, { once: true });
  else placeOne();
}
