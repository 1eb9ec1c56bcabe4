"""The OpenAPI schema: FastAPI's, with our problems and the guard's responses."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from server.middleware.guard import NOT_NAMED
from server.problems import ProblemOut, problem_answers

UNUSED_FORM = "HTTPValidationError"
METHODS = ("get", "post", "delete")

REFUSALS = problem_answers(_403=NOT_NAMED)
GUARDED = problem_answers(
    _401="The session token has run out; open a session anew with its secret.",
    _429="This session has asked too often; wait 3 s and ask again.",
    _503="The server has as many questions as it can take just now; ask again in a moment.",
)
RETRY_AFTER = {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}}
SITE_KEY = {
    "name": "Site-Key",
    "in": "header",
    "required": False,
    "description": "the public key of the site whose page calls; for calls from other origins without a token",
    "schema": {"type": "string"},
}
SESSION = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token that POST /api/session gave. Calls without one work where they keep nothing.",
}


def describe(app: FastAPI) -> None:
    """Make the app serve the extended schema, built on first use."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    description=app.description,
                    routes=app.routes,
                )
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the schema


def _complete(schema: dict[str, Any]) -> dict[str, Any]:
    for path, item in schema["paths"].items():
        for operation in (item[method] for method in METHODS if method in item):
            responses = operation["responses"]
            if UNUSED_FORM in str(responses.get("422")):
                del responses["422"]  # these routes take any string
            for status, answer in REFUSALS.items():
                responses.setdefault(str(status), answer)
            if path.startswith("/api/"):
                _guard(path, operation)
            for status in {"429", "503"} & set(responses):
                responses[status] = {**responses[status], "headers": {"Retry-After": RETRY_AFTER}}
    parts = schema["components"]
    for name in (UNUSED_FORM, "ValidationError"):
        parts["schemas"].pop(name, None)
    parts["schemas"]["ProblemOut"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["securitySchemes"] = {"session": SESSION}
    return schema


def _guard(path: str, operation: dict[str, Any]) -> None:
    for status, answer in GUARDED.items():
        operation["responses"].setdefault(str(status), answer)
    operation.setdefault("parameters", []).append(SITE_KEY)
    needs_session = path.startswith("/api/conversations") or path == "/api/feedback"
    operation["security"] = [{"session": []}] if needs_session else [{}, {"session": []}]
