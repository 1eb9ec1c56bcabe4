/** What is said in place of an answer, beside one, and of what went wrong: in the widget's language where it has it. */

import { where } from "./citations.js";

const LABELS = {
  absent: "not_in_guide", absent_of_role: "not_of_role", off_topic: "out_of_scope", no_guide: "out_of_scope",
  not_english: "not_english", vague: "clarify", pointer: "clarify", which_career: "clarify", which_reading: "clarify",
  no_criterion: "clarify", no_career: "not_in_guide",
};
const LABELLED = ["conflicting", "not_in_guide", "out_of_scope", "clarify"];
// Server errors that the server words for operators and programs; the others are said in its own words.
const OWN_WORDS = ["too_many", "too_long", "busy"];

/** The line above an answer or in place of one; empty for none. */
export function labelOf({ status, reason }, t) {
  if (!reason) return LABELLED.includes(status) ? t(status) : "";
  return LABELS[reason.kind] ? t(LABELS[reason.kind], { role: reason.values.role }) : "";
}

/**
 * What is said in place of an answer. `isOurs`: in the widget's language, otherwise in English; `nearest` is the
 * section to name after it.
 */
export function saidInstead(answer, t) {
  const { reason, nearest } = answer;
  if (nearest && reason) {
    const text = t("nearest");
    return { text: `${labelOf(answer, t)}. ${text} ${where(nearest)}`, before: text, nearest, isOurs: true };
  }
  const { n, careers, ...values } = reason?.values || {};
  const offer = careers ? t("said.offer", { n: Number(n), careers }) : "";
  const text = reason && t(`said.${reason.kind}`, { ...values, careers, offer });
  return { text: text || answer.answer, before: text || answer.answer, nearest: null, isOurs: Boolean(text) };
}

/** A notice's text, and whether it is in the widget's language. */
export function noticeText({ kind, text, values = {} }, t) {
  const own = t(`note.${kind}`, "n" in values ? { ...values, n: Number(values.n) } : values);
  return { text: own || text, isOurs: Boolean(own) };
}

export function problemText(problem, t) {
  const isOurs = !problem.detail || OWN_WORDS.includes(problem.key) || t.language !== "en";
  return isOurs ? t(problem.key, problem) : problem.detail;
}
