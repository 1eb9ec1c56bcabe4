/** Shows the paragraph around a chip's quote, and its section, while the chip is hovered, focused or tapped. */

import { citationOf, marksOf, originalOf, whereIn } from "./citations.js";
import { h, icon } from "./nodes.js";

const MARGIN_PX = 8;
const WIDEST_PX = 352;
const LEAVE_MS = 250;
const LOWEST_PX = 110;
const MARK_FROM_TOP_PX = 16;
const LINK_PX = 48;

export class Preview {
  #panel;
  #citations;
  #texts;
  #t;
  #box;
  #chip = null;
  #leaving = 0;
  #pointer = "mouse";

  /**
   * @param {HTMLElement} panel contains the preview and the watched chips
   * @param {import("./guide_texts.js").GuideTexts} texts
   */
  constructor(panel, citations, texts, t) {
    this.#panel = panel;
    this.#citations = citations;
    this.#texts = texts;
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
    if (!chip) return;
    if (this.#pointer !== "touch") return this.hide();
    if (this.#chip === chip && chip.dataset.tapped) return;
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
    const words = h("p", { class: "preview-quote", lang: "en", dir: "auto" }, ...marked("", citation.quote, "", citation, marksOf.get(chip)));
    const original = originalOf.get(chip);
    this.#box.replaceChildren(
      h("p", { class: "preview-where" }, ...whereIn(citation, true), this.#citations.page(citation)),
      words,
      ...(original ? [this.#original(original)] : []),
      this.#citations.link(citation, { class: "preview-link", tabindex: "-1" }, this.#t("read_there"), icon("out")),
    );
    this.#box.hidden = false;
    chip.setAttribute("aria-describedby", "preview-quote");
    this.#place(chip);
    this.#texts.around(citation).then((paragraph) => {
      if (!paragraph || this.#chip !== chip) return;
      const { before, quote, after } = paragraph;
      words.replaceChildren(...marked(before, quote, after, citation, marksOf.get(chip)));
      this.#place(chip);
    });
  }

  #original(text) {
    return h("p", { class: "where original" }, h("b", {}, this.#t("original")), " ", h("span", { lang: "en", dir: "auto" }, text));
  }

  /** Follows its chip, and hides when that scrolls out of view. */
  #scrolled() {
    if (!this.#chip) return;
    const seen = this.#chip.closest(".log").getBoundingClientRect();
    const { top, bottom } = this.#chip.getBoundingClientRect();
    if (top < seen.top || bottom > seen.bottom) this.hide();
    else this.#place(this.#chip);
  }

  /**
   * Places the preview above the sentence of its chip, else below it, else where there is more room: within the
   * conversation, so that neither the head nor the field is covered.
   */
  #place(chip) {
    const panel = this.#panel.getBoundingClientRect();
    const log = chip.closest(".log").getBoundingClientRect();
    const line = chip.getBoundingClientRect();
    const sentence = (chip.closest(".claim, .part-head") || chip).getBoundingClientRect();
    const width = Math.min(WIDEST_PX, panel.width - 2 * MARGIN_PX);
    const middle = line.left + line.width / 2 - panel.left - width / 2;
    const left = Math.max(MARGIN_PX, Math.min(middle, panel.width - width - MARGIN_PX));
    const style = this.#box.style;
    style.setProperty("width", `${width}px`);
    style.setProperty("left", `${left}px`);
    style.removeProperty("max-height");
    const height = this.#box.offsetHeight;
    const roomIn = ({ top, bottom }) => [log.bottom - bottom - 2 * MARGIN_PX, top - log.top - 2 * MARGIN_PX];
    // A sentence may fill the screen: then its number's line alone is kept free.
    const clear = Math.max(...roomIn(sentence)) < LOWEST_PX ? line : sentence;
    const [below, above] = roomIn(clear);
    const isBelow = above < height && (below >= height || below >= above);
    const shown = Math.min(height, isBelow ? below : above);
    if (shown < height) style.setProperty("max-height", `${shown}px`);
    const top = isBelow ? clear.bottom + MARGIN_PX : clear.top - MARGIN_PX - shown;
    style.setProperty("top", `${top - panel.top}px`);
    // The quote is seen whole where it can be, and from its beginning where it cannot.
    const mark = this.#box.querySelector("mark");
    const hidden = mark.offsetTop + mark.offsetHeight + LINK_PX - this.#box.clientHeight;
    this.#box.scrollTop = Math.max(0, Math.min(hidden, mark.offsetTop - MARK_FROM_TOP_PX));
  }
}

/** The quote marked in its paragraph, and in it the words that earned a verdict. */
function marked(before, quote, after, { start }, marks = []) {
  const points = [...quote];
  const inside = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from < start + at || to > start + points.length) continue;
    inside.push(points.slice(at, from - start).join(""), h("strong", {}, points.slice(from - start, to - start).join("")));
    at = to - start;
  }
  inside.push(points.slice(at).join(""));
  return [before, h("mark", { id: "preview-quote" }, ...inside), after];
}
