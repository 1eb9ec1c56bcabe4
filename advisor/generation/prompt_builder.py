"""Prompts of a chat model: rules, then fenced data."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

from advisor.domain import Passage, Turn

PROMPTS = Path(__file__).with_name("prompts")
LIMIT_PASSAGES = 6
LIMIT_TURNS = 6
MAX_TURN_CHARS = 600
LIMIT_TITLES = 100  # of guides to choose from
MAX_TITLE_CHARS = 80
SPOKEN = {"user": "Reader", "assistant": "Answer"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """The two messages of a call.

    ``system`` holds our rules and never anything written by a reader or a guide; ``user`` holds the rest.
    """

    system: str
    user: str


def answer_prompt(question: str, history: Sequence[Turn], passages: Sequence[Passage]) -> Prompt:
    """The prompt for one answer; the first passage is [1].

    Fences carry a fresh random mark, so that no text can close one.
    """
    mark = _mark()
    blocks = [f"[{n}] {_place(passage)}\n{passage.chunk.text}" for n, passage in enumerate(passages, 1)]
    user = _template("question").substitute(
        mark=mark, passages="\n\n".join(blocks), earlier=_earlier(history, mark), question=question
    )
    return Prompt(_read("answer"), user)


def rewriting_prompt(question: str, history: Sequence[Turn]) -> Prompt:
    """The prompt for rewriting a follow-up as a standalone question.

    It is fenced like the others.
    """
    mark = _mark()
    user = _template("follow-up").substitute(mark=mark, earlier=_earlier(history, mark), question=question)
    return Prompt(_read("rewrite"), user)


def understanding_prompt(question: str, history: Sequence[Turn], titles: Sequence[str]) -> Prompt:
    """The prompt for putting a question into lines to look up.

    ``titles`` are the guides that it may be about.
    """
    mark = _mark()
    shown = "\n".join(" ".join(title.split())[:MAX_TITLE_CHARS] for title in titles[:LIMIT_TITLES])
    user = _template("asked").substitute(mark=mark, titles=shown, earlier=_earlier(history, mark), question=question)
    return Prompt(_read("understand"), user)


def translating_prompt(sentences: Sequence[str], language: str) -> Prompt:
    """The prompt for putting sentences into a language, by its code."""
    mark = _mark()
    lines = "\n".join(f"{n}: {' '.join(text.split())}" for n, text in enumerate(sentences, 1))
    user = _template("translation").substitute(mark=mark, sentences=lines, n=len(sentences), language=language)
    return Prompt(_read("translate"), user)


def verifying_prompt(sentences: Sequence[tuple[str, Sequence[str]]]) -> Prompt:
    """The prompt for reading sentences again, each with nothing but its quotes."""
    mark = _mark()
    blocks = []
    for n, (text, quotes) in enumerate(sentences, 1):
        lines = "\n".join(f"  - {' '.join(quote.split())}" for quote in quotes)
        blocks.append(f"{n}. Sentence: {' '.join(text.split())}\n   Quotes:\n{lines}")
    user = _template("verdicts").substitute(mark=mark, sentences="\n\n".join(blocks), n=len(blocks))
    return Prompt(_read("verify"), user)


def fit_passages(passages: Sequence[Passage], max_chars: int) -> tuple[Passage, ...]:
    """The best passages within ``max_chars`` together; always the first."""
    sent: list[Passage] = []
    n_chars = 0
    for passage in passages[:LIMIT_PASSAGES]:
        n_chars += len(passage.chunk.text)
        if sent and n_chars > max_chars:
            break
        sent.append(passage)
    return tuple(sent)


@cache
def prompts_hash() -> str:
    """A short hash of all prompt templates, recorded with evaluation runs."""
    names = sorted(path.stem for path in PROMPTS.glob("*.md"))
    return sha256("\0".join(_read(name) for name in names).encode()).hexdigest()[:12]


def _mark() -> str:
    return f"=== {secrets.token_hex(8)} ==="


def _earlier(history: Sequence[Turn], mark: str) -> str:
    if not history:
        return ""
    turns = [f"{SPOKEN[turn.role]}: {' '.join(turn.content.split())[:MAX_TURN_CHARS]}" for turn in history]
    return _template("earlier").substitute(mark=mark, turns="\n".join(turns[-LIMIT_TURNS:]))


def _place(passage: Passage) -> str:
    return f"({': '.join((passage.chunk.guide.title, *passage.chunk.section.path))})"


@cache
def _template(name: str) -> Template:
    return Template(_read(name))


@cache
def _read(name: str) -> str:
    return (PROMPTS / f"{name}.md").read_text(encoding="utf-8")
