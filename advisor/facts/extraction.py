"""Extraction of a guide's CareerFacts, each with its quotable unit."""

from collections.abc import Callable, Iterator
from functools import cache

from advisor.domain import Guide
from advisor.facts import education, figures, pay
from advisor.facts.model import CareerFact
from advisor.facts.qualities import find_qualities
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
}


def find_facts(guide: Guide) -> tuple[CareerFact, ...]:
    """The career facts of a guide, in order of its text."""
    resolver = SubjectResolver(guide)
    facts: dict[CareerFact, None] = {}
    for statement in read_statements(guide, _stems()):
        for scoped in _scoped_values(statement, resolver):
            facts[
                CareerFact(
                    kind=scoped.kind,
                    about=scoped.about,
                    scope=scoped.scope,
                    value=scoped.value,
                    start=statement.start,
                    end=statement.end,
                    section=statement.section,
                    weight=statement.weight,
                    usual=scoped.usual,
                    years=scoped.years,
                )
            ] = None
    return tuple(facts)


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
