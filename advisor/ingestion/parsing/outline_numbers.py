"""Outline numbers of headings: arabic, roman, letters, one inside another."""

import re
from dataclasses import dataclass, field

_ARABIC = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})(?P<sign>[.):]|(?=\s))[ \t]*(?:[–—-][ \t]+)?(?=[^\s\d.):])")
_ROMAN = re.compile(r"([IVX]{1,5})(?P<sign>[.):]|(?=\t| [–—-] ))[ \t]*(?:[–—-][ \t]+)?(?=\S)")
_LETTER = re.compile(r"([A-Z])(?P<sign>[.):])[ \t]+(?=\S)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
MAX_ROMAN = 20


@dataclass(frozen=True, slots=True)
class OutlineNumber:
    """A number at the beginning of a line.

    ``kind``: arabic, roman or letter; ``path``: its parts; ``length``: the characters before what it numbers;
    ``is_listlike``: items of lists have such numbers, too.
    """

    kind: str
    path: tuple[int, ...]
    length: int
    is_listlike: bool


def read_numbers(line: str) -> tuple[OutlineNumber, ...]:
    """What the number at the beginning of a line can be."""
    if found := _ARABIC.match(line):
        path = tuple(int(part) for part in found[1].split("."))
        return (OutlineNumber("arabic", path, found.end(), is_listlike=len(path) == 1 and bool(found["sign"])),)
    out = []
    if (found := _ROMAN.match(line)) and 0 < (value := _roman_value(found[1])) <= MAX_ROMAN:
        out.append(OutlineNumber("roman", (value,), found.end(), is_listlike=len(found[1]) == 1))
    if found := _LETTER.match(line):
        out.append(OutlineNumber("letter", (ord(found[1]) - ord("A") + 1,), found.end(), is_listlike=True))
    return tuple(out)


@dataclass(slots=True)
class Outline:
    """The numbers open at a place of a text, the outermost first."""

    _open: list[OutlineNumber] = field(default_factory=list)

    def take(self, line: str) -> int:
        """The depth of a line whose number comes next, else 0.

        It is then the last one taken.
        """
        for number in read_numbers(line):
            depth = self._depth(number)
            if depth:
                return depth
        return 0

    def expects(self, line: str) -> bool:
        """Whether the number of a line comes next; nothing is taken."""
        kept = list(self._open)
        found = self.take(line) > 0
        self._open = kept
        return found

    def _depth(self, number: OutlineNumber) -> int:
        kinds = [one.kind for one in self._open]
        if number.kind not in kinds:
            if number.path not in ((1,), (1, 1)):
                return 0
            self._open.append(number)
        else:
            at = kinds.index(number.kind)
            if not _follows(self._open[at].path, number.path):
                return 0
            self._open[at:] = [number]
        return sum(len(one.path) for one in self._open)


def _follows(last: tuple[int, ...], path: tuple[int, ...]) -> bool:
    """Whether a number is the next one: a first child, or one more at any depth."""
    if path == (*last, 1):
        return True
    return any(path == (*last[:depth], last[depth] + 1) for depth in range(len(last)))


def _roman_value(numeral: str) -> int:
    """The value of a roman numeral, 0 if it is written wrongly."""
    values = [_ROMAN_VALUES[char] for char in numeral]
    value = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return value if 0 < value <= MAX_ROMAN and _to_roman(value) == numeral else 0


def _to_roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
