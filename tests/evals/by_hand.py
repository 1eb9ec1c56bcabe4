"""Observed answers written by hand, over a guide of three sections, for tests of metrics and reports."""

from collections.abc import Sequence

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.schemas import AnswerOut, CitationOut, ClaimOut, ConflictOut
from evals.cases.observation import Observation, PassageSeen
from evals.cases.suite import Case

GUIDE_TEXT = """# Lighthouse keeper

## Pay

The median salary is $52,000. Senior keepers earn $61,500 a year.

## Path

You need three years at sea. A licence is not required.

## Remote work

The lamp cannot be tended from home.
"""


def guide() -> Guide:
    return parse_text(GUIDE_TEXT, name="keeper.md", form=Form.MARKDOWN)


def citation(number: int, quote: str, *, of: Guide | None = None, at: int | None = None) -> CitationOut:
    """A citation of a quote where it stands in the guide, or wrongly at ``at``."""
    held = of or guide()
    start = held.text.index(quote) if at is None else at
    section = held.section_at(held.text.index(quote), held.text.index(quote) + len(quote))
    assert section is not None
    return CitationOut(
        number=number,
        guide=held.id,
        guide_title=held.title,
        version=held.version,
        section=list(section.path),
        anchor=section.anchor,
        start=start,
        end=start + len(quote),
        quote=quote,
        url=f"/guides/{held.id}#{section.anchor}",
    )


def answered(
    *claims: tuple[str, Sequence[int]],
    citations: Sequence[CitationOut] = (),
    passages: tuple[PassageSeen, ...] | None = None,
    status: str = "answered",
    conflicts: Sequence[ConflictOut] = (),
) -> Observation:
    return Observation(
        answer=AnswerOut(
            id="a1",
            conversation_id="",
            question="?",
            searched="?",
            status=status,  # type: ignore[arg-type]
            answer=" ".join(text for text, _ in claims),
            writer="by hand",
            claims=[ClaimOut(text=text, citations=list(numbers)) for text, numbers in claims],
            citations=list(citations),
            conflicts=list(conflicts),
            notices=[],
            suggestions=[],
            timings_ms={"total": 3.0, "retrieve": 1.0},
        ),
        passages=passages,
    )


def declined(status: str = "not_in_guide", passages: tuple[PassageSeen, ...] | None = None) -> Observation:
    return answered(status=status, passages=passages)


def passage(section: str, text: str) -> PassageSeen:
    held = guide()
    start = held.text.index(text)
    path = next(s.path for s in held.sections if s.title == section)
    return PassageSeen(guide=held.id, section=path, start=start, end=start + len(text), score=0.5, text=text)


def case(answerability: str = "answerable", **fields: object) -> Case:
    gold = [{"section": ["Pay"], "quote": "The median salary is $52,000."}]
    given = {
        "id": "keeper-pay",
        "question": "What does a keeper earn?",
        "answerability": answerability,
        **({"gold": gold} if answerability == "answerable" else {}),
        **fields,
    }
    return Case.model_validate(given)
