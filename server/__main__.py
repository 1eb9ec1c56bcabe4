"""The ``advisor-server`` command."""

import argparse
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, BusyError, SettingsError
from advisor.settings import load_settings
from server.logs import configure_logs
from server.settings import ServerSettings, load_server_settings

if TYPE_CHECKING:
    from advisor.bootstrap import Parts

EXIT_FAILED = 1
EXIT_USAGE = 2

log = logging.getLogger("server")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 asked to stop, 1 it could not start (one sentence on stderr), 2 a setting was wrong."""
    parser = argparse.ArgumentParser(
        prog="advisor-server", description="Answers career questions over HTTP. Settings: ADVISOR_* and SERVER_*."
    )
    parser.add_argument("--host", help="address to listen on (SERVER_HOST)")
    parser.add_argument("--port", help="port to listen on (SERVER_PORT); 0: any free one")
    arguments = parser.parse_args(argv)
    given = {name: value for name, value in vars(arguments).items() if value is not None}
    try:
        return serve(load_server_settings(**given))
    except SettingsError as error:
        print(f"advisor-server: {error}", file=sys.stderr)
        return EXIT_USAGE
    except (AdvisorError, AddressError) as error:
        print(f"advisor-server: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return 0


class AddressError(Exception):
    """The address to listen on cannot be had."""


def serve(settings: ServerSettings) -> int:
    """Index what is missing, then answer until a signal. Raises AdvisorError, AddressError."""
    core_settings = load_settings()
    configure_logs(settings.log_level)
    listener = bind(settings)  # before the costly part, so that a port in use shows at once

    import uvicorn

    from advisor.bootstrap import Parts
    from server.app import create_app
    from server.stopping import Stopping, TellingServer

    parts = Parts(core_settings)
    _index(parts)
    stopping = Stopping()
    config = uvicorn.Config(
        create_app(parts.advisor(), settings, stopping=stopping),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # server.proxies does it, with the prefix
        lifespan="on",
        timeout_graceful_shutdown=settings.shutdown_grace_s,  # type: ignore[arg-type]  # a float does as well
    )
    address = _address(listener)
    server = TellingServer(config, stopping, lambda: print(f"Career advisor is ready at {address}", flush=True))
    # uvicorn raises the signal again when all has ended well; then there is nothing left to do but leave.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        server.run(sockets=[listener])
    except OSError as error:
        raise _explained(error, settings) from error
    return 0


def bind(settings: ServerSettings) -> socket.socket:
    """A socket on the address, not listening yet. Raises AddressError with the sentence to print."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise _explained(error, settings) from error
    return listener


def _explained(error: OSError, settings: ServerSettings) -> AddressError:
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return AddressError(
            f"{where} is in use by another program; stop that one, or choose another port with --port or SERVER_PORT."
        )
    if error.errno == errno.EACCES:
        return AddressError(f"{where} may not be used by this account; choose a port above 1023.")
    return AddressError(f"cannot listen on {where}: {error.strerror or error}.")


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  # shown, not bound: a browser cannot open these
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _index(parts: "Parts") -> None:
    """Bring the index up to date with the corpus, with bars where somebody watches."""
    try:
        if sys.stderr.isatty():
            from advisor.terminal import ProgressBars

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


def _leave(_: int, __: FrameType | None) -> None:
    raise SystemExit(os.EX_OK)


if __name__ == "__main__":
    sys.exit(main())
