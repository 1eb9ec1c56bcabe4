"""The ``advisor-server`` command."""

import argparse
import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, BusyError, SettingsError
from advisor.settings import load_settings
from server.settings import (
    ServerSettings,
    defaults_for_sites,
    load_server_settings,
    with_session_share,
    with_token_ceiling,
)
from server.workers.memory import limit_arenas
from server.workers.sockets import AddressError, bind, bind_metrics, web_address

if TYPE_CHECKING:
    from advisor.bootstrap import Parts
    from server.demo import DemoSite

EXIT_FAILED = 1
EXIT_USAGE = 2

log = logging.getLogger("server")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    0: stopped on request; 1: could not start, with one sentence on stderr; 2: a setting is wrong.
    """
    limit_arenas()
    arguments = build_parser().parse_args(argv)
    given = {name: value for name, value in vars(arguments).items() if value is not None and name != "demo"}
    try:
        settings = load_server_settings(**given)
        if arguments.demo:
            from server.demo import DemoSite

            serve(settings, DemoSite())
        else:
            serve(settings)
    except SettingsError as error:
        print(f"advisor-server: {error}", file=sys.stderr)
        return EXIT_USAGE
    except (AdvisorError, AddressError) as error:
        print(f"advisor-server: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        pass
    return 0


def build_parser() -> argparse.ArgumentParser:
    """Build the command's argument parser, which the documentation reads too."""
    parser = argparse.ArgumentParser(
        prog="advisor-server", description="Answers career questions over HTTP. Settings: ADVISOR_* and SERVER_*."
    )
    parser.add_argument("--host", help="address to listen on (SERVER_HOST)")
    parser.add_argument("--port", help="port to listen on (SERVER_PORT); 0: any free one")
    parser.add_argument("--workers", help="processes that answer on this address (SERVER_WORKERS)")
    parser.add_argument(
        "--demo", action="store_true", help="also serve a page of another site with the widget on it, on a free port"
    )
    return parser


def serve(settings: ServerSettings, demo: "DemoSite | None" = None) -> None:
    """Index missing guides, then answer until a signal.

    Raises AdvisorError and AddressError.
    """
    core_settings = load_settings()
    listener, metrics_listener = bind(settings), bind_metrics(settings)
    if demo:
        settings = demo.allow_in(settings)
        demo.start(web_address(listener))
        print(f"A page of another site, with the widget on it: {demo.url}", flush=True)

    unset = defaults_for_sites(core_settings, settings)
    core_settings = with_token_ceiling(core_settings, settings)
    settings = with_session_share(settings, core_settings)

    # Imported late, so that a busy port or a wrong setting is reported without the wait.
    from advisor.bootstrap import Parts
    from advisor.domain.declines import career_names
    from server.middleware.request_log import configure_logs
    from server.workers.run import WorkerSetup, run

    configure_logs(settings.log_level)
    if unset:
        log.info("%s", unset)
    parts = Parts(core_settings)
    index(parts)
    advisor = parts.advisor()
    guides = advisor.guides()  # raises for an unusable index, with the remedy
    conversations = parts.conversations()  # raises for an invalid database address
    if settings.workers > 1:
        from server.workers.supervisor import Workers

        Workers(settings, listener, metrics_listener, careers=career_names(guides)).run()
        return
    place = WorkerSetup(listener, metrics_listener=metrics_listener)
    run(advisor, conversations, settings, place, keep_days=core_settings.keep_days)


def index(parts: "Parts") -> None:
    """Bring the index up to date with the corpus.

    Progress bars are shown on a terminal. Raises AdvisorError.
    """
    try:
        if sys.stderr.isatty():
            from advisor.cli.output import ProgressBars

            with ProgressBars() as bars:
                summary = parts.ensure_index(bars)
        else:
            summary = parts.ensure_index()
    except BusyError as error:
        log.warning("%s This server answers as soon as that is done.", error)
        return
    if summary is None:
        return
    for refusal in summary.refused:
        log.warning("%s", refusal.reason)
    log.info("the corpus is indexed", extra={"fields": {"n_guides": len(summary.indexed)}})


if __name__ == "__main__":
    sys.exit(main())
