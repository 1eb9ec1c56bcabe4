"""/healthz, /readyz and /metrics, for operators."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from advisor.schemas import Out
from server.context import ServerContext
from server.metrics import CONTENT_TYPE


class AliveOut(Out):
    alive: bool


class ReadyOut(Out):
    ready: bool
    guides: int
    chunks: int
    embedder: str
    search: str
    build: str
    warnings: list[str]


def health_routes(context: ServerContext) -> APIRouter:
    router = APIRouter(tags=["operation"])

    @router.get("/healthz", summary="Is the process alive?")
    async def healthz() -> AliveOut:
        return AliveOut(alive=True)

    @router.get(
        "/readyz",
        summary="Can it answer, and from what?",
        response_model=ReadyOut,
        responses={503: {"model": ReadyOut, "description": "No index serves yet, or the server is shutting down"}},
    )
    def readyz() -> JSONResponse:
        state = context.advisor.readiness()
        warnings = [*state.warnings, *context.conversations.warnings]
        if context.shutdown.begun:
            warnings.append("The server is shutting down.")
        elif not state.ready and not state.warnings:
            warnings.append("Nothing has been indexed yet; run `advisor ingest`.")
        ready = state.ready and not context.shutdown.begun
        out = ReadyOut(
            ready=ready,
            guides=state.n_guides,
            chunks=state.n_chunks,
            embedder=state.embedder,
            search=state.search,
            build=state.build,
            warnings=warnings,
        )
        return JSONResponse(out.model_dump(), 200 if ready else 503)

    @router.get(
        "/metrics",
        summary="Numbers for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    def metrics() -> Response:
        return Response(context.metrics.render(context.advisor.readiness()), headers={"Content-Type": CONTENT_TYPE})

    return router
