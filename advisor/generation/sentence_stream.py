"""Tokens to sentences, each as soon as the next one begins.

Every sentence carries the passages it was marked with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.text.sentences import DOUBTFUL

# A sentence ends before white space and another sentence; its markers may stand on either side of the full stop.
_END = re.compile(r"[.!?][\"'”’)*_]*(?:\s*+\[[\d,;\s]++\])*(?=\s++[^\s\[])|(?<!\s)(?:[^\S\n]*+\n)++")
_MARKER = re.compile(r"(?:(?<!\s)\s++)?\[(?:passages?\s*+)?([\d,;\s]++)\]", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:[-*•#>]+|\d{1,2}[.)])\s+"  # a list item's or heading's mark
    r"|^(?:yes|no|sure|certainly|of course)(?:,|\s[-–—]|!|\.(?=\s))\s+"
    r"|^(?:according to|based on|as (?:stated|mentioned|noted) in|in) (?:the |this |these |that )?"
    r"(?:given |provided |above )?(?:guide|passages?|text|information|context)(?: provided| above)?,\s+",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`")
MAX_SENTENCE_CHARS = 1_000  # longer text is dropped


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a model, cleaned up.

    List marks, emphasis, opening phrases and markers are removed; ``hints`` are the numbers of the marked passages.
    """

    text: str
    hints: tuple[int, ...] = ()


@dataclass(slots=True)
class SentenceStream:
    """The sentence splitter of one answer's tokens."""

    _buffer: str = ""

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
            yield from _sentence(whole)
        if len(self._buffer) > MAX_SENTENCE_CHARS:
            self._buffer = ""

    def rest(self) -> Iterator[Sentence]:
        """The last sentence after a normal end."""
        whole, self._buffer = self._buffer, ""
        yield from _sentence(whole)

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
        word = self._buffer[max(0, stop - 12) : stop + 1]
        return any(found.end() == len(word) for found in DOUBTFUL.finditer(word + " "))


def _sentence(whole: str) -> Iterator[Sentence]:
    if len(whole) > MAX_SENTENCE_CHARS:
        return
    hints = tuple(dict.fromkeys(int(n) for group in _MARKER.findall(whole) for n in re.findall(r"\d{1,3}", group)))
    text = _EMPHASIS.sub("", _MARKER.sub("", whole))
    text = " ".join(text.split())
    while (shorter := _OPENING.sub("", text, count=1)) != text:
        text = shorter[:1].upper() + shorter[1:]
    if re.search(r"\w", text):
        yield Sentence(text, hints)
