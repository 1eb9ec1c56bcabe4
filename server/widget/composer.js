/** The question field with its send and stop buttons. */

import { h, icon } from "./nodes.js";

const LIMIT_ROWS = 6;

export class Composer {
  /** @param {{t: any, ask: (question: string) => void, stop: () => void}} around */
  constructor({ t, ask, stop }) {
    this.field = h("textarea", {
      rows: 1, dir: "auto", "aria-label": t("field"), placeholder: t("placeholder"), enterkeyhint: "send", autocomplete: "off",
    });
    this.send = h("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("send") }, icon("send"));
    this.stop = h(
      "button",
      { type: "button", class: "send", "aria-label": t("stop"), title: t("stop"), hidden: true, onclick: stop },
      icon("stop"),
    );
    this.line = h("p", { class: "line", hidden: true });
    this.form = h("form", { class: "composer" }, this.line, h("div", { class: "field" }, this.field, this.send, this.stop));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(this.field.value);
    });
    this.field.addEventListener("keydown", (event) => {
      // Enter that ends an IME composition (Japanese, Chinese, Korean) must not send; Safari reports 229.
      const isComposing = event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || isComposing) return;
      event.preventDefault();
      ask(this.field.value);
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

  #fit() {
    this.field.rows = 1;
    while (this.field.scrollHeight > this.field.clientHeight + 1 && this.field.rows < LIMIT_ROWS) this.field.rows += 1;
  }
}
