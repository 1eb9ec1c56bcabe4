/** The widget's own text by key. A language is a map with the same keys; English is complete and built in. */

const OTHERS = ["de", "es", "fr", "pt"];

export const ENGLISH = {
  title: "Career advisor",
  launcher: "Ask about careers",
  close: "Close",
  new_chat: "New conversation",
  conversation: "Conversation",
  waiting: "your conversation is here",
  welcome: "What would you like to know?",
  "welcome_to.one": "Ask about the {careers} career",
  "welcome_to.other": "Ask about {n} careers",
  promise: "Answers are quoted from career guides. Every number opens the sentence it came from.",
  starters: "What does the job involve day to day?|What education do I need?|How much does the job pay?",
  start_with: "Questions to start with",
  only_english: "",
  field: "Your question",
  placeholder: "Ask a question",
  send: "Send",
  stop: "Stop",
  earlier: "Earlier questions are no longer shown here.",
  latest: "Latest answer",
  asks_about: "About",
  not_about: "Not about this section",
  topic_question: "What is said about “{about}”?",
  "under_limit.one": "1 character left",
  "under_limit.other": "{n} characters left",
  "over_limit.one": "1 character too long",
  "over_limit.other": "{n} characters too long",
  you_asked: "You asked:",
  answer: "Answer",
  searching: "Searching the guides",
  reading: "Reading your question",
  reconnecting: "The connection broke. Reconnecting",
  elsewhere: "Being answered in another tab",
  stopped: "Stopped.",
  source: "Source {number}: {where}",
  as_of: "as of {when}",
  open_source: "Open source {number} in the guide: {quote}",
  read_there: "Read it in the guide",
  page: "page {number}",
  original: "Original",
  translated: "Translated by a chat model; the quotes are the guide's own words.",
  "sources_found.one": "Reading 1 section",
  "sources_found.other": "Reading {n} sections",
  "sources.one": "1 source",
  "sources.other": "{n} sources",
  "quotes.one": "1 quote from the guide",
  "quotes.other": "{n} quotes from the guide",
  conflicting: "The guide disagrees with itself",
  not_in_guide: "The guide does not say",
  not_of_role: "The guide does not say that of {role}",
  nearest: "The nearest section is",
  out_of_scope: "Outside these guides",
  not_english: "In English, please",
  clarify: "One question first",
  about: "On {about}",
  says_here: "In “{where}”",
  some_of: "{shown} of {all}",
  "careers_shown.one": "{shown} of 1 career",
  "careers_shown.other": "{shown} of {n} careers",
  own_place: "you are here",
  more_from: "More from “{heading}” ({count})",
  more: "More ({count})",
  next: "Questions to ask next",
  copy: "Copy answer with sources",
  copy_short: "Copy",
  copied: "Copied",
  not_copied: "Copying is not allowed here.",
  sources_title: "Sources",
  again: "Ask again",
  good: "Good answer",
  good_short: "Good",
  poor: "Poor answer",
  poor_short: "Poor",
  thanks: "Thank you. That was noted.",
  why: "What was wrong?",
  reason_wrong: "It is wrong",
  reason_incomplete: "Something is missing",
  reason_unclear: "It is hard to follow",
  reason_other: "Something else",
  comment: "Anything to add? (optional)",
  send_reason: "Send",
  not_noted: "That could not be noted. Try again later.",
  try_again: "Try again",
  "try_again_in": "Try again in {s} s",
  offline: "You are offline. What you write is kept.",
  online: "You are online again.",
  unreachable: "The advisor could not be reached. Your question is kept; check the connection and try again.",
  cut: "The connection broke before the answer was complete. Your question is kept.",
  too_many: "Too many questions at once. Your question is kept; try again in a moment.",
  too_long: "That question is too long. Put it in fewer words.",
  busy: "The advisor is busy. Your question is kept; try again in a moment.",
  busy_wait: "The advisor is busy. Trying again in {s} s",
  refused: "The advisor answered with an error ({status}). Your question is kept.",
  fault: "Something went wrong in this page. Your question is kept.",
  fresh: "A new conversation. The last one has been forgotten.",
  forgotten_later: "A new conversation. The last one will be deleted from the server as soon as it can be reached.",
};

/** @param {string} home base URL of the widget's script
 * @returns {Promise<(key: string, values?: Record<string, any>) => string>} gives a key's text in `locale` */
export async function speaker(locale, home, overrides = {}) {
  const language = spoken(locale);
  const words = { ...ENGLISH, ...(language === "en" ? {} : await load(language, home)), ...overrides };
  const plural = new Intl.PluralRules(language);
  const say = (key, values = {}) => {
    const form = "n" in values ? (words[`${key}.${plural.select(values.n)}`] ?? words[`${key}.other`]) : words[key];
    return (form ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  return Object.assign(say, { language });
}

/** The page's language, if the widget is translated into it. */
export function pageLocale() {
  return spoken(document.documentElement.lang);
}

function spoken(locale) {
  const language = locale.toLowerCase().split("-")[0];
  return OTHERS.includes(language) ? language : "en";
}

/** Falls back to English when a language cannot be loaded. */
async function load(language, home) {
  try {
    return (await import(new URL(`widget/words/${language}.js`, home).href)).default;
  } catch (error) {
    console.warn("career-advisor: its words could not be loaded.", error);
    return {};
  }
}
