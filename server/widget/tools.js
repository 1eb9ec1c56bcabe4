/** The toolbar under an answer: copy with sources, ask again of a chat model, and thumbs with reasons. */

import { announce } from "./announcer.js";
import { h, icon, iconButton } from "./nodes.js";

const REASONS = ["wrong", "incomplete", "unclear", "other"];
const COPIED_MS = 2000;
const LIMIT_COMMENT_CHARS = 1000;

/** @param {import("./memory.js").Turn} turn */
export function drawTools(turn, { t, copied, askAgain, rate }) {
  const row = h("div", { class: "tools" });
  row.append(drawCopy(t, copied));
  // Without a chat model the same question has the same answer.
  if (turn.answer.model) row.append(labelled(iconButton("again", t("again"), askAgain), t("again")));
  if (!turn.answer.conversation_id) return row;
  const thumbs = { up: null, down: null };
  const press = () => {
    for (const rating of ["up", "down"]) thumbs[rating].setAttribute("aria-pressed", String(turn.rating === rating));
  };
  const send = async (feedback) => {
    try {
      await rate(turn, feedback);
      press();
      announce(t("thanks"));
    } catch {
      announce(t("not_noted"));
      row.querySelector(".noted")?.remove();
      row.append(h("span", { class: "noted" }, t("not_noted")));
    }
  };
  thumbs.up = iconButton("up", t("good"), () => {
    row.nextElementSibling?.matches(".reasons") && row.nextElementSibling.remove();
    send({ rating: "up" });
  });
  thumbs.down = iconButton("poor", t("poor"), () => {
    send({ rating: "down" });
    if (!row.nextElementSibling?.matches(".reasons")) row.after(drawReasons(t, send, thumbs.down));
    row.nextElementSibling.querySelector("button").focus();
  });
  press();
  row.append(labelled(thumbs.up, t("good_short")), labelled(thumbs.down, t("poor_short")));
  return row;
}

/** A short word beside an icon, shown where nothing can be hovered. */
function labelled(button, word) {
  button.append(h("span", { class: "tool-word", "aria-hidden": "true" }, word));
  return button;
}

function drawReasons(t, send, opener) {
  let chosen = "";
  const choices = REASONS.map((reason) =>
    h("button", {
      type: "button", class: "reason", "aria-pressed": "false",
      onclick: ({ currentTarget }) => {
        chosen = reason;
        for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === currentTarget));
      },
    }, t(`reason_${reason}`)),
  );
  const comment = h("textarea", {
    rows: 2, maxlength: LIMIT_COMMENT_CHARS, placeholder: t("comment"), "aria-label": t("comment"), dir: "auto",
  });
  const form = h(
    "form",
    { class: "reasons", "aria-label": t("why") },
    h("p", { class: "why" }, t("why")),
    h("div", { class: "choices" }, ...choices),
    comment,
    h("button", { type: "submit", class: "button" }, t("send_reason")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ rating: "down", reason: chosen || "other", comment: comment.value.trim() || undefined });
    form.replaceWith(h("p", { class: "noted" }, t("thanks")));
    opener.focus();
  });
  return form;
}

function drawCopy(t, copied) {
  const button = iconButton("copy", t("copy"), async () => {
    const worked = await copy(copied());
    announce(t(worked ? "copied" : "not_copied"));
    if (!worked) return;
    button.firstChild.replaceWith(icon("done"));
    setTimeout(() => button.firstChild.replaceWith(icon("copy")), COPIED_MS);
  });
  return labelled(button, t("copy_short"));
}

/** Copies `text`; resolves to whether it succeeded. Pages without HTTPS have only execCommand. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = deepFocus();
    const field = h("textarea", { readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const worked = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return worked;
  }
}

function deepFocus() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}
