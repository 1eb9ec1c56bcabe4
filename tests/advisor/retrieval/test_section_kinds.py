"""Sections of the kind that answers a question, in guides with and without vectors of their titles."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

from advisor.bootstrap import Parts
from advisor.embeddings import HashEmbedder
from advisor.index.library import FILE_NAME
from advisor.index.snapshot import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.query.answer_type import detect_answer_type
from advisor.query.intent_bank import IntentMatch
from advisor.query.section_kinds import AnsweringSections, HeadingModel
from advisor.retrieval.section_kinds import section_agreement
from advisor.settings import Settings
from tests.made import write_guides

QUESTION = "what do they earn"


def agreements(snapshot: Snapshot) -> dict[str, float]:
    """How much each section of the guide is of the kind that answers the question."""
    headings = HashEmbedder().encode(["Pay", "Tools"])
    asked = AnsweringSections(np.array([1.0, 0.0], np.float32), HeadingModel(("pay", "tools"), headings, np.arange(2)))
    nothing = np.zeros(4, np.float32)
    intent = IntentMatch(0.5, 0.1, 0.1, ("pay",), nothing, (0.5, -0.5, -0.5), {}, nothing, asked)
    wording = AnalysedWording(QUESTION, QUESTION, detect_answer_type(QUESTION), intent=intent)
    guide = snapshot.guides["baker"]
    return {s.title: section_agreement(snapshot, "baker", s, wording) for s in guide.sections}


def made(tmp_path: Path) -> Parts:
    corpus = write_guides(tmp_path / "guides", ["Baker"])
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=corpus), embedder=HashEmbedder())
    parts.ingest([])
    return parts


def test_the_section_of_the_kind_asked_for_agrees_most(tmp_path: Path) -> None:
    with closing(made(tmp_path).serving_index()) as index:
        found = agreements(index.current())
    assert max(found, key=lambda title: found[title]) == "Pay"
    assert found["Pay"] > found["Tools"]


def test_a_guide_of_an_older_program_agrees_with_nothing_until_the_next_ingest(tmp_path: Path) -> None:
    parts = made(tmp_path)
    with closing(sqlite3.connect(tmp_path / "data" / FILE_NAME)) as library, library:
        library.execute("DELETE FROM titles")
    with closing(parts.serving_index()) as index:
        assert set(agreements(index.current()).values()) == {0.0}
    parts.ingest([])
    with closing(parts.serving_index()) as index:
        assert agreements(index.current())["Pay"] > 0.5
