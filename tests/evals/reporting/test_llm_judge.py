"""The judge's column against a loopback fake: pinned, cached, and never a number when the model gave none."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.chat.loopback import listening
from evals.reporting.llm_judge import JUDGE_FILE, PROMPT, Agreement, Judge, agree_with_people, judge_run, load_judged
from evals.reporting.view import build_report
from evals.runs.records import RunError
from tests.evals.runs_by_hand import write_run


@dataclass
class FakeModel:
    """Answers every chat completion with ``reply`` and keeps what it was asked."""

    reply: str = '{"score": 3}'
    status: int = 200
    url: str = ""
    asked: list[dict[str, object]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@pytest.fixture
def model() -> Iterator[FakeModel]:
    model = FakeModel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.paths.append(self.path)
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps({"choices": [{"message": {"content": model.reply}}]}).encode()
            self.send_response(model.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with listening(Handler) as url:
        model.url = f"{url}/v1"
        yield model


@pytest.fixture
def judge(model: FakeModel, tmp_path: Path) -> Judge:
    return Judge(model.url, "some-model", tmp_path / "cache" / "judge.jsonl")


def test_a_score_of_one_to_four_becomes_zero_to_one(model: FakeModel, judge: Judge) -> None:
    values = []
    for score in (1, 3, 4):
        model.reply = f'Here it is: {{"score": {score}}}'
        values.append(judge.score(f"question {score}", ["passage"], "answer").value)
    assert values == [0.0, pytest.approx(2 / 3), 1.0]


def test_the_prompt_is_sent_as_it_stands_at_temperature_zero(model: FakeModel, judge: Judge) -> None:
    judge.score("What?", ["A passage."], "An answer.")
    (asked,) = model.asked
    assert model.paths == ["/v1/chat/completions"]
    assert (asked["model"], asked["temperature"]) == ("some-model", 0)
    system, user = asked["messages"]
    assert system == {"role": "system", "content": PROMPT.read_text(encoding="utf-8")}
    assert json.loads(user["content"]) == {"question": "What?", "passages": ["A passage."], "answer": "An answer."}


def test_the_same_is_never_asked_twice_and_another_model_is(model: FakeModel, judge: Judge) -> None:
    for _ in range(2):
        assert judge.score("What?", ["p"], "a").value == pytest.approx(2 / 3)
    assert len(model.asked) == 1
    Judge(model.url, "another-model", judge.cache).score("What?", ["p"], "a")
    assert len(model.asked) == 2


@pytest.mark.parametrize("reply", ["It is fine.", '{"score": 5}', '{"score": "high"}', ""])
def test_a_reply_without_a_score_is_not_measured_and_not_kept(model: FakeModel, judge: Judge, reply: str) -> None:
    model.reply = reply
    found = judge.score("What?", ["p"], "a")
    assert found.value is None
    assert "did not answer with a score" in found.reason
    model.reply = '{"score": 4}'
    assert judge.score("What?", ["p"], "a").value == 1.0


def test_a_server_that_fails_or_is_gone_is_not_measured(model: FakeModel, judge: Judge) -> None:
    model.status = 500
    assert "could not be asked" in judge.score("What?", ["p"], "a").reason
    gone = Judge("http://127.0.0.1:9/v1", "some-model", judge.cache)
    assert "could not be asked" in gone.score("What?", ["p"], "a").reason


def test_answers_are_judged_by_their_quotes_and_declines_are_left_out(judge: Judge, tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    judged = judge_run(run, judge, Agreement(reason="not asked for"))
    assert sorted(judged.cases) == ["keeper-cats", "keeper-odd", "keeper-sea"]
    assert judged.mean == pytest.approx(2 / 3)
    assert load_judged(run.folder) == judged


def test_the_judge_changes_no_verdict_and_no_figure(judge: Judge, tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    before = build_report(run)
    judge_run(run, judge, Agreement(reason="not asked for"))
    after = build_report(run)
    assert after.judged is not None
    assert (after.verdict, after.gates, after.run.summary) == (before.verdict, before.gates, before.run.summary)


def test_a_damaged_column_is_said_so(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run")
    (run.folder / JUDGE_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match=r"judge\.json cannot be read"):
        build_report(run)


def test_agreement_is_not_measured_without_data_or_with_one_score_for_all(
    model: FakeModel, judge: Judge, tmp_path: Path
) -> None:
    assert "not here" in agree_with_people(judge, None).reason
    folder = tmp_path / "attribution" / "mtrag"
    folder.mkdir(parents=True)
    people = {"faithfulness": {"p1": {"value": "4"}, "p2": {"value": "2"}}}
    data = {
        "documents": [{"document_id": "d", "text": "A passage."}],
        "tasks": [
            {"task_id": "t", "contexts": [{"document_id": "d"}], "input": [{"speaker": "user", "text": "What?"}]}
        ],
        "evaluations": [
            {"task_id": "t", "model_id": f"m{n}", "model_response": f"answer {n}", "annotations": people}
            for n in (1, 2)
        ],
    }
    (folder / "reference_subset_with_human_evaluations.json").write_text(json.dumps(data), encoding="utf-8")
    found = agree_with_people(judge, tmp_path)
    assert (found.n, found.spearman) == (2, None)
    assert "same score" in found.reason
    model.reply = "hm"
    assert "did not answer" in agree_with_people(Judge(model.url, "m", tmp_path / "c"), tmp_path).reason


def test_agreement_is_spearmans_with_the_mean_of_the_people(model: FakeModel, judge: Judge, shared_data: Path) -> None:
    # The fake's scores are arbitrary, so the coefficient may be any; held here is that real answers are compared.
    replies = iter([1, 2, 3, 4] * 5)
    plain = judge.score

    class Varied(Judge):
        def score(self, *rest: object) -> object:
            model.reply = f'{{"score": {next(replies)}}}'
            return plain(*rest)

    found = agree_with_people(Varied(judge.url, judge.model, judge.cache), shared_data, 20)
    assert found.n == 20
    assert found.spearman is not None
    assert -1 <= found.spearman <= 1


def test_the_command_exits_with_two_when_nothing_could_be_judged(
    model: FakeModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = write_run(tmp_path / "run")
    given = ["--judge-model", "m", "--cache", str(tmp_path / "cache.jsonl"), "--people", "0"]
    assert main(["judge", str(run.folder), "--judge-url", model.url, *given]) == 0
    assert "67 % faithful of 3 answers; agreement with people not measured" in capsys.readouterr().out
    model.status = 500
    given[3] = str(tmp_path / "empty.jsonl")
    assert main(["judge", str(run.folder), "--judge-url", model.url, *given]) == 2
    assert "could not measure" in capsys.readouterr().err
