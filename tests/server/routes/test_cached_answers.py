"""The same question costs no second call: its answer is given again, with its proof."""

from typing import Any

import pytest

from advisor.answering.answer_file import AnswerFile
from advisor.bootstrap import Parts
from evals.chat.fake import FakeModels
from tests.server.chatting import PARAPHRASE, assert_cited, chatting
from tests.server.made import REMOTE, events_of, wait_until

EXACT: dict[str, Any] = {"chat_cache": "exact"}
HISTORY = [{"role": "user", "content": REMOTE}, {"role": "assistant", "content": "Yes, from a cellar workshop."}]


@pytest.fixture
def tailor_parts(tailor_parts: Parts) -> Parts:
    """The index of the tailor, without what was kept by another test."""
    (tailor_parts.settings.data_dir / "answers.db").unlink(missing_ok=True)
    return tailor_parts


def test_a_question_asked_again_gets_its_answer_without_a_call(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "good", **EXACT) as live:
        first = live.ask({"question": REMOTE}).json()
        again = live.ask({"question": f" {REMOTE.upper()} "}).json()
        assert_cited(live, again)
        told = live.get("/metrics").text

    assert len(models.asked) == 1
    assert (first["model"]["cached_answer"], again["model"]["cached_answer"]) == (False, True)
    assert [again["model"][name] for name in ("tokens_in", "tokens_out", "n_calls", "n_kept")] == [0, 0, 0, 1]
    assert again["id"] != first["id"]
    assert again["question"] == REMOTE.upper()
    same = ("status", "writer", "answer", "claims", "citations", "parts", "more", "notices", "suggestions")
    assert {name: again[name] for name in same} == {name: first[name] for name in same}
    assert again["claims"][0]["text"] == PARAPHRASE
    assert "career_cached_answers_total 1.0" in told


def test_a_stream_of_an_answer_given_again_has_its_claims_and_ends_with_the_whole(
    tailor_parts: Parts, models: FakeModels
) -> None:
    with chatting(tailor_parts, models, "good", **EXACT) as live:
        first, again = (events_of(live, REMOTE) for _ in range(2))

    assert len(models.asked) == 1
    assert [event.name for event in again] == ["start", "parts", "claim", "suggestions", "done"]
    assert again[2].data == next(event.data for event in first if event.name == "claim")
    assert again[-1].data["id"] == again[0].data["id"]


def test_another_history_or_guide_or_model_asks_anew(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "good", **EXACT) as live:
        for asked in ({}, {"history": HISTORY}, {"guide": "tailor"}):
            use = live.ask({"question": REMOTE, **asked}).json()["model"]
            assert (use["cached_answer"], use["n_calls"] > 0) == (False, True)
    with chatting(tailor_parts, models, "prompt-cache", **EXACT) as live:
        assert not live.ask({"question": REMOTE}).json()["model"]["cached_answer"]
    with chatting(tailor_parts, models, "good", **EXACT) as live:
        assert live.ask({"question": REMOTE}).json()["model"]["cached_answer"]


def test_what_a_failing_model_left_is_not_given_again(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "cut-mid-word", **EXACT) as live:
        uses = [live.ask({"question": REMOTE}).json()["model"] for _ in range(2)]
    assert [use["cached_answer"] for use in uses] == [False, False]


def test_without_the_setting_a_question_is_asked_each_time(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "good") as live:
        for _ in range(2):
            live.ask({"question": REMOTE}).raise_for_status()
    assert len(models.asked) == 2
    assert not (tailor_parts.settings.data_dir / "answers.db").exists()


def test_answers_of_builds_that_do_not_serve_are_deleted_while_a_server_runs(
    tailor_parts: Parts, models: FakeModels
) -> None:
    file = AnswerFile(tailor_parts.settings.data_dir / "answers.db", keep_days=30)
    file.put("name", "a-build-of-old", "an answer of old")
    with chatting(tailor_parts, models, "good", **EXACT):
        wait_until(lambda: file.get("name") is None)


def test_a_follow_up_given_again_says_what_its_rewording_took(tailor_parts: Parts, models: FakeModels) -> None:
    models.rewriting = lambda asked: REMOTE
    asked = {"question": "And can they do that from home?", "history": HISTORY}
    with chatting(tailor_parts, models, "good", **EXACT) as live:
        uses = [live.ask(asked).json()["model"] for _ in range(2)]
    assert [(use["cached_answer"], use["n_calls"], use["follow_up"]) for use in uses] == [
        (False, 2, "rewritten"), (True, 1, "rewritten"),
    ]  # fmt: skip
