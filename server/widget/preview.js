/** Shows a chip's quote and section path while it is hovered, focused or tapped. */

import { citationOf, whereIn } from "./citations.js";
import { h, icon } from "./nodes.js";

const MARGIN_PX = 8;
const WIDEST_PX = 352;
const LEAVE_MS = 150;

export class Preview {
  #panel;
  #citations;
  #t;
  #box;
  #chip = null;
  #leaving = 0;
  #pointer = "mouse";

  /** @param {HTMLElement} panel contains the preview and the watched chips */
  constructor(panel, citations, t) {
    this.#panel = panel;
    this.#citations = citations;
    this.#t = t;
    this.#box = h("div", { class: "preview", id: "preview", role: "group", hidden: true, "aria-label": t("sources_title") });
    panel.append(this.#box);
    panel.addEventListener("pointerover", (event) => this.#over(event));
    panel.addEventListener("pointerout", (event) => this.#out(event));
    panel.addEventListener("pointerdown", (event) => this.#down(event));
    panel.addEventListener("focusin", ({ target }) => (target.matches(".chip") ? this.#show(target) : this.#focusMoved(target)));
    panel.addEventListener("click", (event) => this.#click(event), true);
    panel.addEventListener("scroll", () => this.#scrolled(), { capture: true, passive: true });
  }

  get isShown() {
    return !this.#box.hidden;
  }

  hide() {
    clearTimeout(this.#leaving);
    this.#box.hidden = true;
    this.#chip?.removeAttribute("aria-describedby");
    this.#chip = null;
  }

  #over({ target, pointerType }) {
    if (pointerType === "touch") return;
    const chip = target.closest(".chip");
    if (chip) this.#show(chip);
    else if (this.#box.contains(target)) clearTimeout(this.#leaving);
  }

  #out({ target, pointerType }) {
    if (pointerType === "touch" || !(target.closest(".chip") || this.#box.contains(target))) return;
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.#chip?.matches(":focus-visible") || this.hide(), LEAVE_MS);
  }

  #down({ target, pointerType }) {
    this.#pointer = pointerType;
    if (!target.closest(".chip") && !this.#box.contains(target)) this.hide();
  }

  #focusMoved(target) {
    if (!this.#box.contains(target)) this.hide();
  }

  /** On touch screens a first tap shows the quote; its link or a second tap opens the guide. */
  #click(event) {
    const chip = event.target.closest(".chip");
    if (!chip || this.#pointer !== "touch" || (this.#chip === chip && chip.dataset.tapped)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#show(chip);
    chip.dataset.tapped = "yes";
  }

  #show(chip) {
    clearTimeout(this.#leaving);
    if (this.#chip === chip) return;
    this.hide();
    delete chip.dataset.tapped;
    this.#chip = chip;
    const citation = citationOf.get(chip);
    this.#box.replaceChildren(
      h("p", { class: "preview-where" }, ...whereIn(citation, true)),
      h("p", { class: "preview-quote", id: "preview-quote", dir: "auto" }, citation.quote),
      this.#citations.link(citation, { class: "preview-link", tabindex: "-1" }, this.#t("read_there"), icon("out")),
    );
    this.#box.hidden = false;
    chip.setAttribute("aria-describedby", "preview-quote");
    this.#place(chip);
  }

  /** Follows its chip, and hides when that scrolls out of view. */
  #scrolled() {
    if (!this.#chip) return;
    const seen = this.#chip.closest(".log").getBoundingClientRect();
    const { top, bottom } = this.#chip.getBoundingClientRect();
    if (top < seen.top || bottom > seen.bottom) this.hide();
    else this.#place(this.#chip);
  }

  /** Places the preview above the chip where there is room, else below, within the panel's sides. */
  #place(chip) {
    const panel = this.#panel.getBoundingClientRect();
    const at = chip.getBoundingClientRect();
    const width = Math.min(WIDEST_PX, panel.width - 2 * MARGIN_PX);
    this.#box.style.setProperty("width", `${width}px`);
    const middle = at.left + at.width / 2 - panel.left - width / 2;
    const left = Math.max(MARGIN_PX, Math.min(middle, panel.width - width - MARGIN_PX));
    const height = this.#box.offsetHeight;
    const above = at.top - panel.top - height - MARGIN_PX;
    this.#box.style.setProperty("left", `${left}px`);
    this.#box.style.setProperty("top", `${above > MARGIN_PX ? above : at.bottom - panel.top + MARGIN_PX}px`);
  }
}
