"""Order, rounds and jobs of a run, of a target of our own."""

import asyncio
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from advisor.schemas import GuideOut, guide_out
from evals.cases.observation import Observation
from evals.cases.record import CaseRecord
from evals.cases.suite import Case, load_suite
from evals.runs.records import TargetDescribed
from evals.runs.run import CaseSelection, StageClock, ask_suite, sum_up
from evals.runs.targets import TargetError
from tests.evals.by_hand import answered, case, citation, guide, passage
from tests.evals.runs_by_hand import PAY
from tests.evals.suite_by_hand import write_guide, write_suite


class Slow:
    """Answers the later questions first, and differently each time."""

    def __init__(self) -> None:
        self.counter = count()
        self.n_at_once = 0
        self.most_at_once = 0

    async def describe(self) -> TargetDescribed:
        return TargetDescribed(kind="http", guides={guide().id: guide().version})

    async def guide(self, guide_id: str) -> GuideOut:
        return guide_out(guide())

    async def observe(self, case: Case) -> Observation:
        self.n_at_once += 1
        self.most_at_once = max(self.most_at_once, self.n_at_once)
        number = next(self.counter)
        for _ in range(20 - number):
            await asyncio.sleep(0)
        self.n_at_once -= 1
        if case.id == "keeper-c":
            raise TargetError("it was not in the mood")
        claim = PAY if number % 2 else "The median salary is $52,000 a year."
        return answered((claim, [1]), citations=[citation(1, PAY)], passages=(passage("Pay", PAY),))

    async def aclose(self) -> None:
        pass


def asked_of(target: Slow, tmp_path: Path, choice: CaseSelection) -> tuple[CaseRecord, ...]:
    held = guide()
    cases = [case(id=f"keeper-{letter}").model_dump(mode="json", exclude_defaults=True) for letter in "abc"]
    path = write_suite(
        tmp_path / "s.yaml", write_guide(tmp_path / "g"), cases, guide=held.id, guide_version=held.version
    )
    suite, clock = load_suite(path), StageClock()
    answers = asyncio.run(ask_suite(target, suite, choice, clock=clock))
    done = sum_up(answers, suite, choice, name="slow", started=datetime.now(UTC), clock=clock)
    assert done.summary.unstable == (("keeper-a", "keeper-b") if choice.repeat > 1 else ())
    return done.records


def test_cases_come_in_the_suites_order_whichever_answer_comes_first(tmp_path: Path) -> None:
    target = Slow()
    records = asked_of(target, tmp_path, CaseSelection(jobs=3))
    assert [record.id for record in records] == ["keeper-a", "keeper-b", "keeper-c"]
    assert target.most_at_once == 3


def test_no_more_questions_are_asked_at_a_time_than_allowed(tmp_path: Path) -> None:
    target = Slow()
    asked_of(target, tmp_path, CaseSelection(jobs=2))
    assert target.most_at_once == 2


def test_rounds_ask_everything_again_and_what_fails_does_not_stop_the_rest(tmp_path: Path) -> None:
    records = asked_of(Slow(), tmp_path, CaseSelection(repeat=2))
    assert [(r.round, r.id) for r in records] == [(n, f"keeper-{letter}") for n in (1, 2) for letter in "abc"]
    assert {r.error for r in records if r.id == "keeper-c"} == {"it was not in the mood"}
    assert all(r.value("right") is not None for r in records if r.id != "keeper-c")
