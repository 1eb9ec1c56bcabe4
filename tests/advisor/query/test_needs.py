"""What a question needs of its topic is read from its own words."""

import pytest

from advisor.query.needs import NeedKind, read_need


@pytest.mark.parametrize(
    ("question", "kind", "clause"),
    [
        ("which of those is quickest", NeedKind.RANK, "which of those is quickest"),
        ("And which is the easiest?", NeedKind.RANK, "which is the easiest"),
        ("easiest", NeedKind.RANK, "which is easiest"),
        ("which of these should I learn first", NeedKind.RANK, "which of these you should learn first"),
        ("What is the most important skill?", NeedKind.RANK, "what the most important skill is"),
        ("which certifications are the most popular", NeedKind.RANK, "which certifications are the most popular"),
        ("do any of those pay better", NeedKind.COMPARISON, "whether any of those pay better"),
        ("an MBA or Six Sigma, which is smarter?", NeedKind.COMPARISON, "which is smarter"),
        ("why", NeedKind.CAUSE, "why"),
        ("How come seniors get more?", NeedKind.CAUSE, "why"),
        ("What is behind the shortage of welders?", NeedKind.CAUSE, "what is behind the shortage of welders"),
        ("part time ok", NeedKind.TERM, "anything about part time"),
        ("What interview questions should I ask?", NeedKind.TERM, "anything about interview questions"),
    ],
)
def test_a_need_is_named_in_the_readers_words(question: str, kind: NeedKind, clause: str) -> None:
    need = read_need(question)
    assert need is not None
    assert (need.kind, need.clause) == (kind, clause)


@pytest.mark.parametrize(
    "question",
    [
        "What certifications are there?",
        "whats the best thing about this job",
        "and the worst",  # the cons
        "What degrees do most welders have?",
        "does it take at least 5 years",
        "what are the biggest challenges",  # a list
        "Does a manager look after more than one site?",
        "Is overtime common?",
        "I work part time now, what would my hours be",  # the reader's own
        "what's the average salary, and is it higher in the order of things",
    ],
)
def test_other_questions_have_none(question: str) -> None:
    assert read_need(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Is that more than for supervisors?",
        "is a welder with ten years of practice quicker than people who have just finished school and knows it all",
    ],
)
def test_a_clause_is_whole_or_not_given(question: str) -> None:
    need = read_need(question)
    assert need is not None
    assert need.clause == ""
