"""Guide routing: by the careers that a question names, else by the conversation, else by asking."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.careers.gazetteer import unlisted_career
from advisor.careers.mentions import mentions
from advisor.careers.scope import find_other_careers, inherited_career
from advisor.dialogue.query_rewriting import Rewritten
from advisor.domain import Choice, Guide, Passage, Question, Status
from advisor.domain.declines import Decline, named
from advisor.index.serving import Snapshot
from advisor.query.parsing import ParsedQuestion, Parser
from advisor.routing.career_resolution import heard_of, resolve_careers
from advisor.routing.conversation_focus import WHICH, conversation_focus, narrowed, picked_from, points_back
from advisor.routing.per_guide_query import GuideQuery, asked_before, asked_of, guide_query, says_more, standing_for
from advisor.text.inflection import forms
from advisor.text.spelling import is_english

MAX_COMPARED = 3
MAX_ASKED = 3  # careers named when the reader is asked which is meant
CLEAR_LEAD = 0.86  # of the best guide's score, which all others' have to be under for the best to be meant
COMPARES = re.compile(
    r"\b(than|vs|versus|or|compare[ds]?|comparison|differ(s|ence|ences|ent)?|better|worse|more|less|both|which|become"
    r"|switch|from)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class GuideChoice:
    """The guides to search, each with its own wordings.

    ``searched``: what the reader is told was searched for. ``lacking``: a career asked about that no guide is about.
    ``decline``: why nothing is searched.
    """

    queries: tuple[GuideQuery, ...]
    searched: str
    lacking: str = ""
    decline: Decline | None = None


def choose_guides(
    question: Question, parsed: ParsedQuestion, rewritten: Rewritten, snapshot: Snapshot, parser: Parser
) -> GuideChoice:
    """Choose the guides that a question is about. ``parsed``: its own words."""
    text, found = parsed.told, parsed.careers
    plain = GuideChoice((guide_query(None, rewritten.wordings, parser),), rewritten.searched)
    only = question.guide_id or (next(iter(snapshot.guides)) if len(snapshot.guides) == 1 else "")
    if only:
        within = replace(plain, queries=(replace(plain.queries[0], guide_id=only),))
        return _within(snapshot.guides[only], question, parsed, parser, within)

    earlier = conversation_focus(question.history, snapshot, parser)
    picked = picked_from(question.history, question.text, parser)
    if picked:
        return _chosen((picked,), text, question, plain, snapshot, parser, "")
    meant = resolve_careers(text, found, snapshot, parser, in_conversation=bool(earlier.groups))
    groups = tuple(narrowed(group, earlier.groups) for group in meant.groups)
    here = {guide_id for group in earlier.groups for guide_id in group}
    if groups and here and points_back(text, found):
        if all(any(mentions(snapshot.guides[g], one.name) for g in here) for one in found if not one.own):
            groups = earlier.groups
        else:
            groups = (*earlier.groups, *(group for group in groups if group not in earlier.groups))
            text = standing_for(text, parser.titles[earlier.groups[0][0]])
            plain = GuideChoice((guide_query(None, (text,), parser),), text)
    lacking = meant.lacking
    if not groups and lacking and here and says_more(text, found):
        name = next((one for one in found if one.text in lacking), None)
        if name and any(mentions(snapshot.guides[g], name.name) for g in here):
            groups, lacking = earlier.groups, ""
    if not groups and not lacking:
        unheard = unlisted_career(text)
        if unheard and not found and not heard_of(unheard, snapshot):
            lacking = unheard
    if not groups and not lacking:
        groups, lacking = earlier.groups, earlier.lacking
    if not groups and not lacking:
        groups = meant.own or meant.fields
    if not groups and lacking:
        return replace(plain, decline=no_guide(lacking, tuple(snapshot.guides.values())), lacking=lacking)
    unclear = next((group for group in groups if len({parser.titles[guide_id] for guide_id in group}) > 1), ())
    if unclear:
        return replace(plain, decline=which_career(text, unclear, parser.titles))
    # Guides about one career are all looked into; the one that has the better evidence answers.
    chosen = tuple(guide_id for group in groups for guide_id in group)
    return _chosen(chosen, text, question, plain, snapshot, parser, lacking)


def no_guide(career: str, guides: Sequence[Guide]) -> Decline:
    return Decline(
        Status.OUT_OF_SCOPE, f"I have no guide about “{career}”. I can answer questions about {named(guides)}."
    )


def which_career(text: str, guide_ids: Sequence[str], titles_of: Mapping[str, str]) -> Decline:
    """Ask which career is meant, and offer the question filled in with each."""
    titles = list(dict.fromkeys(titles_of[guide_id] for guide_id in guide_ids))
    more = len(titles) > MAX_ASKED + 1
    titles = titles[:MAX_ASKED] if more else titles
    names = [f"“{title}”" for title in titles] if any("," in title for title in titles) else titles
    listed = ", ".join(names[:-1]) + f" or {names[-1]}" if not more else ", ".join(names) + " or another"
    asked = text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
    asked = asked.strip() if not asked.strip().lower().startswith("i ") else "I" + asked.strip()[1:]
    first = {titles_of[guide_id]: guide_id for guide_id in reversed(guide_ids)}
    choices = tuple(Choice(f"For {title}: {asked}", first[title]) for title in titles)
    suggestions = tuple(choice.question for choice in choices[:MAX_ASKED])
    return Decline(Status.CLARIFY, f"{WHICH}{listed}?", suggestions, choices)


def likely(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The guides that might be meant by a question that names none, likeliest first; one when it is clear."""
    best: dict[str, float] = {}
    for passage in passages:
        guide_id = passage.chunk.guide.id
        best[guide_id] = max(best.get(guide_id, 0.0), passage.score)
    ranked = sorted(best, key=lambda guide_id: -best[guide_id])
    near = [guide_id for guide_id in ranked if best[guide_id] >= CLEAR_LEAD * best[ranked[0]]]
    return tuple(near)


def _within(
    guide: Guide, question: Question, parsed: ParsedQuestion, parser: Parser, choice: GuideChoice
) -> GuideChoice:
    """Look into the one guide, unless the question is about a career that it does not even mention."""
    text, spelt = parsed.told, parsed.spelt
    other = find_other_careers(guide, text, parser)
    if not other.careers:
        named_here = other.names_own or any(guide.id in one.guide_ids for one in parsed.careers)
        lacking = "" if named_here else inherited_career(guide, text, question.history, parser)
        return replace(choice, lacking=lacking, decline=no_guide(lacking, (guide,))) if lacking else choice
    lacking = other.careers[0]
    # What is none of a guide's careers only by a slip of the keyboard is one of them.
    known = any(one.text == lacking for one in parsed.careers)
    slips = not known and spelt != text and not all(is_english(word.lower()) for word in re.findall(r"\w+", lacking))
    if slips and not find_other_careers(guide, spelt, parser).careers:
        return choice
    if other.names_own and COMPARES.search(text):
        return replace(choice, lacking=lacking)
    return replace(choice, lacking=lacking, decline=no_guide(lacking, (guide,)))


def _chosen(
    guide_ids: tuple[str, ...],
    text: str,
    question: Question,
    plain: GuideChoice,
    snapshot: Snapshot,
    parser: Parser,
    lacking: str,
) -> GuideChoice:
    """The chosen guides, each searched for the question as it would be asked of its career alone."""
    guide_ids = tuple(dict.fromkeys(guide_ids))[:MAX_COMPARED]
    if not guide_ids:
        return plain
    found = parser.named(text)
    base = "" if says_more(text, found) else asked_before(question, parser)
    queries = []
    for guide_id in guide_ids:
        own = next((one.text for one in found if guide_id in one.guide_ids), "")
        own = parser.titles[guide_id] if not own or own.rstrip("s").isupper() else own  # LPN: hardly a guide says it
        if base:
            wordings: tuple[str, ...] = (base if parser.named(base) else f"{base.rstrip(' ?.!')} for {own}?",)
        else:
            wordings = plain.queries[0].wordings
        asked = tuple(dict.fromkeys(_asked_of(wording, guide_id, own, parser) for wording in wordings))
        queries.append(guide_query(guide_id, asked, parser))
    searched = " / ".join(query.wordings[0] for query in queries) if base else plain.searched
    unsaid = lacking and not all(mentions(snapshot.guides[g], forms(lacking)) for g in guide_ids)
    return GuideChoice(tuple(queries), searched, lacking if unsaid else "")


def _asked_of(wording: str, guide_id: str, own: str, parser: Parser) -> str:
    """A wording as it is asked of one guide: by its own name, also where the reader sees himself in the job. Another
    name alone is what the question is about ("can they become judges") and stays."""
    found = [replace(one, own=False) if guide_id in one.guide_ids else one for one in parser.named(wording)]
    if len(found) == 1 and not found[0].guide_ids:
        return wording
    return asked_of(wording, found, own)
