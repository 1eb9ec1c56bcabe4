"""Repair of mojibake: UTF-8 decoded as Greek or Western code pages.

Newlines and control codes are normalised as well. A run is a lead byte and its continuation bytes, each shown as
the character of cp1253, cp1252 or Latin-1 for that byte. Two neighbours may form such a run in correct text
(``«αυτή»``, ``CAFÉ”``), so a run is repaired only if its characters cannot be a word with punctuation after it.
"""

import re
import unicodedata
from dataclasses import dataclass

from advisor.domain import Repair
from advisor.text.invisible import invisible_spans

MAX_PASSES = 16  # text garbled n times needs n passes; each pass shortens it


@dataclass(frozen=True, slots=True)
class RepairedText:
    """Repaired text with the formerly garbled runs in order.

    Newlines and dropped control codes are not listed.
    """

    text: str
    repairs: tuple[Repair, ...]


def _code_page(name: str) -> dict[str, int]:
    table = {}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(name, "ignore")
        if char:
            table[char] = byte
    return table


# The code pages agree on every character, so their union is one table. Latin-1 adds the C1 controls.
BYTE_OF = _code_page("latin-1") | _code_page("cp1252") | _code_page("cp1253")


def _characters(first: int, last: int) -> str:
    return "".join(re.escape(char) for char, byte in BYTE_OF.items() if first <= byte <= last)


_REST = f"[{_characters(0x80, 0xBF)}]"
_LEADS = [_characters(0xC2, 0xDF), _characters(0xE0, 0xEF), _characters(0xF0, 0xF4)]
_SEQUENCE = re.compile("|".join(f"[{lead}]{_REST}{{{n_more}}}" for n_more, lead in enumerate(_LEADS, start=1)))
_BARE_QUOTE = re.compile(  # a closing quote without its last byte, 9D, which no code page has
    "(?<=[^\\sâβ])[âβ]€(?: (?= |$)|[\ufffd])?(?=[\\s.,;:!?)\\]]|$)", re.MULTILINE
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_C1 = re.compile("[\x80-\x9f]")
_NEWLINES = re.compile("\r\n|\r|\x0b|\x0c|\u2028|\u2029")

# Continuation bytes that may also follow a word in correct text.
_AFTER_A_WORD = frozenset("‘’“”…–—•™›»«·\u00a0°")
_OTHER_LATIN = frozenset("ȘșȚțƠơƯư")  # two-byte Latin letters in use beyond Extended-A
_QUOTES = frozenset("“‘«\"'(")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")


def repair(text: str) -> RepairedText:
    """Repair every garbled run; offsets count in the repaired text.

    Repairing twice changes nothing.
    """
    text = _CONTROLS.sub("", _NEWLINES.sub("\n", text))
    repairs: list[Repair] = []
    for _ in range(MAX_PASSES):
        edits = _find(text) or _find_leftovers(text) or _find_invisible(text)
        if not edits:
            break
        text, repairs = _apply(text, edits, repairs)
    return RepairedText(text, tuple(r for r in repairs if r.start < r.end))


def _find(text: str) -> list[tuple[int, int, str]]:
    """Edits (start, end, new), in order and without overlaps."""
    edits: list[tuple[int, int, str]] = []
    run: list[tuple[int, int, str]] = []
    for match in _SEQUENCE.finditer(text):
        if run and run[-1][1] != match.start():
            edits += _judge(text, run)
            run = []
        char = bytes(BYTE_OF[c] for c in match[0]).decode("utf-8", "replace")
        if len(char) == 1 and char != "\ufffd":
            run.append((match.start(), match.end(), char))
    return edits + _judge(text, run)


def _find_leftovers(text: str) -> list[tuple[int, int, str]]:
    """Edits for truncated closing quotes and lone C1 controls.

    They are looked for once no run is left.
    """
    quotes = [(m.start(), m.end(), "”") for m in _BARE_QUOTE.finditer(text)]
    return quotes or [(m.start(), m.end(), _from_cp1252(m[0])) for m in _C1.finditer(text)]


def _find_invisible(text: str) -> list[tuple[int, int, str]]:
    """Edits for byte order marks, soft hyphens and all else that is invisible.

    They are looked for last, as they may belong to a run.
    """
    return [(start, end, "") for start, end in invisible_spans(text)]


def _from_cp1252(control: str) -> str:
    """The cp1252 character of a lone C1 control, as in browsers.

    Five of them have none and become empty.
    """
    return bytes([ord(control)]).decode("cp1252", "ignore")


def _judge(text: str, run: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The garbled sequences of one unbroken run."""
    kept: list[tuple[int, int, str]] = []
    sure = len(run) > 1  # correct text never has two such sequences in a row
    for at, (start, end, char) in enumerate(run):
        beside = [run[i][2] for i in (at - 1, at + 1) if 0 <= i < len(run)]
        if _plausible(char, beside, text[start + 1 : end]) and (sure or _garbled(text, start, end, char)):
            kept.append((start, end, char))
    return kept


def _natural(rest: str) -> bool:
    """Whether these continuation characters could be punctuation after a word."""
    return all(char in _AFTER_A_WORD for char in rest)


def _plausible(char: str, beside: list[str], rest: str) -> bool:
    """Whether ``char`` is likely to be the intended character.

    Rare scripts count only beside more of the same script.
    """
    code = ord(char)
    if unicodedata.category(char) in ("Cn", "Co", "Cs"):
        return False
    if code < 0xA0:
        return rest == char  # a control character as itself: the text was garbled more than once
    if code <= 0x17F or char in _OTHER_LATIN or char in BYTE_OF:
        return True
    if 0x1E00 <= code <= 0x1EFF or 0x2000 <= code <= 0x2BFF or code >= 0x1F000:
        return True
    if code in (0xFE0E, 0xFE0F, 0xFEFF, 0xFFFD) or 0x370 <= code <= 0x3FF:
        return True
    if unicodedata.category(char)[0] == "P" and 0x3000 <= code <= 0xFFEF:
        return True
    script = unicodedata.name(char, "").split(" ")[0]
    return any(
        unicodedata.name(other, "").split(" ")[0] == script or 0x2E80 <= ord(other) <= 0xFFEF for other in beside
    )


def _garbled(text: str, start: int, end: int, char: str) -> bool:
    """Whether a sequence is garbled, not a word with punctuation after it.

    It stands alone, or among equally doubtful ones.
    """
    lead, rest = text[start], text[start + 1 : end]
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if _GREEK.match(lead):
        return _garbled_greek(text, start, end, char)
    if not _natural(rest):
        return True
    if before.islower() and lead.isupper():
        return True
    if rest == "\u00a0":
        return lead in "ÂÃ" and not before.isalpha() and not after.isalpha()
    if lead.isupper():
        return after.isalpha() or _stands_between(before, char, after)
    return _is_drawn(before, char)


def _stands_between(before: str, char: str, after: str) -> bool:
    """Whether a Latin-1 character stands by itself, as ``×`` does."""
    return ord(char) <= 0xFF and (before.isspace() or before.isdigit()) and after.isspace()


def _is_drawn(before: str, char: str) -> bool:
    """Whether ``char`` is a box or bullet outside words and quotes.

    The bytes of these signs look like natural punctuation.
    """
    return 0x2500 <= ord(char) <= 0x25FF and not before.isalpha() and before not in _QUOTES


def _garbled_greek(text: str, start: int, end: int, char: str) -> bool:
    """The same for a Greek lead letter, judged by real Greek nearby."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    natural = _natural(text[start + 1 : end])
    beside_greek = bool(_GREEK.match(before) and not _continues(text, start - 1))
    if len(text[start:end]) > 2:
        if 0x2000 <= ord(char) <= 0x2BFF or ord(char) >= 0x1F000 or ord(char) in (0xFE0F, 0xFEFF):
            return _is_drawn(before, char) if natural else True
        return not natural and not beside_greek
    if (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha() and text[end - 1] != "\u00a0"):
        return True
    if text[end - 1] == "\u00a0" and after.isalpha() and not _GREEK.match(after):
        return False
    if natural and not _stands_between(before, char, after):
        return False
    if not _line_has_greek(text, start, end):
        return True
    numeral = text[start + 1 : end] in "΄΅·»" and not before.isdigit()  # Β΄ is the Greek numeral for "second"
    return not (numeral or natural or beside_greek or _GREEK.match(after)) or before.isdigit()


def _continues(text: str, at: int) -> bool:
    """Whether the Greek letter at ``at`` can end an earlier sequence."""
    return BYTE_OF.get(text[at], 0) in range(0x80, 0xC0)


def _line_has_greek(text: str, start: int, end: int) -> bool:
    """Whether real Greek stands in the line.

    That is two Greek letters in a row other than a lead and its continuation.
    """
    low = text.rfind("\n", max(0, start - 400), start) + 1 or max(0, start - 400)
    high = text.find("\n", end, end + 400)
    line = text[low : high if high >= 0 else end + 400]
    return bool(re.search("[\u0370-\u03ff]{2}", _SEQUENCE.sub(" ", line)))


def _apply(text: str, edits: list[tuple[int, int, str]], repairs: list[Repair]) -> tuple[str, list[Repair]]:
    """Make the edits and move earlier repairs along.

    Repairs touched by an edit become part of it.
    """
    if not edits:
        return text, repairs
    parts: list[str] = []
    out: list[Repair] = []
    waiting = iter(repairs)
    old = next(waiting, None)
    done = length = 0
    for start, end, new in edits:
        while old and old.end <= start:
            out.append(Repair(old.start - done + length, old.end - done + length, old.was))
            old = next(waiting, None)
        was, read = "", start
        while old and old.start < end:
            was += text[read : old.start] + old.was
            read = max(read, old.end)
            old = next(waiting, None)
        was += text[read:end]
        parts += [text[done:start], new]
        length += start - done
        done = end
        if out and out[-1].end == length and new:
            out[-1] = Repair(out[-1].start, length + len(new), out[-1].was + was)
        else:
            out.append(Repair(length, length + len(new), was))
        length += len(new)
    while old:
        out.append(Repair(old.start - done + length, old.end - done + length, old.was))
        old = next(waiting, None)
    parts.append(text[done:])
    return "".join(parts), out
