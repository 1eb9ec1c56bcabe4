"""What the server tells of its guides, and of itself to those who run it."""

import logging
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from advisor.bootstrap import Parts
from advisor.embeddings import HashEmbedder
from advisor.errors import EmbedderMissingError
from advisor.settings import Settings
from tests.made import guide_text, write_guides
from tests.server.made import REMOTE, Live, build_parts, serving, wait_until


def test_guides_are_listed_with_what_is_known_of_them(live: Live) -> None:
    guides = {guide["id"]: guide for guide in live.get("/api/guides").json()["guides"]}
    assert list(guides) == ["baker", "florist", "tailor"]
    tailor = guides["tailor"]
    assert (tailor["title"], tailor["country"], tailor["currency"]) == ("Tailor Career Guide", "Atlantis", "ATL")
    assert (tailor["credited"], tailor["url"]) == (["Guild of Needles"], "/guides/tailor")


def test_a_guides_sections_and_blocks_are_slices_of_its_text(live: Live) -> None:
    guide = live.get("/api/guides/tailor").json()
    sections = {tuple(s["path"]): s for s in guide["sections"]}
    section = sections["Frequently Asked Questions", REMOTE]
    text = guide["text"][section["start"] : section["end"]]
    assert text.startswith(REMOTE)
    assert text.endswith("a cellar workshop.")
    heading = section["blocks"][0]
    assert (heading["kind"], guide["text"][heading["start"] : heading["end"]]) == ("heading", REMOTE)


def test_a_server_with_an_index_is_ready_and_says_how_it_searches(live: Live) -> None:
    answer = live.get("/readyz")
    state = answer.json()
    assert (answer.status_code, state["ready"], state["guides"], state["search"]) == (200, True, 3, "chroma")
    assert state["chunks"] > 0
    assert state["build"]
    assert state["warnings"] == []


def test_without_an_index_the_server_lives_but_is_not_ready_until_there_is_one(empty_parts: Parts) -> None:
    with serving(empty_parts) as live:
        assert live.get("/healthz").status_code == 200
        state = live.get("/readyz")
        assert state.status_code == 503
        assert state.json()["ready"] is False
        assert "advisor ingest" in state.json()["warnings"][0]
        for accept in ("application/json", "text/event-stream"):
            refused = live.ask({"question": REMOTE}, headers={"Accept": accept})
            assert (refused.status_code, "advisor ingest" in refused.json()["detail"]) == (503, True)
        assert live.get("/api/guides").json() == {"guides": []}
        assert live.get("/api/guides/tailor").status_code == 503
        assert "still being indexed" in live.get("/").text
        assert live.get("/guides/tailor").status_code == 503
        empty_parts.ingest([])
        wait_until(lambda: live.get("/readyz").status_code == 200)
        assert live.ask({"question": REMOTE}).json()["status"] == "answered"


def test_a_running_server_moves_to_a_new_build_by_itself(empty_parts: Parts) -> None:
    empty_parts.ingest([])
    with serving(empty_parts) as live:
        folder = Path(str(empty_parts.settings.corpus_dir))
        (folder / "potter.md").write_text(guide_text("Potter"))
        empty_parts.ingest([])
        wait_until(lambda: live.get("/api/guides/potter").status_code == 200)


def test_search_by_wording_alone_is_a_warning_of_readyz(tmp_path: Path) -> None:
    def missing(_: Settings) -> HashEmbedder:
        raise EmbedderMissingError("The encoder's weights are missing; run `make install`.")

    corpus = tmp_path / "guides"
    corpus.mkdir()
    (corpus / "potter.md").write_text(guide_text("Potter"))
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=corpus), build=missing)
    parts.ingest([])
    with serving(parts) as live:
        state = live.get("/readyz")
        assert (state.status_code, state.json()["search"]) == (200, "lexical")
        assert "weights are missing" in state.json()["warnings"][0]


def test_a_damaged_chroma_build_is_searched_exactly_and_readyz_says_so(tmp_path: Path) -> None:
    corpus = tmp_path / "guides"
    corpus.mkdir()
    (corpus / "potter.md").write_text(guide_text("Potter"))
    parts = build_parts(tmp_path / "data", corpus, probe_interval_s=600)
    parts.ingest([])
    build_id = parts.directory.current_build()
    assert build_id is not None
    for file in parts.directory.build_path(build_id).rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    with serving(parts) as live:
        state = live.get("/readyz").json()
        assert (state["ready"], state["search"]) == (True, "exact")
        assert state["warnings"]
        assert live.ask({"question": "Can a Potter work from home?"}).json()["status"] == "answered"


def test_metrics_count_requests_and_answers_without_naming_paths_nobody_serves(live: Live) -> None:
    live.ask({"question": REMOTE})
    live.get("/guides/tailor")
    live.get("/some/secret/path")
    text = live.get("/metrics").text
    assert 'career_http_requests_total{method="POST",route="/api/chat",status="200"}' in text
    assert 'route="/guides/{guide_id}"' in text
    assert 'career_answers_total{status="answered",writer="extractive"}' in text
    assert "career_ready 1.0" in text
    assert "career_guides 3.0" in text
    assert "secret" not in text


def test_pages_may_only_load_what_this_server_sends(live: Live) -> None:
    for path in ("/", "/guides/tailor", "/static/chat.js", "/widget.js", "/api/guides", "/nothing"):
        headers = live.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers


def test_a_request_is_one_json_line_without_the_question(live: Live, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    answer = live.ask({"question": "Can a zeppelin tailor work from home?"}, params={"token": "s3cret"})
    wait_until(lambda: any(record.name == "server.access" for record in caplog.records))
    record = next(record for record in caplog.records if record.name == "server.access")
    fields = record.fields  # type: ignore[attr-defined]
    assert (fields["method"], fields["path"], fields["status"]) == ("POST", "/api/chat", 200)
    assert fields["request_id"] == answer.headers["x-request-id"]
    assert fields["ms"] > 0
    for record in caplog.records:
        if not record.name.startswith(("server", "advisor")):
            continue  # the client's own words, and a logger of uvicorn's that only a test gives a handler
        told = record.getMessage() + str(getattr(record, "fields", ""))
        assert "zeppelin" not in told
        assert "s3cret" not in told
        assert "127.0.0.1" not in told


def test_first_questions_of_several_guides_name_a_career_each_so_that_nobody_asks_back(
    tmp_path: Path,
) -> None:
    corpus = write_guides(tmp_path / "guides", ("Surveyor", "Florist", "Baker"))
    for file in corpus.iterdir():
        file.write_text(file.read_text().partition("## Frequently")[0])
    parts = build_parts(tmp_path / "data", corpus)
    parts.ingest([])
    with serving(parts) as live:
        page = BeautifulSoup(live.get("/").text, "lxml")
        starters = [str(button["data-ask"]) for button in page.select("[data-ask]")]
        named = [next(name for name in ("Baker", "Florist", "Surveyor") if name in starter) for starter in starters]
        assert named[:3] == ["Baker", "Florist", "Surveyor"]
        assert len({starter.replace(name, "") for starter, name in zip(starters, named, strict=True)}) >= 3
        answers = [live.ask({"question": starter}).json() for starter in starters]
    assert "clarify" not in [answer["status"] for answer in answers]
