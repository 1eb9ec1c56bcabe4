"""Question -> the guides to look into: by the careers it names, else by those the conversation is about, else ask."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from advisor.declining import Decline, named
from advisor.domain import Guide, Passage, Question, Status, Turn
from advisor.lexical import STOPWORDS
from advisor.questions.careers import PLAIN, Careers, Kind, Named, framed, modifiers
from advisor.questions.titles import GENERIC, Name
from advisor.questions.wording import forms, words
from advisor.rewriting import Rewritten
from advisor.serving import Snapshot

MAX_COMPARED = 3
MAX_ASKED = 3  # careers named when the reader is asked which is meant
CLEAR_LEAD = 0.9  # of the best guide's score, under which every other guide's has to be for the best to be meant
WHICH = "Which career do you mean: "

# Sections that list other careers: what stands there says nothing of whether a guide is about one of them.
ELSEWHERE = re.compile(r"\b(similar|related|contacts?|more information|other (careers|occupations|jobs))\b", re.I)
# What is asked about is a career spoken of before.
POINTS_BACK = re.compile(r"\b(it|they|them|their|this|that|these|those|there|he|she|one of them)\b", re.I)
COMPARES = re.compile(
    r"\b(than|vs|versus|or|compare[ds]?|comparison|differ(s|ence|ences|ent)?|better|worse|more|less|both|which|become"
    r"|switch|from)\b",
    re.I,
)
ORDINALS = (r"\b(first|1st|former|1)\b", r"\b(second|2nd|latter|2)\b", r"\b(third|3rd|last|3)\b")
_FILLER = STOPWORDS | frozenset(
    "same question thing also instead now then mean meant ones one career job role it for but with or said"
    " yes no sorry actually first second third last former latter 1 2 3 1st 2nd 3rd".split()
)
_JOINED = re.compile(
    r"^[\s,]*(?:(?:or|and|vs?\.?|versus|than|with|to|compared (?:to|with)|over|an?|the|,)[\s,]*)+$", re.I
)
_ARTICLE = re.compile(r"\b(?:an?|the)\s+$", re.I)
_ASKS_ONLY_TO_COMPARE = re.compile(
    r"^\W*(?:what(?:'?s| is)? )?(?:the )?(?:main |big )?(?:differences?|compare|comparison|diff|better|vs|versus)?"
    r"[\s\w']{0,18}$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One guide to look into, None for all of them, and the wordings to search it for, the reader's own first; each of
    ``likened`` is the wording at its place without the names of careers, to be likened to what people ask."""

    guide_id: str | None
    wordings: tuple[str, ...]
    likened: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``parts``: what to look for where, each for itself; ``searched``: what the reader is told was looked for;
    ``lacking``: a career asked about that no guide is about; ``refusal``: why nothing is looked into."""

    parts: tuple[Part, ...]
    searched: str
    lacking: str = ""
    refusal: Decline | None = None


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a text's names come to: guides named apart from one another, what no guide is about, names of the reader's
    own career, and fields of work."""

    groups: tuple[tuple[str, ...], ...] = ()
    lacking: str = ""
    own: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, ...], ...] = ()


def choose(question: Question, rewritten: Rewritten, snapshot: Snapshot, spelt: str) -> Choice:
    """The guides that a question is about. ``spelt``: its text with slips of the keyboard mended."""
    careers = snapshot.careers
    text = question.text if careers.named(question.text) else spelt
    found = careers.named(text)
    plain = Choice((_part(None, rewritten.wordings, careers),), rewritten.searched)
    only = question.guide_id or (next(iter(snapshot.guides)) if len(snapshot.guides) == 1 else "")
    if only:
        return _within(
            snapshot.guides[only], text, found, replace(plain, parts=(replace(plain.parts[0], guide_id=only),))
        )

    earlier = _conversation(question.history, snapshot)
    picked = _picked(question, careers)
    if picked:
        return _chosen((picked,), text, question, plain, snapshot, "")
    meant = _meant(text, found, snapshot, in_conversation=bool(earlier.groups))
    groups = tuple(_narrowed(group, earlier.groups) for group in meant.groups)
    here = {guide_id for group in earlier.groups for guide_id in group}
    if groups and here and _points_back(text, found):
        if all(any(mentions(snapshot.guides[g], one.name) for g in here) for one in found if not one.own):
            groups = earlier.groups
        else:
            groups = (*earlier.groups, *(group for group in groups if group not in earlier.groups))
    lacking = meant.lacking
    if not groups and lacking and here and _content(text, found):
        name = next((one for one in found if one.text in lacking), None)
        if name and any(mentions(snapshot.guides[g], name.name) for g in here):
            groups, lacking = earlier.groups, ""
    if not groups and not lacking:
        unheard = framed(text)
        if unheard and not found and not _heard_of(unheard, snapshot):
            lacking = unheard
    if not groups and not lacking:
        groups, lacking = earlier.groups, earlier.lacking
    if not groups and not lacking:
        groups = meant.own or meant.fields
    if not groups and lacking:
        return replace(plain, refusal=no_guide(lacking, tuple(snapshot.guides.values())), lacking=lacking)
    unclear = next((group for group in groups if len(group) > 1), ())
    if unclear:
        return replace(plain, refusal=which(text, unclear, careers))
    return _chosen(tuple(group[0] for group in groups), text, question, plain, snapshot, lacking)


def no_guide(career: str, guides: Sequence[Guide]) -> Decline:
    return Decline(
        Status.OUT_OF_SCOPE, f"I have no guide about “{career}”. I can answer questions about {named(guides)}."
    )


def which(text: str, guide_ids: Sequence[str], careers: Careers) -> Decline:
    """Asks which career is meant, and offers the question filled in with each."""
    titles = [careers.titles[guide_id] for guide_id in guide_ids]
    more = len(titles) > MAX_ASKED + 1
    titles = titles[:MAX_ASKED] if more else titles
    names = [f"“{title}”" for title in titles] if any("," in title for title in titles) else titles
    listed = ", ".join(names[:-1]) + f" or {names[-1]}" if not more else ", ".join(names) + " or another"
    asked = text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
    asked = asked.strip() if not asked.strip().lower().startswith("i ") else "I" + asked.strip()[1:]
    return Decline(Status.CLARIFY, f"{WHICH}{listed}?", tuple(f"For {title}: {asked}" for title in titles[:MAX_ASKED]))


def likely(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The guides that might be meant by a question that names none, likeliest first; one when it is clear."""
    best: dict[str, float] = {}
    for passage in passages:
        guide_id = passage.chunk.guide.id
        best[guide_id] = max(best.get(guide_id, 0.0), passage.score)
    ranked = sorted(best, key=lambda guide_id: -best[guide_id])
    near = [guide_id for guide_id in ranked if best[guide_id] >= CLEAR_LEAD * best[ranked[0]]]
    return tuple(near)


def mentions(guide: Guide, name: Name, *, everywhere: bool = False) -> bool:
    """Whether a guide speaks of a career, its lists of other careers left aside unless ``everywhere``."""
    for match in _pattern(name).finditer(guide.text):
        if everywhere:
            return True
        section = guide.section_at(match.start(), match.end())
        if section and not any(ELSEWHERE.search(title) for title in section.path):
            return True
    return False


def _within(guide: Guide, text: str, found: Sequence[Named], choice: Choice) -> Choice:
    """Look into the one guide, unless the question is about a career that it does not even mention."""
    others = [n for n in found if guide.id not in n.guide_ids and not n.own and n.kind is not Kind.FIELD]
    others = [n for n in others if not (n.kind is Kind.PART and n.name[-1] in GENERIC)]
    strange = [n for n in others if not mentions(guide, n.name, everywhere=True)]
    if not strange:
        return choice
    at_home = any(guide.id in n.guide_ids and n.kind is not Kind.FIELD for n in found)
    if at_home and COMPARES.search(text):
        return replace(choice, lacking=strange[0].text)
    return replace(choice, lacking=strange[0].text, refusal=no_guide(strange[0].text, (guide,)))


def _chosen(
    guide_ids: tuple[str, ...], text: str, question: Question, plain: Choice, snapshot: Snapshot, lacking: str
) -> Choice:
    """The chosen guides, each searched for the question as it would be asked of its career alone."""
    careers = snapshot.careers
    guide_ids = tuple(dict.fromkeys(guide_ids))[:MAX_COMPARED]
    if not guide_ids:
        return plain
    found = careers.named(text)
    base = "" if _content(text, found) else _asked_before(question, careers)
    parts = []
    for guide_id in guide_ids:
        own = next((one.text for one in found if guide_id in one.guide_ids), careers.titles[guide_id])
        wordings = (base,) if base else plain.parts[0].wordings
        asked = tuple(dict.fromkeys(_asked_of(wording, careers.named(wording), own) for wording in wordings))
        parts.append(_part(guide_id, asked, careers))
    searched = " / ".join(part.wordings[0] for part in parts) if base else plain.searched
    unsaid = lacking and not all(mentions(snapshot.guides[g], forms(lacking)) for g in guide_ids)
    return Choice(tuple(parts), searched, lacking if unsaid else "")


def _part(guide_id: str | None, wordings: tuple[str, ...], careers: Careers) -> Part:
    return Part(guide_id, wordings, tuple(_unnamed(wording, careers.named(wording)) for wording in wordings))


def _unnamed(text: str, found: Sequence[Named]) -> str:
    """A question with anybody in the place of the careers it names."""
    parts, at = [], 0
    for one in found:
        before = modifiers(text, one) if one.kind is Kind.PART else ()
        if one.kind is Kind.FIELD or one.own:
            continue
        between = text[at : before[0].start if before else one.start]
        bare = _ARTICLE.sub("", between)
        plural = words(one.text)[-1].plural
        parts += [bare, "they" if plural else "someone in this job" if bare != between else ""]
        at = one.end
    return "".join([*parts, text[at:]]).strip() if parts else text


def _asked_before(question: Question, careers: Careers) -> str:
    """The last question of the reader's that says more than which career it is about."""
    asked = (turn.content.strip() for turn in reversed(question.history) if turn.role == "user")
    return next((text for text in asked if _content(text, careers.named(text))), "")


def _asked_of(text: str, found: Sequence[Named], own: str) -> str:
    """A question with one career's name in the place of all that it names; several named together become one."""
    found = [one for one in found if one.kind is not Kind.FIELD and not one.own]
    if not found:
        return text
    parts, at = [], 0
    for n, one in enumerate(found):
        between = text[at : one.start]
        at = one.end
        if n and _JOINED.match(between):
            continue
        parts += [between, one.text if len(found) == 1 and forms(one.text)[-1] == forms(own)[-1] else own]
    asked = "".join([*parts, text[at:]])
    if len(found) > 1 and _ASKS_ONLY_TO_COMPARE.match(asked.replace(own, "")):
        return f"What do {own} do?"
    return asked


def _meant(text: str, found: Sequence[Named], snapshot: Snapshot, *, in_conversation: bool) -> _Meant:
    groups: list[tuple[str, ...]] = []
    own: list[tuple[str, ...]] = []
    fields: list[tuple[str, ...]] = []
    lacking = ""
    for one in found:
        if one.kind is Kind.FIELD:
            fields.append(one.guide_ids)
            continue
        bare_head = one.kind is Kind.PART and len(one.name) == 1 and one.name[0] in GENERIC
        ids, missing = _guides_of(text, one, snapshot)
        if one.own:
            own += [ids] if ids else []
        elif ids and not (bare_head and in_conversation and _content(text, found)):
            groups.append(ids)
        elif missing:
            lacking = lacking or missing
    # A name that fits one guide tells what a vaguer one beside it means.
    certain = {ids[0] for ids in groups if len(ids) == 1}
    groups = [ids for ids in groups if len(ids) == 1 or not certain & set(ids)]
    return _Meant(tuple(dict.fromkeys(groups)), lacking, tuple(dict.fromkeys(own)), tuple(dict.fromkeys(fields)))


def _guides_of(text: str, one: Named, snapshot: Snapshot) -> tuple[tuple[str, ...], str]:
    """The guides that a name may mean, or the career that no guide is about."""
    if one.kind is Kind.WHOLE:
        return one.guide_ids, ""
    if one.kind is Kind.PART:
        before = modifiers(text, one)
        if not before:
            return one.guide_ids, ""
        whole = tuple(word.form for word in before) + one.name
        ids = tuple(g for g in one.guide_ids if mentions(snapshot.guides[g], whole))
        ids = ids or tuple(g for g in one.guide_ids if all(mentions(snapshot.guides[g], (w.form,)) for w in before))
        return ids, "" if ids else text[before[0].start : one.end]
    for at in range(1, len(one.name)):
        inner = snapshot.careers.named(" ".join(one.name[at:]))
        if inner and inner[0].guide_ids and inner[0].name == one.name[at:]:
            ids = tuple(g for g in inner[0].guide_ids if mentions(snapshot.guides[g], one.name))
            if ids:
                return ids, ""
    speaking = _speaks_of(one.name, snapshot)
    return ((speaking,), "") if speaking else ((), one.text)


def _speaks_of(name: Name, snapshot: Snapshot) -> str:
    """The guide that treats a career as one of its own kinds: in a heading, or at the start of a paragraph or item."""
    counts: Counter[str] = Counter()
    pattern = _pattern(name)
    for row in snapshot.bm25.search(" ".join(name), 30).positions.tolist():
        chunk = snapshot.chunks[row]
        if any(ELSEWHERE.search(title) for title in chunk.section.path):
            continue
        if pattern.search(chunk.section.title):
            counts[chunk.guide.id] += 1
        starts = (
            chunk.guide.text[b.start : b.start + 80] for b in chunk.section.body if chunk.start <= b.start < chunk.end
        )
        counts[chunk.guide.id] += sum(bool(pattern.match(start)) for start in starts)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def _heard_of(phrase: str, snapshot: Snapshot) -> bool:
    """Whether any guide has all the words of a phrase one after another; of one word, whether any has it."""
    name = tuple(word.form for word in words(phrase) if word.form not in PLAIN)
    if not name:
        return True
    rows = snapshot.bm25.search(phrase, 30).positions.tolist()
    return any(_pattern(name).search(snapshot.chunks[row].text) for row in rows)


def _conversation(history: Sequence[Turn], snapshot: Snapshot) -> _Meant:
    """What was spoken of last: by the reader, or else in an answer."""
    careers = snapshot.careers
    for turn in reversed(history):
        if turn.role != "user":
            continue
        found = careers.named(turn.content)
        meant = _meant(turn.content, found, snapshot, in_conversation=False)
        groups = meant.groups or (() if meant.lacking else meant.own or meant.fields)
        if groups or meant.lacking:
            return _Meant(groups, "" if groups else meant.lacking)
    for turn in reversed(history):
        if turn.role == "user" or turn.content.startswith(WHICH):
            continue
        counts = Counter(
            one.guide_ids[0]
            for one in careers.named(turn.content)
            if one.kind is Kind.WHOLE and len(one.guide_ids) == 1
        )
        ranked = counts.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return _Meant(((ranked[0][0],),))
    return _Meant()


def _picked(question: Question, careers: Careers) -> str:
    """The guide chosen by its place ("the second one") from those the reader was just asked to choose between."""
    last = question.history[-1] if question.history else None
    if last is None or not last.content.startswith(WHICH) or _content(question.text, ()):
        return ""
    offered = list(dict.fromkeys(one.guide_ids[0] for one in careers.named(last.content) if one.guide_ids))
    for n, pattern in enumerate(ORDINALS):
        if n < len(offered) and re.search(pattern, question.text, re.I):
            return offered[n]
    return ""


def _narrowed(group: tuple[str, ...], earlier: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Of several guides a name may mean, that which the conversation is about."""
    here = {guide_id for other in earlier for guide_id in other}
    return tuple(guide_id for guide_id in group if guide_id in here) or group


def _points_back(text: str, found: Sequence[Named]) -> bool:
    first = min((one.start for one in found if one.kind is not Kind.FIELD), default=len(text))
    return bool(POINTS_BACK.search(text[:first])) and bool(_content(text, found))


def _content(text: str, found: Sequence[Named]) -> bool:
    """Whether a question says anything besides the careers it names."""
    outside = "".join(
        character if not any(one.start <= n < one.end for one in found) else " " for n, character in enumerate(text)
    )
    return any(
        word.form not in _FILLER and outside[word.start : word.end].lower() not in _FILLER for word in words(outside)
    )


@lru_cache(maxsize=1024)
def _pattern(name: Name) -> re.Pattern[str]:
    made = [re.escape(word) for word in name]
    last = made[-1]
    if last.endswith("man"):
        last = last[:-2] + "[ae]n"
    elif last.endswith("y"):
        last = last[:-1] + "(?:y|ies)"
    made = [*(word + "s?" for word in made[:-1]), last + "(?:e?s)?"]
    return re.compile(r"\b" + r"[\s\-–]+".join(made) + r"\b", re.IGNORECASE)
