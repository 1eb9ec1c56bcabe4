"""What became of a reader's answer and of each of its sentences."""

import re
from dataclasses import dataclass
from enum import StrEnum

from advisor.domain import NEAR_MISS
from evals.cases.observation import Observation
from evals.cases.suite import Answerability
from evals.chat.readers.asking import Group, ReadAnswer
from evals.chat.readers.gold import folded
from evals.chat.readers.replies import SaidSentence
from evals.chat.readers.requests import Purpose
from evals.metrics.abstention import UNANSWERABLE, abstention_metrics
from evals.metrics.answers import answer_metrics

LACKING = frozenset({NEAR_MISS, "lacking"})  # notices that what follows is not quite what was asked
_OPENER = re.compile(r"^(?:yes|no|well|both|often|usually|only partly|only in part|in part|it depends)\b[,:;.—– ]{1,3}")


class Fate(StrEnum):
    """What became of a sentence."""

    AS_WRITTEN = "as written"
    BY_PLACE = "its place is shown"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence that a reader gave, and what became of it."""

    sentence: SaidSentence
    fate: Fate


def is_right(one: ReadAnswer) -> bool:
    """Whether an answer, with its quotes, tells what the case asks for.

    A case without an answer is right when it is declined, or its nearest facts are named as such by the model.
    """
    observed, case = one.record.observed, one.record.case
    if observed is None:
        return False
    if case.answerability in UNANSWERABLE:
        return observed.declined or named_by_model(one)
    if case.answerability is Answerability.UNDERSPECIFIED:
        return bool(answer_metrics(case, observed)["status_right"].value)
    vital = answer_metrics(case, _with_quotes(observed))["nuggets_vital"]
    kept = answer_metrics(case, observed)["must_not_kept"].value != 0.0
    return abstention_metrics(case, observed, vital)["truthfulness"].value == 1.0 and kept


def named_by_model(one: ReadAnswer) -> bool:
    """Whether an answer says what it lacks, in the model's sentences only."""
    observed = one.record.observed
    assert observed is not None
    lacks = any(notice.kind in LACKING for notice in observed.answer.notices)
    return lacks and not _foreign_claims(one, observed)


def turned_into_quotes(one: ReadAnswer) -> bool | None:
    """Whether a decline by the model became an answer, if it declined."""
    observed = one.record.observed
    if observed is None or one.reading is None or one.reading.verdict is None or one.reading.verdict.answers:
        return None
    return bool(_foreign_claims(one, observed))


def _foreign_claims(one: ReadAnswer, observed: Observation) -> list[str]:
    """The claims shown that the model did not give in its last reply."""
    given = [_plain(sentence.text) for sentence in one.reading.sentences] if one.reading else []
    return [claim.text for claim in observed.answer.claims if not any(_plain(claim.text) in text for text in given)]


def judged_sentences(one: ReadAnswer) -> list[JudgedSentence]:
    """Tell what became of each sentence of an answer."""
    observed, reading = one.record.observed, one.reading
    if observed is None or reading is None or reading.verdict is None or not reading.verdict.answers:
        return []
    claims = [_plain(claim.text) for claim in observed.answer.claims]
    labelled = any(part.verdict for part in observed.answer.parts)
    quotes = [folded(citation.quote) for citation in observed.answer.citations]
    return [
        JudgedSentence(sentence, _fate(sentence, claims, quotes, labelled=labelled)) for sentence in reading.sentences
    ]


def _fate(sentence: SaidSentence, claims: list[str], quotes: list[str], *, labelled: bool) -> Fate:
    text = _plain(sentence.text)
    # A yes or no that is shown as the answer's label need not stand in the claim.
    bare = _plain(_OPENER.sub("", folded(sentence.text))) if labelled else text
    if any(text in claim or bare == claim for claim in claims):
        return Fate.AS_WRITTEN
    places = [folded(quote) for quote in sentence.quotes]
    shown = any(place in quote or quote in place for place in places for quote in quotes)
    return Fate.BY_PLACE if shown else Fate.LOST


def calls_of(one: ReadAnswer) -> int:
    """How often the model was called for a question."""
    return len(one.replies)


def had_understanding(one: ReadAnswer) -> bool:
    """Whether one of the calls was for understanding the question."""
    return any(reply.purpose in (Purpose.UNDERSTAND, Purpose.REWRITE) for reply in one.replies)


def of_groups(answers: list[ReadAnswer], *groups: Group) -> list[ReadAnswer]:
    """The answers of some groups."""
    return [one for one in answers if one.group in groups]


def _with_quotes(observed: Observation) -> Observation:
    """The observation with each claim followed by what it cites."""
    answer = observed.answer
    by_number = {citation.number: citation.quote for citation in answer.citations}
    claims = [
        claim.model_copy(update={"text": " ".join([claim.text, *(by_number.get(n, "") for n in claim.citations)])})
        for claim in answer.claims
    ]
    return observed.model_copy(update={"answer": answer.model_copy(update={"claims": claims})})


def _plain(text: str) -> str:
    return folded(text).rstrip(".")
