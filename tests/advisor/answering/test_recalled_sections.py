"""A follow-up is about the passages that the last answer was taken from, first of all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.answering.follow_up_ranking import find_quoted_rows, promote_quoted
from advisor.bootstrap import Parts
from advisor.domain import Passage
from advisor.index.serving import Snapshot
from advisor.retrieval.reranking import Evidence
from advisor.settings import Settings
from advisor.weights import weights

GUIDE = """---
id: baker
title: Baker Guide
role: Baker
---

# Baker Guide

## Setting

Bakeries are hot and floury. Where ovens never cool, bakers work through the night and on weekends.

## Levels

### Helper

A helper weighs flour and cleans the trays.

### Head baker

A head baker plans the shifts of the bakery.

## Sales

Bread is sold in shops, and cakes are ordered ahead for feasts.
"""


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    folder = tmp_path / "guides"
    folder.mkdir()
    (folder / "baker.md").write_text(GUIDE, encoding="utf-8")
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=folder, embed_model="hash"))
    parts.ingest([])
    index = parts.serving_index()
    yield index.current()
    index.close()


def titles(found: dict[int, float], snapshot: Snapshot) -> dict[str, float]:
    return {snapshot.chunks[row].section.title: weight for row, weight in found.items()}


def test_the_section_that_was_quoted_is_recalled_even_where_it_was_put_in_other_words(snapshot: Snapshot) -> None:
    quoted = "Where ovens never cool, bakers work through the night and on weekends. [1]"
    assert titles(dict(find_quoted_rows(quoted, snapshot, "baker")), snapshot) == {"Setting": 1.0}
    reworded = "Bakers work nights and weekends where the ovens never cool."
    assert titles(dict(find_quoted_rows(reworded, snapshot, "baker")), snapshot) == {"Setting": 1.0}


def test_the_sections_beside_it_under_one_heading_are_recalled_less(snapshot: Snapshot) -> None:
    found = titles(dict(find_quoted_rows("A helper weighs flour and cleans the trays.", snapshot, "baker")), snapshot)
    assert found == {"Helper": 1.0, "Head baker": weights().follow_up.sibling_share}


@pytest.mark.parametrize("answer", ["", "The moon is made of green cheese, people said in Lancashire."])
def test_an_answer_that_is_none_of_the_guides_recalls_nothing(snapshot: Snapshot, answer: str) -> None:
    assert dict(find_quoted_rows(answer, snapshot, "baker")) == {}
    assert dict(find_quoted_rows(answer, snapshot, None)) == {}


def test_what_is_recalled_scores_higher_and_comes_first(snapshot: Snapshot) -> None:
    retriever_order = [snapshot.chunks[row] for row in snapshot.rows_of_guide["baker"]]
    passages = tuple(Passage(c, 1.0, 0.0, sentence_scores=(1.0,) * len(c.sentences)) for c in retriever_order)
    evidence = Evidence(passages, 1.0)
    last = len(passages) - 1
    row = snapshot.row_of_chunk[passages[last].chunk.id]
    lifted = promote_quoted(evidence, {row: 1.0}, snapshot)
    assert lifted.passages[0].chunk is passages[last].chunk
    bonus = weights().follow_up.quoted_bonus
    assert lifted.passages[0].score == 1.0 + bonus
    assert set(lifted.passages[0].sentence_scores) == {1.0 + bonus}
    assert replace(lifted, passages=()) == replace(evidence, passages=())
    assert promote_quoted(evidence, {}, snapshot) is evidence
