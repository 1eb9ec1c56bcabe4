"""The app under uvicorn until a signal, with a bounded shutdown.

The process ends itself within the grace period and two seconds. On a machine whose processors are all busy, it may take
a second more until the system has cleared it away; a supervisor waits a second longer for its workers.
"""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn

from advisor.answering.advisor import Advisor
from advisor.conversations import Conversations
from advisor.domain.declines import career_names
from server.access.rate_limits import RateLimits
from server.app import create_app
from server.cancellation import ShutdownSignal
from server.context import new_worker_name
from server.middleware.trusted_proxies import proxy_check
from server.settings import ServerSettings, proxies
from server.streaming.worker_mesh import WorkerMesh
from server.workers.announcement import announce
from server.workers.heartbeat import BeatSender, Watchdog
from server.workers.protocol import ConnectionLimits, limited_protocol
from server.workers.sockets import address_error, web_address

log = logging.getLogger(__name__)

# Time to close the index after the grace period, before the process exits regardless.
CLOSING_S = 1.5
SWITCH_S = 0.001  # after which a thread that computes lets the event loop go on; by default it waits five times as long
OTHER_FILES = 256  # open besides connections: databases, the index, sockets of workers, calls to models
EXIT_CUT_SHORT = 1
LIMITS = "limits.db"


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """The listening sockets of a process, alone or as one of ``n_workers``.

    ``folder`` is where the workers' own sockets are, and ``supervisor`` leads to the parent; both are None when the
    process is alone.
    """

    listener: socket.socket
    folder: Path | None = None
    n_workers: int = 1
    supervisor: socket.socket | None = None
    metrics_listener: socket.socket | None = None

    def share(self, settings: ServerSettings) -> ServerSettings:
        """Return the settings with this worker's share of server-wide limits.

        Waiting is not shared out: while a worker is dead, those who would have asked it wait at the others.
        """
        share = -(-settings.limit_concurrent_questions // self.n_workers)
        return settings.model_copy(update={"limit_concurrent_questions": share})


class AnnouncingServer(uvicorn.Server):
    """A uvicorn server with callbacks for readiness and the stop signal.

    uvicorn itself waits for open streams before anything else learns of the signal.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        on_ready: Callable[[], None],
        on_stop: Callable[[], None],
        beat: Callable[[], Coroutine[None, None, None]],
    ) -> None:
        """Prepare; ``beat`` runs in the event loop for as long as that turns."""
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop
        self._beat = beat

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        beating = asyncio.create_task(self._beat())
        try:
            await super().serve(sockets)
        finally:
            beating.cancel()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            gc.freeze()  # what is loaded now stays; collecting over it stopped all threads for 0.17 s each time
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._on_stop()


def run(
    advisor: Advisor,
    conversations: Conversations,
    settings: ServerSettings,
    place: WorkerSetup,
    *,
    keep_days: float,
) -> None:
    """Answer until SIGTERM or SIGINT.

    Raises AddressError, and SystemExit(0) after a clean stop.
    """
    sys.setswitchinterval(SWITCH_S)
    shutdown = ShutdownSignal()
    worker = new_worker_name()
    mesh = WorkerMesh(place.folder, worker)
    limits = RateLimits(place.folder / LIMITS if place.folder else None)

    def stop() -> None:
        shutdown.begin()
        last = threading.Timer(settings.shutdown_grace_s + CLOSING_S, _exit_now)
        last.daemon = True
        last.start()

    sender = BeatSender(place.supervisor, worker) if place.supervisor is not None else None
    config = uvicorn.Config(
        create_app(
            advisor,
            conversations,
            place.share(settings),
            keep_days=keep_days,
            shutdown=shutdown,
            limits=limits,
            worker=worker,
            mesh=mesh,
            metrics_port=place.metrics_listener.getsockname()[1] if place.metrics_listener else None,
        ),
        http=limited_protocol(  # type: ignore[arg-type]  # called like the class
            connection_limits(settings), sender.calls if sender else None
        ),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # handled by TrustedProxies, which also knows the prefix
        lifespan="on",
        timeout_keep_alive=settings.idle_timeout_s,  # type: ignore[arg-type]  # a float works too
        timeout_graceful_shutdown=settings.shutdown_grace_s,  # type: ignore[arg-type]  # a float works too
    )
    address = web_address(place.listener)
    server = AnnouncingServer(
        config,
        on_ready=lambda: announce(address, career_names(advisor.guides())),
        on_stop=stop,
        # What shows that the event loop turns: to the supervisor, or to the process itself.
        beat=sender.beat if sender else Watchdog(settings.stuck_after_s).beat,
    )
    own_door = mesh.listen()
    # uvicorn re-raises the signal after a clean shutdown, and only then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _exit_cleanly)
    try:
        server.run(sockets=[place.listener, *filter(None, [place.metrics_listener, own_door])])
    except OSError as error:
        raise address_error(error, settings) from error
    finally:
        mesh.close()


def connection_limits(settings: ServerSettings) -> ConnectionLimits:
    """Return the connection limits, within the system's limit of open files."""
    n_connections = min(settings.limit_connections, _raise_open_files(settings.limit_connections + OTHER_FILES))
    return ConnectionLimits(
        head_bytes=settings.limit_header_bytes,
        n_headers=settings.limit_headers,
        head_s=settings.header_timeout_s,
        body_s=settings.body_timeout_s,
        n_connections=n_connections,
        n_per_address=max(1, min(settings.limit_connections_per_address, n_connections // 2)),
        is_proxy=proxy_check(proxies(settings.trusted_proxies)),
    )


def _raise_open_files(wanted: int) -> int:
    """Raise the limit of open files to ``wanted`` as far as the system allows; how many of them are for connections."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):  # some systems allow fewer than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
            soft = allowed
    given = wanted if soft == resource.RLIM_INFINITY else soft
    return max(given - OTHER_FILES, given // 2)


def _exit_cleanly(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)


def _exit_now() -> None:
    log.warning("exited at the end of the grace period, with work still running")
    logging.shutdown()
    os._exit(EXIT_CUT_SHORT)
