/** Browser storage of a conversation, across reloads and tabs: its turns, its id and the reader's secret. */

const PREFIX = "career-advisor:";
const LIMIT_TURNS = 30;
const NOTHING = { conversation: "", turns: [], toForget: [], hasEarlier: false };

// crypto.randomUUID exists on HTTPS pages only.
export function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @typedef {object} Turn
 * @property {string} id
 * @property {string} question
 * @property {"pending" | "done" | "stopped" | "failed"} state
 * @property {string} tab id of the tab it was asked in
 * @property {number} at time of asking, in milliseconds since 1970
 * @property {string} [answerId]
 * @property {any[]} claims those received before the answer was finished or stopped
 * @property {any[]} citations
 * @property {any[]} [parts] in which those claims are shown
 * @property {any} [answer]
 * @property {{key: string, detail: string, status: number, until: number}} [problem]
 * @property {"up" | "down"} [rating]
 */

/** The stored conversation; fires "change" when another tab has changed it. */
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

  /** Listens for changes by other tabs until `signal` aborts. */
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

  /** Whether older turns than the stored ones were dropped. */
  get hasEarlier() {
    return this.#kept.hasEarlier;
  }

  get toForget() {
    return this.#kept.toForget;
  }

  /** Stores a turn as it is now, merged with changes by other tabs. `conversation` is the server's id. */
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

  /** Drops a conversation id unknown to the server: the next question begins a new conversation. */
  dropConversation() {
    this.#keep({ ...this.#kept, conversation: "" });
  }

  /** Deletes all turns; conversations on the server stay listed until `forgotten`. */
  clear() {
    const { conversation, toForget } = this.#kept;
    this.#keep({ ...NOTHING, toForget: conversation ? [...toForget, conversation] : toForget });
  }

  forgotten(conversation) {
    const kept = this.#kept;
    this.#keep({ ...kept, toForget: kept.toForget.filter((one) => one !== conversation) });
  }

  /** Writes the turns, dropping the oldest while storage is full. */
  #keep(kept) {
    while (!this.#write(this.#key, JSON.stringify(kept)) && kept.turns.length > 1) {
      kept = { ...kept, hasEarlier: true, turns: kept.turns.slice(1) };
    }
  }

  /** Reads a value, from memory where it could not be stored. */
  #load(key) {
    try {
      return this.#unkept[key] ?? localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  /** Whether the value was stored; denied storage counts as stored, a full one does not. */
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
