"""Guide routing: by named careers, by the conversation, or by asking."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.careers.background import may_be_background
from advisor.careers.gazetteer import NamedCareer, NameKind, unlisted_career
from advisor.careers.mentions import mentions
from advisor.careers.scope import find_other_careers, inherited_career
from advisor.dialogue.query_rewriting import RewrittenQuestion
from advisor.domain import Choice, Guide, Passage, Question, Reason, Status
from advisor.domain.declines import Decline, career_values, describe_careers
from advisor.index.serving import Snapshot
from advisor.query.parsing import ParsedQuestion, Parser
from advisor.routing.career_resolution import guides_mentioning, is_in_guides, resolve_careers
from advisor.routing.conversation_focus import (
    ASKS_WHICH_CAREER,
    chosen_guide,
    conversation_focus,
    narrow_to_conversation,
    points_back,
    told_careers,
)
from advisor.routing.per_guide_query import (
    GuideQuery,
    guide_query,
    last_full_question,
    replace_pronoun,
    says_more,
    single_career_wording,
)
from advisor.text.inflection import forms
from advisor.text.spelling import is_english
from advisor.weights import weights

MAX_COMPARED = 3
MAX_OFFERED = 3  # careers named when the reader is asked which is meant
COMPARES = re.compile(
    r"\b(than|vs|versus|or|compare[ds]?|comparison|differ(s|ence|ences|ent)?|better|worse|more|less|both|which|become"
    r"|switch|from)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class GuideChoice:
    """The guides to search, each with its own wordings.

    ``searched``: what the reader is told was searched for. ``missing``: a career asked about that has no guide.
    ``decline``: why nothing is searched.
    """

    queries: tuple[GuideQuery, ...]
    searched: str
    missing: str = ""
    decline: Decline | None = None


def choose_guides(
    question: Question, parsed: ParsedQuestion, rewritten: RewrittenQuestion, snapshot: Snapshot, parser: Parser
) -> GuideChoice:
    """Choose the guides for a question.

    ``parsed`` has its own words, ``rewritten`` its wordings that stand alone.
    """
    text, found = parsed.career_text, parsed.careers
    plain = GuideChoice((guide_query(None, rewritten.wordings, parser),), rewritten.searched)
    only = question.guide_id or (next(iter(snapshot.guides)) if len(snapshot.guides) == 1 else "")
    if only:
        within = replace(plain, queries=(replace(plain.queries[0], guide_id=only),))
        return _only_guide(snapshot.guides[only], question, parsed, parser, within)

    earlier = conversation_focus(question.history, snapshot, parser)
    chosen = chosen_guide(question.history, question.text, parser)
    if chosen:
        return _of_guides((chosen,), text, question, plain, snapshot, parser, "")
    resolved = resolve_careers(
        text,
        found,
        snapshot,
        parser,
        in_conversation=bool(earlier.groups),
        told=told_careers(question.history, parser),
    )
    groups = tuple(narrow_to_conversation(group, earlier.groups) for group in resolved.groups)
    here = {guide_id for group in earlier.groups for guide_id in group}
    if groups and here and points_back(text, found):
        if all(any(mentions(snapshot.guides[g], one.name) for g in here) for one in found if not one.own):
            groups = earlier.groups
        else:
            groups = (*earlier.groups, *(group for group in groups if group not in earlier.groups))
            text = replace_pronoun(text, parser.titles[earlier.groups[0][0]])
            plain = GuideChoice((guide_query(None, (text,), parser),), text)
    missing = resolved.missing
    if not groups and missing and here and says_more(text, found):
        name = next((one for one in found if one.text in missing), None)
        if name and any(mentions(snapshot.guides[g], name.name) for g in here):
            groups, missing = earlier.groups, ""
    if not groups and not missing:
        unlisted = unlisted_career(text)
        if unlisted and not found and not is_in_guides(unlisted, snapshot):
            missing = unlisted
    if not groups and not missing:
        groups, missing = earlier.groups, earlier.missing
    if not groups and not missing:
        groups = resolved.own or resolved.fields
    if not groups and missing:
        guides = tuple(snapshot.guides.values())
        # One that a guide speaks of may be where its own career starts or leads, or whom it works with.
        elsewhere = [one for one in found if not guides_mentioning(one.name, snapshot)]
        is_asked = text == question.text and _asks_of_any(elsewhere, text, parser)
        decline = _no_guide(missing, guides, is_certain=is_asked)
        return replace(plain, decline=decline, missing=missing)
    ambiguous = next((group for group in groups if len({parser.titles[guide_id] for guide_id in group}) > 1), ())
    if ambiguous:
        return replace(plain, decline=ask_which_career(text, ambiguous, parser.titles))
    # Guides about one career are all searched; the one with the better evidence answers.
    guide_ids = tuple(guide_id for group in groups for guide_id in group)
    return _of_guides(guide_ids, text, question, plain, snapshot, parser, missing)


def _asks_of_any(found: Iterable[NamedCareer], text: str, parser: Parser) -> bool:
    """Whether a question certainly is about one of some careers without a guide.

    It is where that is a known occupation, and no mere background.
    """
    known = [one for one in found if one.kind is NameKind.LISTED and not one.own]
    return any(not may_be_background(text, one.start, one.end, parser.titles.values()) for one in known)


def _no_guide(career: str, guides: Sequence[Guide], *, is_certain: bool) -> Decline:
    """Word the decline of another career."""
    return Decline(
        Status.OUT_OF_SCOPE,
        f"I have no guide about “{career}”. I can answer questions about {describe_careers(guides)}.",
        reason=Reason("no_guide", {"career": career, **career_values(guides)}),
        is_certain=is_certain,
    )


def ask_which_career(text: str, guide_ids: Sequence[str], titles_of: Mapping[str, str]) -> Decline:
    """Ask which career is meant, and offer the question for each."""
    titles = list(dict.fromkeys(titles_of[guide_id] for guide_id in guide_ids))
    more = len(titles) > MAX_OFFERED + 1
    titles = titles[:MAX_OFFERED] if more else titles
    names = [f"“{title}”" for title in titles] if any("," in title for title in titles) else titles
    listed = ", ".join(names[:-1]) + f" or {names[-1]}" if not more else ", ".join(names) + " or another"
    asked = text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
    asked = asked.strip() if not asked.strip().lower().startswith("i ") else "I" + asked.strip()[1:]
    first = {titles_of[guide_id]: guide_id for guide_id in reversed(guide_ids)}
    choices = tuple(Choice(f"For {title}: {asked}", first[title]) for title in titles)
    suggestions = tuple(choice.question for choice in choices[:MAX_OFFERED])
    return Decline(Status.CLARIFY, f"{ASKS_WHICH_CAREER}{listed}?", suggestions, choices, Reason("which_career"))


def likely_guides(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Rank the likely guides of a question without a career.

    A single one where its passages score best by far.
    """
    best: dict[str, float] = {}
    for passage in passages:
        guide_id = passage.chunk.guide.id
        best[guide_id] = max(best.get(guide_id, 0.0), passage.score)
    ranked = sorted(best, key=lambda guide_id: -best[guide_id])
    lead = weights().routing.clear_lead
    near = [guide_id for guide_id in ranked if best[guide_id] >= lead * best[ranked[0]]]
    return tuple(near)


def _only_guide(
    guide: Guide, question: Question, parsed: ParsedQuestion, parser: Parser, choice: GuideChoice
) -> GuideChoice:
    """Search the only guide, or decline another career."""
    text, corrected = parsed.career_text, parsed.corrected
    other = find_other_careers(guide, text, parser)
    if not other.careers:
        named_here = other.names_own or any(guide.id in one.guide_ids for one in parsed.careers)
        missing = "" if named_here else inherited_career(guide, text, question.history, parser)
        if not missing:
            return choice
        before = [turn.content for turn in question.history if turn.role == "user" and missing in turn.content]
        is_asked = any(_asks_of_any(parser.named(turn), turn, parser) for turn in before)
        return replace(choice, missing=missing, decline=_no_guide(missing, (guide,), is_certain=is_asked))
    missing = other.careers[0]
    # A career may be another than the guide's only by a typing error.
    is_known = any(one.text == missing for one in parsed.careers)
    is_english_name = all(is_english(word.lower()) for word in re.findall(r"\w+", missing))
    may_be_typo = not is_known and corrected != text and not is_english_name
    if may_be_typo and not find_other_careers(guide, corrected, parser).careers:
        return choice
    if other.names_own and COMPARES.search(text):
        return replace(choice, missing=missing)
    known = [one for one in parsed.careers if one.text in other.careers]
    is_asked = not other.names_own and text == question.text and _asks_of_any(known, text, parser)
    return replace(choice, missing=missing, decline=_no_guide(missing, (guide,), is_certain=is_asked))


def _of_guides(
    guide_ids: tuple[str, ...],
    text: str,
    question: Question,
    plain: GuideChoice,
    snapshot: Snapshot,
    parser: Parser,
    missing: str,
) -> GuideChoice:
    """Build a choice of guides, each with a single-career question."""
    guide_ids = tuple(dict.fromkeys(guide_ids))[:MAX_COMPARED]
    if not guide_ids:
        return plain
    found = parser.named(text)
    base = "" if says_more(text, found) else last_full_question(question, parser)
    queries = []
    for guide_id in guide_ids:
        own = next((one.text for one in found if guide_id in one.guide_ids), "")
        own = parser.titles[guide_id] if not own or own.rstrip("s").isupper() else own  # guides hardly say "LPN"
        if base:
            wordings: tuple[str, ...] = (base if parser.named(base) else f"{base.rstrip(' ?.!')} for {own}?",)
        else:
            wordings = plain.queries[0].wordings
        single = tuple(dict.fromkeys(_wording_for(guide_id, wording, own, parser) for wording in wordings))
        queries.append(guide_query(guide_id, single, parser))
    searched = " / ".join(query.wordings[0] for query in queries) if base else plain.searched
    is_missing = missing and not all(mentions(snapshot.guides[g], forms(missing)) for g in guide_ids)
    return GuideChoice(tuple(queries), searched, missing if is_missing else "")


def _wording_for(guide_id: str, wording: str, own: str, parser: Parser) -> str:
    """Put a guide's career in place of the careers of a wording.

    Also where that career is the reader's own. A single career without a guide stays, since the question is about it
    ("can they become judges"). ``own``: the career's name.
    """
    found = [replace(one, own=False) if guide_id in one.guide_ids else one for one in parser.named(wording)]
    if len(found) == 1 and not found[0].guide_ids:
        return wording
    return single_career_wording(wording, found, own)
