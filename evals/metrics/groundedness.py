"""Groundedness: support of sentences by their citations, and valid citations."""

from advisor.domain import Guide
from advisor.text.sentences import split_sentences
from evals.cases.measured import MetricValue, not_applicable, share
from evals.cases.observation import Observation
from evals.cases.suite import Case
from evals.metrics.numerals import numerals_missing
from evals.metrics.support import entails, negation_differs, support

NAMES = (
    "citation_validity",
    "citation_recall",
    "citation_precision",
    "cites_gold",
    "first_citation_gold",
    "cited_map",
    "groundedness_mean",
    "groundedness_min",
    "numeral_gate",
    "negation_agrees",
)


def groundedness_metrics(case: Case, observed: Observation, guides: dict[str, Guide]) -> dict[str, MetricValue]:
    """Measure the claims and citations of one answer, all 0..1.

    citation_validity: citations whose quote is ``guide[start:end]`` of the cited version; must be 1.
    citation_recall, citation_precision: ALCE (Gao et al. 2023) with ``entails`` as its NLI model. Recall: claims
        supported by the quotes they cite together. Precision: citations that support their claim alone, or without
        which the others do not.
    cites_gold: any citation is in a gold section; first_citation_gold: the first one is.
    cited_map: average precision of the cited sections, in order of citation, against the gold parts.
    groundedness_mean, _min: P(sentence, cited quotes) over the sentences of all claims; the mean is weighted by words.
    numeral_gate: sentences whose numbers, percentages and amounts are all in their cited quotes; must be 1.
    negation_agrees: sentences with the same parity of negations as the most similar sentence they cite.
    """
    answer = observed.answer
    if observed.declined or not answer.claims:
        return {name: not_applicable("the answer declines") for name in NAMES}
    quotes = {citation.number: citation.quote for citation in answer.citations}
    cited = [" ".join(quotes.get(n, "") for n in claim.citations) for claim in answer.claims]
    pairs = [
        (claim.text[span.start : span.end], text)
        for claim, text in zip(answer.claims, cited, strict=True)
        for span in split_sentences(claim.text)
    ]
    grounded = [support(sentence, text) for sentence, text in pairs]
    lengths = [len(sentence.split()) for sentence, _ in pairs]
    sources = {text: [text[s.start : s.end] for s in split_sentences(text)] for text in dict.fromkeys(cited) if text}
    agrees = [not negation_differs(sentence, sources[text]) for sentence, text in pairs if text]
    out = {
        "citation_validity": _validity(observed, guides),
        "citation_recall": share(
            sum(entails(text, claim.text) for claim, text in zip(answer.claims, cited, strict=True)), len(cited)
        ),
        "citation_precision": _precision(observed, quotes),
        "groundedness_mean": share(sum(n * p for n, p in zip(lengths, grounded, strict=True)), sum(lengths)),
        "groundedness_min": MetricValue(min(grounded)) if grounded else not_applicable("no claim has a sentence"),
        "numeral_gate": share(sum(not numerals_missing(sentence, text) for sentence, text in pairs), len(pairs)),
        "negation_agrees": share(sum(agrees), len(agrees)),
    }
    return {**out, **_gold(case, observed)}


def _validity(observed: Observation, guides: dict[str, Guide]) -> MetricValue:
    citations = observed.answer.citations
    held = 0
    for citation in citations:
        guide = guides.get(citation.guide)
        if guide is None or guide.version != citation.version:
            return not_applicable(f"version {citation.version} of the guide {citation.guide} is not at hand")
        held += citation.quote == guide.text[citation.start : citation.end]
    return share(held, len(citations))


def _precision(observed: Observation, quotes: dict[int, str]) -> MetricValue:
    n_citations = n_needed = 0
    for claim in observed.answer.claims:
        whole = " ".join(quotes.get(n, "") for n in claim.citations)
        for number in claim.citations:
            n_citations += 1
            others = " ".join(quotes.get(n, "") for n in claim.citations if n != number)
            bears = entails(quotes.get(number, ""), claim.text)
            n_needed += bears or (entails(whole, claim.text) and not entails(others, claim.text))
    return share(n_needed, n_citations)


def _gold(case: Case, observed: Observation) -> dict[str, MetricValue]:
    names = ("cites_gold", "first_citation_gold", "cited_map")
    if not case.gold:
        return {name: not_applicable("the case has no gold") for name in names}
    golden = {gold.section for gold in case.gold}
    places = list(dict.fromkeys(tuple(citation.section) for citation in observed.answer.citations))
    part_of = {gold.section: gold.part for gold in case.gold}
    n_parts = len(set(part_of.values()))
    found: set[int] = set()
    precisions = []
    for rank, place in enumerate(places, 1):
        if place in part_of and part_of[place] not in found:
            found.add(part_of[place])
            precisions.append(len(found) / rank)
    return {
        "cites_gold": MetricValue(float(any(place in golden for place in places))),
        "first_citation_gold": MetricValue(float(bool(places) and places[0] in golden)),
        "cited_map": MetricValue(sum(precisions) / n_parts),
    }
