"""Baselines: the committed values of an earlier run, one line per case."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from evals.cases.suite import half_of
from evals.runs.compare import CaseValues, Side, side_of
from evals.runs.gate import GateError
from evals.runs.records import Run

KEPT_METRICS = (
    "right",
    "nuggets_vital",
    "cites_gold",
    "first_citation_gold",
    "citation_validity",
    "citation_precision",
    "citation_recall",
    "numeral_gate",
    "groundedness_min",
    "direct",
    "right_and_direct",
    "beside_the_point",
    "declined",
    "over_refused",
    "conflict_shown",
    "status_right",
    "recall@5",
    "gold_span_recall@5",
    "mutation_followed",
)


def save_baseline(path: Path, run: Run, metrics: Sequence[str] = KEPT_METRICS) -> int:
    """Write a run's values as a baseline.

    The head names the metrics, and each line gives a case's values in that order, null where one does not apply.
    Returns the number of cases. Raises RunError when a case of the run could not be asked.
    """
    side = side_of(run)
    head = {
        "suite": side.suite,
        "suite_hash": side.suite_hash,
        "pipeline": run.head.target.pipeline,
        "metrics": list(metrics),
    }
    cases = [
        {"id": case.id, "words": case.words, "values": [case.values.get(m) for m in metrics]}
        for case in side.cases.values()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in (head, *cases))
    path.write_text(text, encoding="utf-8")
    return len(side.cases)


def load_baseline(path: Path) -> Side:
    """Read a baseline.

    Slices of cases are not stored; the run compared with it has them. Raises GateError.
    """
    try:
        text = path.read_text(encoding="utf-8")
        head, *lines = [json.loads(line, parse_constant=_refuse) for line in text.split("\n") if line]
        cases = {line["id"]: _case(line, head["metrics"]) for line in lines}
        return Side(path.name, head["suite"], head["suite_hash"], cases)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GateError(f"The baseline {path} cannot be read: {error}") from error


def _case(line: Mapping[str, Any], metrics: Sequence[str]) -> CaseValues:
    pairs = zip(metrics, line["values"], strict=True)
    values = {metric: float(value) for metric, value in pairs if value is not None}
    return CaseValues(line["id"], line["words"], half_of(line["id"]), (), values)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}")
