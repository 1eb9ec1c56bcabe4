"""Tokens -> sentences, each as soon as the next one begins, with the passages it was marked with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.text.sentences import DOUBTFUL

# A sentence ends before white space and what opens another; its markers may stand on either side of the full stop.
_END = re.compile(r"[.!?][\"'”’)*_]*(?:\s*\[[\d,;\s]+\])*(?=\s+[^\s\[])|\s*\n+")
_MARKER = re.compile(r"\s*\[(?:passages?\s*)?([\d,;\s]+)\]", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:[-*•#>]+|\d{1,2}[.)])\s+"  # a list item's or heading's mark
    r"|^(?:yes|no|sure|certainly|of course)(?:,|\s[-–—]|!|\.(?=\s))\s+"
    r"|^(?:according to|based on|as (?:stated|mentioned|noted) in|in) (?:the |this |these |that )?"
    r"(?:given |provided |above )?(?:guide|passages?|text|information|context)(?: provided| above)?,\s+",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`")
MAX_SENTENCE_CHARS = 1_000  # what goes on longer without an end is let go


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as a model wrote it, without list marks, emphasis, opening phrases and markers; ``hints`` are the
    numbers of the passages that it marked."""

    text: str
    hints: tuple[int, ...] = ()


@dataclass(slots=True)
class Gatherer:
    """Gathers one answer's tokens."""

    _held: str = ""

    def add(self, token: str) -> Iterator[Sentence]:
        """The sentences that are complete now."""
        self._held += token
        at = 0
        while match := _END.search(self._held, at):
            at = match.end()
            if not match.group().isspace() and self._is_doubtful(match):
                continue
            whole, self._held = self._held[:at], self._held[at:].lstrip()
            at = 0
            yield from _sentence(whole)
        if len(self._held) > MAX_SENTENCE_CHARS:
            self._held = ""

    def rest(self) -> Iterator[Sentence]:
        """What is left when the model has ended as it should."""
        whole, self._held = self._held, ""
        yield from _sentence(whole)

    def rest_if_whole(self) -> Iterator[Sentence]:
        """What is left when the model was cut off: only a sentence that has its full stop."""
        if re.search(r"[.!?][\"'”’)]*(?:\s*\[[\d,;\s]+\])*\s*$", self._held):
            yield from self.rest()
        self._held = ""

    def _is_doubtful(self, match: re.Match[str]) -> bool:
        """Whether this full stop may belong to a shortened word."""
        stop = match.start()
        if re.fullmatch(r"\s*\d{1,2}", self._held[:stop]):
            return True  # the number of a list's item
        word = self._held[max(0, stop - 12) : stop + 1]
        return any(found.end() == len(word) for found in DOUBTFUL.finditer(word + " "))


def _sentence(whole: str) -> Iterator[Sentence]:
    hints = tuple(dict.fromkeys(int(n) for group in _MARKER.findall(whole) for n in re.findall(r"\d{1,3}", group)))
    text = _EMPHASIS.sub("", _MARKER.sub("", whole))
    text = " ".join(text.split())
    while (shorter := _OPENING.sub("", text, count=1)) != text:
        text = shorter[:1].upper() + shorter[1:]
    if re.search(r"\w", text):
        yield Sentence(text, hints)
