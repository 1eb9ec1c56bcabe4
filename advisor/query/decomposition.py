"""A question that asks several things -> its parts, each a question that can be searched for alone."""

import re
from collections.abc import Iterable

from advisor.text.content_words import content_words
from advisor.text.tokens import stems

MAX_PARTS = 3
MIN_WORDS = 2  # content words of a question of its own
_ASKING = (
    r"what(?:'?s|s)?|how(?:'?s|s)?|who(?:'?s|m|se)?|wh(?:en|ere|y|ich)|wich|wat|is|are|do|does|did|can|could|will|would"
    r"|should|has|have|which"
)
# "… and what …": a second question in the same sentence.
SECOND = re.compile(
    rf"(?:[,;]\s*+|(?<!\s)\s++)(?:and|but|or|n|&|plus)\s++(?:also\s++)?(?=(?:{_ASKING})\b)", re.IGNORECASE
)
SENTENCE = re.compile(r"(?<=[?!.;])\s+|\n+")
# A sentence that asks, question mark or not.
ASKS = re.compile(
    r"^(?:(?:and|but|so|also|then|ok|okay|in|at|for|by|from|to|on|with)\s+)?"
    rf"(?:{_ASKING}|tell|give|list|name|explain|describe)\b",
    re.IGNORECASE,
)
POINTS = re.compile(r"\b(?:it|its|that|this|they|them|their|those|these|he|she|one|each|both)\b", re.IGNORECASE)
# What comes before the two sides of a comparison.
OF = re.compile(r"(.+\b(?:of|for) )", re.IGNORECASE)
MAX_BARE = 2  # telling words of a side of which what is compared was said once for both
COMPARES = re.compile(
    r"\b(?:what(?:'?s| is| are)?\s+)?(?:the\s+)?differences?\s+(?:is\s+)?(?:between|of)\s+"
    r"|\bcompar(?:e|ed|ing|ison)\b(?:\s+(?:of|between))?\s*"
    r"|\b(?:how|where) (?:do|does|is|are) (?=.{1,300}\bdiffer)"
    r"|\bcontrast\b\s*",
    re.IGNORECASE,
)
# What stands between two sides once a comparison is asked for, and what does so even without that.
JOINT = re.compile(
    r"(?<!\s)\s++(?:vs\.?|versus|v\.?s|and|or|n|&|with|from|than|against|compared (?:to|with)|as opposed to"
    r"|rather than)\s++|(?:(?<!\s)\s++)?[:,/]\s*+",
    re.IGNORECASE,
)
STRONG_JOINT = re.compile(r"(?<!\s)\s++(?:vs\.?|versus)\s++", re.IGNORECASE)
# What follows a side: the rest of the sentence, or a question.
ENDS = re.compile(rf"(?:(?<!\s)\s++)?[,;?.!]\s.*|(?<!\s)\s++(?=(?:{_ASKING})\b(?!\s*+$)).*", re.IGNORECASE | re.DOTALL)
# Words of comparing, which say nothing of a side.
TOGETHER = re.compile(
    r"\b(?=(?P<one>[\w-]{1,40})(?:\s++(?:and|or|&|n)\s++(?:the\s++)?|\s*+/\s*+|\s++)(?P<other>[\w-]{1,40})\b)",
    re.IGNORECASE,
)
CLOCK = 2  # letters of "am" and digits of "12", which a heading of one word may have beside it
FILLER = re.compile(
    r"\b(?:differ(?:s|ent|ence)?|compare[ds]?|between|versus|vs|the same|better|worse|more|most|than)\b", re.IGNORECASE
)


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that one text asks, at most three; the text itself where it asks one thing.

    A comparison gives one question a side. A part that points at another keeps that one's words beside its own.
    """
    found = _sides(question) or _questions(question)
    if not 2 <= len(found) <= MAX_PARTS:
        return (question,)
    alone: list[str] = []
    for part in found:
        pointing = POINTS.search(part) and alone and len(content_words(part)) < 4
        alone.append(f"{part} ({alone[0].strip(' ?.!')})" if pointing else part)
    return tuple(alone)


def named_together(question: str, titles: Iterable[str]) -> tuple[str, ...]:
    """The questions about two things named together that have a heading each ("the pros and cons"); the text itself
    where there are none such."""
    single: set[str] = set()
    said: set[str] = set()
    for title in titles:
        found = {s for s in stems(title) if len(s) > CLOCK}
        if len(found) == 1:
            single |= found
            said |= {word.lower() for word in re.findall(r"[\w-]+", title)}
    for joined in TOGETHER.finditer(question):
        two = {*stems(joined["one"]), *stems(joined["other"])}
        # Side by side without an "and" they may be a name and its verb ("which employers pay"): word for word only.
        side_by_side = question[joined.end("one") : joined.start("other")].isspace()
        as_said = {joined["one"].lower(), joined["other"].lower()} <= said
        if len(two) == 2 and two <= single and (as_said or not side_by_side):
            before, after = question[: joined.start("one")], question[joined.end("other") :]
            return (f"{before}{joined['one']}{after}", f"{before}{joined['other']}{after}")
    return (question,)


def asking_sentence(text: str) -> str:
    """The one sentence of several that asks; the whole text where there is none such."""
    sentences = [s.strip() for s in SENTENCE.split(text) if s.strip()]
    asking = [s for s in sentences if s.endswith("?") or ASKS.match(s)]
    telling = len(asking) == 1 and len(sentences) > 1 and len(content_words(asking[0])) >= MIN_WORDS
    return asking[0] if telling else text


def _questions(text: str) -> list[str]:
    """The asking sentences, cut where a second question begins; statements before them are left out."""
    sentences = [s.strip() for s in SENTENCE.split(text) if s.strip()]
    asking = [s for s in sentences if s.endswith("?") or ASKS.match(s)]
    if not asking:
        return [text]
    cut = [part.strip(" ,;") for sentence in asking for part in SECOND.split(sentence)]
    parts = [part for part in cut if content_words(part)]
    # What is told beside a single question belongs to it, and so does a mere "how much?" behind one.
    telling = all(len(content_words(part)) >= MIN_WORDS or POINTS.search(part) for part in parts)
    return parts if len(parts) > 1 and telling else [text]


def _sides(text: str) -> list[str]:
    """The two sides of a comparison or of two things joined, as questions of their own; empty when there are none."""
    compared = COMPARES.search(text)
    strong = STRONG_JOINT.search(text)
    if not compared and not strong:
        return []
    rest = text[compared.end() :] if compared else text
    sides = (JOINT if compared and not strong else STRONG_JOINT).split(rest.strip(" ?.!"))
    sides = [" ".join(FILLER.sub(" ", ENDS.sub("", side.strip())).split()) for side in sides]
    of = OF.match(sides[0])
    if len(sides) == 2 and of and not OF.match(sides[1]) and len(content_words(sides[1])) <= MAX_BARE:
        sides[1] = of[1] + sides[1]  # "the pay of beginners", "seniors"
    return sides if len(sides) == 2 and all(map(content_words, sides)) else []
