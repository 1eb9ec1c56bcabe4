"""Errors as RFC 9457 problem JSON, with one sentence of detail."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from advisor.errors import (
    AdvisorError,
    BusyError,
    NoIndexError,
    ProviderError,
    QuestionError,
    StaleIndexError,
    StorageError,
    UnknownAnswerError,
    UnknownConversationError,
    UnknownGuideError,
)
from server.access.admission import TooBusyError, TooManyOpenError
from server.cancellation import AbandonedAnswerError, CancelledAnswerError, ShuttingDownError
from server.validation_messages import CHAT_FIELDS, validation_sentence

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = "2"
CLIENT_CLOSED = 499  # nginx's status for a client that closed the request

STATUS_OF: dict[type[Exception], int] = {
    QuestionError: 422,
    UnknownAnswerError: 404,
    UnknownConversationError: 404,
    UnknownGuideError: 404,
    NoIndexError: 503,
    StaleIndexError: 503,
    StorageError: 503,
    BusyError: 503,
    ProviderError: 502,
    TooBusyError: 503,
    TooManyOpenError: 429,
    ShuttingDownError: 503,
    CancelledAnswerError: CLIENT_CLOSED,
    AbandonedAnswerError: CLIENT_CLOSED,
}
# What a reader is told of errors whose words are the operator's: they name files and databases of this server.
FOR_READERS: dict[type[Exception], str] = {
    StorageError: "What this server stores cannot be read or written just now; its log says why.",
    NoIndexError: "Nothing has been indexed here yet; the server's operator runs `advisor ingest`.",
}


class ProblemOut(BaseModel):
    """A problem as RFC 9457 describes it."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(default="about:blank", description="always about:blank: the status says what kind it is")
    title: str = Field(description="the status in words")
    status: int
    detail: str = Field(description="one sentence: what was wrong, and where")
    request_id: str = Field(default="", description="finds the request in the server's log")


def problem(status: int, detail: str, request_id: str = "") -> ProblemOut:
    title = "Client Closed Request" if status == CLIENT_CLOSED else HTTPStatus(status).phrase
    return ProblemOut(title=title, status=status, detail=detail, request_id=request_id)


def problem_of(error: Exception, request_id: str = "") -> ProblemOut:
    """Translate an exception into a problem.

    An unforeseen one is logged and described without its text. One that names a place of this server is logged, and
    described without the place.
    """
    for kind, sentence in FOR_READERS.items():
        if isinstance(error, kind):
            log.warning("%s", error, extra={"fields": {"request_id": request_id}})
            return problem(STATUS_OF[kind], sentence, request_id)
    for kind, status in STATUS_OF.items():
        if isinstance(error, kind):
            return problem(status, str(error), request_id)
    if isinstance(error, AdvisorError):
        return problem(500, str(error), request_id)
    log.error("unforeseen error", exc_info=error, extra={"fields": {"request_id": request_id}})
    return problem(500, "Something went wrong here; the request id finds it in the server's log.", request_id)


def problem_answer(out: ProblemOut, headers: Mapping[str, str] | None = None) -> Response:
    """Build the response of a problem; a 429 or 503 carries Retry-After."""
    headers = dict(headers or {})
    if out.status in (429, 503):
        headers.setdefault("Retry-After", RETRY_AFTER_S)
    # What a caller sent may hold characters that cannot be encoded.
    body = json.dumps(out.model_dump(), ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, out.status, headers, MEDIA_TYPE)


def request_id(request: Request) -> str:
    return str(request.scope.get("request_id", ""))


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every foreseen exception with a problem."""

    async def known(request: Request, error: Exception) -> Response:
        return problem_answer(problem_of(error, request_id(request)))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if isinstance(error.body, bytes):
            kind = request.headers.get("content-type") or "none"
            what = "the question as JSON" if "question" in _body_fields(request) else "JSON"
            detail = f"Send {what} with the header Content-Type: application/json (this one was {kind})."
            return problem_answer(problem(415, detail[:300], request_id(request)))
        errors = error.errors()
        status = 400 if any(one["type"] == "json_invalid" for one in errors) else 422
        return problem_answer(problem(status, validation_sentence(errors, _body_fields(request)), request_id(request)))

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = _http_sentence(request, error)
        return problem_answer(problem(error.status_code, detail, request_id(request)), error.headers)

    for kind in STATUS_OF:
        app.add_exception_handler(kind, known)
    app.add_exception_handler(AdvisorError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)


def _http_sentence(request: Request, error: HTTPException) -> str:
    path = request.url.path[:200]
    if error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase:
        return f"Nothing is served at {path}."
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return f"{request.method} is not taken at {path}" + (f"; use {allowed}." if allowed else ".")
    if error.status_code == 400:
        return _unreadable_sentence(error.__cause__)
    return str(error.detail)


def _unreadable_sentence(cause: BaseException | None) -> str:
    """Say why a body could not be read at all."""
    if isinstance(cause, RecursionError):
        return "The body is nested too deeply to be read."
    if isinstance(cause, ValueError) and not isinstance(cause, UnicodeError):
        return "The body has a number of too many digits to be read."
    return "The body is not valid JSON in UTF-8."


def _body_fields(request: Request) -> tuple[str, ...]:
    """Return the names of the fields that the called route takes."""
    body = getattr(request.scope.get("route"), "body_field", None)
    return tuple(body.field_info.annotation.model_fields) if body else CHAT_FIELDS


def problem_answers(**details: str) -> dict[int | str, dict[str, Any]]:
    """Build OpenAPI responses by status, each with an example.

    ``problem_answers(_404="There is no guide 'x'.")`` describes a 404.
    """
    return {
        int(name.lstrip("_")): {
            "description": HTTPStatus(int(name.lstrip("_"))).phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemOut"},
                    "example": problem(int(name.lstrip("_")), detail, "5f2c9a1be07d").model_dump(),
                }
            },
        }
        for name, detail in details.items()
    }
