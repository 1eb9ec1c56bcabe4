"""The check of one sentence of a chat model, encoder included, beside nothing: without a model there is none."""

import statistics
from collections.abc import Iterator

from advisor.bootstrap import Parts
from evals.bench.figures import Bound, Figure
from evals.bench.prepared import Prepared, measurable, settings_for
from evals.bench.timing import measure_call, quartiles
from evals.chat.drafts import Check, paraphrases

CHECK = "check"
BOUND = Bound(most=10.0)
WARM_UP = 5


def measure_checks(prepared: Prepared, n_sentences: int) -> Iterator[Figure]:
    """CPU time of finding and checking what bears a sentence, among the passages that are sent to a model."""
    with measurable():
        check = Check(Parts(settings_for(prepared.shipped), embedder=prepared.encoder))
        bearings = [(check.bearing(right.text)[0], right.text) for right in paraphrases()[: n_sentences + WARM_UP]]
    spent = [measure_call(lambda b=bearing, t=text: b.bear(t)) for bearing, text in bearings]  # type: ignore[misc]
    check.close()
    cpu_ms = [one.cpu_s * 1000 for one in spent[WARM_UP:]]
    low, high = quartiles(cpu_ms)
    yield Figure(
        CHECK,
        "check of one sentence of a chat model",
        statistics.median(cpu_ms),
        "ms",
        BOUND,
        wall=statistics.median(one.wall_s * 1000 for one in spent[WARM_UP:]),
        low=low,
        high=high,
        beside=f"{len(cpu_ms)} sentences, encoder included",
    )
