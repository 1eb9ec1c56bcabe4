"""A baseline: what a run reached, a head line and then a line a case, small enough to be committed."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from evals.comparing import CaseValues, Side, side_of
from evals.gating import GateError
from evals.records import Run
from evals.suites import Half

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
    "declined",
    "over_refused",
    "conflict_shown",
    "status_right",
    "recall@5",
    "gold_span_recall@5",
    "mutation_followed",
)


def save_baseline(path: Path, run: Run, metrics: Sequence[str] = KEPT_METRICS) -> int:
    """Write what a run reached, to be committed; returns the number of cases. Raises RunError for a broken run."""
    side = side_of(run)
    head = {"suite": side.suite, "suite_hash": side.suite_hash, "pipeline": run.head.target.pipeline}
    lines: list[Mapping[str, Any]] = [head]
    for case in side.cases.values():
        values = {m: round(case.values[m], 4) for m in metrics if m in case.values}
        lines.append({"id": case.id, "words": case.words, "half": case.half, "slices": case.slices, "values": values})
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return len(side.cases)


def load_baseline(path: Path) -> Side:
    """Raises GateError."""
    try:
        head, *lines = [
            json.loads(line, parse_constant=_refuse) for line in path.read_text(encoding="utf-8").splitlines()
        ]
        cases = {
            line["id"]: CaseValues(line["id"], line["words"], Half(line["half"]), tuple(line["slices"]), line["values"])
            for line in lines
        }
        return Side(path.name, head["suite"], head["suite_hash"], cases)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GateError(f"The baseline {path} cannot be read: {error}") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"it holds {constant}")
