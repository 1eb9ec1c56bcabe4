"""Wordings of a question for one guide, with and without career names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.careers.gazetteer import NamedCareer, NameKind, modifiers_before
from advisor.domain import Question
from advisor.query.parsing import Parser
from advisor.text.inflection import forms, words
from advisor.text.tokens import STOPWORDS

_FILLER = STOPWORDS | frozenset(
    "same question thing also instead now then mean meant ones one career job role it for but with or said"
    " yes no sorry actually first second third last former latter 1 2 3 1st 2nd 3rd".split()
)
_JOINED = re.compile(
    r"^(?=\s*+\S)[\s,]*+(?:(?:or|and|versus|vs?\b\.?|than|with|to|compared (?:to|with)|over|an?|the)\b[\s,]*+)*+$", re.I
)
_PRONOUN = re.compile(r"\b(they|them|those|these|it)\b", re.I)
_OPENING = re.compile(r"^\W*+(?:(?:and|but|so|ok|okay|then|also)\b\W*+)++", re.I)
_ARTICLE = re.compile(r"\b(?:an?|the)\s+$", re.I)
_ONLY_COMPARES = frozenset(
    "difference different differ compare comparison compared diff better vs versus or which who best main big worse"
    " between".split()
)
# The question behind a comparison: "who earns more" asks how much each earns.
_MOST = re.compile(
    r"^\W*(?:who|which(?: (?:one|job|career|of them))?) (?P<does>\w+?)s? (?:more|less|better|the most)\b", re.I
)
_MORE = re.compile(r"^\W*(?:do|does|will|would|can) (?P<rest>.*?) (?:more|less|better)(?: money)?\b(?: than)?", re.I)


@dataclass(frozen=True, slots=True)
class GuideQuery:
    """The wordings to search one guide for, the reader's own first.

    ``guide_id`` None: all guides. ``generic``: the same wordings in order, without the names of careers, for the intent
    bank.
    """

    guide_id: str | None
    wordings: tuple[str, ...]
    generic: tuple[str, ...]


def guide_query(guide_id: str | None, wordings: tuple[str, ...], parser: Parser) -> GuideQuery:
    """Build the query for a guide with generic wordings."""
    return GuideQuery(guide_id, wordings, tuple(generic_wording(text, parser.named(text)) for text in wordings))


def generic_wording(text: str, found: Sequence[NamedCareer]) -> str:
    """Replace a question's careers by "they" or "someone in this job"."""
    parts, at = [], 0
    for one in found:
        before = modifiers_before(text, one) if one.kind is NameKind.PART else ()
        if one.kind is NameKind.FIELD or (one.own and not (one.as_one and one.guide_ids)):
            continue
        between = text[at : before[0].start if before else one.start]
        bare = _ARTICLE.sub("", between)
        plural = words(one.text)[-1].plural
        parts += [bare, "they" if plural else "someone in this job" if bare != between else ""]
        at = one.end
    return "".join([*parts, text[at:]]).strip() if parts else text


def last_full_question(question: Question, parser: Parser) -> str:
    """Find the reader's last full question, or empty.

    A full question says more than a career.
    """
    asked = (turn.content.strip() for turn in reversed(question.history) if turn.role == "user")
    return next((text for text in asked if says_more(text, parser.named(text))), "")


def replace_pronoun(text: str, title: str) -> str:
    """Replace the first "they" or "them" by a career's name."""
    return _PRONOUN.sub(title, _OPENING.sub("", text), count=1)


def single_career_wording(text: str, found: Sequence[NamedCareer], own: str) -> str:
    """Replace all careers of a question by one.

    Several named together become one, and a comparison the question behind it. ``own``: the name.
    """
    found = [one for one in found if one.kind is not NameKind.FIELD and not one.own]
    parts, at = [], 0
    for n, one in enumerate(found):
        between = text[at : one.start]
        at = one.end
        if n and _JOINED.match(between):
            continue
        same = len(found) == 1 and forms(one.text)[-1] == forms(own)[-1]
        parts += [between, one.text if same else own]
    asked = "".join([*parts, text[at:]])
    if len(found) < 2:
        return asked
    if not any(word.form not in _ONLY_COMPARES | _FILLER for word in words(asked.replace(own, " "))):
        return f"What do {own} do?"
    if most := _MOST.match(asked):
        return f"How much do {own} {most['does']}?"
    more = _MORE.match(asked)
    return f"How much do {more['rest']}?" if more else asked


def says_more(text: str, found: Sequence[NamedCareer]) -> bool:
    """Whether a question says anything but the careers it names."""
    outside = "".join(
        character if not any(one.start <= n < one.end for one in found) else " " for n, character in enumerate(text)
    )
    return any(
        word.form not in _FILLER and outside[word.start : word.end].lower() not in _FILLER for word in words(outside)
    )
