"""Puts the doors together: routes, problems, logs, limits, and the watch over the index."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from advisor.answering import Advisor
from advisor.errors import AdvisorError
from server.bodies import BodyLimit
from server.chat import chat_routes
from server.doors import Doors, Seats
from server.guides import guide_routes
from server.health import health_routes
from server.logs import RequestLog
from server.pages import Pages, StaticPages, page_routes
from server.problems import ProblemOut, add_problem_handlers
from server.proxies import TrustedProxies
from server.security import SecurityHeaders
from server.settings import ServerSettings, proxies
from server.stopping import Stopping

log = logging.getLogger(__name__)

UNUSED_FORM = "HTTPValidationError"

DESCRIPTION = (
    "Answers career questions from career guides. Every sentence of an answer is tied to its place in a guide: "
    "a citation's quote is exactly `text[start:end]` of the guide of that version."
)


def create_app(advisor: Advisor, settings: ServerSettings, *, stopping: Stopping | None = None) -> FastAPI:
    """The whole HTTP side of one Advisor, which it closes when the server ends.

    ``stopping`` tells open requests that the process is to exit.
    """
    doors = Doors(advisor, settings, stopping or Stopping(), Seats(settings.limit_concurrent_questions))

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        doors.stopping.attach()
        try:
            await asyncio.to_thread(advisor.guides)  # so that the first question finds the index open
        except AdvisorError as error:
            log.warning("%s", error)  # /readyz says no, and the watch tries again
        watch = asyncio.create_task(advisor.watch())
        try:
            yield
        finally:
            doors.stopping.begin()
            watch.cancel()
            await asyncio.wait({watch})
            await advisor.aclose()

    app = FastAPI(
        title="Career advisor",
        summary="Cited answers from career guides",
        description=DESCRIPTION,
        version=version("career-advisor"),
        lifespan=lifespan,
        docs_url=None,  # its pages load scripts from elsewhere; the schema itself is at /openapi.json
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    add_problem_handlers(app)
    for routes in (chat_routes(doors), guide_routes(doors), page_routes(doors, Pages()), health_routes(doors)):
        app.include_router(routes)
    app.mount("/static", StaticPages())
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, limit_bytes=settings.limit_body_bytes)
    app.add_middleware(RequestLog, metrics=doors.metrics)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(TrustedProxies, proxies=proxies(settings.trusted_proxies))
    _describe_problems(app)
    return app


def _describe_problems(app: FastAPI) -> None:
    """Give the schema the problem that the routes' answers refer to, in place of FastAPI's own form of errors."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                routes=app.routes,
            )
            for path in schema["paths"].values():
                for operation in path.values():
                    if UNUSED_FORM in str(operation["responses"].get("422")):
                        del operation["responses"]["422"]  # these routes take any string
            schemas = schema["components"]["schemas"]
            for name in (UNUSED_FORM, "ValidationError"):
                schemas.pop(name, None)
            schemas["ProblemOut"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend its schema
