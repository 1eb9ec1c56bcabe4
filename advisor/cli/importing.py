"""The import of official data: made, indexed, and told of."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from advisor.cli.terminal import Terminal
from advisor.errors import GuideError
from advisor.ingestion.official.made_guides import MadeFolder, OfficialSource, make_guides
from advisor.ingestion.official.onet import OnetSource
from advisor.ingestion.official.ooh import OohSource
from advisor.private_files import close_to_others, make_private_directory

if TYPE_CHECKING:
    from advisor.ingestion.summary import Summary

IMPORTS = "imported"  # a folder of the data directory, with one folder for each source


def make_official(source: str, path: Path, only: Sequence[str], *, to: Path) -> MadeFolder:
    """Make guides of official data into a folder, and tell.

    Raises AdvisorError of any kind.
    """
    made = make_guides(_open(source, path, only), to, only_some=bool(only))
    show_made(made)
    return made


def make_for_index(source: str, path: Path, only: Sequence[str], *, data_dir: Path) -> Path:
    """Make guides of official data into the data directory, and tell.

    Returns their folder, which only its owner may read. Raises AdvisorError of any kind.
    """
    folder = data_dir / IMPORTS / source
    for private in (data_dir, folder.parent, folder):
        make_private_directory(private)
    make_official(source, path, only, to=folder)
    close_to_others(folder)
    return folder


def _open(source: str, path: Path, only: Sequence[str]) -> OfficialSource:
    if source == "onet":
        return OnetSource(path, only)
    if only:
        raise GuideError("--only names occupations of O*NET; pages of the handbook are chosen by their folder.")
    return OohSource(path)


def show_made(made: MadeFolder) -> None:
    """Print the guides made, those skipped, and what was not read."""
    console = Terminal(soft_wrap=True)
    changes = ", ".join(
        f"{len(files)} {word}"
        for files, word in (
            (made.added, "new"),
            (made.changed, "changed"),
            (made.unchanged, "as before"),
            (made.removed, "gone"),
            (made.others, "of an earlier import left as they are"),
        )
        if files
    )
    n_made = len(made.made)
    console.print(
        Text(f"{made.notes.title}: {n_made} {'guide' if n_made == 1 else 'guides'} made ({changes}) in {made.folder}")
    )
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in made.skipped:
        reasons[one.reason].append(one.name)
    for reason, names in reasons.items():
        console.print(Text(f"Skipped, {reason}: {len(names)} ({'; '.join(names)})"))
    notes = made.notes
    unread: tuple[tuple[str, Sequence[str]], ...] = (
        ("Tables not read, as their names are unknown here", notes.unknown),
        ("Columns not read, as their names are unknown here", notes.columns),
        ("Tables that are not there", notes.lacking),
        ("Tables that no guide needs", notes.aside),
    )
    for told, named in unread:
        if named:
            console.print(Text(f"{told}: {'; '.join(named)}"))


def show_indexed(summary: "Summary") -> None:
    """Print how many guides the index took, and which it refused."""
    from advisor.ingestion.plan import Outcome

    counts = Counter(indexed.outcome for indexed in summary.indexed)
    told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome])
    Terminal().print(f"Index: {told or 'nothing'}.")
    for refusal in summary.refused:
        Terminal(stderr=True).print(Text(f"Not taken: {refusal.reason}", style="red"), soft_wrap=True)
