"""Singular and plural of English nouns, and words of names in one form for comparison.

Rules of our own: importing a library for this takes as long as the rest of a cold start. Tests hold them against one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that end as plurals do and are none.
_WHOLE = frozenset(
    "news series species gas bus lens plus physics ethics sales athletics aerospace mathematics economics politics"
    " statistics logistics electronics robotics graphics headquarters has its was yes always perhaps sometimes canvas"
    " atlas bias chaos christmas alias pancreas specimen regimen acumen abdomen omen semen stamen".split()
)
# Singulars in -ie, whose plural looks like that of a word in -y.
_IN_IE = frozenset("cookie movie calorie rookie newbie prairie zombie hoodie selfie foodie techie genie".split())
_IN_CHE = frozenset("aches headaches backaches toothaches caches niches moustaches avalanches".split())
_IN_I = frozenset("rabbi taxi ski alibi".split())
_IN_FE = ("wife", "knife", "life")


@dataclass(frozen=True, slots=True)
class InflectedWord:
    """One word as it stands at ``start``..``end``, and its singular ``form``; ``plural`` if that differs."""

    start: int
    end: int
    form: str
    plural: bool


def words(text: str) -> list[InflectedWord]:
    """List the words of a text in order; each part of a hyphenated word is one."""
    return list(_words(text))


def forms(text: str) -> tuple[str, ...]:
    """List the words of a text as singulars in lower case: "Registered Nurses" and "a registered nurse" agree."""
    return tuple(word.form for word in _words(text))


def _words(text: str) -> Iterator[InflectedWord]:
    for match in _WORD.finditer(text):
        plain = match.group().lower().replace("’", "'")
        owner = plain.removesuffix("'s").removesuffix("s'").replace("'", "")
        form = singular(owner)
        yield InflectedWord(match.start(), match.end(), form, form != owner)


def singular(word: str) -> str:
    """The singular of a noun in lower case: ``nurses`` nurse, ``secretaries`` secretary, ``firemen`` fireman.

    Any other word is returned as it is; a verb in -s loses its ending too.
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
    """The plural of a noun, which keeps its capitals: ``Secretary`` Secretaries, ``foreman`` foremen.

    A word that ends in a single s is taken to be a plural already. Of a phrase the last word is put into the plural.
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
