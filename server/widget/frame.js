/** Draws the frame of the conversation: the launcher button and the panel with its header. */

import { h, icon, iconButton } from "./nodes.js";

export const PANEL_ID = "panel";

/**
 * @param {object} around
 * @param {"launcher" | "inline" | "page"} around.mode
 * @returns {{root: HTMLElement, launcher: HTMLButtonElement | null, panel: HTMLElement, fresh: HTMLButtonElement}}
 */
export function drawFrame({ t, mode, title, label, toggle, close, reset }) {
  const fresh = iconButton("fresh", t("new_chat"), reset, { hidden: true });
  const isLauncher = mode === "launcher";
  const shut = isLauncher ? iconButton("close", t("close"), close) : null;
  const head = h(
    "header",
    { class: "head", part: "head" },
    mode === "page"
      ? h("slot", { name: "head" })
      : h("p", { class: "title", id: "title" }, icon("chat"), h("span", {}, title)),
    h("div", { class: "head-end" }, mode === "page" && h("slot", { name: "tools" }), fresh, shut),
  );
  const panel = h(
    "div",
    { class: "panel", part: "panel", id: PANEL_ID, hidden: isLauncher, ...(isLauncher ? { role: "dialog", "aria-label": title } : {}) },
    head,
  );
  const launcher = isLauncher
    ? h(
        "button",
        { type: "button", class: "launcher", part: "launcher", "aria-expanded": "false", "aria-controls": PANEL_ID, "aria-label": label, onclick: toggle },
        icon("chat"),
        h("span", { class: "launcher-label" }, label),
      )
    : null;
  const root = h("section", { class: `advisor ${mode}`, "aria-label": title }, panel, launcher);
  return { root, launcher, panel, fresh };
}

/** The content of an empty conversation, unless the page fills the slot "welcome". */
export class Welcome {
  #around;
  #isFilled = false;

  /**
   * @param {object} around
   * @param {string[]} around.given first questions chosen by the page
   * @param {string[]} around.usual those shown when none are given and none can be had
   * @param {() => Promise<{careers: string[], questions: string[], any_language: boolean}>} around.load
   * @param {(questions: string[]) => Node} around.draw
   * @param {boolean} around.keepsHello whether the page has set the greeting itself
   */
  constructor(around) {
    const { t } = around;
    this.#around = around;
    this.hello = h("p", { class: "hello" }, t("welcome"));
    this.start = h("div", { class: "start" });
    this.label = h("p", { class: "start-label" }, t("start_with"));
    this.node = h("slot", { name: "welcome" }, this.hello, h("p", { class: "promise" }, t("promise")), this.start);
  }

  /** Names the careers and offers questions that their guides answer, once. */
  async fill() {
    if (this.#isFilled || this.node.assignedNodes().length) return;
    this.#isFilled = true;
    const { t, given, usual, load, draw, keepsHello } = this.#around;
    if (given.length) this.#offer(draw(given));
    const { careers = [], questions = [], any_language = false } = await load().catch(() => ({}));
    if (!any_language) this.label.textContent = [t("start_with"), t("only_english")].filter(Boolean).join(" ");
    if (careers.length && !keepsHello) this.hello.textContent = t("welcome_to", { n: careers.length, careers: careers.slice(0, 3).join(", ") });
    if (!given.length) this.#offer(draw(questions.length ? questions : usual));
  }

  #offer(list) {
    this.start.replaceChildren(this.label, list);
  }
}
