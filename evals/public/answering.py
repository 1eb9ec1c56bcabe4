"""Answers to CLAPNQ questions, each over its one passage.

The measures are those its authors publish.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rouge_score.rouge_scorer import RougeScorer

from advisor.bootstrap import Parts
from advisor.domain import Question
from advisor.settings import Settings
from evals.public.data import PublicQuestion, read_clapnq, sample
from evals.public.pool import OURS, ingested, to_guide_files

WHOLE = "the passage pasted"
N_ASKED = 100  # answerable questions, and as many unanswerable ones


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """One measure of the answers, beside the pasted passage's."""

    measure: str
    n: int
    by_way: Mapping[str, float]


def measure_answers(data: Path, settings: Settings) -> list[AnswerFigure]:
    """Measure answers to a sample of CLAPNQ questions.

    ROUGE-L is F1 with the nearest of people's answers, recall the share of such an answer's words that are stated; both
    are over answerable questions, and a decline counts 0. Then come the shares declined of the unanswerable and of the
    answerable questions, all 0..1, and the length of answers in words, without which the first two say little. Raises
    DataError.
    """
    texts, every = read_clapnq(data)
    asked = [one for kind in (True, False) for one in sample([a for a in every if a.answerable is kind], N_ASKED)]
    given = {one.given for one in asked}
    said = _ask(
        {name: f for name, f in to_guide_files(texts).items() if name.removesuffix(".md") in given}, asked, settings
    )
    full_text = {text.id: " ".join(text.paragraphs) for text in texts}
    ways = {OURS: _values(asked, said), WHOLE: _values(asked, [full_text[one.given] for one in asked])}
    return [
        AnswerFigure(measure, n, {way: values[measure][0] for way, values in ways.items()})
        for measure, (_, n) in ways[OURS].items()
    ]


def _ask(files: Mapping[str, bytes], asked: Sequence[PublicQuestion], settings: Settings) -> list[str]:
    """Return the answer to each question, without markers; empty for declines."""
    with ingested(files, settings) as parts:
        return asyncio.run(_said(parts, asked))


async def _said(parts: Parts, asked: Sequence[PublicQuestion]) -> list[str]:
    advisor = parts.advisor()
    try:
        answers = [await advisor.ask(Question(one.question, (), one.given)) for one in asked]
    finally:
        await advisor.aclose()
    return [" ".join(claim.text for claim in answer.claims) for answer in answers]


def _values(asked: Sequence[PublicQuestion], said: Sequence[str]) -> dict[str, tuple[float, int]]:
    """Return each measure with its number of questions."""
    scorer = RougeScorer(["rougeL", "rouge1"])
    pairs = list(zip(asked, said, strict=True))
    answerable = [(one, text) for one, text in pairs if one.answerable]
    scores = [[scorer.score(people, text) for people in one.answers] for one, text in answerable]
    declined = [not text for one, text in pairs if not one.answerable]
    lengths = [len(text.split()) for text in said if text]
    return {
        "ROUGE-L": (fmean(max(s["rougeL"].fmeasure for s in of_case) for of_case in scores), len(scores)),
        "recall": (fmean(max(s["rouge1"].recall for s in of_case) for of_case in scores), len(scores)),
        "unanswerable declined": (fmean(declined), len(declined)),
        "answerable declined": (fmean(not text for _, text in answerable), len(scores)),
        "words": (fmean(lengths or [0]), len(lengths)),
    }
