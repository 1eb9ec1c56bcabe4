"""The career that a conversation is about."""

import re
from collections import Counter
from collections.abc import Sequence

from advisor.careers.gazetteer import NamedCareer, NameKind
from advisor.dialogue.query_rewriting import EMPTY_IT
from advisor.domain import Turn
from advisor.index.serving import Snapshot
from advisor.query.parsing import Parser
from advisor.routing.career_resolution import ResolvedCareers, resolve_careers
from advisor.routing.per_guide_query import says_more

ASKS_WHICH_CAREER = "Which career do you mean: "
# A pronoun for an earlier career, or a step from it to the one that is named.
POINTS_BACK = re.compile(
    r"\b(it|they|them|their|this|that|these|those|there|he|she|go on|end up|move (up|on|into|to)|switch|transition"
    r"|promoted|advance|work (my|your|their) way|afterwards|later|next)\b",
    re.I,
)
ORDINALS = (r"\b(first|1st|former|1)\b", r"\b(second|2nd|latter|2)\b", r"\b(third|3rd|last|3)\b")


def conversation_focus(history: Sequence[Turn], snapshot: Snapshot, parser: Parser) -> ResolvedCareers:
    """Find the last named careers, the reader's before an answer's."""
    for n, turn in reversed(list(enumerate(history))):
        if turn.role != "user":
            continue
        chosen = chosen_guide(history[:n], turn.content, parser)
        if chosen:
            return ResolvedCareers(((chosen,),))
        resolved = resolve_careers(turn.content, parser.named(turn.content), snapshot, parser, in_conversation=False)
        groups = resolved.groups or (() if resolved.missing else resolved.own or resolved.fields)
        if groups or resolved.missing:
            return ResolvedCareers(groups, "" if groups else resolved.missing)
    for turn in reversed(history):
        if turn.role != "user" and not _offers_careers(turn):
            most_named = _most_named(parser.named(turn.content))
            if most_named:
                return ResolvedCareers(((most_named,),))
    return ResolvedCareers()


def told_careers(history: Sequence[Turn], parser: Parser) -> frozenset[str]:
    """Find the guides of careers that the reader told are their own."""
    said = (one for turn in history if turn.role == "user" for one in parser.named(turn.content))
    return frozenset(guide_id for one in said if one.own and not one.as_one for guide_id in one.guide_ids)


def _most_named(found: Sequence[NamedCareer]) -> str:
    """Give the one guide whose career an answer names most, or empty."""
    counts = Counter(one.guide_ids[0] for one in found if one.kind is NameKind.WHOLE and len(one.guide_ids) == 1)
    ranked = counts.most_common(2)
    is_clear = len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] > ranked[1][1])
    return ranked[0][0] if is_clear else ""


def chosen_guide(before: Sequence[Turn], text: str, parser: Parser) -> str:
    """Find the guide chosen by an ordinal ("the second one").

    The choice is between the careers of the last answer, if that asked which is meant; else empty.
    """
    if not before or not _offers_careers(before[-1]) or says_more(text, ()):
        return ""
    offered = [choice.guide_id for choice in before[-1].choices if choice.guide_id]
    if not offered:  # a client that sends its own history keeps words only
        named = parser.named(before[-1].content)
        offered = list(dict.fromkeys(one.guide_ids[0] for one in named if one.guide_ids))
    for n, pattern in enumerate(ORDINALS):
        if n < len(offered) and re.search(pattern, text, re.I):
            return offered[n]
    return ""


def _offers_careers(turn: Turn) -> bool:
    """Whether an answer asked which career is meant.

    Without its choices the answer's words decide.
    """
    if turn.choices:
        return len({choice.guide_id for choice in turn.choices}) > 1
    return turn.content.startswith(ASKS_WHICH_CAREER)


def narrow_to_conversation(group: tuple[str, ...], earlier: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Narrow a name's guides to those of the conversation, if any."""
    here = {guide_id for other in earlier for guide_id in other}
    return tuple(guide_id for guide_id in group if guide_id in here) or group


def points_back(text: str, found: Sequence[NamedCareer]) -> bool:
    """Whether a question points to an earlier career before it names another."""
    first = min((one.start for one in found if one.kind is not NameKind.FIELD), default=len(text))
    return bool(POINTS_BACK.search(EMPTY_IT.sub("", text[:first]))) and says_more(text, found)
