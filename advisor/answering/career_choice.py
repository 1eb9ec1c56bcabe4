"""Careers chosen by what their guides state: pay, education, growth and others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from advisor.answering.career_table import CareerCell, CareerTable, joined_claims, quoted_fact
from advisor.careers.names import career_plural
from advisor.domain import Guide, Notice, PartKind, Question, Reason, Status
from advisor.domain.declines import Decline
from advisor.facts import Amount, CareerFact, FactKind, OptionSet
from advisor.facts.education import LADDER
from advisor.facts.training import NONE
from advisor.facts.typical import typical_fact
from advisor.index.serving import Snapshot
from advisor.query.career_conditions import read_conditions
from advisor.query.conditions import BELOW_DEGREE, EITHER, Condition, Order
from advisor.query.parsing import Parser
from advisor.query.pay_conditions import DOLLARS

LIMIT_SHOWN = 10
ADVICE = Decline(
    Status.CLARIFY,
    "The guides do not say what suits you, but you can ask which careers pay over an amount, need no degree, can be"
    " done remotely, grow fast or need little training.",
    reason=Reason("no_criterion"),
    is_certain=True,
)


@dataclass(frozen=True, slots=True)
class ChosenCareers:
    """The careers that meet a question's conditions, or a decline."""

    table: CareerTable | None
    notices: tuple[Notice, ...] = ()
    decline: Decline | None = None


@dataclass(slots=True)
class _Judged:
    """What became of each guide.

    It meets the conditions, says nothing of one, or says it in another unit.
    """

    chosen: list[tuple[Guide, tuple[CareerFact, ...]]] = field(default_factory=list)
    n_silent: int = 0
    n_other_unit: int = 0


def choose_careers(question: Question, snapshot: Snapshot, parser: Parser) -> ChosenCareers | None:
    """Answer a question for careers from the facts of their guides.

    None for any other question, for one about a single guide, and where there is only one.
    """
    guides = [guide for guide in snapshot.guides.values() if guide.id in parser.guiding]
    if question.guide_id is not None or len({parser.titles[guide.id] for guide in guides}) < 2:
        return None
    before = [turn.content for turn in question.history if turn.role == "user"]
    asked = read_conditions(question.text, before) or read_conditions(parser.corrected(question.text), before)
    if asked is None or any(one.guide_ids for one in parser.named(question.text)):
        return None
    if not asked.conditions:
        return ChosenCareers(None, decline=ADVICE)
    facts = {guide.id: snapshot.own_facts(guide.id) for guide in guides}
    conditions = tuple(_in_one_unit(one, facts.values()) for one in asked.conditions)
    judged = _judge(guides, facts, conditions)
    notices = tuple(_notices(judged, len(guides)))
    if not judged.chosen:
        said = " ".join(["None of the guides states that of its career.", *(notice.text for notice in notices)])
        reason = Reason("no_career", {"n": str(len(guides)), "silent": str(judged.n_silent)})
        return ChosenCareers(None, decline=Decline(Status.NOT_IN_GUIDE, said, reason=reason, is_certain=True))
    ranked = sorted(judged.chosen, key=lambda one: (*_rank(conditions, one[1]), parser.titles[one[0].id]))
    limit = min(asked.limit or LIMIT_SHOWN, LIMIT_SHOWN)
    cells = []
    for guide, shown in ranked[:limit]:
        claims = [claim for fact in shown if (claim := quoted_fact(fact, guide, snapshot))]
        if claims:
            cells.append(CareerCell(career_plural(guide), joined_claims(claims)))
    return ChosenCareers(CareerTable(PartKind.CAREERS, tuple(cells), n_all=len(ranked)), notices)


def _judge(
    guides: Sequence[Guide], facts: dict[str, tuple[CareerFact, ...]], conditions: Sequence[Condition]
) -> _Judged:
    judged = _Judged()
    for guide in guides:
        deciding = [_deciding(one, facts[guide.id]) for one in conditions]
        pairs = list(zip(conditions, deciding, strict=True))
        if any(fact is not None and not one.holds(fact.value) for one, fact in pairs):
            continue
        if any(_needs_degree(one, fact, facts[guide.id]) for one, fact in pairs):
            continue
        lacking = [one for one, fact in pairs if fact is None]
        if not lacking:
            shown = (_figure_of(fact, facts[guide.id]) for fact in deciding if fact is not None)
            judged.chosen.append((guide, tuple(shown)))
        elif any(one.kind is FactKind.PAY and typical_fact(facts[guide.id], one.kind) for one in lacking):
            judged.n_other_unit += 1
        else:
            judged.n_silent += 1
    return judged


def _figure_of(fact: CareerFact, facts: Sequence[CareerFact]) -> CareerFact:
    """The figure that stands beside words on growth; else the fact itself."""
    if fact.kind is not FactKind.GROWTH or isinstance(fact.value, Amount):
        return fact
    here = (one for one in facts if one.kind is fact.kind and (one.start, one.end) == (fact.start, fact.end))
    return next((one for one in here if isinstance(one.value, Amount)), fact)


def _deciding(condition: Condition, facts: Iterable[CareerFact]) -> CareerFact | None:
    """The typical fact that a condition is judged by; None where the guide has none."""
    fitting = [one for one in facts if _fits(condition, one)]
    if condition.prefers_words:
        in_words = typical_fact([one for one in fitting if isinstance(one.value, OptionSet)], condition.kind)
        return in_words or typical_fact(fitting, condition.kind)
    stated = [typical_fact(fitting, condition.kind, about) for about in condition.about.split(EITHER)]
    found = [fact for fact in stated if fact is not None]
    return next((fact for fact in found if condition.holds(fact.value)), found[0] if found else None)


def _fits(condition: Condition, fact: CareerFact) -> bool:
    """Whether a fact is of the kind, the currency and the period that are asked for."""
    if fact.kind is not condition.kind:
        return False
    if fact.kind is not FactKind.PAY or not isinstance(fact.value, Amount):
        return True
    currency, _, period = fact.value.unit.partition(" per ")
    is_currency = not condition.currencies or currency in condition.currencies
    return is_currency and (not condition.period or period == condition.period)


def _in_one_unit(condition: Condition, all_facts: Iterable[tuple[CareerFact, ...]]) -> Condition:
    """Settle the unit of what is to be compared: nothing is converted.

    Dollars are the United States' where a guide gives these. What is only ranked is in the unit of most guides.
    """
    if condition.kind is not FactKind.PAY:
        return condition
    typical = (typical_fact([fact for fact in facts if _fits(condition, fact)], FactKind.PAY) for facts in all_facts)
    units = Counter(fact.value.unit for fact in typical if fact and isinstance(fact.value, Amount))
    if not units:
        return condition
    if condition.currencies == DOLLARS and any(unit.startswith("USD") for unit in units):
        return replace(condition, currencies=frozenset({"USD"}))
    if condition.period and condition.currencies != DOLLARS:
        return condition
    currency, _, period = units.most_common(1)[0][0].partition(" per ")
    return replace(condition, currencies=frozenset({currency}), period=period)


def _needs_degree(condition: Condition, fact: CareerFact | None, facts: Iterable[CareerFact]) -> bool:
    """Whether a career without training of its own has a degree in place of it."""
    if condition.kind is not FactKind.TRAINING or fact is None or not isinstance(fact.value, OptionSet):
        return False
    education = typical_fact(facts, FactKind.EDUCATION)
    if NONE not in fact.value.options or education is None or not isinstance(education.value, OptionSet):
        return False
    return not education.value.options & BELOW_DEGREE


def _rank(conditions: Sequence[Condition], facts: Sequence[CareerFact]) -> tuple[float, ...]:
    """The place of a career among those found, by each condition in turn; those that ask for an order come first."""
    pairs = sorted(zip(conditions, facts, strict=True), key=lambda pair: pair[0].order is None)
    return tuple(_place(one, fact) for one, fact in pairs)


def _place(condition: Condition, fact: CareerFact) -> float:
    if isinstance(fact.value, Amount):
        middle = fact.value.low if fact.value.high == float("inf") else (fact.value.low + fact.value.high) / 2
        return -middle if condition.order is Order.HIGHEST else middle
    if fact.kind is FactKind.EDUCATION:
        return min(map(LADDER.index, fact.value.options))
    if fact.kind is FactKind.GROWTH:
        return 0.0  # words only, after all figures of growth
    return 0.0 if fact.usual else 1.0


def _notices(judged: _Judged, n_guides: int) -> Iterator[Notice]:
    if n := judged.n_silent:
        verb = "does" if n == 1 else "do"
        yield Notice("silent", f"{n} of {n_guides} guides {verb} not say.", {"n": str(n), "all": str(n_guides)})
    if n := judged.n_other_unit:
        verb = "states" if n == 1 else "state"
        text = f"{n} of {n_guides} guides {verb} pay in another currency or period."
        yield Notice("other_unit", text, {"n": str(n), "all": str(n_guides)})
