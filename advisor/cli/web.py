"""Guides from the web in a terminal: taken in, refreshed, removed."""

import json
import logging
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

from rich.text import Text

from advisor.cli.output import ProgressBars, show_summary
from advisor.cli.terminal import Terminal
from advisor.errors import AdvisorError, GuideError, UnknownGuideError, WebError
from advisor.index.data_directory import DataDirectory
from advisor.index.library import FILE_NAME, BuildRecord, Library
from advisor.ingestion.plan import Progress
from advisor.ingestion.sources import WEB, Source
from advisor.ingestion.web.addresses import is_address, parse_address
from advisor.ingestion.web.changes import ChangeKind, Changes, SectionChange
from advisor.ingestion.web.copies import Copies, has_copies, visiting, waiting_copies
from advisor.ingestion.web.rounds import Came, Round, Visit, sentences
from advisor.ingestion.web.visitor import open_visitor
from advisor.settings import Settings

if TYPE_CHECKING:
    from advisor.ingestion.summary import Summary

log = logging.getLogger(__name__)

MAX_REFUSALS = 20
MAX_SAID = 4  # sentences of one error
MAX_GUIDES = 8  # whose changes are shown one by one
MAX_SECTIONS = 6
MAX_FIGURES = 6
MAX_CHARS = 160
NO_PAGES = "No page of the web was taken in here yet; `advisor ingest https://…` takes one in."
SIGNS = {ChangeKind.ADDED: "+", ChangeKind.GONE: "-", ChangeKind.RENAMED: "=", ChangeKind.REWORDED: "~"}


class GuideIndex(Protocol):
    """What takes guides in, built only when there are any."""

    def add(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        *,
        pages: Sequence[Source] = (),
        gone: Sequence[str] = (),
    ) -> "Summary": ...

    def rebuild(self, progress: Progress | None = None) -> "Summary": ...

    def corpus_ids(self) -> frozenset[str]: ...


Build = Callable[[], GuideIndex]


def ingest_addresses(
    settings: Settings, build: Build, addresses: Sequence[str], paths: Sequence[Path], *, rebuild: bool
) -> bool:
    """Take in pages and sitemaps, and files beside them.

    Returns whether all of it worked. Raises AdvisorError, and WebError when nothing at all could be taken.
    """
    with ProgressBars() as bars, visiting(settings.data_dir) as copies:
        record = current_record(settings)
        with open_visitor(settings, copies, _taken_ids(build, record), bars) as visitor:
            done = visitor.take(addresses)
        if rebuild:
            build().rebuild(bars)
        summary = None
        try:
            summary = _index(settings, build, copies, done, paths, bars)
        except GuideError as error:  # no file was usable; what came of the pages is told all the same
            done.troubles.append(str(error))
    _show_notes(done)
    if summary is None and not done.of(Came.SAME):
        said = [*sentences(done.visits), *done.troubles]
        more = [f"{len(said) - MAX_SAID} more could not be taken either."] if len(said) > MAX_SAID else []
        raise WebError(" ".join([*said[:MAX_SAID], *more]))
    _show_refusals(done)
    if same := done.of(Came.SAME):
        Terminal().print("1 page is unchanged." if len(same) == 1 else f"{len(same)} pages are unchanged.")
    if summary is not None:
        show_summary(summary)
    return not (done.failed or (summary and summary.refused))


def refresh(settings: Settings, build: Build, guide_ids: Sequence[str], *, as_json: bool) -> bool:
    """Visit the known pages again and print what changed.

    Returns whether all of it worked. Raises AdvisorError.
    """
    with ProgressBars() as bars:
        done, summary = _round(settings, build, guide_ids, bars)
    if as_json:
        print(json.dumps(round_out(done, summary), ensure_ascii=False, indent=2))
    else:
        show_round(done, summary)
    return not (done.failed or (summary and summary.refused))


def refresh_every(
    settings: Settings,
    build: Build,
    guide_ids: Sequence[str],
    interval_s: float,
    *,
    as_json: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Refresh again and again until SIGTERM, a line for each round.

    Errors do not end it.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    while True:
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        try:
            with ProgressBars() as bars:
                done, summary = _round(settings, build, guide_ids, bars)
            said = json.dumps(round_out(done, summary), ensure_ascii=False) if as_json else f"{now}: {_counted(done)}"
            print(said, flush=True)
        except AdvisorError as error:
            print(f"{now}: {error}", file=sys.stderr, flush=True)
        except Exception:  # the watch goes on, whatever one round met
            log.warning("%s: this round failed", now, exc_info=True)
        sleep(interval_s)


def remove(settings: Settings, name: str) -> None:
    """Remove a guide and its address, or all guides of an address.

    Raises AdvisorError.
    """
    from advisor.ingestion.indexer import Indexer

    indexer = Indexer(DataDirectory(settings.data_dir), None)
    if not has_copies(settings.data_dir):
        if is_address(name):
            raise WebError(NO_PAGES)
        show_summary(indexer.remove(name))
        return
    with visiting(settings.data_dir) as copies:
        summary: Summary | None
        if not is_address(name):
            summary = indexer.remove(name)
            forgotten = copies.drop_guide(name)
        else:
            summary, forgotten = _remove_address(settings, str(parse_address(name)), copies, indexer.remove)
    if summary is not None:
        show_summary(summary)
    for address in forgotten:
        Terminal().print(Text(f"{address} is not visited any more."), soft_wrap=True)


def _remove_address(
    settings: Settings, address: str, copies: Copies, remove_guides: "Callable[..., Summary]"
) -> "tuple[Summary | None, tuple[str, ...]]":
    pages = [page for page in copies.pages().values() if address in (page.address, page.sitemap)]
    if not pages and address not in copies.sitemaps():
        raise UnknownGuideError(f"{address} was never taken in; `advisor guides` lists the addresses that were.")
    record = current_record(settings)
    held = {entry.guide_id for entry in record.entries if entry.origin == WEB} if record else set()
    ids = sorted({page.guide_id for page in pages if page.guide_id} & held)
    summary = remove_guides(*ids) if ids else None
    if address in copies.sitemaps():
        copies.unfollow(address)
        return summary, (address,)
    for page in pages:
        if page.guide_id:
            copies.drop_guide(page.guide_id)
        else:
            copies.forget(page.address)
    return summary, (address,)


def waiting_pages(settings: Settings) -> tuple[Source, ...]:
    """The copies that the index lacks or would read otherwise now.

    No page is visited.
    """
    if not has_copies(settings.data_dir):
        return ()
    record = current_record(settings)
    with closing(Copies(settings.data_dir)) as copies:
        return waiting_copies(copies, record.entries if record else ())


def web_addresses(settings: Settings) -> dict[str, str]:
    """The addresses of the guides that came from the web, by id."""
    if not has_copies(settings.data_dir):
        return {}
    with closing(Copies(settings.data_dir)) as copies:
        return {page.guide_id: page.place or page.address for page in copies.pages().values() if page.guide_id}


def current_record(settings: Settings) -> BuildRecord | None:
    """The serving build; None before the first ingest. Raises StorageError."""
    directory = DataDirectory(settings.data_dir)
    if (build_id := directory.current_build()) is None:
        return None
    with closing(Library.open(directory.path / FILE_NAME)) as library:
        return library.build(build_id)


def _taken_ids(build: Build, record: BuildRecord | None) -> frozenset[str]:
    """The ids that pages cannot have: those of the index, or of the corpus that goes in first."""
    return frozenset(entry.guide_id for entry in record.entries) if record else build().corpus_ids()


def _round(
    settings: Settings, build: Build, guide_ids: Sequence[str], bars: ProgressBars
) -> "tuple[Round, Summary | None]":
    if not has_copies(settings.data_dir):
        raise WebError(NO_PAGES)
    with visiting(settings.data_dir) as copies:
        record = current_record(settings)
        with open_visitor(settings, copies, _taken_ids(build, record), bars) as visitor:
            done = visitor.refresh(guide_ids)
        return done, _index(settings, build, copies, done, (), bars)


def _index(
    settings: Settings, build: Build, copies: Copies, done: Round, paths: Sequence[Path], bars: ProgressBars
) -> "Summary | None":
    """Take the copies into the index; None when there is nothing to do, and then no encoder is loaded."""
    record = current_record(settings)
    entries = record.entries if record else ()
    pages = waiting_copies(copies, entries)
    gone = sorted(set(done.gone) & {entry.guide_id for entry in entries})
    summary = None
    if pages or gone or paths:
        lost = {str(visit_path) for visit_path in _copies_of(copies, done.of(Came.GONE))}
        pages = tuple(page for page in pages if str(page.path) not in lost)
        summary = build().add(list(paths), bars, pages=pages, gone=gone)
    for visit in done.of(Came.GONE):
        copies.bury(visit.address, visit.sentence)
    return summary


def _copies_of(copies: Copies, visits: Iterable[Visit]) -> list[Path]:
    pages = copies.pages()
    return [copies.path(pages[visit.address]).resolve() for visit in visits if visit.address in pages]


# --- what a person sees ---


def show_round(done: Round, summary: "Summary | None") -> None:
    """Print what changed, on one screen: the rest is in the JSON."""
    console = Terminal(soft_wrap=True)
    _show_notes(done)
    changed = done.of(Came.CHANGED)
    for visit in changed[:MAX_GUIDES]:
        console.print(Text.assemble((visit.guide_id, "bold"), f" changed ({visit.address})"))
        for line in _change_lines(visit.changes or Changes()):
            console.print(Text(f"  {line}"))
    if len(changed) > MAX_GUIDES:
        console.print(f"{len(changed) - MAX_GUIDES} more guides changed; --json lists what in each.")
    if new := done.of(Came.NEW):
        console.print(Text(f"New: {', '.join(visit.guide_id for visit in new)}."))
    for said in sentences(done.of(Came.MISSING, Came.GONE))[:MAX_REFUSALS]:
        console.print(Text(said, style="yellow"))
    _show_refusals(done)
    for refusal in summary.refused if summary else ():
        Terminal(stderr=True, soft_wrap=True).print(Text(f"Not taken: {refusal.reason}", style="red"))
    console.print(Text(f"{_counted(done)[:1].upper()}{_counted(done)[1:]}."))


def _show_notes(done: Round) -> None:
    for note in done.notes:
        Terminal(soft_wrap=True).print(Text(note))


def _show_refusals(done: Round) -> None:
    """Print what could not be had, and how many pages hold no guide as before."""
    console = Terminal(stderr=True, soft_wrap=True)
    refused = [visit for visit in done.of(Came.REFUSED) if not visit.is_old]
    said = [*done.troubles, *(f"Not taken: {one}" for one in sentences(refused)), *sentences(done.of(Came.KEPT))]
    for one in said[:MAX_REFUSALS]:
        console.print(Text(one, style="red"))
    if len(said) > MAX_REFUSALS:
        console.print(f"{len(said) - MAX_REFUSALS} more could not be had.")
    if old := [visit for visit in done.of(Came.REFUSED) if visit.is_old]:
        many = "1 page still holds" if len(old) == 1 else f"{len(old)} pages still hold"
        Terminal(soft_wrap=True).print(f"{many} no guide.")


def _change_lines(changes: Changes) -> list[str]:
    lines = [f"title was “{_short(changes.title_was)}”"] if changes.title_was else []
    for one in changes.sections[:MAX_SECTIONS]:
        lines += _section_lines(one)
    if len(changes.sections) > MAX_SECTIONS:
        lines.append(f"{len(changes.sections) - MAX_SECTIONS} more sections changed; --json lists them.")
    return lines or ["only its order or its marks changed"]


def _section_lines(one: SectionChange) -> list[str]:
    path, n = " › ".join(one.path[-2:]), one.n_sentences
    many = "1 sentence" if n == 1 else f"{n} sentences"
    match one.kind:
        case ChangeKind.RENAMED:
            return [f"{SIGNS[one.kind]} {path}: renamed from “{_short(one.before)}”"]
        case ChangeKind.ADDED | ChangeKind.GONE:
            first = one.after if one.kind is ChangeKind.ADDED else one.before
            return [
                f"{SIGNS[one.kind]} {path}: section {one.kind} ({many})" + (f": “{_short(first)}”" if first else "")
            ]
        case _:
            lines = [f"{SIGNS[one.kind]} {path}: {many} reworded"]
    lines += [f"    - {_short(one.before)}"] if one.before else []
    lines += [f"    + {_short(one.after)}"] if one.after else []
    shown = one.figures[:MAX_FIGURES]
    lines += [f"    {figure.was} → {figure.now}" for figure in shown]
    if len(one.figures) > MAX_FIGURES:
        lines.append(f"    {len(one.figures) - MAX_FIGURES} more figures changed")
    return lines


def _counted(done: Round) -> str:
    words = {Came.NEW: "new", Came.CHANGED: "changed", Came.SAME: "unchanged", Came.MISSING: "missing"}
    words |= {Came.GONE: "removed", Came.KEPT: "not read, copies kept", Came.REFUSED: "without a guide"}
    counts = [(len(done.of(kind)), word) for kind, word in words.items()]
    said = ", ".join(f"{n} {word}" for n, word in counts if n)
    troubles = f"; {' '.join(done.troubles)}".rstrip(".") if done.troubles else ""
    return f"pages: {said or 'none'}{troubles}"


def _short(text: str) -> str:
    return text if len(text) <= MAX_CHARS else f"{text[: MAX_CHARS - 1].rstrip()}…"


# --- what a script reads ---


def round_out(done: Round, summary: "Summary | None") -> dict[str, Any]:
    """A round as JSON: the pages with news, and all changes."""
    return {
        "counts": {kind.value: len(done.of(kind)) for kind in Came},
        "pages": [_visit_out(visit) for visit in done.visits if visit.came is not Came.SAME],
        "notes": done.notes,
        "troubles": [*done.troubles, *(refusal.reason for refusal in (summary.refused if summary else ()))],
    }


def _visit_out(visit: Visit) -> dict[str, Any]:
    return {
        "address": visit.address,
        "guide": visit.guide_id,
        "came": visit.came.value,
        "reason": visit.sentence,
        "title_was": visit.changes.title_was if visit.changes else "",
        "sections": [_section_out(one) for one in visit.changes.sections] if visit.changes else [],
    }


def _section_out(one: SectionChange) -> dict[str, Any]:
    return {
        "change": one.kind.value,
        "path": list(one.path),
        "before": one.before,
        "after": one.after,
        "n_sentences": one.n_sentences,
        "figures": [{"was": f.was, "now": f.now, "sentence": f.sentence} for f in one.figures],
    }
