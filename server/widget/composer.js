/** The question field with its send and stop buttons, the section asked about, and a count near the limit. */

import { h, icon, iconButton } from "./nodes.js";

const LIMIT_ROWS = 6;
const COUNTED_FROM = 0.9;

/** Characters (code points) in the longest question that the server takes. */
export const LIMIT_CHARS = 2000;

export class Composer {
  #about = "";
  #t;

  /** @param {{t: any, placeholder: string, ask: (question: string, about: string) => void, stop: () => void}} around */
  constructor({ t, placeholder, ask, stop }) {
    this.#t = t;
    this.field = h("textarea", {
      rows: 1, dir: "auto", "aria-label": t("field"), placeholder, enterkeyhint: "send", autocomplete: "off",
    });
    this.send = h("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("send") }, icon("send"));
    this.stop = h(
      "button",
      { type: "button", class: "send", "aria-label": t("stop"), title: t("stop"), hidden: true, onclick: stop },
      icon("stop"),
    );
    this.line = h("p", { class: "line", hidden: true });
    this.topic = h("p", { class: "topic", hidden: true });
    this.count = h("p", { class: "count", role: "status", hidden: true });
    this.form = h(
      "form", { class: "composer" }, this.line, this.topic, this.count, h("div", { class: "field" }, this.field, this.send, this.stop),
    );
    const submit = () => this.#isTooLong() || ask(this.field.value, this.#about);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit();
    });
    this.field.addEventListener("keydown", (event) => {
      // Enter that ends an IME composition (Japanese, Chinese, Korean) must not send; Safari reports 229.
      const isComposing = event.isComposing || event.keyCode === 229;
      if (event.key === "Backspace" && this.#about && !this.field.value) this.about = "";
      if (event.key !== "Enter" || event.shiftKey || isComposing) return;
      event.preventDefault();
      submit();
    });
    this.field.addEventListener("input", () => this.#fit());
  }

  get draft() {
    return this.field.value;
  }

  set draft(text) {
    this.field.value = text;
    this.#fit();
  }

  /** The section that the next question is about; empty for none. */
  set about(title) {
    this.#about = title;
    this.topic.hidden = !title;
    const drop = () => ((this.about = ""), this.field.focus());
    this.topic.replaceChildren(
      h("span", {}, this.#t("asks_about"), " ", h("b", { dir: "auto" }, title)),
      iconButton("close", this.#t("not_about"), drop),
    );
  }

  /** Puts a question back into the field, unless there is new text in it. */
  giveBack(question) {
    if (!this.field.value.trim()) this.draft = question;
  }

  /** Swaps send and stop; focus moves along from the button that disappears. */
  setBusy(isBusy) {
    const hadFocus = (isBusy ? this.send : this.stop).matches(":focus");
    this.send.hidden = isBusy;
    this.stop.hidden = !isBusy;
    if (hadFocus) this.field.focus();
  }

  /** Shows a line above the field about the connection. */
  tell(text) {
    this.line.textContent = text;
    this.line.hidden = !text;
  }

  focusEnd() {
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  get #length() {
    const about = this.#about ? [...withTopic("", this.#about)].length : 0;
    return [...this.field.value.trim()].length + about;
  }

  #isTooLong() {
    return this.#length > LIMIT_CHARS;
  }

  #fit() {
    this.field.rows = 1;
    while (this.field.scrollHeight > this.field.clientHeight + 1 && this.field.rows < LIMIT_ROWS) this.field.rows += 1;
    const n = this.#length;
    const left = LIMIT_CHARS - n;
    this.count.hidden = n < COUNTED_FROM * LIMIT_CHARS;
    this.count.classList.toggle("over", left < 0);
    this.count.textContent = this.count.hidden ? "" : this.#t(left < 0 ? "over_limit" : "under_limit", { n: Math.abs(left) });
    this.send.disabled = left < 0;
  }
}

/** A question about a section, as it is sent. */
export function withTopic(question, about) {
  return about ? `${about}: ${question}` : question;
}
