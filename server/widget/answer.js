/** Draws an answer in every state: in progress, answered, contradicted, declined, stopped, failed. */

import { Citations, languageOf, sentenceOf, where } from "./citations.js";
import { h, icon, inline } from "./nodes.js";
import { Parts } from "./parts.js";
import { labelOf, noticeText, problemText, saidInstead } from "./said.js";
import { drawTools } from "./tools.js";

// The guides are in English, whatever the page's language.
const ENGLISH_TEXT = { lang: "en", dir: "auto" };
// A notice that stands before an answer that may be none.
const NEAR_MISS = "near_miss";
// Notices about something missing from the answer stand out; the others are quiet.
const GAPS = /^(?:partial|not_in_guide|no_guide)$/;
const SAID_TO_US = ["small_talk", "clarify"];

export class AnswerDrawing {
  /**
   * @param {object} around
   * @param {(key: string, values?: object) => string} around.t
   * @param {string} around.base
   * @param {(question: string) => void} around.ask
   * @param {(turn: import("./memory.js").Turn) => void} around.askAgain
   * @param {(turn: any, feedback: any) => Promise<void>} around.rate
   * @param {() => boolean} around.ofSeveralGuides
   */
  constructor(around) {
    this.around = around;
    this.citations = new Citations(around.t, around.base);
    this.parts = new Parts(around.t, this.citations);
  }

  question(turn) {
    const { t } = this.around;
    const said = h("span", { class: "unseen" }, t("you_asked"), " ");
    const about = turn.about && h("span", { class: "asked-about" }, turn.about);
    return h("div", { class: "asked", part: "message question", dir: "auto" }, said, about, turn.question);
  }

  answer() {
    return h("article", { class: "answer", part: "message answer", "aria-label": this.around.t("answer") });
  }

  /** Draws `turn` into its article; what is drawn already and stays the same is left alone. */
  draw(article, turn) {
    article.dataset.state = turn.state;
    article.dataset.status = turn.answer?.status || "";
    if (turn.state === "pending") article.setAttribute("aria-busy", "true");
    else article.removeAttribute("aria-busy");
    const claims = article.querySelector(":scope > .claims") || h("div", { class: "claims", ...ENGLISH_TEXT });
    this.#fillClaims(claims, turn);
    const before = this.#before(turn);
    const after = this.#after(turn);
    if (claims.parentNode !== article) article.replaceChildren(claims);
    for (const child of [...article.children]) if (child !== claims) child.remove();
    claims.before(...before);
    claims.after(...after);
  }

  #fillClaims(box, turn) {
    const { answer } = turn;
    const parts = (answer || turn).parts || [];
    const claims = inLanguage([...(answer?.claims || turn.claims), ...(answer?.more?.claims || [])], answer?.language);
    const known = byNumber([...(answer?.citations || turn.citations), ...(answer?.more?.citations || [])]);
    if (parts.length) this.#fillParts(box, turn, parts, claims, known);
    else if (answer?.conflicts.length) box.replaceChildren(...this.#conflicting(answer, claims.slice(0, answer.claims.length)));
    else this.#fillPlain(box, turn, claims, known);
  }

  #fillParts(box, turn, parts, claims, known) {
    const drawn = JSON.stringify([parts, claims.map((claim) => [sentenceOf(claim), languageOf(claim)])]);
    if (box.dataset.drawn === drawn) return;
    const n = box.querySelectorAll(".claim").length;
    box.dataset.drawn = drawn;
    box.replaceChildren(...this.parts.draw(parts, claims, known));
    if (turn.state === "pending") for (const fresh of [...box.querySelectorAll(".claim")].slice(n)) fresh.classList.add("new");
  }

  /** Claims as they come, where nothing is known of their parts. */
  #fillPlain(box, turn, claims, known) {
    const isDrawn = (claim, { dataset, lang }) => dataset.text === sentenceOf(claim) && lang === (languageOf(claim) || "");
    const isSame = [...box.children].every((drawn, n) => claims[n] && isDrawn(claims[n], drawn));
    if (!isSame) box.replaceChildren();
    for (const claim of claims.slice(box.childElementCount)) {
      const drawn = this.parts.claim(claim, known);
      if (turn.state === "pending") drawn.classList.add("new");
      box.append(drawn);
    }
  }

  /** Each contradiction with its sides next to each other, then the other claims. */
  #conflicting(answer, claims) {
    const known = byNumber(answer.citations);
    const torn = new Set(answer.conflicts.flatMap((conflict) => conflict.citations));
    const pairs = answer.conflicts.map((conflict) => this.#conflict(conflict, claims, known));
    const others = claims.filter((claim) => !claim.citations.some((n) => torn.has(n)));
    return [...pairs, ...others.map((claim) => this.parts.claim(claim, known))];
  }

  #conflict(conflict, claims, known) {
    const { t } = this.around;
    const sides = conflict.citations.filter((n) => known.has(n)).map((n) => {
      const citation = known.get(n);
      const said = claims.find((claim) => claim.citations.includes(n));
      const chip = this.citations.chip(citation, null, said?.translation && said.text);
      const words = said ? inline(sentenceOf(said)) : [`“${citation.quote}”`];
      return h(
        "li",
        {},
        h("p", { class: "where" }, t("says_here", { where: where(citation) })),
        h("p", { class: "claim", ...(said?.translation ? { lang: languageOf(said), dir: "auto" } : {}) }, ...words, "\u00a0", chip),
      );
    });
    const about = h("p", { class: "about" }, t("about", { about: conflict.about }));
    return h("div", { class: "conflict", role: "group", "aria-label": about.textContent }, about, h("ul", {}, ...sides));
  }

  #before({ answer }) {
    if (!answer) return [];
    const { t } = this.around;
    const gaps = answer.claims.length ? answer.notices.filter(({ kind }) => GAPS.test(kind)).map((one) => drawNotice(one, t)) : [];
    const nearMiss = answer.notices.find((notice) => notice.kind === NEAR_MISS);
    const isInParts = answer.parts?.some((part) => part.kind === NEAR_MISS);
    if (nearMiss && !isInParts) {
      const { text, isOurs } = noticeText(nearMiss, t);
      return [...gaps, h("p", { class: "label", ...(isOurs ? {} : ENGLISH_TEXT) }, icon("not_in_guide"), text)];
    }
    // Both sides with a verdict over them say already that they disagree.
    const saysSo = answer.parts?.some((part) => part.kind === "both_sides" && part.verdict);
    const label = saysSo ? "" : labelOf(answer, t);
    return label ? [...gaps, h("p", { class: "label" }, icon(answer.status), label)] : gaps;
  }

  #after(turn) {
    const { t, ask, askAgain } = this.around;
    const mark = this.#translated(turn.answer || turn);
    if (turn.state === "pending") return [...mark, this.#doing(turn)];
    if (turn.state === "stopped") return [...mark, h("p", { class: "stopped" }, t("stopped")), this.#againButton(turn, "again")];
    if (turn.state === "failed") return [...mark, this.#problem(turn), this.#againButton(turn, "try_again")];
    const { answer } = turn;
    const parts = [...mark];
    if (!answer.claims.length) parts.push(this.#message(answer));
    const isBefore = ({ kind }) => kind === NEAR_MISS || (answer.claims.length && GAPS.test(kind));
    parts.push(...answer.notices.filter((notice) => !isBefore(notice)).map((notice) => drawNotice(notice, t)));
    if (answer.suggestions.length) parts.push(drawSuggestions(answer.suggestions, ask, t("next")));
    if (answer.citations.length) {
      parts.push(this.citations.list(answer.citations, { ofSeveralGuides: this.around.ofSeveralGuides() }));
    }
    if (SAID_TO_US.includes(answer.status)) return parts;
    const copied = () => this.citations.asText(answer);
    parts.push(drawTools(turn, { ...this.around, copied, askAgain: () => askAgain(turn) }));
    return parts;
  }

  /** Says once of an answer that it is translated. */
  #translated({ claims }) {
    const isTranslated = claims.some((claim) => claim.translation);
    return isTranslated ? [h("p", { class: "notice translated" }, icon("notice"), h("span", {}, this.around.t("translated")))] : [];
  }

  /** What stands in place of an answer; the nearest section is a link to it. */
  #message(answer) {
    const { before, nearest, isOurs } = saidInstead(answer, this.around.t);
    const link = nearest && this.citations.placeLink(nearest);
    return h("p", { class: "message", ...(isOurs ? {} : ENGLISH_TEXT) }, before, link && " ", link);
  }

  #doing(turn) {
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    return h("p", { class: "doing" }, h("span", {}, turn.doing || this.around.t("reading")), dots);
  }

  #problem({ problem }) {
    return h("p", { class: "error" }, icon("error"), h("span", {}, problemText(problem, this.around.t)));
  }

  /** Counts down, silently for screen readers, to the server's Retry-After. */
  #againButton(turn, key) {
    const { t, askAgain } = this.around;
    const button = h("button", { type: "button", class: "button", onclick: () => askAgain(turn) }, t(key));
    const until = turn.problem?.until || 0;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? t("try_again_in", { s: left }) : t(key);
      if (left > 0 && (button.isConnected || left > 0)) setTimeout(tick, 500);
    };
    if (until > Date.now()) tick();
    return button;
  }
}

/** The claims with the language of their translations, which is told at the end only. */
function inLanguage(claims, language) {
  return language ? claims.map((claim) => ({ ...claim, language })) : claims;
}

function byNumber(citations) {
  return new Map(citations.map((citation) => [citation.number, citation]));
}

function drawNotice(notice, t) {
  const isGap = GAPS.test(notice.kind);
  const { text, isOurs } = noticeText(notice, t);
  const shape = icon(isGap ? "not_in_guide" : "notice");
  const said = h("span", isOurs ? {} : ENGLISH_TEXT, text);
  return h("p", { class: isGap ? "notice gap" : "notice", "data-kind": notice.kind }, shape, said);
}

/** Suggested questions; `ask` is called with the text of the chosen one. */
export function drawSuggestions(suggestions, ask, label) {
  const items = suggestions.map((words) =>
    h("li", {}, h("button", { type: "button", class: "ask", dir: "auto", onclick: () => ask(words) }, words)),
  );
  return h("ul", { class: "suggestions", "aria-label": label }, ...items);
}
