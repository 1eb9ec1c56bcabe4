/** The custom element <career-advisor>: its settings, methods and events; the rest is in the other modules. */

import { announce, prepareAnnouncer } from "./announcer.js";
import { AnswerDrawing, drawSuggestions } from "./answer.js";
import { Asking, newTurn } from "./asking.js";
import { citationOf, sentenceOf } from "./citations.js";
import { Composer, withTopic } from "./composer.js";
import { drawFrame, Welcome } from "./frame.js";
import { GuideTexts } from "./guide_texts.js";
import { Log } from "./log.js";
import { Memory } from "./memory.js";
import { keepAboveKeyboard, isPhone } from "./phone.js";
import { Preview } from "./preview.js";
import { problemText, saidInstead } from "./said.js";
import { Server } from "./server.js";
import { STYLES } from "./styles.js";
import { followTheme } from "./theme.js";
import { ENGLISH, pageLocale, speaker } from "./words.js";

export const NAME = "career-advisor";
const ABANDONED_MS = 90_000;
const HOVERS = "(hover: hover) and (pointer: fine)";
let defaults = {};

/** Settings of the script tag, the defaults for every element. */
export function setDefaults(settings) {
  defaults = settings;
}

export class CareerAdvisor extends HTMLElement {
  /** The keys that `words` may override, with their English text. */
  static words = ENGLISH;

  #built = null;
  #life = null;
  #asking = null;
  #parts = {};
  #opener = null;
  #lookAround = () => {};

  /** The page's own text by key; to be set before the element is added to the page. */
  words = {};

  connectedCallback() {
    this.#life = new AbortController();
    this.#built ??= this.#build();
    this.#built.then(() => this.#listen());
  }

  disconnectedCallback() {
    this.#life?.abort();
    // When the element was only moved, it is connected again before this runs.
    queueMicrotask(() => this.isConnected || this.#asking?.abort());
  }

  /** Resolves when the widget is drawn. */
  get ready() {
    return this.#built;
  }

  /** The id of the guide to ask; empty for all guides of the site. */
  get guide() {
    return this.#setting("guide");
  }

  set guide(id) {
    this.setAttribute("guide", id);
  }

  get isOpen() {
    return !this.#parts.panel?.hidden;
  }

  /** Shows the panel and focuses its field, prefilled with `draft` if given; `about`: the section asked about. */
  async open(draft = "", { about = "" } = {}) {
    await this.#built;
    const { panel, launcher, composer, log, root, welcome } = this.#parts;
    if (draft) composer.draft = draft;
    if (about) composer.about = about;
    if (panel.hidden) {
      this.#opener = document.activeElement;
      this.#lookAround();
      panel.hidden = false;
      if (log.isEmpty) welcome.fill();
      root.classList.add("open");
      this.#hint();
      launcher.setAttribute("aria-expanded", "true");
      this.#tell("open");
      log.toEnd();
    }
    composer.focusEnd();
  }

  async close() {
    await this.#built;
    const { panel, launcher, preview, root } = this.#parts;
    if (!launcher || panel.hidden) return;
    const hadFocus = this.shadowRoot.activeElement;
    preview.hide();
    panel.hidden = true;
    root.classList.remove("open");
    launcher.setAttribute("aria-expanded", "false");
    this.#hint();
    if (hadFocus) (launcher.checkVisibility() ? launcher : this.#opener)?.focus();
    this.#tell("close");
  }

  /** Asks a question as if typed. Resolves when it is answered, stopped or refused. */
  async ask(text, about = "") {
    await this.#built;
    const { composer, memory, log, t } = this.#parts;
    const question = String(text).trim() || (about && t("topic_question", { about }));
    if (!question || this.#asking) return;
    if (this.#parts.launcher && this.#parts.panel.hidden) await this.open();
    // What is drafted meanwhile stays, when something else is asked with a button.
    if (composer.draft.trim() === String(text).trim()) composer.draft = composer.about = "";
    this.#dropFailed(question);
    const turn = newTurn(question, memory.tab);
    if (about) Object.assign(turn, { about, sent: String(text).trim() ? withTopic(question, about) : question });
    log.show(turn);
    log.followNewest();
    await this.#run(turn);
  }

  /** Begins a new conversation and deletes the last one here and on the server. */
  async reset() {
    await this.#built;
    const { memory, log, composer, fresh, welcome, t } = this.#parts;
    this.#asking?.abort();
    memory.clear();
    log.showAll([]);
    welcome.fill();
    fresh.hidden = true;
    composer.focusEnd();
    announce(t((await this.#forget()) ? "fresh" : "forgotten_later"));
  }

  // --- inside -------------------------------------------------------------

  #setting(name) {
    return this.getAttribute(name) ?? defaults[name] ?? "";
  }

  async #build() {
    const locale = this.#setting("locale") || pageLocale();
    const t = await speaker(locale, defaults.home, this.words);
    if (this.#setting("theme")) this.setAttribute("theme", this.#setting("theme"));
    const mode = this.#setting("mode") || "launcher";
    const base = new URL(this.#setting("api") || "/", document.baseURI).href.replace(/\/?$/, "/");
    const site = this.#setting("site");
    const memory = new Memory(base, site);
    const server = new Server(base, site, memory);
    const drawing = new AnswerDrawing({
      t,
      base,
      ask: (question) => this.ask(question),
      askAgain: (turn) => this.#askAgain(turn),
      rate: (turn, feedback) => this.#rate(turn, feedback),
      ofSeveralGuides: () => !this.guide,
    });
    const label = this.#setting("label") || t("launcher");
    const frame = drawFrame({
      t,
      mode,
      title: this.#setting("title") || t("title"),
      label,
      toggle: () => (this.isOpen ? this.close() : this.open()),
      close: () => this.close(),
      reset: () => this.reset(),
    });
    const welcome = new Welcome({
      t,
      given: split(this.#setting("suggestions")),
      usual: split(t("starters")),
      load: () => server.starters(this.guide),
      keepsHello: "welcome" in this.words,
      draw: (questions) => drawSuggestions(questions, (question) => this.ask(question), t("start_with")),
    });
    const log = new Log({ drawing, t, welcome: welcome.node });
    const composer = new Composer({
      t,
      placeholder: this.#setting("placeholder") || t("placeholder"),
      ask: (question, about) => this.ask(question, about),
      stop: () => this.#asking?.abort(),
    });
    frame.panel.append(log.scroller, log.latest, composer.form);
    const preview = new Preview(frame.panel, drawing.citations, new GuideTexts(server), t);
    const asking = new Asking({ server, memory, t, changed: (turn) => log.show(turn) });
    this.#parts = { ...frame, t, mode, label, memory, server, log, composer, preview, asking, welcome };
    const shadow = this.shadowRoot || this.attachShadow({ mode: "open", delegatesFocus: false });
    shadow.adoptedStyleSheets = STYLES;
    shadow.lang = locale;
    shadow.replaceChildren(frame.root);
    prepareAnnouncer();
    composer.draft = this.#setting("draft");
    composer.about = this.#setting("about");
    this.#showKept();
    this.#hint();
    if (mode === "inline" && log.isEmpty) welcome.fill();
    // On a touch screen the keyboard would open over the page.
    if (mode === "page" && window.matchMedia(HOVERS).matches && document.activeElement === document.body) composer.focusEnd();
    this.#forget();
  }

  #listen() {
    const { asking, memory, panel, composer, t } = this.#parts;
    const { signal } = this.#life;
    if (signal.aborted) return;
    memory.listen(signal);
    this.#lookAround = followTheme(this, signal);
    memory.addEventListener("change", () => this.#showKept(), { signal });
    panel.addEventListener("keydown", (event) => this.#key(event), { signal });
    panel.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("click", ({ target }) => this.#pageAsks(target), { signal });
    window.addEventListener("offline", () => (composer.tell(t("offline")), announce(t("offline"))), { signal });
    window.addEventListener("online", () => (composer.tell(""), announce(t("online")), this.#forget()), { signal });
    window.addEventListener("pagehide", () => (asking.isLeaving = true), { signal });
    window.addEventListener("pageshow", () => (asking.isLeaving = false), { signal });
    keepAboveKeyboard(this, signal);
  }

  /** Tells on the closed launcher that a conversation waits behind it. */
  #hint() {
    const { launcher, panel, memory, label, t } = this.#parts;
    if (!launcher) return;
    const waits = panel.hidden && memory.turns.length > 0;
    launcher.classList.toggle("waiting", waits);
    launcher.setAttribute("aria-label", waits ? `${label} (${t("waiting")})` : label);
    launcher.title = waits ? t("waiting") : "";
  }

  /** Removes a failed try of a question that is asked again. */
  #dropFailed(question) {
    const { memory, log } = this.#parts;
    for (const turn of memory.turns) {
      if (turn.question !== question || !["failed", "stopped"].includes(turn.state)) continue;
      memory.remove(turn.id);
      log.remove(turn.id);
    }
  }

  /** Shows the stored turns, and resumes an answer this tab was waiting for. */
  #showKept() {
    const { memory, log, fresh, t } = this.#parts;
    const turns = memory.turns;
    const mine = this.#asking?.turn;
    const others = turns.filter((turn) => turn.id !== mine?.id);
    log.showAll([...others.map((turn) => (turn.tab === memory.tab ? turn : elsewhere(turn, t))), ...(mine ? [mine] : [])], memory.hasEarlier);
    fresh.hidden = log.isEmpty;
    this.#hint();
    const open = turns.find((turn) => turn.state === "pending" && turn.tab === memory.tab);
    if (open && !this.#asking) this.#run(open);
  }

  async #run(turn) {
    const { asking, composer, fresh, log, t } = this.#parts;
    const stop = new AbortController();
    this.#asking = Object.assign(stop, { turn, abort: stop.abort.bind(stop) });
    composer.setBusy(true);
    announce(t("searching"));
    await asking.run(turn, { guide: this.guide, signal: stop.signal });
    this.#asking = null;
    composer.setBusy(false);
    fresh.hidden = log.isEmpty;
    this.#showKept();
    this.#finished(turn);
  }

  #finished(turn) {
    const { composer, log, memory, t } = this.#parts;
    if (turn.state === "done") {
      const { answer } = turn;
      const words = answer.claims.map(sentenceOf).join(" ") || saidInstead(answer, t).text;
      const n = answer.citations.length;
      announce([answer.claims.length ? t(answer.status) : "", words, n ? t("sources", { n }) : ""].filter(Boolean).join(" "));
      this.#tell("answer", answer);
      return;
    }
    log.keepEnd();
    if (turn.state === "stopped") return announce(t("stopped"));
    announce(problemText(turn.problem, t));
    this.#tell("error", turn.problem);
    if (turn.problem.key !== "too_long") return;
    // The same words would be refused again: they are to be changed.
    memory.remove(turn.id);
    log.remove(turn.id);
    composer.giveBack(turn.question);
    composer.tell(problemText(turn.problem, t));
  }

  #askAgain(turn) {
    if (this.#asking) return;
    this.ask(turn.question, turn.about);
  }

  async #rate(turn, feedback) {
    const { server, memory } = this.#parts;
    await server.rate({ answer: turn.answer.id, ...feedback });
    turn.rating = feedback.rating;
    memory.put(turn);
    this.#tell("feedback", { answer: turn.answer.id, ...feedback });
  }

  /** Deletes conversations on the server; resolves to whether all of them are gone. */
  async #forget() {
    const { memory, server } = this.#parts;
    try {
      for (const conversation of memory.toForget) {
        await server.forget(conversation);
        memory.forgotten(conversation);
      }
      return true;
    } catch {
      return false;
    }
  }

  #key(event) {
    const { preview, launcher } = this.#parts;
    if (event.key === "Escape") {
      if (preview.isShown) preview.hide();
      else if (launcher) this.close();
      else this.#asking?.abort();
      event.stopPropagation();
    } else if (event.key === "Tab" && launcher && isPhone()) {
      this.#keepInside(event);
    }
  }

  /** Keeps focus inside the panel where it covers a phone's whole screen. */
  #keepInside(event) {
    const reached = [...this.#parts.panel.querySelectorAll("a[href], button, textarea, summary, [tabindex='0']")].filter(
      (one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0,
    );
    const [from, to] = event.shiftKey ? [reached[0], reached.at(-1)] : [reached.at(-1), reached[0]];
    if (this.shadowRoot.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }

  /** Lets the page handle an opened citation itself, by preventing the event's default. */
  #clicked(event) {
    const link = event.target.closest("a");
    const citation = link && citationOf.get(link);
    if (citation && !this.#tell("citation", citation)) event.preventDefault();
  }

  /** Asks the question in the data-ask of the page's own buttons inside the element. */
  #pageAsks(target) {
    const asks = target.closest("[data-ask]");
    if (asks && this.contains(asks)) this.ask(asks.dataset.ask);
  }

  #tell(name, detail = null) {
    return this.dispatchEvent(
      new CustomEvent(`${NAME}:${name}`, { detail, bubbles: true, composed: true, cancelable: name === "citation" }),
    );
  }
}

function split(questions) {
  return questions.split("|").map((one) => one.trim()).filter(Boolean);
}

/** The turn as another tab shows it: pending elsewhere, or stopped when its tab seems to be gone. */
function elsewhere(turn, t) {
  if (turn.state !== "pending") return turn;
  return Date.now() - turn.at > ABANDONED_MS ? { ...turn, state: "stopped" } : { ...turn, doing: t("elsewhere") };
}
