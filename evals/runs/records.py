"""Run folders: what was run, a record per case, and the summary.

run.json        RunHead
cases.jsonl     one CaseRecord a line, in the suite's order; with --repeat each round after the other
summary.json    Summary
guides/*.json   each guide that was asked, as GET /api/guides/{id} gives it
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, ValidationError, model_serializer

from advisor.schemas import GuideOut
from evals.cases.record import CaseRecord, RunModel
from evals.cases.suite import Half
from evals.runs.model_decisions import ModelDecisions

RUN_FILE, CASES_FILE, SUMMARY_FILE, GUIDES_FOLDER = "run.json", "cases.jsonl", "summary.json", "guides"
FORMAT = 1
ALL = "all"  # the slice of every case, and both halves together
GREY_UNDER = 20  # cases below which a slice's figures are shown grey


class RunError(Exception):
    """A run that cannot be read or measured; the text says why."""


class TargetDescribed(RunModel):
    """The target's kind and components; empty where it does not report them."""

    kind: Literal["in-process", "http"]
    url: str = ""
    pipeline: str = Field(default="", description="embedder and chunker of the index")
    embedder: str = ""
    search: str = Field(default="", description="chroma, exact or lexical")
    writer: str = ""
    model: str = Field(default="", description="the chat model; empty: none is in use")
    model_host: str = Field(default="", description="where it answers: a host without path and key, or a provider")
    temperature: float | None = Field(default=None, description="None: the model's own")
    prompts_hash: str = Field(default="", description="empty: no prompt is in use")
    guides: dict[str, str] = Field(default_factory=dict, description="version of each loaded guide, by id")


class SuiteDescribed(RunModel):
    name: str
    hash: str
    guide: str
    guide_version: str
    n_cases: int


class StageTime(RunModel):
    """Wall and CPU seconds of one stage, all threads together."""

    stage: str
    wall_s: float
    cpu_s: float


class RunHead(RunModel):
    """The description of a run: what was asked, where and how.

    Everything but ``name``, ``started`` and ``spent`` is the same when a run is repeated.
    """

    format: int = FORMAT
    name: str
    started: str = Field(description="ISO 8601, UTC")
    commit: str = Field(description="of the checkout the evaluator ran from; empty: not a checkout")
    dirty: bool = Field(description="whether that checkout had uncommitted changes")
    suite: SuiteDescribed
    target: TargetDescribed
    half: Half | Literal["all"]
    slices: tuple[str, ...] = ()
    limit: int | None = None
    repeat: int = 1
    jobs: int = 1
    seed: int
    python: str
    platform: str
    n_cores: int
    packages: dict[str, str]
    spent: tuple[StageTime, ...] = ()


class Figure(RunModel):
    """One metric over the cases of a slice and half.

    ``n`` counts the cases the metric applies to. ``low``..``high`` is a 95 % interval of the mean: Wilson's where every
    value is 0 or 1, else bootstrap. Without any such case ``n`` is 0 and the numbers are None.
    """

    metric: str
    slice: str
    half: Half | Literal["all"]
    n: int
    mean: float | None
    median: float | None
    low: float | None
    high: float | None
    interval: Literal["wilson", "bootstrap", "none"]

    @property
    def grey(self) -> bool:
        return self.n < GREY_UNDER


class Latency(RunModel):
    """Latency of one stage in milliseconds, over all cases with that stage."""

    stage: str
    n: int
    p50: float
    p95: float


class Unmeasured(RunModel):
    """A case not asked, with the reason."""

    id: str
    half: Half
    reason: str


class Summary(RunModel):
    """All figures of a run, ordered by slice, half and metric."""

    figures: tuple[Figure, ...]
    latency: tuple[Latency, ...]
    encoder_calls: float | None = Field(default=None, description="a question, on average")
    unmeasured: tuple[Unmeasured, ...] = ()
    unstable: tuple[str, ...] = Field(default=(), description="cases whose answers differed between rounds")
    decisions: ModelDecisions | None = Field(default=None, description="a chat model's; left out without one")

    @model_serializer(mode="wrap")
    def _without_no_model(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        content: dict[str, Any] = handler(self)
        if self.decisions is None:
            del content["decisions"]
        return content

    def figure(self, metric: str, slice_: str = ALL, half: str = ALL) -> Figure | None:
        for figure in self.figures:
            if (figure.metric, figure.slice, figure.half) == (metric, slice_, half):
                return figure
        return None


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder's content."""

    folder: Path
    head: RunHead
    cases: tuple[CaseRecord, ...]
    summary: Summary
    guides: Mapping[str, GuideOut]

    def case(self, case_id: str) -> CaseRecord:
        """Return a case's record of the first round.

        Raises RunError.
        """
        for record in self.cases:
            if record.id == case_id:
                return record
        raise RunError(f"There is no case {case_id!r} in {self.folder}.")


def save_run(
    folder: Path, head: RunHead, cases: Iterable[CaseRecord], summary: Summary, guides: Sequence[GuideOut]
) -> None:
    """Write a run folder.

    run.json is written last, so a folder without it is an unfinished run.
    """
    (folder / GUIDES_FOLDER).mkdir(parents=True, exist_ok=True)
    for guide in guides:
        (folder / GUIDES_FOLDER / f"{guide.id}.json").write_text(guide.model_dump_json(indent=1), encoding="utf-8")
    lines = (record.model_dump_json(exclude_defaults=True) + "\n" for record in cases)
    (folder / CASES_FILE).write_text("".join(lines), encoding="utf-8")
    (folder / SUMMARY_FILE).write_text(summary.model_dump_json(indent=1), encoding="utf-8")
    (folder / RUN_FILE).write_text(head.model_dump_json(indent=1), encoding="utf-8")


def load_run(folder: Path) -> Run:
    """Read a run folder.

    Raises RunError when it is missing, unfinished or of another format.
    """
    if not (folder / RUN_FILE).is_file():
        raise RunError(f"{folder} is not a finished run: it has no {RUN_FILE}.")
    try:
        content = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
        if content.get("format") != FORMAT:
            raise RunError(f"{folder} has format {content.get('format')!r}; this program reads {FORMAT}.")
        head = RunHead.model_validate(content)
        lines = (folder / CASES_FILE).read_text(encoding="utf-8").split("\n")  # splitlines would cut at U+2028
        cases = tuple(CaseRecord.model_validate_json(line) for line in lines if line)
        summary = Summary.model_validate_json((folder / SUMMARY_FILE).read_text(encoding="utf-8"))
        paths = sorted((folder / GUIDES_FOLDER).glob("*.json"))
        guides = [GuideOut.model_validate_json(path.read_text(encoding="utf-8")) for path in paths]
    except (OSError, ValidationError, ValueError) as error:
        raise RunError(f"{folder} cannot be read: {error}") from error
    return Run(folder, head, cases, summary, {guide.id: guide for guide in guides})
