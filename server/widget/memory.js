/** What the browser keeps of a conversation, across reloads and tabs: its turns, its id, the reader's secret. */

const PREFIX = "career-advisor:";
const LIMIT_TURNS = 30;
const NOTHING = { conversation: "", turns: [], toForget: [], hasEarlier: false };

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
  #read = "";
  #parsed = NOTHING;

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
    return this.#load(this.#secretKey) || "";
  }

  set secret(value) {
    this.#write(this.#secretKey, value);
  }

  /** @returns {{conversation: string, turns: Turn[], toForget: string[], hasEarlier: boolean}} */
  get #kept() {
    const text = this.#load(this.#key) || "{}";
    if (text === this.#read) return this.#parsed;
    this.#read = text;
    try {
      this.#parsed = { ...NOTHING, ...JSON.parse(text) };
    } catch {
      this.#parsed = NOTHING;
    }
    return this.#parsed;
  }

  get conversation() {
    return this.#kept.conversation;
  }

  get turns() {
    return this.#kept.turns;
  }

  /** Whether there were turns before those that are kept here. */
  get hasEarlier() {
    return this.#kept.hasEarlier;
  }

  get toForget() {
    return this.#kept.toForget;
  }

  /** Keep a turn as it is now, beside what other tabs have kept meanwhile. `conversation` is the server's id. */
  put(turn, conversation = "") {
    const kept = this.#kept;
    const isKnown = kept.turns.some((one) => one.id === turn.id);
    const turns = isKnown ? kept.turns.map((one) => (one.id === turn.id ? turn : one)) : [...kept.turns, turn];
    this.#keep({
      ...kept,
      conversation: conversation || kept.conversation,
      hasEarlier: kept.hasEarlier || turns.length > LIMIT_TURNS,
      turns: turns.slice(-LIMIT_TURNS),
    });
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
    this.#keep({ ...NOTHING, toForget: conversation ? [...toForget, conversation] : toForget });
  }

  forgotten(conversation) {
    const kept = this.#kept;
    this.#keep({ ...kept, toForget: kept.toForget.filter((one) => one !== conversation) });
  }

  /** Where there is too little room, the oldest turns give way. */
  #keep(kept) {
    while (!this.#write(this.#key, JSON.stringify(kept)) && kept.turns.length > 1) {
      kept = { ...kept, hasEarlier: true, turns: kept.turns.slice(1) };
    }
  }

  /** Pages may be denied storage: then it lasts as long as the page. */
  #load(key) {
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
