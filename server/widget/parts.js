/** Draws the parts of an answer: prose, lists, figures, a day, the steps of a career, columns, and what is behind more. */

import { where } from "./citations.js";
import { h, inline } from "./nodes.js";

// The guides are in English, whatever the page's language.
const LANG = "en";
const LONGEST_TAIL_CHARS = 24;

export class Parts {
  #t;
  #citations;

  /** @param {(key: string, values?: object) => string} t @param {import("./citations.js").Citations} citations */
  constructor(t, citations) {
    this.#t = t;
    this.#citations = citations;
  }

  /**
   * @param {any[]} parts
   * @param {any[]} claims those shown, followed by those behind more, as far as they have come
   * @param {Map<number, any>} known the citations by number
   * @returns {HTMLElement[]} one for each part that has anything to show
   */
  draw(parts, claims, known) {
    // A heading that goes on over several parts is said once.
    const isSaid = (part, n) => n > 0 && !part.heading_citations.length && part.heading === parts[n - 1].heading && part.kind !== "more";
    return parts.map((part, n) => this.#part(part, claims, known, isSaid(part, n))).filter(Boolean);
  }

  /** One sentence with its numbers, which stay with its last word. */
  claim(claim, known, { text = claim.text, tag = "p", without = [], marks = null } = {}) {
    const numbers = claim.citations.filter((n) => known.has(n) && !without.includes(n));
    const chips = this.#chips(numbers, known, marks);
    const [rest, last] = lastWord(text);
    const tail = chips.length && last ? [h("span", { class: "tail" }, last, "\u00a0", chips[0])] : [last, ...(chips.length ? ["\u00a0", chips[0]] : [])];
    const more = chips.slice(1).flatMap((chip) => ["\u00a0", chip]);
    return h(tag, { class: "claim", "data-text": claim.text, dir: "auto" }, ...inline(rest), ...tail, ...more);
  }

  #chips(numbers, known, marks) {
    return numbers.map((n, nth) => this.#citations.chip(known.get(n), nth === 0 ? marks : null));
  }

  #part(part, claims, known, isHeadingSaid) {
    const shown = part.claims.map((index, nth) => ({ claim: claims[index], nth })).filter(({ claim }) => claim);
    if (!shown.length) return null;
    const without = part.heading_citations;
    const one = (tag, nth, claim, more) => this.claim(claim, known, { text: part.texts[nth] ?? claim.text, tag, without, ...more });
    const draw = {
      lead: () => this.#lead(part, shown, one),
      list: () => [h("ul", { class: "items" }, ...shown.map(({ claim, nth }) => one("li", nth, claim)))],
      figures: () => [this.#figures(part, shown, one)],
      timeline: () => [this.#inColumns("ol", "track", part, shown, one)],
      steps: () => [this.#inColumns("ol", "track", part, shown, one)],
      columns: () => [this.#inColumns("div", "beside", part, shown, one)],
      both_sides: () => [h("ul", { class: "sides" }, ...shown.map(({ claim, nth }) => this.#side(one, nth, claim, known)))],
      more: () => shown.map(({ claim, nth }) => this.#row(part, nth, one("p", nth, claim))),
    }[part.kind];
    const body = draw ? draw() : shown.map(({ claim, nth }) => one("p", nth, claim));
    if (part.kind === "more") return this.#more(part, shown.length, body);
    const head = part.heading && !isHeadingSaid && this.#heading(part, shown.length, known);
    const attributes = { class: `part ${part.kind}`, role: "group", "aria-label": part.heading || null };
    return h("div", attributes, head, ...body);
  }

  /** The heading, said once, with the numbers that prove it; of a list cut short also how much of it stands here. */
  #heading(part, n, known) {
    const text = part.kind === "both_sides" ? this.#t("about", { about: part.heading }) : part.heading;
    const chips = this.#chips(part.heading_citations.filter((number) => known.has(number)), known, null).flatMap((chip) => ["\u00a0", chip]);
    const count = part.n_all > n && this.#t("some_of", { shown: n, all: part.n_all });
    return h("p", { class: "part-head", lang: LANG, dir: "auto" }, text, ...chips, count && h("span", { class: "part-count" }, count));
  }

  #lead(part, shown, one) {
    return shown.map(({ claim, nth }) => {
      if (nth > 0 || !part.verdict) return one("p", nth, claim);
      const drawn = one("p", nth, claim, { marks: part.verdict_words });
      const own = this.#t(`verdict.${part.verdict.toLowerCase().replaceAll(" ", "_")}`);
      drawn.prepend(h("strong", { class: "verdict" }, own || part.verdict), " ");
      return drawn;
    });
  }

  #figures(part, shown, one) {
    const rows = shown.map(({ claim, nth }) =>
      h("div", { class: "figure" }, part.rows[nth] ? h("dt", {}, part.rows[nth]) : null, one("dd", nth, claim)),
    );
    return h("dl", { class: "figures-card" }, ...rows);
  }

  /** A column for each name that has anything yet; `own` is the reader's own place. */
  #inColumns(tag, name, part, shown, one) {
    const item = tag === "ol" ? "li" : "div";
    const drawn = part.columns.map((title, column) => {
      const mine = shown.filter(({ nth }) => part.column_of[nth] === column);
      if (!mine.length) return null;
      const isOwn = part.own === column;
      const list = mine.map(({ claim, nth }) => this.#row(part, nth, one("li", nth, claim)));
      return h(
        item,
        { class: isOwn ? "column own" : "column", "aria-current": isOwn ? "step" : null },
        h("p", { class: "column-name" }, title, isOwn && h("span", { class: "own-place" }, this.#t("own_place"))),
        h("ul", { class: mine.length > 1 ? "items" : "items single" }, ...list),
      );
    });
    return h(tag, { class: name }, ...drawn.filter(Boolean));
  }

  /** Puts a row's label before its text. */
  #row(part, nth, drawn) {
    if (part.rows[nth]) drawn.prepend(h("span", { class: "row-label" }, `${part.rows[nth]}:`), " ");
    return drawn;
  }

  #side(one, nth, claim, known) {
    const citation = known.get(claim.citations[0]);
    return h("li", {}, citation && h("p", { class: "where" }, this.#t("says_here", { where: where(citation) })), one("p", nth, claim));
  }

  #more(part, n, body) {
    const label = part.heading ? this.#t("more_from", { heading: part.heading, count: n }) : this.#t("more", { count: n });
    return h("details", { class: "part more" }, h("summary", {}, label), h("div", { class: "more-claims", lang: LANG }, ...body));
  }
}

/** The text before its last word, and that word; a long one may break, so it is left where it is. */
function lastWord(text) {
  const at = text.search(/\S+\s*$/);
  const last = text.slice(at).trimEnd();
  const isMarked = /[*`]/.test(last);
  return at <= 0 || last.length > LONGEST_TAIL_CHARS || isMarked ? [text, ""] : [text.slice(0, at), last];
}
