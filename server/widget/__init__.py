"""The chat widget: its ES modules bundled into one classic script."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

HERE = Path(__file__).parent
MAIN = "main.js"

IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w/]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const))", re.MULTILINE)
NAMED = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
# Comments on lines of their own; no string in the modules contains a line that looks like one.
COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*|//[^\n]*)\n", re.DOTALL | re.MULTILINE)
BLANK = re.compile(r"\n\s*\n")


class WidgetError(Exception):
    """Widget modules with clashing top-level names."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script's bytes, plain and compressed, with its ETag."""

    plain: bytes
    zipped: bytes
    etag: str


class Widget:
    """The served scripts of the widget."""

    @cached_property
    def script(self) -> Script:
        """All modules bundled into one classic script.

        A classic script takes one request, works under policies without modules, and can find its own tag. Raises
        WidgetError when two modules define one name.
        """
        texts = [_module_code(name) for name in _ordered_modules(MAIN, seen=set())]
        names = [found for text in texts for found in NAMED.findall(text)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise WidgetError(f"Two modules of the widget have something called {', '.join(twice)}.")
        return _script('(() => {\n"use strict";\n' + "".join(texts) + "})();\n")

    @cached_property
    def languages(self) -> dict[str, Script]:
        """The translations, each a script of its own, by language code."""
        return {path.stem: _script(COMMENT.sub("", path.read_text("utf-8"))) for path in (HERE / "words").glob("*.js")}


def widget_routes(widget: Widget) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/widget.js")
    def script(request: Request) -> Response:
        return _answer(request, widget.script)

    @router.get("/widget/words/{language}.js")
    def words(request: Request, language: str) -> Response:
        if language not in widget.languages:
            raise HTTPException(404)
        return _answer(request, widget.languages[language])

    return router


def _ordered_modules(name: str, *, seen: set[str]) -> Iterator[str]:
    """Yield a module after all its imports, each once."""
    if name in seen:
        return
    seen.add(name)
    for imported in IMPORT.findall((HERE / name).read_text("utf-8")):
        yield from _ordered_modules(imported, seen=seen)
    yield name


def _module_code(name: str) -> str:
    text = (HERE / name).read_text("utf-8")
    for pattern in (COMMENT, IMPORT, EXPORT):
        text = pattern.sub("", text)
    return BLANK.sub("\n", text).lstrip("\n")


def _script(text: str) -> Script:
    plain = text.encode()
    return Script(plain, gzip.compress(plain, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:16]}"')


def _answer(request: Request, script: Script) -> Response:
    headers = {
        "Cache-Control": "no-cache",  # revalidated on each use; an unchanged script is a 304
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": script.etag,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == script.etag:
        return Response(status_code=304, headers=headers)
    body = script.plain
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        body, headers["Content-Encoding"] = script.zipped, "gzip"
    return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")


def _takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110, section 12.5.3)."""
    weights = {}
    for item in accept_encoding.lower().split(","):
        name, _, weight = item.partition(";")
        weights[name.strip()] = weight.strip().removeprefix("q=") or "1"
    try:
        return float(weights.get("gzip") or weights.get("*") or "0") > 0
    except ValueError:
        return False
