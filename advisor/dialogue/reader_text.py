"""Bounds of a reader's words: what every stage after this reads, shortened before anything is parsed."""

import re
from collections.abc import Iterator
from dataclasses import replace

from advisor.domain import Question, Turn

MAX_TURNS = 20
MAX_QUESTION_CHARS = 2_000  # of an earlier question; the one asked is refused above that
MAX_ANSWER_CHARS = 4_000
MAX_HISTORY_CHARS = 16_000
MAX_RUN = 3  # of the same mark or word, one after another
MAX_LETTERS = 6  # the same in a row

_SPACE = re.compile(r"\s++")
_MARKS = re.compile(r"([^\w\s])\1{3,}+")
_LETTERS = re.compile(r"(\w)\1{6,}+")


def bound_question(question: Question) -> Question:
    """The question as it is parsed: runs shortened, and no more history than a talk needs, the newest turns."""
    return replace(question, text=squeeze(question.text), history=tuple(reversed(list(_newest(question.history)))))


def squeeze(text: str) -> str:
    """Shorten runs that say nothing: of white space to one, of a mark or a word to three, of a letter to six.

    A run with a line break becomes one line break. Any other text stays as it is.
    """
    text = _SPACE.sub(lambda run: "\n" if "\n" in run[0] else " ", text)
    text = _LETTERS.sub(lambda run: run[1] * MAX_LETTERS, _MARKS.sub(lambda run: run[1] * MAX_RUN, text))
    words = text.split(" ")
    kept = [word for n, word in enumerate(words) if n < MAX_RUN or any(words[n - k] != word for k in (1, 2, 3))]
    return " ".join(kept)


def _newest(history: tuple[Turn, ...]) -> Iterator[Turn]:
    """The last turns that fit, newest first, each shortened; a pair is not told apart."""
    n_chars = 0
    for turn in reversed(history[-MAX_TURNS:]):
        limit = MAX_QUESTION_CHARS if turn.role == "user" else MAX_ANSWER_CHARS
        content = squeeze(turn.content[: 2 * limit])[:limit]
        n_chars += len(content)
        if n_chars > MAX_HISTORY_CHARS:
            return
        yield replace(turn, content=content)
