/** The one tag of a page: its data-* are settings; without a <career-advisor> of the page's own, one comes to the corner. */

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
