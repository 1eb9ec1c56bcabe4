"""Abstention: declining unanswerable questions, and no others.

The two are never merged into one number, but for ``conditioned``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.domain import NEAR_MISS
from evals.cases.measured import MetricValue, not_applicable, share
from evals.cases.observation import Observation
from evals.cases.suite import Answerability, Case

NAMES = ("declined", "absence_told", "over_refused", "hedged", "truthfulness", "conditioned")
UNANSWERABLE = frozenset({Answerability.UNANSWERABLE, Answerability.OUT_OF_SCOPE})


def abstention_metrics(case: Case, observed: Observation, nuggets_vital: MetricValue) -> dict[str, MetricValue]:
    """Measure one case's declining.

    declined: for a case without an answer, 1 when it was declined, else 0 (their mean is refusal recall).
    absence_told: for a case without an answer, 1 when it was declined or what was quoted was said to be a near miss.
    over_refused: for an answerable case, 1 when it was declined, else 0.
    hedged: for an answerable case, 1 when it was declined or its answer was said to be a near miss, else 0.
    truthfulness: CRAG's +1 right, 0 declined though answerable, -1 wrong. Right is every vital nugget of an answerable
        case, or a decline of a case without an answer.
    conditioned: one column for both kinds as in TREC RAG and MTRAG: an answerable case's vital nuggets (0 when
        declined), and 1 or 0 for declining a case without an answer.
    """
    if case.answerability is Answerability.UNDERSPECIFIED:
        return {name: not_applicable("the case has several readings") for name in NAMES}
    told = float(observed.declined or any(notice.kind == NEAR_MISS for notice in observed.answer.notices))
    has_none = case.answerability in UNANSWERABLE
    said = nuggets_vital.value
    if has_none:
        kept = float(observed.declined)
        return {
            "declined": MetricValue(kept),
            "absence_told": MetricValue(told),
            "hedged": not_applicable("the case has no answer"),
            "over_refused": not_applicable("the case has no answer"),
            "truthfulness": MetricValue(1.0 if observed.declined else -1.0),
            "conditioned": MetricValue(kept),
        }
    right = said is None or said == 1.0
    return {
        "declined": not_applicable("the case has an answer"),
        "absence_told": not_applicable("the case has an answer"),
        "hedged": MetricValue(told),
        "over_refused": MetricValue(float(observed.declined)),
        "truthfulness": MetricValue(0.0 if observed.declined else 1.0 if right else -1.0),
        "conditioned": MetricValue(0.0)
        if observed.declined
        else MetricValue(said)
        if said is not None
        else not_applicable("no vital nuggets"),
    }


@dataclass(frozen=True, slots=True)
class Refusals:
    """Precision, recall and F1 of declining over many cases, 0..1."""

    precision: MetricValue
    recall: MetricValue
    f1: MetricValue


def refusals(observations: Sequence[tuple[Case, Observation]]) -> Refusals:
    """Compute precision, recall and F1 with declining as the positive class.

    Precision is over all declined cases, recall over all cases without an answer.
    """
    judged = [(c, o) for c, o in observations if c.answerability is not Answerability.UNDERSPECIFIED]
    n_right = sum(o.declined and c.answerability in UNANSWERABLE for c, o in judged)
    precision = share(n_right, sum(o.declined for _, o in judged))
    recall = share(n_right, sum(c.answerability in UNANSWERABLE for c, _ in judged))
    if precision.value is None or recall.value is None or precision.value + recall.value == 0:
        return Refusals(precision, recall, not_applicable("precision and recall are not both there"))
    f1 = 2 * precision.value * recall.value / (precision.value + recall.value)
    return Refusals(precision, recall, MetricValue(f1))
