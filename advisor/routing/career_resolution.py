"""Career resolution: the guides about the careers named in a text."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.careers.gazetteer import PLAIN, NamedCareer, NameKind, modifiers_before
from advisor.careers.mentions import lists_others, mention_pattern
from advisor.careers.names import GENERIC, Name
from advisor.index.serving import Snapshot
from advisor.query.parsing import Parser
from advisor.routing.per_guide_query import says_more
from advisor.text.inflection import words

LIMIT_SEARCHED = 60  # chunks in which a name's words are looked for one after another


@dataclass(frozen=True, slots=True)
class ResolvedCareers:
    """The guides about the careers of a text.

    ``groups``: for each career named, the ids of the guides it may mean. ``missing``: a career without a guide.
    ``own``: the groups of the reader's own career. ``fields``: those of fields of work.

    "As a nurse" is about nurses where no other career is named, and the reader's own beside another.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    missing: str = ""
    own: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, ...], ...] = ()


def resolve_careers(
    text: str,
    found: Sequence[NamedCareer],
    snapshot: Snapshot,
    parser: Parser,
    *,
    in_conversation: bool,
    told: Collection[str] = (),
) -> ResolvedCareers:
    """Resolve the careers found in a text to guides.

    ``in_conversation``: earlier turns are about some guides. ``told``: the guides of the careers that the reader
    said before are their own.
    """
    groups: list[tuple[str, ...]] = []
    own: list[tuple[str, ...]] = []
    fields: list[tuple[str, ...]] = []
    as_one: list[tuple[str, ...]] = []
    missing = ""
    for one in found:
        if one.kind is NameKind.FIELD:
            fields.append(one.guide_ids)
            continue
        bare_head = one.kind is NameKind.PART and len(one.name) == 1 and one.name[0] in GENERIC
        ids, without_guide = _guides_of(text, one, snapshot, parser)
        if one.as_one and ids and not set(ids) & set(told):
            as_one.append(ids)
        elif one.own:
            own += [ids] if ids else []
        elif ids and not (bare_head and in_conversation and says_more(text, found)):
            groups.append(ids)
        elif without_guide:
            missing = missing or without_guide
    if groups or missing:
        own += as_one
    else:
        groups = as_one
    # A vaguer name beside one that fits a single guide means that guide.
    certain = {ids[0] for ids in groups if len(ids) == 1}
    groups = [ids for ids in groups if len(ids) == 1 or not certain & set(ids)]
    return ResolvedCareers(
        tuple(dict.fromkeys(groups)), missing, tuple(dict.fromkeys(own)), tuple(dict.fromkeys(fields))
    )


def _guides_of(text: str, one: NamedCareer, snapshot: Snapshot, parser: Parser) -> tuple[tuple[str, ...], str]:
    """Give the guides for a name, or the career without one."""
    if one.kind is NameKind.WHOLE:
        return one.guide_ids, ""
    if one.kind is NameKind.PART:
        before = modifiers_before(text, one)
        if not before:
            return one.guide_ids, ""
        whole = tuple(word.form for word in before) + one.name
        mentioning = guides_mentioning(whole, snapshot)
        if not mentioning & set(one.guide_ids):
            mentioning = set.intersection(*(guides_mentioning((word.form,), snapshot) for word in before))
        ids = tuple(guide_id for guide_id in one.guide_ids if guide_id in mentioning)
        return ids, "" if ids else text[before[0].start : one.end]
    for at in range(1, len(one.name)):
        inner = parser.named(" ".join(one.name[at:]))
        generic = one.name[at:] in {(head,) for head in GENERIC}
        if inner and inner[0].guide_ids and inner[0].name == one.name[at:] and not generic:
            mentioning = guides_mentioning(one.name, snapshot)
            ids = tuple(guide_id for guide_id in inner[0].guide_ids if guide_id in mentioning)
            if ids:
                return ids, ""
    treating = _guide_treating(one.name, snapshot)
    return ((treating,), "") if treating else ((), one.text)


def guides_mentioning(name: Name, snapshot: Snapshot) -> set[str]:
    """Find the guides with a name's words one after another.

    Lists of other careers are left aside. By search, so that it costs no more with many guides.
    """
    pattern = mention_pattern(name)
    chunks = (snapshot.chunks[row] for row in snapshot.bm25.search(" ".join(name), LIMIT_SEARCHED).positions.tolist())
    return {c.guide.id for c in chunks if pattern.search(c.text) and not lists_others(c.section.path)}


def _guide_treating(name: Name, snapshot: Snapshot) -> str:
    """Find a guide with a career among its own kinds.

    It names it in a heading or at the start of a sentence.
    """
    counts: Counter[str] = Counter()
    pattern = mention_pattern(name)
    for row in snapshot.bm25.search(" ".join(name), LIMIT_SEARCHED).positions.tolist():
        chunk = snapshot.chunks[row]
        if lists_others(chunk.section.path):
            continue
        if pattern.search(chunk.section.title):
            counts[chunk.guide.id] += 1
        starts = (chunk.guide.text[span.start : span.start + 80] for span in chunk.sentences)
        counts[chunk.guide.id] += sum(bool(pattern.match(start)) for start in starts)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def is_in_guides(phrase: str, snapshot: Snapshot) -> bool:
    """Whether any guide has a phrase's words one after another."""
    name = tuple(word.form for word in words(phrase) if word.form not in PLAIN)
    if not name:
        return True
    rows = snapshot.bm25.search(phrase, LIMIT_SEARCHED).positions.tolist()
    return any(mention_pattern(name).search(snapshot.chunks[row].text) for row in rows)
