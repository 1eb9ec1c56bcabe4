"""The benchmarks run and report what they say; how fast anything is, no test asks."""

import json
import shutil
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from advisor.bootstrap import Parts
from advisor.embeddings import HashEmbedder, OnnxEmbedder
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_guide
from evals.__main__ import main
from evals.bench import BENCHES, BenchSizes, measure
from evals.bench.figures import BenchFigure, BenchVerdict, Bound, CannotMeasureError, draw_table, dump_figures
from evals.bench.guides import FEW
from evals.bench.made import SECTIONS_PER_GUIDE, SyntheticEmbedder, write_guides
from evals.bench.prepared import BenchData
from evals.bench.starting import top_level
from evals.bench.timing import Pairs, Timing, interleave, measure_command, quartiles, ratio

TINY = BenchSizes(
    "tiny",
    retrieval_chunks=(FEW * SECTIONS_PER_GUIDE,),  # an index that another benchmark has too
    n_questions=4,
    n_starts=1,
    cold_chunks=4,
    n_cold=1,
    again_chunks=4,
    more_chunks=30,
    n_guides=3,
    n_kept=12,
    n_events=20,
    load_s=0.3,
    n_idle=5,
    n_flat=12,
    n_loads=1,
    n_asked=(1, 2),
    slack=(1, 4),
    n_guarded=1,
    worst=(2, 3),
)
# Those that start commands and servers; the widget's needs a browser too, which not every machine has.
STARTING = ("ask", "server", "keep", "events", "load", "idle", "flat", "slack", "guards", "worst", "memory")
IN_PROCESS = tuple(name for name in BENCHES if name not in (*STARTING, "widget"))


def by_bench(figures: Iterable[BenchFigure]) -> dict[str, list[BenchFigure]]:
    of: dict[str, list[BenchFigure]] = {}
    for figure in figures:
        assert figure.value is not None, figure.beside
        of.setdefault(figure.bench, []).append(figure)
    return of


def assert_ratio(ratio: BenchFigure, bound: str) -> None:
    assert str(ratio.bound) == bound
    assert ratio.value is not None
    assert ratio.wall is not None
    assert ratio.low is not None
    assert ratio.high is not None
    assert 0 < ratio.low <= ratio.value <= ratio.high
    assert ratio.wall > 0


def test_every_benchmark_of_this_process_gives_its_figures_with_the_bounds_asked_of_them(
    shipped: Parts, encoder: OnnxEmbedder, tmp_path: Path
) -> None:
    shutil.copytree(shipped.settings.data_dir, tmp_path / "shipped")
    prepared = BenchData(tmp_path)
    prepared.encoder = encoder
    of = by_bench(figure for name in IN_PROCESS for figure in BENCHES[name](prepared, TINY))
    assert set(of) == set(IN_PROCESS)

    for name, bound in (
        ("retrieve", "≤ 1.3"),
        ("answer", "≤ 3"),
        ("guides", "≤ 1.3"),
        ("cold", "≥ 0.85"),
        ("again", "≤ 0.02"),
    ):
        assert_ratio(of[name][0], bound)


@pytest.mark.torture
def test_every_benchmark_that_starts_servers_gives_its_figures_with_the_bounds_asked_of_them() -> None:
    of = by_bench(measure(STARTING, TINY))
    assert set(of) == set(STARTING)

    for name in ("ask", "server"):
        assert_ratio(of[name][0], "≤ 1.3")

    for name, bounds in (
        ("keep", ["≤ 1.05"]),
        ("events", ["≤ 2"]),
        ("load", ["≥ 0.85", "≥ 0.5"]),
        ("idle", ["≤ 0", "≤ 20"]),
        ("flat", ["–"]),
        ("slack", ["≤ 3", "≤ 15"]),
        ("guards", ["≤ 1.05", "≤ 1.05"]),
        ("worst", ["≤ 0.5", "≤ 1", "≤ 5"]),
    ):
        assert [str(figure.bound or "–") for figure in of[name]] == bounds

    imports = of["ask"][1:] + of["server"][1:]
    assert [(figure.value, figure.beside) for figure in imports] == [(0, "none")] * 3

    shipped, more = of["memory"]
    assert shipped.value is not None
    assert shipped.value > 10
    assert {shipped.unit, more.unit} == {"MB"}
    assert "15.4 MB" in more.beside


def test_the_command_prints_a_table_and_writes_the_same_figures_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.bench.QUICK", replace(TINY, kind="quick"))
    file = tmp_path / "figures.json"

    assert main(["bench", "--quick", "--only", "again", "--json", str(file)]) == 0

    told = capsys.readouterr().out
    written = json.loads(file.read_text())
    assert written["kind"] == "quick"
    (figure,) = written["figures"]
    assert figure["name"] in told
    assert figure["asked"] == "≤ 0.02"


def test_a_name_that_is_no_benchmark_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--only", "speed"]) == 2
    told = capsys.readouterr().err
    assert all(name in told for name in ("speed", *BENCHES))


def test_what_cannot_be_measured_is_a_figure_with_the_reason() -> None:
    figure = BenchFigure("ask", "ask", None, bound=Bound(most=1.3), beside="The encoder is missing.")

    assert figure.verdict is BenchVerdict.NOT_MEASURED
    assert "The encoder is missing." in draw_table([figure])


@pytest.mark.parametrize(
    ("value", "bound", "verdict"),
    [
        (1.3, Bound(most=1.3), BenchVerdict.HOLDS),
        (1.301, Bound(most=1.3), BenchVerdict.MISSED),
        (0.85, Bound(least=0.85), BenchVerdict.HOLDS),
        (0.849, Bound(least=0.85), BenchVerdict.MISSED),
        (9.0, None, BenchVerdict.NOT_ASKED),
    ],
)
def test_a_bound_itself_still_holds(value: float, bound: Bound | None, verdict: BenchVerdict) -> None:
    assert BenchFigure("x", "x", value, bound=bound).verdict is verdict


def test_rounding_in_the_table_never_hides_which_side_of_the_bound_a_ratio_is() -> None:
    table = draw_table([BenchFigure("x", "x", 1.304, bound=Bound(most=1.3))])
    assert "1.304" in table
    assert "MISSED" in table


def test_the_table_has_a_row_a_figure_and_the_json_has_it_too() -> None:
    figures = [BenchFigure("a", "one", 1.0), BenchFigure("b", "other", 2.5, unit="MB")]

    assert len(draw_table(figures).splitlines()) == 2 + len(figures)
    assert [f["name"] for f in json.loads(dump_figures(figures, kind="full"))["figures"]] == ["one", "other"]


def test_a_ratio_is_the_median_of_the_pairs_and_not_of_the_sides() -> None:
    pairs = Pairs(
        ours=(Timing(1.0, 1.0), Timing(6.0, 3.0), Timing(30.0, 90.0)),
        reference=(Timing(1.0, 1.0), Timing(3.0, 2.0), Timing(10.0, 30.0)),
    )

    figure = ratio("x", "x", pairs, None, "")

    assert figure.value == 2.0
    assert figure.wall == 1.5
    assert (figure.low, figure.high) == (1.0, 3.0)
    assert ratio("x", "x", pairs.turned, None, "").value == 0.5


def test_who_goes_first_changes_from_pair_to_pair() -> None:
    order: list[str] = []

    def side(name: str) -> Timing:
        order.append(name)
        return Timing(1.0, 1.0)

    interleave(3, lambda n: side(f"ours {n}"), lambda n: side(f"reference {n}"))

    assert order == ["reference 0", "ours 0", "ours 1", "reference 1", "reference 2", "ours 2"]


def test_quartiles_leave_out_the_outliers_of_many_pairs() -> None:
    low, high = quartiles([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 100.0])
    assert 2.0 <= low <= 3.0
    assert 6.0 <= high < 100.0
    assert quartiles([4.0]) == (4.0, 4.0)


@pytest.mark.process
def test_a_command_that_fails_cannot_be_measured_and_says_its_last_line() -> None:
    with pytest.raises(CannotMeasureError, match="no such thing"):
        measure_command([sys.executable, "-c", "raise SystemExit('no such thing')"], {})


def test_imported_packages_are_read_from_what_python_reports() -> None:
    told = "import time:       550 |     103992 |         numpy.linalg\nimport time: 1 | 2 | openai\nINFO: hello\n"
    assert top_level(told) == {"numpy", "openai"}


def test_made_guides_have_one_chunk_a_section_and_as_many_as_asked_for(tmp_path: Path) -> None:
    n_chunks = SECTIONS_PER_GUIDE + 7
    write_guides(tmp_path, n_chunks)

    chunks = [chunk for path in tmp_path.iterdir() for chunk in chunk_guide(parse_guide(path))]

    assert len(chunks) == n_chunks
    assert len({chunk.id for chunk in chunks}) == n_chunks


def test_a_made_vector_has_length_one_and_does_not_depend_on_the_texts_beside_it() -> None:
    encoder = HashEmbedder()
    made = SyntheticEmbedder(encoder)

    vectors = made.encode(["one", "two", "three"])

    assert (made.name, vectors.shape) == (encoder.name, (3, encoder.dimensions))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    assert np.array_equal(vectors[1:2], made.encode(["two"]))
