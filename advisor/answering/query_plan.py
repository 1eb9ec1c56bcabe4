"""Query plan: the sub-queries of a question, or its decline."""

from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.answering.career_ladder import asked_tiers, tier_role
from advisor.answering.role_questions import GuideRole, find_guide_role, question_about_role
from advisor.dialogue.history import Conversation
from advisor.dialogue.query_rewriting import RewrittenQuestion, find_substitution
from advisor.domain import Question, Reason, Status
from advisor.domain.declines import Decline
from advisor.index.serving import Snapshot
from advisor.query.ambiguity import Reading, chosen_reading, dangling_pointer, find_ambiguity
from advisor.query.parsing import Parser
from advisor.query.reader_profile import read_profile
from advisor.routing.guide_router import GuideChoice, choose_guides
from advisor.routing.per_guide_query import GuideQuery, generic_wording


class Purpose(StrEnum):
    """The part of a sub-query in an answer."""

    MAIN = "main"  # the question as asked of one guide
    ROLE = "role"  # the last question, asked of another role that the guide names
    READING = "reading"  # one of several meanings of an ambiguous question
    PART = "part"  # one of several things that the question asks
    TIER = "tier"  # the tier above or below one of the career's


@dataclass(frozen=True, slots=True)
class SubQuery:
    """One thing to search for.

    ``asked``: the question that it answers, in words for a reader; empty for MAIN, whose wordings decide. ``role`` is
    that of a ROLE or TIER, whose places alone may answer; ``reading`` that of a READING.
    """

    query: GuideQuery
    purpose: Purpose = Purpose.MAIN
    asked: str = ""
    role: GuideRole | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The sub-queries of a question.

    ``first`` settle the question alone if they can: one ROLE or TIER, or the READINGs, likeliest first.
    ``prefers_first``: the first reading is likelier by far; ``is_chosen``: the reader chose it. ``main``: the question
    as asked of each guide, a ``guide_id`` of None meaning all. ``searched``: what the reader is told was searched for.
    ``missing``: a career asked about that has no guide.
    """

    searched: str
    main: tuple[SubQuery, ...]
    first: tuple[SubQuery, ...] = ()
    prefers_first: bool = False
    is_chosen: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True)
class NoPlan:
    """The decline of a question without a search.

    ``doubted``: what to search for all the same where a chat model may overrule it, None where the decline is certain.
    """

    searched: str
    decline: Decline
    doubted: GuideQuery | None = None


def plan_queries(
    question: Question, conversation: Conversation, rewritten: RewrittenQuestion, snapshot: Snapshot, parser: Parser
) -> QueryPlan | NoPlan:
    """Route a question to guides and divide it into sub-queries.

    ``conversation`` is the question's, ``rewritten`` has its wordings that stand alone.
    """
    choice = choose_guides(question, parser.parse(question.text), rewritten, snapshot, parser)
    if choice.decline is not None:
        return NoPlan(choice.searched, choice.decline, None if choice.decline.is_certain else choice.queries[0])
    plan = QueryPlan(choice.searched, tuple(SubQuery(query) for query in choice.queries), missing=choice.missing)
    guide_id = choice.queries[0].guide_id if len(choice.queries) == 1 else None
    if guide_id is not None:
        tiers = _tier_queries(question, guide_id, snapshot, parser)
        if tiers:
            return replace(plan, first=tiers)
        role = _role_query(conversation, guide_id, snapshot, parser)
        if role is not None:
            return replace(plan, first=(role,))
        reading = chosen_reading(question.history, question.text)
        if reading is not None:
            return replace(plan, first=(_reading_query(reading, guide_id),), prefers_first=True, is_chosen=True)
    return plan if conversation.earlier else _of_first_question(plan, question, choice, guide_id)


def _of_first_question(
    plan: QueryPlan, question: Question, choice: GuideChoice, guide_id: str | None
) -> QueryPlan | NoPlan:
    """Ask back about a dangling pointer, or plan an ambiguous question's readings."""
    pointer = dangling_pointer(question.text)
    if pointer:
        reason = Reason("pointer", {"pointer": pointer})
        decline = Decline(Status.CLARIFY, f"What do you mean by “{pointer}”?", reason=reason)
        return NoPlan(choice.searched, decline, choice.queries[0])
    ambiguity = find_ambiguity(choice.queries[0].generic[0]) if guide_id is not None else None
    if ambiguity is None or guide_id is None:
        return plan
    readings = tuple(_reading_query(reading, guide_id) for reading in ambiguity.readings)
    return replace(plan, first=readings, prefers_first=ambiguity.prefers_first)


def _tier_queries(question: Question, guide_id: str, snapshot: Snapshot, parser: Parser) -> tuple[SubQuery, ...]:
    """Ask for each tier that a question is about by its place."""
    guide = snapshot.guides[guide_id]
    written = [turn.content for turn in question.history if turn.role == "user"]
    corrected = parser.corrected(question.text)
    profile = read_profile([*written, corrected], parser)
    answers = [turn.content for turn in question.history if turn.role == "assistant"]
    query = GuideQuery(guide_id, (corrected,), (corrected,))
    tiers = asked_tiers(corrected, profile, guide, answers[-1] if answers else "")
    return tuple(SubQuery(query, Purpose.TIER, question.text, tier_role(tier, guide)) for tier in tiers)


def _role_query(conversation: Conversation, guide_id: str, snapshot: Snapshot, parser: Parser) -> SubQuery | None:
    """Ask the last full question of another role of the guide's.

    None for any other follow-up.
    """
    substitution = find_substitution(conversation)
    guide = snapshot.guides[guide_id]
    role = find_guide_role(substitution.phrase, guide) if substitution else None
    if role is None or substitution is None:
        return None
    named = parser.named(substitution.question)
    wording = generic_wording(substitution.question, named)
    asked = question_about_role(role, substitution.question, guide, named)
    return SubQuery(GuideQuery(guide_id, (wording,), (wording,)), Purpose.ROLE, asked, role)


def _reading_query(reading: Reading, guide_id: str) -> SubQuery:
    query = GuideQuery(guide_id, (reading.question,), (reading.question,))
    return SubQuery(query, Purpose.READING, reading.question, reading=reading)
