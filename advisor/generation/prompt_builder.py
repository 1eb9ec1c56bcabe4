"""Prompts of a chat model: rules, then fenced data."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from string import Template

from advisor.domain import Passage, Turn

PROMPTS = Path(__file__).with_name("prompts")
LIMIT_TURNS = 6
MAX_TURN_CHARS = 600
_SECRET = secrets.token_bytes(32)
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


def answer_prompt(
    question: str, history: Sequence[Turn], passages: Sequence[Passage], *, phrases: bool = False
) -> Prompt:
    """The prompt for one answer; the first passage is [1].

    ``phrases``: no verdict is asked for. The same passages make the same beginning, which services keep ready between
    calls.
    """
    firsts = {passage.chunk.guide.id: n for n, passage in reversed(list(enumerate(passages, 1)))}
    shown = "\n\n".join(
        f"[{n}] {_place(passage, with_origin=firsts[passage.chunk.guide.id] == n)}\n{passage.chunk.text}"
        for n, passage in enumerate(passages, 1)
    )
    mark = _mark_of(shown)
    user = _template("phrase-question" if phrases else "question").substitute(
        mark=mark, passages=shown, earlier=_earlier(history, mark), question=question
    )
    return Prompt(_read("phrase" if phrases else "answer"), user)


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


@cache
def prompts_hash() -> str:
    """A short hash of all prompt templates, recorded with evaluation runs."""
    names = sorted(path.stem for path in PROMPTS.glob("*.md"))
    return sha256("\0".join(_read(name) for name in names).encode()).hexdigest()[:12]


def _mark() -> str:
    """A fresh mark for fences, so that no text can close one."""
    return f"=== {secrets.token_hex(8)} ==="


def _mark_of(text: str) -> str:
    """The mark of a text, which nobody outside this process can foretell."""
    return f"=== {blake2b(text.encode('utf-8', 'replace'), key=_SECRET, digest_size=8).hexdigest()} ==="


def _earlier(history: Sequence[Turn], mark: str) -> str:
    if not history:
        return ""
    turns = [f"{SPOKEN[turn.role]}: {' '.join(turn.content.split())[:MAX_TURN_CHARS]}" for turn in history]
    return _template("earlier").substitute(mark=mark, turns="\n".join(turns[-LIMIT_TURNS:]))


def _place(passage: Passage, *, with_origin: bool) -> str:
    """A passage's guide and headings; with country, date and authors at a guide's first."""
    guide = passage.chunk.guide
    known = guide.metadata
    origin = (
        "; ".join(filter(None, (known.country, known.as_of or known.date, ", ".join(known.credited))))
        if with_origin
        else ""
    )
    title = f"{guide.title} ({origin})" if origin else guide.title
    return f"({': '.join((title, *passage.chunk.section.path))})"


@cache
def _template(name: str) -> Template:
    return Template(_read(name))


@cache
def _read(name: str) -> str:
    return (PROMPTS / f"{name}.md").read_text(encoding="utf-8")
