"""What serves: always one whole build, the newest that can be opened, whatever becomes of its files."""

import asyncio
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Question
from advisor.errors import NoIndexError, StorageError
from advisor.index.serving import SearchMode, ServingIndex, SnapshotGoneError
from advisor.settings import Settings
from tests.made import CountingEmbedder, ask, write_guides
from tests.torture.killing import Child, Stage

QUESTION = "What is the median pay of a Baker?"
FILES = ("chroma.sqlite3", "data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin")


@pytest.fixture
def index(indexed: Parts) -> Iterator[ServingIndex]:
    index = indexed.serving_index()
    yield index
    index.close()


def harm_build(parts: Parts, name: str, harm: str) -> None:
    build = parts.directory.build_path(parts.directory.current_build() or "")
    if name == "the whole build":
        shutil.rmtree(build)
        return
    (path,) = build.rglob(name)
    size = path.stat().st_size
    if harm == "gone":
        path.unlink()
    elif harm == "truncated":
        os.truncate(path, size // 2)
    else:
        zeros = bytes(size)
        # In so small a build one file is nothing but zeros, so there the opposite is the damage.
        path.write_bytes(zeros if path.read_bytes() != zeros else b"\xff" * size)


def vectors(n: int = 12) -> list[np.ndarray]:
    made = np.random.default_rng(3).normal(size=(n, 64)).astype(np.float32)
    return [vector / np.linalg.norm(vector) for vector in made]


def neighbours(index: ServingIndex) -> list[list[int]]:
    return [[near.key for near in index.current().neighbours(vector, 5)] for vector in vectors()]


@pytest.mark.parametrize("harm", ["gone", "truncated", "zeroed"])
@pytest.mark.parametrize("name", [*FILES, "manifest.json", "the whole build"])
def test_a_build_damaged_while_it_serves_is_searched_exactly_and_made_anew(
    indexed: Parts, index: ServingIndex, name: str, harm: str
) -> None:
    assert index.current().search is SearchMode.CHROMA
    before, chunks = neighbours(index), [chunk.id for chunk in index.current().chunks]
    damaged = indexed.directory.current_build()
    harm_build(indexed, name, harm)

    assert neighbours(index) == before  # until it is noticed

    index.probe()

    assert index.current().search is SearchMode.CHROMA
    assert index.health().warnings == ()
    assert indexed.directory.current_build() != damaged
    assert neighbours(index) == before
    assert [chunk.id for chunk in index.current().chunks] == chunks


@pytest.mark.parametrize("harm", ["gone", "truncated", "zeroed"])
@pytest.mark.parametrize("name", [*FILES, "manifest.json", "the whole build"])
def test_a_build_found_damaged_at_the_start_is_searched_exactly_until_it_is_made_anew(
    indexed: Parts, index: ServingIndex, name: str, harm: str
) -> None:
    before = neighbours(index)
    harm_build(indexed, name, harm)
    late = indexed.serving_index()

    assert late.current().search is SearchMode.EXACT
    assert neighbours(late) == before
    assert "Searching exactly" in late.health().warnings[0]

    late.probe()

    assert late.current().search is SearchMode.CHROMA
    assert neighbours(late) == before
    assert late.health().warnings == ()


def test_answers_are_the_same_before_during_and_after_the_repair(indexed: Parts) -> None:
    def seen(answer: Answer) -> tuple[object, ...]:
        return answer.status, answer.text, answer.citations

    before = seen(ask(indexed, QUESTION))
    harm_build(indexed, "data_level0.bin", "zeroed")
    assert seen(ask(indexed, QUESTION)) == before
    indexed.serving_index().probe()
    assert seen(ask(indexed, QUESTION)) == before


def test_an_ingest_notices_a_damaged_build_and_makes_it_anew(indexed: Parts, embedder: CountingEmbedder) -> None:
    damaged = indexed.directory.current_build()
    harm_build(indexed, "length.bin", "zeroed")
    embedder.encoded.clear()

    summary = indexed.ingest([])

    assert summary.build_id != damaged
    assert embedder.encoded == []
    assert indexed.serving_index().current().search is SearchMode.CHROMA


def test_exact_and_chroma_search_find_the_same(indexed: Parts, index: ServingIndex) -> None:
    by_chroma = [index.current().neighbours(vector, 10) for vector in vectors(50)]
    harm_build(indexed, "chroma.sqlite3", "zeroed")
    late = indexed.serving_index().current()
    for vector, chroma in zip(vectors(50), by_chroma, strict=True):
        exact = late.neighbours(vector, 10)
        assert [near.key for near in exact] == [near.key for near in chroma]
        assert [near.cosine for near in exact] == pytest.approx([near.cosine for near in chroma], abs=1e-4)


def test_a_repair_waits_while_another_process_writes(indexed: Parts, index: ServingIndex) -> None:
    before = neighbours(index)
    harm_build(indexed, "header.bin", "gone")
    with indexed.directory.writing():
        index.probe()
        assert index.current().search is SearchMode.EXACT
        assert neighbours(index) == before
    index.probe()
    assert index.current().search is SearchMode.CHROMA


def test_of_two_servers_that_notice_the_damage_one_makes_the_build_anew(indexed: Parts, index: ServingIndex) -> None:
    damaged = index.current().record.id
    other = indexed.serving_index()
    assert other.current().record.id == damaged
    harm_build(indexed, "header.bin", "gone")

    index.probe()
    made = indexed.directory.current_build()
    assert indexed.indexer().repair(damaged) is None
    other.probe()

    assert indexed.directory.current_build() == made != damaged
    assert other.current().record.id == made


def test_nothing_serves_before_the_first_ingest_and_then_what_was_ingested(parts: Parts) -> None:
    index = parts.serving_index()
    with pytest.raises(NoIndexError, match="run `advisor ingest`"):
        index.current()
    assert index.health().search is None

    parts.ingest([])

    assert len(index.current().guides) == 4


def test_a_build_that_cannot_be_opened_leaves_the_former_serving_and_is_told(
    indexed: Parts, index: ServingIndex
) -> None:
    serving = index.current().record.id
    indexed.directory.switch_to("0000-abc")

    assert index.refresh().record.id == serving
    (warning,) = index.health().warnings
    assert "does not know the serving build 0000-abc" in warning

    indexed.directory.switch_to(serving)
    index.refresh()
    assert index.health().warnings == ()


def test_a_garbled_pointer_leaves_the_former_build_serving(indexed: Parts, index: ServingIndex) -> None:
    serving = index.current().record.id
    indexed.directory.pointer.write_bytes(b"garbage")

    assert index.refresh().record.id == serving
    assert "cannot be read" in index.health().warnings[0]


def test_a_library_that_is_moved_away_and_made_anew_is_moved_to(indexed: Parts, index: ServingIndex) -> None:
    old = index.current().record.id
    for path in indexed.directory.path.glob("library.db*"):
        path.rename(path.with_name(f"old-{path.name}"))
    indexed.directory.pointer.unlink()

    indexed.ingest([])

    assert index.refresh().record.id != old
    assert ask(indexed, QUESTION, "baker").citations


def test_a_question_begun_several_ingests_ago_is_answered_from_the_newest_build(indexed: Parts, guides: Path) -> None:
    async def run() -> Answer:
        advisor = indexed.advisor()  # nothing watches for new builds
        assert "edition 1" in (await advisor.ask(Question(QUESTION, guide_id="baker"))).text
        for edition in (2, 3, 4):
            write_guides(guides, edition=edition)
            indexed.ingest([])
        try:
            return await advisor.ask(Question(QUESTION, guide_id="baker"))
        finally:
            await advisor.aclose()

    answer = asyncio.run(run())

    assert "edition 4" in answer.text
    assert_of_one_edition(answer)


def test_a_snapshot_whose_build_was_dropped_says_so(indexed: Parts, index: ServingIndex, guides: Path) -> None:
    snapshot = index.current()
    for edition in (2, 3):
        write_guides(guides, edition=edition)
        indexed.ingest([])

    with pytest.raises(SnapshotGoneError):
        snapshot.vectors([0, 1])
    assert issubclass(SnapshotGoneError, StorageError)


def assert_of_one_edition(answer: Answer) -> None:
    """Every quote stands in its guide, and all are of one edition of it."""
    assert answer.citations, answer
    editions = set()
    for citation in answer.citations:
        assert citation.quote == citation.guide.text[citation.start : citation.end]
        editions.update(re.findall(r"edition \d+", citation.guide.text))
    assert len(editions) == 1, editions


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as child:
        yield child


@pytest.mark.parametrize("watched", [True, False], ids=["watching", "not watching"])
def test_while_another_process_ingests_no_answer_fails_and_none_is_mixed(
    indexed: Parts, settings: Settings, guides: Path, child: Child, watched: bool
) -> None:
    answers: list[Answer] = []
    done = asyncio.Event()

    async def ask_on(advisor: Advisor, question: str) -> None:
        while not done.is_set():
            answers.append(await advisor.ask(Question(question)))

    def ingest_thrice() -> None:
        for edition in (2, 3, 4):
            write_guides(guides, edition=edition)
            child.ingest(Stage(settings, ()))

    async def run() -> Answer:
        advisor = indexed.advisor()
        watch = asyncio.create_task(advisor.watch()) if watched else None
        questions = (QUESTION, "What gloves does a Florist use?", "How long does it take to become a Welder?")
        askers = [asyncio.create_task(ask_on(advisor, question)) for question in questions]
        await asyncio.to_thread(ingest_thrice)
        done.set()
        await asyncio.gather(*askers)
        if watch:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
        await asyncio.to_thread(advisor._index.refresh)
        last = await advisor.ask(Question(QUESTION))
        await advisor.aclose()
        return last

    last = asyncio.run(run())

    assert answers
    for answer in [*answers, last]:
        assert_of_one_edition(answer)
    assert "edition 4" in last.text


def test_a_watch_moves_to_a_new_build_by_itself(indexed: Parts, guides: Path) -> None:
    async def run() -> str:
        advisor = indexed.advisor()
        await advisor.ask(Question(QUESTION))
        watch = asyncio.create_task(advisor.watch())
        write_guides(guides, edition=2)
        await asyncio.to_thread(indexed.ingest, [])
        build = indexed.directory.current_build()
        while advisor.readiness().build != build:  # noqa: ASYNC110  # the watch tells nobody
            await asyncio.sleep(0.05)
        answer = await advisor.ask(Question(QUESTION))
        watch.cancel()
        await advisor.aclose()
        return answer.text

    assert "edition 2" in asyncio.run(run())


def test_a_watch_makes_a_damaged_build_anew_by_itself(indexed: Parts, settings: Settings) -> None:
    quick = Parts(settings.model_copy(update={"probe_interval_s": 0.05}), embedder=CountingEmbedder())

    async def run() -> None:
        advisor = quick.advisor()
        before = (await advisor.ask(Question(QUESTION))).text
        watch = asyncio.create_task(advisor.watch())
        damaged = indexed.directory.current_build()
        harm_build(indexed, "data_level0.bin", "zeroed")
        while advisor.readiness().build == damaged:
            await asyncio.sleep(0.05)
            assert (await advisor.ask(Question(QUESTION))).text == before
        assert advisor.readiness().search == "chroma"
        assert (await advisor.ask(Question(QUESTION))).text == before
        watch.cancel()
        await advisor.aclose()

    asyncio.run(run())
