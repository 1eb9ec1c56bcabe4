/** One question's way through the widget: sent, its events merged into its turn, and the turn stored. */

import { randomId } from "./memory.js";
import { Refusal, pause } from "./server.js";

const LIMIT_TRIES = 3;
const LIMIT_WAIT_S = 20;
const USUAL_WAIT_S = 5;

/** @returns {import("./memory.js").Turn} */
export function newTurn(question, tab) {
  return { id: randomId(), question, state: "pending", tab, at: Date.now(), claims: [], citations: [] };
}

export class Asking {
  /** Set while the page unloads, whose broken connections are not failures. */
  isLeaving = false;

  #server;
  #memory;
  #t;
  #changed;

  /** @param {(turn: any) => void} changed called after every change of a turn */
  constructor({ server, memory, t, changed }) {
    this.#server = server;
    this.#memory = memory;
    this.#t = t;
    this.#changed = changed;
  }

  /** Asks a question, or resumes a turn begun before the page was loaded. Never throws. */
  async run(turn, { guide = "", signal }) {
    const isTakenUp = Boolean(turn.answerId);
    try {
      this.#memory.put(turn);
      await this.#patiently(turn, signal, async () => {
        const events = turn.answerId
          ? this.#server.resume(turn.answerId, signal)
          : this.#begin({ question: turn.sent || turn.question, guide, conversation: this.#memory.conversation }, signal);
        for await (const event of events) this.#take(turn, event);
      });
    } catch (error) {
      if (this.isLeaving) return;
      this.#fail(turn, isTakenUp && error.status === 404 ? new Refusal("cut") : error, signal);
    }
    delete turn.doing;
    this.#memory.put(turn, turn.answer?.conversation_id);
    this.#changed(turn);
  }

  /** Tries again while the server is busy, for as long as it says; counts down meanwhile. */
  async #patiently(turn, signal, attempt) {
    for (let n = 1; ; n += 1) {
      try {
        return await attempt();
      } catch (error) {
        const waitS = error.waitS || USUAL_WAIT_S;
        if (error.key !== "busy" || n > LIMIT_TRIES || waitS > LIMIT_WAIT_S || signal.aborted) throw error;
        delete turn.answerId;
        for (let s = waitS; s > 0; s -= 1) {
          turn.doing = this.#t("busy_wait", { s });
          this.#changed(turn);
          await pause(1000, signal);
        }
        turn.doing = this.#t("reading");
        this.#changed(turn);
      }
    }
  }

  /** Begins a new conversation when the server no longer has this one. */
  async *#begin(asked, signal) {
    try {
      yield* this.#server.ask(asked, signal);
    } catch (error) {
      if (error.status !== 404 || !asked.conversation) throw error;
      this.#memory.dropConversation();
      yield* this.#server.ask({ ...asked, conversation: "" }, signal);
    }
  }

  #take(turn, { name, data }) {
    if (name === "start") {
      Object.assign(turn, { answerId: data.id, claims: [], citations: [], parts: [], doing: this.#t("searching") });
      this.#memory.put(turn, data.conversation_id);
    } else if (name === "sources") {
      const n = data.sections.length;
      if (n) turn.doing = this.#t("sources_found", { n });
    } else if (name === "parts") {
      turn.parts = data.parts;
    } else if (name === "claim") {
      turn.claims.push({ text: data.text, citations: data.citations, translation: data.translation });
      turn.citations.push(...data.new_citations);
    } else if (name === "cut") {
      turn.doing = this.#t("reconnecting");
    } else if (name === "reconnected") {
      turn.doing = this.#t("searching");
    } else if (name === "done") {
      const { searched, timings_ms, question, ...answer } = data;
      Object.assign(turn, { answer, state: "done", claims: [], citations: [], parts: [] });
    } else {
      return;
    }
    if (turn.state === "pending") this.#changed(turn);
  }

  #fail(turn, error, signal) {
    if (signal.aborted || error.status === 499) {
      turn.state = "stopped";
      if (signal.aborted && turn.answerId) this.#server.cancel(turn.answerId);
      return;
    }
    if (!(error instanceof Refusal)) console.error(error);
    const { key = "fault", detail = "", status = 0, waitS = 0 } = error instanceof Refusal ? error : {};
    turn.state = "failed";
    turn.problem = { key, detail, status, until: waitS ? Date.now() + waitS * 1000 : 0 };
  }
}
