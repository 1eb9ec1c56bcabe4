"""Runs, from the suite's file to the run's folder, of the advisor in this process."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from advisor.bootstrap import Parts
from advisor.embeddings import HashEmbedder
from advisor.generation.prompt_builder import prompts_hash
from advisor.settings import Settings
from evals.__main__ import main
from evals.cases.suite import load_suite
from evals.chat.fake import KEY, fake_models
from evals.runs.records import load_run
from evals.runs.targets import CountedEmbedder
from tests.evals.suite_by_hand import CASES, KEEPER, run_suite, write_guide, write_suite
from tests.server.made import serving

pytestmark = pytest.mark.usefixtures("hashes_for_vectors")


def without_times_and_ids(folder: Path) -> dict[str, Any]:
    read = load_run(folder)
    head = read.head.model_dump(exclude={"name", "started", "spent"})
    summary = read.summary.model_dump(exclude={"latency"})
    cases = []
    for record in read.cases:
        kept = record.model_dump(exclude={"wall_ms"})
        for field in ("id", "timings_ms"):
            del kept["observed"]["answer"][field]
        cases.append(kept)
    return {"head": head, "cases": cases, "summary": summary, "guides": read.guides}


def test_a_run_asks_every_case_and_measures_its_answer(suite: Path, tmp_path: Path) -> None:
    assert run_suite(suite, tmp_path / "run") == 0
    done = load_run(tmp_path / "run")
    assert [record.id for record in done.cases] == [c["id"] for c in CASES]
    for record in done.cases[:3]:
        assert record.value("right") == 1.0, record.observed
        assert record.value("citation_validity") == 1.0
        assert record.gold_spans
    hello = done.cases[3]
    assert hello.value("status_right") == 1.0
    assert hello.metrics["recall@5"].value is None
    assert hello.metrics["recall@5"].reason == "the case has no gold"


def test_a_run_says_what_was_run(suite: Path, tmp_path: Path) -> None:
    assert run_suite(suite, tmp_path / "run") == 0
    done = load_run(tmp_path / "run")
    held = load_suite(suite)
    assert (done.head.suite.hash, done.head.suite.n_cases) == (held.hash, len(CASES))
    assert done.head.target.guides == {"keeper": held.guide_version}
    assert "hash" in done.head.target.embedder
    assert done.head.target.writer
    assert done.head.packages["numpy"]
    assert {spent.stage for spent in done.head.spent} == {"index", "ask", "measure", "sum up"}
    assert done.guides["keeper"].version == held.guide_version


@pytest.mark.parametrize("over_http", [False, True])
def test_a_run_with_a_chat_model_says_which_and_what_each_answer_took_of_it(
    suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keeper_parts: Parts, over_http: bool
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models() as models, ExitStack() as stack:
        if over_http:
            chat = {"chat_model": "good", "chat_url": models.url}
            talking = Parts(keeper_parts.settings.model_copy(update=chat), embedder=HashEmbedder())
            live = stack.enter_context(serving(talking))
            assert run_suite(suite, tmp_path / "run", "--url", live.url) == 0
        else:
            monkeypatch.setenv("ADVISOR_CHAT_MODEL", "good")
            monkeypatch.setenv("ADVISOR_CHAT_URL", models.url)
            assert run_suite(suite, tmp_path / "run") == 0
    done = load_run(tmp_path / "run")
    target = done.head.target
    assert (target.model, "chat" in target.writer) == ("good", True)
    # A server tells neither its prompts nor where its model answers.
    own = ("127.0.0.1", 0.0, prompts_hash()) if not over_http else ("", None, "")
    assert (target.model_host, target.temperature, target.prompts_hash) == own
    assert KEY not in (tmp_path / "run" / "run.json").read_text()
    for record in done.cases:
        assert record.observed is not None
        use = record.observed.answer.model
        assert record.value("tokens") == (use.tokens_in + use.tokens_out if use else 0)
    assert sum(record.value("tokens") or 0 for record in done.cases) > 1000
    assert len(models.asked) == sum(bool(record.value("tokens")) for record in done.cases)


def test_without_a_chat_model_a_run_names_none(suite: Path, tmp_path: Path) -> None:
    assert run_suite(suite, tmp_path / "run") == 0
    target = load_run(tmp_path / "run").head.target
    assert (target.model, target.model_host, target.temperature, target.prompts_hash) == ("", "", None, "")


def test_two_runs_are_identical_apart_from_times_and_ids(suite: Path, tmp_path: Path) -> None:
    assert run_suite(suite, tmp_path / "a") == 0
    assert run_suite(suite, tmp_path / "b") == 0
    first, second = without_times_and_ids(tmp_path / "a"), without_times_and_ids(tmp_path / "b")
    assert first == second


def test_a_run_compared_with_itself_by_the_command_shows_p_of_one(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_suite(suite, tmp_path / "a") == 0
    capsys.readouterr()
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "a"), "--json"]) == 0
    differences = json.loads(capsys.readouterr().out)["differences"]
    assert {d["p"] for d in differences} == {1.0}
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "a")]) == 0
    assert "No metric differs on any case: p = 1" in capsys.readouterr().out


def test_a_folder_that_holds_a_run_is_not_written_over(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_suite(suite, tmp_path / "run") == 0
    assert run_suite(suite, tmp_path / "run") == 2
    assert "holds a run already" in capsys.readouterr().err


def test_without_a_folder_named_runs_lie_under_their_time_and_the_newest_is_gated_and_kept(
    suite: Path, tmp_path: Path
) -> None:
    assert main(["run", "--suite", str(suite), "--name", "first"]) == 0
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name.endswith("-first")
    assert main(["baseline", "--baseline", "kept.jsonl"]) == 0
    assert main(["gate", "--baseline", "kept.jsonl"]) == 0


def test_a_suite_bound_to_another_text_of_the_guide_is_not_measured(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_guide(tmp_path / "corpus", KEEPER.replace("$52,000", "$53,000"))
    assert run_suite(suite, tmp_path / "run") == 2
    assert "nothing is measured" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_suite_whose_gold_is_not_in_the_guide_is_not_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [{**CASES[0], "gold": [{"section": ["Pay"], "quote": "The pay is good."}]}]
    suite = write_suite(tmp_path / "keeper.yaml", write_guide(tmp_path / "corpus"), cases)
    assert run_suite(suite, tmp_path / "run") == 2
    assert "does not stand in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--slice", "nothing"], "has no slice 'nothing'"),
        (["--url", "http://127.0.0.1:9"], "cannot be read"),
        (["--mutations", "--url", "http://127.0.0.1:9"], "leave out --url"),
        (["--guide-file", "nowhere.md"], "nowhere.md"),
        (["--data-dir", "nowhere"], ""),
    ],
)
def test_what_cannot_be_measured_is_one_sentence_and_exit_status_2(
    suite: Path, tmp_path: Path, flags: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_suite(suite, tmp_path / "run", *flags) == 2
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


def test_a_suite_that_is_not_there_is_not_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_suite(tmp_path / "none.yaml", tmp_path / "run") == 2
    assert "There is no suite" in capsys.readouterr().err


def test_slices_halves_and_a_limit_choose_cases(suite: Path, tmp_path: Path) -> None:
    def asked(name: str, *flags: str) -> list[str]:
        assert run_suite(suite, tmp_path / name, *flags) == 0
        return [record.id for record in load_run(tmp_path / name).cases]

    assert asked("a", "--slice", "pay", "--slice", "day") == ["keeper-median", "keeper-lens"]
    assert asked("b", "--slice", "with_history") == ["keeper-lens"]
    assert asked("c", "--limit", "2") == ["keeper-median", "keeper-sea"]
    halves = asked("d", "--half", "test") + asked("e", "--half", "development")
    assert sorted(halves) == sorted(c["id"] for c in CASES)


def test_an_index_that_is_there_can_be_asked(suite: Path, tmp_path: Path) -> None:
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "corpus"), embedder=HashEmbedder())
    parts.ingest([])
    assert run_suite(suite, tmp_path / "run", "--data-dir", str(tmp_path / "data")) == 0


def test_json_output_holds_the_folder_and_all_figures(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_suite(suite, tmp_path / "run", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["run"] == str(tmp_path / "run")
    assert printed["summary"]["figures"]


def test_a_case_is_explained_with_its_answer_its_passages_and_every_metric(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_suite(suite, tmp_path / "run") == 0
    capsys.readouterr()
    assert main(["explain", str(tmp_path / "run"), "keeper-lens"]) == 0
    out = capsys.readouterr().out
    for words in (
        "When does a lighthouse keeper polish the lens?",
        "assistant: A lighthouse keeper lights the lamp.",
        "gold 1: A Day > Morning",
        "answered",
        "1.00 A lighthouse keeper polishes the lens in the morning.",
        "nuggets_vital",
        "the case has an answer",
    ):
        assert words in out
    assert main(["explain", str(tmp_path / "run"), "keeper-lens", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["case"]["id"] == "keeper-lens"
    assert main(["explain", str(tmp_path / "run"), "no-such-case"]) == 2


def test_calls_of_the_encoder_are_counted_for_each_question(suite: Path, tmp_path: Path) -> None:
    assert run_suite(suite, tmp_path / "run") == 0
    calls = {r.id: r.observed.encoder_calls for r in load_run(tmp_path / "run").cases if r.observed}
    assert calls["keeper-hello"] == 0
    assert (calls["keeper-median"] or 0) >= 1


def test_a_counted_embedder_gives_the_same_vectors() -> None:
    inner = HashEmbedder()
    counted = CountedEmbedder(inner)
    assert (counted.encode(["a lamp"]) == inner.encode(["a lamp"])).all()
    assert (counted.n_calls, counted.name, counted.dimensions) == (1, inner.name, inner.dimensions)
