"""Directness: beginning with what was asked, and stopping in time."""

from collections.abc import Sequence

from advisor.answering.guide_lists import section_items
from advisor.domain import Guide, PartKind
from evals.cases.measured import MetricValue, not_applicable, share
from evals.cases.observation import Observation
from evals.cases.suite import Answerability, Case, Gold, gold_fault, spans_of
from evals.metrics.answers import says

NAMES = ("direct", "beside_the_point", "right_and_direct", "list_whole")

MAX_CLAIMS = 3  # a lead and two more

Place = tuple[int, int]


def directness_metrics(
    case: Case, observed: Observation, guide: Guide | None, right: MetricValue
) -> dict[str, MetricValue]:
    """Measure what a strict reader feels of one answer.

    direct: for an answerable case, 1 when the first sentence, or the list that the answer begins with, states a vital
        nugget or stands in a gold place, else 0; a decline is not direct.
    beside_the_point: share of the shown sentences that state no nugget and stand in no gold or fine place, nor in a
        list that was asked for (0..1). It is only as good as these are complete.
    right_and_direct: 1 when the answer is right, direct, and at most a lead and two more for each thing asked, or one
        whole list; else 0.
    list_whole: for a case that asks for a whole list, 1 when all of its items are shown in the guide's order; else 0.
    """
    if case.answerability is not Answerability.ANSWERABLE or case.press:
        return dict.fromkeys(NAMES, not_applicable("the case has no answer of its own"))
    no_list = not_applicable("no list was asked for")
    if observed.declined or guide is None:
        return {
            "direct": MetricValue(0.0),
            "beside_the_point": not_applicable("the answer declines"),
            "right_and_direct": MetricValue(0.0),
            "list_whole": MetricValue(0.0) if case.list_of else no_list,
        }
    gold, items = _places(case.gold, guide), _list_items(case, guide)
    fine = (*gold, *items, *_places(case.fine, guide))
    claims = observed.answer.claims
    cited = [_cited(observed, claim.citations) for claim in claims]
    vital = [nugget for nugget in case.nuggets if nugget.vital]
    lead = range(_lead_length(cited, guide))
    first = any(
        any(says(claims[n].text, nugget) for nugget in vital) or _overlap(cited[n], (*gold, *items)) for n in lead
    )
    beside = [
        not any(says(claim.text, nugget) for nugget in case.nuggets) and not _overlap(places, fine)
        for claim, places in zip(claims, cited, strict=True)
    ]
    n_parts = max(gold.part for gold in case.gold)
    n_sentences = sum(not _overlap(places, items) for places in cited) if items else len(claims)
    is_short = n_sentences <= MAX_CLAIMS * n_parts or _is_one_list(cited, guide) or _is_one_card(observed)
    return {
        "direct": MetricValue(float(first)),
        "beside_the_point": share(sum(beside), len(beside)),
        "right_and_direct": right
        if right.value is None
        else MetricValue(float(right.value == 1.0 and first and is_short)),
        "list_whole": MetricValue(float(_is_whole(cited, items))) if items else no_list,
    }


def _places(golds: Sequence[Gold], guide: Guide) -> tuple[Place, ...]:
    return tuple(span for gold in golds if not gold_fault(gold, guide) for span in spans_of(gold, guide))


def _list_items(case: Case, guide: Guide) -> tuple[Place, ...]:
    """Find the items of the list that is asked for."""
    sections = (section for section in guide.sections if section.path == case.list_of)
    return tuple((span.start, span.end) for section in sections for span in section_items(guide, section))


def _cited(observed: Observation, numbers: Sequence[int]) -> tuple[Place, ...]:
    return tuple((c.start, c.end) for c in observed.answer.citations if c.number in numbers)


def _overlap(cited: Sequence[Place], places: Sequence[Place]) -> bool:
    return any(start < end_there and start_there < end for start, end in cited for start_there, end_there in places)


def _is_whole(cited: Sequence[Sequence[Place]], items: Sequence[Place]) -> bool:
    """Whether every item is shown, each after the one before it."""
    at = [next((n for n, places in enumerate(cited) if _overlap(places, [item])), -1) for item in items]
    return -1 not in at and at == sorted(at)


def _lead_length(cited: Sequence[Sequence[Place]], guide: Guide) -> int:
    """Count the claims of a whole list that an answer begins with, else 1."""
    for section in guide.sections:
        items = [(span.start, span.end) for span in section_items(guide, section)]
        if 1 < len(items) <= len(cited) and all(_overlap(p, [i]) for p, i in zip(cited, items, strict=False)):
            return len(items)
    return 1


def _is_one_card(observed: Observation) -> bool:
    """Whether the answer is the rows of one heading, each a label with its value."""
    parts = [part for part in observed.answer.parts if part.kind is not PartKind.MORE]
    return len(parts) == 1 and parts[0].kind in (PartKind.FIGURES, PartKind.TIMELINE, PartKind.STEPS)


def _is_one_list(cited: Sequence[Sequence[Place]], guide: Guide) -> bool:
    """Whether the answer is all items of one list and nothing else."""
    for section in guide.sections:
        items = [(span.start, span.end) for span in section_items(guide, section)]
        if items and len(items) == len(cited) and all(_overlap(places, items) for places in cited):
            return True
    return False
