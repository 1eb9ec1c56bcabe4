"""Runs of real servers on loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from advisor.bootstrap import Parts
from advisor.schemas import guide_out
from evals.chat.loopback import listening
from evals.runs.records import load_run
from tests.evals.by_hand import answered, citation, guide
from tests.evals.runs_by_hand import PAY
from tests.evals.suite_by_hand import KEEPER, run_suite, write_guide, write_suite
from tests.server.made import serving

pytestmark = pytest.mark.usefixtures("hashes_for_vectors")


def test_a_server_is_measured_as_the_advisor_behind_it(suite: Path, keeper_parts: Parts, tmp_path: Path) -> None:
    with serving(keeper_parts) as live:
        assert run_suite(suite, tmp_path / "http", "--url", live.url, "--jobs", "3") == 0
    assert run_suite(suite, tmp_path / "here") == 0
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
    suite: Path, keeper_parts: Parts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_guide(tmp_path / "corpus", KEEPER.replace("brass", "tin").replace("Brass", "Tin"))
    keeper_parts.ingest([])
    with serving(keeper_parts) as live:
        assert run_suite(suite, tmp_path / "run", "--url", live.url) == 2
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
        assert run_suite(keeper_suite(tmp_path), tmp_path / "run", "--url", url) == 0
    (record,) = load_run(tmp_path / "run").cases
    assert record.value("cites_gold") == 1.0
    assert record.metrics["recall@5"].reason == "the target does not tell what it retrieved"


def test_a_server_that_tells_the_offsets_of_its_sources_has_its_passages_measured(tmp_path: Path) -> None:
    at = guide().text.index(PAY)
    source = {"guide": guide().id, "section": ["Pay"], "anchor": "pay", "start": at, "end": at + len(PAY)}
    with answering(stream(("sources", json.dumps({"sections": [source]})), ("done", DONE))) as url:
        assert run_suite(keeper_suite(tmp_path), tmp_path / "run", "--url", url) == 0
    (record,) = load_run(tmp_path / "run").cases
    assert record.value("gold_span_recall@1") == 1.0


def test_lines_of_a_stream_and_of_a_finished_run_end_at_line_feeds_only(tmp_path: Path) -> None:
    marked = DONE.replace(PAY, f"{PAY}\u2028\x85\u2029", 1)
    with answering(stream(("start", "{}"), ("done", marked))) as url:
        assert run_suite(keeper_suite(tmp_path), tmp_path / "run", "--url", url) == 0
    (record,) = load_run(tmp_path / "run").cases
    assert record.observed is not None
    assert "\u2028\x85\u2029" in record.observed.answer.model_dump_json()


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
        assert run_suite(keeper_suite(tmp_path), tmp_path / "run", "--url", url) == 2
    done = load_run(tmp_path / "run")
    (record,) = done.cases
    assert reason in record.error
    assert not record.metrics
    assert done.summary.figure("right") is None
    assert [one.id for one in done.summary.unmeasured] == ["keeper-pay"]
    assert "Could not be asked" in capsys.readouterr().out
