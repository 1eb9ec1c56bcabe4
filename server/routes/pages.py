"""HTML pages: the chat, the guide reader and the error page."""

import hashlib
from functools import cached_property, partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from advisor.domain import Guide
from advisor.domain.declines import career_names
from advisor.errors import NoIndexError, StorageError, UnknownGuideError
from advisor.text.inflection import plural
from server.context import ServerContext, site_path
from server.routes.drawn_guides import DrawnGuide, DrawnGuides
from server.routes.guide_versions import CurrentPassage, find_current_passage
from server.routes.reader_page import DrawnSection, draw, quoted_range

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent.parent
NO_DATE = ("", "unknown")

ERROR_PAGES: dict[int | str, dict[str, Any]] = {
    404: {"description": "A page that says there is no such guide", "content": {"text/html": {}}},
    503: {"description": "A page that says nothing has been indexed yet", "content": {"text/html": {}}},
}


class Pages:
    """Renderer of the Jinja templates, with escaping on."""

    @cached_property
    def _templates(self) -> "Environment":
        # Imported with the first page, since it would slow the server's start.
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.globals["plural"] = plural
        templates.tests["section"] = lambda entry: isinstance(entry, DrawnSection)
        return templates

    def render(self, request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        page = self._templates.get_template(name).render(base=site_path(request), **values)
        return HTMLResponse(page, status, {"Cache-Control": "no-cache"})

    def plain(
        self, request: Request, status: int, title: str, detail: str, *, link: str = "", label: str = ""
    ) -> HTMLResponse:
        """Render a page of one sentence, optionally with a link button."""
        return self.render(request, "plain.html", status, title=title, detail=detail, link=link, label=label)

    def error(self, request: Request, status: int, detail: str) -> HTMLResponse:
        title = HTTPStatus(status).phrase
        return self.plain(request, status, title, detail, link=f"{site_path(request)}/", label="Ask a question")

    def draw_guide(self, base: str, guide: Guide) -> DrawnGuide:
        """Draw what of a reader page depends on the guide alone."""
        values = {
            "base": base,
            "guide": guide,
            "facts": _facts(guide),
            "parts": draw(guide),
            "title_anchor": _title_anchor(guide),
        }
        contents, sections = (
            self._templates.get_template(name).render(values) for name in ("contents.html", "sections.html")
        )
        return DrawnGuide(contents, sections)

    def reader(
        self,
        request: Request,
        guide: Guide,
        *,
        version: str = "",
        quoted: str = "",
        since: CurrentPassage | None = None,
        drawn: DrawnGuide | None = None,
    ) -> Response:
        """Render a guide with the words at offsets ``quoted`` ("120-164") marked.

        Nothing is marked when ``version`` is another one than the guide's. ``since`` is the current counterpart of the
        quoted passage, for a guide shown in an older version. ``drawn`` is the guide if it was drawn before. The same
        page again is a 304.
        """
        has_changed = bool(version) and version != guide.version
        page = self.render(
            request,
            "reader.html",
            guide=guide,
            drawn=drawn or self.draw_guide(site_path(request), guide),
            has_changed=has_changed,
            since=since,
            quoted=None if has_changed else quoted_range(guide, quoted),
            title_anchor=_title_anchor(guide),
        )
        page.headers["ETag"] = etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"Cache-Control": "no-cache", "ETag": etag})
        return page


def page_routes(context: ServerContext, pages: Pages) -> APIRouter:
    drawn_guides = DrawnGuides()
    router = APIRouter(tags=["pages"], default_response_class=HTMLResponse)

    # Plain functions run in a thread: rendering a long guide takes tens of milliseconds.
    @router.get("/", summary="The chat page")
    def chat_page(request: Request, guide: str = "", about: str = "") -> HTMLResponse:
        guides = context.advisor.guides()
        chosen = next((one for one in guides if one.id == guide), None)
        asked = (chosen,) if chosen else guides
        return pages.render(
            request,
            "chat.html",
            guides=guides,
            chosen=chosen,
            careers=career_names(asked),
            starters=context.advisor.starters([one.id for one in asked]),
            about=next((s.title for s in chosen.sections if s.anchor == about), "") if chosen else "",
        )

    @router.get(
        "/guides/{guide_id}",
        summary="Read a guide",
        description="Where a citation's link leads: `v` is the version it was made from, `q` the quote's offsets. "
        "An older version shows as it was, with what became of the quoted passage.",
        responses=ERROR_PAGES,
    )
    async def reader_page(request: Request, guide_id: str, v: str = "", q: str = "") -> Response:
        try:
            guide, since = await run_in_threadpool(_find_guide, context, guide_id, v, q)
        except UnknownGuideError:
            return pages.error(request, 404, "There is no guide at this address. It may have been taken away since.")
        except NoIndexError:
            return pages.error(request, 503, "No guide has been indexed yet. Try again in a moment.")
        base = site_path(request)
        # The same text has the same version, whatever its front matter says.
        n_sections = len(guide.sections)
        key = (base, guide.id, guide.version, guide.title, guide.metadata, n_sections, guide.excluded, guide.pages)
        drawn = await drawn_guides.get(key, partial(pages.draw_guide, base, guide))
        return await run_in_threadpool(pages.reader, request, guide, version=v, quoted=q, since=since, drawn=drawn)

    return router


def _find_guide(
    context: ServerContext, guide_id: str, version: str, quoted: str
) -> tuple[Guide, CurrentPassage | None]:
    """Return the guide to show, and for an older version where its quoted words are now.

    Raises UnknownGuideError, NoIndexError and StorageError.
    """
    now = next((guide for guide in context.advisor.guides() if guide.id == guide_id), None)
    guide = _guide_version(context, guide_id, version) or context.advisor.guide(guide_id)
    is_older = now is None or guide.version != now.version
    return guide, find_current_passage(guide, quoted_range(guide, quoted), now) if is_older else None


def _guide_version(context: ServerContext, guide_id: str, version: str) -> Guide | None:
    """Return a guide as it was; None when that version is not kept or cannot be read."""
    try:
        return context.advisor.guide(guide_id, version=version) if version else None
    except (UnknownGuideError, StorageError):
        return None


class StaticPages(StaticFiles):
    """Styles, scripts and the icon, revalidated by browsers on every use."""

    def __init__(self) -> None:
        super().__init__(directory=HERE / "static")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def revalidated(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"cache-control", b"no-cache")]
            await send(message)

        await super().__call__(scope, receive, revalidated)


def _title_anchor(guide: Guide) -> str:
    """Return the anchor of the section headed with the guide's title.

    Empty when there is none and the page must add the title itself.
    """
    first = guide.sections[0] if guide.sections else None
    return first.anchor if first and first.path == (guide.title,) else ""


def _facts(guide: Guide) -> tuple[tuple[str, str], ...]:
    """Return the guide's metadata as label and value pairs for readers."""
    known = guide.metadata
    figures = ", ".join(part for part in (known.country, known.currency) if part)
    facts = [
        ("Role", known.role),
        ("Figures for", figures or "country not stated"),
        ("Credited", ", ".join(known.credited) or "nobody"),
        ("Figures as of", known.as_of),
        ("Date", "not stated" if known.date in NO_DATE else known.date),
        ("Licence", known.licence),
    ]
    return tuple((name, value) for name, value in facts if value)
