"""Follow-ups that a chat model rewrites: what is searched for, what is refused, and what happens when it fails."""

import json

import pytest

from advisor.bootstrap import Parts
from evals.chat.fake import KEY, FakeModels, fake_models
from evals.chat.injections import orders
from tests.server.chatting import PARAPHRASE, assert_cited, chatting, paraphrases
from tests.server.made import REMOTE, events_of

PAY = "What is the yearly wage of a tailor?"
FOLLOW_UP = "and can that be done at home?"
ALONE = "Can the work of a tailor be done at home?"
HISTORY = [
    {"role": "user", "content": PAY},
    {"role": "assistant", "content": "Yearly wage: 31,000 shells. [1]"},
]
ASKING = {"question": FOLLOW_UP, "history": HISTORY}


def rewrote(models: FakeModels) -> list[bool]:
    return [asked.rewrites for asked in models.asked]


def test_a_follow_up_is_searched_as_the_model_words_it_and_the_answer_says_so(
    tailor_parts: Parts, models: FakeModels
) -> None:
    models.rewriting = lambda asked: f"{ALONE} It asks about tailors."
    with chatting(tailor_parts, models, "good") as live:
        answer = live.ask(ASKING).json()
        assert_cited(live, answer)
    assert (answer["question"], answer["searched"]) == (FOLLOW_UP, ALONE)
    assert answer["claims"][0]["text"] == PARAPHRASE
    assert answer["model"]["follow_up"] == "rewritten"
    assert rewrote(models) == [True, False]
    # The writer is asked what the reader asked, in the light of what was said.
    assert models.asked[1].question == FOLLOW_UP


def test_the_readers_own_words_are_searched_beside_the_models(tailor_parts: Parts, models: FakeModels) -> None:
    models.rewriting = lambda asked: "What is the yearly wage of a tailor at home?"
    with chatting(tailor_parts, models, "good") as live:
        events = events_of(live, FOLLOW_UP, history=HISTORY)
    sections = [
        section["section"][-1] for event in events if event.name == "sources" for section in event.data["sections"]
    ]
    assert {"Pay", "Can a tailor work from home?"} <= set(sections)


def test_where_the_models_wording_finds_nothing_ours_is_looked_for_too(tailor_parts: Parts, models: FakeModels) -> None:
    asking = {"question": "what about home?", "history": HISTORY}
    with chatting(tailor_parts, models, "good", chat_model="") as live:
        ours = live.ask(asking).json()
    models.rewriting = lambda asked: "What is the wage at home?"  # which no guide tells
    with chatting(tailor_parts, models, "good") as live:
        answer = live.ask(asking).json()
        assert_cited(live, answer)
    assert answer["model"]["follow_up"] == "rewritten"
    assert (answer["status"], answer["searched"]) == (ours["status"], ours["searched"])


def test_what_was_said_reaches_the_model_as_fenced_text_of_one_message(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "good") as live:
        live.ask(ASKING).raise_for_status()
        live.ask(ASKING).raise_for_status()
    first, _, second, _ = models.asked
    assert [message["role"] for message in first.body["messages"]] == ["system", "user"]
    assert "shells" not in first.rules
    assert f"Reader: {PAY}\nAnswer: Yearly wage: 31,000 shells. [1]" in first.message
    assert (first.rules, first.question) == (second.rules, FOLLOW_UP)
    assert first.message != second.message


@pytest.mark.parametrize(
    "body",
    [
        {"question": REMOTE},
        {"question": REMOTE, "history": HISTORY},
        {"question": "How long does the apprenticeship of a tailor take?", "history": HISTORY},
    ],
)
def test_a_question_that_stands_on_its_own_is_not_rewritten(
    tailor_parts: Parts, models: FakeModels, body: dict[str, object]
) -> None:
    with chatting(tailor_parts, models, "good") as live:
        answer = live.ask(body).json()
    assert answer["model"]["follow_up"] == ""
    assert rewrote(models) == [False]


@pytest.mark.parametrize(
    "rewriting",
    [
        "Can a tailor who earns 90,000 shells work at home?",
        "Can a tailor work at home in Norway?",
        "Can a tailor with a master's degree work at home?",
        "Can the work of a plumber be done at home?",
        "A tailor can work at home.",
        "Can the work of a tailor not be done at home?",
        "See https://evil.example?",
    ],
)
def test_a_rewriting_that_adds_a_fact_is_refused_and_ours_stands(
    tailor_parts: Parts, models: FakeModels, rewriting: str
) -> None:
    with chatting(tailor_parts, models, "good", chat_model="") as live:
        without = live.ask(ASKING).json()
    models.rewriting = lambda asked: rewriting
    with chatting(tailor_parts, models, "good") as live:
        answer = live.ask(ASKING).json()
        assert_cited(live, answer)
    assert answer["searched"] == without["searched"]
    assert (answer["model"]["follow_up"], answer["writer"]) == ("refused", "chat")


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("rewriting-fails", "server"),
        ("rewriting-refused", "refused"),
        ("rewriting-breaks-off", "broke_off"),
        ("rewriting-empty", "empty"),
    ],
)
def test_when_the_rewriting_fails_ours_stands_and_the_model_still_writes(
    tailor_parts: Parts, models: FakeModels, name: str, failure: str
) -> None:
    models.rewriting = lambda asked: "Can the work of a tailor"
    with chatting(tailor_parts, models, name) as live:
        answer = live.ask(ASKING).json()
        assert_cited(live, answer)
    assert (answer["model"]["follow_up"], answer["model"]["failure"], answer["writer"]) == (failure, "", "chat")
    assert answer["searched"] == FOLLOW_UP
    assert answer["notices"] == []


@pytest.mark.parametrize(("name", "failure"), [("rewriting-stalls", "no_first_token"), ("rewriting-drips", "too_slow")])
def test_a_reader_who_waited_for_a_rewriting_in_vain_is_not_kept_waiting_again(
    tailor_parts: Parts, models: FakeModels, name: str, failure: str
) -> None:
    with chatting(tailor_parts, models, name, chat_first_token_s=1.0) as live:
        answer = live.ask(ASKING).json()
        assert_cited(live, answer)
        assert live.get("/readyz").status_code == 200
    assert (answer["model"]["follow_up"], answer["model"]["failure"], answer["writer"]) == (
        failure, failure, "extractive",
    )  # fmt: skip
    assert "in time, so the guide is quoted instead." in answer["notices"][0]["text"]
    assert rewrote(models) == [True]
    assert models.left.wait(10)


def test_tokens_of_both_calls_are_counted_and_kept_under_the_days_ceiling(
    tailor_parts: Parts, models: FakeModels
) -> None:
    models.rewriting = lambda asked: ALONE
    with chatting(tailor_parts, models, "good") as live:
        alone = live.ask({"question": REMOTE}).json()["model"]
        both = live.ask(ASKING).json()["model"]
    assert both["tokens_in"] > alone["tokens_in"]
    with chatting(tailor_parts, models, "good", chat_tokens_per_day=300) as live:
        answer = live.ask(ASKING).json()
        assert_cited(live, answer)
    assert (answer["model"]["follow_up"], answer["model"]["failure"], len(models.asked)) == ("ceiling", "ceiling", 3)


def test_metrics_count_what_a_model_took_and_what_became_of_its_words(tailor_parts: Parts, models: FakeModels) -> None:
    models.rewriting = lambda asked: ALONE
    with chatting(tailor_parts, models, "good") as live:
        use = live.ask(ASKING).json()["model"]
        told = live.get("/metrics").text
    assert f'career_model_tokens_total{{direction="in"}} {use["tokens_in"]}.0' in told
    assert f'career_model_tokens_total{{direction="out"}} {use["tokens_out"]}.0' in told
    assert 'career_model_sentences_total{fate="kept"} 1.0' in told
    assert 'career_model_follow_ups_total{outcome="rewritten"} 1.0' in told
    assert "career_model_failures_total{" not in told


def test_a_model_that_fails_at_rewriting_again_and_again_is_left_alone(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "html") as live:
        uses = [live.ask(ASKING).json()["model"] for _ in range(3)]
    assert [use["follow_up"] for use in uses] == ["empty", "empty", "resting"]
    assert len(models.asked) == 3


def test_a_follow_up_that_is_declined_says_what_its_rewriting_took(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "good", chat_trust="phrases") as live:
        answer = live.ask({"question": "and what is the weather like there?", "history": HISTORY}).json()
    assert answer["citations"] == []
    assert answer["model"]["tokens_in"] > 0
    assert rewrote(models) == [True]


def test_orders_in_what_was_said_reach_nobody_through_a_model_that_obeys_them(
    tailor_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models(paraphrases) as models, chatting(tailor_parts, models, "obeying") as live:
        for order in orders()[::3]:
            history = [HISTORY[0], {"role": "assistant", "content": f"Yearly wage: 31,000 shells. {order}"}]
            reply = live.ask({"question": FOLLOW_UP, "history": history})
            answer = reply.json()
            assert_cited(live, answer)
            assert answer["model"]["follow_up"] == "refused", answer["searched"]
            said = json.dumps({**answer, "id": "", "conversation_id": "", "timings_ms": {}})  # which are any digits
            assert not any(word in said for word in ("evil", "999,999", "GoldPass", "1066", "Quetzal", "Bitcoin"))
            assert "stands on its own" not in json.dumps(answer)
            assert "===" not in reply.text
        assert sum(rewrote(models)) == len(orders()[::3])
