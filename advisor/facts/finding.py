"""Guide -> CareerFacts, each with the quotable unit that states it."""

from collections.abc import Callable, Iterator
from functools import cache

from advisor.domain import Guide
from advisor.facts import counts, pay, schooling
from advisor.facts.fact import CareerFact
from advisor.facts.reading import Statement, read_statements
from advisor.facts.scope import Roles
from advisor.facts.stated import Stated
from advisor.facts.vocabulary import vocabulary
from advisor.facts.wording import find_worded

_FINDERS: dict[str, tuple[tuple[str, ...], Callable[[Statement, Roles], Iterator[Stated]]]] = {
    "pay": (pay.STEMS, pay.find_pay),
    "growth": (counts.GROWTH_STEMS, counts.find_growth),
    "jobs": (counts.JOBS_STEMS, counts.find_jobs),
    "experience": (counts.EXPERIENCE_STEMS, counts.find_experience),
    "hours": (counts.HOURS_STEMS, counts.find_hours),
    "education": (schooling.STEMS, schooling.find_education),
}


def find_facts(guide: Guide) -> tuple[CareerFact, ...]:
    """The career facts of a guide in order of its text."""
    roles = Roles(guide)
    facts: dict[CareerFact, None] = {}
    for statement in read_statements(guide, _stems()):
        for stated in _stated(statement, roles):
            facts[
                CareerFact(
                    kind=stated.kind,
                    about=stated.about,
                    scope=stated.scope,
                    value=stated.value,
                    start=statement.start,
                    end=statement.end,
                    section=statement.section,
                    weight=statement.weight,
                    usual=stated.usual,
                    years=stated.years,
                )
            ] = None
    return tuple(facts)


def _stated(statement: Statement, roles: Roles) -> Iterator[Stated]:
    for topic, (_, find) in _FINDERS.items():
        if topic in statement.topics:
            yield from find(statement, roles)
    yield from find_worded(statement, roles)


@cache
def _stems() -> dict[str, frozenset[str]]:
    """Letters that hint at a topic, each with its topics."""
    stems: dict[str, set[str]] = {}
    for topic, (own, _) in _FINDERS.items():
        for stem in own:
            stems.setdefault(stem, set()).add(topic)
    for facet in vocabulary().facets.values():
        for stem in facet.stems:
            stems.setdefault(stem, set()).add(facet.about)
    return {stem: frozenset(topics) for stem, topics in stems.items()}
