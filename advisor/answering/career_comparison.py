"""Comparisons of careers, with a row for each aspect."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisor.answering.career_choice import ChosenCareers
from advisor.answering.career_table import CareerCell, CareerTable, quote_at, quoted_fact
from advisor.answering.evidence_search import EvidenceSearch
from advisor.answering.extractive_writer import QuotingWriter
from advisor.answering.headed_claims import claim_with_heading
from advisor.answering.query_plan import NoPlan, Purpose, QueryPlan, SubQuery
from advisor.careers.names import career_plural
from advisor.domain import BlockKind, DraftClaim, Guide, Notice, PartKind, Question, QuestionPart
from advisor.facts import Amount, CareerFact, FactKind, Weight
from advisor.facts.typical import same_measure, typical_fact
from advisor.query.compared_aspects import Aspect, ComparedAspects, read_aspects
from advisor.routing.guide_router import MAX_COMPARED
from advisor.routing.per_guide_query import GuideQuery
from advisor.text.sentences import split_block

MAX_ITEMS = 3  # of a list, in one cell
# The facts that state an aspect, the most telling first.
_KINDS = {
    Aspect.PAY: ((FactKind.PAY, ""),),
    Aspect.GROWTH: ((FactKind.GROWTH, ""),),
    Aspect.EDUCATION: ((FactKind.EDUCATION, ""),),
    Aspect.TRAINING: ((FactKind.TRAINING, ""),),
    Aspect.EXPERIENCE: ((FactKind.EXPERIENCE, ""),),
    Aspect.HOURS: ((FactKind.HOURS, ""), (FactKind.SCHEDULE, "full-time work"), (FactKind.SCHEDULE, "")),
}
# What is asked of a guide whose facts do not tell.
_ASKED = {
    Aspect.PAY: "How much do {} earn?",
    Aspect.GROWTH: "What is the job outlook for {}?",
    Aspect.EDUCATION: "What education do {} need?",
    Aspect.TRAINING: "What training do {} need?",
    Aspect.EXPERIENCE: "How much experience do {} need?",
    Aspect.HOURS: "What hours do {} work?",
    Aspect.PLACE: "Where do {} work?",
    Aspect.DAY: "What are the main duties of {}?",
}
_HEADINGS = {
    aspect: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for aspect, words in {
        Aspect.PAY: r"pay|salar(?:y|ies)|wages?|earnings?|income",
        Aspect.GROWTH: r"outlook|growth|job market|prospects",
        Aspect.EDUCATION: r"education|degrees?|schooling|qualifications?",
        Aspect.TRAINING: r"training|apprenticeships?",
        Aspect.EXPERIENCE: r"experience",
        Aspect.HOURS: r"hours|schedules?|shifts?",
        Aspect.PLACE: r"environment|work ?place|setting|conditions|where",
        Aspect.DAY: r"day|daily|duties|tasks|responsibilities|what [\w ,-]{1,60} do",
    }.items()
}
# Without one of these words, or a figure of pay, a sentence that was found is of something else.
_SAYS = {
    Aspect.PAY: re.compile(r"\d"),
    Aspect.GROWTH: re.compile(r"grow|declin|outlook|demand|project|shrink|prospect|opening", re.IGNORECASE),
    Aspect.EDUCATION: re.compile(r"educat|degree|diploma|school|bachelor|master|universit|college|stud(?:y|ies)", re.I),
    Aspect.TRAINING: re.compile(r"train|apprentice|intern|residen|course", re.IGNORECASE),
    Aspect.EXPERIENCE: re.compile(r"experience", re.IGNORECASE),
    Aspect.HOURS: re.compile(r"hour|time|week|shift|schedule|night|evening", re.IGNORECASE),
}
_BOTH = re.compile(
    r"\b(?:compare (?:them|these|those)|(?:the|those|these) two|both|which (?:one|of them|is|pays?))\b", re.I
)
_OF_DAY = "What does a typical day of {} look like?"  # where a guide has a section on it
_DAY = re.compile(r"\b(?:day|daily)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Column:
    """A career with the guides about it."""

    title: str
    guides: tuple[Guide, ...]


def compare_careers(question: Question, plan: QueryPlan | NoPlan, search: EvidenceSearch) -> ChosenCareers | None:
    """Compare a question's careers by its aspects, or the usual ones.

    None for any other question, and where no guide says anything of it.
    """
    if isinstance(plan, NoPlan) or plan.first or question.guide_id is not None or len(search.snapshot.guides) < 2:
        return None
    columns = _columns(plan, question, search)
    if len(columns) + bool(plan.missing) < 2:
        return None
    parser = search.parser
    parsed = parser.parse(question.text)
    names = [one.text for one in (*parsed.careers, *parser.named(parsed.corrected))]
    asked = read_aspects(parsed.career_text, [*names, plan.missing] if plan.missing else names)
    asked = asked or read_aspects(parsed.corrected, names)
    if asked is None:
        return None
    cells: list[CareerCell] = []
    facts: dict[Aspect, list[CareerFact | None]] = {}
    for aspect in asked.aspects:
        for n, column in enumerate(columns):
            fact, claims = _cell(aspect, column, asked, search)
            facts.setdefault(aspect, []).append(fact)
            cells += [CareerCell(aspect.value, claim, n) for claim in claims]
    if not cells:
        return None
    table = CareerTable(PartKind.TABLE, tuple(cells), tuple(column.title for column in columns))
    return ChosenCareers(table, tuple(_notices(plan, asked, table, facts, columns)))


def _columns(plan: QueryPlan, question: Question, search: EvidenceSearch) -> list[_Column]:
    """The careers to compare, those of earlier questions among them where a question is about both."""
    ids: list[str | None] = [sub_query.query.guide_id for sub_query in plan.main]
    parser = search.parser
    if len(ids) == 1 and _BOTH.search(question.text) and not any(one.guide_ids for one in parser.named(question.text)):
        asked = [turn.content for turn in question.history if turn.role == "user"]
        named = [one.guide_ids for text in asked for one in parser.named(text) if len(one.guide_ids) == 1]
        ids = list[str | None](one for (one,) in dict.fromkeys(named))[-MAX_COMPARED:]
    guides: dict[str, list[Guide]] = {}
    for guide_id in ids:
        if guide_id is None:
            return []
        guides.setdefault(parser.titles[guide_id], []).append(search.snapshot.guides[guide_id])
    return [_Column(career_plural(own[0]), tuple(own)) for own in guides.values()]


def _cell(
    aspect: Aspect, column: _Column, compared: ComparedAspects, search: EvidenceSearch
) -> tuple[CareerFact | None, Sequence[DraftClaim]]:
    """The typical fact of a career with its quote, else what answers a plain question.

    Of an aspect that is asked for, a sentence is quoted rather than a label that says the same.
    """
    for guide in column.guides:
        facts = search.snapshot.own_facts(guide.id)
        for kind, about in _KINDS.get(aspect, ()):
            fact = typical_fact(facts, kind, about)
            told = fact and (_sentence_for(fact, facts) if compared.is_named else fact)
            claim = told and quoted_fact(told, guide, search.snapshot)
            if fact and claim:
                return fact, (claim,)
    for guide in column.guides:
        asked = _ASKED[aspect]
        if aspect is Aspect.DAY and any(_DAY.search(section.title) for section in guide.sections):
            asked = _OF_DAY
        claims = _answer(asked.format(column.title), asked.format("they"), guide, search)
        if claims and _is_of(aspect, claims[0]):
            return None, claims
    return None, next((claims for guide in column.guides if (claims := _under_heading(aspect, guide, search))), ())


def _is_of(aspect: Aspect, claim: DraftClaim) -> bool:
    """Whether a sentence that was found tells of an aspect, by its words or by its section's heading.

    A place or a day may be told in any words, but not in a section on another aspect.
    """
    if says := _SAYS.get(aspect):
        return says.search(claim.text) is not None
    title = claim.quotes[-1].passage.chunk.section.title
    headed = {one for one, words in _HEADINGS.items() if words.search(title)}
    return aspect in headed or not headed


def _sentence_for(fact: CareerFact, facts: Sequence[CareerFact]) -> CareerFact:
    """A sentence that states the same value, or the fact itself."""
    same = (one for one in facts if (one.kind, one.about, one.value) == (fact.kind, fact.about, fact.value))
    return next((one for one in same if one.weight is Weight.PROSE), fact)


def _answer(asked: str, generic: str, guide: Guide, search: EvidenceSearch) -> Sequence[DraftClaim]:
    """What a guide answers to a question: its best sentence, or the first items of a list."""
    query = GuideQuery(guide.id, (asked,), (generic,))
    found = search.gather(SubQuery(query, Purpose.PART, asked))
    if found.decline is not None or found.is_near_miss:
        return ()
    draft = QuotingWriter().draft([QuestionPart(asked, found.passages)])
    claims = [claim for claim in draft.claims if not claim.text.endswith(":")]
    items = [claim for claim in claims if _is_item(claim)]
    return items[:MAX_ITEMS] if claims and _is_item(claims[0]) else claims[:1]


def _under_heading(aspect: Aspect, guide: Guide, search: EvidenceSearch) -> Sequence[DraftClaim]:
    """The beginning of the section that is headed by an aspect: a guide that has one says something of it."""
    for section in guide.sections:
        if not _HEADINGS[aspect].search(section.title):
            continue
        spans = [span for block in section.body for span in split_block(guide.text, block)]
        quotes = [quote_at(span.start, span.end, guide, search.snapshot) for span in spans[: 2 * MAX_ITEMS]]
        claims = [
            claim_with_heading(quote) for quote in quotes if quote and not quote.text.rstrip().endswith((":", "?"))
        ]
        if claims:
            return claims[:MAX_ITEMS] if _is_item(claims[0]) else claims[:1]
    return ()


def _is_item(claim: DraftClaim) -> bool:
    quote = claim.quotes[-1]
    block = quote.passage.chunk.guide.block_at(quote.start, quote.end)
    return block is not None and block.kind is BlockKind.ITEM


def _notices(
    plan: QueryPlan,
    asked: ComparedAspects,
    table: CareerTable,
    facts: dict[Aspect, list[CareerFact | None]],
    columns: Sequence[_Column],
) -> Iterator[Notice]:
    if plan.missing:
        yield Notice("no_guide", f"There is no guide about “{plan.missing}”.", {"career": plan.missing})
    if asked.is_named:
        said = {cell.row for cell in table.cells}
        for aspect in asked.aspects:
            if aspect.value not in said:
                words = aspect.value.lower()
                yield Notice("partial", f"The guide does not say: “{words}”", {"asked": words})
    if (
        asked.wants_most is not None
        and len(columns) > 1
        and asked.aspects[0] in (Aspect.PAY, Aspect.GROWTH, Aspect.HOURS)
    ):
        yield _verdict(facts[asked.aspects[0]], [column.title for column in columns], most=asked.wants_most)


def _verdict(facts: Sequence[CareerFact | None], titles: Sequence[str], *, most: bool) -> Notice:
    """Tell whose figure is the highest or lowest, where figures of one kind are apart."""
    stated = [fact for fact in facts if fact is not None]
    spans = [fact.value for fact in stated if isinstance(fact.value, Amount)]
    if len(spans) == len(titles) and same_measure(stated):
        order = sorted(range(len(spans)), key=lambda n: spans[n].low, reverse=most)
        first, second = spans[order[0]], spans[order[1]]
        if first.low > second.high if most else first.high < second.low:
            career = titles[order[0]]
            word = "highest" if most else "lowest"
            if most:
                return Notice("highest", f"Of these figures, the {word} is that of “{career}”.", {"career": career})
            return Notice("lowest", f"Of these figures, the {word} is that of “{career}”.", {"career": career})
    return Notice("not_ranked", "These figures are not of one kind, or not apart, so they are not ranked.")
