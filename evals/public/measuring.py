"""Retrieval and declining on public data, beside BM25 and cosine alone.

All three are measured in the same run.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from sklearn.metrics import roc_auc_score

from advisor.settings import Settings
from evals.public.answering import measure_answers
from evals.public.careers import measure_careers
from evals.public.data import PublicQuestion, Text, is_held_out, read_clapnq, read_hint3, read_squad, read_titles
from evals.public.guides import SUITE, ask_guides, figures_of
from evals.public.planted import measure_planted
from evals.public.pool import BM25, COSINE, OURS, RETRIEVED, Pool, indexed, to_guide_files
from evals.runs.aggregate import bootstrap_interval

SEED = 31
N_RESAMPLES = 500
WAYS = (OURS, BM25, COSINE)  # of ranking; declining is measured by the advisor's retrieval score too
MEASURES = {"success@1": Success @ 1, "RR@10": RR @ 10, "recall@10": R @ 10, "nDCG@10": nDCG @ 10}
PLACES = 10  # the deepest rank of any measure


@dataclass(frozen=True, slots=True)
class PublicSizes:
    """The amount asked of each data set; 0 for all.

    ``suite`` is the one over many guides.
    """

    n_pages: int = 40
    n_titles: int = 500
    n_paragraphs: int = 80
    suite: Path = SUITE


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One measure of one data set for each ranking, 0..1.

    ``gain`` is ours less the best other's, paired over the questions, with a 95 % bootstrap interval ``low``..``high``;
    None when there is no other.
    """

    data: str
    measure: str
    n: int
    by_way: Mapping[str, float]
    gain: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class DatasetResult:
    """One data set's figures, with a title and CPU seconds."""

    title: str
    figures: tuple[PublicFigure, ...]
    cpu_s: float


def measure_public(data: Path, settings: Settings, sizes: PublicSizes, only: Sequence[str]) -> Iterator[DatasetResult]:
    """Measure each data set, or those of ``only``.

    Raises DataError.
    """
    for name, measure in PARTS.items():
        if not only or name in only:
            started = time.process_time()
            title, figures = measure(data, settings, sizes)
            yield DatasetResult(title, tuple(figures), round(time.process_time() - started, 1))


def _titles(data: Path, settings: Settings, sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    titles = read_titles(data, sizes.n_pages, sizes.n_titles)
    with indexed({f"{slug}.html": page for slug, page in titles.pages.items()}, settings) as pool:
        figures = _retrieval("O*NET titles", titles.asked, pool)
        hard = [asked for asked in titles.asked if "no_overlap" in asked.slices]
        figures += _retrieval("  sharing no word with the page's title", hard, pool)
        n_chunks = len(pool.snapshot.chunks)
    return (
        f"Job titles (O*NET) → handbook pages: {len(titles.asked)} titles, {len(titles.pages)} pages of"
        f" {n_chunks:,} passages",
        figures,
    )


def _clapnq(data: Path, settings: Settings, _sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    texts, asked = read_clapnq(data)
    with indexed(to_guide_files(texts), settings) as pool:
        figures = _retrieval("CLAPNQ pool", [one for one in asked if one.gold], pool)
        figures.append(_declining("CLAPNQ, one passage given, half not fitted", _held_out(asked, texts), pool))
    return f"CLAPNQ: {len(asked)} questions, {len(texts)} passages", figures


def _squad(data: Path, settings: Settings, sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    texts, asked = read_squad(data, sizes.n_paragraphs)
    with indexed(to_guide_files(texts), settings) as pool:
        figures = [_declining("SQuAD 2, one paragraph given, half not fitted", _held_out(asked, texts), pool)]
    return f"SQuAD 2: {len(asked)} questions on {len(texts)} paragraphs", figures


def _hint3(data: Path, settings: Settings, _sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    texts, asked = read_hint3(data)
    with indexed(to_guide_files(texts), settings) as pool:
        figures = _retrieval("HINT3 curekart, the intent", [one for one in asked if one.gold], pool)
        figures.append(_declining("HINT3 curekart, out of scope", asked, pool))
    return f"HINT3: {len(asked)} messages to a shop's FAQ bot of {len(texts)} intents", figures


def _guides(data: Path, settings: Settings, sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    told = ask_guides(data, settings, sizes.suite)
    figures = [PublicFigure(f"{f.half} half", f.measure, f.n, {OURS: f.value}) for f in figures_of(told)]
    n_guides = len({guide_id for one in told for guide_id in one.case.about})
    return f"{n_guides} handbook pages loaded together: {len(told)} questions", figures


def _planted(data: Path, _settings: Settings, _sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    figures = [PublicFigure(f"{f.half} half", f.measure, f.n, {OURS: f.value}) for f in measure_planted(data)]
    return "Disagreements planted in handbook pages", figures


def _careers(data: Path, settings: Settings, _sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    figures = [PublicFigure(f"{f.half} half", f.measure, f.n, {OURS: f.value}) for f in measure_careers(data, settings)]
    return "Other careers (job titles of O*NET) asked of the guides that ship", figures


def _answers(data: Path, settings: Settings, _sizes: PublicSizes) -> tuple[str, list[PublicFigure]]:
    figures = [PublicFigure("CLAPNQ", f.measure, f.n, f.by_way) for f in measure_answers(data, settings)]
    return "CLAPNQ's questions answered, one passage given", figures


PARTS: Mapping[str, Callable[[Path, Settings, PublicSizes], tuple[str, list[PublicFigure]]]] = {
    "titles": _titles,
    "clapnq": _clapnq,
    "answers": _answers,
    "squad": _squad,
    "hint3": _hint3,
    "guides": _guides,
    "planted": _planted,
    "careers": _careers,
}


def _retrieval(data: str, asked: Sequence[PublicQuestion], pool: Pool) -> list[PublicFigure]:
    """Compute each retrieval measure with ir-measures, averaged over the questions."""
    qrels = [ir_measures.Qrel(str(n), gold, 1) for n, one in enumerate(asked) for gold in one.gold]
    runs: dict[str, list[ir_measures.ScoredDoc]] = {way: [] for way in WAYS}
    for n, one in enumerate(asked):
        for way, ids in pool.rank(one.question).items():
            runs[way] += [ir_measures.ScoredDoc(str(n), text, -rank) for rank, text in enumerate(ids[:PLACES])]
    values = {way: _by_question(qrels, runs[way], len(asked)) for way in WAYS}
    figures = []
    for name in MEASURES:
        by_way = {way: float(values[way][name].mean()) for way in WAYS}
        other = max((way for way in WAYS if way != OURS), key=lambda way: by_way[way])
        change = values[OURS][name] - values[other][name]
        low, high = bootstrap_interval(change.tolist(), seed=SEED)
        figures.append(PublicFigure(data, name, len(asked), by_way, float(change.mean()), low, high))
    return figures


def _by_question(
    qrels: Sequence[ir_measures.Qrel], run: Sequence[ir_measures.ScoredDoc], n: int
) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return each measure's value per question, 0 when nothing was found."""
    values = {name: np.zeros(n) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), qrels, run):
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return values


def _held_out(asked: Sequence[PublicQuestion], texts: Sequence[Text]) -> list[PublicQuestion]:
    held = {text.id for text in texts if is_held_out(text.title)}
    return [one for one in asked if one.given in held]


def _declining(data: str, asked: Sequence[PublicQuestion], pool: Pool) -> PublicFigure:
    """Compute AUROC of telling answerable questions from the others."""
    labels = np.array([one.answerable for one in asked])
    scored = [pool.scores(one.question, one.given or None) for one in asked]
    scores = {way: np.array([one[way] for one in scored]) for way in (*WAYS, RETRIEVED)}
    by_way = {way: float(roc_auc_score(labels, own)) for way, own in scores.items()}
    other = max((way for way in WAYS if way != OURS), key=lambda way: by_way[way])
    rng, gains = np.random.default_rng(SEED), []
    for _ in range(N_RESAMPLES):
        drawn = rng.integers(0, len(labels), len(labels))
        if 0 < labels[drawn].sum() < len(labels):
            ours, others = (roc_auc_score(labels[drawn], scores[way][drawn]) for way in (OURS, other))
            gains.append(float(ours - others))
    low, high = np.percentile(gains, [2.5, 97.5]).tolist()
    return PublicFigure(data, "AUROC", len(asked), by_way, by_way[OURS] - by_way[other], low, high)
