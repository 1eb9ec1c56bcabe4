"""The shape of one line: item, label, figure, question, possible heading."""

import re
import unicodedata

MAX_HEADING_CHARS = 110
MAX_QUESTION_CHARS = 200
MAX_TITLE_WORDS = 14  # words of a heading in title case or capitals
MAX_PLAIN_WORDS = 9  # words of a heading in sentence case

_BULLET = re.compile(r"(?:[•◦▪▫▸►▶‣●○■□◆◇❖★☆✦➤➢➜➔→⇒»›✓✔✗✘·∙⁃*+~–—-](?=\s)|o(?=\s{1,8}[^\W\d_])|[•●▪‣](?=\S))\s*")
_NUMBER = re.compile(r"(?:\(?(\d{1,3})[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
_OUTLINE = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+(?=\S)")
_LABEL = re.compile(r"([^\W_][^:!?;\n]{0,100}+|[^\w\s][^:!?;\n]{1,100}+):[ \t]+(\S.*)", re.DOTALL)
_CURRENCY = r"(?:USD|EUR|GBP|CAD|AUD|INR)"
_AMOUNT = rf"(?:(?:US|{_CURRENCY})\s?)?[$£€¥₹]?\s?\d[\d.,]*\s?(?:%|k|m|bn?|million|billion)?\+?(?:\s?{_CURRENCY})?"
_PER = (
    r"(?:\s?(?:/|per|an?)\s?(?:year|yr|annum|month|mo|week|day|hour|hr)"
    r"|\s(?:years?|months?|hours?|jobs?|p\.a\.))?"
)
_VALUE = re.compile(rf"[~≈<>≤≥+−-]?\s?{_AMOUNT}{_PER}(?:\s?(?:[-–—]|to)\s?{_AMOUNT}{_PER})?", re.IGNORECASE)
_VALUE_AND_NAME = re.compile(
    r"(?:[$£€¥₹]\s?\d[\d.,]*\s?[km]?\+?|\d[\d.,]*\s?%|\d{1,3}(?:,\d{3})+)\s[^\W\d]\S*(?:\s[^\W\d]\S*){0,4}",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(
    r"(?:step|stage|phase|part|chapter|level|tier|case(?: study)?|example|story|year|week|month|day|tip|mistake|"
    r"question|lesson|rule|path|option|role)\s+(?:#?\d+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    "a an and as at but by for from in into of on or the to via vs vs. with your our is are it its & – — - /".split()
)
_OPEN_ENDS = frozenset(
    "a an and as at but by for from in into of on or the to with your our is are be was were has have that"
    " which who their its his her than about per not can could may might must should will would more most very"
    " each every such these those this".split()
)
_VIEW = re.compile(r"(?:show|showing|displaying) \d{1,4}(?: of \d{1,4})?(?: displayed| results)?", re.IGNORECASE)
_SPEAKS = re.compile(r"\s(?:is|are|was|were|has|have|can|may|must|will|includes?|requires?|means?)\s")
_ASKS = re.compile(r"(?:what|how|why|who|where|when|which|if|is|are|things?|all|everything|reasons?)\b", re.IGNORECASE)
MIN_SPEAKING_WORDS = 6  # of a line with a verb that is rather a sentence
_LEADING_ENDS = frozenset("include includes including following follows need needs require requires".split())
_ENDS = ".!;,…"
_INNER_STOP = re.compile(r"[.!?;]\s+[^\W\d]")
_ABBREVIATION = re.compile(r"\b(?:vs|etc|e\.g|i\.e|no|dr|mr|ms|st|inc|[a-z])\.", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…:;][”\"’')\]]*$")
_REFERENCES = re.compile(r"(?<=[.!?…:;,”\"’')])(?:\[[^\[\]\n]{1,24}\])+$")


def split_bullet(line: str) -> int:
    """The number of leading characters for bullets or list numbers.

    0 if it is no list item.
    """
    at = 0
    while match := _BULLET.match(line, at):
        at = match.end()
    if not at and (match := _NUMBER.match(line)) and not (line[0] in "Qq" and is_question(line)):
        at = match.end()
    return at if at < len(line) else 0


def item_number(line: str) -> int | None:
    """The number of a numbered list item, or None."""
    match = _NUMBER.match(line)
    return int(match[1]) if match and match[1] else None


def outline_number(line: str) -> tuple[int, ...]:
    """The leading outline number, ``2.1 Pay`` as (2, 1), or empty."""
    match = _OUTLINE.match(line)
    return tuple(int(part) for part in match[1].split(".")) if match else ()


def label_name(line: str) -> str:
    """The name of a ``Name: value`` line, or empty."""
    match = _LABEL.fullmatch(line)
    if not match or match[2].startswith("//"):
        return ""
    name = match[1].strip()
    if not _VALUE.fullmatch(match[2][:48]) and (len(name) > 48 or len(name.split()) > 6 or "." in name):
        return ""  # a longer name needs a figure after it, as in a chart
    if not any(char.isalpha() for char in name) or name.casefold() in ("q", "a", "question", "answer"):
        return ""
    return name


def is_enumerated(line: str) -> bool:
    """Whether the line is a numbered step: ``Step 2: Get a degree``.

    Stages, cases and the like count as well.
    """
    return bool(_ENUMERATED.match(line))


def is_value(line: str) -> bool:
    """Whether the line is only a figure: ``7%``, ``$87,500``, ``65,000—110,000``."""
    return len(line) <= 48 and bool(_VALUE.fullmatch(line)) and not re.fullmatch(r"\d{1,2}[.)]?", line)


def is_named_value(line: str) -> bool:
    """Whether the line is a figure and its name: ``$87,500 median salary``."""
    return len(line) <= 60 and bool(_VALUE_AND_NAME.fullmatch(line))


def is_figure_name(line: str) -> bool:
    """Whether the line could be the name beside a figure."""
    words = line.split()
    return (
        0 < len(words) <= 7
        and len(line) <= 60
        and line[-1] not in ".!;,?:…"
        and not is_value(line)
        and not split_bullet(line)
        and not label_name(line)
    )


def is_question(line: str) -> bool:
    """Whether the line is one question, short enough for a heading."""
    bare = line.rstrip("”\"’') ")
    return bare.endswith("?") and len(line) <= MAX_QUESTION_CHARS and not _INNER_STOP.search(_unabbreviated(bare))


def is_time_span(line: str) -> bool:
    """Whether the line names hours of a day: ``08:00-10:00 Rounds``."""
    clock = r"(?:\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)"
    return bool(re.search(rf"{clock}\s?(?:[-–—]|to|until)\s?{clock}|^{clock}\b|\({clock}\)", line, re.IGNORECASE))


def is_capitals(line: str) -> bool:
    """Whether the line is written in capitals.

    Lines too short to tell from an acronym are not.
    """
    letters = [char for char in line if char.isalpha()]
    return len(letters) >= 5 and all(not char.islower() for char in letters) and any(char.isupper() for char in letters)


def is_title_case(line: str) -> bool:
    """Whether significant words are capitalised, or the script has no case."""
    words = [word.strip("“”\"'()[],:?") for word in line.split()]
    heavy = [word for word in words if word and word.casefold() not in _SMALL_WORDS and word[0].isalpha()]
    return all(not word[0].islower() for word in heavy) or sum(w[0].isupper() for w in heavy) >= 0.75 * len(heavy)


def _unabbreviated(line: str) -> str:
    return _ABBREVIATION.sub("", line)


def starts_lower(line: str) -> bool:
    """Whether the first letter is lower case."""
    return next((char.islower() for char in line if char.isalpha()), False)


def emoji_lead(line: str) -> str:
    """The leading symbol of the line, or empty."""
    return line[0] if line and unicodedata.category(line[0]) == "So" else ""


def ends_sentence(line: str) -> bool:
    """Whether the line ends like a sentence or a lead-in."""
    return bool(_ENDS_SENTENCE.search(_REFERENCES.sub("", line)))


def ends_open(line: str) -> bool:
    """Whether a line ends in a comma, ``in``, ``the`` or the like."""
    last = line.rsplit(None, 1)[-1]
    return last.endswith(",") or last.casefold() in _OPEN_ENDS


def heading_shape(line: str) -> bool:
    """Whether the line alone could be a heading.

    Its surroundings decide whether it is one.
    """
    if is_question(line):
        return True
    bare = line.rstrip()
    colon = bare.endswith(":")
    bare = bare.rstrip(": ")
    words = bare.split()
    bare = _REFERENCES.sub("", bare)
    if not bare or len(bare) > MAX_HEADING_CHARS or bare[-1] in _ENDS or not any(char.isalpha() for char in bare):
        return False
    if colon and words[-1].casefold() in _LEADING_ENDS | _OPEN_ENDS:
        return False  # "Applicants must be:"
    if _INNER_STOP.search(_unabbreviated(bare)) or "://" in bare:
        return False
    if label_name(line) and not is_enumerated(line):
        return False
    if is_value(bare) or is_named_value(bare) or _VIEW.fullmatch(bare):
        return False
    if is_title_case(bare):
        return len(words) <= MAX_TITLE_WORDS
    if len(words) >= MIN_SPEAKING_WORDS and _SPEAKS.search(bare) and not _ASKS.match(bare):
        return False
    return len(words) <= (4 if colon else MAX_PLAIN_WORDS)
