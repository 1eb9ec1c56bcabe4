"""Runs, from the suite's file to the run's folder, of the advisor in this process and of real servers on loopback."""

import asyncio
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from advisor.bootstrap import Parts
from advisor.embedding import HashEmbedder
from advisor.generation.prompting import prompts_hash
from advisor.settings import Settings
from advisor.wire import GuideOut, guide_out
from evals.__main__ import main
from evals.chat.fake import KEY, fake_models
from evals.chat.loopback import listening
from evals.gating import GateFile
from evals.observing import Observed
from evals.records import CaseRecord, Run, TargetDescribed, load_run
from evals.running import Choice, Clock, ask_suite, sum_up
from evals.showing.console import console
from evals.showing.runs import show_run
from evals.suites import Case, load_suite
from evals.targets import CountedEmbedder, TargetError
from tests.evals.by_hand import answered, case, citation, guide, passage
from tests.evals.runs_by_hand import PAY, write_run
from tests.evals.suite_by_hand import CASES, KEEPER, write_guide, write_suite
from tests.server.made import serving


@pytest.fixture(autouse=True)
def hashes_for_vectors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(tmp_path / "corpus"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "keeper.yaml", write_guide(tmp_path / "corpus"))


def run(suite: Path, out: Path, *flags: str) -> int:
    return main(["run", "--suite", str(suite), "--out", str(out), *flags])


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
    assert run(suite, tmp_path / "run") == 0
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
    assert run(suite, tmp_path / "run") == 0
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
    suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: Parts, over_http: bool
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models() as models, ExitStack() as stack:
        if over_http:
            chat = {"chat_model": "good", "chat_url": models.url}
            talking = Parts(parts.settings.model_copy(update=chat), embedder=HashEmbedder())
            live = stack.enter_context(serving(talking))
            assert run(suite, tmp_path / "run", "--url", live.url) == 0
        else:
            monkeypatch.setenv("ADVISOR_CHAT_MODEL", "good")
            monkeypatch.setenv("ADVISOR_CHAT_URL", models.url)
            assert run(suite, tmp_path / "run") == 0
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
    assert run(suite, tmp_path / "run") == 0
    target = load_run(tmp_path / "run").head.target
    assert (target.model, target.model_host, target.temperature, target.prompts_hash) == ("", "", None, "")


def test_two_runs_are_identical_apart_from_times_and_ids(suite: Path, tmp_path: Path) -> None:
    assert run(suite, tmp_path / "a") == 0
    assert run(suite, tmp_path / "b") == 0
    first, second = without_times_and_ids(tmp_path / "a"), without_times_and_ids(tmp_path / "b")
    assert first == second


def test_a_run_compared_with_itself_by_the_command_shows_p_of_one(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(suite, tmp_path / "a") == 0
    capsys.readouterr()
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "a"), "--json"]) == 0
    differences = json.loads(capsys.readouterr().out)["differences"]
    assert {d["p"] for d in differences} == {1.0}
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "a")]) == 0
    assert "No metric differs on any case: p = 1" in capsys.readouterr().out


def test_a_folder_that_holds_a_run_is_not_written_over(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(suite, tmp_path / "run") == 0
    assert run(suite, tmp_path / "run") == 2
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
    assert run(suite, tmp_path / "run") == 2
    assert "nothing is measured" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_suite_whose_gold_is_not_in_the_guide_is_not_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [{**CASES[0], "gold": [{"section": ["Pay"], "quote": "The pay is good."}]}]
    suite = write_suite(tmp_path / "keeper.yaml", write_guide(tmp_path / "corpus"), cases)
    assert run(suite, tmp_path / "run") == 2
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
    assert run(suite, tmp_path / "run", *flags) == 2
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


def test_a_suite_that_is_not_there_is_not_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.yaml", tmp_path / "run") == 2
    assert "There is no suite" in capsys.readouterr().err


def test_slices_halves_and_a_limit_choose_cases(suite: Path, tmp_path: Path) -> None:
    def asked(name: str, *flags: str) -> list[str]:
        assert run(suite, tmp_path / name, *flags) == 0
        return [record.id for record in load_run(tmp_path / name).cases]

    assert asked("a", "--slice", "pay", "--slice", "day") == ["keeper-median", "keeper-lens"]
    assert asked("b", "--slice", "with_history") == ["keeper-lens"]
    assert asked("c", "--limit", "2") == ["keeper-median", "keeper-sea"]
    halves = asked("d", "--half", "test") + asked("e", "--half", "development")
    assert sorted(halves) == sorted(c["id"] for c in CASES)


def test_an_index_that_is_there_can_be_asked(suite: Path, tmp_path: Path) -> None:
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "corpus"), embedder=HashEmbedder())
    parts.ingest([])
    assert run(suite, tmp_path / "run", "--data-dir", str(tmp_path / "data")) == 0


def test_json_output_holds_the_folder_and_all_figures(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(suite, tmp_path / "run", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["run"] == str(tmp_path / "run")
    assert printed["summary"]["figures"]


def test_a_case_is_explained_with_its_answer_its_passages_and_every_metric(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(suite, tmp_path / "run") == 0
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
    assert run(suite, tmp_path / "run") == 0
    calls = {r.id: r.observed.encoder_calls for r in load_run(tmp_path / "run").cases if r.observed}
    assert calls["keeper-hello"] == 0
    assert (calls["keeper-median"] or 0) >= 1


def test_a_counted_embedder_gives_the_same_vectors() -> None:
    inner = HashEmbedder()
    counted = CountedEmbedder(inner)
    assert (counted.encode(["a lamp"]) == inner.encode(["a lamp"])).all()
    assert (counted.n_calls, counted.name, counted.dimensions) == (1, inner.name, inner.dimensions)


# --- over HTTP ---


@pytest.fixture
def parts(suite: Path, tmp_path: Path) -> Parts:
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "corpus"), embedder=HashEmbedder())
    parts.ingest([])
    return parts


def test_a_server_is_measured_as_the_advisor_behind_it(suite: Path, parts: Parts, tmp_path: Path) -> None:
    with serving(parts) as live:
        assert run(suite, tmp_path / "http", "--url", live.url, "--jobs", "3") == 0
    assert run(suite, tmp_path / "here") == 0
    over_http, here = load_run(tmp_path / "http"), load_run(tmp_path / "here")
    assert over_http.head.target.kind == "http"
    assert over_http.head.target.guides == here.head.target.guides
    assert [r.id for r in over_http.cases] == [r.id for r in here.cases]
    for one, other in zip(over_http.cases, here.cases, strict=True):
        assert one.observed is not None
        assert other.observed is not None
        assert one.observed.answer.answer == other.observed.answer.answer
        assert one.value("right") == other.value("right")
        assert one.value("citation_validity") == other.value("citation_validity")
        assert one.observed.encoder_calls is None
    median = over_http.cases[0]
    assert median.value("recall@5") == 1.0
    assert median.metrics["gold_span_recall@5"].value is None
    assert median.metrics["gold_span_recall@5"].reason == "the target tells sections, not passages"


def test_a_server_with_another_text_of_the_guide_is_not_measured(
    suite: Path, parts: Parts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_guide(tmp_path / "corpus", KEEPER.replace("brass", "tin").replace("Brass", "Tin"))
    parts.ingest([])
    with serving(parts) as live:
        assert run(suite, tmp_path / "run", "--url", live.url) == 2
    assert "nothing is measured" in capsys.readouterr().err


@contextmanager
def answering(reply: tuple[int, str, str]) -> Iterator[str]:
    """A server that has the keeper's guide and gives one reply to every question."""
    held = guide_out(guide())
    status, kind, body = reply

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages: dict[str, Any] = {
                "/api/guides": {"guides": [{"id": held.id, "version": held.version}]},
                f"/api/guides/{held.id}": held.model_dump(mode="json"),
            }
            found = pages.get(self.path)
            self.send(200 if found else 404, "application/json", json.dumps(found or {}))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send(status, kind, body)

        def send(self, status: int, kind: str, body: str) -> None:
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with listening(Handler) as url:
        yield url


DONE = answered((PAY, [1]), citations=[citation(1, PAY)]).answer.model_dump_json()


def stream(*events: tuple[str, str]) -> tuple[int, str, str]:
    return 200, "text/event-stream", "".join(f"event: {name}\ndata: {data}\n\n" for name, data in events)


def keeper_suite(tmp_path: Path) -> Path:
    """A suite about the guide of by_hand, which the server above has."""
    held = guide()
    gold = [{"section": ["Pay"], "quote": PAY}]
    one = {"id": "keeper-pay", "question": "What does a keeper earn?", "answerability": "answerable", "gold": gold}
    file = write_guide(tmp_path / "elsewhere")
    return write_suite(tmp_path / "other.yaml", file, [one], guide=held.id, guide_version=held.version)


def test_a_server_that_tells_no_sources_is_measured_but_for_its_retrieval(tmp_path: Path) -> None:
    with answering(stream(("start", "{}"), ("done", DONE))) as url:
        assert run(keeper_suite(tmp_path), tmp_path / "run", "--url", url) == 0
    (record,) = load_run(tmp_path / "run").cases
    assert record.value("cites_gold") == 1.0
    assert record.metrics["recall@5"].reason == "the target does not tell what it retrieved"


def test_a_server_that_tells_the_offsets_of_its_sources_has_its_passages_measured(tmp_path: Path) -> None:
    at = guide().text.index(PAY)
    source = {"guide": guide().id, "section": ["Pay"], "anchor": "pay", "start": at, "end": at + len(PAY)}
    with answering(stream(("sources", json.dumps({"sections": [source]})), ("done", DONE))) as url:
        assert run(keeper_suite(tmp_path), tmp_path / "run", "--url", url) == 0
    (record,) = load_run(tmp_path / "run").cases
    assert record.value("gold_span_recall@1") == 1.0


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ((500, "application/json", '{"detail": "Something broke."}'), "answered 500: Something broke."),
        ((200, "text/html", "<p>Hello"), "the stream ended without an answer"),
        (stream(("start", "{}")), "the stream ended without an answer"),
        (stream(("error", '{"detail": "The writer left."}')), "The writer left."),
        (stream(("done", '{"status": "answered"}')), "ValidationError"),
        (stream(("done", "not json")), "ValidationError"),
    ],
    ids=["500", "a page", "cut", "an error", "half an answer", "no JSON"],
)
def test_a_server_that_fails_is_not_measured_and_never_counted_as_wrong(
    tmp_path: Path, reply: tuple[int, str, str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with answering(reply) as url:
        assert run(keeper_suite(tmp_path), tmp_path / "run", "--url", url) == 2
    done = load_run(tmp_path / "run")
    (record,) = done.cases
    assert reason in record.error
    assert not record.metrics
    assert done.summary.figure("right") is None
    assert [one.id for one in done.summary.unmeasured] == ["keeper-pay"]
    assert "Could not be asked" in capsys.readouterr().out


# --- order, rounds and jobs, of a target of our own ---


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

    async def observe(self, case: Case) -> Observed:
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


def asked_of(target: Slow, tmp_path: Path, choice: Choice) -> tuple[CaseRecord, ...]:
    held = guide()
    cases = [case(id=f"keeper-{letter}").model_dump(mode="json", exclude_defaults=True) for letter in "abc"]
    path = write_suite(
        tmp_path / "s.yaml", write_guide(tmp_path / "g"), cases, guide=held.id, guide_version=held.version
    )
    suite, clock = load_suite(path), Clock()
    answers = asyncio.run(ask_suite(target, suite, choice, clock=clock))
    done = sum_up(answers, suite, choice, name="slow", started=datetime.now(UTC), clock=clock)
    assert done.summary.unstable == (("keeper-a", "keeper-b") if choice.repeat > 1 else ())
    return done.records


def test_cases_come_in_the_suites_order_whichever_answer_comes_first(tmp_path: Path) -> None:
    target = Slow()
    records = asked_of(target, tmp_path, Choice(jobs=3))
    assert [record.id for record in records] == ["keeper-a", "keeper-b", "keeper-c"]
    assert target.most_at_once == 3


def test_no_more_questions_are_asked_at_a_time_than_allowed(tmp_path: Path) -> None:
    target = Slow()
    asked_of(target, tmp_path, Choice(jobs=2))
    assert target.most_at_once == 2


def test_rounds_ask_everything_again_and_what_fails_does_not_stop_the_rest(tmp_path: Path) -> None:
    records = asked_of(Slow(), tmp_path, Choice(repeat=2))
    assert [(r.round, r.id) for r in records] == [(n, f"keeper-{letter}") for n in (1, 2) for letter in "abc"]
    assert {r.error for r in records if r.id == "keeper-c"} == {"it was not in the mood"}
    assert all(r.value("right") is not None for r in records if r.id != "keeper-c")


# --- the closing table ---


def shown(run: Run, **fields: Any) -> str:
    rows = [{"metric": "right", "n_at_least": 1, "title": "answers right", **row} for row in fields["goals"]]
    gates = GateFile.model_validate({"suites": ["keeper"], "goals": rows})
    out = io.StringIO()
    show_run(run, gates, console(out), names=fields.get("names", "development"))
    return out.getvalue()


def test_the_closing_table_marks_what_is_met_missed_and_of_too_few_cases(tmp_path: Path) -> None:
    run = write_run(tmp_path)
    text = shown(
        run,
        goals=[
            {"at_least": 0.4, "title": "low"},
            {"at_least": 0.9, "title": "high"},
            {"at_least": 0.1, "title": "few", "n_at_least": 50},
        ],
    )
    assert "0.500 ✓" in text
    assert "0.500 ✗" in text
    assert "0.500 ?" in text
    assert "Development half: ✓ 1 met, ✗ 1 missed (high), ? 1 of too few cases to tell" in text


def test_what_went_wrong_is_named_in_the_development_half_and_counted_in_the_test_half(tmp_path: Path) -> None:
    text = shown(write_run(tmp_path), goals=[{"at_least": 0.9}])
    assert "Wrong: 2 of the development half: keeper-odd, keeper-test-a" in text
    assert "Wrong: 1 of the test half (answerable 1" in text
    assert "keeper-cats" not in text
    assert "keeper-cats" in shown(write_run(tmp_path / "b"), goals=[{"at_least": 0.9}], names="all")


def test_cases_of_the_test_half_that_differ_between_rounds_are_counted_too(tmp_path: Path) -> None:
    run = write_run(tmp_path)
    unsteady = run.summary.model_copy(update={"unstable": ("keeper-sea", "keeper-cats")})
    text = shown(Run(run.folder, run.head, run.cases, unsteady, run.guides), goals=[{"at_least": 0.9}])
    assert "differed between rounds: keeper-sea, 1 of the test half" in text
    assert "keeper-cats" not in text
