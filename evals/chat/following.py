"""Follow-up questions with and without a model that rewrites them.

Answers are quoted in both cases. rewritings.tsv holds a case id of the development half, a tab, and a stand-alone
wording of its question by somebody who knew the conversation but not the guide. The wordings were written before they
were first asked.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx2

from advisor.bootstrap import Parts
from advisor.integrations.demo_model import NAME, PATIENT, DemoModel, is_installed, serve_demo_model
from evals.cases.record import CaseRecord
from evals.cases.shipped import suite_path
from evals.cases.suite import Half, Suite, load_suite
from evals.chat.drafts import GUIDE
from evals.chat.fake import KEY, ModelRequest, Script, fake_models
from evals.chat.lines import ModelFigure
from evals.chat.models import key_set, with_model
from evals.runs.run import CaseSelection, StageClock, ask_suite
from evals.runs.targets import InProcessTarget

REWRITINGS = Path(__file__).with_name("rewritings.tsv")
MAX_TOKENS = 60


def follow_ups(parts: Parts, limit_local: int) -> Iterator[ModelFigure]:
    """Measure follow-ups by rules alone and with two rewriting models.

    One is scripted and good, the other real and small, where it is installed. Raises AdvisorError, RunError and
    SuiteError.
    """
    suite = load_suite(suite_path(GUIDE))
    lines = REWRITINGS.read_text(encoding="utf-8").splitlines()
    by_id = dict(line.split("\t") for line in lines)
    suite = replace(suite, cases=tuple(case for case in suite.cases if case.id in by_id))
    reworded = {case.question: by_id[case.id] for case in suite.cases}
    yield from _lines("quoting, rules alone", asyncio.run(_asked(parts, suite)))
    with (
        fake_models(_declines, lambda asked: reworded[asked.question]) as models,
        key_set(KEY),
    ):
        records = asyncio.run(_asked(with_model(parts, "good", models.url), suite))
    yield from _lines("quoting, a good rewriting", records)
    if is_installed():
        with serve_demo_model() as model, key_set(KEY), fake_models(_declines, _rewritten_by(model)) as models:
            local = with_model(parts, "good", models.url, **PATIENT)
            yield from _lines(f"quoting, {NAME} rewriting", asyncio.run(_asked(local, suite, limit_local)))


def _rewritten_by(model: DemoModel) -> Script:
    """Return a script that lets a real model rewrite the same request."""

    def rewrite(asked: ModelRequest) -> str:
        body = {**asked.body, "model": NAME, "stream": False, "stream_options": None, "max_tokens": MAX_TOKENS}
        headers = {"Authorization": f"Bearer {model.key}"}
        reply = httpx2.post(f"{model.url}/chat/completions", json=body, headers=headers, timeout=60).raise_for_status()
        return str(reply.json()["choices"][0]["message"]["content"])

    return rewrite


def _declines(_: object) -> str:
    return "The passages do not answer the question."


async def _asked(parts: Parts, suite: Suite, limit: int | None = None) -> Sequence[CaseRecord]:
    target = InProcessTarget(parts)
    try:
        choice = CaseSelection(half=Half.DEVELOPMENT, slices=("with_history",), limit=limit)
        return (await ask_suite(target, suite, choice, clock=StageClock())).records
    finally:
        await target.aclose()


def _lines(name: str, records: Sequence[CaseRecord]) -> Iterator[ModelFigure]:
    right = [value for record in records if (value := record.value("right")) is not None]
    yield ModelFigure(f"follow-ups answered right: {name}", sum(right) / len(right), len(right))
    uses = [record.observed.answer.model for record in records if record.observed and record.observed.answer.model]
    asked = [use.follow_up for use in uses if use.follow_up]
    if asked:
        for what in ("rewritten", "refused"):
            yield ModelFigure(f"its rewritings {what}: {name}", asked.count(what) / len(asked), len(asked))
        failed = sum(one not in ("rewritten", "refused") for one in asked)
        yield ModelFigure(f"its rewritings that failed: {name}", failed / len(asked), len(asked))
