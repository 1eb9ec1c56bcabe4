"""History of a conversation: past questions with their answers, and preambles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from advisor.dialogue.small_talk import small_talk_kind
from advisor.domain import Question, Turn

MAX_EXCHANGES = 4

# Words that change the subject and are no part of the question.
SWITCH = re.compile(
    r"^\W*(?:(?:ok|okay|alright|all right|right|well|so|ugh|hm+|thanks|thank you|cool|great|now|lol|no"
    r"|anyway)\W+)*(?:(?:forget|never ?mind|scratch|skip) (?:it|that|this)?|(?:a |one |another |new |totally "
    r"|completely )*(?:differen?t|diffrent|new|other|another|next|unrelated) (?:thing|question|topic|subject|q|one"
    r"|matter)|(?:let'?s |lets |can we )?(?:move|moving) on|(?:let'?s |can we )?(?:change"
    r"|switch)(?: of)?(?: the)? (?:topic|subject)s?|changing (?:the )?(?:topic|subject)s?|on (?:a|an)(?:other"
    r"| different) (?:note|topic)|by the way|btw|something else)(?:\s*+[:,.;!?–—-]++)?\s++(?=\w)",
    re.IGNORECASE,
)
# The same with the new subject, which is part of the question.
NEW_SUBJECT = re.compile(
    r"^\W*(?:(?:ok|okay|now|so)\W+)*(?:about|on to|regarding|as for|let'?s talk about) [\w ]{3,30}[:,]", re.IGNORECASE
)
RETURN = re.compile(
    r"^\W*+(?:(?:ok|okay|so|and|but|now)\W++)*(?:(?:let'?s )?(?:go|going|get)?\s*+back) to (?:the |my |your )?"
    r"(?P<what>[\w' -]{2,40}?)\s*+[:,.;–—-]++\s*+(?=\w)",
    re.IGNORECASE,
)
# A subject that the reader did not mean or is done with; it is no part of the question.
NOT_MEANT = re.compile(
    r"^\W*(?:(?:no|nope|sorry|right|ok(?:ay)?|well|hm+|ah|but)\b[\s,.!]*)*"
    r"(?:(?:i (?:wasn'?t|was not|am not|did(?:n'?t| not)|do(?:n'?t| not))|i'?m not) (?:really )?"
    r"(?:ask(?:ing)?|talk(?:ing)?|mean)(?: about)?"
    r"|(?:let'?s )?(?:leave|drop|forget|ignore|enough (?:about|of))(?: about)?"
    r"|(?P<bare>not))\s++[^.;:!?,–—]{2,50}?\s*+(?:[.;:!,–—]++|\bbut\b)\s*+(?:(?:but|rather|instead)\s++)?"
    r"(?P<meant>i (?:really )?mean[t]?\b[\s,:]*)?(?(bare)(?(meant)|(?!)))(?=\w)",
    re.IGNORECASE,
)
FIRST = re.compile(r"\b(?:first|beginning|start|original|earlier|initial)\b", re.IGNORECASE)
GREETING = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|k|alright|all right|ugh|hm+|thanks|thank you|thx|wow|oh|lol|actually|sorry|hi there"
    r"|hello there|hi|hello|hey|good (?:morning|afternoon|evening)|please|pls|i see|got it|no no)\b[\s,.!;:–—-]*"
    r"|(?:well|cool|great|nice|right|yes|yeah|yep|nope?|interesting|good to know|makes sense"
    r"|got that(?: one)?)\b\s*[,.!;:–—-]+\s*)+(?=\w)",
    re.IGNORECASE,
)
LEADING_LIST = re.compile(
    r"(?::|\b(?:for example|such as|including|includes?|are|is|be)\b)\s+(?=[^:]*$)", re.IGNORECASE
)
MARKERS = re.compile(r"(?:(?<!\s)\s++)?(?:\[\d++\])++")
SPLIT = re.compile(r"(?:(?<!\s)\s++)?[,;]\s++(?:and |or )?|(?<!\s)\s++(?:and|or)\s++")
BULLET = re.compile(r"^\s*(?:[-*•·–]|\d{1,2}[.)])\s+")
VERB = re.compile(r"\s(?:are|is|were|was|can|could|have|has|may|will)\s")
POINTING_WORDS = (
    "and",
    "the",
    "that",
    "those",
    "these",
    "this",
    "what",
    "about",
    "how",
    "why",
    "then",
    "there",
    "them",
    "they",
)


@dataclass(frozen=True, slots=True)
class BareQuestion:
    """A question without its preamble.

    ``switches``: it changes the subject. ``back_to``: the subject that it returns to, ``first`` for the first one; None
    when it does not. ``corrects``: it says what the question before meant.
    """

    text: str
    switches: bool = False
    back_to: str | None = None
    corrects: bool = False


def strip_preamble(text: str) -> BareQuestion:
    """Strip greetings, thanks and changes of the subject ("ok different thing, …")."""
    back = RETURN.match(text)
    if back:
        what = "first" if FIRST.search(back["what"]) else back["what"]
        return BareQuestion(text[back.end() :], switches=True, back_to=what)
    switch = SWITCH.match(text)
    if switch:
        return BareQuestion(text[switch.end() :], switches=True)
    correction = NOT_MEANT.match(text)
    if correction:
        meant = bool(correction["meant"])
        return BareQuestion(text[correction.end() :], switches=not meant, corrects=meant)
    greeting = GREETING.match(text)
    return BareQuestion(text[greeting.end() :] if greeting else text, switches=bool(NEW_SUBJECT.match(text)))


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question, without its preamble, and its answer; empty without one."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A question in its conversation.

    ``question``: without its preamble. ``earlier``: what was asked and answered before, oldest first.
    """

    question: BareQuestion
    earlier: tuple[Exchange, ...] = ()


def read_conversation(question: Question) -> Conversation:
    """Read a question with its history."""
    return Conversation(strip_preamble(question.text), tuple(_exchanges(question.history)))


def _exchanges(history: Sequence[Turn]) -> list[Exchange]:
    """Pair the reader's questions with their answers, oldest first.

    Small talk is left out.
    """
    found: list[Exchange] = []
    for turn in history:
        if turn.role == "user" and turn.content.strip() and small_talk_kind(turn.content) is None:
            found.append(Exchange(strip_preamble(turn.content).text.strip()))
        elif turn.role == "assistant" and found and not found[-1].answer:
            found[-1] = Exchange(found[-1].question, turn.content.strip())
    return found if len(found) <= MAX_EXCHANGES else [found[0], *found[-MAX_EXCHANGES + 1 :]]


def listed_items(answer: str) -> list[str]:
    """Read the items of an answer's list; empty without a list.

    They are its bullets, its lines, or the items that a sentence lists.
    """
    written = [line for line in answer.splitlines() if line.strip()]
    listed = [line for line in written if BULLET.match(line)]
    if len(listed) > 1:
        written = listed  # without the line that introduces them
    lines = [MARKERS.sub("", BULLET.sub("", line)).strip() for line in written]
    if len(lines) > 1:
        return [line.rstrip(".") for line in lines]
    for sentence in lines:
        lead = LEADING_LIST.search(sentence)
        listed = _split(sentence[lead.end() :]) if lead else []
        if len(listed) < 2:
            # "Lean Six Sigma, PMP and APICS CPIM are highly recognized": the last item ends before its verb
            listed = _split(VERB.split(sentence)[0])
        if len(listed) > 1:
            return listed
    return []


def _split(listed: str) -> list[str]:
    items = [re.sub(r"^(?:and|or) ", "", item).strip(" .") for item in SPLIT.split(listed)]
    return [item for item in items if item]


def fix_transpositions(text: str) -> str:
    """Correct pointing words with two letters transposed ("adn", "thoes")."""
    return re.sub(r"[A-Za-z]+", lambda match: _transposed().get(match.group().lower(), match.group()), text)


@cache
def _transposed() -> dict[str, str]:
    words = POINTING_WORDS
    typos = {word[:n] + word[n + 1] + word[n] + word[n + 2 :]: word for word in words for n in range(len(word) - 1)}
    return {typo: word for typo, word in typos.items() if typo not in words}
