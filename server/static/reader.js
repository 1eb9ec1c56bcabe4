/** Marks the quoted words of a citation and brings them into view. Everything else on the page works without it. */

const QUOTE = "quote";

/** How many UTF-16 units the first `points` code points of `text` take: offsets of a guide count code points. */
function units(text, points) {
  let at = 0;
  for (let n = 0; n < points && at < text.length; n += 1) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
}

/** The text node and offset at which the unit `at` of `block`'s text stands. */
function place(block, at) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = at;
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
    last = node;
  }
  return last ? [last, last.length] : [block, 0];
}

/** One range for each block that the quote start..end (code points of the guide) touches. */
function rangesOf(start, end) {
  const ranges = [];
  for (const block of document.querySelectorAll("[data-start][data-end]")) {
    const first = Number(block.dataset.start);
    const from = Math.max(start, first) - first;
    const to = Math.min(end, Number(block.dataset.end)) - first;
    if (from >= to) continue;
    const text = block.textContent;
    const range = document.createRange();
    range.setStart(...place(block, units(text, from)));
    range.setEnd(...place(block, units(text, to)));
    ranges.push({ block, range });
  }
  return ranges;
}

function isInView(box) {
  return box.top >= 0 && box.bottom <= window.innerHeight;
}

function markQuote() {
  const main = document.querySelector("main[data-quote-start]");
  if (!main) return;
  const marked = rangesOf(Number(main.dataset.quoteStart), Number(main.dataset.quoteEnd));
  if (!marked.length) return;
  if (window.Highlight && CSS.highlights) {
    CSS.highlights.set(QUOTE, new Highlight(...marked.map(({ range }) => range)));
  }
  for (const { block } of marked) block.classList.add("quoted");
  const [{ block, range }] = marked;
  const show = () => {
    if (!isInView(range.getBoundingClientRect())) block.scrollIntoView({ block: "center", behavior: "instant" });
  };
  // Read on from the quote, also with a screen reader.
  block.tabIndex = -1;
  block.focus({ preventScroll: true });
  show();
  // The browser goes to the fragment when all is loaded, which may leave the quote out of view.
  window.addEventListener("load", () => requestAnimationFrame(show));
}

/** On a small screen the contents would push the guide out of sight. */
function foldContents() {
  const contents = document.querySelector(".contents details");
  if (contents && window.matchMedia("(max-width: 60rem)").matches) contents.open = false;
}

foldContents();
markQuote();
