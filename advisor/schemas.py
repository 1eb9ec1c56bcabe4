"""The JSON form of an Answer, shared by all channels.

HTTP, the last event of a stream and ``advisor ask --json`` send the same form.
"""

from collections.abc import Sequence
from dataclasses import asdict
from urllib.parse import quote as url_quote

from pydantic import BaseModel, ConfigDict, Field

from advisor.domain import Answer, AnswerPart, Citation, Claim, Guide, More, PartKind, Section, SectionPlace, Status

MAX_FRAGMENT_WORDS = 8


class Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimOut(Out):
    text: str = Field(description="one checked sentence")
    citations: list[int] = Field(description="numbers of the supporting citations")
    translation: str = Field(default="", description="the sentence in the answer's language; empty: not translated")

    @property
    def shown(self) -> str:
        """The sentence as readers see it."""
        return self.translation or self.text


class CitationOut(Out):
    number: int = Field(description="counts from 1, in order of first use")
    guide: str = Field(description="the guide's id")
    guide_title: str
    version: str = Field(description="hash of the guide's text that the offsets count in")
    section: list[str] = Field(description="headings from the outermost to the quote's own")
    anchor: str
    start: int = Field(description="offset in Unicode code points of the guide's text")
    end: int
    quote: str = Field(description="exactly text[start:end]")
    url: str = Field(description="opens the guide at the quote")
    as_of: str = Field(default="", description="release and period of the guide's figures; empty: not stated")
    page: int | None = Field(
        default=None, description="the page of the guide's file on which the quote begins; null without pages"
    )


class PartOut(Out):
    kind: PartKind
    heading: str = Field(
        default="", description="the guide's heading over the part, or what is said before a near miss; may be empty"
    )
    heading_citations: list[int] = Field(
        default_factory=list, description="numbers of the citations that prove the heading, where quoted"
    )
    claims: list[int] = Field(description="0-based positions in claims, followed by those of more, in the order shown")
    texts: list[str] = Field(
        default_factory=list, description="what to show for each claim under the heading and beside its label"
    )
    rows: list[str] = Field(default_factory=list, description="the label of each claim; empty: no labels")
    columns: list[str] = Field(default_factory=list, description="names of the columns; empty: none")
    column_of: list[int] = Field(default_factory=list, description="the column of each claim")
    n_all: int = Field(default=0, description="how many items the guide's list has, or careers were found; 0: no list")
    own: int = Field(default=-1, description="the column of the reader's own place; -1: none")
    verdict: str = Field(default="", description="a word for the answer to a yes/no question; empty: none")
    verdict_words: list[tuple[int, int]] = Field(
        default_factory=list,
        description="offsets in the guide's text of the words in the first citation that earned the verdict",
    )


class MoreOut(Out):
    claims: list[ClaimOut]
    citations: list[CitationOut] = Field(description="numbered on from the answer's")


class ConflictOut(Out):
    about: str
    citations: list[int]


class ChoiceOut(Out):
    question: str = Field(description="the question to ask next")
    guide: str = Field(description="the guide to ask it of; empty: any")


class NoticeOut(Out):
    kind: str
    text: str
    values: dict[str, str] = Field(default_factory=dict, description="what stands in the text besides our own words")


class ReasonOut(Out):
    kind: str = Field(description="why there is no answer, such as absent, no_guide or not_english")
    values: dict[str, str] = Field(default_factory=dict, description="what stands in the answer besides our own words")


class PlaceOut(Out):
    guide: str
    guide_title: str
    section: list[str]
    anchor: str
    url: str


class SecondReadingOut(Out):
    model: str
    n_read: int = Field(description="sentences that were read again beside their quotes")
    n_supported: int = Field(description="of these, called supported")
    tokens_in: int
    tokens_out: int
    ms: float
    failure: str = Field(description="why nothing was read; empty when it ended as it should")
    tokens_cached: int = Field(default=0, description="of tokens_in, those in the service's cache")


class ModelUseOut(Out):
    model: str
    tokens_in: int
    tokens_out: int
    n_kept: int = Field(description="sentences shown as the model wrote them")
    n_repaired: int = Field(description="sentences replaced by the guide's own")
    n_cut: int = Field(description="sentences left out")
    failure: str = Field(description="why the model wrote nothing or no more; empty when it ended as it should")
    follow_up: str = Field(
        default="", description="what became of its rewriting of a follow-up: rewritten, refused, or why it failed"
    )
    second: SecondReadingOut | None = Field(
        default=None, description="what a second reading of its sentences took; null without one"
    )
    verdict: str = Field(
        default="", description="what it said of its passages: answer, partly, not_in_guide, off_topic or which"
    )
    rules: str = Field(default="", description="what would have been said without it: a status, or near_miss")
    tokens_cached: int = Field(default=0, description="of tokens_in, those in the service's cache")
    n_calls: int = Field(default=0, description="calls of the model, a second reading's among them")
    cached_answer: bool = Field(
        default=False, description="whether the answer was kept from an earlier question, so that nothing was asked now"
    )


class AnswerOut(Out):
    id: str
    conversation_id: str = Field(description="empty when the server keeps no conversation")
    question: str
    searched: str = Field(description="what was looked for, where that differs from the question")
    status: Status
    answer: str = Field(description="the whole answer with [n] markers, in the guide's language")
    writer: str
    claims: list[ClaimOut]
    citations: list[CitationOut]
    parts: list[PartOut] = Field(default_factory=list, description="the claims grouped as they are shown")
    more: MoreOut | None = Field(default=None, description="the rest of the section, behind a press")
    conflicts: list[ConflictOut]
    notices: list[NoticeOut]
    suggestions: list[str]
    choices: list[ChoiceOut] = Field(
        default_factory=list, description="what the answer offers to choose from; empty unless status is clarify"
    )
    reason: ReasonOut | None = Field(default=None, description="why there is no answer; null where there is one")
    nearest: PlaceOut | None = Field(default=None, description="the section nearest to what the guide does not say")
    timings_ms: dict[str, float]
    model: ModelUseOut | None = Field(default=None, description="what a chat model did for it; null without one")
    language: str = Field(default="", description="BCP 47 code of the claims' translations; empty: none is translated")


class BlockOut(Out):
    kind: str
    start: int
    end: int


class SectionOut(Out):
    path: list[str]
    anchor: str
    start: int
    end: int
    blocks: list[BlockOut]


class ExcludedOut(Out):
    start: int
    end: int
    reason: str


class GuideBriefOut(Out):
    id: str
    title: str
    version: str
    role: str
    country: str
    currency: str
    credited: list[str]
    date: str
    licence: str
    source_url: str
    also_called: list[str]
    release: str
    period: str
    n_sections: int
    url: str


class GuideOut(GuideBriefOut):
    text: str
    sections: list[SectionOut]
    excluded: list[ExcludedOut]
    pages: list[int] = Field(
        default_factory=list, description="offsets at which the pages of its file begin; empty without pages"
    )


def answer_out(answer: Answer, *, public_url: str = "") -> AnswerOut:
    """The Answer as JSON; ``public_url`` is prepended to citation links."""
    return AnswerOut(
        id=answer.id,
        conversation_id=answer.conversation_id,
        question=answer.question.text,
        searched=answer.searched,
        status=answer.status,
        answer=answer.text,
        writer=answer.writer,
        claims=[claim_out(c) for c in answer.claims],
        citations=[citation_out(c, public_url=public_url) for c in answer.citations],
        parts=[part_out(part) for part in answer.parts],
        more=_more_out(answer.more, public_url) if answer.more else None,
        conflicts=[ConflictOut(about=c.about, citations=list(c.citations)) for c in answer.conflicts],
        notices=[NoticeOut(kind=n.kind, text=n.text, values=dict(n.values)) for n in answer.notices],
        suggestions=list(answer.suggestions),
        choices=[ChoiceOut(question=c.question, guide=c.guide_id) for c in answer.choices],
        reason=ReasonOut(kind=answer.reason.kind, values=dict(answer.reason.values)) if answer.reason else None,
        nearest=place_out(answer.nearest, public_url=public_url) if answer.nearest else None,
        timings_ms={name: round(ms, 2) for name, ms in answer.timings_ms.items()},
        model=ModelUseOut.model_validate(asdict(answer.model)) if answer.model else None,
        language=answer.language,
    )


def claim_out(claim: Claim) -> ClaimOut:
    return ClaimOut(text=claim.text, citations=list(claim.citations), translation=claim.translation)


def part_out(part: AnswerPart) -> PartOut:
    return PartOut.model_validate(asdict(part))


def _more_out(more: More, public_url: str) -> MoreOut:
    citations = [citation_out(c, public_url=public_url) for c in more.citations]
    return MoreOut(claims=[claim_out(c) for c in more.claims], citations=citations)


def linked_out(out: AnswerOut, public_url: str) -> AnswerOut:
    """The same answer with ``public_url`` prepended to its relative links."""
    if not public_url:
        return out
    base = public_url.rstrip("/")

    def linked(citations: Sequence[CitationOut]) -> list[CitationOut]:
        return [citation.model_copy(update={"url": base + citation.url}) for citation in citations]

    more = out.more and out.more.model_copy(update={"citations": linked(out.more.citations)})
    nearest = out.nearest and out.nearest.model_copy(update={"url": base + out.nearest.url})
    return out.model_copy(update={"citations": linked(out.citations), "more": more, "nearest": nearest})


def citation_out(citation: Citation, *, public_url: str = "") -> CitationOut:
    return CitationOut(
        number=citation.number,
        guide=citation.guide.id,
        guide_title=citation.guide.title,
        version=citation.guide.version,
        section=list(citation.section.path),
        anchor=citation.section.anchor,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        url=public_url.rstrip("/") + citation_url(citation),
        as_of=citation.guide.metadata.as_of,
        page=citation.page,
    )


def place_out(place: SectionPlace, *, public_url: str = "") -> PlaceOut:
    guide, section = place.guide, place.section
    url = f"/guides/{url_quote(guide.id)}?v={guide.version}#{url_quote(section.anchor)}"
    return PlaceOut(
        guide=guide.id,
        guide_title=guide.title,
        section=list(section.path),
        anchor=section.anchor,
        url=public_url.rstrip("/") + url,
    )


def citation_url(citation: Citation) -> str:
    """The path ``/guides/<id>?v=<version>&q=<start>-<end>#<anchor>:~:text=<quote>``.

    The anchor is the fallback; the text fragment marks the quote in browsers with support for it; ``q`` gives the page
    the offsets to mark in the others.
    """
    guide, section = citation.guide, citation.section
    return (
        f"/guides/{url_quote(guide.id)}?v={guide.version}&q={citation.start}-{citation.end}"
        f"#{url_quote(section.anchor)}:~:text={text_fragment(citation.quote)}"
    )


def text_fragment(quote: str) -> str:
    """The quote as a text directive (URL Fragment Text Directives, WICG).

    A short quote on one line is given whole, any other by its first and last words.
    """
    lines = [line.strip() for line in quote.splitlines() if line.strip()]
    if len(lines) == 1 and len(lines[0].split()) <= 2 * MAX_FRAGMENT_WORDS:
        return _encode(lines[0])
    first = " ".join(lines[0].split()[:MAX_FRAGMENT_WORDS])
    last = " ".join(lines[-1].split()[-MAX_FRAGMENT_WORDS:])
    return f"{_encode(first)},{_encode(last)}"


def _encode(words: str) -> str:
    # A hyphen separates the parts of a text directive, so it must be escaped although URLs allow it.
    return url_quote(words, safe="").replace("-", "%2D")


def guide_brief_out(guide: Guide) -> GuideBriefOut:
    known = guide.metadata
    return GuideBriefOut(
        id=guide.id,
        title=guide.title,
        version=guide.version,
        role=known.role,
        country=known.country,
        currency=known.currency,
        credited=list(known.credited),
        date=known.date,
        licence=known.licence,
        source_url=known.source_url,
        also_called=list(known.also_called),
        release=known.release,
        period=known.period,
        n_sections=len(guide.sections),
        url=f"/guides/{url_quote(guide.id)}",
    )


def guide_out(guide: Guide) -> GuideOut:
    return GuideOut(
        **guide_brief_out(guide).model_dump(),
        text=guide.text,
        sections=[_section_out(section) for section in guide.sections],
        excluded=[ExcludedOut(start=e.start, end=e.end, reason=e.reason) for e in guide.excluded],
        pages=list(guide.pages),
    )


def _section_out(section: Section) -> SectionOut:
    return SectionOut(
        path=list(section.path),
        anchor=section.anchor,
        start=section.start,
        end=section.end,
        blocks=[BlockOut(kind=b.kind, start=b.start, end=b.end) for b in section.blocks],
    )
