"""The career that a conversation is about, and the one that a follow-up takes from it."""

import re
from collections import Counter
from collections.abc import Sequence

from advisor.careers.gazetteer import NamedCareer, NameKind
from advisor.domain import Turn
from advisor.index.serving import Snapshot
from advisor.query.parsing import Parser
from advisor.routing.career_resolution import ResolvedCareers, resolve_careers
from advisor.routing.per_guide_query import says_more

WHICH = "Which career do you mean: "
# What is asked about is a career spoken of before, and another one as what may come after it.
POINTS_BACK = re.compile(
    r"\b(it|they|them|their|this|that|these|those|there|he|she|go on|end up|move (up|on|into|to)|switch|transition"
    r"|promoted|advance|work (my|your|their) way|afterwards|later|next)\b",
    re.I,
)
ORDINALS = (r"\b(first|1st|former|1)\b", r"\b(second|2nd|latter|2)\b", r"\b(third|3rd|last|3)\b")


def conversation_focus(history: Sequence[Turn], snapshot: Snapshot, parser: Parser) -> ResolvedCareers:
    """Find the careers spoken of last: by the reader, or else in an answer."""
    for n, turn in reversed(list(enumerate(history))):
        if turn.role != "user":
            continue
        picked = picked_from(history[:n], turn.content, parser)
        if picked:
            return ResolvedCareers(((picked,),))
        meant = resolve_careers(turn.content, parser.named(turn.content), snapshot, parser, in_conversation=False)
        groups = meant.groups or (() if meant.lacking else meant.own or meant.fields)
        if groups or meant.lacking:
            return ResolvedCareers(groups, "" if groups else meant.lacking)
    for turn in reversed(history):
        if turn.role != "user" and not _offers_careers(turn):
            spoken_of = _spoken_of(parser.named(turn.content))
            if spoken_of:
                return ResolvedCareers(((spoken_of,),))
    return ResolvedCareers()


def _spoken_of(found: Sequence[NamedCareer]) -> str:
    """The one guide whose career is named most in an answer, if there is one."""
    counts = Counter(one.guide_ids[0] for one in found if one.kind is NameKind.WHOLE and len(one.guide_ids) == 1)
    ranked = counts.most_common(2)
    clear = len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] > ranked[1][1])
    return ranked[0][0] if clear else ""


def picked_from(before: Sequence[Turn], text: str, parser: Parser) -> str:
    """The guide chosen by its place ("the second one") from those the reader was just asked to choose between."""
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
    """Whether an answer asked which career is meant; one that came without its choices is told by its words."""
    if turn.choices:
        return len({choice.guide_id for choice in turn.choices}) > 1
    return turn.content.startswith(WHICH)


def narrowed(group: tuple[str, ...], earlier: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Of several guides a name may mean, that which the conversation is about."""
    here = {guide_id for other in earlier for guide_id in other}
    return tuple(guide_id for guide_id in group if guide_id in here) or group


def points_back(text: str, found: Sequence[NamedCareer]) -> bool:
    first = min((one.start for one in found if one.kind is not NameKind.FIELD), default=len(text))
    return bool(POINTS_BACK.search(text[:first])) and says_more(text, found)
