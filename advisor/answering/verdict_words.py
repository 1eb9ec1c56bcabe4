"""Verdict words: what a quote says for or against a topic."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from advisor.answering.verdict_patterns import (
    ARTICLES,
    BEING,
    CAN,
    CLAUSE_END,
    DOING,
    IS_NEEDED,
    IS_REQUIRED,
    LESSENS,
    LEVELS,
    LOW_ASKED,
    MANY,
    MAX_BETWEEN,
    MAX_VALUE_WORDS,
    MAY,
    MOVES,
    MUST,
    NEEDLESS,
    NO_VALUE,
    NOT,
    OPEN,
    OPENING,
    PART_VALUE,
    RARELY,
    RELATIVE,
    ROW,
    SOME,
    STANDARD,
    SUBJECT,
    SUBSET,
    THEY_DO,
    USEFUL,
    USUALLY,
    YES_VALUE,
)
from advisor.domain import Span
from advisor.facts.vocabulary import vocabulary
from advisor.query.disputed_topic import topic_words
from advisor.query.yes_no import YesNoKind, YesNoQuestion
from advisor.text.content_words import content_words
from advisor.text.tokens import stems


class VerdictLabel(StrEnum):
    """What a reader is told before the quote, in these words."""

    YES = "Yes"
    NO = "No"
    USUALLY = "Usually"
    IN_PART = "In part"
    CAN_BE = "Can be"
    POSSIBLY = "Possibly"
    TWO_MINDS = "The guide is of two minds"
    IT_DEPENDS = "It depends"  # a chat model's, before a sentence that says on what


@dataclass(frozen=True, slots=True)
class EarnedLabel:
    """A label, and the words of a quote that earn it."""

    label: VerdictLabel
    words: tuple[Span, ...]


def judge(question: str, asked: YesNoQuestion, quote: str, role: str) -> EarnedLabel | None:
    """Judge what a quote says to a question.

    None where its words settle nothing. ``role``: the career's name, the subject of its guide's sentences. Places are
    counted from the quote's start.
    """
    row = ROW.fullmatch(quote)
    if row and len(row["value"].split()) <= MAX_VALUE_WORDS:
        earned = _of_row(question, asked, row)
        return _turned(asked, earned, 0)
    if _is_of_other(asked, quote, role):
        return None
    for start, end in _clauses(quote):
        clause = quote[start:end]
        if is_about(asked, clause) and (earned := _of_clause(asked, clause, role)):
            return _turned(asked, earned, start)
    return None


def is_about(asked: YesNoQuestion, text: str) -> bool:
    """Whether a text has all that a question asks about."""
    if asked.is_remote and not topic_words("remote work").search(text.casefold()):
        return False
    if asked.is_move and not MOVES.search(text):
        return False
    return asked.topic <= frozenset(stems(text))


def weighing_words(quote: str) -> tuple[Span, ...]:
    """Find a quote's words for how far something holds, or its figures."""
    row = ROW.fullmatch(quote)
    if row:
        return (Span(*row.span("value")),)
    patterns = (NOT, USUALLY, MUST, SOME, RARELY, MAY, CAN, re.compile(r"\d[\d,.–-]*"))
    return tuple(sorted((Span(*m.span()) for p in patterns for m in p.finditer(quote)), key=lambda span: span.start))


def _turned(asked: YesNoQuestion, earned: EarnedLabel | None, offset: int) -> EarnedLabel | None:
    """Turn a label for a reversed question, and its places by an offset.

    Only a plain yes or no has a contrary.
    """
    if earned is None:
        return None
    contrary = {VerdictLabel.YES: VerdictLabel.NO, VerdictLabel.NO: VerdictLabel.YES}
    label = contrary.get(earned.label) if asked.is_reversed else earned.label
    words = tuple(Span(offset + word.start, offset + word.end) for word in earned.words)
    return None if label is None else EarnedLabel(label, words)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in CLAUSE_END.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _is_of_other(asked: YesNoQuestion, quote: str, role: str) -> bool:
    """Whether a sentence's subject is a name that the question lacks, such as another role."""
    subject = SUBJECT.match(quote)
    more = frozenset(stems(subject[1])) - frozenset(stems(role)) if subject else frozenset()
    return bool(more) and more.isdisjoint(asked.topic)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause that has all that was asked about.

    The asked words stand from ``first`` to ``last``.
    """

    text: str
    first: int
    last: int
    asked: YesNoQuestion
    role: str

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.search(self.text)

    def before_last(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a word that the last asked word follows."""
        return next((m for m in pattern.finditer(self.text) if m.start() < self.last), None)

    def after_first(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a word that follows the first asked word."""
        return next((m for m in pattern.finditer(self.text) if self.first < m.start()), None)

    def near(self, found: re.Match[str] | None) -> re.Match[str] | None:
        """The match, unless it stands far from all that was asked."""
        if found is None:
            return None
        text, start, end = self.text, *found.span()
        between = text[end : self.first] if start < self.first else text[self.last : start]
        return found if len(between.split()) <= MAX_BETWEEN and not RELATIVE.search(between) else None

    @property
    def part(self) -> re.Match[str] | None:
        """The words by which only part of what was asked holds."""
        return next((m for m in SOME.finditer(self.text) if m.start() <= self.first), None) or self.subset

    @property
    def subset(self) -> re.Match[str] | None:
        """The people or places for which alone the clause speaks."""
        found = self.find(SUBSET)
        return found if found and self.asked.topic.isdisjoint(stems(found.group())) else None

    @property
    def is_lessened(self) -> bool:
        """Whether the clause is about less of what was asked ("reduce burnout")."""
        found = LESSENS.search(self.text[: self.first])
        return found is not None and self.asked.topic.isdisjoint(stems(found.group()))

    @property
    def is_alternative(self) -> bool:
        """Whether other things will do instead ("a degree or experience")."""
        if len(self.asked.topic) > 1 and re.search(r"\bor\b", self.text[self.first :]):
            return True
        after = re.match(r"[\w'’-]+(?: [\w'’-]+)?,? or\b", self.text[self.last :])
        return bool(after or re.search(r"\bor (?:an? |the )?(?:[\w'’-]+ )?$", self.text[: self.first]))


def _of_clause(asked: YesNoQuestion, text: str, role: str) -> EarnedLabel | None:
    places = [w.start for w in content_words(text) if asked.topic & frozenset(stems(w.surface))]
    if asked.is_remote:
        places += [m.start() for m in topic_words("remote work").finditer(text.casefold())]
    if not places:
        return None
    clause = _Clause(text, min(places), max(places), asked, role)
    return None if clause.is_lessened else _JUDGES[asked.kind](clause)


def _earn(label: VerdictLabel, *found: re.Match[str] | None) -> EarnedLabel:
    words = []
    for match in found:
        if match is not None:
            group = next((g for g, text in match.groupdict().items() if text), 0)
            words.append(Span(*match.span(group)))
    return EarnedLabel(label, tuple(sorted(set(words), key=lambda span: span.start)))


def _needed(clause: _Clause) -> EarnedLabel | None:
    if needless := clause.find(NEEDLESS):
        return _earn(VerdictLabel.NO, needless)
    if clause.find(NOT) or clause.subset or clause.is_alternative:
        return None
    need = clause.before_last(MUST) or clause.after_first(IS_REQUIRED if clause.asked.is_reversed else IS_NEEDED)
    may, usually, standard = clause.find(MAY), clause.find(USUALLY), clause.find(STANDARD)
    if need and may:
        return _earn(VerdictLabel.CAN_BE, may, need)
    if need and usually:
        return _earn(VerdictLabel.USUALLY, usually, need)
    if standard and not may:
        return _earn(VerdictLabel.USUALLY, standard)
    return _earn(VerdictLabel.YES, need) if need and not clause.find(MANY) and not clause.find(CAN) else None


def _useful(clause: _Clause) -> EarnedLabel | None:
    if clause.find(NOT) or clause.subset:
        return None
    useful = clause.find(USEFUL)
    if can := clause.after_first(CAN) or clause.after_first(MAY):
        return _earn(VerdictLabel.CAN_BE, can, useful)
    return _earn(VerdictLabel.YES, useful) if useful else _needed(clause)


def _possible(clause: _Clause) -> EarnedLabel | None:
    if clause.find(NOT):
        refused = clause.before_last(NOT)
        return _earn(VerdictLabel.NO, refused) if refused else None
    if part := clause.part or clause.find(RARELY):
        return _earn(VerdictLabel.IN_PART, part)
    if may := clause.find(MAY):
        return _earn(VerdictLabel.CAN_BE, may)
    if usually := clause.find(USUALLY):
        return _earn(VerdictLabel.USUALLY, usually)
    can = clause.before_last(CAN) or clause.find(MANY) or clause.find(OPEN)
    return _earn(VerdictLabel.YES, can) if can else None


def _holds(clause: _Clause) -> EarnedLabel | None:
    if clause.find(NOT):
        refused = clause.before_last(NOT)
        return _earn(VerdictLabel.NO, refused) if refused else None
    if clause.find(RARELY):
        return None
    if can := clause.near(clause.find(MAY)) or clause.near(clause.before_last(CAN)):
        return _earn(VerdictLabel.CAN_BE, can)
    if part := clause.part:
        return _earn(VerdictLabel.IN_PART, part)
    if usually := clause.find(USUALLY):
        return _earn(VerdictLabel.USUALLY, usually)
    if many := clause.find(MANY):
        return _earn(VerdictLabel.CAN_BE, many)
    plain = clause.near(clause.before_last(MUST)) or _plain_statement(clause)
    return _earn(VerdictLabel.YES, plain) if plain else None


_JUDGES: Mapping[YesNoKind, Callable[[_Clause], EarnedLabel | None]] = {
    YesNoKind.NEEDED: _needed,
    YesNoKind.USEFUL: _useful,
    YesNoKind.POSSIBLE: _possible,
    YesNoKind.HOLDS: _holds,
}


def _plain_statement(clause: _Clause) -> re.Match[str] | None:
    """Find the word by which a clause plainly says what was asked.

    It is what something "is", what the career's people do, or the verb of an item ("Hire, train and coordinate …").
    """
    topic = clause.asked.topic
    for match in (*BEING.finditer(clause.text), *_doings(clause)):
        if topic & frozenset(stems(match["word"])):
            return match
    if clause.asked.is_task:
        return _of_task(clause)
    opening = clause.find(OPENING) if clause.asked.is_doing else None
    verbs = re.finditer(r"[A-Za-z-]+", opening.group() if opening else "")
    return next((verb for verb in verbs if topic & frozenset(stems(verb.group()))), None)


def _doings(clause: _Clause) -> Iterator[re.Match[str]]:
    """Find what the career's people do: the word after "they" or the career's name."""
    yield from THEY_DO.finditer(clause.text)
    text, role = clause.text.casefold(), clause.role.casefold()
    at = text.find(role) if role else -1
    while at >= 0:
        if match := DOING.match(clause.text, at + len(role)):
            yield match
        at = text.find(role, at + 1)


def _of_task(clause: _Clause) -> re.Match[str] | None:
    """Find the last asked word of an item that begins with a verb or names a thing."""
    first = clause.text.split(maxsplit=1)[0]
    if first in ARTICLES or first.endswith("ing") or re.search(r"\b(?:is|are|was|were|has|have)\b", clause.text):
        return None
    said = [m for m in re.finditer(r"[\w-]+", clause.text) if clause.asked.topic & frozenset(stems(m.group()))]
    return said[-1] if said and said[0].start() > 0 else None


def _of_row(question: str, asked: YesNoQuestion, row: re.Match[str]) -> EarnedLabel | None:
    """Judge a label with its value, such as "Stress Level: High"."""
    if asked.is_remote and not topic_words("remote work").search(row.group().casefold()):
        return None
    label = _on_scale(question, asked, row)
    if label is None and asked.topic <= frozenset(stems(row.group())):
        label = _of_value(asked, row["value"])
    return EarnedLabel(label, (Span(*row.span("value")),)) if label else None


def _on_scale(question: str, asked: YesNoQuestion, row: re.Match[str]) -> VerdictLabel | None:
    """Judge the level of a facet, such as stress, against the level that is asked for."""
    name, held = row["name"].lower(), frozenset(stems(row.group()))
    for facet in vocabulary().facets.values():
        if not facet.scale or not facet.labels.match(name) or not asked.topic - LEVELS <= held | {*stems(facet.about)}:
            continue
        levels = {_level(pattern) for pattern, _ in facet.scale if pattern.search(row["value"].lower())}
        is_low = bool(LOW_ASKED.search(question))
        if levels in ({"much"}, {"much", "middle"}):
            return VerdictLabel.NO if is_low else VerdictLabel.YES
        if levels == {"none"}:
            return VerdictLabel.YES if is_low else VerdictLabel.NO
        return VerdictLabel.IN_PART if levels == {"middle"} else None
    return None


def _of_value(asked: YesNoQuestion, value: str) -> VerdictLabel | None:
    if asked.kind in (YesNoKind.NEEDED, YesNoKind.USEFUL):
        return None
    if NO_VALUE.search(value):
        return VerdictLabel.NO
    if PART_VALUE.search(value):
        return VerdictLabel.IN_PART
    says = YES_VALUE.search(value) or (asked.topic and asked.topic <= frozenset(stems(value)))
    return VerdictLabel.YES if says else None


def _level(pattern: re.Pattern[str]) -> str:
    """Tell which end of a scale a pattern's words are."""
    return next((level for level, word in (("much", "high"), ("none", "low")) if pattern.search(word)), "middle")
