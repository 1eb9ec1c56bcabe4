"""The ``advisor`` command."""

import argparse
import asyncio
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from advisor.errors import AdvisorError, StorageError
from advisor.settings import DAY_S, MAX_DAYS, MAX_SHOWN, Settings, load_settings
from advisor.warning_log import log_warnings

if TYPE_CHECKING:
    from advisor.answering.advisor import Advisor
    from advisor.cli.web import GuideIndex
    from advisor.conversations import Conversations, ReviewItem

T = TypeVar("T")

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
INTERVALS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
MIN_INTERVAL_S = 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0: done. 1: it failed, with one sentence on stderr. 2: the arguments are invalid.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # terminals without “ or – show a question mark
    from advisor.cli.terminal import printable_streams

    with printable_streams():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    arguments = build_parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr)
    log_warnings()
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except AdvisorError as error:
        print(f"advisor: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of stdout is gone; the interpreter's final flush still needs a valid descriptor.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="advisor", description="Answers career questions from guides, with the place of every sentence."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ingest = commands.add_parser("ingest", help="add guides to the index; without PATH: the guides that ship")
    ingest.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a guide's file, a folder of them, or the address of a page or sitemap (https://…)",
    )
    ingest.add_argument("--rebuild", action="store_true", help="first make the whole index anew from its stored texts")
    ingest.set_defaults(command=_ingest)

    refresh = commands.add_parser("refresh", help="visit the guides' web pages again and show what changed")
    refresh.add_argument("ids", nargs="*", metavar="ID", help="the pages of these guides only")
    refresh.add_argument("--every", type=_interval, metavar="TIME", help="go on doing so, such as every 24h or 30m")
    refresh.add_argument("--json", action="store_true", help="print what changed as JSON, a line a round with --every")
    refresh.set_defaults(command=_refresh)

    imported = commands.add_parser("import", help="make guides of official data and add them to the index")
    imported.add_argument(
        "source",
        choices=("onet", "ooh"),
        help="onet: the O*NET text database; ooh: saved pages of the Occupational Outlook Handbook",
    )
    imported.add_argument("path", type=Path, metavar="DIR", help="the folder that holds them; of pages also a .tar.gz")
    imported.add_argument("--to", type=Path, metavar="FOLDER", help="write the guides there instead of indexing them")
    imported.add_argument("--only", nargs="+", default=[], metavar="CODE", help="of O*NET, these occupations only")
    imported.set_defaults(command=_import)

    remove = commands.add_parser("remove", help="take a guide out of the index")
    remove.add_argument("id", metavar="ID", help="the guide's id, or the address of its page or of a sitemap")
    remove.set_defaults(command=_remove)

    ask = commands.add_parser("ask", help="ask one question")
    ask.add_argument("question")
    ask.add_argument("--guide", metavar="ID", help="look in this guide only")
    ask.add_argument("--quotes", action="store_true", help="print each quote under its place")
    ask.add_argument("--more", action="store_true", help="print the rest of the section too")
    ask.add_argument("--json", action="store_true", help="print the Answer as JSON")
    ask.set_defaults(command=_ask)

    chat = commands.add_parser("chat", help="ask and follow up; an empty line or Ctrl-D ends it")
    chat.add_argument("--guide", metavar="ID", help="look in this guide only")
    chat.add_argument("--quotes", action="store_true", help="print each quote under its place")
    chat.set_defaults(command=_chat)

    guides = commands.add_parser("guides", help="list the guides in the index")
    guides.add_argument("--json", action="store_true", help="print them as JSON, with versions and dates")
    guides.set_defaults(command=_guides)

    feedback = commands.add_parser("feedback", help="list the answers that readers rated down")
    _add_review(feedback)
    feedback.set_defaults(command=_feedback)

    gaps = commands.add_parser("gaps", help="list what the guides could not answer, by nearest section")
    _add_review(gaps)
    gaps.add_argument("--replay", action="store_true", help="ask those questions again and show which are answered now")
    gaps.set_defaults(command=_gaps)

    lint = commands.add_parser("lint", help="say what is wrong with a guide's file")
    lint.add_argument("paths", nargs="+", metavar="PATH", help="a guide's file, a folder of them, or a guide's id")
    lint.set_defaults(command=_lint)
    return parser


def _add_review(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=_days, default=30.0, metavar="N", help="of the last N days (30)")
    parser.add_argument("--jsonl", type=Path, metavar="FILE", help="write them there too, for `advisor-evals draft`")


def _days(given: str) -> float:
    with suppress(ValueError):
        if 0 < (days := float(given)) <= MAX_DAYS:
            return days
    raise argparse.ArgumentTypeError(f"{given[:MAX_SHOWN]!r} is not a number of days up to {MAX_DAYS:,.0f}")


def _interval(given: str) -> float:
    with suppress(ValueError, IndexError):
        seconds = float(given[:-1]) * INTERVALS[given[-1]] if given[-1:] in INTERVALS else float(given)
        if MIN_INTERVAL_S <= seconds <= MAX_DAYS * DAY_S:
            return seconds
    raise argparse.ArgumentTypeError(
        f"{given[:MAX_SHOWN]!r} is no time such as 24h, 30m or 90s (at least {MIN_INTERVAL_S:g}s)"
    )


# Commands import what they need themselves, so that `advisor --help` and `advisor lint` load no index.


def _ingest(arguments: argparse.Namespace) -> int:
    from advisor.index.data_directory import DataDirectory
    from advisor.ingestion.web.addresses import is_address

    settings = load_settings()
    DataDirectory(settings.data_dir).check_free()  # fail fast, before the encoder is loaded
    addresses = [given for given in arguments.paths if is_address(given)]
    paths = [Path(given) for given in arguments.paths if not is_address(given)]
    if addresses:
        from advisor.cli.web import ingest_addresses

        is_done = ingest_addresses(settings, _builder(settings), addresses, paths, rebuild=arguments.rebuild)
        return 0 if is_done else EXIT_FAILED

    from advisor.bootstrap import Parts, corpus_dir
    from advisor.cli.output import ProgressBars, show_summary
    from advisor.cli.web import waiting_pages

    parts = Parts(settings)
    with ProgressBars() as bars:
        if arguments.rebuild:
            summary = parts.rebuild(bars)
        named = paths if paths or arguments.rebuild else [corpus_dir(settings)]
        pages = waiting_pages(settings)
        if named or pages:
            summary = parts.add(named, bars, pages=pages)
    show_summary(summary)
    return EXIT_FAILED if summary.refused else 0


def _import(arguments: argparse.Namespace) -> int:
    from advisor.cli.importing import make_for_index, make_official, show_indexed
    from advisor.cli.output import ProgressBars

    if arguments.to is not None:
        make_official(arguments.source, arguments.path, arguments.only, to=arguments.to)
        return 0

    from advisor.index.data_directory import DataDirectory

    settings = load_settings()
    DataDirectory(settings.data_dir).check_free()
    folder = make_for_index(arguments.source, arguments.path, arguments.only, data_dir=settings.data_dir)

    from advisor.bootstrap import Parts  # slow to import

    with ProgressBars() as bars:
        summary = Parts(settings).ingest_imported(folder, bars)
    show_indexed(summary)
    return EXIT_FAILED if summary.refused else 0


def _refresh(arguments: argparse.Namespace) -> int:
    from advisor.cli.web import refresh, refresh_every

    settings = load_settings()
    if arguments.every is None:
        is_done = refresh(settings, _builder(settings), arguments.ids, as_json=arguments.json)
        return 0 if is_done else EXIT_FAILED
    refresh_every(settings, _builder(settings), arguments.ids, arguments.every, as_json=arguments.json)
    return 0


def _builder(settings: Settings) -> "Callable[[], GuideIndex]":
    """Builds the parts once something has to be indexed: a refresh seldom needs an encoder."""

    def build() -> "GuideIndex":
        from advisor.bootstrap import Parts

        return Parts(settings)

    return build


def _remove(arguments: argparse.Namespace) -> int:
    from advisor.cli.web import remove

    remove(load_settings(), arguments.id)
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    from advisor.cli.answers import show_answer
    from advisor.cli.output import printable
    from advisor.domain import Question
    from advisor.schemas import answer_out

    with _running_advisor() as (advisor, run):
        answer = run(advisor.ask(Question(printable(arguments.question), guide_id=arguments.guide)))
        if arguments.json:
            print(answer_out(answer).model_dump_json(indent=2))
        else:
            show_answer(answer, quotes=arguments.quotes, more=arguments.more)
    return 0


def _chat(arguments: argparse.Namespace) -> int:
    from advisor.cli.answers import chat

    # Reading a line blocks, so it happens outside the event loop, where Ctrl-C interrupts it too.
    with _running_advisor() as (advisor, run):
        if arguments.guide:
            advisor.guide(arguments.guide)  # report an unknown guide before the first question
        else:
            advisor.guides()
        chat(lambda question: run(advisor.ask(question)), arguments.guide, quotes=arguments.quotes)
    return 0


def _guides(arguments: argparse.Namespace) -> int:
    from advisor.cli.output import show_guides
    from advisor.cli.web import web_addresses
    from advisor.schemas import guide_brief_out

    with _running_advisor() as (advisor, _run):
        if arguments.json:
            print(json.dumps([guide_brief_out(guide).model_dump() for guide in advisor.guides()], indent=2))
        else:
            show_guides(advisor, web_addresses(load_settings()))
    return 0


def _feedback(arguments: argparse.Namespace) -> int:
    from advisor.cli.output import show_feedback
    from advisor.cli.review import to_json_line

    found = _reviewed(lambda kept: kept.rated_down(days=arguments.days))
    show_feedback(found)
    _write_lines(arguments.jsonl, [to_json_line(one, kind="rated_down") for one in found])
    return 0


def _gaps(arguments: argparse.Namespace) -> int:
    from advisor.cli.output import show_gaps, show_replay
    from advisor.cli.review import find_gaps, replay, to_json_line

    found = _reviewed(lambda kept: kept.unanswered(days=arguments.days))
    with _running_advisor() as (advisor, run):
        groups = run(find_gaps(advisor, found))
        if arguments.replay:
            show_replay(run(replay(advisor, groups)))
        else:
            show_gaps(groups)
    gaps = [gap for group in groups for gap in group.gaps]
    _write_lines(arguments.jsonl, [to_json_line(gap.asked, kind="gap", nearest=gap.nearest) for gap in gaps])
    return 0


def _reviewed(
    read: "Callable[[Conversations], Coroutine[Any, Any, tuple[ReviewItem, ...]]]",
) -> "tuple[ReviewItem, ...]":
    """Run one query on the stored conversations.

    No database is created for it.
    """
    from advisor.bootstrap import build_conversations

    async def look() -> "tuple[ReviewItem, ...]":
        kept = build_conversations(load_settings())
        try:
            return await read(kept)
        finally:
            await kept.aclose()

    return asyncio.run(look())


def _write_lines(path: Path | None, lines: Sequence[str]) -> None:
    if path is None:
        return
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}).") from error


def _lint(arguments: argparse.Namespace) -> int:
    from advisor.cli.linting import lint

    return EXIT_FAILED if lint(arguments.paths, load_settings) else 0


@contextmanager
def _running_advisor() -> "Iterator[tuple[Advisor, Callable[[Coroutine[Any, Any, T]], T]]]":
    """An Advisor over an existing index, and a runner for its coroutines.

    An empty data directory is filled from the corpus first.
    """
    from advisor.bootstrap import Parts
    from advisor.cli.output import ProgressBars

    parts = Parts(load_settings())
    if parts.current() is None:
        with ProgressBars() as bars:
            parts.ensure_index(bars)
    advisor = parts.advisor(index=parts.exact_index())
    with asyncio.Runner() as runner:
        try:
            yield advisor, runner.run
        finally:
            runner.run(advisor.aclose())


if __name__ == "__main__":
    sys.exit(main())
