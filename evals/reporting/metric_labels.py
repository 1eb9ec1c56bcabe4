"""Names, order and number formats of the metrics in reports."""

from dataclasses import dataclass

from evals.metrics.score import LOWER_IS_BETTER

FAMILIES: dict[str, tuple[str, ...]] = {
    "Overview": (
        "right",
        "nuggets_vital",
        "cites_gold",
        "declined",
        "over_refused",
        "groundedness_mean",
        "numeral_gate",
        "rr@10",
    ),
    "Answers": (
        "right",
        "nuggets_vital",
        "nuggets_all",
        "facts_matched",
        "must_not_kept",
        "status_right",
        "conflict_shown",
        "words",
    ),
    "Directness": (
        "direct",
        "right_and_direct",
        "beside_the_point",
        "list_whole",
        "verdict",
        "verdict_wrong",
        "pressed_alike",
    ),
    "Declining": (
        "declined",
        "absence_told",
        "over_refused",
        "hedged",
        "refusal_precision",
        "refusal_recall",
        "refusal_f1",
        "truthfulness",
        "conditioned",
    ),
    "Citations": (
        "citation_validity",
        "citation_recall",
        "citation_precision",
        "cites_gold",
        "first_citation_gold",
        "cited_map",
    ),
    "Groundedness": ("groundedness_mean", "groundedness_min", "numeral_gate", "negation_agrees"),
    "Retrieval": (
        "recall@1",
        "recall@3",
        "recall@5",
        "recall@10",
        "ndcg@10",
        "rr@10",
        "success@1",
        "gold_span_recall@1",
        "gold_span_recall@5",
        "gold_span_recall@10",
    ),
    "Changed copies": ("mutation_followed", "mutation_answered"),
    "Cost": ("encoder_calls", "tokens"),
}
TILES = (
    ("right", "answers right"),
    ("nuggets_vital", "vital nuggets said"),
    ("cites_gold", "cite the gold section"),
    ("groundedness_mean", "grounded in their quotes"),
    ("citation_validity", "quotes verbatim"),
    ("declined", "unanswerable declined"),
    ("over_refused", "answerable refused"),
)
UNBOUNDED = frozenset({"words", "encoder_calls", "tokens"})
SIGNED = frozenset({"truthfulness"})
TITLES = {
    "right": "right",
    "nuggets_vital": "vital nuggets",
    "nuggets_all": "all nuggets",
    "facts_matched": "facts",
    "must_not_kept": "nothing forbidden",
    "status_right": "right status",
    "conflict_shown": "contradiction shown",
    "words": "words",
    "declined": "declined",
    "absence_told": "absence told",
    "over_refused": "over-refused",
    "hedged": "hedged",
    "direct": "direct",
    "right_and_direct": "right and direct",
    "beside_the_point": "beside the point",
    "list_whole": "list whole",
    "verdict": "verdict right",
    "verdict_wrong": "verdict wrong",
    "pressed_alike": "pressed alike",
    "refusal_precision": "refusal precision",
    "refusal_recall": "refusal recall",
    "refusal_f1": "refusal F1",
    "truthfulness": "truthfulness",
    "conditioned": "conditioned",
    "citation_validity": "quotes valid",
    "citation_recall": "citation recall",
    "citation_precision": "citation precision",
    "cites_gold": "cites gold",
    "first_citation_gold": "first cites gold",
    "cited_map": "cited MAP",
    "groundedness_mean": "grounded, mean",
    "groundedness_min": "grounded, least",
    "numeral_gate": "numerals held",
    "negation_agrees": "negations agree",
    "mutation_followed": "change followed",
    "mutation_answered": "change answered",
    "encoder_calls": "encoder calls",
    "tokens": "model tokens",
}


@dataclass(frozen=True, slots=True)
class FormattedValue:
    """A formatted value with its goodness for the colour.

    ``goodness`` is 0 (bad) to 1 (good); None for no colour.
    """

    words: str
    goodness: float | None


def amount(metric: str, value: float | None) -> str:
    """Format a value with its unit: ``72 %``, ``56``, ``+0.40``."""
    words = read(metric, value).words
    return words if value is None or metric in UNBOUNDED or metric in SIGNED else f"{words} %"


def title_of(metric: str) -> str:
    return TITLES.get(metric, metric.replace("_", " "))


def read(metric: str, value: float | None) -> FormattedValue:
    """Format a value with its goodness.

    Shares are in percent, signed values and counts as they are, None is a dash.
    """
    if value is None:
        return FormattedValue("–", None)
    if metric in UNBOUNDED:
        return FormattedValue(f"{value:.0f}" if value >= 10 or value == round(value) else f"{value:.2f}", None)
    if metric in SIGNED:
        return FormattedValue(f"{value:+.2f}", (value + 1) / 2)
    percent = f"{100 * value:.0f}" if value in (0.0, 1.0) or 0.005 <= value < 0.995 else f"{100 * value:.1f}"
    return FormattedValue(percent, 1 - value if metric in LOWER_IS_BETTER else value)
