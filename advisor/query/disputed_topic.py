"""Whether a question is about a thing that a guide may disagree with itself about, and how surely."""

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

from advisor.query.intent_bank import Likeness
from advisor.weights import weights


class Asked(IntEnum):
    """How surely a question asks about a thing."""

    NO = 0
    PERHAPS = 1  # by its words: the evidence has to decide
    SURELY = 2  # by its words and by what it is like


@dataclass(frozen=True, slots=True)
class _Asking:
    words: re.Pattern[str]
    never: re.Pattern[str] | None
    intents: frozenset[str]


def asked_about(about: str, question: str, likeness: Likeness | None) -> Asked:
    """``about`` as in a Disagreement; ``likeness`` None: the encoder is missing, and words alone decide."""
    asking = _of(about)
    text = question.casefold().replace("’", "'")
    if asking is None or not asking.words.search(text) or (asking.never and asking.never.search(text)):
        return Asked.NO
    if likeness is None or likeness.margin < 0:  # what guides hardly ever say is no matter of two statements
        return Asked.PERHAPS
    least = weights().disputed_topics.intent_cosine
    like = any(name in asking.intents and cosine >= least for name, cosine in likeness.intents.items())
    return Asked.SURELY if like else Asked.PERHAPS


@cache
def _of(about: str) -> _Asking | None:
    """The entry of this name, or of its beginning: ``pay of the highest 10%`` is asked as ``pay of the highest``."""
    data = _entries()
    name = max((name for name in data if f"{about} ".startswith(f"{name} ")), key=len, default="")
    if not name:
        return None
    entry = data[name]
    never = re.compile(entry["never"]) if "never" in entry else None
    return _Asking(re.compile(entry["words"]), never, frozenset(entry["intents"]))


@cache
def _entries() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("disputed_topics.toml").read_text(encoding="utf-8"))
