"""The chat widget: its modules as they travel, compressed, without their comments, under the version of them all."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

HERE = Path(__file__).parent
ENTRY = "widget.js"
# Only comments that stand alone on their lines; CSS in a template string has no others either.
COMMENTS = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*|//[^\n]*)\n", re.DOTALL | re.MULTILINE)
ENTRY_CACHE = "no-cache"
MODULE_CACHE = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Script:
    """One script's bytes, plain and compressed."""

    plain: bytes
    zipped: bytes
    etag: str


class Widget:
    """The widget's scripts; a page that loads the entry gets the modules that belong to it, never a mixture."""

    @cached_property
    def version(self) -> str:
        digest = hashlib.sha256()
        for name, text in sorted(self._texts.items()):
            digest.update(f"{name}\n{text}".encode())
        return digest.hexdigest()[:12]

    @cached_property
    def modules(self) -> dict[str, Script]:
        """By their path below ``/widget/<version>/``."""
        return {name: _script(text) for name, text in self._texts.items() if name != ENTRY}

    @cached_property
    def entry(self) -> Script:
        return _script(self._texts[ENTRY].replace('"widget/', f'"widget/{self.version}/'))

    @cached_property
    def _texts(self) -> dict[str, str]:
        files = sorted(HERE.rglob("*.js"))
        return {path.relative_to(HERE).as_posix(): COMMENTS.sub("", path.read_text("utf-8")) for path in files}


def widget_routes(widget: Widget) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/widget.js")
    def entry(request: Request) -> Response:
        return _answer(request, widget.entry, ENTRY_CACHE)

    @router.get("/widget/{version}/{name:path}")
    def module(request: Request, version: str, name: str) -> Response:
        script = widget.modules.get(name)
        if script is None:
            raise HTTPException(404)
        return _answer(request, script, MODULE_CACHE if version == widget.version else ENTRY_CACHE)

    return router


def _script(text: str) -> Script:
    plain = text.encode()
    return Script(plain, gzip.compress(plain, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:16]}"')


def _answer(request: Request, script: Script, cache: str) -> Response:
    headers = {"Cache-Control": cache, "ETag": script.etag, "Vary": "Accept-Encoding"}
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.headers.get("if-none-match") == script.etag:
        return Response(status_code=304, headers=headers)
    body = script.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = script.zipped, "gzip"
    return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")
