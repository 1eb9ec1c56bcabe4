"""A real small model, which invents freely, behind the check: nothing it makes up is shown."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from advisor.bootstrap import Parts
from advisor.domain import Answer, Question
from advisor.integrations.demo_model import NAME, PATIENT, DemoModel, is_installed, serve_demo_model
from advisor.settings import Settings
from evals.metrics.numerals import numerals_missing
from evals.metrics.support import support

pytestmark = pytest.mark.model

QUESTIONS = ("Which certifications are worth it?", "Can I do this job remotely?")


@pytest.fixture(scope="module")
def model() -> Iterator[DemoModel]:
    if not is_installed() and not os.environ.get("CI"):
        pytest.skip("the local chat model is not installed (make model)")
    with serve_demo_model() as model:
        yield model


def test_what_a_real_small_model_writes_is_shown_only_as_far_as_the_guide_says_it(
    model: DemoModel, shipped: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", model.key)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    short = {**PATIENT, "chat_passage_chars": 800}  # a prompt takes the CPU longer than an answer
    settings = Settings(data_dir=shipped.settings.data_dir, chat_model=NAME, chat_url=model.url, **short)
    parts = Parts(settings, embedder=shipped.embedder)

    async def run() -> list[Answer]:
        advisor = parts.advisor()
        try:
            return [await advisor.ask(Question(question)) for question in QUESTIONS]
        finally:
            await advisor.aclose()

    answers = asyncio.run(run())
    for answer in answers:
        quotes = {citation.number: citation.quote for citation in answer.citations}
        assert all(c.quote == c.guide.text[c.start : c.end] for c in answer.citations)
        assert answer.model is not None
        assert answer.model.failure == ""
        assert answer.model.tokens_in > 300
        for claim in answer.claims:
            cited = " ".join(quotes[number] for number in claim.citations)
            assert not numerals_missing(claim.text, cited)
            assert support(claim.text, cited) > 0.3
    assert any(answer.writer == "chat" for answer in answers)
