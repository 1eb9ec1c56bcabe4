"""Sessions and conversations as a client meets them: kept for their reader, gone when deleted, never in the way."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from advisor.bootstrap import Parts
from advisor.conversations import LIMIT_READ_BYTES, Conversations
from advisor.conversations.sqlite import FILE_NAME, PRAGMAS, SqliteFile
from tests.advisor.conversations.test_database import NO_ROOM
from tests.server.made import HELD, REMOTE, Live, build_parts, read_events, serving, wait_until, write_tailor
from tests.server.readers import Reader

APPRENTICESHIP = "How long does the apprenticeship of a tailor take?"


@pytest.fixture
def me(live: Live) -> Reader:
    return Reader(live).open()


def test_a_question_with_a_session_begins_a_conversation_that_can_be_asked_on_in_and_read(me: Reader) -> None:
    first = me.ask(REMOTE)
    second = me.ask("And how long does that take?", first["conversation_id"])
    assert first["conversation_id"] == second["conversation_id"] != ""
    assert second["status"] != "clarify"  # as it is met by who does not know what was said before
    held = me.call("GET", f"/api/conversations/{first['conversation_id']}").json()
    assert [turn["answer"]["id"] for turn in held["turns"]] == [first["id"], second["id"]]
    assert held["turns"][0]["answer"]["citations"] == first["citations"]
    listed = me.call("GET", "/api/conversations").json()["conversations"]
    assert [(one["title"], one["n_turns"]) for one in listed] == [(REMOTE, 2)]


def test_the_body_of_a_long_conversation_is_bounded_and_says_how_to_read_the_rest(me: Reader) -> None:
    made = me.ask(REMOTE)["conversation_id"]
    asked = [me.ask(chr(0x10400) * 2000, made)["id"] for _ in range(40)]
    path, before, pages = f"/api/conversations/{made}", "", []
    while not pages or before:
        answer = me.call("GET", f"{path}?before={before}")
        assert len(answer.content) < 1.2 * LIMIT_READ_BYTES
        assert answer.json()["n_turns"] == 41
        pages.append([turn["answer"]["id"] for turn in answer.json()["turns"]])
        before = answer.json()["before"]
    assert len(pages) > 1
    assert [name for page in reversed(pages) for name in page][1:] == asked
    assert me.call("GET", f"{path}?before=none").status_code == 404


def test_a_stream_tells_the_conversation_in_its_first_event_and_its_last(me: Reader) -> None:
    events = me.events(REMOTE)
    made = events[0].data["conversation_id"]
    assert made
    assert events[-1].data["conversation_id"] == made
    assert me.call("GET", f"/api/conversations/{made}").status_code == 200


def test_an_answer_is_kept_before_its_last_event_is_sent(me: Reader) -> None:
    done = me.events(REMOTE)[-1].data
    assert me.call("POST", "/api/feedback", {"answer": done["id"], "rating": "up"}).status_code == 204


def test_calls_with_their_own_history_keep_nothing_even_in_a_session(me: Reader) -> None:
    turns = [{"role": "user", "content": "What does a tailor do?"}, {"role": "assistant", "content": "Mends."}]
    assert me.ask(REMOTE, history=turns)["conversation_id"] == ""
    assert me.call("GET", "/api/conversations").json() == {"conversations": []}


def test_without_a_session_nothing_is_kept(live: Live) -> None:
    answer = live.ask({"question": REMOTE}).json()
    assert answer["conversation_id"] == ""
    me = Reader(live).open()
    assert me.call("POST", "/api/feedback", {"answer": answer["id"], "rating": "up"}).status_code == 404


def test_the_secret_outlives_its_tokens_and_gives_the_same_conversations(me: Reader) -> None:
    made = me.ask(REMOTE)["conversation_id"]
    renewed = Reader(me.live, secret=me.secret).open()
    assert renewed.token
    assert renewed.secret == me.secret
    assert renewed.call("GET", f"/api/conversations/{made}").status_code == 200


def test_feedback_is_kept_with_the_answer_and_can_be_changed(me: Reader) -> None:
    answer = me.ask(REMOTE)
    for given in ({"rating": "up"}, {"rating": "down", "reason": "wrong", "comment": " it is not so "}):
        assert me.call("POST", "/api/feedback", {"answer": answer["id"], **given}).status_code == 204
    (turn,) = me.call("GET", f"/api/conversations/{answer['conversation_id']}").json()["turns"]
    assert turn["feedback"] == {"rating": "down", "reason": "wrong", "comment": "it is not so"}


def test_a_deleted_conversation_is_gone_for_every_route(me: Reader) -> None:
    answer, other = me.ask(REMOTE), me.ask(APPRENTICESHIP)
    made = answer["conversation_id"]
    assert me.call("DELETE", f"/api/conversations/{made}").status_code == 204
    assert me.call("GET", f"/api/conversations/{made}").status_code == 404
    assert me.call("DELETE", f"/api/conversations/{made}").status_code == 404
    assert me.call("POST", "/api/chat", {"question": REMOTE, "conversation_id": made}).status_code == 404
    assert me.call("POST", "/api/feedback", {"answer": answer["id"], "rating": "up"}).status_code == 404
    assert me.call("GET", f"/api/chat/{answer['id']}").status_code == 404
    assert me.call("GET", f"/api/conversations/{other['conversation_id']}").status_code == 200


def test_forgetting_a_reader_deletes_all_of_theirs_and_nobody_elses(live: Live, me: Reader) -> None:
    you = Reader(live).open()
    theirs = you.ask(REMOTE)["conversation_id"]
    me.ask(REMOTE), me.ask(APPRENTICESHIP)
    assert me.call("DELETE", "/api/conversations").status_code == 204
    assert me.call("GET", "/api/conversations").json() == {"conversations": []}
    assert you.call("GET", f"/api/conversations/{theirs}").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/conversations", None),
        ("DELETE", "/api/conversations", None),
        ("GET", "/api/conversations/x", None),
        ("DELETE", "/api/conversations/x", None),
        ("POST", "/api/feedback", {"answer": "x", "rating": "up"}),
        ("POST", "/api/chat", {"question": REMOTE, "conversation_id": "x"}),
    ],
)
def test_what_belongs_to_somebody_needs_a_session(live: Live, method: str, path: str, body: object) -> None:
    answer = Reader(live).call(method, path, body)
    assert (answer.status_code, "session" in answer.json()["detail"]) == (401, True)


@pytest.mark.parametrize("secret", ["", "short", "x" * 42, "x" * 44, "ü" * 43, "x" * 42 + "\n"])
def test_a_secret_that_this_server_cannot_have_given_is_refused(live: Live, secret: str) -> None:
    answer = Reader(live).call("POST", "/api/session", {"secret": secret})
    assert answer.status_code == 422
    assert '"secret"' in answer.json()["detail"]


# --- when it cannot be kept ---


def test_an_answer_whose_conversation_is_moved_away_meanwhile_is_not_said_to_be_kept(
    empty_parts: Parts, tmp_path: Path
) -> None:
    empty_parts.ingest([])
    with serving(empty_parts) as live:
        me = Reader(live).open()
        with me.stream("POST", "/api/chat", {"question": HELD}) as stream:
            events = read_events(stream.iter_lines())
            assert next(events).data["conversation_id"]
            live.writer.started.wait(30)
            (empty_parts.settings.data_dir / FILE_NAME).rename(tmp_path / "aside.db")
            live.writer.release.set()
            done = list(events)[-1]
        assert [notice["kind"] for notice in done.data["notices"]] == ["not_kept"]
        assert me.call("GET", "/api/conversations").json() == {"conversations": []}  # the session is still good


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Live]:
    """A server whose database of conversations cannot grow any more."""
    parts: Parts = build_parts(tmp_path / "data", write_tailor(tmp_path / "guides"))
    parts.ingest([])
    asyncio.run(parts.conversations().open())
    database = SqliteFile(parts.settings.data_dir, pragmas=(*PRAGMAS, NO_ROOM))
    with serving(parts, conversations=Conversations(database)) as live:
        yield live


def test_on_a_full_disk_questions_are_answered_with_a_notice_that_nothing_was_kept(full: Live) -> None:
    me = Reader(full).open()
    for _ in range(200):  # until the pages that the file has are used up
        answer = me.ask(APPRENTICESHIP + " x" * 900)
        if any(notice["kind"] == "not_kept" for notice in answer["notices"]):
            break
    else:
        raise AssertionError("two hundred long answers fitted in no space")
    with me.stream("POST", "/api/chat", {"question": REMOTE + " x" * 900}) as stream:
        events = list(read_events(stream.iter_lines()))
    assert events[-1].name == "done"
    assert "not_kept" in [notice["kind"] for notice in events[-1].data["notices"]]
    for turn in me.call("GET", "/api/conversations").json()["conversations"]:
        assert me.call("GET", f"/api/conversations/{turn['id']}").status_code == 200


def make_directory(file: Path) -> None:
    file.mkdir()


def write_garbage(file: Path) -> None:
    file.write_bytes(b"garbage!" * 2_000)


@pytest.mark.parametrize("damage", [make_directory, write_garbage])
def test_a_file_that_is_damaged_at_the_start_is_told_to_the_operator_and_its_place_to_nobody_else(
    empty_parts: Parts, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    empty_parts.ingest([])
    file = empty_parts.settings.data_dir / FILE_NAME
    damage(file)
    with serving(empty_parts) as live:
        wait_until(lambda: live.get("/readyz").json()["warnings"])
        (warning,) = live.get("/readyz").json()["warnings"]
        assert str(file) in warning
        assert caplog.text.count("Answers are given and not kept.") == 1
        refused = httpx.post(f"{live.url}/api/session", json={})
        assert (refused.status_code, str(file.parent) in refused.text) == (503, False)
        assert refused.json()["request_id"]
        assert live.ask({"question": REMOTE}).json()["status"] == "answered"
        file.rename(file.with_suffix(".old"))
        assert httpx.post(f"{live.url}/api/session", json={}).status_code == 200
        assert live.get("/readyz").json()["warnings"] == []


def test_while_no_new_file_can_be_made_a_conversation_goes_on_unkept_and_sessions_outlive_that(
    empty_parts: Parts, tmp_path: Path
) -> None:
    empty_parts.ingest([])
    file = empty_parts.settings.data_dir / FILE_NAME
    with serving(empty_parts) as live:
        me = Reader(live).open()
        begun = me.ask(REMOTE)["conversation_id"]
        file.rename(tmp_path / "aside.db")
        file.mkdir()
        for _ in range(3):
            answer = me.ask(REMOTE, begun)
            assert (answer["status"], answer["conversation_id"]) == ("answered", "")
            assert [notice["kind"] for notice in answer["notices"]] == ["not_kept"]
        assert str(file) in live.get("/readyz").json()["warnings"][0]
        file.rmdir()
        assert me.call("GET", "/api/conversations").json() == {"conversations": []}  # the session is still good
        assert me.call("POST", "/api/chat", {"question": REMOTE, "conversation_id": begun}).status_code == 404
        assert me.ask(REMOTE)["conversation_id"]
