/** Marks quoted words and scrolls to them, tracks the current section in the contents, opens the advisor. */

const QUOTE = "quote";
const BAR_PX = 56;
const LOWEST_SHARE = 0.8;
const main = document.querySelector("main");
const contents = document.querySelector(".contents");

/** The number of UTF-16 units in the first `points` code points of `text`: guide offsets count code points. */
function units(text, points) {
  let at = 0;
  for (let n = 0; n < points && at < text.length; n += 1) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
}

/** The text node and offset of the UTF-16 unit `at` in `block`'s text. */
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

/** One range for each block touched by the quote start..end (code points of the guide). */
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

/** Whether a quote can be read where it is: not under the bar, nor at the very end of the window. */
function isInView(box) {
  return box.top >= BAR_PX && box.bottom <= LOWEST_SHARE * window.innerHeight;
}

/** Marks start..end (code points of the guide); returns a function that scrolls there, or null if it is empty. */
function mark(start, end) {
  for (const old of document.querySelectorAll(".quoted")) old.classList.remove("quoted");
  const marked = rangesOf(start, end);
  if (!marked.length) return null;
  if (window.Highlight && CSS.highlights) {
    CSS.highlights.set(QUOTE, new Highlight(...marked.map(({ range }) => range)));
  }
  for (const { block } of marked) block.classList.add("quoted");
  const [{ block, range }] = marked;
  // Focus the quote, so that screen readers continue from there.
  block.tabIndex = -1;
  block.focus({ preventScroll: true });
  return () => {
    if (!isInView(range.getBoundingClientRect())) block.scrollIntoView({ block: "center", behavior: "instant" });
  };
}

function markQuote() {
  if (!main.dataset.quoteStart) return;
  const show = mark(Number(main.dataset.quoteStart), Number(main.dataset.quoteEnd));
  if (!show) return;
  show();
  // The browser scrolls to the fragment after loading, which may leave the quote out of view.
  window.addEventListener("load", () => requestAnimationFrame(show));
}

/** The current section: the last one whose heading is above a line that moves down with the scroll position. */
function followReading() {
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const sections = [...main.querySelectorAll("section[id]")].filter((section) => links.has(section.id));
  let current = null;
  const follow = () => {
    const progress = window.scrollY / (document.documentElement.scrollHeight - window.innerHeight || 1);
    const line = window.innerHeight * Math.max(0.2, progress);
    const isPast = (section) => section.getBoundingClientRect().top < line;
    const reading = links.get(sections.findLast(isPast)?.id);
    if (reading === current) return;
    current?.removeAttribute("aria-current");
    reading?.setAttribute("aria-current", "location");
    current = reading;
    const [box, frame] = [reading?.getBoundingClientRect(), contents.getBoundingClientRect()];
    if (box && (box.top < frame.top || box.bottom > frame.bottom)) contents.scrollTop += box.top - frame.top - frame.height / 3;
  };
  let isWaiting = false;
  const soon = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      follow();
    });
  };
  window.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("resize", soon, { passive: true });
  follow();
}

/** Collapses the contents on small screens, where they would push the guide out of sight. */
function foldContents() {
  const folded = contents.querySelector("details");
  if (window.matchMedia("(max-width: 60rem)").matches) folded.open = false;
}

/** Opens the advisor's panel over the page; without the advisor the links lead to the chat page. */
function openDoors() {
  document.addEventListener("click", (event) => {
    const door = event.target.closest(".door, .bar .button");
    const advisor = document.querySelector("career-advisor");
    if (!door || !advisor?.open || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { about = "" } = door.dataset;
    // A heading that is a question asks itself.
    if (about.endsWith("?")) advisor.open(about);
    else advisor.open("", { about });
  });
  document.addEventListener("career-advisor:citation", (event) => {
    const { guide, version, start, end } = event.detail;
    if (guide !== main.dataset.guide || version !== main.dataset.version) return;
    event.preventDefault();
    if (window.matchMedia("(max-width: 30rem)").matches) event.target.close();
    mark(start, end)?.();
  });
}

foldContents();
markQuote();
followReading();
openDoors();
