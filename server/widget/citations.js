/** Draws the links to the guide: numbered chips in the text and the list of quotes under an answer. */

import { h, icon } from "./nodes.js";

/** The citation of each chip and link. @type {WeakMap<Element, any>} */
export const citationOf = new WeakMap();
/** The words of a chip's quote that earned a verdict, as starts and ends in the guide. @type {WeakMap<Element, number[][]>} */
export const marksOf = new WeakMap();
/** The sentence that a chip's translated sentence was made from. @type {WeakMap<Element, string>} */
export const originalOf = new WeakMap();

/** A claim's sentence as readers see it. */
export const sentenceOf = (claim) => claim.translation || claim.text;
/** The `lang` of a claim whose language is not that of the others; empty while a translation's is not known. */
export const languageOf = (claim) => (claim.translation ? claim.language || "" : null);

const trail = (section) => section.join(" › ");

/** The headings above a citation, below the guide's title. */
export function where(citation) {
  const { section, guide_title } = citation;
  return trail(section[0] === guide_title ? section.slice(1) : section) || guide_title;
}

/** The same after the guide's title, where answers may draw on several guides. */
export function whereIn(citation, ofSeveralGuides) {
  const title = citation.guide_title;
  const path = where(citation);
  if (!ofSeveralGuides) return [path];
  return path === title ? [h("b", {}, title)] : [h("b", {}, title), ` › ${path}`];
}

/** The URL of a place in one of our guides, or "" for any other address. */
export function guideAddress(url, base) {
  try {
    const found = new URL(url, base);
    const isOurs = ["http:", "https:"].includes(found.protocol) && found.pathname.includes("/guides/");
    return isOurs && !found.username ? found.href : "";
  } catch {
    return "";
  }
}

export class Citations {
  #t;
  #base;

  /** @param {(key: string, values?: object) => string} t @param {string} base URL that links are relative to */
  constructor(t, base) {
    this.#t = t;
    this.#base = base;
  }

  /** Where a citation stands, on which page, and from when its guide's figures are. */
  place(citation, ofSeveralGuides) {
    const when = citation.as_of ? [` · ${this.#t("as_of", { when: citation.as_of })}`] : [];
    return [...whereIn(citation, ofSeveralGuides), this.page(citation), ...when];
  }

  /** The page of a guide that has pages, as one more word of its place; else "". */
  page(citation) {
    return citation.page ? `, ${this.#t("page", { number: citation.page })}` : "";
  }

  link(citation, attributes, ...children) {
    const href = guideAddress(citation.url, this.#base) || null;
    const link = h("a", { href, target: "_blank", rel: "noopener", ...attributes }, ...children);
    citationOf.set(link, citation);
    return link;
  }

  /**
   * @param {number[][] | null} marks words of the quote to mark where it is shown
   * @param {string} original the sentence before its translation, to be shown with the quote
   */
  chip(citation, marks = null, original = "") {
    const label = this.#t("source", { number: citation.number, where: where(citation) + this.page(citation) });
    const chip = this.link(citation, { class: "chip", part: "citation", "aria-label": label }, String(citation.number));
    if (marks?.length) marksOf.set(chip, marks);
    if (original) originalOf.set(chip, original);
    return chip;
  }

  /** A link to a section, which cites nothing. */
  placeLink(place) {
    const href = guideAddress(place.url, this.#base) || null;
    return h("a", { class: "place", lang: "en", href, target: "_blank", rel: "noopener" }, where(place));
  }

  /** All quotes, section by section; closed, since the answer has mostly the same words. */
  list(citations, { ofSeveralGuides }) {
    const sections = new Map();
    for (const citation of citations) {
      const key = `${citation.guide}#${citation.anchor}`;
      sections.set(key, [...(sections.get(key) || []), citation]);
    }
    const groups = [...sections.values()].map((group) =>
      h(
        "li",
        {},
        h("p", { class: "where" }, ...this.place(group[0], ofSeveralGuides)),
        ...group.map((citation) => this.#quote(citation)),
      ),
    );
    return h(
      "details",
      { class: "sources" },
      h("summary", {}, icon("quote"), `${this.#t("quotes", { n: citations.length })} · ${where(citations[0])}`),
      h("ul", {}, ...groups),
    );
  }

  #quote(citation) {
    const label = this.#t("open_source", { number: citation.number, quote: citation.quote });
    return this.link(
      citation,
      { class: "quote", "aria-label": label },
      h("span", { class: "number" }, String(citation.number)),
      h("span", { class: "words", dir: "auto" }, citation.quote),
      citation.page ? h("span", { class: "page" }, this.#t("page", { number: citation.page })) : "",
    );
  }

  /** An answer's sentences as readers see them, with the numbers of their sources. */
  #said({ answer, claims, language }) {
    if (!language) return answer;
    const lines = claims.map((claim) => `${sentenceOf(claim)} ${claim.citations.map((n) => `[${n}]`).join("")}`);
    return [...lines, this.#t("translated")].join("\n");
  }

  /** The answer as plain text followed by its sources, for the clipboard. */
  asText(answer) {
    if (!answer.citations.length) return answer.answer;
    const sources = answer.citations.map((one) => {
      const address = guideAddress(one.url, this.#base);
      const place = one.guide_title === where(one) ? where(one) : `${one.guide_title} › ${where(one)}`;
      const when = one.as_of ? ` · ${this.#t("as_of", { when: one.as_of })}` : "";
      return `[${one.number}] ${place}${this.page(one)}${when}\n    “${one.quote}”${address ? `\n    ${address}` : ""}`;
    });
    return `${this.#said(answer)}\n\n${this.#t("sources_title")}\n${sources.join("\n")}\n`;
  }
}
