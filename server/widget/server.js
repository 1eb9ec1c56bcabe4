/** Client of the advisor's HTTP API: sessions, resumable streams of answers, feedback and deletion. */

import { readEvents } from "./events.js";

const RECONNECT_AFTER_MS = [300, 1000, 2000, 4000, 6000];
const RENEW_BEFORE_S = 30;

/** A failure to report: `key` of our text, the server's `detail`, and `waitS` until a retry. */
export class Refusal extends Error {
  constructor(key, { detail = "", status = 0, waitS = 0 } = {}) {
    super(detail || key);
    Object.assign(this, { key, detail, status, waitS });
  }
}

export class Server {
  #base;
  #site;
  #memory;
  #token = "";
  #renewAt = 0;
  #opening = null;
  #hasWarned = false;

  /**
   * @param {string} base address of the API, ending in a slash
   * @param {string} site the public key of the embedding site; empty on the server's own pages
   * @param {{secret: string}} memory stores the reader's secret
   */
  constructor(base, site, memory) {
    this.#base = base;
    this.#site = site;
    this.#memory = memory;
  }

  /** Yields one question's events over any number of connections; ends with "done" or throws a Refusal. */
  async *ask({ question, guide, conversation }, signal) {
    const body = { question, guide: guide || undefined, conversation_id: conversation || undefined };
    const stream = await this.#call("POST", "api/chat", { body, signal, accept: "text/event-stream" });
    yield* this.#follow(stream, signal, "", "");
  }

  /** Yields all events of an answer begun earlier. */
  async *resume(answer, signal) {
    const stream = await this.#call("GET", `api/chat/${answer}`, { signal, accept: "text/event-stream" });
    yield* this.#follow(stream, signal, answer, "");
  }

  async *#follow(stream, signal, answer, last) {
    for (let cuts = 0; ; cuts += 1) {
      try {
        for await (const event of readEvents(stream.body)) {
          if (event.name === "start") answer = event.data.id;
          last = event.id || last;
          cuts = 0;
          if (event.name === "error") throw refusalOf(event.data.status, event.data);
          yield event;
          if (event.name === "done") return;
        }
      } catch (error) {
        if (signal.aborted || error instanceof Refusal) throw error;
      }
      yield { name: "cut", id: "", data: {} };
      stream = await this.#reconnect(answer, last, cuts, signal);
      yield { name: "reconnected", id: "", data: {} };
    }
  }

  async #reconnect(answer, last, cuts, signal) {
    for (let n = cuts; answer && n < RECONNECT_AFTER_MS.length; n += 1) {
      await pause(RECONNECT_AFTER_MS[n], signal);
      try {
        return await this.#call("GET", `api/chat/${answer}`, { signal, accept: "text/event-stream", last });
      } catch (error) {
        if (signal.aborted) throw error;
        if (error.status >= 400 && error.status < 500) break;
      }
    }
    throw new Refusal("cut");
  }

  /** Cancels an answer; failures are ignored, since the server also stops abandoned answers itself. */
  async cancel(answer) {
    await this.#call("POST", `api/chat/${answer}/cancel`, { keepalive: true }).catch(() => {});
  }

  /** @param {{answer: string, rating: "up" | "down", reason?: string, comment?: string}} feedback */
  async rate(feedback) {
    await this.#call("POST", "api/feedback", { body: feedback });
  }

  /** The careers that can be asked about, and first questions about them. @param {string} guide empty for all */
  async starters(guide) {
    return this.#read(`api/starters?guide=${encodeURIComponent(guide)}`);
  }

  /** A guide with its text and blocks. */
  async guide(id, version) {
    return this.#read(`api/guides/${encodeURIComponent(id)}?v=${encodeURIComponent(version)}`);
  }

  /** Deletes a conversation on the server; a missing one counts as deleted. */
  async forget(conversation) {
    await this.#call("DELETE", `api/conversations/${conversation}`, { keepalive: true }).catch((error) => {
      if (error.status !== 404) throw error;
    });
  }

  /** What is the same for every reader needs no session. */
  async #read(path) {
    const answer = await this.#fetch(path, { headers: this.#site ? { "Site-Key": this.#site } : {} });
    if (!answer.ok) throw await refused(answer);
    return answer.json();
  }

  async #call(method, path, { body, signal, accept = "application/json", last = "", keepalive = false } = {}) {
    await this.#session(signal);
    const send = () => {
      const headers = { Accept: accept, ...this.#credentials() };
      if (body) headers["Content-Type"] = "application/json";
      if (last) headers["Last-Event-ID"] = last;
      return this.#fetch(path, { method, headers, body: body && JSON.stringify(body), signal, keepalive });
    };
    let answer = await send();
    if (answer.status === 401) {
      this.#token = "";
      await this.#session(signal);
      answer = await send();
    }
    if (answer.status === 403) this.#warnOwner("refused this page");
    if (!answer.ok) throw await refused(answer);
    return answer;
  }

  /** Tells the owner of another site, once, what a browser's own line does not. */
  #warnOwner(what) {
    const { origin } = window.location;
    if (this.#hasWarned || !navigator.onLine || new URL(this.#base).origin === origin) return;
    this.#hasWarned = true;
    console.warn(`career-advisor: ${this.#base} ${what}. Its operator has to name ${origin} in SERVER_SITES, and data-site has to be its key.`);
  }

  #credentials() {
    const headers = {};
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    if (this.#site) headers["Site-Key"] = this.#site;
    return headers;
  }

  /** Opens a session; concurrent callers share one request. */
  async #session(signal) {
    if (this.#token && Date.now() < this.#renewAt) return;
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    await this.#opening;
    signal?.throwIfAborted();
  }

  async #open() {
    this.#token = "";
    const secret = this.#memory.secret;
    const answer = await this.#fetch("api/session", {
      method: "POST",
      headers: { "Content-Type": "application/json", ...this.#credentials() },
      body: JSON.stringify(secret ? { secret } : {}),
    });
    if (answer.status === 403) this.#warnOwner("refused this page");
    if (!answer.ok) throw await refused(answer);
    const session = await answer.json();
    this.#memory.secret = session.secret;
    this.#token = session.token;
    this.#renewAt = Date.now() + 1000 * Math.max(1, session.expires_in_s - RENEW_BEFORE_S);
  }

  async #fetch(path, options) {
    try {
      return await fetch(new URL(path, this.#base), { credentials: "omit", cache: "no-store", ...options });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      this.#warnOwner("cannot be reached from here");
      throw new Refusal("unreachable");
    }
  }
}

async function refused(answer) {
  const problem = await answer.json().catch(() => ({}));
  return refusalOf(answer.status, problem, Number(answer.headers.get("Retry-After")) || 0);
}

function refusalOf(status, problem, waitS = 0) {
  const key = { 413: "too_long", 422: "too_long", 429: "too_many", 503: "busy" }[status] || "refused";
  return new Refusal(key, { detail: String(problem.detail || ""), status, waitS });
}

export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
