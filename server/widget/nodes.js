/** Builders of DOM nodes. Text is inserted as text; nothing is ever parsed as HTML. */

const SVG = "http://www.w3.org/2000/svg";

const SHAPES = {
  chat: "M4 4.5h12a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H9.5L6 17.5v-3H4A1.5 1.5 0 0 1 2.5 13V6A1.5 1.5 0 0 1 4 4.5ZM6 8h8M6 11h5",
  close: "M5 5l10 10M15 5 5 15",
  fresh: "M10 4.2H5.5A1.8 1.8 0 0 0 3.7 6v8.5a1.8 1.8 0 0 0 1.8 1.8H14a1.8 1.8 0 0 0 1.8-1.8V10M8 12l.5-2.3L14.8 3.4a1.3 1.3 0 0 1 1.8 1.8L10.3 11.5Z",
  send: "M10 16V4.5M4.8 9.4 10 4.2l5.2 5.2",
  stop: "M6.5 6.5h7v7h-7Z",
  down: "M10 4v11.5M4.8 10.6 10 15.8l5.2-5.2",
  copy: "M7.5 7.5h8v9h-8ZM12.5 7.5v-4h-8v9h3",
  done: "M4 10.5l4 4 8-9",
  again: "M16 10a6 6 0 1 1-2-4.5M16.3 2.8V6H13",
  up: "M6.5 9 9.5 3.2c1.3 0 2 .9 1.8 2.2L11 8h4a1.5 1.5 0 0 1 1.5 1.8l-1 5A1.5 1.5 0 0 1 14 16H6.5ZM3.5 9h3v7h-3Z",
  poor: "M6.5 11l3 5.8c1.3 0 2-.9 1.8-2.2L11 12h4a1.5 1.5 0 0 0 1.5-1.8l-1-5A1.5 1.5 0 0 0 14 4H6.5ZM3.5 4h3v7h-3Z",
  out: "M8 4.5H5A1.5 1.5 0 0 0 3.5 6v9A1.5 1.5 0 0 0 5 16.5h9a1.5 1.5 0 0 0 1.5-1.5v-3M11.5 3.5h5v5M16 4l-7 7",
  conflicting: "M7 3.5 3.5 7 7 10.5M3.5 7H13M13 9.5l3.5 3.5-3.5 3.5M16.5 13H7",
  not_in_guide: "M8.8 14.6a5.8 5.8 0 1 0 0-11.6 5.8 5.8 0 0 0 0 11.6ZM13.1 13.1 17 17M6.6 8.8h4.4",
  out_of_scope: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5.2 14.8 14.8 5.2",
  clarify: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.9 8a2.2 2.2 0 1 1 3.2 2c-.8.4-1.1.8-1.1 1.6M10 13.8v.1",
  quote: "M4 6h12M4 10h12M4 14h7",
  notice: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9.3v4.2M10 6.5v.1",
  error: "M10 3.5 17.5 16.5h-15ZM10 8v4M10 14.2v.1",
};

/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} attributes a function
 *   becomes a listener ("onclick"), true an empty attribute; false, null and undefined are left out
 * @param {...(Node | string | null | false | undefined)} children
 */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child || child === ""));
  return made;
}

/** @param {keyof typeof SHAPES} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.setAttribute("class", `icon i-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** An icon button; its label is read by screen readers and shown on hover. */
export function iconButton(name, label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick, ...attributes }, icon(name));
}

/** `text` with **bold** and `code` as nodes; every other character is literal. */
export function inline(text) {
  const parts = text.split(/(\*\*[^*\s](?:[^*]*[^*\s])?\*\*|`[^`\n]+`)/);
  return parts.map((part, n) => {
    if (n % 2 === 0) return part;
    return part.startsWith("`") ? h("code", {}, part.slice(1, -1)) : h("strong", {}, part.slice(2, -2));
  });
}
