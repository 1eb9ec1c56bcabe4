"""The product beside a plain stack over the same model and questions."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from advisor.bootstrap import Parts
from advisor.domain import Guide
from advisor.errors import ProviderError
from advisor.integrations.demo_model import NAME, PATIENT, DemoModel, is_installed, serve_demo_model, serve_weights
from evals.cases.record import CaseRecord
from evals.cases.suite import Case, Half
from evals.chat.drafts import GUIDE
from evals.chat.lines import ModelFigure
from evals.chat.models import key_set, with_model
from evals.chat.plain_stack import PlainStack, bare
from evals.chat.readers.asking import Group, drawn_questions
from evals.metrics.numerals import numerals_missing
from evals.metrics.score import record_of
from evals.runs.run import CaseSelection, ask_all
from evals.runs.targets import InProcessTarget, Target, to_guide

BETTER_MODEL = "EVALS_BETTER_MODEL"  # names a GGUF file, to measure with only
BETTER = {**PATIENT, "chat_trust": "auto", "chat_passage_chars": 6_000}
MAY_LOSE = 0.02  # of the questions that are answered right without the model
# A question of each in turn, so that few questions are of every group and most are answerable.
TURNS = (Group.ANSWERABLE, Group.ABSENT, Group.ANSWERABLE, Group.OUTSIDE, Group.FOLLOW_UP)


class Answerer(StrEnum):
    """Who answers the questions."""

    WITH = "the product with it"
    WITHOUT = "the product without a model"
    PLAIN = "a plain stack over it"


@dataclass(frozen=True, slots=True)
class BesideAnswer:
    """One measured answer; ``invented`` are figures that stand nowhere."""

    group: Group
    record: CaseRecord
    invented: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether it is right by the case's metrics, and cites gold."""
        return self.record.right is True and self.record.value("cites_gold") in (None, 1.0)

    @property
    def tells_absence(self) -> bool:
        return self.record.value("absence_told") == 1.0

    @property
    def is_declined(self) -> bool:
        return self.record.observed is not None and self.record.observed.declined


@dataclass(frozen=True, slots=True)
class BesideAnswers:
    """All answers with and over one model, or why there are none."""

    model: str
    by: Mapping[Answerer, Sequence[BesideAnswer]] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ModelServed:
    """A model's name, and the settings to ask it with.

    ``weights`` None: the small real model that is installed.
    """

    name: str
    settings: Mapping[str, Any]
    weights: Path | None = None

    @property
    def trouble(self) -> str:
        """Why it cannot be measured, or ""."""
        if self.weights is None:
            return "" if is_installed() else "the small model is not installed (make model)"
        return "" if self.weights.is_file() else f"{BETTER_MODEL} names no file"

    @contextmanager
    def serve(self) -> Iterator[DemoModel]:
        """Serve it within the block; raises ProviderError."""
        with serve_demo_model() if self.weights is None else serve_weights(self.weights, self.name) as model:
            yield model


def models_to_measure() -> Iterator[ModelServed]:
    """Yield the small real model, and a better one if named."""
    yield ModelServed(NAME, PATIENT)
    if better := os.environ.get(BETTER_MODEL, ""):
        yield ModelServed(Path(better).stem, BETTER, Path(better))


def beside(parts: Parts, half: Half | None, limit: int) -> Iterator[BesideAnswers]:
    """Yield the answers with and over each model, as it was measured.

    Raises AdvisorError, RunError and SuiteError.
    """
    questions = drawn(half, limit)
    without: list[BesideAnswer] = []
    for served in models_to_measure():
        if served.trouble:
            yield BesideAnswers(served.name, trouble=served.trouble)
            continue
        without = without or ask_product(parts, questions)
        try:
            with served.serve() as model:
                over = ask_over(parts, model, served.settings, questions)
        except ProviderError as error:
            yield BesideAnswers(served.name, trouble=str(error))
        else:
            yield BesideAnswers(served.name, {**over, Answerer.WITHOUT: without})


def drawn(half: Half | None, limit: int) -> list[tuple[Group, Case]]:
    """Draw questions of every group, alike in every run.

    Conversations whose history depends on the answers are left out. Raises SuiteError.
    """
    left = {group: [one for one in cases if not one.talk] for group, cases in drawn_questions(half, None).items()}
    found: list[tuple[Group, Case]] = []
    while len(found) < limit and any(left[group] for group in TURNS):
        found += [(group, left[group].pop(0)) for group in TURNS if left[group]]
    return found[:limit]


def ask_over(
    parts: Parts, model: DemoModel, settings: Mapping[str, Any], questions: Sequence[tuple[Group, Case]]
) -> dict[Answerer, list[BesideAnswer]]:
    """Ask the product with a model, and a plain stack over it.

    Raises AdvisorError and RunError.
    """
    with key_set(model.key):
        product = ask_product(with_model(parts, model.name, model.url, **settings), questions)
        plain = asyncio.run(_ask(PlainStack(parts, model), questions))
    return {Answerer.WITH: product, Answerer.PLAIN: plain}


def ask_product(parts: Parts, questions: Sequence[tuple[Group, Case]]) -> list[BesideAnswer]:
    """Ask the product, with the model of its settings or without one.

    Raises AdvisorError and RunError.
    """
    return asyncio.run(_ask(InProcessTarget(parts), questions))


async def _ask(target: Target, questions: Sequence[tuple[Group, Case]]) -> list[BesideAnswer]:
    try:
        guide = to_guide(await target.guide(GUIDE))
        records = await ask_all(target, [case for _, case in questions], CaseSelection(), lambda: None)
        group_of = {case.id: group for group, case in questions}
        return [_measured(group_of[record.id], record, guide) for record in records]
    finally:
        await target.aclose()


def _measured(group: Group, record: CaseRecord, guide: Guide) -> BesideAnswer:
    if record.observed is None:
        return BesideAnswer(group, record)
    case, observed = record.case, record.observed
    said = bare("\n".join(claim.text for claim in observed.answer.claims))
    # What the reader said may be said back.
    held = [guide.text, case.question, *(turn.content for turn in case.history)]
    held += [passage.text for passage in observed.passages or ()]
    invented = tuple(numerals_missing(said, "\n".join(held)))
    return BesideAnswer(group, record_of(case, observed, {guide.id: guide}, guide), invented)


@dataclass(frozen=True, slots=True)
class _Row:
    """What is asked of the answers of one group."""

    title: str
    group: Group
    holds: Callable[[BesideAnswer], bool]


_ROWS = (
    _Row("answered right", Group.ANSWERABLE, lambda one: one.is_right),
    _Row("absent facts declined, or said to be a near miss", Group.ABSENT, lambda one: one.tells_absence),
    _Row(f"{Group.OUTSIDE} declined", Group.OUTSIDE, lambda one: one.is_declined),
    _Row("follow-ups right", Group.FOLLOW_UP, lambda one: one.is_right),
)


def beside_figures(answers: BesideAnswers) -> Iterator[ModelFigure]:
    """Yield the figures of all three, with the product's bounds."""
    model, by = answers.model, answers.by
    if answers.trouble:
        yield ModelFigure(f"{model}: beside a plain stack", None, beside=answers.trouble)
        return
    for row in _ROWS:
        found = {who: [one for one in by[who] if one.group is row.group] for who in Answerer}
        values = {who: sum(map(row.holds, own)) / len(own) for who, own in found.items() if own}
        if not values:
            yield ModelFigure(f"{model}: {row.title}", None, beside="no such question was asked")
            continue
        least = values[Answerer.PLAIN]
        if row.group is Group.ANSWERABLE:
            least = max(least, round(values[Answerer.WITHOUT] - MAY_LOSE, 4))
        for who, value in values.items():
            n_failed = sum(one.record.observed is None for one in found[who])
            yield ModelFigure(
                f"{model}: {row.title}, {who}",
                value,
                len(found[who]),
                least=least if who is Answerer.WITH else None,
                beside=f"{n_failed} could not be asked" if n_failed else "",
            )
    for who in Answerer:
        n_invented = sum(len(one.invented) for one in by[who])
        most = 0 if who is Answerer.WITH else None
        yield ModelFigure(f"{model}: invented figures, {who}", n_invented, len(by[who]), most=most)


def told_answers(answers: BesideAnswers) -> list[dict[str, Any]]:
    """List what was shown to each question of the development half."""
    return [
        {
            "model": answers.model,
            "answerer": who.value,
            "id": one.record.id,
            "group": one.group.value,
            "question": one.record.case.question,
            "status": one.record.observed.answer.status if one.record.observed else one.record.error,
            "shown": one.record.observed.answer.answer if one.record.observed else "",
            "right": one.is_right,
            "invented": one.invented,
        }
        for who, own in answers.by.items()
        for one in own
        if one.record.half is Half.DEVELOPMENT
    ]
