"""Records of finished answers, proven again against the guides when read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from advisor.domain import (
    Answer,
    AnswerPart,
    Arranged,
    Choice,
    Citation,
    Claim,
    ClaimMade,
    Conflict,
    Event,
    Guide,
    ModelUse,
    More,
    Notice,
    PartKind,
    Question,
    Reason,
    SectionPlace,
    Suggested,
)
from advisor.schemas import AnswerOut, CitationOut, PlaceOut, answer_out, place_out

# What belongs to one question and not to its answer.
OWN = {"id": "", "conversation_id": "", "question": "", "searched": "", "timings_ms": {}}


class UnfitRecordError(Exception):
    """A record that is no proven answer here, with the reason."""


class AnswerRecord(BaseModel):
    """An answer without its question: ``searched`` is the wording's number.

    So no word of the reader's stands in it that the answer itself does not say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    searched: int
    answer: AnswerOut


def dump_answer(answer: Answer, wordings: Sequence[str]) -> str:
    """Write down an answer to a question of these wordings.

    Raises UnfitRecordError for an answer that could not be read again as it is.
    """
    if answer.searched not in wordings:
        raise UnfitRecordError("it was searched for in words that are not kept")
    plain = replace(answer, conversation_id="", timings_ms={}, model=answer.model and used_again(answer.model))
    kept = AnswerRecord(searched=wordings.index(answer.searched), answer=_without_question(plain))
    try:
        record = kept.model_dump_json()
    except ValueError as error:
        raise UnfitRecordError("it holds half a character") from error
    places: list[Citation | SectionPlace] = [*answer.citations, *(answer.more.citations if answer.more else ())]
    places += [answer.nearest] if answer.nearest else []
    guides = {place.guide.id: place.guide for place in places}
    if load_answer(record, answer.question, wordings, guides, answer.id) != plain:
        raise UnfitRecordError("it has something that its record does not hold")
    return record


def load_answer(
    record: str, question: Question, wordings: Sequence[str], guides: Mapping[str, Guide], answer_id: str
) -> Answer:
    """Read an answer, every citation proven by the guide's text.

    Raises UnfitRecordError where anything does not fit.
    """
    try:
        kept = AnswerRecord.model_validate_json(record)
        if not 0 <= kept.searched < len(wordings):
            raise UnfitRecordError("its wording is not known")
        answer = _build(kept.answer, question, wordings[kept.searched], guides, answer_id)
    except ValueError as error:
        raise UnfitRecordError(f"it is damaged ({type(error).__name__})") from error
    _check_numbers(answer)
    # What the record has and the answer has not, or the other way round, shows here.
    if _without_question(answer) != kept.answer:
        raise UnfitRecordError("it does not say what it was made from")
    return answer


def used_again(use: ModelUse) -> ModelUse:
    """A model's part in an answer that is given again."""
    return ModelUse(use.model, n_kept=use.n_kept, n_repaired=use.n_repaired, n_cut=use.n_cut, cached_answer=True)


def with_cost(answer: Answer, spent: ModelUse | None) -> Answer:
    """An answer given again, with what rewording its question took."""
    if answer.model is None or spent is None:
        return answer
    again = answer.model
    use = replace(spent, n_kept=again.n_kept, n_repaired=again.n_repaired, n_cut=again.n_cut, cached_answer=True)
    return replace(answer, model=use)


def replay(answer: Answer) -> Iterator[Event]:
    """The events of an answer that is whole before it is shown.

    All but the first and the last one of a stream.
    """
    yield Arranged(tuple(part for part in answer.parts if part.kind is not PartKind.MORE))
    left = {citation.number: citation for citation in answer.citations}
    for claim in answer.claims:
        yield ClaimMade(claim, tuple(left.pop(number) for number in claim.citations if number in left))
    yield Suggested(answer.suggestions)


def _build(out: AnswerOut, question: Question, searched: str, guides: Mapping[str, Guide], answer_id: str) -> Answer:
    return Answer(
        id=answer_id,
        question=question,
        searched=searched,
        status=out.status,
        writer=out.writer,
        claims=_as(tuple[Claim, ...], out.claims),
        citations=_proven(out.citations, guides, first=1),
        parts=_as(tuple[AnswerPart, ...], out.parts),
        more=More(
            claims=_as(tuple[Claim, ...], out.more.claims),
            citations=_proven(out.more.citations, guides, first=len(out.citations) + 1),
        )
        if out.more
        else None,
        message="" if out.claims else out.answer,
        conflicts=_as(tuple[Conflict, ...], out.conflicts),
        notices=_as(tuple[Notice, ...], out.notices),
        suggestions=tuple(out.suggestions),
        choices=tuple(Choice(choice.question, choice.guide) for choice in out.choices),
        reason=_as(Reason, out.reason) if out.reason else None,
        nearest=_place(out.nearest, guides) if out.nearest else None,
        model=_as(ModelUse, out.model) if out.model else None,
    )


def _proven(citations: Sequence[CitationOut], guides: Mapping[str, Guide], *, first: int) -> tuple[Citation, ...]:
    """The places cited, if each quote still stands there."""
    found = []
    for number, one in enumerate(citations, first):
        guide = guides.get(one.guide)
        if guide is None or guide.version != one.version or one.number != number:
            raise UnfitRecordError("it cites a guide that is not served")
        if not 0 <= one.start < one.end <= len(guide.text) or guide.text[one.start : one.end] != one.quote:
            raise UnfitRecordError("a quote is not at its place")
        section = guide.section_at(one.start, one.end)
        if section is None or section.anchor != one.anchor:
            raise UnfitRecordError("a quote is in another section")
        found.append(Citation(number, guide, section, one.start, one.end))
    return tuple(found)


def _place(out: PlaceOut, guides: Mapping[str, Guide]) -> SectionPlace:
    guide = guides.get(out.guide)
    for section in guide.sections if guide else ():
        if guide and place_out(place := SectionPlace(guide, section)) == out:
            return place
    raise UnfitRecordError("its nearest section is not served")


def _check_numbers(answer: Answer) -> None:
    """Raise UnfitRecordError for a number of a claim or citation that there is not."""
    more = answer.more or More((), ())
    claims = (*answer.claims, *more.claims)
    known = {citation.number for citation in (*answer.citations, *more.citations)}
    named = [number for claim in claims for number in claim.citations]
    named += [number for conflict in answer.conflicts for number in conflict.citations]
    named += [number for part in answer.parts for number in part.heading_citations]
    if not known.issuperset(named) or not all(claim.text and claim.citations for claim in claims):
        raise UnfitRecordError("a claim has no proof")
    if not all(0 <= claim < len(claims) for part in answer.parts for claim in part.claims):
        raise UnfitRecordError("a part has a claim that there is not")


def _without_question(answer: Answer) -> AnswerOut:
    return answer_out(answer).model_copy(update=OWN)


def _as(kind: Any, out: Any) -> Any:
    """The domain's values of what has the same names on the wire."""
    dumped = [one.model_dump() for one in out] if isinstance(out, list) else out.model_dump()
    return _adapter(kind).validate_python(dumped)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
