/** Builds what the conversation shows. Text goes in as text only; nothing is ever parsed as HTML. */

const SVG = "http://www.w3.org/2000/svg";

const LABELS = {
  conflicting: "The guide contradicts itself here",
  not_in_guide: "Not in the guide",
  out_of_scope: "Outside these guides",
  clarify: "One question first",
};

const ICONS = {
  conflicting: "M10 3.5 17.5 16.5h-15zM10 8v4M10 14.2v.1",
  not_in_guide: "M8.8 14.6a5.8 5.8 0 1 0 0-11.6 5.8 5.8 0 0 0 0 11.6ZM13.1 13.1 17 17M6.6 8.8h4.4",
  out_of_scope: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5.2 14.8 14.8 5.2",
  clarify: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.9 8a2.2 2.2 0 1 1 3.2 2c-.8.4-1.1.8-1.1 1.6M10 13.8v.1",
  notice: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9.3v4.2M10 6.5v.1",
  error: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6.2v4.6M10 13.6v.1",
};

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A link to the guide, or "" for anything that is not a web address. */
function safe(url) {
  try {
    const found = new URL(url, document.baseURI);
    return ["http:", "https:"].includes(found.protocol) ? found.href : "";
  } catch {
    return "";
  }
}

function linkTo(citation, attributes, ...children) {
  return element("a", { href: safe(citation.url), target: "_blank", rel: "noopener", ...attributes }, ...children);
}

const trail = (section) => section.join(" › ");

/** The person's own words. */
export function drawQuestion(text) {
  return element("div", { class: "asked" }, element("span", { class: "unseen" }, "You asked: "), text);
}

/** What is being done, while there is nothing to read yet. */
export function drawStatus(text) {
  const dots = element("span", { class: "dots", "aria-hidden": "true" });
  dots.append(element("i"), element("i"), element("i"));
  return element("p", { class: "doing" }, text, dots);
}

/** One sentence with the numbers of its sources. `known` maps a number to its citation. */
export function drawClaim(claim, known) {
  const paragraph = element("p", { class: "claim" }, claim.text);
  for (const number of claim.citations) {
    const citation = known.get(number);
    if (citation) paragraph.append("\u00a0", drawChip(citation));
  }
  return paragraph;
}

function drawChip(citation) {
  const where = trail(citation.section);
  const preview = element(
    "span",
    { class: "preview", "aria-hidden": "true" },
    element("span", { class: "preview-where" }, where),
    element("span", { class: "preview-quote" }, citation.quote),
  );
  const label = `Source ${citation.number}: ${where}`;
  const link = linkTo(citation, { class: "chip", "aria-label": label }, String(citation.number));
  return element("span", { class: "chip-place" }, link, preview);
}

/** The quotes, section by section, each with a link that opens the guide at its words. */
function drawSources(citations, ofSeveralGuides) {
  const sections = new Map();
  for (const citation of citations) {
    const key = `${citation.guide}#${citation.anchor}`;
    if (!sections.has(key)) sections.set(key, []);
    sections.get(key).push(citation);
  }
  const list = element("ul", { class: "sections" });
  for (const group of sections.values()) {
    const [first] = group;
    const where = element("p", { class: "where" });
    if (ofSeveralGuides) where.append(element("span", { class: "of-guide" }, `${first.guide_title} › `));
    where.append(trail(first.section));
    const quotes = group.map((citation) =>
      linkTo(
        citation,
        { class: "quote", "aria-label": `Open source ${citation.number} in the guide: ${citation.quote}` },
        element("span", { class: "number" }, String(citation.number)),
        element("span", { class: "words" }, citation.quote),
      ),
    );
    list.append(element("li", {}, where, ...quotes));
  }
  const count = citations.length === 1 ? "1 quote" : `${citations.length} quotes`;
  const title = element("h3", {}, "From the guide ", element("span", { class: "count" }, count));
  return element("section", { class: "sources", "aria-label": "Sources" }, title, list);
}

function drawConflict(conflict) {
  const numbers = conflict.citations.map((number) => `[${number}]`).join(" and ");
  return element("p", { class: "conflict" }, icon("conflicting"), `On ${conflict.about}: compare ${numbers}.`);
}

function drawNotice(notice) {
  return element("p", { class: "notice" }, icon("notice"), element("span", {}, notice.text));
}

/** Questions to go on with; `ask` is called with the words of the one chosen. */
export function drawSuggestions(suggestions, ask) {
  const list = element("ul", { class: "suggestions", "aria-label": "Questions to ask next" });
  for (const suggestion of suggestions) {
    const button = element("button", { type: "button", class: "ask" }, suggestion);
    button.addEventListener("click", () => ask(suggestion));
    list.append(element("li", {}, button));
  }
  return list;
}

/** All of a finished answer. */
export function drawAnswer(answer, { ask, ofSeveralGuides }) {
  const parts = [];
  const known = new Map(answer.citations.map((citation) => [citation.number, citation]));
  if (LABELS[answer.status]) {
    parts.push(element("p", { class: "label" }, icon(answer.status), LABELS[answer.status]));
  }
  if (answer.claims.length) parts.push(...answer.claims.map((claim) => drawClaim(claim, known)));
  else parts.push(element("p", { class: "message" }, answer.answer));
  parts.push(...answer.conflicts.map(drawConflict));
  parts.push(...answer.notices.map(drawNotice));
  if (answer.citations.length) parts.push(drawSources(answer.citations, ofSeveralGuides));
  if (answer.suggestions.length) parts.push(drawSuggestions(answer.suggestions, ask));
  return parts;
}

/** What went wrong, in the server's own plain words, and a way to try again. */
export function drawError(text, retry) {
  const again = element("button", { type: "button", class: "button plain" }, "Try again");
  again.addEventListener("click", retry);
  return [element("p", { class: "error" }, icon("error"), element("span", {}, text)), again];
}
