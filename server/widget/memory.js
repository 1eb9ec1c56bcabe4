/** What the browser keeps of a conversation, across reloads and tabs: its turns, its id, the reader's secret. */

const PREFIX = "career-advisor:";
const LIMIT_TURNS = 40;

// crypto.randomUUID is for pages with HTTPS only.
export function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @typedef {object} Turn
 * @property {string} id
 * @property {string} question
 * @property {"pending" | "done" | "stopped" | "failed"} state
 * @property {string} tab where it was asked
 * @property {number} at when, in milliseconds since 1970
 * @property {string} [answerId]
 * @property {any[]} claims those that came before it was finished or stopped
 * @property {any[]} citations
 * @property {any} [answer]
 * @property {{key: string, detail: string, status: number, until: number}} [problem]
 * @property {"up" | "down"} [rating]
 */

/** Fires "change" when another tab has changed it. */
export class Memory extends EventTarget {
  #key;
  #secretKey;
  #unkept = {};

  /** One conversation and one secret for each API address and site. */
  constructor(base, site) {
    super();
    this.#secretKey = `${PREFIX}secret:${base}:${site}`;
    this.#key = `${PREFIX}chat:${base}:${site}`;
    this.tab = this.#session("tab", randomId);
  }

  /** Hear of other tabs until `signal`. */
  listen(signal) {
    const heard = ({ key }) => {
      if (key === this.#key || key === null) this.dispatchEvent(new Event("change"));
    };
    window.addEventListener("storage", heard, { signal });
  }

  get secret() {
    return this.#read(this.#secretKey) || "";
  }

  set secret(value) {
    this.#write(this.#secretKey, value);
  }

  /** @returns {{conversation: string, turns: Turn[], toForget: string[]}} */
  get #kept() {
    try {
      const kept = JSON.parse(this.#read(this.#key) || "{}");
      return { conversation: "", turns: [], toForget: [], ...kept };
    } catch {
      return { conversation: "", turns: [], toForget: [] };
    }
  }

  get conversation() {
    return this.#kept.conversation;
  }

  get turns() {
    return this.#kept.turns;
  }

  get toForget() {
    return this.#kept.toForget;
  }

  /** Keep a turn as it is now, beside what other tabs have kept meanwhile. `conversation` is the server's id. */
  put(turn, conversation = "") {
    const kept = this.#kept;
    const at = kept.turns.findIndex((one) => one.id === turn.id);
    if (at < 0) kept.turns.push(turn);
    else kept.turns[at] = turn;
    kept.turns = kept.turns.slice(-LIMIT_TURNS);
    this.#keep({ ...kept, conversation: conversation || kept.conversation });
  }

  remove(id) {
    const kept = this.#kept;
    this.#keep({ ...kept, turns: kept.turns.filter((turn) => turn.id !== id) });
  }

  /** The server knows nothing of this conversation any more: the next question begins a new one. */
  dropConversation() {
    this.#keep({ ...this.#kept, conversation: "" });
  }

  /** Forget all turns; what the server kept stays on the list until `forgotten`. */
  clear() {
    const { conversation, toForget } = this.#kept;
    this.#keep({ conversation: "", turns: [], toForget: conversation ? [...toForget, conversation] : toForget });
  }

  forgotten(conversation) {
    const kept = this.#kept;
    this.#keep({ ...kept, toForget: kept.toForget.filter((one) => one !== conversation) });
  }

  #keep(kept) {
    while (!this.#write(this.#key, JSON.stringify(kept)) && kept.turns.length > 1) kept.turns.shift();
  }

  /** Pages may be denied storage: then it lasts as long as the page. */
  #read(key) {
    try {
      return this.#unkept[key] ?? localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  /** Whether it was kept in full; no storage at all counts, a full one does not. */
  #write(key, value) {
    try {
      localStorage.setItem(key, value);
      delete this.#unkept[key];
      return true;
    } catch (error) {
      this.#unkept[key] = value;
      return error.name !== "QuotaExceededError";
    }
  }

  #session(name, make) {
    try {
      const kept = sessionStorage.getItem(PREFIX + name) || make();
      sessionStorage.setItem(PREFIX + name, kept);
      return kept;
    } catch {
      return make();
    }
  }
}
