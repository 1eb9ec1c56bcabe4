"""A chat model behind the server: what it writes is shown where it holds, and whatever it does, an answer comes."""

import json
import re

import pytest

from advisor.bootstrap import Parts
from evals.chat.behaviours import N_CACHED
from evals.chat.fake import KEY, FakeModels
from evals.chat.length_refusals import REFUSALS_OF_LENGTH
from tests.server.chatting import FROM_GUIDE, PARAPHRASE, assert_cited, chatting, paraphrases
from tests.server.made import REMOTE, events_of


def test_a_models_sentence_that_holds_is_shown_as_written_with_its_place_in_the_guide(
    tailor_parts: Parts, models: FakeModels
) -> None:
    with chatting(tailor_parts, models, "good") as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)

    assert answer["writer"] == "chat"
    assert answer["claims"][0]["text"] == PARAPHRASE
    assert "cellar workshop" in answer["citations"][0]["quote"]
    assert answer["notices"] == []
    assert answer["model"] == {
        "model": "good", "tokens_in": 700, "tokens_out": len(paraphrases(models.asked[0]).split()),
        "n_kept": 1, "n_repaired": 0, "n_cut": 0, "failure": "", "follow_up": "", "second": None,
        "tokens_cached": 0, "n_calls": 1, "cached_answer": False, "verdict": "answer", "rules": "answered",
    }  # fmt: skip


def test_tokens_that_a_service_had_cached_are_told_beside_all_and_counted(
    tailor_parts: Parts, models: FakeModels
) -> None:
    with chatting(tailor_parts, models, "prompt-cache") as live:
        first, second = (live.ask({"question": REMOTE}).json()["model"] for _ in range(2))
        told = live.get("/metrics").text

    assert [(use["tokens_in"], use["tokens_cached"], use["n_calls"]) for use in (first, second)] == [
        (700, 0, 1), (700, N_CACHED, 1),
    ]  # fmt: skip
    assert f"career_model_cached_tokens_total {N_CACHED}.0" in told
    assert "career_model_calls_total 2.0" in told
    assert 'career_model_tokens_total{direction="in"} 1400.0' in told


@pytest.mark.parametrize("server", REFUSALS_OF_LENGTH)
def test_a_request_longer_than_a_server_takes_is_told_apart_and_the_model_is_asked_again_next_time(
    tailor_parts: Parts, models: FakeModels, server: str
) -> None:
    with chatting(tailor_parts, models, f"too-long-{server}") as live:
        uses = [live.ask({"question": REMOTE}).json()["model"] for _ in range(4)]
        assert live.get("/readyz").json()["warnings"] == []

    assert [(use["failure"], use["n_calls"]) for use in uses] == [("too_long", 1)] * 4
    assert len(models.asked) == 4  # no attempt was repeated, and the breaker stayed closed


def test_the_stream_sends_a_models_sentences_as_claims_and_ends_with_the_whole(
    tailor_parts: Parts, models: FakeModels
) -> None:
    with chatting(tailor_parts, models, "good") as live:
        events = events_of(live, REMOTE)

    assert [event.name for event in events] == ["start", "status", "sources", "claim", "suggestions", "done"]
    claim, done = events[3].data, events[-1].data
    assert claim["text"] == PARAPHRASE == done["claims"][0]["text"]
    assert claim["new_citations"] == done["citations"]


def test_what_readers_and_guides_write_is_fenced_and_never_in_the_rules(
    tailor_parts: Parts, models: FakeModels
) -> None:
    history = [{"role": "user", "content": "I sew $costumes"}, {"role": "assistant", "content": "Nice {work}."}]
    with chatting(tailor_parts, models, "good") as live:
        for _ in range(2):
            live.ask({"question": "Can a $tailor {work} from home?", "history": history}).raise_for_status()

    first, second = models.asked
    assert first.rules == second.rules
    for asked in models.asked:
        assert "tailor" not in asked.rules
        assert [m["role"] for m in asked.body["messages"]] == ["system", "user"]
        assert asked.question == "Can a $tailor {work} from home?"
        assert "Reader: I sew $costumes\nAnswer: Nice {work}." in asked.message
        assert any(FROM_GUIDE in passage for passage in asked.passages)
    marks = [set(re.findall(r"=== [0-9a-f]{16} ===", asked.message)) for asked in models.asked]
    assert all(len(mark) == 1 for mark in marks)
    assert marks[0] == marks[1], "the same passages begin the same prompt, which services keep ready"


SHORT = {"chat_first_token_s": 1.0}
BEFORE_A_WORD = {
    "no-such-model": "unknown_model",
    "limit": "limit",
    "server-error": "server",
    "bad-request": "refused",
    "too-long": "too_long",
    "filtered-at-once": "filtered",
    "html": "empty",
    "not-a-stream": "empty",
    "garbage": "unreadable",
    "other-json": "unreadable",
    "empty": "empty",
    "empty-but-finished": "empty",
    "nothing-at-all": "empty",
    "stall-before": "no_first_token",
    "only-pings": "no_first_token",
}
IN_THE_MIDDLE = {
    "error-in-stream": "server",
    "stall-after": "stalled",
    "cut-mid-word": "broke_off",
    "no-finish": "broke_off",
    "filtered": "filtered",
}


@pytest.mark.parametrize(("name", "failure"), BEFORE_A_WORD.items())
def test_when_a_model_fails_before_a_word_the_guide_is_quoted_and_the_answer_says_so(
    tailor_parts: Parts, models: FakeModels, name: str, failure: str
) -> None:
    with chatting(tailor_parts, models, name, **(SHORT if failure == "no_first_token" else {})) as live:
        reply = live.ask({"question": REMOTE})
        answer = reply.json()
        assert_cited(live, answer)
        assert live.get("/readyz").status_code == 200

    assert (reply.status_code, answer["writer"], answer["model"]["failure"]) == (200, "extractive", failure)
    (notice,) = answer["notices"]
    assert notice["kind"] == "model_failed"
    assert "the guide is quoted instead" in notice["text"]
    assert KEY not in reply.text


@pytest.mark.parametrize(("name", "failure"), IN_THE_MIDDLE.items())
def test_when_a_model_fails_in_the_middle_what_was_checked_stays_and_the_rest_is_quoted(
    tailor_parts: Parts, models: FakeModels, name: str, failure: str
) -> None:
    with chatting(tailor_parts, models, name, **({"chat_gap_s": 1.0} if failure == "stalled" else {})) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)

    assert (answer["writer"], answer["model"]["failure"]) == ("chat", failure)
    assert answer["claims"][0]["text"] == PARAPHRASE
    assert "there is th" not in answer["answer"]
    assert [notice["kind"] for notice in answer["notices"]] == ["model_failed"]
    assert "the rest is quoted" in answer["notices"][0]["text"]


def test_a_model_that_drips_without_end_is_given_up(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "drip", chat_total_s=3.0) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert answer["model"]["failure"] == "too_slow"
    assert models.left.wait(10)


@pytest.mark.parametrize("name", ["limit-once", "server-error-once"])
def test_a_passing_failure_before_a_word_is_tried_again(tailor_parts: Parts, models: FakeModels, name: str) -> None:
    with chatting(tailor_parts, models, name) as live:
        answer = live.ask({"question": REMOTE}).json()
    assert (answer["writer"], answer["model"]["failure"], len(models.asked)) == ("chat", "", 2)


@pytest.mark.parametrize(("key", "failure"), [("sk-another", "refused_key"), (KEY, "")])
def test_a_key_that_the_service_does_not_accept_is_told_from_one_it_does(
    tailor_parts: Parts, models: FakeModels, monkeypatch: pytest.MonkeyPatch, key: str, failure: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with chatting(tailor_parts, models, "wrong-key") as live:
        reply = live.ask({"question": REMOTE})
        assert_cited(live, reply.json())
        ready = live.get("/readyz").json()
    assert reply.json()["model"]["failure"] == failure
    assert "sk-another" not in reply.text + str(ready)
    assert [("OPENAI_API_KEY" in warning) for warning in ready["warnings"]] == [True] * bool(failure)


def test_without_a_key_openai_is_not_even_called(
    tailor_parts: Parts, models: FakeModels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with chatting(tailor_parts, models, "gpt-4o-mini", chat_url="") as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert answer["model"]["failure"] == "no_key"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1"])
def test_a_model_that_is_not_there_leaves_the_guide_quoted(tailor_parts: Parts, models: FakeModels, url: str) -> None:
    with chatting(tailor_parts, models, "good", chat_url=url) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert answer["model"]["failure"] == "unreachable"


@pytest.mark.parametrize("name", ["french", "ruleless", "silent-on-it"])
def test_a_model_that_ignores_the_rules_shows_nothing_of_its_own(
    tailor_parts: Parts, models: FakeModels, name: str
) -> None:
    with chatting(tailor_parts, models, name) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    # Ids and times may have any digits; what is shown may not.
    shown = json.dumps({name: value for name, value in answer.items() if name not in ("id", "timings_ms", "model")})
    assert not re.search(r"evil|999|Harvard|Apply|salaire|passages", shown)
    assert answer["model"]["n_kept"] == 0
    assert all(claim["text"] in " ".join(c["quote"] for c in answer["citations"]) for claim in answer["claims"])


def test_a_model_that_runs_out_of_tokens_keeps_what_it_said(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "out-of-tokens") as live:
        answer = live.ask({"question": REMOTE}).json()
    assert (answer["claims"][0]["text"], answer["model"]["failure"]) == (PARAPHRASE, "")


def test_a_model_that_repeats_itself_is_stopped(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "loop") as live:
        answer = live.ask({"question": REMOTE}).json()
    assert [claim["text"] for claim in answer["claims"]] == [PARAPHRASE]
    assert models.left.wait(10)


def test_after_three_failures_in_a_row_a_model_is_left_alone_and_the_server_stays_ready(
    tailor_parts: Parts, models: FakeModels
) -> None:
    with chatting(tailor_parts, models, "html") as live:
        failures = [live.ask({"question": REMOTE}).json()["model"]["failure"] for _ in range(5)]
        ready = live.get("/readyz")
    assert failures == ["empty"] * 3 + ["resting"] * 2
    assert len(models.asked) == 3
    assert (ready.status_code, len(ready.json()["warnings"])) == (200, 1)


def test_at_the_days_ceiling_answers_are_quoted(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "good", chat_tokens_per_day=300) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert (answer["model"]["failure"], models.asked) == ("ceiling", [])


def test_a_question_that_is_declined_costs_no_tokens(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "good") as live:
        for question in ("Hello!", "What does an astronaut earn?"):
            answer = live.ask({"question": question}).json()
            assert (answer["citations"], answer["model"]) == ([], None)
    assert models.asked == []
