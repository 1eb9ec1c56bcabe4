"""Ingests that are killed, and what has to hold afterwards."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from advisor.bootstrap import Parts
from advisor.index.chroma import MIN_RECALL, ChunkStore, is_found, recall_at_10
from advisor.index.library import FILE_NAME, Library
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text
from advisor.settings import Settings
from tests.made import ask, guide_text, write_guides

BEFORE = ("Welder", "Baker", "Surveyor", "Florist")
AFTER = ("Welder", "Baker", "Florist", "Miner")  # in a second edition; the Surveyor's file is gone

Texts = dict[str, str]


@dataclass(slots=True)
class Child:
    """The process in which ingests are begun and killed. Not a thread of it is left when it ends."""

    process: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> "Child":
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("ingest_child.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert self._heard() == {"ready": True}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self.process:
            self.process.kill()

    def ingest(self, stage: "Stage", *, die_at: int | None = None, kill_after_s: float | None = None) -> list[str]:
        """One ingest, to its end or to its death; returns the steps it came to."""
        assert self.process.stdin is not None
        order = {"data": str(stage.settings.data_dir), "corpus": str(stage.settings.corpus_dir), "die_at": die_at}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        pid = int(self._heard()["pid"])
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            with contextlib.suppress(ProcessLookupError):  # it was done before
                os.kill(pid, signal.SIGKILL)  # a child that has ended already is a zombie until its end is told
        steps = []
        while "step" in (heard := self._heard()):
            steps.append(str(heard["step"]))
        if die_at is None and kill_after_s is None:
            assert heard["status"] == 0, f"the ingest failed after {steps}"
        return steps

    def _heard(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        heard = json.loads(self.process.stdout.readline())
        assert isinstance(heard, dict)
        return heard


@dataclass(frozen=True, slots=True)
class Stage:
    """An index of the first edition beside a corpus of the second, so that an ingest adds, updates and removes.

    ``states`` are the texts by guide that may serve: before and after.
    """

    settings: Settings
    states: Sequence[Texts]

    def parts(self) -> Parts:
        return Parts(self.settings)


def prepare(folder: Path) -> Path:
    """A folder with ``data``, an index of the first edition, and ``corpus``, the second edition."""
    corpus = write_guides(folder / "corpus", BEFORE)
    Parts(Settings(data_dir=folder / "data", corpus_dir=corpus, embed_model="hash")).ingest([])
    (corpus / "surveyor.md").unlink()
    write_guides(corpus, AFTER, edition=2)
    return folder


@contextmanager
def staged(prepared: Path, folder: Path, *, fresh: bool = False) -> Iterator[Stage]:
    """A copy of what was prepared, thrown away afterwards; ``fresh`` begins without an index."""
    data = folder / "data"
    before = {} if fresh else texts(BEFORE, 1)
    if not fresh:
        shutil.copytree(prepared / "data", data)
    try:
        yield Stage(
            Settings(data_dir=data, corpus_dir=prepared / "corpus", embed_model="hash"), (before, texts(AFTER, 2))
        )
    finally:
        shutil.rmtree(data, ignore_errors=True)


def texts(roles: Sequence[str], edition: int) -> Texts:
    guides = [parse_text(guide_text(role, edition=edition), name=f"{role.lower()}.md") for role in roles]
    return {guide.id: guide.text for guide in guides}


def check_whole(stage: Stage) -> str:
    """Assert that exactly one whole build answers, with Chroma, and rightly; returns ``before`` or ``after``."""
    parts = stage.parts()
    current = parts.current()
    if current is None:
        assert stage.states[0] == {}
        return "before"
    with closing(Library(parts.directory.path / FILE_NAME)) as library:
        guides = library.guides([entry.key for entry in current.entries])
        held = {guide.id: guide.text for guide in guides.values()}
        assert held in stage.states, f"a build of {sorted(held)} serves, which is neither the old nor the new one"
        stored = library.chunks(guides)
        wanted = [chunk.id for _, guide in sorted(guides.items()) for chunk in chunk_guide(guide)]
        assert [chunk.id for chunk in stored.chunks] == wanted
        matrix = library.matrix(stored.keys, current.dimensions)
        assert len(library.vectors(stored.keys, current.dimensions)) == len(stored.keys)
        library.words(stored.keys)  # raises when one lacks them
    with closing(ChunkStore(parts.directory.build_path(current.id))) as store:
        assert all(is_found(key, near) for key, near in zip(stored.keys, store.search_many(matrix, 3), strict=True))
        assert recall_at_10(store, stored.keys, matrix) >= MIN_RECALL
    edition = "edition 1" if held == stage.states[0] else "edition 2"
    answer = ask(parts, "What is the median pay of a Baker?", "baker")
    assert answer.citations
    for citation in answer.citations:
        assert citation.quote == held[citation.guide.id][citation.start : citation.end]
    assert edition in answer.citations[0].quote
    return "before" if held == stage.states[0] else "after"


def check_converges(stage: Stage) -> None:
    """Assert that ingesting again gives the new index, whole, with nothing left lying about."""
    parts = stage.parts()
    parts.ingest([])
    assert check_whole(stage) == "after"
    current = parts.current()
    assert current is not None
    corpus = stage.settings.corpus_dir
    assert corpus is not None
    entries = {(entry.guide_id, entry.origin, entry.source) for entry in current.entries}
    assert entries == {(path.stem, "corpus", str(path)) for path in corpus.iterdir()}
    kept = set(parts.directory.kept_builds())
    assert {path.name for path in (parts.directory.path / "builds").iterdir()} == kept
    assert not (parts.directory.path / "current.new").exists()
    assert parts.ingest([]).n_encoded == 0
    assert parts.directory.current_build() == current.id
