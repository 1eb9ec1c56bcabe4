"""The plain stack: the nearest chunks, the usual prompt, and the reply as it is."""

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from advisor.bootstrap import Parts
from advisor.integrations.demo_model import DemoModel
from evals.cases.observation import Observation
from evals.cases.suite import Case
from evals.chat.fake import KEY, ModelRequest, fake_models
from evals.chat.plain_stack import N_CHUNKS, PlainStack, bare, refuses
from evals.runs.targets import TargetError

QUESTION = "What does a production manager earn at the start?"


def case(**fields: object) -> Case:
    return Case.model_validate({"id": "pm-start", "question": QUESTION, "answerability": "out_of_scope", **fields})


def observe(
    parts: Parts, asked: Case, script: Callable[[ModelRequest], str], model: str = "good"
) -> tuple[Observation, ModelRequest]:
    async def ask(url: str) -> Observation:
        stack = PlainStack(parts, DemoModel(url, KEY, model))
        try:
            return await stack.observe(asked)
        finally:
            await stack.aclose()

    with fake_models(rewriting=script) as models:
        return asyncio.run(ask(models.url)), models.asked[0]


@pytest.fixture(autouse=True)
def directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_the_nearest_chunks_go_out_with_the_usual_prompt_and_the_reply_is_shown_as_it_is(shipped: Parts) -> None:
    reply = "They earn $123,456 a year.\n\n- Truly."
    history = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "Ask away."}]
    seen, sent = observe(shipped, case(history=history), lambda _: reply)
    snapshot = shipped.exact_index().current()
    assert shipped.embedder is not None
    cosines = snapshot.vectors(range(len(snapshot.chunks))).chunks @ shipped.embedder.encode([QUESTION])[0]
    nearest = [snapshot.chunks[row] for row in np.argsort(-cosines, kind="stable")[:N_CHUNKS]]
    assert seen.passages is not None
    assert [(one.start, one.end) for one in seen.passages] == [(one.start, one.end) for one in nearest]
    assert all(chunk.text in sent.message for chunk in nearest)
    assert sent.message.startswith("Use the following context to answer the question")
    assert QUESTION in sent.message
    assert [one["content"] for one in sent.body["messages"][:2]] == ["hello", "Ask away."]
    answer = seen.answer
    assert (answer.status, answer.answer) == ("answered", reply)
    assert [(claim.text, claim.citations) for claim in answer.claims] == [(reply, [1, 2, 3, 4, 5])]
    assert [citation.quote for citation in answer.citations] == [chunk.text for chunk in nearest]


def test_a_reply_that_only_says_that_there_is_no_answer_is_a_decline(shipped: Parts) -> None:
    seen, _ = observe(shipped, case(), lambda _: "I'm sorry. I don't know.")
    assert seen.declined is refuses("I'm sorry. I don't know.")
    seen, _ = observe(shipped, case(), lambda _: "I don't know what they earn.")
    assert seen.declined
    assert (seen.answer.claims, seen.answer.citations) == ([], [])


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("The context does not say that. I don't know.", True),
        ("- I don't know.\n- The context does not mention it.", True),
        ("The context does not say that. Most earn $50,000.", False),
        ("Most earn $50,000.", False),
        ("", False),
    ],
)
def test_every_sentence_has_to_decline(reply: str, expected: bool) -> None:
    assert refuses(reply) is expected


def test_marks_of_items_and_citations_are_no_figures() -> None:
    assert bare("1. Pay is $9 [2].\n 12) More [3][4]") == "Pay is $9 .\nMore "


def test_a_model_that_fails_leaves_the_question_unmeasured(shipped: Parts) -> None:
    with pytest.raises(TargetError, match="500"):
        observe(shipped, case(), lambda _: "never", "server-error")
