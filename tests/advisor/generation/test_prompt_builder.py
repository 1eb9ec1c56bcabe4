"""Prompts hold what others wrote between marks that nobody can foretell."""

import pytest

from advisor.domain import Passage
from advisor.generation import prompt_builder
from advisor.generation.prompt_builder import answer_prompt
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text

HEAD = "---\nrole: Smith\ncountry: Wales\n---\n"
TEXT = f"{HEAD}# Smith Guide\n\n## Work\n\nSmiths work in shops.\n\n## Pay\n\nPay is good.\n"
PASSAGES = [Passage(chunk, 1.0, 1.0) for chunk in chunk_guide(parse_text(TEXT, name="smith.md"))]


def mark(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("==="))


def test_the_same_passages_begin_alike_whatever_is_asked_and_others_have_another_mark() -> None:
    one, other = (answer_prompt(asked, (), PASSAGES).user for asked in ("How?", "Why is that?"))
    assert one[: one.index("How?")] == other[: other.index("Why is that?")]
    assert mark(answer_prompt("How?", (), PASSAGES[:1]).user) != mark(one)


def test_another_process_has_another_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    one = mark(answer_prompt("How?", (), PASSAGES).user)
    monkeypatch.setattr(prompt_builder, "_SECRET", b"another process")
    assert mark(answer_prompt("How?", (), PASSAGES).user) != one


def test_a_guides_origin_goes_with_its_first_passage() -> None:
    user = answer_prompt("How?", (), PASSAGES).user
    assert "[1] (Smith Guide (Wales): Work)" in user
    assert "[2] (Smith Guide: Pay)" in user


def test_a_model_that_only_phrases_is_asked_for_no_verdict() -> None:
    asked, plain = answer_prompt("How?", (), PASSAGES), answer_prompt("How?", (), PASSAGES, phrases=True)
    assert "NOT IN THE GUIDE" in asked.system
    assert "NOT IN THE GUIDE" not in plain.system + plain.user
