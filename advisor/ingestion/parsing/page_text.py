"""Text copied from pages: heads and numbers set aside, cut words joined."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.domain import Span
from advisor.ingestion.parsing import line_shapes
from advisor.text.spelling import is_english, usage

MAX_HEAD_CHARS = 120
MIN_REPEATS = 3  # of a line that breaks sentences off
MIN_CUT_CHARS = 30  # of the line that a page head breaks off
MIN_NUMBER_INDENT = 20  # of a lone page number
MAX_BETWEEN = 2  # lines of text between a page's number and its head
MAX_WORD_LETTERS = 40
MIN_USAGE = 1e-7  # of a word that two other words could make up

_PAGE = r"(?:page|seite|página|pagina|pág\.?|p\.)\s?\d{1,4}(?:\s?(?:of|/|von|de|sur|di)\s?\d{1,4})?"
_PAGE_MARK = re.compile(rf"[\[(|–—-]?\s?(?:{_PAGE}|[–—-]\s?\d{{1,4}}\s?[–—-])\s?[\])|–—-]?", re.IGNORECASE)
_WITH_PAGE = re.compile(rf"^{_PAGE}\s?[|·•–—-]?\s|[\s|·•–—-]{_PAGE}$|\s\d{{1,4}}\s?/\s?\d{{1,4}}$", re.IGNORECASE)
PAGE_COUNT = re.compile(rf"{_PAGE}$|\b\d{{1,4}}(?:\s?/\s?\d{{1,4}})?$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}")
_CUT = re.compile(r"(?<=[^\W\d_])([-‐¬\u00ad])[ \t]*\n[ \t]*(?=[^\W\d_])")
_WORD_BEFORE = re.compile(r"[^\W\d_]+")
_REST = re.compile(r"[^\W\d_]+[^\s]*")
_ALSO = frozenset("and or to nor und oder bis et ou y e".split())
# They keep their hyphen before a whole word, whatever a dictionary holds.
_PREFIXES = frozenset("self well ex all half high low long short full part cross much ever by hard".split())
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


@dataclass(frozen=True, slots=True)
class PageText:
    """A text whose sentences go on over the ends of pages.

    ``heads``: where the heads and numbers of pages stand.
    """

    text: str
    heads: tuple[Span, ...]


def read_pages(text: str) -> PageText:
    """Join cut words, and move page heads behind the text.

    A text without such marks is returned as it is.
    """
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    lines = text.split("\n")
    heads = _find_heads(lines)
    if not heads:
        return PageText(_join_cut(text), ())
    body = _join_cut("\n".join(_without(lines, heads))).rstrip("\n")
    spans: list[Span] = []
    for line in (lines[at].strip() for at in sorted(heads)):
        body += "\n" if spans else "\n\n"
        spans.append(Span(len(body), len(body) + len(line)))
        body += line
    return PageText(f"{body}\n", tuple(spans))


def _find_heads(lines: Sequence[str]) -> set[int]:
    """The lines that belong to pages and not to the text."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    around = {at: (before, after) for before, at, after in zip([-1, *filled], filled, [*filled[1:], -1], strict=False)}
    heads: set[int] = set()
    alike: dict[str, list[int]] = defaultdict(list)
    for at in filled:
        line = " ".join(lines[at].split())
        if _PAGE_MARK.fullmatch(line):
            heads.add(at)
        elif len(line) <= MAX_HEAD_CHARS and not line_shapes.split_bullet(line) and not line_shapes.is_enumerated(line):
            alike[_NUMBER.sub("#", line)].append(at)
    for key, places in alike.items():
        if len(places) > 1 and key != "#" and (_WITH_PAGE.search(" ".join(lines[places[0]].split())) or key == "#/#"):
            heads.update(places if _counts_up(lines, places) else ())
    heads.update(_numbers(lines, alike.get("#", ()), around))
    near = _near(filled, heads)
    for key, places in alike.items():
        if len(places) < 2 or key == "#" or heads.issuperset(places):
            continue
        own = [at for at in places if at != filled[0] or "#" in key]
        beside = [at for at in own if at in near or at == filled[0]]
        cuts = sum(_cuts(lines, *around[at]) for at in own)
        if (len(beside) == len(own) and own) or (len(places) >= MIN_REPEATS and cuts * 2 >= len(own)):
            heads.update(own)
    return heads


def _numbers(lines: Sequence[str], places: Sequence[int], around: Mapping[int, tuple[int, int]]) -> Iterator[int]:
    """The lone numbers that count pages: far to the right, or where they break off sentences, all of them in order."""
    alone = [at for at in places if lines[at].strip().isdecimal() and _is_apart(lines, at)]
    values = [int(lines[at]) for at in alone]
    counts = len(alone) >= 2 and all(b == a + 1 for a, b in pairwise(values))
    cuts = any(_cuts(lines, *around[at]) for at in alone)
    for at in alone:
        indent = len(lines[at]) - len(lines[at].lstrip())
        if indent >= MIN_NUMBER_INDENT or (counts and cuts) or (len(alone) == 1 and cuts):
            yield at


def _is_apart(lines: Sequence[str], at: int) -> bool:
    return not (at and lines[at - 1].strip()) and not (at + 1 < len(lines) and lines[at + 1].strip())


def _counts_up(lines: Sequence[str], places: Sequence[int]) -> bool:
    values = [[int(number) for number in _NUMBER.findall(lines[at])] for at in places]
    return all(
        any(b > a for a, b in zip(one, two, strict=False)) and len(one) == len(two) for one, two in pairwise(values)
    )


def _near(filled: Sequence[int], heads: set[int]) -> set[int]:
    """The lines next to the marks of a page."""
    out: set[int] = set()
    for rank, at in enumerate(filled):
        if at in heads:
            out.update(filled[max(0, rank - 1) : rank + MAX_BETWEEN])
    return out


def _cuts(lines: Sequence[str], before: int, after: int) -> bool:
    """Whether a sentence goes on over what stands between these lines."""
    if before < 0 or after < 0:
        return False
    line, rest = lines[before].strip(), lines[after].strip()
    if line_shapes.split_bullet(rest) or line_shapes.ends_sentence(line):
        return False
    if line_shapes.ends_open(line) and len(line) >= MIN_CUT_CHARS:
        return True
    if not line_shapes.starts_lower(rest):
        return False
    return rest[0].islower() and (len(line) >= MIN_CUT_CHARS or line[-1] in "-‐,")


def _without(lines: Sequence[str], heads: set[int]) -> Iterator[str]:
    """The other lines, without the blank ones about a head that breaks off a sentence."""
    last = -1
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (end in heads or not lines[end].strip()):
            end += 1
        between = range(at, end)
        if end == len(lines) or not (any(one in heads for one in between) and _cuts(lines, last, end)):
            yield from (lines[one] for one in between if one not in heads)
        if end < len(lines):
            yield lines[end]
        last = end
        at = end + 1


def _join_cut(text: str) -> str:
    """The text with words cut at line ends written in one piece, at the end of the line where they begin."""
    if not _CUT.search(text):
        return text
    used = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    parts: list[str] = []
    at = 0
    for cut in _CUT.finditer(text):
        if cut.start() < at:
            continue
        rest = _REST.match(text, cut.end())
        assert rest is not None
        first = _letters_before(text, cut.start())
        second = _WORD_BEFORE.match(rest.group())
        assert second is not None
        if rest.group().lower() in _ALSO and cut.group(1) == "-":
            continue
        joined = _is_one_word(first, second.group(), used) or cut.group(1) in "¬\u00ad"
        parts += [text[at : cut.start()], "" if joined else "-", rest.group()]
        at = rest.end()
        if text[at : at + 1] in (" ", "\t") and not line_shapes.ends_sentence(rest.group()):
            parts.append("\n")
            at += 1
    return "".join([*parts, text[at:]])


def _letters_before(text: str, end: int) -> str:
    start = end
    while start and text[start - 1].isalpha() and end - start < MAX_WORD_LETTERS:
        start -= 1
    return text[start:end]


def _is_one_word(first: str, second: str, used: set[str]) -> bool:
    """Whether two halves are one word without a hyphen, by the text itself, then by what words there are."""
    if not second[0].islower():
        return False
    joined, hyphened = f"{first}{second}".lower(), f"{first}-{second}".lower()
    if joined in used or hyphened in used:
        return joined in used
    if len(first) == 1 and first.isupper():
        return False  # X-ray
    if not (is_english(first.lower()) and is_english(second)):
        return True
    return first.lower() not in _PREFIXES and usage(joined) >= MIN_USAGE
