"""What a request to a reader asks for, read leniently."""

import re
from dataclasses import dataclass
from enum import StrEnum

from evals.chat.readers.gold import folded
from evals.chat.replying import ModelRequest

_FENCE = re.compile(r"^[ \t]{0,3}=== [0-9a-f]{8,64} ===[ \t]{0,3}$", re.MULTILINE)
PROTOCOL = "NOT IN THE GUIDE"  # stands in a prompt that asks for a verdict on the first line
_PASSAGE = re.compile(r"^\[(\d{1,4})\] ", re.MULTILINE)
_TO_JUDGE = re.compile(r"^(\d{1,3})\. Sentence: (.*)$", re.MULTILINE)


class Purpose(StrEnum):
    """What a call is for."""

    ANSWER = "answer"
    UNDERSTAND = "understand"
    REWRITE = "rewrite"
    VERIFY = "verify"
    TRANSLATE = "translate"


@dataclass(frozen=True, slots=True)
class SentPassage:
    """A passage with its number; ``head`` names its guide and section."""

    number: int
    head: str
    text: str

    def has(self, quote: str) -> bool:
        return folded(quote) in folded(self.text)


@dataclass(frozen=True, slots=True)
class SentSentence:
    """A sentence to be judged by its quotes."""

    number: int
    text: str
    quotes: str


@dataclass(frozen=True, slots=True)
class ReadingRequest:
    """A request with its purpose and its fenced texts told apart.

    ``wants_verdict``: the prompt asks for a first line that says whether the guide answers.
    """

    purpose: Purpose
    rules: str
    question: str
    earlier: str = ""
    passages: tuple[SentPassage, ...] = ()
    sentences: tuple[SentSentence, ...] = ()
    wants_verdict: bool = False

    def holding(self, quote: str) -> SentPassage | None:
        """Return the first passage that has a quote."""
        return next((passage for passage in self.passages if passage.has(quote)), None)


def read_purpose(asked: ModelRequest) -> ReadingRequest:
    """Tell a call's purpose, and take its fenced texts apart.

    Passages, earlier turns and the question may stand in any message, in this order.
    """
    rules = asked.rules
    said = "\n".join(str(message["content"]) for message in asked.body["messages"])
    fenced = [part.strip() for part in _FENCE.split(said)[1::2]]
    passages = next((part for part in fenced if part.startswith("[1] ")), "")
    others = [part for part in fenced if part != passages]
    question, earlier = others[-1] if others else "", "\n".join(others[:-1])
    lower = rules.casefold()
    if passages:
        wants = PROTOCOL in said
        return ReadingRequest(Purpose.ANSWER, rules, question, earlier, _passages(passages), wants_verdict=wants)
    if "not supported" in lower:
        return ReadingRequest(Purpose.VERIFY, rules, "", sentences=_sentences("\n\n".join(fenced)))
    if "translat" in lower:
        return ReadingRequest(Purpose.TRANSLATE, rules, question)
    purpose = Purpose.UNDERSTAND if "QUESTION:" in rules else Purpose.REWRITE
    return ReadingRequest(purpose, rules, question, earlier)


def _passages(fenced: str) -> tuple[SentPassage, ...]:
    starts = list(_PASSAGE.finditer(fenced))
    ends = [*(match.start() for match in starts[1:]), len(fenced)]
    found = []
    for match, end in zip(starts, ends, strict=True):
        head, _, text = fenced[match.end() : end].partition("\n")
        found.append(SentPassage(int(match[1]), head.strip("() "), text.strip()))
    return tuple(found)


def _sentences(fenced: str) -> tuple[SentSentence, ...]:
    starts = list(_TO_JUDGE.finditer(fenced))
    ends = [*(match.start() for match in starts[1:]), len(fenced)]
    return tuple(
        SentSentence(int(match[1]), match[2].strip(), fenced[match.end() : end])
        for match, end in zip(starts, ends, strict=True)
    )
