"""Which passages a question finds: the right ones first, within the guide asked for, with or without an encoder."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from advisor.bootstrap import Parts
from advisor.embeddings import HashEmbedder
from advisor.errors import StaleIndexError, UnknownGuideError
from advisor.index.serving import Snapshot
from advisor.retrieval.retriever import LIMIT_PASSAGES, Retriever
from advisor.settings import Settings
from tests.made import CountingEmbedder, write_guides

MANY = ("Welder", "Baker", "Surveyor", "Florist", "Miner", "Plumber", "Weaver", "Farmer")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("retrieval")
    corpus = write_guides(folder / "guides", MANY)
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=corpus), embedder=HashEmbedder())
    parts.ingest([])
    index = parts.serving_index()
    yield index.current()
    index.close()


@pytest.mark.parametrize("embedder", [HashEmbedder(), None], ids=["with an encoder", "by wording"])
@pytest.mark.parametrize(
    ("question", "guide", "section"),
    [
        ("What is the median pay of a Baker?", "baker", "Pay"),
        ("Which gloves and apron does a Miner need as tools?", "miner", "Tools"),
        ("Can a Plumber work from home?", "plumber", "Can a Plumber work from home?"),
        ("How long does it take to become a Weaver?", "weaver", "How long does it take to become a Weaver?"),
    ],
)
def test_the_section_that_answers_comes_first(
    snapshot: Snapshot, embedder: HashEmbedder | None, question: str, guide: str, section: str
) -> None:
    for guide_id in (None, guide):
        best = Retriever(embedder).retrieve(snapshot, (question,), guide_id)[0]
        assert (best.chunk.guide.id, best.chunk.section.title) == (guide, section)


@pytest.mark.parametrize("embedder", [HashEmbedder(), None], ids=["with an encoder", "by wording"])
def test_passages_are_ranked_different_and_of_the_guide_that_was_asked_for(
    snapshot: Snapshot, embedder: HashEmbedder | None
) -> None:
    for guide_id in (None, "baker"):
        found = Retriever(embedder).retrieve(snapshot, ("What does a Baker earn for which work?",), guide_id)
        assert 0 < len(found) <= LIMIT_PASSAGES
        assert len({passage.chunk.id for passage in found}) == len(found)
        assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
        assert all(len(p.sentence_scores) == len(p.chunk.sentences) for p in found)
        assert guide_id is None or {p.chunk.guide.id for p in found} == {guide_id}


def test_the_cosines_of_a_passage_are_those_of_its_texts(snapshot: Snapshot) -> None:
    embedder = HashEmbedder()
    question = "What is the median pay of a Baker?"
    vector = embedder.encode([question])[0]
    for passage in Retriever(embedder).retrieve(snapshot, (question,), "baker"):
        chunk = passage.chunk
        sentences = [chunk.guide.text[s.start : s.end] for s in chunk.sentences]
        assert passage.sentence_scores == pytest.approx((embedder.encode(sentences) @ vector).tolist(), abs=2e-3)


def test_of_several_wordings_a_passage_keeps_its_best_score(snapshot: Snapshot) -> None:
    retriever = Retriever(HashEmbedder())
    own, other = "and there?", "What is the median pay of a Baker?"
    alone = {p.chunk.id: p.score for p in retriever.retrieve(snapshot, (other,), "baker", 100)}
    both = retriever.retrieve(snapshot, (own, other, own), "baker", 100)
    assert both[0].chunk.section.title == "Pay"
    assert all(p.score >= alone[p.chunk.id] - 1e-6 for p in both if p.chunk.id in alone)


def test_an_unknown_guide_names_the_known_ones(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownGuideError, match=r"'astronaut'.*baker"):
        Retriever(None).retrieve(snapshot, ("What pay?",), "astronaut")


def test_a_question_without_a_known_word_finds_nothing_by_wording(snapshot: Snapshot) -> None:
    assert Retriever(None).retrieve(snapshot, ("Xyzzy plugh?",), None) == ()


@pytest.mark.parametrize("guide_id", [None, "baker"])
def test_a_question_vector_of_another_length_is_one_sentence(snapshot: Snapshot, guide_id: str | None) -> None:
    with pytest.raises(StaleIndexError, match=r"64 values.*32.*--rebuild"):
        Retriever(HashEmbedder(dimensions=32)).retrieve(snapshot, ("What pay?",), guide_id)


def test_an_empty_index_finds_nothing(parts: Parts, guides: Path) -> None:
    parts.ingest([guides / "baker.md"])
    parts.indexer().remove("baker")
    empty = parts.serving_index().current()
    for embedder in (CountingEmbedder(), None):
        assert Retriever(embedder).retrieve(empty, ("What pay?",), None) == ()


def test_a_long_guide_among_others_is_searched_by_itself(tmp_path: Path) -> None:
    folder = write_guides(tmp_path / "guides", MANY)
    sections = "".join(f"## Job {n}\n\nJob {n} of a Clerk is to file folder {n}.\n\n" for n in range(260))
    (folder / "clerk.md").write_text(f"# Clerk Guide\n\n{sections}")
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=folder), embedder=HashEmbedder())
    parts.ingest([])
    index = parts.serving_index()
    assert len(index.current().rows_of_guide["clerk"]) == 260

    found = Retriever(HashEmbedder()).retrieve(index.current(), ("What is job 137 of a Clerk?",), "clerk")

    assert {passage.chunk.guide.id for passage in found} == {"clerk"}
    assert "Job 137" in [passage.chunk.section.title for passage in found]


def test_neighbours_are_given_with_their_cosines(snapshot: Snapshot) -> None:
    vector = HashEmbedder().encode(["median pay of a Baker"])[0]
    near = snapshot.neighbours(vector, 5)
    rows = [snapshot.row_of[n.key] for n in near]
    made = snapshot.vectors(rows)
    cosine_of = dict(zip(made.keys, (made.chunks @ vector).tolist(), strict=True))
    assert [n.cosine for n in near] == pytest.approx([cosine_of[n.key] for n in near], abs=1e-4)
    assert np.all(np.diff([n.cosine for n in near]) <= 1e-6)
