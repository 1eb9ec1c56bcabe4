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
export function drawWelcome({ t, suggestions }) {
  return h(
    "slot",
    { name: "welcome" },
    h("p", { class: "hello" }, t("welcome")),
    h("p", { class: "promise" }, t("promise")),
    suggestions,
  );
}
