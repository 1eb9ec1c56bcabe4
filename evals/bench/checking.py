"""The check of one sentence of a chat model, encoder included, beside nothing: without a model there is none."""

import statistics
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from advisor.bootstrap import Parts
from advisor.citation.support import SourceSentence, SupportChecker
from evals.bench.figures import Bound, Figure
from evals.bench.prepared import Prepared, measurable, settings_for
from evals.bench.timing import Spent, measure_call, quartiles
from evals.chat.drafts import Check, paraphrases

CHECK = "check"
BOUND = Bound(most=10.0)
WARM_UP = 5


def measure_checks(prepared: Prepared, n_sentences: int) -> Iterator[Figure]:
    """CPU time of finding and checking what bears a sentence, among the passages that are sent to a model."""
    with measurable():
        check = Check(Parts(settings_for(prepared.shipped), embedder=prepared.encoder))
        asked = [(check.bearing(right)[0].sources, right.text) for right in paraphrases()[: n_sentences + WARM_UP]]
    bearings: list[SupportChecker] = []
    made, spent = [], []
    for sources, sentence in asked:
        fresh = [replace(source) for source in sources]  # nothing of them is worked out yet
        made.append(measure_call(partial(_make, bearings, fresh, prepared)))
        spent.append(measure_call(partial(bearings[-1].check, sentence)))
    check.close()
    yield _figure("check of one sentence of a chat model", spent[WARM_UP:], BOUND, "encoder included")
    yield _figure("making ready to check an answer, once", made[WARM_UP:], None, "while the model has not begun")


def _make(bearings: list[SupportChecker], sources: list[SourceSentence], prepared: Prepared) -> None:
    bearings.append(SupportChecker(sources, prepared.encoder))


def _figure(name: str, spent: list[Spent], bound: Bound | None, beside: str) -> Figure:
    cpu_ms = [one.cpu_s * 1000 for one in spent]
    low, high = quartiles(cpu_ms)
    wall = statistics.median(one.wall_s * 1000 for one in spent)
    return Figure(CHECK, name, statistics.median(cpu_ms), "ms", bound, wall, low, high, f"{len(spent)} times, {beside}")
