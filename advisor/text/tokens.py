"""Tokens and stems of a text."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

# "not" and "no" are missing because they carry meaning, "us" because it is more often the country here.
_STOPWORDS = """
a about am an and any are arent as at be been being but by can cannot cant could couldnt did didnt do does
doesnt doing dont else etc for from get gets getting had has hasnt have havent having he hello her here hers
hey hi him his how i id if im in into is isnt it its ive just kind let lets like me mine my of ok okay on
or our ours please shall she should shouldnt so some sort tell thank thanks that thats the their theirs them
then there theres these they theyre this those though to too very was wasnt we were werent what whats when
where whether which while who whom whos whose why will with wont would wouldnt you youd youll your youre yours
"""
STOPWORDS = frozenset(_STOPWORDS.split())

N_KEPT = 4096  # texts with cached stems: a guide's sentences are compared with every question

_PLAIN = str.maketrans({**dict.fromkeys("‘’ʼ＇", "'"), **dict.fromkeys("‐‑‒–−﹣－", "-")})
_SURFACE = re.compile(
    r"""
    (?<![\w.])\.[A-Za-z]\w+                                  # .NET
    | [^\W_]+ (?: (?: ['./&-] | (?<=\d),(?=\d{3}) ) [^\W_]+ )*  # on-site, manager's, Node.js, 24/7, R&D, 87,500
      (?: (?<=\b[A-Za-z]) (?: \+\+ | \# ) )?                  # C++, C#
    """,
    re.VERBOSE,
)
_JOINT = re.compile(r"[./&-]")
_NUMBER = re.compile(r"(?<!\d)\d+(?:[./]\d+)+")
_ABBREVIATION = re.compile(r"[^\W\d_]{1,2}(?:\.[^\W\d_]{1,3})+")


def tokenize(text: str) -> list[str]:
    """Lower-case words in order, accents folded, stopwords and endings kept.

    ``on-site`` gives ``on-site``, ``on``, ``site``; ``87,500`` gives ``87500``; ``Ph.D.`` gives ``phd``; ``manager's``
    gives ``manager``; ``C++``, ``24/7``, ``3.5`` and ``401k`` stay whole.
    """
    return [word for surface in _SURFACE.findall(_fold(lower_all_caps(text))) for word in _split(surface)]


def stems(text: str) -> list[str]:
    """The words' stems in order, without stopwords, as compared by BM25.

    ``on-site`` and ``onsite`` are one. A stopword in capitals is a name (IT) and stays, unless the whole text is in
    capitals.
    """
    return list(_stems(text))


@lru_cache(maxsize=N_KEPT)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(Stemmer.Stemmer("english").stemWords(content_tokens(lower_all_caps(text))))


def content_tokens(text: str) -> list[str]:
    """The words to stem, in order.

    Accents are folded, stopwords left out, hyphenated compounds of letters closed up.
    """
    return [word for surface in _SURFACE.findall(_fold(text)) for word in _content(surface)]


def lower_all_caps(text: str) -> str:
    """Lower-case a text written in capitals throughout; others are unchanged.

    Capitals tell no names apart in such a text.
    """
    return text.lower() if text.isupper() else text


def _fold(text: str) -> str:
    """The text without accents, typographic quotes and dashes."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(character for character in plain if not unicodedata.combining(character))


def _split(surface: str) -> list[str]:
    """The words of one token: itself, and the parts of a compound."""
    word = surface.casefold().replace(",", "")
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    if word.startswith(".") or _NUMBER.fullmatch(word):
        return [word]
    if _ABBREVIATION.fullmatch(word):
        return [word.replace(".", "")]
    parts = _JOINT.split(word)
    if len(parts) == 1:
        return parts
    return [word, *(part for part in parts if len(part) > 1 or part.isdigit())]


def _content(surface: str) -> list[str]:
    """The words of one token to index, without stopwords."""
    words = _split(surface)
    if not (surface.isupper() and len(surface) > 1):
        words = [word for word in words if word not in STOPWORDS]
    return [closed if (closed := word.replace("-", "")).isalpha() else word for word in words]
