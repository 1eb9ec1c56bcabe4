"""The content of an answer: nuggets, facts, forbidden phrases, length, status."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from advisor.text.figures import Figure, FigureKind, agrees, figures, states
from evals.cases.measured import MetricValue, not_applicable, share
from evals.cases.observation import Observation
from evals.cases.suite import Answerability, Case, Fact, Nugget

NAMES = ("nuggets_vital", "nuggets_all", "facts_matched", "must_not_kept", "words", "status_right", "conflict_shown")

SAME_PHRASE = 95  # rapidfuzz partial ratio, 0..100, for a phrase of several words to count as stated
RIGHT_STATUSES = {
    Answerability.ANSWERABLE: {"answered", "conflicting"},
    Answerability.UNANSWERABLE: {"not_in_guide"},
    Answerability.OUT_OF_SCOPE: {"out_of_scope"},
    Answerability.UNDERSPECIFIED: {"clarify", "answered", "conflicting"},
}
_PERCENT_WORD = re.compile(r"(?<=\d)\s*(?:%|percent\b|per cent\b)")


def answer_metrics(case: Case, observed: Observation) -> dict[str, MetricValue]:
    """Measure the content of one answer.

    nuggets_vital, nuggets_all: share of the nuggets the answer states (0..1; a decline states none).
    facts_matched: share of the facts whose figure is in the answer within its tolerance (0..1).
    must_not_kept: 1 when the answer has no forbidden phrase, else 0.
    words: length of the answer in words; not of declines.
    status_right: 1 when the status suits the case's answerability, else 0. Declining an in-domain question as out of
        scope, or the reverse, is wrong here and still declined in the abstention metrics.
    conflict_shown: for a case about a contradiction, 1 when the status is conflicting and a conflict pairs two
        citations, else 0; for any other answered case, 1 when no conflict is shown.
    """
    text = " ".join(claim.text for claim in observed.answer.claims)
    vital = [nugget for nugget in case.nuggets if nugget.vital]
    return {
        "nuggets_vital": share(sum(says(text, n) for n in vital), len(vital))
        if vital
        else not_applicable("no vital nuggets"),
        "nuggets_all": share(sum(says(text, n) for n in case.nuggets), len(case.nuggets))
        if case.nuggets
        else not_applicable("no nuggets"),
        "facts_matched": share(sum(_states(text, f) for f in case.facts), len(case.facts))
        if case.facts
        else not_applicable("no facts"),
        "must_not_kept": MetricValue(float(not any(_holds(text, phrase) for phrase in case.must_not)))
        if case.must_not
        else not_applicable("nothing is forbidden"),
        "words": not_applicable("the answer declines") if observed.declined else MetricValue(float(len(text.split()))),
        "status_right": MetricValue(float(_status_is_right(case, observed))),
        "conflict_shown": _conflict(case, observed),
    }


def _status_is_right(case: Case, observed: Observation) -> bool:
    if case.small_talk:
        return observed.answer.status == "small_talk"
    return observed.answer.status in RIGHT_STATUSES[case.answerability]


def _conflict(case: Case, observed: Observation) -> MetricValue:
    shown = observed.answer.status == "conflicting" and any(len(c.citations) > 1 for c in observed.answer.conflicts)
    if case.conflict:
        return MetricValue(float(shown))
    if observed.declined:
        return not_applicable("the answer declines")
    return MetricValue(float(observed.answer.status != "conflicting"))


def says(text: str, nugget: Nugget) -> bool:
    """Whether a text states a nugget, in any of its phrases."""
    return any(_holds(text, phrase) for phrase in nugget.any_of)


def _holds(text: str, phrase: str) -> bool:
    """Whether a phrase is in a text.

    White space, case, kinds of dash and quote, and spellings of per cent do not count. A phrase of four or more words
    without figures may differ in a letter or two. One that is a figure may be written in any other way.
    """
    plain_text, plain = _plain(text), _plain(phrase)
    if not plain:
        return False
    if re.search(rf"(?<![a-z0-9]){re.escape(plain)}(?![0-9])", plain_text):
        return True
    if (alone := _as_figure(phrase)) and any(_is_same(alone, figure) for figure in figures(text)):
        return True
    if len(plain.split()) < 4 or any(character.isdigit() for character in plain):
        return False
    return len(plain_text) >= len(plain) and fuzz.partial_ratio(plain, plain_text) >= SAME_PHRASE


@lru_cache(maxsize=1024)
def _as_figure(phrase: str) -> Figure | None:
    """The figure that a phrase is, if nothing else."""
    found = figures(phrase)
    is_whole = len(found) == 1 and not re.search(r"\w", phrase[: found[0].start] + phrase[found[0].end :])
    return found[0] if is_whole and found[0].kind not in (FigureKind.COUNT, FigureKind.NAME) else None


def _is_same(figure: Figure, other: Figure) -> bool:
    """Whether two figures are of one kind and agree."""
    return figure.kind is other.kind and agrees(figure, other)


def _plain(text: str) -> str:
    table = str.maketrans({**dict.fromkeys("–—‑−", "-"), "’": "'", "“": '"', "”": '"'})
    return _PERCENT_WORD.sub("%", " ".join(text.translate(table).casefold().split()))


def _states(text: str, fact: Fact) -> bool:
    """Whether a figure within the fact's tolerance is in the text.

    A percentage must be one in the text too, and money and lengths of time must not be something else.
    """
    is_share = fact.unit in ("%", "percent")
    return any(
        states(figure, fact.value, fact.unit, fact.tolerance)
        for figure in figures(text)
        if not is_share or figure.kind is FigureKind.SHARE
    )
