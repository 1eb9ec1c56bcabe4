"""Facts stated in words, such as remote work, stress, licences or weekends.

Clauses and labels are matched against the facets of the vocabulary.
"""

import re
from collections.abc import Iterator

from advisor.facts.model import OptionSet
from advisor.facts.scoped_value import ScopedValue, is_hedged, scope_of
from advisor.facts.statements import Clause, Statement
from advisor.facts.subject import SubjectResolver, is_limited
from advisor.facts.vocabulary import Facet, vocabulary

# Words before a credential's name that leave it the career's own ("driver's license" is another one).
_PLAIN_BEFORE = re.compile(
    r"(?:^|\b(?:an?|the|their|your|any|no|state|state-issued|professional|valid|current|active|government|occupational"
    r"|be|been|become|becoming|being|get|getting|have|having|hold|holding|obtain|obtaining|earn|earning|possess|need"
    r"|needs|require|requires|required|to|not|and|or|without|for|fully|formal|such|this|that|of|special|entirely|additional|:))\s*$"
)
_NARROWS = re.compile(
    r"^ (?:to (?!work|practi[cs]e|enter|become|get|be\b)|in (?!(?:all|every|each|most|the|order)\b)|as |by the|from )"
)


def find_qualities(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """The options stated for each facet hinted at by the statement's letters."""
    for about in sorted(statement.topics):
        facet = vocabulary().facets.get(about)
        if facet is None:
            continue
        if statement.is_label:
            yield from _values_of_label(facet, statement)
        else:
            for clause in statement.clauses:
                if any(stem in clause.text for stem in facet.stems):
                    yield from _values_of_clause(facet, statement, clause, resolver)


def _values_of_label(facet: Facet, statement: Statement) -> Iterator[ScopedValue]:
    badge = statement.value in ("", statement.text.lower()) or not facet.labels.match(statement.name)
    if facet.labels.match(statement.name) or (badge and statement.value == " ".join(statement.text.lower().split())):
        options = _options_of(facet, statement)
        if options:
            yield ScopedValue(facet.kind, facet.about, OptionSet(options), statement.scope)


def _options_of(facet: Facet, statement: Statement) -> frozenset[str]:
    value = statement.value
    if not facet.labels.match(statement.name):
        return next((s.options for s in facet.option_patterns if s.prose and s.prose.search(value)), frozenset())
    if facet.scale:
        rest, found = value, set()
        for pattern, option in sorted(facet.scale, key=lambda pair: -max(map(len, pair[0].findall(value)), default=0)):
            rest, n = pattern.subn(" ", rest)
            if n:
                found.add(option)
        return frozenset(found)
    for one in facet.option_patterns:
        if one.label and one.label.search(value):
            return one.options
    return next((s.options for s in facet.option_patterns if s.prose and s.prose.search(value)), frozenset())


def _values_of_clause(
    facet: Facet, statement: Statement, clause: Clause, resolver: SubjectResolver
) -> Iterator[ScopedValue]:
    for pattern in facet.option_patterns:
        match = pattern.prose.search(clause.text) if pattern.prose else None
        if not match:
            continue
        if facet.thing and facet.kind == "credentials" and not _is_plain(facet, clause.text, match):
            return
        scope = scope_of(statement, clause)
        if facet.target:
            target = facet.target.search(clause.text)
            who = resolver.subject_of_phrase(target[1]) if target else None
            if who and not who.named:
                return
            scope = who.scope if who else scope
        options = pattern.options
        usual = clause.subject.usual and not is_hedged(clause.text)
        if not facet.some and is_limited(clause.text):
            usual = False
        if not usual and facet.opposed:
            options = frozenset(facet.some[option] for option in options if option in facet.some) or options
        yield ScopedValue(facet.kind, facet.about, OptionSet(options), scope=scope, usual=usual)
        return


def _is_plain(facet: Facet, text: str, match: re.Match[str]) -> bool:
    """Whether the licence or certificate is the career's own.

    One with another name, or for a part of the career only, is not.
    """
    things = list(facet.thing.finditer(text, match.start(), match.end())) if facet.thing else []
    if not things:
        return False
    thing = things[-1]
    return bool(_PLAIN_BEFORE.search(text[: thing.start()])) and not _NARROWS.match(text[thing.end() :])
