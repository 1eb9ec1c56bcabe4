"""What was said before a question: topics with their answers, the items of a list; and words that only lead in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from advisor.dialogue.small_talk import small_talk
from advisor.domain import Question, Turn

MAX_TOPICS = 4

# Words that lead over to another question and are no part of it.
SWITCH = re.compile(
    r"^\W*(?:(?:ok|okay|alright|all right|right|well|so|ugh|hm+|thanks|thank you|cool|great|now|lol|no"
    r"|anyway)\W+)*(?:(?:forget|never ?mind|scratch|skip) (?:it|that|this)?|(?:a |one |another |new |totally "
    r"|completely )*(?:differen?t|diffrent|new|other|another|next|unrelated) (?:thing|question|topic|subject|q|one"
    r"|matter)|(?:let'?s |lets |can we )?(?:move|moving) on|(?:let'?s |can we )?(?:change"
    r"|switch)(?: of)?(?: the)? (?:topic|subject)s?|changing (?:the )?(?:topic|subject)s?|on (?:a|an)(?:other"
    r"| different) (?:note|topic)|by the way|btw|something else)(?:\s*+[:,.;!?–—-]++)?\s++(?=\w)",
    re.IGNORECASE,
)
# The same where it says what it leads to, which is part of the question.
ABOUT = re.compile(
    r"^\W*(?:(?:ok|okay|now|so)\W+)*(?:about|on to|regarding|as for|let'?s talk about) [\w ]{3,30}[:,]", re.IGNORECASE
)
BACK = re.compile(
    r"^\W*+(?:(?:ok|okay|so|and|but|now)\W++)*(?:(?:let'?s )?(?:go|going|get)?\s*+back) to (?:the |my |your )?"
    r"(?P<what>[\w' -]{2,40}?)\s*+[:,.;–—-]++\s*+(?=\w)",
    re.IGNORECASE,
)
# What the reader says was not meant, or is done with: it is no part of what is asked now.
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
LEAD = re.compile(
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
SLIPPED = (
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
class OwnWords:
    """A question without what leads up to it. ``switches``: it says itself that it is about something else;
    ``back_to``: what it returns to, ``first`` for the first topic, None when it does not; ``corrects``: it says what
    was meant by the question before."""

    text: str
    switches: bool = False
    back_to: str | None = None
    corrects: bool = False


def without_preamble(text: str) -> OwnWords:
    """Take off greetings, thanks and words that only lead over ("ok different thing, …")."""
    back = BACK.match(text)
    if back:
        what = "first" if FIRST.search(back["what"]) else back["what"]
        return OwnWords(text[back.end() :], switches=True, back_to=what)
    switch = SWITCH.match(text)
    if switch:
        return OwnWords(text[switch.end() :], switches=True)
    meant = NOT_MEANT.match(text)
    if meant:
        return OwnWords(text[meant.end() :], switches=not meant["meant"], corrects=bool(meant["meant"]))
    lead = LEAD.match(text)
    return OwnWords(text[lead.end() :] if lead else text, switches=bool(ABOUT.match(text)))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A question in its conversation, read once.

    ``own``: the question without its preamble. ``topics``: what the reader asked before, oldest first, each with what
    was answered.
    """

    own: OwnWords
    topics: tuple[tuple[str, str], ...] = ()


def read_conversation(question: Question) -> Conversation:
    return Conversation(without_preamble(question.text), tuple(topics(question.history)))


def topics(history: Sequence[Turn]) -> list[tuple[str, str]]:
    """List what the reader asked, oldest first, each with its answer; pleasantries are no topics."""
    found: list[tuple[str, str]] = []
    for turn in history:
        if turn.role == "user" and turn.content.strip() and small_talk(turn.content) is None:
            found.append((without_preamble(turn.content).text.strip(), ""))
        elif turn.role == "assistant" and found and not found[-1][1]:
            found[-1] = (found[-1][0], turn.content.strip())
    return found if len(found) <= MAX_TOPICS else [found[0], *found[-MAX_TOPICS + 1 :]]


def items_of(answer: str) -> list[str]:
    """The items of the list that an answer gives: its bullets or lines, or what a sentence lists; empty without one."""
    written = [line for line in answer.splitlines() if line.strip()]
    listed = [line for line in written if BULLET.match(line)]
    if len(listed) > 1:
        written = listed  # and what leads to them is none
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


def mended(text: str) -> str:
    """The small words that point back, where two of their letters changed places ("adn", "thoes")."""
    return re.sub(r"[A-Za-z]+", lambda match: _swapped().get(match.group().lower(), match.group()), text)


@cache
def _swapped() -> dict[str, str]:
    slips = {w[:n] + w[n + 1] + w[n] + w[n + 2 :]: w for w in SLIPPED for n in range(len(w) - 1)}
    return {slip: word for slip, word in slips.items() if slip not in SLIPPED}
