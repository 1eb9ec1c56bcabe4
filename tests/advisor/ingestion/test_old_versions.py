"""Old versions of guides: as many are kept as was asked, and all that stored answers cite."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts, build_conversations
from advisor.domain import Answer
from advisor.index.library import Library
from advisor.settings import Settings
from tests.made import CountingEmbedder, ask, write_guides


def ingest(settings: Settings, guides: Path, edition: int) -> Parts:
    write_guides(guides, ["Baker"], edition=edition)
    parts = Parts(settings, embedder=CountingEmbedder(), rehearse=lambda _: None)
    parts.ingest([])
    return parts


def versions(parts: Parts, guide_id: str = "baker") -> list[str]:
    """The editions of a guide that can be read, oldest first."""
    with closing(Library.open(parts.directory.path / "library.db")) as library:
        found = [version for one, version in library.idle_versions(0) if one == guide_id]
        texts = [guide.text for version in found if (guide := library.guide_version(guide_id, version))]
    return sorted({text.split("says edition ")[1].split(".")[0] for text in texts}, key=int)


async def keep(settings: Settings, answer: Answer) -> None:
    kept = build_conversations(settings)
    try:
        assert await kept.keep(await kept.begin("somebody"), "somebody", answer)
    finally:
        await kept.aclose()


def test_of_a_guide_as_many_old_versions_are_kept_as_was_asked(settings: Settings, guides: Path) -> None:
    few = settings.model_copy(update={"keep_versions": 4})
    for edition in range(1, 11):
        parts = ingest(few, guides, edition)
    # The two builds that are kept have the editions 9 and 10.
    assert versions(parts) == ["7", "8"]
    assert versions(parts, "welder") == []


def test_zero_keeps_them_all(settings: Settings, guides: Path) -> None:
    for edition in range(1, 14):
        parts = ingest(settings.model_copy(update={"keep_versions": 0}), guides, edition)
    assert len(versions(parts)) == 11


def test_a_version_that_a_stored_answer_cites_is_never_pruned(settings: Settings, guides: Path) -> None:
    few = settings.model_copy(update={"keep_versions": 2})
    for edition in range(1, 4):
        parts = ingest(few, guides, edition)
        if edition == 2:
            cited = ask(parts, "What is the median pay of a Baker?", "baker")
            asyncio.run(keep(few, cited))
    for edition in range(4, 9):
        parts = ingest(few, guides, edition)

    assert versions(parts) == ["2"]
    advisor: Advisor = parts.advisor()
    (citation, *_) = cited.citations
    older = advisor.guide("baker", version=citation.guide.version)
    assert older.text[citation.start : citation.end] == citation.quote
    assert "edition 2" in citation.quote


def test_a_version_whose_answers_were_deleted_goes_with_the_next_ingest(settings: Settings, guides: Path) -> None:
    few = settings.model_copy(update={"keep_versions": 1})
    parts = ingest(few, guides, 1)
    asyncio.run(keep(few, ask(parts, "What is the median pay of a Baker?", "baker")))
    for edition in range(2, 5):
        parts = ingest(few, guides, edition)
    assert versions(parts) == ["1"]

    async def delete() -> None:
        kept = build_conversations(few)
        await kept.delete_all("somebody")
        await kept.aclose()

    asyncio.run(delete())
    assert versions(ingest(few, guides, 5)) == []


def test_while_stored_answers_cannot_be_looked_up_nothing_is_pruned(
    settings: Settings, guides: Path, caplog: pytest.LogCaptureFixture
) -> None:
    few = settings.model_copy(update={"keep_versions": 1})
    ingest(few, guides, 1)
    (settings.data_dir / "conversations.db").write_bytes(b"no database" * 1_000)
    for edition in range(2, 6):
        parts = ingest(few, guides, edition)
    assert versions(parts) == ["1", "2", "3"]
    assert "old versions of guides were kept" in caplog.text


def test_the_library_of_a_guide_that_changes_often_does_not_grow_without_end(settings: Settings, guides: Path) -> None:
    sizes = []
    for edition in range(1, 41):
        ingest(settings, guides, edition)
        if edition in (20, 40):
            sizes.append((settings.data_dir / "library.db").stat().st_size)
    assert sizes[1] <= sizes[0] * 1.1
