"""Numbers of another language in the words of the figure grammar.

The grammar in text/figures reads English, and German where that was needed for guides. A translation is read by the
same one, after its words beside figures were put into English.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).with_name("figure_words.toml")
UNSPACED = frozenset({"ja", "zh"})  # written without spaces between words
COMPOUNDING = frozenset({"de", "nl", "ru"})  # a number grows together with its unit: zweijährig
FIRST_YEAR, LAST_YEAR = 1900, 2100

# 65.000,50 and 65 000 and 6,00,000; 12,5.
_GROUPED = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3}(?!\d))++(?:[.,]\d{1,2}(?!\d))?"
    r"|(?<![\d.,])\d{1,2}(?:,\d{2}(?!\d))++,\d{3}(?!\d)"
)
_DECIMAL = re.compile(r"(?<![\d.,])(\d++),(\d{1,2})(?![\d,])")
_FOLDED_MARKS = str.maketrans("٫٬٪％，．", ".,%%,.")
_VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0640]")
_HAN_DIGITS = {
    one: n for n, ones in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for one in ones
}
_HAN_SCALES = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "千": 10**3}
_HAN_SCALED = re.compile(r"(?<![\d.,])\d[\d,]*+(?:\.\d++)?\s?[万萬億亿千](?:\d[\d,]*+(?:\.\d++)?\s?[万萬億亿千]?){0,2}")
_HAN_PIECE = re.compile(r"(\d[\d,]*+(?:\.\d++)?)\s?([万萬億亿千]?)")
_HAN_COUNTED = re.compile(
    r"(?:(?<=百分之)|(?<=分之)|(?<=分の))[〇零一二三四五六七八九十百]{1,4}"
    r"|(?<![第十百])(?!百分之)[一二三四五六七八九十百两兩]{1,4}(?=(?:[年个個か月ヶカ周週天日小時名位人种種倍次回つ岁歳级門门条項项步段家轮轉到至～]|分[之の]))"
)
_OF_HUNDRED = re.compile(r"百分之\s?(\d[\d.,]*+)")
_HAN_FRACTION = re.compile(r"(\d{1,3})\s?分[之の]\s?(\d{1,3})")
_HAN_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!間)")
_GROWN_TOGETHER = re.compile(r"(?<=[^\W\d_A-Za-z\u00c0-\u024f])(?=\d)")  # は3
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred"
)
_UNITS = frozenset("minutes hours days weeks months years".split())
_COUNTING = frozenset((*_NUMBER_WORDS.split(), "thousand", "million", "billion", "one and a half", "1/2", "1/4", "1/3"))
MAX_WORD_CHARS = 24
_BEFORE_JOINT = (
    rf"\d%?|\d[ \u00a0]%|[€£$¥₹]|\b(?:{'|'.join(_NUMBER_WORDS.split())}|one|dollars|euros|pounds|rupees|yen|yuan|zloty"
    r"|roubles|percent|thousand|million|billion|lakh|crore|years|months|weeks|days|hours|minutes)"
)


@dataclass(frozen=True, slots=True)
class FigureWords:
    """A language's words beside figures.

    ``loose``: the values whose word has another meaning, too. ``levels``: how degrees are called.
    """

    english: Mapping[str, str]
    words: re.Pattern[str]
    compound: re.Pattern[str] | None
    joints: Mapping[str, str]
    joint: re.Pattern[str]
    loose: frozenset[float]
    levels: Mapping[str, re.Pattern[str]]


def primary(language: str) -> str:
    """The language of a tag such as pt-BR, without its region."""
    return language.partition("-")[0].lower()


def words_of(language: str) -> FigureWords | None:
    """The words of a language, None for one that is not listed."""
    return _listed().get(primary(language))


def in_grammar_words(text: str, language: str) -> str:
    """The text with its figures as the figure grammar reads them.

    Only figures and words beside them are put into English; the rest stays.
    """
    text = _plain_digits(text)
    text = _DECIMAL.sub(r"\1.\2", _GROUPED.sub(_in_thousands, text))
    known = words_of(language)
    if primary(language) in UNSPACED:
        text = _from_han(text)
    text = _GROWN_TOGETHER.sub(" ", text)
    if known is None:
        return text
    if known.compound:
        text = known.compound.sub(lambda match: f"{_own(match['number'], known)} {_own(match['unit'], known)}", text)
    text = " ".join(known.words.sub(lambda match: _translated(match, known), text).split())
    return known.joint.sub(lambda match: f"{match[1]} {known.joints[_key(match['joint'])]} ", text)


def _translated(match: re.Match[str], known: FigureWords) -> str:
    """A word in English, but a unit only after a number: "in the year 15 percent" has no fifteen years."""
    own = _own(match["form"], known)
    if own in _UNITS:
        before = match.string[max(0, match.start() - MAX_WORD_CHARS) : match.start()].split() or [""]
        word = before[-1].strip("-–.,").lower()
        counts = {known.english.get(word), word} & _COUNTING or any(map(str.isdecimal, word))
        return f" {own} " if counts else match.group()
    return f" {own} "


def _own(form: str, known: FigureWords) -> str:
    return known.english[_key(form)]


def _plain_digits(text: str) -> str:
    plain = (str(unicodedata.decimal(one)) if one.isdecimal() and not one.isascii() else one for one in text)
    return _VOWEL_SIGNS.sub("", "".join(plain).translate(_FOLDED_MARKS))


def _in_thousands(match: re.Match[str]) -> str:
    """A number with commas between thousands and a point before decimals."""
    written = match.group()
    pieces = re.split(r"[.,'’ \u00a0\u202f]", written)
    decimals = pieces.pop() if len(pieces[-1]) < 3 else ""
    if pieces[0] == "0":  # 0.125
        return f"0.{''.join(pieces[1:])}{decimals}"
    whole = f"{int(''.join(pieces)):,}"
    return f"{whole}.{decimals}" if decimals else whole


def _from_han(text: str) -> str:
    text = _HAN_COUNTED.sub(lambda match: str(_han_value(match.group())), text)
    text = _HAN_SCALED.sub(_scaled, text)
    text = _OF_HUNDRED.sub(r"\1%", text)
    text = _HAN_FRACTION.sub(r" \2/\1 ", text)
    return _HAN_YEAR.sub(r"\1 ", text)


def _han_value(written: str) -> int:
    total, last = 0, 0
    for one in written:
        if one in "十百":
            total += (last or 1) * (10 if one == "十" else 100)
            last = 0
        else:
            last = last * 10 + _HAN_DIGITS[one]
    return total + last


def _scaled(match: re.Match[str]) -> str:
    pieces = ((float(n.replace(",", "")), _HAN_SCALES.get(scale, 1)) for n, scale in _HAN_PIECE.findall(match.group()))
    total = sum(round(n * scale, 2) for n, scale in pieces)
    return f"{total:,.0f}" if total == int(total) else f"{total:,}"


def _key(written: str) -> str:
    return " ".join(written.lower().split())


@cache
def _listed() -> Mapping[str, FigureWords]:
    found: dict[str, dict[str, Any]] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {language: _built(language, entry) for language, entry in found.items()}


def _built(language: str, entry: Mapping[str, Any]) -> FigureWords:
    english = {_key(form): own for own, forms in entry["words"].items() for form in forms.split("|")}
    joints = {_key(form): own for own, forms in entry["joints"].items() for form in forms.split("|")}
    numbers = "|".join(_NUMBER_WORDS.split())
    gap = r"\s?" if language in UNSPACED else r"\s"
    gap_after = r"\s?" if language in UNSPACED | {"ar"} else r"\s"
    joint = rf"({_BEFORE_JOINT}){gap}(?P<joint>{_any_of(joints)}){gap_after}(?=[€£$¥₹]?\s?\d|(?:{numbers})\b)"
    return FigureWords(
        english,
        _alone(_any_of(english), language),
        _compound(english) if language in COMPOUNDING else None,
        joints,
        re.compile(joint, re.IGNORECASE),
        frozenset(float(one) for one in entry["loose"]),
        {level: re.compile(form, re.IGNORECASE) for level, form in entry["levels"].items()},
    )


def _compound(english: Mapping[str, str]) -> re.Pattern[str]:
    """Match number words grown together with units."""
    numbers = _any_of(form for form, own in english.items() if own in _NUMBER_WORDS.split())
    units = _any_of(form for form, own in english.items() if own in _UNITS)
    return re.compile(rf"(?<![^\W\d_])(?P<number>{numbers})(?P<unit>{units})(?![^\W\d_])", re.IGNORECASE)


def _alone(forms: str, language: str) -> re.Pattern[str]:
    """Match forms as whole words, or right after a figure where words are unspaced."""
    if language in UNSPACED:
        return re.compile(rf"(?<=[\d%])\s?(?P<form>{forms})", re.IGNORECASE)
    prefix = "(?:[وبل]|ال|لل|بال)?" if language == "ar" else ""
    return re.compile(rf"(?<![^\W\d_])(?:{prefix})(?P<form>{forms})(?![^\W\d_])", re.IGNORECASE)


def _any_of(forms: Iterable[str]) -> str:
    longest = sorted(forms, key=len, reverse=True)
    return "|".join(re.escape(form).replace(r"\ ", r"\s") for form in longest)
