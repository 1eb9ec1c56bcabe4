"""All metrics of one observed answer, and the support of its sentences."""

from collections.abc import Mapping

from advisor.domain import Guide
from advisor.text.sentences import split_sentences
from evals.cases.measured import MetricValue, not_applicable
from evals.cases.observation import Observation
from evals.cases.record import CaseRecord, SentenceRecord
from evals.cases.suite import Answerability, Case, gold_fault, spans_of
from evals.metrics import abstention, answers, cost, directness, groundedness, retrieval, verdicts
from evals.metrics.numerals import numerals_missing
from evals.metrics.support import negation_differs, support

MUTATION_METRICS = ("mutation_followed", "mutation_answered")
METRICS = (
    *retrieval.NAMES,
    *groundedness.NAMES,
    *answers.NAMES,
    *directness.NAMES,
    *verdicts.NAMES,
    *abstention.NAMES,
    *cost.NAMES,
    "right",
    "pressed_alike",
    *MUTATION_METRICS,
)
LOWER_IS_BETTER = frozenset({"over_refused", "hedged", "words", "beside_the_point", "verdict_wrong", *cost.NAMES})
WIDE = frozenset({"list", "summary", "comparison", "multi_part"})  # questions that ask for more than a few sentences


def slices_of(case: Case) -> tuple[str, ...]:
    """Return the case's own slices and those implied by its content.

    ``turn_2`` is the reader's second question.
    """
    n_turns = 1 + sum(turn.role == "user" for turn in case.history)
    found = dict.fromkeys([*case.slices, case.answerability.value, f"turn_{n_turns}"])
    if case.history:
        found["with_history"] = None
    found["disputed" if case.conflict else "undisputed"] = None
    if case.answerability is Answerability.ANSWERABLE and not WIDE & set(case.slices):
        found["prose"] = None
    return tuple(found)


def measure(
    case: Case, observed: Observation, guides: Mapping[str, Guide], guide: Guide | None
) -> dict[str, MetricValue]:
    """Compute every metric but those of mutations.

    ``guides`` are by id; ``guide`` is the one with the gold. ``right`` is 1 when CRAG's truthfulness is +1 and nothing
    forbidden is said, else 0; the others are those of ``evals.metrics``.
    """
    out = retrieval.retrieval_metrics(case, observed, guide)
    out |= groundedness.groundedness_metrics(case, observed, dict(guides))
    said = answers.answer_metrics(case, observed)
    kept = abstention.abstention_metrics(case, observed, said["nuggets_vital"])
    truth, allowed = kept["truthfulness"], said["must_not_kept"].value != 0.0
    right = truth if truth.value is None else MetricValue(float(truth.value == 1.0 and allowed))
    felt = directness.directness_metrics(case, observed, guide, right)
    told = verdicts.verdict_metrics(case, observed)
    return {**out, **said, **kept, **felt, **told, **cost.cost_metrics(observed), "right": right}


def _measure(
    case: Case, observed: Observation, guides: Mapping[str, Guide], guide: Guide | None, alone: Observation | None
) -> dict[str, MetricValue]:
    return measure(case, observed, guides, guide) if alone is None else measure_pressed(observed, alone)


def measure_pressed(observed: Observation, alone: Observation) -> dict[str, MetricValue]:
    """Measure the answer to a pressed suggestion.

    pressed_alike: 1 when it is answered with the same sentences as without the conversation, else 0.
    """
    alike = not observed.declined and observed.answer.claims == alone.answer.claims
    return {"pressed_alike": MetricValue(float(alike))}


def measure_mutation(case: Case, observed: Observation) -> dict[str, MetricValue]:
    """Measure the answer to a question about a changed copy.

    mutation_followed: 1 when the answer declines, or states what the copy says now and nothing of what it said before;
        else 0.
    mutation_answered: 1 when it does so without declining, else 0; only where the copy has an answer.
    """
    said = answers.answer_metrics(case, observed)
    new, kept = said["nuggets_vital"], said["must_not_kept"]
    follows = new.value in (None, 1.0) and kept.value in (None, 1.0)
    return {
        "mutation_followed": MetricValue(float(observed.declined or follows)),
        "mutation_answered": MetricValue(float(follows and not observed.declined))
        if case.answerability is Answerability.ANSWERABLE
        else not_applicable("the copy has no answer"),
    }


def sentences_of(observed: Observation) -> tuple[SentenceRecord, ...]:
    """Return each sentence of the answer with its support by the quotes."""
    quotes = {citation.number: citation.quote for citation in observed.answer.citations}
    found = []
    for n, claim in enumerate(observed.answer.claims):
        cited = " ".join(quotes.get(number, "") for number in claim.citations)
        sources = [cited[span.start : span.end] for span in split_sentences(cited)]
        for span in split_sentences(claim.text):
            text = claim.text[span.start : span.end]
            found.append(
                SentenceRecord(
                    claim=n,
                    text=text,
                    citations=tuple(claim.citations),
                    support=round(support(text, cited), 4),
                    numerals_missing=tuple(numerals_missing(text, cited)),
                    negation_differs=negation_differs(text, sources),
                )
            )
    return tuple(found)


def record_of(
    case: Case,
    observed: Observation,
    guides: Mapping[str, Guide],
    guide: Guide | None,
    *,
    mutation: str = "",
    alone: Observation | None = None,
) -> CaseRecord:
    """Build a case's record with its metrics.

    With ``mutation``, the metrics are those of mutations only. ``alone``: the answer to a pressed suggestion without
    the conversation.
    """
    golds = [gold for gold in case.gold if guide is not None and not gold_fault(gold, guide)]
    spans = dict.fromkeys(span for gold in golds for span in spans_of(gold, guide)) if guide else {}
    return CaseRecord(
        case=case,
        half=case.half,
        slices=slices_of(case) if not mutation else case.slices,
        mutation=mutation,
        observed=observed,
        alone=alone,
        metrics=measure_mutation(case, observed) if mutation else _measure(case, observed, guides, guide, alone),
        sentences=sentences_of(observed),
        gold_spans=tuple(spans),
    )
