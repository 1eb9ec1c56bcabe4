"""Small talk, other languages, gibberish and questions without a subject."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from advisor.domain import Guide, Reason, Status
from advisor.domain.declines import Decline, career_values, describe_careers, suggest_questions
from advisor.text.content_words import content_words
from advisor.text.spelling import is_english
from advisor.text.tokens import STOPWORDS

PATTERNS = Path(__file__).with_name("small_talk.toml")
OTHER_LANGUAGES = Path(__file__).with_name("other_languages.txt")

# Matters of the site that publishes the guides, of which no guide speaks.
SITE = re.compile(
    r"\byour (?:web ?(?:site|page)|site|company|firm|office|newsletter|mailing list|app|pricing|prices|plans?"
    r"|subscriptions?|memberships?|premium|trial|coach(?:es|ing)|authors|writers|privacy|cookies?|refunds?|support"
    r"|platform|chat|blog|podcast|quiz|(?:career |personality |aptitude )?test)\b"
    r"|\bthis (?:web ?(?:site|page)|app|newsletter|chat|blog|quiz)\b"
    r"|\b(?:the|a) (?:career|personality|aptitude|job match) (?:test|quiz|assessment)\b"
    r"|\bdo you (?:guys )?(?:also )?(?:do|offer|sell|provide|give|have) (?:any |an? |free )?"
    r"(?:(?:career|job|personal|life) )?(?:coaching|mentoring|newsletters?|courses|webinars?|app|discounts?|refunds?"
    r"|templates?|gift cards?|helpline)\b"
    r"|\b(?:resume|cv) (?:builder|generator|tool|checker|editor)\b"
    r"|\b(?:delete|close|cancel|renew|upgrade|pause|reset|open)\w* (?:my|an?|the) (?:account|subscription|membership"
    r"|login|password|free trial|trial)\b",
    re.IGNORECASE,
)
# What of that may be a matter of the work as well, in a question to people in general ("does your plant run nights").
MAY_BE_WORK = re.compile(
    r"your (?:company|firm|office|support|platform|plans?)|do you (?:guys )?(?:also )?(?:do|give|have) .*"
    r"(?:coaching|mentoring|courses|webinars?|templates?)",
    re.IGNORECASE,
)
SELLS = re.compile(
    r"\b(?:costs?|pric(?:e[sd]?|ing)|how much|free|cheap\w*|buy|cancel\w*|sign(?:ing)? up|subscri\w+|refund\w*"
    r"|discount\w*|charges?|e-?mail|phone|contact|address|located|where is|who (?:owns|runs|is behind))\b",
    re.IGNORECASE,
)
# Small talk in words that may as well ask about the career.
MAY_BE_ASKED = re.compile(
    r"(?:where|how) do (?:i|you) (?:start|begin)|how does (?:this|it|that) work|what do (?:you|u) do|what now"
)
APPROVING = frozenset({"right", "correct", "true", "helpful"})  # a complaint only with a "not"
WORD_END = r"(?=$|[^\w'])"

# Five consonants in a row, four neighbouring keys, or one letter four times.
KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
KEY_RUNS = [row[n : n + 4] for row in (*KEY_ROWS, *(row[::-1] for row in KEY_ROWS)) for n in range(len(row) - 3)]
KEYS_IN_A_ROW = re.compile(rf"(\w)\1\1\1|{'|'.join(KEY_RUNS)}", re.IGNORECASE)
KEYBOARD_MASH = re.compile(rf"[bcdfghjklmnpqrstvwxz]{{5}}|{KEYS_IN_A_ROW.pattern}", re.IGNORECASE)

MAX_WORDS = 60  # nobody makes small talk at such length, and reading it costs the square of it

# Words that alone do not say what a question is about.
VAGUE = frozenset(
    "much many percentage percent number amount thing things stuff something anything worth help helps actually really"
    " take takes care pull off someone somebody long level good bad better best like tho though one ones way lot lots"
    " mean means happen happens way make makes sense true real possible enough exactly kind sort type".split()
)


def reply_to_small_talk(text: str, guides: Sequence[Guide], vocabulary: Collection[str] = ()) -> Decline | None:
    """Reply to a text other than a question to guides.

    None for any question; what may be one is no certain decline. ``vocabulary``: the guides' words, lower case, which
    are never taken for gibberish or another language.
    """
    offer = f"I answer questions about {describe_careers(guides)} and show where in the guide each sentence stands."
    ask, careers = suggest_questions(guides), career_values(guides)
    if not any(character.isalnum() for character in text):
        said, reason = f"I see no question in that. {offer}", Reason("empty", careers)
        return Decline(Status.CLARIFY, said, ask, reason=reason, is_certain=True)
    kind = small_talk_kind(text)
    if kind is not None:
        reason = Reason(kind.replace(" ", "_"), careers)
        is_certain = MAY_BE_ASKED.search(_plain(text)) is None
        return Decline(Status.SMALL_TALK, _reply(kind, offer), ask, reason=reason, is_certain=is_certain)
    if about_site := [match.group() for match in SITE.finditer(text)]:
        said = f"I know nothing of the site and what it offers. {offer}"
        is_certain = SELLS.search(text) is not None or not all(map(MAY_BE_WORK.fullmatch, about_site))
        return Decline(Status.OUT_OF_SCOPE, said, ask, reason=Reason("site", careers), is_certain=is_certain)
    if is_other_language(text, vocabulary):
        said = f"I only take questions in English. {offer}"
        return Decline(Status.OUT_OF_SCOPE, said, ask, reason=Reason("not_english", careers), is_certain=True)
    if is_gibberish(text, vocabulary):
        words = text[:40].strip()
        reason = Reason("gibberish", {"words": words, **careers})
        said = f"I do not understand “{words}”. {offer}"
        return Decline(Status.CLARIFY, said, ask, reason=reason, is_certain=KEYS_IN_A_ROW.search(text) is not None)
    return None


def small_talk_kind(text: str) -> str | None:
    """Tell the foremost kind of a text of small talk.

    None when it says anything else as well.
    """
    rest = _plain(text)
    if rest.count(" ") >= MAX_WORDS:
        return None
    kinds = set()
    while rest:
        phrase = _first_phrase(rest)
        if phrase is None:
            return None
        kinds.add(phrase[0])
        rest = rest[phrase[1] :].lstrip()
    return next((kind for kind in _patterns() if kind in kinds and kind != "link"), None)


def is_vague(text: str) -> bool:
    """Whether a question has no subject ("is it worth it?")."""
    return all(word.surface.lower() in VAGUE for word in content_words(text))


def ask_to_clarify(guides: Sequence[Guide]) -> Decline:
    """Ask for more words, as the question says too little."""
    ask = suggest_questions(guides)
    said = "I am not sure what you mean: could you say a little more?"
    return Decline(Status.CLARIFY, said, ask, reason=Reason("vague"))


def is_other_language(text: str, vocabulary: Collection[str] = ()) -> bool:
    """Whether a text is in another language.

    By its script, or by its small words.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return False
    if sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) * 2 > len(letters):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in STOPWORDS]
    foreign = [word for word in words if word in _foreign_words() and word not in vocabulary]
    if len(foreign) < 2 or len(words) < 3:
        return False
    return len(foreign) >= sum(word in vocabulary or is_english(word) for word in words if word not in foreign)


def is_gibberish(text: str, vocabulary: Collection[str]) -> bool:
    """Whether a text is a run of keys without a word."""
    words = re.findall(r"[^\W\d_]+", text)
    if not any(KEYBOARD_MASH.search(word) and not word.isupper() for word in words):
        return False
    return not any(word.isupper() or word.lower() in vocabulary or is_english(word.lower()) for word in words)


def _reply(kind: str, offer: str) -> str:
    if kind == "complaint":
        return (
            "I only quote what the guide says, word for word, and may have picked the wrong place. Open the number"
            " behind a sentence to read it where it stands, or ask again in other words."
        )
    sentences = {
        "machine": f"I am a program, not a person. {offer}",
        "ourselves": offer,
        "how we are": f"All is well here, thank you. {offer}",
        "compliment": "Thank you! Ask me anything else about the guides.",
        "farewell": "Goodbye, and good luck.",
        "thanks": "You are welcome. Ask me anything else about the guides.",
        "greeting": f"Hello! {offer}",
        "nod": "Good. Ask me anything else about the guides.",
        "wish": (
            "I quote the guide word for word, in English, so I cannot put it in other words, another language or a"
            " shorter form. A narrower question gives a shorter answer."
        ),
        "retreat": "No harm done. Ask me anything about the guides.",
        "opening": f"Go ahead. {offer}",
    }
    return sentences[kind]


def _plain(text: str) -> str:
    """Lower-case a text, with straight quotes; other marks become white space."""
    straight = text.replace("’", "'").lower()
    return " ".join(re.sub(r"[^\w' ]|_", " ", straight).split())


def _first_phrase(text: str) -> tuple[str, int] | None:
    """Match the longest phrase at the start of a text.

    Gives its kind of small talk and its length.
    """
    found = None
    for kind, patterns in _patterns().items():
        for match in (match for pattern in patterns if (match := pattern.match(text))):
            if found is None or match.end() > found[1]:
                approves = match.group().split()[-1] in APPROVING and " not " not in f" {match.group()} "
                found = "compliment" if kind == "complaint" and approves else kind, match.end()
    return found


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    patterns = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    return {kind: tuple(re.compile(f"(?:{one}){WORD_END}") for one in own) for kind, own in patterns.items()}


@cache
def _foreign_words() -> frozenset[str]:
    lines = OTHER_LANGUAGES.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
