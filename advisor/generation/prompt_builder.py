"""Question and Passages -> the two messages a chat model gets: our rules, and everything else fenced as data."""

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
SPOKEN = {"user": "Reader", "assistant": "Answer"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """``rules`` is the system's message and never holds anything a reader or a guide wrote; ``asked`` is the user's."""

    rules: str
    asked: str


def answer_prompt(question: str, history: Sequence[Turn], passages: Sequence[Passage]) -> Prompt:
    """For one answer, the first passage as [1]. Fences are marked anew each time, so that no text can close one."""
    mark = _mark()
    blocks = [f"[{n}] {_place(passage)}\n{passage.chunk.text}" for n, passage in enumerate(passages, 1)]
    asked = _template("question").substitute(
        mark=mark, passages="\n\n".join(blocks), earlier=_earlier(history, mark), question=question
    )
    return Prompt(_read("answer"), asked)


def rewriting_prompt(question: str, history: Sequence[Turn]) -> Prompt:
    """For making a follow-up stand alone; fenced as above."""
    mark = _mark()
    asked = _template("follow-up").substitute(mark=mark, earlier=_earlier(history, mark), question=question)
    return Prompt(_read("rewrite"), asked)


def fitting(passages: Sequence[Passage], max_chars: int) -> tuple[Passage, ...]:
    """The best passages that a prompt has room for, of ``max_chars`` together; always the first."""
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
    """Tells runs of different prompts apart."""
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
