"""Answers to keep, made by hand, and a way to use a store for the length of one test."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from advisor.conversations import Conversations
from advisor.conversations.database import build_database
from advisor.domain import Answer, Citation, Claim, Guide, Question, Section, Status

T = TypeVar("T")

TEXT = "Pay\nA glazier earns 41,000 crowns a year."
SECTION = Section(("Pay",), "pay", 0, len(TEXT), ())
GLAZIER = Guide("glazier", "Glazier Guide", TEXT, "v1", (SECTION,))
ANSWER = Answer(
    id="a1",
    question=Question("How much does a glazier earn?"),
    searched="How much does a glazier earn?",
    status=Status.ANSWERED,
    writer="extractive",
    claims=(Claim("A glazier earns 41,000 crowns a year.", (1,)),),
    citations=(Citation(1, GLAZIER, SECTION, 4, len(TEXT)),),
)


def answer(
    answer_id: str, question: str = "", *, status: Status = Status.ANSWERED, guide_id: str | None = None
) -> Answer:
    asked = Question(question or f"What about {answer_id}?", guide_id=guide_id)
    if status is Status.ANSWERED:
        return replace(ANSWER, id=answer_id, question=asked)
    return Answer(answer_id, asked, asked.text, status, "extractive", message="The guide does not say.")


@dataclass
class Clock:
    """Tells the time it is set to."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def use(data_dir: Path, url: str, work: Callable[[Conversations], Awaitable[T]], clock: Clock | None = None) -> T:
    """Open the store, do the work, close it: as one process of its own would."""

    async def run() -> T:
        kept = Conversations(build_database(data_dir, url), clock=clock or Clock())
        try:
            return await work(kept)
        finally:
            await kept.aclose()

    return asyncio.run(run())
