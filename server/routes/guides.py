"""GET /api/guides: the guides in use, with their texts and sections."""

from fastapi import APIRouter, Request
from pydantic import Field

from advisor.domain.declines import career_names
from advisor.schemas import GuideBriefOut, GuideOut, Out, guide_brief_out, guide_out
from server.context import ServerContext
from server.middleware.guard import caller_of
from server.problems import problem_answers


class GuidesOut(Out):
    guides: list[GuideBriefOut]


class StartersOut(Out):
    careers: list[str] = Field(description="the careers that can be asked about")
    questions: list[str] = Field(description="first questions, all of which are answered")
    any_language: bool = Field(default=False, description="whether questions in other languages are understood")


def guide_routes(context: ServerContext) -> APIRouter:
    router = APIRouter(tags=["guides"])

    # Plain functions run in a thread: the first call after an index change reads files.
    @router.get("/api/guides", summary="List the guides")
    def guides(request: Request) -> GuidesOut:
        base, site = context.link_base(request), caller_of(request).site
        shown = [guide for guide in context.advisor.guides() if site is None or site.shows(guide.id)]
        briefs = [guide_brief_out(guide) for guide in shown]
        return GuidesOut(guides=[brief.model_copy(update={"url": base + brief.url}) for brief in briefs])

    @router.get("/api/starters", summary="List first questions")
    def starters(request: Request, guide: str = "") -> StartersOut:
        site = caller_of(request).site
        shown = [one for one in context.advisor.guides() if site is None or site.shows(one.id)]
        chosen = [one for one in shown if one.id == guide] or shown
        questions = context.advisor.starters([one.id for one in chosen])
        return StartersOut(
            careers=list(career_names(chosen)),
            questions=list(questions),
            any_language=context.advisor.reads_any_language,
        )

    @router.get(
        "/api/guides/{guide_id}",
        summary="Read a guide",
        description="The text that citations' offsets count in (Unicode code points), and its sections: as it is now, "
        "or as it was in the version `v` that a citation names.",
        responses=problem_answers(
            _404="There is no guide 'plumber'; the guides are: production-manager.",
            _503="Nothing has been indexed yet; run `advisor ingest`.",
        ),
    )
    def guide(request: Request, guide_id: str, v: str = "") -> GuideOut:
        site = caller_of(request).site
        if site is not None:
            site.require(guide_id)
        out = guide_out(context.advisor.guide(guide_id, version=v))
        return out.model_copy(update={"url": context.link_base(request) + out.url})

    return router
