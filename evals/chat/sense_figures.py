"""Figures of other authors' sentences, for the command model."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time

from rich.table import Table

from advisor.bootstrap import Parts
from evals.cases.suite import Half
from evals.chat.figure_pairs import LEAST_RIGHT, judge_pairs
from evals.chat.lines import ModelFigure
from evals.chat.sense import ALL_KINDS, SENSE, KindShares, by_kind, check_cases, open_check, sense_cases


def measure_sense(parts: Parts, folder: Path | None) -> tuple[list[KindShares], float]:
    """Check other authors' sentences; also the milliseconds of CPU of one check."""
    settings = parts.settings.model_copy(update={"data_dir": parts.settings.data_dir / "sense"})
    own = Parts(settings, embedder=parts.embedder, rehearse=lambda _: None)
    cases = sense_cases(folder or SENSE)
    if folder is None:
        cases = tuple(case for case in cases if not case.is_development)
    check = open_check(own, folder or SENSE)
    try:
        for case in cases:
            check.bearing(case.draft)
        begun = process_time()
        outcomes = check_cases(check, cases)
        return by_kind(outcomes), (process_time() - begun) / max(1, len(cases)) * 1000
    finally:
        check.close()


def sense_figures(kinds: Sequence[KindShares], ms: float) -> Iterator[ModelFigure]:
    for whole in (one for one in kinds if one.kind == ALL_KINDS):
        if whole.is_true:
            yield ModelFigure("true sentences of other authors shown as written", whole.shown, whole.n, least=0.6)
            yield ModelFigure("true sentences cut, not replaced by the guide's own", whole.cut, whole.n, most=0.05)
        else:
            yield ModelFigure("false sentences of other authors shown", whole.shown, whole.n, most=0.05)
    false = [one for one in kinds if one.kind != ALL_KINDS and not one.is_true]
    if false:
        worst = max(false, key=lambda one: one.shown)
        yield ModelFigure(f"false sentences shown, worst kind ({worst.kind})", worst.shown, worst.n, most=0.15)
    yield ModelFigure("check of one sentence, milliseconds of CPU", ms, most=10)


def table_of_kinds(kinds: Sequence[KindShares]) -> Table:
    table = Table(box=None, pad_edge=False, title="Sentences of other authors", title_justify="left")
    for heading in ("kind", "", "n", "shown", "replaced", "cut"):
        table.add_column(heading)
    for one in kinds:
        label = "true" if one.is_true else "false"
        table.add_row(one.kind, label, str(one.n), *(f"{share:.2f}" for share in (one.shown, one.replaced, one.cut)))
    return table


def pair_figures() -> Iterator[ModelFigure]:
    """The share of unseen pairs of figures judged right."""
    rows = [row for row in judge_pairs() if row.half is Half.TEST]
    n = sum(row.n for row in rows)
    right = 1 - sum(len(row.wrong) for row in rows) / n
    yield ModelFigure("pairs of figures judged right", right, n, least=LEAST_RIGHT)
