"""Facts in words (remote work, stress, licences, weekends …): a clause or label against the vocabulary's facets."""

import re
from collections.abc import Iterator

from advisor.facts.model import Choice
from advisor.facts.scoped_value import Stated, is_hedged, scope_of
from advisor.facts.statements import Clause, Statement
from advisor.facts.subject import Roles, is_limited
from advisor.facts.vocabulary import Facet, vocabulary

# What may stand right before the name of a credential without making it another one ("driver's license" is another).
_PLAIN_BEFORE = re.compile(
    r"(?:^|\b(?:an?|the|their|your|any|no|state|state-issued|professional|valid|current|active|government|occupational"
    r"|be|been|become|becoming|being|get|getting|have|having|hold|holding|obtain|obtaining|earn|earning|possess|need"
    r"|needs|require|requires|required|to|not|and|or|without|for|fully|formal|such|this|that|of|special|entirely|additional|:))\s*$"
)
_NARROWS = re.compile(
    r"^ (?:to (?!work|practi[cs]e|enter|become|get|be\b)|in (?!(?:all|every|each|most|the|order)\b)|as |by the|from )"
)


def find_worded(statement: Statement, roles: Roles) -> Iterator[Stated]:
    """What a statement says of the facets that its letters hint at."""
    for about in statement.topics:
        facet = vocabulary().facets.get(about)
        if facet is None:
            continue
        if statement.is_label:
            yield from _labelled(facet, statement)
        else:
            for clause in statement.clauses:
                if any(stem in clause.text for stem in facet.stems):
                    yield from _in_clause(facet, statement, clause, roles)


def _labelled(facet: Facet, statement: Statement) -> Iterator[Stated]:
    badge = statement.value in ("", statement.text.lower()) or not facet.labels.match(statement.name)
    if facet.labels.match(statement.name) or (badge and statement.value == " ".join(statement.text.lower().split())):
        options = _options_of(facet, statement)
        if options:
            yield Stated(facet.kind, facet.about, Choice(options), statement.scope)


def _options_of(facet: Facet, statement: Statement) -> frozenset[str]:
    value = statement.value
    if not facet.labels.match(statement.name):
        return next((s.options for s in facet.sayings if s.prose and s.prose.search(value)), frozenset())
    if facet.scale:
        rest, found = value, set()
        for pattern, option in sorted(facet.scale, key=lambda pair: -max(map(len, pair[0].findall(value)), default=0)):
            rest, n = pattern.subn(" ", rest)
            if n:
                found.add(option)
        return frozenset(found)
    for saying in facet.sayings:
        if saying.label and saying.label.search(value):
            return saying.options
    return next((s.options for s in facet.sayings if s.prose and s.prose.search(value)), frozenset())


def _in_clause(facet: Facet, statement: Statement, clause: Clause, roles: Roles) -> Iterator[Stated]:
    for saying in facet.sayings:
        match = saying.prose.search(clause.text) if saying.prose else None
        if not match:
            continue
        if facet.thing and facet.kind == "credentials" and not _is_plain(facet, clause.text, match):
            return
        scope = scope_of(statement, clause)
        if facet.target:
            target = facet.target.search(clause.text)
            who = roles.named_in(target[1]) if target else None
            if who and not who.named:
                return
            scope = who.scope if who else scope
        options = saying.options
        usual = clause.subject.usual and not is_hedged(clause.text)
        if not facet.some and is_limited(clause.text):
            usual = False
        if not usual and facet.opposed:
            options = frozenset(facet.some[option] for option in options if option in facet.some) or options
        yield Stated(facet.kind, facet.about, Choice(options), scope, usual)
        return


def _is_plain(facet: Facet, text: str, match: re.Match[str]) -> bool:
    """Whether it is the licence or certificate of the career, and not one of another name or for a part of it."""
    things = list(facet.thing.finditer(text, match.start(), match.end())) if facet.thing else []
    if not things:
        return False
    thing = things[-1]
    return bool(_PLAIN_BEFORE.search(text[: thing.start()])) and not _NARROWS.match(text[thing.end() :])
