/** Makes <career-advisor> known to the page, and puts one in the corner of a page that has none of its own. */

import { CareerAdvisor, NAME, setDefaults } from "./element.js";

/** @param {Record<string, string>} settings what stood on the script tag */
export function start(settings) {
  setDefaults(settings);
  if (!customElements.get(NAME)) customElements.define(NAME, CareerAdvisor);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", placeOne, { once: true });
  else placeOne();
}

function placeOne() {
  if (!document.querySelector(NAME)) document.body.append(document.createElement(NAME));
}
