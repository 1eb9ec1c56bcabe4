"""Tokens to sentences, each as soon as the next one begins.

Every sentence carries the passages it was marked with.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from advisor.text.sentence_borders import MAX_WORD_CHARS, may_shorten

# A sentence ends before white space and another sentence; its markers may stand on either side of the full stop.
_END = re.compile(r"[.!?][\"'”’)*_]*(?:\s*+\[[\d,;\s]++\])*(?=\s++[^\s\[])|(?<!\s)(?:[^\S\n]*+\n)++")
_MARKER = re.compile(r"(?:(?<!\s)\s++)?\[(?:passages?\s*+)?([\d,;\s]++)\]", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:(?P<item>[-*•]|\d{1,2}[.)])|[-*•#>]+)\s+"  # a list item's or heading's mark
    r"|^(?:sure|certainly|of course)(?:[,:;]|\s?[-–—]|!|\.(?=\s))\s+"
    r"|^(?P<opener>yes|yep|yeah|no|nope|it depends|that depends|depends|definitely|absolutely|not really|not at all)"
    r"(?:[,:;]|\s?[-–—]|!|\.(?=\s))\s+"
    r"|^(?P<partly>yes and no|(?:only )?(?:in part|partly|partially)|to some extent"
    r"|not (?:necessarily|always|entirely|quite))(?:[:;]|\s?[-–—]|\.(?=\s))\s+"
    r"|^(?:it|the (?:guide|passages?|text))(?: also| does)? (?:says?|states?|notes?|explains?|mentions?|adds?) that\s+"
    r"|^in general,\s+"
    r"|^(?:in short|in brief|in a word|to sum up|overall|so)[,:]\s+"
    r"|^(?:according to|based on|as (?:stated|mentioned|noted) in|in) (?:the |this |these |that )?"
    r"(?:given |provided |above )?(?:guide|passages?|text|information|context)(?: provided| above)?,\s+",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`")
MAX_SENTENCE_CHARS = 1_000  # longer text is dropped


class Opener(StrEnum):
    """The answer to a yes/no question that opens a sentence."""

    YES = "yes"
    NO = "no"
    DEPENDS = "it depends"
    PARTLY = "in part"


_MEANT: Mapping[str, Opener] = {
    **dict.fromkeys(("yes", "yep", "yeah", "definitely", "absolutely"), Opener.YES),
    **dict.fromkeys(("no", "nope", "not really", "not at all"), Opener.NO),
    **dict.fromkeys(("it depends", "that depends", "depends"), Opener.DEPENDS),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a model, cleaned up.

    List marks, emphasis, opening phrases and markers are removed; ``hints`` are the numbers of the marked passages.
    ``opener`` is the yes or no that was taken off its head, and ``is_item`` tells that it was an item of a list.
    """

    text: str
    hints: tuple[int, ...] = ()
    opener: Opener | None = None
    is_item: bool = False


@dataclass(slots=True)
class SentenceStream:
    """The sentence splitter of one answer's tokens."""

    _buffer: str = ""
    _opener: Opener | None = None  # a yes or no that stood alone, for the sentence after it

    def add(self, token: str) -> Iterator[Sentence]:
        """The sentences completed by this token."""
        self._buffer += token
        at = 0
        while match := _END.search(self._buffer, at):
            at = match.end()
            if not match.group().isspace() and self._is_doubtful(match):
                continue
            whole, self._buffer = self._buffer[:at], self._buffer[at:].lstrip()
            at = 0
            yield from self._sentence(whole)
        if len(self._buffer) > MAX_SENTENCE_CHARS:
            self._buffer = ""

    def rest(self) -> Iterator[Sentence]:
        """The last sentence after a normal end."""
        whole, self._buffer = self._buffer, ""
        yield from self._sentence(whole)

    def rest_if_complete(self) -> Iterator[Sentence]:
        """The last sentence after an early end, unless it is cut off."""
        if re.search(r"[.!?][\"'”’)]*(?:\s*\[[\d,;\s]+\])*\s*$", self._buffer):
            yield from self.rest()
        self._buffer = ""

    def _is_doubtful(self, match: re.Match[str]) -> bool:
        """Whether this full stop may end an abbreviation or a list number."""
        stop = match.start()
        if re.fullmatch(r"\s*\d{1,2}", self._buffer[:stop]):
            return True  # the number of a list's item
        return may_shorten(self._buffer[max(0, stop - MAX_WORD_CHARS) : stop + 1].split()[-1])

    def _sentence(self, whole: str) -> Iterator[Sentence]:
        if len(whole) > MAX_SENTENCE_CHARS:
            return
        hints = tuple(dict.fromkeys(int(n) for group in _MARKER.findall(whole) for n in re.findall(r"\d{1,3}", group)))
        text = " ".join(_EMPHASIS.sub("", _MARKER.sub("", whole)).split())
        opener, is_item = self._opener, False
        while match := _OPENING.match(text):
            opener = opener or _opener(match)
            is_item = is_item or match["item"] is not None
            text = text[match.end() :]
            text = text[:1].upper() + text[1:]
        alone = _OPENING.fullmatch(f"{text.strip(' .!:;,–—-')}: ")
        if alone and (said := _opener(alone)):
            self._opener = opener or said
        elif re.search(r"\w", text):
            self._opener = None
            yield Sentence(text[:1].upper() + text[1:] if opener else text, hints, opener, is_item)


def _opener(opening: re.Match[str]) -> Opener | None:
    return Opener.PARTLY if opening["partly"] else _MEANT.get((opening["opener"] or "").lower())
