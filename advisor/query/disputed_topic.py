"""Disputed topics, and how surely a question asks about one."""

import re
import tomllib
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Any

from advisor.query.intent_bank import IntentMatch
from advisor.weights import weights


class TopicMatch(Enum):
    """How surely a question asks about a topic."""

    NONE = auto()
    POSSIBLE = auto()  # by its words: the evidence has to decide
    CERTAIN = auto()  # by its words and its intent


@dataclass(frozen=True, slots=True)
class _TopicQuestions:
    """The questions about a topic: their words and intents.

    ``words``: one of which they have. ``never``: words that make it another topic. ``intents``: ids of the bank.
    """

    words: re.Pattern[str]
    never: re.Pattern[str] | None
    intents: frozenset[str]


def match_topic(about: str, question: str, intent: IntentMatch | None) -> TopicMatch:
    """Tell how surely a question asks about a disputed topic.

    ``about`` is as in a Disagreement. ``intent`` None: there is no encoder, and words alone decide.
    """
    questions = _questions_about(about)
    text = question.casefold().replace("’", "'")
    if questions is None or not questions.words.search(text) or (questions.never and questions.never.search(text)):
        return TopicMatch.NONE
    if intent is None or intent.margin < 0:  # guides hardly ever say such things, let alone twice
        return TopicMatch.POSSIBLE
    least = weights().disputed_topics.intent_cosine
    similar = any(name in questions.intents and cosine >= least for name, cosine in intent.intents.items())
    return TopicMatch.CERTAIN if similar else TopicMatch.POSSIBLE


def topic_words(about: str) -> re.Pattern[str]:
    """Give the pattern of a topic's names in questions, for lower-case texts."""
    questions = _questions_about(about)
    if questions is None:
        raise KeyError(about)
    return questions.words


@cache
def _questions_about(about: str) -> _TopicQuestions | None:
    """Look up a topic by the longest beginning of its name.

    ``pay of the highest 10%`` is asked as ``pay of the highest``.
    """
    data = _entries()
    name = max((name for name in data if f"{about} ".startswith(f"{name} ")), key=len, default="")
    if not name:
        return None
    entry = data[name]
    never = re.compile(entry["never"]) if "never" in entry else None
    return _TopicQuestions(re.compile(entry["words"]), never, frozenset(entry["intents"]))


@cache
def _entries() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("disputed_topics.toml").read_text(encoding="utf-8"))
