"""The support check of one sentence of a chat model.

There is no reference: without a model nothing is checked.
"""

import statistics
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from advisor.bootstrap import Parts
from advisor.citation.support import SourceSentence, SupportChecker
from evals.bench.figures import BenchFigure, Bound
from evals.bench.prepared import BenchData, measurable, settings_for
from evals.bench.timing import Timing, measure_call, quartiles
from evals.chat.drafts import DraftCheck, paraphrases

CHECK = "check"
BOUND = Bound(most=10.0)
WARM_UP = 5


def measure_checks(prepared: BenchData, n_sentences: int) -> Iterator[BenchFigure]:
    """Yield the CPU time of checking a sentence against a model's passages.

    Then that of preparing the check, once per answer.
    """
    with measurable():
        check = DraftCheck(Parts(settings_for(prepared.shipped), embedder=prepared.encoder))
        asked = [(check.bearing(right)[0].sources, right.text) for right in paraphrases()[: n_sentences + WARM_UP]]
    bearings: list[SupportChecker] = []
    made, spent = [], []
    for sources, sentence in asked:
        fresh = [replace(source) for source in sources]  # copies without cached properties
        made.append(measure_call(partial(_prepare, bearings, fresh, prepared)))
        spent.append(measure_call(partial(bearings[-1].check, sentence)))
    check.close()
    yield _figure("check of one sentence of a chat model", spent[WARM_UP:], BOUND, "encoder included")
    yield _figure("making ready to check an answer, once", made[WARM_UP:], None, "while the model has not begun")


def _prepare(bearings: list[SupportChecker], sources: list[SourceSentence], prepared: BenchData) -> None:
    bearings.append(SupportChecker(sources, prepared.encoder))


def _figure(name: str, spent: list[Timing], bound: Bound | None, beside: str) -> BenchFigure:
    cpu_ms = [one.cpu_s * 1000 for one in spent]
    low, high = quartiles(cpu_ms)
    wall = statistics.median(one.wall_s * 1000 for one in spent)
    return BenchFigure(
        CHECK, name, statistics.median(cpu_ms), "ms", bound, wall, low, high, f"{len(spent)} times, {beside}"
    )
