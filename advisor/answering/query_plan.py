"""The plan of a question: the sub-queries to search for, or why nothing is searched."""

from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.answering.role_questions import GuideRole, asked_of, role_named
from advisor.dialogue.history import Conversation
from advisor.dialogue.query_rewriting import Rewritten, swapped
from advisor.domain import Question, Status
from advisor.domain.declines import Decline
from advisor.index.serving import Snapshot
from advisor.query.ambiguity import Reading, picked_reading, points_at, shape_of
from advisor.query.parsing import Parser
from advisor.routing.guide_router import GuideChoice, choose_guides
from advisor.routing.per_guide_query import GuideQuery, unnamed


class Purpose(StrEnum):
    """The part that a sub-query plays in an answer."""

    MAIN = "main"  # the question as asked of one guide
    ROLE = "role"  # the last question, asked of another role that the guide names
    READING = "reading"  # one of several meanings of an ambiguous question
    PART = "part"  # one of several things that the question asks


@dataclass(frozen=True, slots=True)
class SubQuery:
    """One thing to search for.

    ``asked``: the question that it answers, in words for a reader; empty for MAIN, whose wordings decide. ``role`` is
    that of a ROLE, whose places alone may answer; ``reading`` that of a READING.
    """

    query: GuideQuery
    purpose: Purpose = Purpose.MAIN
    asked: str = ""
    role: GuideRole | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The sub-queries of a question.

    ``first`` settle the question alone if they can: one ROLE, or the READINGs, likeliest first, of which ``likelier``
    says that the first is so by far and ``is_picked`` that the reader chose it. ``main``: the question as asked of each
    guide, None of a query's ``guide_id`` meaning all. ``searched``: what the reader is told was searched for.
    ``lacking``: a career asked about that no guide is about.
    """

    searched: str
    main: tuple[SubQuery, ...]
    first: tuple[SubQuery, ...] = ()
    likelier: bool = False
    is_picked: bool = False
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class NoPlan:
    """The decline of a question for which nothing is searched."""

    searched: str
    decline: Decline


def plan_queries(
    question: Question, conversation: Conversation, rewritten: Rewritten, snapshot: Snapshot, parser: Parser
) -> QueryPlan | NoPlan:
    """Route a question to guides and divide it into sub-queries.

    ``conversation`` is the question's, ``rewritten`` has its wordings that stand alone.
    """
    choice = choose_guides(question, parser.parse(question.text), rewritten, snapshot, parser)
    if choice.decline is not None:
        return NoPlan(choice.searched, choice.decline)
    plan = QueryPlan(choice.searched, tuple(SubQuery(query) for query in choice.queries), lacking=choice.lacking)
    guide_id = choice.queries[0].guide_id if len(choice.queries) == 1 else None
    if guide_id is not None:
        role = _role_query(conversation, guide_id, snapshot, parser)
        if role is not None:
            return replace(plan, first=(role,))
        reading = picked_reading(question.history, question.text)
        if reading is not None:
            return replace(plan, first=(_reading_query(reading, guide_id),), likelier=True, is_picked=True)
    return plan if conversation.topics else _of_first_question(plan, question, choice, guide_id)


def _of_first_question(
    plan: QueryPlan, question: Question, choice: GuideChoice, guide_id: str | None
) -> QueryPlan | NoPlan:
    """Ask back where a first question points at nothing; plan its readings where it is ambiguous."""
    pointed = points_at(question.text)
    if pointed:
        return NoPlan(choice.searched, Decline(Status.CLARIFY, f"What do you mean by “{pointed}”?"))
    shape = shape_of(choice.queries[0].likened[0]) if guide_id is not None else None
    if shape is None or guide_id is None:
        return plan
    readings = tuple(_reading_query(reading, guide_id) for reading in shape.readings)
    return replace(plan, first=readings, likelier=shape.likelier)


def _role_query(conversation: Conversation, guide_id: str, snapshot: Snapshot, parser: Parser) -> SubQuery | None:
    """The last question, asked of another role of the guide's own that a follow-up names; None for any other."""
    other = swapped(conversation)
    guide = snapshot.guides[guide_id]
    role = role_named(other.phrase, guide) if other else None
    if role is None or other is None:
        return None
    named = parser.named(other.asked)
    wording = unnamed(other.asked, named)
    asked = asked_of(role, other.asked, guide, named)
    return SubQuery(GuideQuery(guide_id, (wording,), (wording,)), Purpose.ROLE, asked, role)


def _reading_query(reading: Reading, guide_id: str) -> SubQuery:
    query = GuideQuery(guide_id, (reading.question,), (reading.question,))
    return SubQuery(query, Purpose.READING, reading.question, reading=reading)
