"""The composed application: routes, middleware and background tasks."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import FastAPI

from advisor.answering.advisor import Advisor
from advisor.conversations import Conversations
from advisor.errors import AdvisorError, SettingsError, StorageError
from server.access.admission import AdmissionQueue
from server.access.model_share import ModelShare
from server.access.rate_limits import RateLimits
from server.access.sessions import Sessions
from server.cancellation import ShutdownSignal
from server.context import ServerContext, new_worker_name
from server.middleware.body_limit import BodyLimit
from server.middleware.guard import Guard
from server.middleware.metrics_door import MetricsAccess, MetricsDoor
from server.middleware.named_hosts import NamedHosts
from server.middleware.request_log import RequestLog
from server.middleware.security_headers import SecurityHeaders
from server.middleware.trusted_proxies import TrustedProxies
from server.openapi import describe
from server.problems import add_problem_handlers
from server.routes.chat import chat_routes
from server.routes.conversations import conversation_routes, session_routes
from server.routes.guides import guide_routes
from server.routes.health import health_routes
from server.routes.pages import Pages, StaticPages, page_routes
from server.settings import ServerSettings, build_sites, proxies
from server.streaming.live_answers import LiveAnswers
from server.streaming.worker_mesh import WorkerMesh
from server.widget import Widget, widget_routes

if TYPE_CHECKING:
    from server.slack.transport import SlackApp

log = logging.getLogger(__name__)

FIRST_PURGE_S, PURGE_INTERVAL_S = 5.0, 3600.0  # a pause first, since opening a database would slow the start

SLACK_BODY_BYTES = 1_000_000  # a pressed button comes with the whole message around it

DESCRIPTION = (
    "Answers career questions from career guides. Every sentence of an answer is tied to its place in a guide: "
    "a citation's quote is exactly `text[start:end]` of the guide of that version."
)


def create_app(
    advisor: Advisor,
    conversations: Conversations,
    settings: ServerSettings,
    *,
    keep_days: float = 30.0,
    shutdown: ShutdownSignal | None = None,
    limits: RateLimits | None = None,
    worker: str = "",
    mesh: WorkerMesh | None = None,
    metrics_port: int | None = None,
) -> FastAPI:
    """Build the HTTP application of one advisor and its stored conversations.

    It closes both when the server ends. ``shutdown`` tells open requests that the process is to exit; ``limits``,
    ``worker`` and ``mesh`` are given to one of several workers; ``metrics_port`` is where metrics alone are served.

    Raises SettingsError when Slack is configured without its libraries.
    """
    admission = AdmissionQueue(settings.limit_concurrent_questions, settings.limit_waiting_questions)
    sessions = Sessions(lambda: conversations.key("sessions"), life_s=settings.session_life_s)
    limits = limits or RateLimits(None)
    worker = worker or new_worker_name()
    context = ServerContext(
        advisor,
        conversations,
        settings,
        shutdown or ShutdownSignal(),
        admission,
        sessions,
        LiveAnswers(),
        worker,
        mesh or WorkerMesh(None, worker),
        ModelShare(conversations.notes, settings.limit_model_answers_per_session or 0),
    )

    slack = _build_slack(context)
    app = FastAPI(
        title="Career advisor",
        summary="Cited answers from career guides",
        description=DESCRIPTION,
        version=version("career-advisor"),
        lifespan=lambda _: _open(context, limits, slack, keep_days),
        docs_url=None,  # its pages load scripts from other hosts; the schema is at /openapi.json
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.context = context
    add_problem_handlers(app)
    places = _add_routes(app, context, slack)
    # The last middleware added is the outermost.
    larger = {"/slack/events": SLACK_BODY_BYTES} if slack else {}
    app.add_middleware(BodyLimit, limit_bytes=settings.limit_body_bytes, larger=larger)
    app.add_middleware(
        Guard, settings=settings, sites=build_sites(settings), sessions=sessions, limits=limits, admission=admission
    )
    metrics = MetricsAccess(metrics_port, settings.metrics_token.get_secret_value(), is_local=settings.is_local)
    app.add_middleware(MetricsDoor, access=metrics)
    app.add_middleware(NamedHosts, names=settings.host_names)
    app.add_middleware(RequestLog, metrics=context.metrics, places=places)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(TrustedProxies, proxies=proxies(settings.trusted_proxies))
    describe(app)
    return app


@contextlib.asynccontextmanager
async def _open(
    context: ServerContext, limits: RateLimits, slack: "SlackApp | None", keep_days: float
) -> AsyncIterator[None]:
    """Run the lifespan: index watch, purge, Slack and an orderly shutdown."""
    context.shutdown.attach()
    try:
        guides = await asyncio.to_thread(context.advisor.guides)  # opens the index before the first question
        warn_of_missing_guides(context.settings, {guide.id for guide in guides})
    except AdvisorError as error:
        log.warning("%s", error)  # /readyz reports it, and the watch tries again
    tasks = {
        asyncio.create_task(context.advisor.watch()),
        asyncio.create_task(_open_conversations(context.conversations)),
        asyncio.create_task(purge_periodically(context.conversations, keep_days)),
        asyncio.create_task(_stop_answers(context)),
    }
    try:
        async with slack.open() if slack else contextlib.nullcontext():
            yield
    finally:
        context.shutdown.begin()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await context.live_answers.stop_all()
        await context.conversations.aclose()
        limits.close()
        await context.advisor.aclose()


def _add_routes(app: FastAPI, context: ServerContext, slack: "SlackApp | None") -> set[str]:
    """Add every route and return the beginnings of their paths."""
    routers = [
        chat_routes(context),
        session_routes(context),
        conversation_routes(context),
        guide_routes(context),
        page_routes(context, Pages()),
        widget_routes(Widget()),
        health_routes(context),
        *([slack.routes()] if slack else []),
    ]
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticPages())
    return {str(getattr(route, "path", "")).partition("/{")[0] for router in routers for route in router.routes}


def warn_of_missing_guides(settings: ServerSettings, known: Collection[str]) -> None:
    """Log each guide of a site missing from the index.

    Otherwise the operator would learn of it only from readers' questions.
    """
    for key, site in settings.sites.items():
        for missing in (guide for guide in site.guides if known and guide not in known):
            log.warning(
                "SERVER_SITES: %s may show the guide %r, which is not in the index; the guides are %s.",
                key,
                missing,
                ", ".join(sorted(known)),
            )


def _build_slack(context: ServerContext) -> "SlackApp | None":
    """Build the Slack app, or None without its settings.

    Raises SettingsError when Slack's libraries are not installed.
    """
    if not (context.settings.slack_bot_token.get_secret_value() or context.settings.slack_client_id):
        return None
    try:
        from server.slack.transport import SlackApp
    except ModuleNotFoundError as error:
        raise SettingsError(f"Slack needs the extra: pip install 'career-advisor[slack]' ({error}).") from error
    return SlackApp(context)


async def _open_conversations(conversations: Conversations) -> None:
    """Open them before the first reader comes.

    A failure is logged by the database's watch and is in /readyz; each call tries again.
    """
    with contextlib.suppress(StorageError):
        await conversations.open()


async def purge_periodically(conversations: Conversations, keep_days: float) -> None:
    """Delete expired conversations every hour until cancelled."""
    await asyncio.sleep(FIRST_PURGE_S)
    while True:
        try:
            n_deleted = await conversations.purge(keep_days)
            if n_deleted:
                log.info("old conversations were deleted", extra={"fields": {"n_deleted": n_deleted}})
        except StorageError as error:
            log.warning("%s", error)
        await asyncio.sleep(PURGE_INTERVAL_S)


async def _stop_answers(context: ServerContext) -> None:
    """End every live answer as soon as the server is to stop."""
    await context.shutdown.wait()
    await context.live_answers.stop_all()
