"""Run folders of a few cases written by hand, through the same functions that real runs go through."""

from collections.abc import Iterable
from pathlib import Path

from advisor.schemas import GuideOut, guide_out
from evals.cases.observation import Observation
from evals.cases.record import CaseRecord
from evals.cases.suite import Case
from evals.metrics.score import record_of, slices_of
from evals.runs.aggregate import summarise
from evals.runs.records import Run, RunHead, SuiteDescribed, TargetDescribed, load_run, save_run
from tests.evals.by_hand import answered, case, citation, declined, guide, passage

PAY = "The median salary is $52,000."
SEA = "You need three years at sea."
HOSTILE = "<script>alert('</style>')</script> & what does it pay?"

# The half of a case follows from a hash of its id; these are of the half named.
DEVELOPMENT = ("keeper-sea", "keeper-odd", "keeper-test-a", "keeper-t")
TEST = ("keeper-cats", "keeper-home")


def right(case_id: str, question: str = "What does a keeper earn?", **fields: object) -> tuple[Case, Observation]:
    seen = (passage("Pay", PAY), passage("Path", SEA))
    return (
        case(id=case_id, question=question, nuggets=[{"any_of": ["$52,000"]}], slices=["pay"], **fields),
        answered((PAY, [1]), citations=[citation(1, PAY)], passages=seen),
    )


def wrong(case_id: str, question: str = "How much does a keeper make?") -> tuple[Case, Observation]:
    asked, _ = right(case_id, question)
    claim = "The median salary is $91,300."
    return asked, answered((claim, [1]), citations=[citation(1, PAY)], passages=(passage("Path", SEA),))


def refused(case_id: str) -> tuple[Case, Observation]:
    return right(case_id, "pay??")[0], declined()


def declined_rightly(case_id: str) -> tuple[Case, Observation]:
    return case("unanswerable", id=case_id, question="Do keepers get free shoes?", slices=["absent"]), declined()


def usual() -> list[tuple[Case, Observation]]:
    """Two right, two wrong and one refused; one of the wrong ones is of the test half."""
    return [
        right("keeper-sea", HOSTILE, history=[{"role": "assistant", "content": "Ask <me>."}]),
        wrong("keeper-odd"),
        refused("keeper-test-a"),
        wrong("keeper-cats", "A question of the test half"),
        declined_rightly("keeper-t"),
    ]


def write_run(
    folder: Path,
    asked: Iterable[tuple[Case, Observation]] | None = None,
    *,
    unasked: Iterable[Case] = (),
    suite: str = "keeper",
) -> Run:
    """Save a run of these cases and read it back; ``unasked`` are cases that the target did not answer."""
    held = guide()
    records = [
        record_of(one, observed, {held.id: held}, held).model_copy(update={"wall_ms": 4.0})
        for one, observed in (usual() if asked is None else asked)
    ]
    records += [CaseRecord(case=c, half=c.half, slices=slices_of(c), error="the server was gone") for c in unasked]
    head = RunHead(
        name="by-hand",
        started="2026-01-02T03:04:05+00:00",
        commit="",
        dirty=False,
        suite=SuiteDescribed(
            name=suite, hash="0" * 16, guide=held.id, guide_version=held.version, n_cases=len(records)
        ),
        target=TargetDescribed(kind="in-process", guides={held.id: held.version}),
        half="all",
        seed=1,
        python="3.11",
        platform="somewhere",
        n_cores=2,
        packages={},
    )
    guides: list[GuideOut] = [guide_out(held)]
    save_run(folder, head, records, summarise(records, seed=1), guides)
    return load_run(folder)
