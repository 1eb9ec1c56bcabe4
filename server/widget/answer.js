/** Draws an answer in every state: in progress, answered, contradicted, declined, stopped, failed. */

import { Citations, where } from "./citations.js";
import { h, icon, inline } from "./nodes.js";
import { drawTools } from "./tools.js";

// The guides are in English, whatever the page's language.
const LANG = "en";
const LABELLED = ["conflicting", "not_in_guide", "out_of_scope", "clarify"];
// Notices about something missing from the answer stand out; the others are quiet.
// A notice that stands before an answer that may be none.
const NEAR_MISS = "near_miss";
const GAPS = /^(?:partial|not_in_guide|no_guide)$/;

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
  }

  question(turn) {
    const said = h("span", { class: "unseen" }, this.around.t("you_asked"), " ");
    return h("div", { class: "asked", part: "message question", dir: "auto" }, said, turn.question);
  }

  answer() {
    return h("article", { class: "answer", part: "message answer", "aria-label": this.around.t("answer") });
  }

  /** Draws `turn` into its article; claims already drawn stay untouched. */
  draw(article, turn) {
    article.dataset.state = turn.state;
    article.dataset.status = turn.answer?.status || "";
    if (turn.state === "pending") article.setAttribute("aria-busy", "true");
    else article.removeAttribute("aria-busy");
    const claims = article.querySelector(":scope > .claims") || h("div", { class: "claims", lang: LANG, dir: "auto" });
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
    if (answer?.conflicts.length) {
      box.replaceChildren(...this.#conflicting(answer));
      return;
    }
    const claims = answer?.claims || turn.claims;
    const known = byNumber(answer?.citations || turn.citations);
    const isSame = [...box.children].every((drawn, n) => drawn.dataset.text === claims[n]?.text);
    if (!isSame) box.replaceChildren();
    for (const claim of claims.slice(box.childElementCount)) {
      const drawn = this.#claim(claim, known);
      if (turn.state === "pending") drawn.classList.add("new");
      box.append(drawn);
    }
  }

  #claim(claim, known) {
    const chips = claim.citations.filter((n) => known.has(n)).flatMap((n) => ["\u00a0", this.citations.chip(known.get(n))]);
    return h("p", { class: "claim", "data-text": claim.text }, ...inline(claim.text), ...chips);
  }

  /** Each contradiction with its sides next to each other, then the other claims. */
  #conflicting(answer) {
    const known = byNumber(answer.citations);
    const torn = new Set(answer.conflicts.flatMap((conflict) => conflict.citations));
    const pairs = answer.conflicts.map((conflict) => this.#conflict(conflict, answer.claims, known));
    const others = answer.claims.filter((claim) => !claim.citations.some((n) => torn.has(n)));
    return [...pairs, ...others.map((claim) => this.#claim(claim, known))];
  }

  #conflict(conflict, claims, known) {
    const { t } = this.around;
    const sides = conflict.citations.filter((n) => known.has(n)).map((n) => {
      const citation = known.get(n);
      const said = claims.find((claim) => claim.citations.includes(n));
      const words = said ? inline(said.text) : [`“${citation.quote}”`];
      return h(
        "li",
        {},
        h("p", { class: "where" }, t("says_here", { where: where(citation) })),
        h("p", { class: "claim" }, ...words, "\u00a0", this.citations.chip(citation)),
      );
    });
    const about = h("p", { class: "about" }, t("about", { about: conflict.about }));
    return h("div", { class: "conflict", role: "group", "aria-label": about.textContent }, about, h("ul", {}, ...sides));
  }

  #before({ answer }) {
    const nearMiss = answer?.notices.find((notice) => notice.kind === NEAR_MISS);
    if (nearMiss) return [h("p", { class: "label", lang: LANG, dir: "auto" }, icon("not_in_guide"), nearMiss.text)];
    if (!answer || !LABELLED.includes(answer.status)) return [];
    return [h("p", { class: "label" }, icon(answer.status), this.around.t(answer.status))];
  }

  #after(turn) {
    const { t, ask, askAgain } = this.around;
    if (turn.state === "pending") return [this.#doing(turn)];
    if (turn.state === "stopped") return [h("p", { class: "stopped" }, t("stopped")), this.#againButton(turn, "again")];
    if (turn.state === "failed") return [this.#problem(turn), this.#againButton(turn, "try_again")];
    const { answer } = turn;
    const parts = [];
    if (!answer.claims.length) parts.push(h("p", { class: "message", lang: LANG, dir: "auto" }, answer.answer));
    parts.push(...answer.notices.filter((notice) => notice.kind !== NEAR_MISS).map(drawNotice));
    if (answer.suggestions.length) parts.push(drawSuggestions(answer.suggestions, ask, t("next")));
    if (answer.citations.length) {
      parts.push(this.citations.list(answer.citations, { ofSeveralGuides: this.around.ofSeveralGuides() }));
    }
    const copied = () => this.citations.asText(answer);
    parts.push(drawTools(turn, { ...this.around, copied, askAgain: () => askAgain(turn) }));
    return parts;
  }

  #doing(turn) {
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    return h("p", { class: "doing" }, h("span", {}, turn.doing || this.around.t("reading")), dots);
  }

  #problem({ problem }) {
    const text = problem.detail || this.around.t(problem.key, problem);
    return h("p", { class: "error" }, icon("error"), h("span", {}, text));
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

function byNumber(citations) {
  return new Map(citations.map((citation) => [citation.number, citation]));
}

function drawNotice({ kind, text }) {
  const isGap = GAPS.test(kind);
  const shape = icon(isGap ? "not_in_guide" : "notice");
  return h("p", { class: isGap ? "notice gap" : "notice", "data-kind": kind }, shape, h("span", { lang: LANG, dir: "auto" }, text));
}

/** Suggested questions; `ask` is called with the text of the chosen one. */
export function drawSuggestions(suggestions, ask, label) {
  const items = suggestions.map((words) =>
    h("li", {}, h("button", { type: "button", class: "ask", dir: "auto", onclick: () => ask(words) }, words)),
  );
  return h("ul", { class: "suggestions", "aria-label": label }, ...items);
}
