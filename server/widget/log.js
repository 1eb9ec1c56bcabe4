/** The list of questions and answers: two nodes per turn, scrolled along with a growing answer. */

import { h, icon } from "./nodes.js";

const NEAR_END_PX = 80;

export class Log {
  #drawing;
  #shown = new Map();
  #follows = true;

  /** @param {Node} welcome shown before the first question */
  constructor({ drawing, t, welcome }) {
    this.#drawing = drawing;
    this.welcome = h("div", { class: "welcome" }, welcome);
    this.list = h("div", { class: "turns" });
    this.earlier = h("p", { class: "earlier", hidden: true }, t("earlier"));
    this.scroller = h(
      "div",
      { class: "log", role: "log", "aria-live": "off", "aria-label": t("conversation"), tabindex: "0" },
      this.welcome,
      this.earlier,
      this.list,
    );
    const toEnd = () => this.toEnd();
    this.latest = h("button", { type: "button", class: "latest", hidden: true, onclick: toEnd }, icon("down"), t("latest"));
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    for (const sign of ["wheel", "touchmove"]) {
      this.scroller.addEventListener(sign, () => (this.#follows = false), { passive: true });
    }
  }

  get isEmpty() {
    return this.#shown.size === 0;
  }

  /** @param {import("./memory.js").Turn} turn */
  show(turn) {
    let nodes = this.#shown.get(turn.id);
    if (!nodes) {
      nodes = { asked: this.#drawing.question(turn), article: this.#drawing.answer() };
      this.#shown.set(turn.id, nodes);
      this.list.append(nodes.asked, nodes.article);
      this.welcome.hidden = true;
    }
    const { state, doing, claims, rating, answer, problem } = turn;
    const drawn = [state, doing, claims.length, rating, answer?.id, problem?.until, problem?.key].join();
    if (nodes.drawn === drawn) return;
    nodes.drawn = drawn;
    this.#drawing.draw(nodes.article, turn);
    this.#follow(nodes);
  }

  /** Shows exactly these turns; `hasEarlier`: older ones were dropped. */
  showAll(turns, hasEarlier = false) {
    this.earlier.hidden = !hasEarlier;
    const ids = new Set(turns.map((turn) => turn.id));
    for (const id of this.#shown.keys()) if (!ids.has(id)) this.remove(id);
    for (const turn of turns) this.show(turn);
  }

  remove(id) {
    const nodes = this.#shown.get(id);
    nodes?.asked.remove();
    nodes?.article.remove();
    this.#shown.delete(id);
    this.welcome.hidden = !this.isEmpty;
  }

  /** Scrolls to the question just asked, so that its answer is visible. */
  followNewest() {
    this.#follows = true;
    this.toEnd();
  }

  /** Keeps the end in view when the field below grows. */
  keepEnd() {
    if (this.#follows) this.toEnd();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Follows a growing answer, but never past its question or after the reader has scrolled away. */
  #follow({ asked }) {
    if (!this.#follows) return this.#scrolled();
    const top = asked.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
    this.scroller.scrollTop = Math.min(this.scroller.scrollHeight, top - 12);
    this.#scrolled();
  }

  #scrolled() {
    const left = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
    this.latest.hidden = left < NEAR_END_PX;
  }
}
