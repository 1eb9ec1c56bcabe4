"""Retrieval metrics over sections; a section with a gold quote is relevant.

Ranks count sections in order of their first passage, so that the figures do not depend on chunking.
"""

import ir_measures
from ir_measures import RR, R, Success, nDCG

from advisor.domain import Guide
from evals.cases.measured import MetricValue, not_applicable
from evals.cases.observation import Observation, PassageSeen
from evals.cases.suite import Case, spans_of

CUTS = (1, 3, 5, 10)
_MEASURES = {
    **{f"recall@{k}": R @ k for k in CUTS},
    "ndcg@10": nDCG @ 10,
    "rr@10": RR @ 10,
    "success@1": Success @ 1,
}
NAMES = (*_MEASURES, *(f"gold_span_recall@{k}" for k in CUTS))


def retrieval_metrics(case: Case, observed: Observation, guide: Guide | None) -> dict[str, MetricValue]:
    """Measure one case's retrieval, all 0..1.

    recall@k, nDCG@10, RR@10 and success@1 are over sections, as ir-measures (trec_eval) defines them; each part of a
    question counts as one relevant place, found by any of its golds. Gold-span recall@k is the share of a part's gold
    characters inside the first k passages, for its best gold, averaged over parts.
    """
    if not case.gold:
        return {name: not_applicable("the case has no gold") for name in NAMES}
    if observed.passages is None:
        return {name: not_applicable("the target does not tell what it retrieved") for name in NAMES}
    parts = sorted({gold.part for gold in case.gold})
    ranked = _ranked_parts(case, observed.passages)
    qrels = [ir_measures.Qrel("case", f"part-{part}", 1) for part in parts]
    run = [ir_measures.ScoredDoc("case", name, float(-rank)) for name, rank in ranked.items()]
    found = {metric.measure: metric.value for metric in ir_measures.iter_calc(_MEASURES.values(), qrels, run)}
    out = {name: MetricValue(float(found[measure])) for name, measure in _MEASURES.items()}
    placed = [(p.start, p.end) for p in observed.passages if p.start is not None and p.end is not None]
    for k in CUTS:
        name = f"gold_span_recall@{k}"
        if guide is None:
            out[name] = not_applicable("the guide is not at hand")
        elif len(placed) < len(observed.passages):
            out[name] = not_applicable("the target tells sections, not passages")
        else:
            out[name] = _span_recall(case, placed[:k], guide, parts)
    return out


def _ranked_parts(case: Case, passages: tuple[PassageSeen, ...]) -> dict[str, int]:
    """Rank the retrieved places, named by the part they answer."""
    ranked: dict[str, int] = {}
    seen: dict[tuple[str, ...], None] = {}
    for passage in passages:
        seen.setdefault((passage.guide, *passage.section))
    for rank, place in enumerate(seen, 1):
        parts = sorted({gold.part for gold in case.gold if gold.section == place[1:]})
        for part in parts or [0]:
            name = f"part-{part}" if part else "/".join(place)
            ranked.setdefault(name, rank)
    return ranked


def _span_recall(case: Case, placed: list[tuple[int, int]], guide: Guide, parts: list[int]) -> MetricValue:
    shares = []
    for part in parts:
        best = 0.0
        for gold in case.gold:
            if gold.part == part:
                for start, end in spans_of(gold, guide):
                    covered = {n for first, last in placed for n in range(max(start, first), min(end, last))}
                    best = max(best, len(covered) / (end - start))
        shares.append(best)
    return MetricValue(sum(shares) / len(shares))
