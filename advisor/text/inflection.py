"""Inflection of English nouns, and normalized words of names.

Rules of our own: importing a library for this takes as long as the rest of a cold start. Tests compare them with
one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Singulars with the ending of a plural.
_WHOLE = frozenset(
    "news series species gas bus lens plus physics ethics sales athletics aerospace mathematics economics politics"
    " statistics logistics electronics robotics graphics headquarters has its was yes always perhaps sometimes canvas"
    " atlas bias chaos christmas alias pancreas specimen regimen acumen abdomen omen semen stamen".split()
)
# Singulars in -ie, with the plural ending of a word in -y.
_IN_IE = frozenset("cookie movie calorie rookie newbie prairie zombie hoodie selfie foodie techie genie".split())
_IN_CHE = frozenset("aches headaches backaches toothaches caches niches moustaches avalanches".split())
_IN_I = frozenset("rabbi taxi ski alibi".split())
_IN_FE = ("wife", "knife", "life")


@dataclass(frozen=True, slots=True)
class InflectedWord:
    """One word at ``start``..``end`` with its singular ``form``.

    ``plural``: the form differs from the word.
    """

    start: int
    end: int
    form: str
    plural: bool


def words(text: str) -> list[InflectedWord]:
    """The words of a text in order, hyphenated ones by part."""
    return list(_words(text))


def forms(text: str) -> tuple[str, ...]:
    """The words of a text as lower-case singulars.

    "Registered Nurses" and "a registered nurse" agree.
    """
    return tuple(word.form for word in _words(text))


def _words(text: str) -> Iterator[InflectedWord]:
    for match in _WORD.finditer(text):
        plain = match.group().lower().replace("’", "'")
        owner = plain.removesuffix("'s").removesuffix("s'").replace("'", "")
        form = singular(owner)
        yield InflectedWord(match.start(), match.end(), form, form != owner)


def singular(word: str) -> str:
    """The singular of a lower-case noun: ``nurses`` nurse, ``firemen`` fireman.

    Any other word is returned unchanged; a verb in -s loses its ending too.
    """
    if word in _WHOLE or len(word) < 3:
        return word
    if word.endswith("men") and len(word) > 4:
        return f"{word[:-3]}man"
    if word[:-1] in _IN_I:
        return word[:-1]
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ves") and f"{word[:-3]}fe".endswith(_IN_FE):
        return f"{word[:-3]}fe"
    if word.endswith("ies") and len(word) > 4:
        return word[:-1] if word[:-1] in _IN_IE else f"{word[:-3]}y"
    if word.endswith("zzes"):
        return word[:-3] if word.endswith("izzes") else word[:-2]
    if word.endswith(("sses", "shes", "ches", "xes")) and word not in _IN_CHE:
        return word[:-2]
    return word[:-1]


def plural(noun: str) -> str:
    """The plural of a noun, in its own case: ``Secretary`` Secretaries.

    A word ending in a single s counts as a plural already. Of a phrase, the last word is put into the plural.
    """
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    if noun.endswith("man"):
        return f"{noun[:-3]}men"
    if noun.endswith(("wife", "knife", "life")):
        return f"{noun[:-2]}ves"
    return f"{noun}es" if noun.endswith(("ss", "sh", "ch", "x", "z")) else f"{noun}s"
