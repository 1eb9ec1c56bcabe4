"""Known questions of the suites, with true sentences written by hand.

Each line of sentences.tsv is a case id, a style, a sentence and the sentences of the guide that it is true by. They
were written from the cases' gold alone, without knowing the check.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from evals.cases.shipped import suite_path
from evals.cases.suite import Case, load_suite
from evals.chat.following import REWRITINGS

SENTENCES = Path(__file__).with_name("sentences.tsv")
SUITES = ("production-manager", "near-misses", "talk")
PRICES = "fee"  # the slice of questions for prices, which no guide has


class Style(StrEnum):
    """How a reader words what it has read."""

    GUIDE = "guide"
    ECHO = "echo"
    TALK = "talk"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class TrueSentence:
    """A sentence, with the words of the guide that make it true."""

    text: str
    quotes: tuple[str, ...]
    is_item: bool = False

    @property
    def line(self) -> str:
        return f"- {self.text}" if self.is_item else self.text


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A case with its wordings, and true sentences by style.

    ``before`` is what the reader asked last, ``alone`` the question's wording without the conversation.
    """

    case: Case
    before: str = ""
    alone: str = ""
    sentences: dict[Style, tuple[TrueSentence, ...]] = field(default_factory=dict)


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Return a text without differences of white space and letter case."""
    return " ".join(text.split()).casefold()


def read_sentences(path: Path = SENTENCES) -> dict[str, dict[Style, tuple[TrueSentence, ...]]]:
    """Read the sentences by case id and style."""
    found: dict[str, dict[Style, tuple[TrueSentence, ...]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        case_id, style, text, *quotes = line.split("\t")
        sentence = TrueSentence(text.removeprefix("- "), tuple(quotes), text.startswith("- "))
        own = found.setdefault(case_id, {})
        own[Style(style)] = (*own.get(Style(style), ()), sentence)
    return found


@cache
def known_questions(suites: tuple[str, ...] = SUITES) -> tuple[KnownQuestion, ...]:
    """Return the questions of the suites, in their order.

    Raises SuiteError.
    """
    return tuple(known for name in suites for known in _of_suite(name))


def _of_suite(name: str) -> Iterator[KnownQuestion]:
    written, alone = read_sentences(), _rewritings()
    last: dict[str, str] = {}
    for case in load_suite(suite_path(name)).cases:
        before = next((turn.content for turn in reversed(case.history) if turn.role == "user"), "")
        if case.talk:
            before = last.get(case.talk, "")
            last[case.talk] = case.question or before
        if case.question:
            yield KnownQuestion(case, before, alone.get(case.id, ""), written.get(case.id, {}))


@cache
def _rewritings() -> dict[str, str]:
    lines = REWRITINGS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)
