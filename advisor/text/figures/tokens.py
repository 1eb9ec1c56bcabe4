"""Words, digits and marks of a text, folded without moving any."""

import re
import unicodedata
from dataclasses import dataclass

_DASHES, _QUOTES = "‐‑‒–—−﹣－", "‘’ʼ＇"
_TOKEN = re.compile(r"(\d+)|([^\W\d_]+)|(\S)")
DIGITS, WORD, MARK = 1, 2, 3
VULGAR = {chr(at): unicodedata.numeric(chr(at)) for at in (*range(0xBC, 0xBF), *range(0x2150, 0x215F), 0x2189)}


class _Folding(dict[int, str]):
    """Each character's plain lower-case form of the same length."""

    def __missing__(self, point: int) -> str:
        self[point] = plain = _plain(chr(point))
        return plain


def _plain(character: str) -> str:
    if character in _DASHES:
        return "-"
    if character in _QUOTES:
        return "'"
    if character.isspace() or unicodedata.category(character) == "Zs":
        return " " if character not in "\n\r" else character
    if character in VULGAR:
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if character in "٫٬٪":
        return {"٫": ".", "٬": ",", "٪": "%"}[character]
    if "\uff01" <= character <= "\uffe6":  # full-width forms
        character = unicodedata.normalize("NFKC", character)
    lower = character.lower()
    return lower if len(lower) == 1 else character[:1]


_FOLDED = _Folding()


def fold(text: str) -> str:
    """The text with plain lower-case letters, digits, dashes and spaces in place."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


@dataclass(slots=True)
class TokenColumns:
    """The tokens of a text, as columns; white space is between them."""

    text: str
    folded: str
    words: list[str]
    kinds: list[int]
    starts: list[int]
    ends: list[int]

    def glued(self, at: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return 0 < at < len(self.words) and self.ends[at - 1] == self.starts[at]

    def word(self, at: int) -> str:
        """The folded token, or empty outside the text."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def kind(self, at: int) -> int:
        """The kind of a token; outside the text a mark."""
        return self.kinds[at] if 0 <= at < len(self.kinds) else MARK

    def is_upper(self, at: int) -> bool:
        """Whether a token begins with a capital."""
        return 0 <= at < len(self.words) and self.text[self.starts[at]].isupper()


def tokens_of(text: str, folded: str) -> TokenColumns:
    """Split a folded text."""
    found = list(_TOKEN.finditer(folded))
    return TokenColumns(
        text,
        folded,
        [m.group() for m in found],
        [m.lastindex or MARK for m in found],
        [m.start() for m in found],
        [m.end() for m in found],
    )
