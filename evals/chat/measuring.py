"""Comparison of writers by the evaluation's own checks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from advisor.bootstrap import Parts
from advisor.domain import Answer, Question
from evals.cases.suite import Case
from evals.chat.drafts import paraphrases
from evals.chat.fake import ModelRequest
from evals.metrics.numerals import numerals_missing
from evals.metrics.support import negation_differs, support
from evals.runs.targets import model_described

_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w&+#-]*\w|\b[A-Z]{2,}\w*\b|\b\w*[a-z][A-Z]\w*\b")
_CREDENTIAL = re.compile(r"\b(?:bachelor|master's|doctora|licen[sc]e|diploma|MBA|PhD)\w*", re.IGNORECASE)


@dataclass(slots=True)
class WriterResult:
    """The results of one writer's answers.

    The checks are the evaluation's, not those of the code under test. ``described`` names its model, host, temperature
    and prompts, empty without a model. ``at_home`` has an entry for each of our paraphrases: whether it cites the place
    it was written from.
    """

    writer: str
    described: dict[str, Any] = field(default_factory=dict)
    n_answers: int = 0
    n_declined: int = 0
    n_sentences: int = 0
    n_kept: int = 0
    n_repaired: int = 0
    n_cut: int = 0
    n_failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    n_calls: int = 0
    wrong_quotes: int = 0
    wrong_numbers: list[str] = field(default_factory=list)
    wrong_names: list[str] = field(default_factory=list)
    wrong_denials: list[str] = field(default_factory=list)
    support: list[float] = field(default_factory=list)
    at_home: list[bool] = field(default_factory=list)

    @property
    def groundedness(self) -> float | None:
        return sum(self.support) / len(self.support) if self.support else None

    def add(self, answer: Answer) -> None:
        """Count one answer and check its sentences."""
        self.n_answers += 1
        if use := answer.model:
            self.n_kept += use.n_kept
            self.n_repaired += use.n_repaired
            self.n_cut += use.n_cut
            self.n_failed += bool(use.failure)
            self.tokens_in += use.tokens_in
            self.tokens_out += use.tokens_out
            self.tokens_cached += use.tokens_cached
            self.n_calls += use.n_calls
        if not answer.status.cites:
            self.n_declined += 1
            return
        by_number = {citation.number: citation for citation in answer.citations}
        self.wrong_quotes += sum(c.quote != c.guide.text[c.start : c.end] for c in answer.citations)
        for claim in answer.claims:
            cited = [by_number[number] for number in claim.citations]
            quotes = " ".join(citation.quote for citation in cited)
            above = " ".join((*(" ".join(c.section.path) for c in cited), *(c.guide.title for c in cited)))
            self.n_sentences += 1
            if place := _places().get(claim.text):
                self.at_home.append(place in " ".join(quotes.split()))
            self.support.append(support(claim.text, f"{quotes} {above}"))
            if numerals_missing(claim.text, quotes):
                self.wrong_numbers.append(claim.text)
            if names_missing(claim.text, f"{quotes} {above}", quotes):
                self.wrong_names.append(claim.text)
            if negation_differs(claim.text, [citation.quote for citation in cited]):
                self.wrong_denials.append(claim.text)


@cache
def _places() -> dict[str, str]:
    """Return the guide's wording behind each of our paraphrases."""
    return {right.text: " ".join(right.gold.split()) for right in paraphrases()}


def names_missing(sentence: str, held: str, quotes: str) -> list[str]:
    """Return names absent from quotes and headings, and credentials absent from quotes."""
    plain = held.lower()
    names = [name for name in _NAME.findall(sentence) if name.lower().removesuffix("s") not in plain]
    return names + [
        word for word in _CREDENTIAL.findall(sentence) if word.lower()[:6] not in f"{quotes} {held}".lower()
    ]


async def ask_writer(
    parts: Parts, writer: str, cases: Sequence[Case], on_done: Callable[[], None] = lambda: None
) -> WriterResult:
    """Ask one advisor all cases.

    Raises AdvisorError.
    """
    shown = WriterResult(writer, model_described(parts.settings))
    advisor = parts.advisor()
    try:
        for case in cases:
            shown.add(await advisor.ask(Question(case.question, guide_id=case.guide or None)))
            on_done()
    finally:
        await advisor.aclose()
    return shown


def good_writer(asked: ModelRequest) -> str:
    """Write up to three of our paraphrases that the passages support."""
    said = [
        f"{right.text} [{n}]"
        for n, passage in enumerate(asked.passages, 1)
        for right in paraphrases()
        if right.gold in passage
    ]
    return " ".join(said[:3]) or "The passages do not answer the question."
