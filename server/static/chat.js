/** The chat page: asks, shows the answer as it comes, keeps the conversation in the page and sends it along. */

import { drawAnswer, drawClaim, drawError, drawQuestion, drawStatus, element } from "./drawing.js";
import { readEvents } from "./events.js";

const LIMIT_BYTES = 60_000;
const HEAD_PX = 80;
const find = (id) => document.getElementById(id);
const { base, limitTurns, limitHistory } = document.body.dataset;
const [log, welcome, composer, field] = ["log", "welcome", "composer", "question"].map(find);
const [sendButton, stopButton, afreshButton, announcer, picker] = ["send", "stop", "afresh", "announcer", "guide"].map(find);

/** @type {{role: string, content: string}[]} */
let history = [];
/** @type {AbortController | null} */
let asking = null;
let hasScrolled = false;

class Refusal extends Error {}

function say(text) {
  announcer.textContent = text;
}

/** The request's body; the oldest turns stay behind when the server would find it too large. */
function bodyFor(question) {
  let turns = history.slice(-Number(limitTurns));
  const size = () => turns.reduce((sum, turn) => sum + turn.content.length, 0);
  const write = () => {
    const guide = picker?.value || undefined;
    return JSON.stringify({ question, guide, history: turns.length ? turns : undefined });
  };
  while (turns.length && (size() > Number(limitHistory) || new TextEncoder().encode(write()).length > LIMIT_BYTES)) {
    turns = turns.slice(2);
  }
  return write();
}

async function request(question, signal) {
  let answer;
  try {
    answer = await fetch(`${base}/api/chat`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: bodyFor(question),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Refusal("The server could not be reached. Check the connection and try again.");
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => null);
    throw new Refusal(problem?.detail || `The server answered with status ${answer.status}.`);
  }
  return answer.body;
}

/** Shows the events of one answer in `article`; returns the whole answer. */
async function showEvents(body, article) {
  const known = new Map();
  const doing = drawStatus("Reading your question");
  article.append(doing);
  for await (const { name, data } of readEvents(body)) {
    if (name === "status") {
      doing.firstChild.textContent = data.text;
    } else if (name === "claim") {
      doing.hidden = true;
      for (const citation of data.new_citations) known.set(citation.number, citation);
      article.append(drawClaim(data, known));
      keepInView(article);
    } else if (name === "error") {
      throw new Refusal(data.detail);
    } else if (name === "done") {
      return data;
    }
  }
  throw new Refusal("The connection broke before the answer was complete.");
}

async function ask(text) {
  const question = text.trim();
  if (!question || asking) return;
  asking = new AbortController();
  setBusy(true);
  welcome.hidden = true;
  const asked = drawQuestion(question);
  const article = element("article", { class: "answer", "aria-label": "Answer", "aria-busy": "true" });
  log.append(asked, article);
  field.value = "";
  fit();
  hasScrolled = false;
  scrollTo(article, "end");
  say("Looking in the guide.");
  try {
    const answer = await showEvents(await request(question, asking.signal), article);
    show(answer, article);
    history.push({ role: "user", content: question }, { role: "assistant", content: answer.answer });
  } catch (error) {
    fail(error, question, article, asked);
  } finally {
    article.removeAttribute("aria-busy");
    asking = null;
    setBusy(false);
    if (!window.matchMedia("(pointer: coarse)").matches) field.focus({ preventScroll: true });
  }
}

function show(answer, article) {
  article.dataset.status = answer.status;
  article.replaceChildren(...drawAnswer(answer, { ask, ofSeveralGuides: Boolean(picker) && !picker.value }));
  keepInView(article);
  const n = answer.citations.length;
  say(`${answer.claims.map((claim) => claim.text).join(" ") || answer.answer} ${n ? `${n} sources.` : ""}`);
}

/** What was read so far stays; the question goes back into the field unless something new stands there. */
function fail(error, question, article, asked) {
  const wasStopped = asking.signal.aborted;
  if (!(error instanceof Refusal) && !wasStopped) console.error(error);
  article.querySelector(".doing")?.remove();
  if (!field.value) field.value = question;
  fit();
  if (wasStopped) {
    article.append(element("p", { class: "stopped" }, "Stopped."));
    say("Stopped.");
    return;
  }
  const text = error instanceof Refusal ? error.message : "Something went wrong on this page. Try again.";
  const retry = () => {
    asked.remove();
    article.remove();
    if (field.value === question) field.value = "";
    ask(question);
  };
  article.dataset.status = "error";
  article.append(...drawError(text, retry));
  keepInView(article);
  say(text);
}

/** Scrolls on with a growing answer, but never past its question, nor once the reader has scrolled. */
function keepInView(article) {
  const foot = composer.getBoundingClientRect().top;
  if (hasScrolled || article.getBoundingClientRect().bottom <= foot) return;
  const asked = article.previousElementSibling;
  const fits = article.getBoundingClientRect().bottom - asked.getBoundingClientRect().top < foot - HEAD_PX;
  if (fits) scrollTo(article, "end");
  else scrollTo(asked, "start");
}

function scrollTo(shown, block) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  shown.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
}

function setBusy(busy) {
  sendButton.hidden = busy;
  stopButton.hidden = !busy;
  afreshButton.hidden = busy || !log.childElementCount;
}

/** As tall as its text, up to a third of the window (the style sheet's limit). */
function fit() {
  field.rows = Math.min(8, Math.max(1, field.value.split("\n").length));
  while (field.scrollHeight > field.clientHeight && field.rows < 8) field.rows += 1;
}

function beginAfresh() {
  history = [];
  log.replaceChildren();
  welcome.hidden = false;
  afreshButton.hidden = true;
  field.focus();
  say("New chat.");
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.value);
});
field.addEventListener("keydown", (event) => {
  // Enter that ends a composition (Japanese, Chinese, Korean) belongs to the input method.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(field.value);
  }
});
field.addEventListener("input", fit);
stopButton.addEventListener("click", () => asking?.abort());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") asking?.abort();
});
afreshButton.addEventListener("click", beginAfresh);
for (const sign of ["wheel", "touchmove"]) {
  window.addEventListener(sign, () => (hasScrolled = true), { passive: true });
}
for (const starter of welcome.querySelectorAll("button.ask")) {
  starter.addEventListener("click", () => ask(starter.textContent));
}
