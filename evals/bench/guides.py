"""One answered question with many guides loaded, beside few."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Question
from evals.bench.figures import BenchFigure, Bound
from evals.bench.made import SECTIONS_PER_GUIDE
from evals.bench.prepared import BenchData, settings_for
from evals.bench.timing import Timing, interleave, measure_call, median_cpu_ms, ratio

BENCH = "guides"
# The work is the same in the same guide, so the two may differ by cache noise only.
NAMED = Bound(most=1.3)
FEW = 2
ASKED = (
    "How much does the {title} earn?",
    "What does the {title} check every week?",
    "Which training does the {title} need?",
    "Is the {title} under stress in the season?",
)
UNNAMED = (
    "Who checks the regional inventory?",
    "Which contract is approved every quarter?",
    "Who settles the technical audit?",
    "What is measured in the workshop?",
)


def measure_guides(prepared: BenchData, n_guides: int, n_pairs: int) -> Iterator[BenchFigure]:
    """Compare ``n_guides`` synthetic guides with two.

    One question names its career, and one does not.
    """
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        many, few = (_advisor(prepared, prepared.enlarged(n * SECTIONS_PER_GUIDE)) for n in (n_guides, FEW))
        stack.callback(lambda: [runner.run(advisor.aclose()) for advisor in (many, few)])
        title = next(guide.title for guide in few.guides() if guide.id == "made-0000")
        named = [question.format(title=title) for question in ASKED]

        def asks(advisor: Advisor, questions: Sequence[str]) -> Callable[[int], Timing]:
            def ask(n: int) -> Timing:
                question = Question(questions[n % len(questions)])
                return measure_call(lambda: runner.run(advisor.ask(question)))

            for n in range(len(questions)):
                ask(n)
            return ask

        for what, questions, bound in (("names its career", named, NAMED), ("names none", UNNAMED, None)):
            pairs = interleave(n_pairs, asks(many, questions), asks(few, questions))
            yield ratio(
                BENCH,
                f"a question that {what}, {n_guides} guides loaded ÷ {FEW} loaded",
                pairs,
                bound,
                f"{median_cpu_ms(pairs.ours):.1f} ÷ {median_cpu_ms(pairs.reference):.1f} ms",
            )


def _advisor(prepared: BenchData, data_dir: Path) -> Advisor:
    return Parts(settings_for(data_dir), embedder=prepared.encoder).advisor()
