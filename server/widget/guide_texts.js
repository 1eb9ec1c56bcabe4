/** The paragraphs around quotes, from guides that are loaded when the first of their quotes is looked at. */

const BESIDE_CHARS = 150;
const SHORT = ["item", "row", "label", "figure"];

/** @typedef {{before: string, quote: string, after: string}} Paragraph */

export class GuideTexts {
  #server;
  #loading = new Map();

  /** @param {{guide: (id: string, version: string) => Promise<any>}} server */
  constructor(server) {
    this.#server = server;
  }

  /** The paragraph of a citation; null where its guide cannot be had. @returns {Promise<Paragraph | null>} */
  async around(citation) {
    const guide = await this.#load(citation);
    return guide && paragraphOf(guide, citation);
  }

  #load({ guide, version }) {
    const key = `${guide}@${version}`;
    if (!this.#loading.has(key)) {
      const got = this.#server.guide(guide, version).then((out) => (out.version === version ? { ...out, points: [...out.text] } : null));
      this.#loading.set(key, got.catch(() => (this.#loading.delete(key), null)));
    }
    return this.#loading.get(key);
  }
}

/** What stands beside the quote: the rest of its block and, of a list or table, the lines before and after. */
function paragraphOf({ points, sections }, { anchor, start, end }) {
  const blocks = sections.find((section) => section.anchor === anchor)?.blocks || [];
  const first = blocks.findIndex((block) => block.end > start);
  const last = blocks.findLastIndex((block) => block.start < end);
  if (first < 0 || last < first || blocks[first].start > start) return null;
  const slice = (from, to) => points.slice(from, to).join("");
  const neighbour = (block) => (block && SHORT.includes(block.kind) ? slice(block.start, block.end) : "");
  const before = [neighbour(blocks[first - 1]), slice(blocks[first].start, start)];
  const after = [slice(end, blocks[last].end), neighbour(blocks[last + 1])];
  return {
    before: tail(before[0] ? before.join("\n") : before[1]),
    quote: slice(start, end),
    after: headOf(after[1] ? after.join("\n") : after[0]),
  };
}

function tail(text) {
  return text.length > BESIDE_CHARS ? `…${text.slice(-BESIDE_CHARS).replace(/^\S*/, "")}` : text;
}

function headOf(text) {
  return text.length > BESIDE_CHARS ? `${text.slice(0, BESIDE_CHARS).replace(/\S*$/, "")}…` : text;
}
