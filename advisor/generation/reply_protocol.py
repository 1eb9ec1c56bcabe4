"""A chat model's reply: its verdict, sentences, and what is missing.

The first line says whether the passages answer the question. A reply without it is read all the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.generation.sentence_stream import Sentence, SentenceStream

MAX_FIRST_LINE = 200  # characters, after which a first line is none

_VERDICT = re.compile(
    r"^[\s*_#>`\"'-]{0,8}(?:(?:verdict|first line|answered|answerable)\s{0,3}[:=]\s{0,3})?[*_`\"']{0,3}"
    r"(?P<word>not in the (?:guides?|passages?)|not about (?:these|this) careers?|answer(?:ed)?|yes|partly"
    r"|partial(?:ly)?|in part|no|which)[*_`\"']{0,3}\s{0,3}(?P<mark>[:.!?–—-]?)[*_`\"']{0,3}(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(r"^[\s*_#>`\"'-]{0,8}(?:verdict|first line|answered|answerable)\s{0,3}[:=]", re.IGNORECASE)
_MISSING = re.compile(r"^(?:missing|lacks|lacking|not (?:said|stated))\s{0,3}:\s{0,3}(?P<what>.+)$", re.IGNORECASE)
_NOTHING = re.compile(r"^\W*+(?:none|nothing|n/?a|no)?\W*+$", re.IGNORECASE)


class ReplyVerdict(StrEnum):
    """What a model says of its passages."""

    ANSWER = "answer"
    PARTLY = "partly"
    NOT_IN_GUIDE = "not_in_guide"
    OFF_TOPIC = "off_topic"
    WHICH = "which"


REFUSING = frozenset({ReplyVerdict.NOT_IN_GUIDE, ReplyVerdict.OFF_TOPIC})
ENDING = REFUSING | {ReplyVerdict.WHICH}  # after which no sentence is wanted
_BY_WORD = {
    "answer": ReplyVerdict.ANSWER,
    "answered": ReplyVerdict.ANSWER,
    "yes": ReplyVerdict.ANSWER,
    "partly": ReplyVerdict.PARTLY,
    "partial": ReplyVerdict.PARTLY,
    "partially": ReplyVerdict.PARTLY,
    "in part": ReplyVerdict.PARTLY,
    "no": ReplyVerdict.NOT_IN_GUIDE,
    "which": ReplyVerdict.WHICH,
}
_WORDS_ALONE = frozenset({"yes", "no"})  # verdicts only behind a label: else they answer the question


@dataclass(frozen=True, slots=True)
class VerdictSaid:
    """A model's verdict; ``about`` are the careers that WHICH names."""

    verdict: ReplyVerdict
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingSaid:
    """Something that, as the model says, the guide does not say."""

    text: str


ReplyItem = VerdictSaid | MissingSaid | Sentence


@dataclass(slots=True)
class ReplyStream:
    """The reader of one reply's tokens."""

    _first: str | None = ""  # the first line so far; None once it is read
    _sentences: SentenceStream = field(default_factory=SentenceStream)

    def add(self, token: str) -> Iterator[ReplyItem]:
        """The items completed by this token."""
        if self._first is None:
            yield from _typed(self._sentences.add(token))
            return
        self._first = (self._first + token).lstrip()
        line, end, _ = self._first.partition("\n")
        if end or len(line) > MAX_FIRST_LINE or not _may_be_verdict(line):
            yield from self._begin(is_whole_line=bool(end))

    def rest(self) -> Iterator[ReplyItem]:
        """The last items after a normal end."""
        if self._first is not None:
            yield from self._begin(is_whole_line=True)
        yield from _typed(self._sentences.rest())

    def rest_if_complete(self) -> Iterator[ReplyItem]:
        """The last items after an early end, unless they are cut off."""
        if self._first is not None:
            yield from self._begin(is_whole_line=False)
        yield from _typed(self._sentences.rest_if_complete())

    def _begin(self, *, is_whole_line: bool) -> Iterator[ReplyItem]:
        first, self._first = self._first or "", None
        line, end, after = first.partition("\n")
        said, left = read_first_line(line) if is_whole_line else (None, line)
        if said:
            yield said
        yield from _typed(self._sentences.add(f"{left}{end}{after}" if left else after))


def read_first_line(line: str) -> tuple[VerdictSaid | None, str]:
    """A line's verdict and what else stands in it.

    The whole line if it has none.
    """
    match = _VERDICT.match(line)
    if match is None:
        return None, line
    word, rest = " ".join(match["word"].split()), match["rest"].strip(" \t*_`\"'")
    plain = word.lower()
    is_labelled = _LABEL.match(line) is not None
    if plain in _WORDS_ALONE and not is_labelled:
        return None, line
    is_capital = word.isupper()
    if rest and not match["mark"] and not is_capital and not is_labelled:
        return None, line  # a sentence that begins so
    if plain == "which":
        if not (match["mark"] == ":" or is_capital):
            return None, line
        about = tuple(one.strip(" .?*_`\"'") for one in re.split(r"\s/\s|,|\bor\b|;", rest))
        return VerdictSaid(ReplyVerdict.WHICH, tuple(filter(None, about))), ""
    if plain.startswith("not in the"):
        return VerdictSaid(ReplyVerdict.NOT_IN_GUIDE), rest
    if plain.startswith("not about"):
        return VerdictSaid(ReplyVerdict.OFF_TOPIC), rest
    return VerdictSaid(_BY_WORD[plain]), rest


def _may_be_verdict(line: str) -> bool:
    """Whether more text could make a verdict of the line so far."""
    plain = line.lstrip(" \t*_#>`\"'-").lower()
    openings = ("verdict", "first line", *_BY_WORD, "answerable", "not in the", "not about the")
    return not plain or any(plain.startswith(one) or one.startswith(plain) for one in openings)


def _typed(sentences: Iterator[Sentence]) -> Iterator[ReplyItem]:
    for sentence in sentences:
        match = _MISSING.match(sentence.text)
        if match is None:
            yield sentence
        elif not _NOTHING.match(match["what"]):
            yield MissingSaid(match["what"].strip(" ."))
