/** Draws the parts of an answer: prose, lists, figures, a day, steps, columns, tables of careers, and what is behind more. */

import { languageOf, sentenceOf, where } from "./citations.js";
import { h, inline } from "./nodes.js";

// The guides are in English, whatever the page's language.
const LANG = "en";
const LONGEST_TAIL_CHARS = 18;
const LIMIT_KEPT_CHIPS = 3;

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
  claim(claim, known, { text = sentenceOf(claim), tag = "p", without = [], marks = null } = {}) {
    const numbers = claim.citations.filter((n) => known.has(n) && !without.includes(n));
    const chips = this.#chips(numbers, known, marks, claim.translation && claim.text);
    const attributes = { class: "claim", "data-text": sentenceOf(claim), lang: languageOf(claim), dir: "auto" };
    return h(tag, attributes, ...this.#numbered(text, chips));
  }

  #numbered(text, chips) {
    const [rest, last] = lastWord(text);
    const spaced = chips.flatMap((chip) => ["\u00a0", chip]);
    const tail = h("span", { class: "tail" }, last, ...spaced.slice(0, 2 * LIMIT_KEPT_CHIPS));
    return [...inline(rest), tail, ...spaced.slice(2 * LIMIT_KEPT_CHIPS)];
  }

  #chips(numbers, known, marks, original) {
    return numbers.map((n) => this.#citations.chip(known.get(n), marks, original));
  }

  #part(part, claims, known, isHeadingSaid) {
    const shown = part.claims.map((index, nth) => ({ claim: claims[index], nth })).filter(({ claim }) => claim);
    if (!shown.length) return null;
    const marks = part.verdict_words;
    // A translation is of the whole sentence, what its label and the heading say included.
    const one = (tag, nth, claim) =>
      this.claim(claim, known, claim.translation ? { tag, marks } : { text: part.texts[nth] ?? claim.text, tag, without: part.heading_citations, marks });
    const draw = {
      list: () => [h("ul", { class: "items" }, ...shown.map(({ claim, nth }) => one("li", nth, claim)))],
      figures: () => [this.#figures(part, shown, one)],
      timeline: () => [this.#inColumns("ol", "track", part, shown, one)],
      steps: () => [this.#inColumns("ol", "track", part, shown, one)],
      columns: () => [this.#inColumns("div", "beside", part, shown, one)],
      table: () => [this.#table(part, shown, one)],
      careers: () => [this.#figures(part, shown, one)],
      both_sides: () => [h("ul", { class: "sides" }, ...shown.map(({ claim, nth }) => this.#side(one, nth, claim, known)))],
      more: () => shown.map(({ claim, nth }) => this.#row(part, nth, claim, one("p", nth, claim))),
    }[part.kind];
    const body = draw ? draw() : shown.map(({ claim, nth }) => one("p", nth, claim));
    if (part.kind === "more") return this.#more(part, shown.length, body);
    const found = part.kind === "careers" && part.n_all > shown.length;
    if (found) body.unshift(h("p", { class: "part-head" }, this.#t("careers_shown", { shown: shown.length, n: part.n_all })));
    const head = part.heading && !isHeadingSaid && this.#heading(part, shown.length, known);
    if (part.verdict) {
      if (!head && !body[0].matches(".claim")) body.unshift(h("p", { class: "part-head" }));
      (head || body[0]).prepend(this.#verdict(part), " ");
    }
    const attributes = { class: `part ${part.kind}`, role: "group", "aria-label": part.heading || null };
    return h("div", attributes, head, ...body);
  }

  /** The heading, said once, with the numbers that prove it; of a list cut short also how much of it stands here. */
  #heading(part, n, known) {
    // What stands over both sides and before a near miss are our words; other headings are the guide's.
    const ours = { both_sides: () => this.#t("about", { about: part.heading }), near_miss: () => this.#t("note.near_miss") }[part.kind]?.();
    const text = ours || part.heading;
    const chips = this.#chips(part.heading_citations.filter((number) => known.has(number)), known, part.verdict_words);
    const count = part.n_all > n && this.#t("some_of", { shown: n, all: part.n_all });
    return h("p", { class: "part-head", lang: ours ? null : LANG, dir: "auto" }, ...this.#numbered(text, chips), count && h("span", { class: "part-count" }, count));
  }

  #verdict({ verdict }) {
    const own = this.#t(`verdict.${verdict.toLowerCase().replaceAll(" ", "_")}`);
    return h("strong", { class: "verdict", lang: own ? this.#t.language : LANG }, own || verdict);
  }

  /** A row for each aspect, a column for each career; where a guide says nothing of it, the cell says so. */
  #table(part, shown, one) {
    const cell = (row, column) => {
      const said = shown.filter(({ nth }) => part.rows[nth] === row && part.column_of[nth] === column);
      const drawn = said.map(({ claim, nth }) => one("p", nth, claim));
      const name = h("span", { class: "cell-name", "aria-hidden": "true" }, part.columns[column]);
      const unsaid = h("p", { class: "unsaid", lang: this.#t.language }, this.#t("not_in_guide"));
      return h("td", {}, name, ...(drawn.length ? drawn : [unsaid]));
    };
    const rows = [...new Set(shown.map(({ nth }) => part.rows[nth]))].map((row) => {
      const own = this.#t(`aspect.${row.toLowerCase().replaceAll(" ", "_")}`);
      const name = h("th", { scope: "row", lang: own ? this.#t.language : LANG }, own || row);
      return h("tr", {}, name, ...part.columns.map((_, column) => cell(row, column)));
    });
    const names = part.columns.map((name) => h("th", { scope: "col" }, name));
    return h("table", { class: "careers-table" }, h("thead", {}, h("tr", {}, h("td"), ...names)), h("tbody", {}, ...rows));
  }

  #figures(part, shown, one) {
    const rows = shown.map(({ claim, nth }) =>
      h("div", { class: "figure" }, hasLabel(part, nth, claim) && h("dt", {}, part.rows[nth]), one("dd", nth, claim)),
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
      const list = mine.map(({ claim, nth }) => this.#row(part, nth, claim, one("li", nth, claim)));
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
  #row(part, nth, claim, drawn) {
    if (hasLabel(part, nth, claim)) drawn.prepend(h("span", { class: "row-label" }, `${part.rows[nth]}:`), " ");
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

const hasLabel = (part, nth, claim) => Boolean(part.rows[nth]) && !claim.translation;

/** The text before its last word, and that word; a long one may break, so it is left where it is. */
function lastWord(text) {
  const at = text.search(/\S+\s*$/);
  const last = text.slice(at).trimEnd();
  const isMarked = /[*`]/.test(last);
  return at <= 0 || last.length > LONGEST_TAIL_CHARS || isMarked ? [text, ""] : [text.slice(0, at), last];
}
