"""A folder of made guides is replaced as a whole, and stays as it was when something fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.ingestion.official.made_guides import MadeGuide, SkippedGuide, SourceNotes, make_guides


@dataclass
class Source:
    """A source of the given guides that fails after them if told so."""

    given: tuple[MadeGuide | SkippedGuide, ...]
    fails: bool = False
    name: str = "onet"

    @property
    def notes(self) -> SourceNotes:
        return SourceNotes("O*NET 29.9")

    def __iter__(self) -> Iterator[MadeGuide | SkippedGuide]:
        yield from self.given
        if self.fails:
            raise GuideError("the table is cut short")


def guides(**texts: str) -> tuple[MadeGuide, ...]:
    return tuple(MadeGuide(f"onet-{name}", text) for name, text in texts.items())


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def test_a_newer_import_replaces_the_one_before_and_counts_what_changed(tmp_path: Path) -> None:
    folder = tmp_path / "imported" / "onet"
    first = make_guides(Source(guides(bell="a", kite="b", mist="c")), folder, only_some=False)
    assert [path.name for path in first.added] == ["onet-bell.md", "onet-kite.md", "onet-mist.md"]
    (folder / "note.txt").write_text("mine")

    second = make_guides(Source(guides(bell="a", kite="B", drum="d")), folder, only_some=False)

    names = [
        [path.stem for path in files] for files in (second.added, second.changed, second.unchanged, second.removed)
    ]
    assert names == [["onet-drum"], ["onet-kite"], ["onet-bell"], ["onet-mist"]]
    assert contents(folder) == {"note.txt": "mine", "onet-bell.md": "a", "onet-drum.md": "d", "onet-kite.md": "B"}
    assert [path.name for path in folder.parent.iterdir()] == ["onet"]


def test_an_import_of_some_leaves_the_others(tmp_path: Path) -> None:
    make_guides(Source(guides(bell="a", kite="b")), tmp_path / "out", only_some=False)
    some = make_guides(Source(guides(bell="A")), tmp_path / "out", only_some=True)
    assert [path.name for path in some.others] == ["onet-kite.md"]
    assert contents(tmp_path / "out") == {"onet-bell.md": "A", "onet-kite.md": "b"}


def test_whatever_fails_leaves_the_last_good_state(tmp_path: Path) -> None:
    make_guides(Source(guides(bell="a")), tmp_path / "out", only_some=False)
    with pytest.raises(GuideError, match="cut short"):
        make_guides(Source(guides(bell="A", kite="b"), fails=True), tmp_path / "out", only_some=False)
    skipped = SkippedGuide("Mist Workers", "hardly any data")
    with pytest.raises(GuideError, match=r"No guide could be made of O\*NET 29\.9: Mist Workers was skipped"):
        make_guides(Source((skipped,)), tmp_path / "out", only_some=False)
    assert contents(tmp_path / "out") == {"onet-bell.md": "a"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_guides_of_one_name_are_one_guide_and_a_skipped_one(tmp_path: Path) -> None:
    done = make_guides(Source((*guides(bell="a"), *guides(bell="b"))), tmp_path / "out", only_some=False)
    assert contents(tmp_path / "out") == {"onet-bell.md": "a"}
    assert done.skipped == [SkippedGuide("onet-bell", "its name is taken")]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(GuideError, match=r"cannot be written"):
        make_guides(Source(guides(bell="a")), tmp_path / "file" / "out", only_some=False)
