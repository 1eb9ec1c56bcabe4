"""Words of names in one form: small letters, singular, so that "Registered Nurses" and "a registered nurse" are one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WHOLE = frozenset("news series species gas bus lens plus physics ethics sales athletics aerospace".split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands at ``start``..``end``, and its form for comparison; ``plural`` if that dropped an s."""

    start: int
    end: int
    form: str
    plural: bool


def words(text: str) -> list[Word]:
    """The words of a text in order; parts of a hyphenated word each alone."""
    return list(_words(text))


def forms(text: str) -> tuple[str, ...]:
    return tuple(word.form for word in _words(text))


def _words(text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        plain = match.group().lower().replace("’", "'")
        owner = plain.removesuffix("'s").removesuffix("s'")
        form = singular(owner.replace("'", ""))
        yield Word(match.start(), match.end(), form, form != owner.replace("'", ""))


def singular(word: str) -> str:
    """``nurses`` nurse, ``secretaries`` secretary, ``coaches`` coach, ``firemen`` fireman; others as they are."""
    if word in _WHOLE or len(word) < 3:
        return word
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    if word.endswith("wives"):
        return word[:-3] + "fe"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
