"""Answers to CLAPNQ's questions over the one passage each is asked of, by the measures its authors publish."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from rouge_score.rouge_scorer import RougeScorer

from advisor.answering import Advisor
from advisor.domain import Question
from evals.public.data import Asked
from evals.public.pool import OURS

WHOLE = "the whole passage"


@dataclass(frozen=True, slots=True)
class Answering:
    """How one way answers, all 0..1 but ``words``.

    rouge_l: ROUGE-L F1 with the nearest of people's answers; recall: the share of that answer's words that are said;
    both over answerable questions, a decline counting 0. declined: of the unanswerable, the declined; refused: of the
    answerable. words: length of the answers given, without which the first two say little.
    """

    way: str
    n_answerable: int
    n_unanswerable: int
    rouge_l: float
    recall: float
    declined: float
    refused: float
    words: float


async def ask_all(advisor: Advisor, asked: Sequence[Asked]) -> list[str]:
    """What is said to each question, without markers; empty for a decline."""
    said = []
    for one in asked:
        answer = await advisor.ask(Question(one.question, (), one.given))
        said.append(" ".join(claim.text for claim in answer.claims))
    return said


def measure_answering(advisor: Advisor, asked: Sequence[Asked]) -> tuple[Answering, ...]:
    """The advisor, and the passage pasted as it is."""

    async def ask() -> list[str]:
        try:
            return await ask_all(advisor, asked)
        finally:
            await advisor.aclose()

    return (
        _figures(OURS, asked, asyncio.run(ask())),
        _figures(WHOLE, asked, [one.passage for one in asked]),
    )


def _figures(way: str, asked: Sequence[Asked], said: Sequence[str]) -> Answering:
    scorer = RougeScorer(["rougeL", "rouge1"])
    pairs = list(zip(asked, said, strict=True))
    answerable = [(one, text) for one, text in pairs if one.answerable]
    scores = [[scorer.score(people, text) for people in one.answers] for one, text in answerable]
    declined = [not text for one, text in pairs if not one.answerable]
    return Answering(
        way=way,
        n_answerable=len(answerable),
        n_unanswerable=len(declined),
        rouge_l=fmean(max(score["rougeL"].fmeasure for score in of_case) for of_case in scores),
        recall=fmean(max(score["rouge1"].recall for score in of_case) for of_case in scores),
        declined=fmean(declined),
        refused=fmean(not text for _, text in answerable),
        words=fmean([len(text.split()) for text in said if text] or [0.0]),
    )
