"""Guides made of an official source, and the folder that keeps them."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from advisor.errors import GuideError

STAGING = ".making-"


@dataclass(frozen=True, slots=True)
class MadeGuide:
    """A guide as the Markdown of its file.

    ``name`` is its id and the file's name.
    """

    name: str
    markdown: str


@dataclass(frozen=True, slots=True)
class SkippedGuide:
    """Something of a source that no guide was made of."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceNotes:
    """What a source is and what of it was not read.

    ``unknown`` are tables with unknown names, ``aside`` known ones that no guide needs, ``lacking`` those that are not
    there, ``columns`` columns with unknown names.
    """

    title: str
    unknown: Sequence[str] = ()
    aside: Sequence[str] = ()
    lacking: Sequence[str] = ()
    columns: Sequence[str] = ()


class OfficialSource(Protocol):
    """A folder of official data, giving guides one by one."""

    name: str

    @property
    def notes(self) -> SourceNotes: ...

    def __iter__(self) -> Iterator[MadeGuide | SkippedGuide]: ...


@dataclass(slots=True)
class MadeFolder:
    """The files of an import beside those of the one before.

    ``others`` are of an earlier import and stay, as only some were asked for.
    """

    folder: Path
    notes: SourceNotes
    added: list[Path] = field(default_factory=list)
    changed: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    skipped: list[SkippedGuide] = field(default_factory=list)

    @property
    def made(self) -> list[Path]:
        return [*self.added, *self.changed, *self.unchanged]


def make_guides(source: OfficialSource, folder: Path, *, only_some: bool) -> MadeFolder:
    """Replace the guides of a source in a folder by new ones.

    They are written beside it first, so whatever fails leaves the folder as it was. ``only_some``: earlier guides of
    the source that are not made anew stay. Raises GuideError.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder.parent))
    except OSError as error:
        raise GuideError(f"{folder} cannot be written ({error.strerror or error}).") from error
    try:
        skipped = []
        names: set[str] = set()
        for one in source:
            if isinstance(one, SkippedGuide) or one.name in names:
                skipped.append(one if isinstance(one, SkippedGuide) else SkippedGuide(one.name, "its name is taken"))
                continue
            names.add(one.name)
            (staging / f"{one.name}.md").write_text(one.markdown, encoding="utf-8")
        if not names:
            raise GuideError(f"No guide could be made of {source.notes.title}: {_why(skipped)}.")
        done = MadeFolder(folder, source.notes, skipped=skipped)
        _settle(staging, done, source.name, only_some=only_some)
        return done
    except OSError as error:
        raise GuideError(f"{folder} cannot be written ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _settle(staging: Path, done: MadeFolder, source: str, *, only_some: bool) -> None:
    """Put the new files in place of the old ones."""
    done.folder.mkdir(exist_ok=True)
    before = {path.name: path for path in done.folder.glob(f"{source}-*.md")}
    for made in sorted(staging.iterdir()):
        path = done.folder / made.name
        old = before.pop(made.name, None)
        if old is not None and old.read_bytes() == made.read_bytes():
            done.unchanged.append(path)
            continue
        (done.added if old is None else done.changed).append(path)
        made.replace(path)
    for path in before.values():
        if only_some:
            done.others.append(path)
        else:
            path.unlink()
            done.removed.append(path)


def _why(skipped: Sequence[SkippedGuide]) -> str:
    if not skipped:
        return "it holds none"
    first = skipped[0]
    more = f", and {len(skipped) - 1} more" if len(skipped) > 1 else ""
    return f"{first.name} was skipped ({first.reason}){more}"
