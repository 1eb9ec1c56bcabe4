"""Extraction of a guide's CareerFacts, each with its quotable unit."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from advisor.domain import Guide
from advisor.facts import education, figures, pay, training
from advisor.facts.model import Amount, CareerFact
from advisor.facts.qualities import find_qualities
from advisor.facts.role_words import singular_words
from advisor.facts.scoped_value import ScopedValue
from advisor.facts.statements import Statement, read_statements
from advisor.facts.subject import SubjectResolver
from advisor.facts.vocabulary import vocabulary

_FINDERS: dict[str, tuple[tuple[str, ...], Callable[[Statement, SubjectResolver], Iterator[ScopedValue]]]] = {
    "pay": (pay.STEMS, pay.find_pay),
    "growth": (figures.GROWTH_STEMS, figures.find_growth),
    "jobs": (figures.JOBS_STEMS, figures.find_jobs),
    "experience": (figures.EXPERIENCE_STEMS, figures.find_experience),
    "hours": (figures.HOURS_STEMS, figures.find_hours),
    "education": (education.STEMS, education.find_education),
    "training": (training.TRAINING_STEMS, training.find_training),
    "outdoors": (training.OUTDOOR_STEMS, training.find_outdoors),
}


def find_facts(guide: Guide) -> tuple[CareerFact, ...]:
    """The career facts of a guide, in order of its text."""
    resolver = SubjectResolver(guide)
    facts: dict[CareerFact, None] = {}
    for statement in read_statements(guide, _stems()):
        for scoped in _read(statement, resolver):
            facts[
                CareerFact(
                    kind=scoped.kind,
                    about=scoped.about,
                    scope=_with_heads(scoped.scope, statement.heads),
                    value=scoped.value,
                    start=statement.start,
                    end=statement.end,
                    section=statement.section,
                    weight=statement.weight,
                    usual=scoped.usual,
                    years=scoped.years,
                    cell=statement.cell,
                )
            ] = None
    return tuple(_told_apart(facts))


def _with_heads(scope: str, heads: Sequence[str]) -> str:
    """A scope with the words of the items and lead-ins over it."""
    words = [word for word in scope.split() if any(map(str.isalnum, word))]
    return " ".join((*words, *(word for word in heads if word not in words)))


def _read(statement: Statement, resolver: SubjectResolver) -> list[ScopedValue]:
    """The values of a statement; those of a table are named by their column or their row."""
    found = list(_scoped_values(statement, resolver))
    return found or (list(_scoped_values(statement.swapped, resolver)) if statement.swapped else [])


def _told_apart(facts: Iterable[CareerFact]) -> Iterator[CareerFact]:
    """The facts, with all words beside them as the scope of those that their table tells apart.

    ``Junior`` and ``Trainee`` both start, but rows of one table never say the same.
    """
    facts = tuple(facts)
    beside: dict[object, set[tuple[str, ...]]] = {}
    for fact in facts:
        if fact.cell:
            beside.setdefault(_group(fact), set()).add(fact.cell.identity)
    for fact in facts:
        if fact.cell and len(beside[_group(fact)]) > 1:
            words = dict.fromkeys(word for text in fact.cell.identity for word in singular_words(text))
            yield replace(fact, scope=" ".join((fact.scope, *words)).strip())
        else:
            yield fact


def _group(fact: CareerFact) -> object:
    unit = fact.value.unit if isinstance(fact.value, Amount) else ""
    return fact.cell and fact.cell.table, fact.about, fact.scope, fact.years, unit


def _scoped_values(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    for topic, (_, find) in _FINDERS.items():
        if topic in statement.topics:
            yield from find(statement, resolver)
    yield from find_qualities(statement, resolver)


@cache
def _stems() -> dict[str, frozenset[str]]:
    """Letter sequences hinting at topics, each with its topics."""
    stems: dict[str, set[str]] = {}
    for topic, (own, _) in _FINDERS.items():
        for stem in own:
            stems.setdefault(stem, set()).add(topic)
    for facet in vocabulary().facets.values():
        for stem in facet.stems:
            stems.setdefault(stem, set()).add(facet.about)
    return {stem: frozenset(topics) for stem, topics in stems.items()}
