"""Extractive writer: drafts of a guide's own sentences and items.

It needs no model.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from advisor.answering.guide_lists import (
    introduced_list,
    is_caption,
    is_comparison_row,
    is_less_relevant_sibling,
    section_items,
    sections_under_heading,
)
from advisor.answering.headed_claims import PLAIN_HEADING, claim_with_heading, quote_of
from advisor.answering.structures import SectionSpan, card, day, ladder
from advisor.answering.verdicts import QuotedClaim, lead_with_verdict, verdict
from advisor.citation.pasted_tables import is_head_row
from advisor.citation.sense import answer_to, heads_of
from advisor.domain import BlockKind, Chunk, Draft, DraftClaim, Guide, Passage, QuestionPart, Section, Span
from advisor.query.answer_type_patterns import WANTS_ALL, WANTS_BRIEF, WANTS_LIST, WANTS_SUMMARY
from advisor.query.yes_no import read_yes_no
from advisor.text.polarity import is_question
from advisor.text.tokens import stems
from advisor.weights import weights

WRITER = "extractive"

MAX_WORDS = 100
MAX_CLAIMS = 3  # a lead and two more; of a question of several things a lead and one more each
MAX_SUMMARY_WORDS, MAX_SUMMARY_CLAIMS = 160, 7
N_PASSAGES = 5
MAX_OPENER_WORDS = 6
MAX_ITEMS = 25
N_NEAR = 8  # best sentences, one of which may answer with yes or no
MAX_INTRODUCED = 8  # items of a list that the best sentence introduces
# A sentence that points to the one before it, and one that goes on from it.
POINTS_BACK = re.compile(r"^(?:this|these|those|they|it|he|she|such|both|otherwise)\b", re.IGNORECASE)
GOES_ON = re.compile(
    r"^(?:another|others?|then|also)\b|\b(?:also|however|therefore|likewise|moreover|furthermore|in addition|as well"
    r"|instead|meanwhile|on the other hand|for this reason|as a result)\b",
    re.IGNORECASE,
)
# A question for yes or no, which no list answers; "can you list" asks for one.
YES_NO = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|then)\W+)*(?:is|are|was|were|do|does|did|can|could|would|will|should|has|have)\b"
    r"(?! you\b)",
    re.IGNORECASE,
)
FIGURE = re.compile(r"\d")
SPECIAL = re.compile(r"\d|\b(?:why|how come|top|best|most|highest)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _ScoredSentence:
    """One sentence of a passage with its score for the question."""

    passage: Passage
    span: Span
    score: float

    @property
    def text(self) -> str:
        return self.passage.chunk.guide.text[self.span.start : self.span.end]

    @property
    def section(self) -> Section:
        return self.passage.chunk.section

    @property
    def guide(self) -> Guide:
        return self.passage.chunk.guide


class QuotingWriter:
    """A writer of drafts in the guide's own sentences."""

    name = WRITER

    def draft(self, parts: Sequence[QuestionPart]) -> Draft:
        """Quote a few sentences or a whole list for each thing sought.

        A few are a lead and at most two more. Sentences that say the same are one claim with several quotes. Empty
        without passages.
        """
        chosen = [e for part in parts for e in _select(part, len(parts))]
        draft = Draft(self.name, tuple(_claims(chosen)))
        return lead_with_verdict(parts[0].question, draft) if len(parts) == 1 else draft


def _select(part: QuestionPart, n_parts: int) -> list[_ScoredSentence]:
    """Select the sentences or items for one thing sought.

    The most direct one comes first.
    """
    sentences = _answering([e for passage in part.passages[:N_PASSAGES] for e in _sentences(passage)])
    if not sentences:
        return []
    wanted = set(stems(part.question))
    # A sentence that introduces a list says nothing without it, and a caption nothing at all.
    sentences = [
        e
        for e in sentences
        if not is_caption(e.guide, e.section, e.span) and not is_head_row(e.guide, e.section, e.span)
    ] or sentences
    first = _best(part.question, sentences)
    if part.is_near_miss:
        return [first]
    if whole := _structure(part, first, sentences, wanted):
        return whole
    if opener := _opener(part.question, first):
        beside = sorted(
            (e for e in sentences if e.section is first.section and e.span != opener.span), key=lambda e: -e.score
        )
        more = _with_support(beside[0], beside, MAX_WORDS // n_parts, MAX_CLAIMS - 1) if beside else []
        return [opener, *more]
    introduced = introduced_list(first.guide, first.section, first.span)
    sentences = [e for e in sentences if not is_less_relevant_sibling(first.section, e.section, wanted)]
    sentences = [
        e
        for e in sentences
        if e is first or not (introduced_list(e.guide, e.section, e.span) or _is_of_other_group(e, wanted))
    ]
    if WANTS_LIST.search(part.question) and not YES_NO.search(part.question):
        items = _best_list(part, first)
        if items:
            return items
        wants_whole = WANTS_ALL.search(part.question) and not WANTS_SUMMARY.search(part.question)
        if wants_whole and (under := _under_heading(part, first, wanted)):
            return under
    if WANTS_SUMMARY.search(part.question):
        summary = _with_support(first, sentences, MAX_SUMMARY_WORDS // n_parts, MAX_SUMMARY_CLAIMS)
        if WANTS_BRIEF.search(part.question):
            # A summary reads in the guide's own order, in which pronouns follow their nouns.
            summary.sort(key=lambda e: (e.passage.chunk.guide.id, e.span.start))
        return summary
    if whole := _list_of(first, sentences):
        return whole
    if introduced:
        return [first, *_fitting(introduced, first, sentences, MAX_WORDS // n_parts)]
    return _with_support(
        first, _on_topic(part.question, first, sentences), MAX_WORDS // n_parts, MAX_CLAIMS - (n_parts > 1)
    )


def _on_topic(question: str, first: _ScoredSentence, sentences: Sequence[_ScoredSentence]) -> Sequence[_ScoredSentence]:
    """Leave out what says nothing of a yes/no question that the best sentence settles.

    "Do I need a degree?" asks for no certificates. What leans on another sentence may speak of it without its name.
    """
    asked = read_yes_no(question, first.guide.metadata.role)
    if asked is None or asked.is_remote or not _answers_yes_no(question, first):
        return sentences
    return [
        e for e in sentences if e is first or POINTS_BACK.search(e.text) or not asked.topic.isdisjoint(stems(e.text))
    ]


def _answering(sentences: Sequence[_ScoredSentence]) -> list[_ScoredSentence]:
    """Put the answer in the place of each question that the guide asks, with the better score of the two.

    A question without an answer says nothing.
    """
    found: dict[tuple[str, Span], _ScoredSentence] = {}
    for sentence in sentences:
        if is_question(sentence.text):
            span = answer_to(sentence.guide, sentence.span)
            if span is None:
                continue
        else:
            span = sentence.span
        key = sentence.guide.id, span
        if key not in found:
            found[key] = replace(sentence, span=span)
        elif sentence.score > found[key].score:
            found[key] = replace(found[key], score=sentence.score)
    return list(found.values())


def _best(question: str, sentences: Sequence[_ScoredSentence]) -> _ScoredSentence:
    """Choose the best sentence; of several about as good, one that answers with yes or no."""
    ranked = sorted(sentences, key=lambda e: -e.score)
    near = [e for e in ranked[:N_NEAR] if e.score >= weights().writer.verdict_share * ranked[0].score]
    return next((e for e in near if _answers_yes_no(question, e)), ranked[0])


def _answers_yes_no(question: str, sentence: _ScoredSentence) -> bool:
    heads = heads_of(sentence.guide, sentence.span)
    is_answer = bool(heads) and is_question(sentence.guide.text[heads[-1].start : heads[-1].end])
    if is_answer:
        return verdict(question, [QuotedClaim.at(sentence.guide, sentence.span)]) is not None
    if POINTS_BACK.search(sentence.text) or GOES_ON.search(sentence.text):
        return False
    return verdict(question, [QuotedClaim.at(sentence.guide, sentence.span)]) is not None


def _structure(
    part: QuestionPart, first: _ScoredSentence, sentences: Sequence[_ScoredSentence], wanted: Set[str]
) -> list[_ScoredSentence]:
    """List the whole card, day or ladder around the best sentence, if asked for."""
    guide, section = first.guide, first.section
    places: tuple[SectionSpan, ...] = ()
    if not PLAIN_HEADING.search(section.title):
        # A figure in prose beside a card is a special one ("the top 10% …"), which only a question for it has first.
        is_special = FIGURE.search(first.text) and not SPECIAL.search(part.question)
        least = (weights().writer.card_share if is_special else 1.0) * first.score
        near = sorted((e for e in sentences if e.section is section and e.score >= least), key=lambda e: -e.score)
        places = next((rows for e in near if (rows := card(guide, section, e.span, wanted))), ())
    places = places or day(guide, section, wanted) or ladder(guide, section, part.question)
    passages = {p.chunk.section: p for p in reversed(part.passages)}
    return [_ScoredSentence(passages.get(p.section) or _passage(guide, p.section), p.span, 0.0) for p in places]


def _passage(guide: Guide, section: Section) -> Passage:
    """Make a passage of a whole section that was not retrieved."""
    return Passage(Chunk("", guide, section, section.start, section.end), 0.0, 0.0)


def _is_of_other_group(sentence: _ScoredSentence, wanted: Set[str]) -> bool:
    """Whether a row is of another group, not named by the question."""
    own = set(stems(sentence.guide.title))
    name = set(stems(sentence.text.split(":")[0]))
    return not name & (wanted - own) and is_comparison_row(sentence.guide, sentence.section, sentence.span, own)


def _under_heading(part: QuestionPart, first: _ScoredSentence, wanted: Set[str]) -> list[_ScoredSentence]:
    """List everything under the heading asked for.

    Empty unless the best sentence stands there as well.
    """
    by_section = {p.chunk.section: p for p in reversed(part.passages)}
    under = sections_under_heading(first.guide, wanted)
    near = any(section.path[: len(first.section.path)] == first.section.path for section, _ in under)
    if not near or any(section not in by_section for section, _ in under):
        return []
    return [_ScoredSentence(by_section[section], span, 0.0) for section, spans in under for span in spans][:MAX_ITEMS]


def _sentences(passage: Passage) -> list[_ScoredSentence]:
    scores = passage.sentence_scores or (0.0,) * len(passage.chunk.sentences)
    return [_ScoredSentence(passage, span, score) for span, score in zip(passage.chunk.sentences, scores, strict=True)]


def _best_list(part: QuestionPart, first: _ScoredSentence) -> list[_ScoredSentence]:
    """Select the items of the best list, all or the best.

    Empty where prose answers better.
    """
    wanted = set(stems(part.question))
    lists = [p for p in part.passages[: N_PASSAGES + 1] if len(_items(p, wanted)) >= 2]
    if not lists:
        return []
    tuned = weights().writer
    best = max(lists, key=lambda p: p.score + tuned.heading_weight * (p.heading or 0.0))
    if best.score < tuned.list_share * first.score:
        return []
    scored = {e.span: e.score for p in lists if p.chunk.section is best.chunk.section for e in _sentences(p)}
    items = [_ScoredSentence(best, s, scored.get(s, 0.0)) for s in _items(best, wanted)]
    top = max(item.score for item in items)
    near = [item for item in items if item.score >= tuned.item_share * top]
    if not WANTS_ALL.search(part.question) and len(near) <= MAX_CLAIMS < len(items) - MAX_CLAIMS:
        return near  # a question that these few answer, not one for the list
    return items[:MAX_ITEMS]


def _list_of(first: _ScoredSentence, sentences: Sequence[_ScoredSentence]) -> list[_ScoredSentence]:
    """List the items around the best sentence where several of them answer about as well.

    Empty where the best sentence is no item, or answers by itself.
    """
    spans = section_items(first.guide, first.section)
    if first.span not in spans:
        return []
    scored = {e.span: e for e in sentences if e.section is first.section}
    near = sum(span in scored and scored[span].score >= weights().writer.item_share * first.score for span in spans)
    if near < max(MAX_CLAIMS, weights().writer.list_near_share * len(spans)):
        return []
    return [scored.get(span, _ScoredSentence(first.passage, span, 0.0)) for span in spans][:MAX_ITEMS]


def _items(passage: Passage, wanted: Set[str]) -> tuple[Span, ...]:
    """List the items of a passage's section.

    Paragraphs are items only under a heading that the question names.
    """
    chunk = passage.chunk
    items = section_items(chunk.guide, chunk.section)
    is_list = any(block.kind in (BlockKind.ITEM, BlockKind.ROW) for block in chunk.section.body)
    return items if is_list or wanted & set(stems(chunk.section.title)) else ()


def _fitting(
    introduced: Sequence[Span], first: _ScoredSentence, sentences: Sequence[_ScoredSentence], max_words: int
) -> list[_ScoredSentence]:
    """Select the best fitting items of an introduced list, in order."""
    scored = {e.span: e.score for e in sentences if e.section is first.section}
    items = [_ScoredSentence(first.passage, span, scored.get(span, 0.0)) for span in introduced]
    kept: set[Span] = set()
    n_words = len(first.text.split())
    for item in sorted(items, key=lambda e: -e.score):
        n_words += len(item.text.split())
        if n_words > max_words or len(kept) == MAX_INTRODUCED:
            break
        kept.add(item.span)
    return [item for item in items if item.span in kept]


def _opener(question: str, first: _ScoredSentence) -> _ScoredSentence | None:
    """Find the few words that answer the heading above the best sentence, where that asks what is asked.

    "It can be." says more of "Is the work dangerous?" than what follows it.
    """
    guide, section = first.guide, first.section
    heading = section.blocks[0] if section.blocks and section.blocks[0].kind is BlockKind.HEADING else None
    if heading is None or not is_question(section.title):
        return None
    span = answer_to(guide, Span(heading.start, heading.end))
    if span is None or len(guide.text[span.start : span.end].split()) > MAX_OPENER_WORDS:
        return None
    found = _ScoredSentence(first.passage, span, first.score)
    return found if _answers_yes_no(question, found) else None


def _with_support(
    first: _ScoredSentence, sentences: Sequence[_ScoredSentence], max_words: int, max_claims: int
) -> list[_ScoredSentence]:
    """Add further sentences with nearly the best score, each with what it leans on."""
    tuned = weights().writer
    before = _before(first) if POINTS_BACK.search(first.text) else None
    chosen = [first] if before is None else [before, first]
    n_words = len(first.text.split())
    for other in sorted(sentences, key=lambda e: -e.score):
        share = tuned.neighbour_share if other.section is first.section else tuned.support_share
        if len(chosen) == max_claims or other.score < tuned.neighbour_share * first.score:
            break
        if other in chosen or other.score < share * first.score:
            continue
        leans = POINTS_BACK.search(other.text) or GOES_ON.search(other.text)
        if leans and _before(other) not in chosen:
            continue
        n_more = 0 if any(_says_same(other, one) for one in chosen) else len(other.text.split())
        if n_words + n_more > max_words:
            continue
        chosen.append(other)
        n_words += n_more
    # Support reads in the guide's own order, the best passage's first.
    rank = {id(e.passage): n for n, e in reversed(list(enumerate(sorted(chosen, key=lambda e: -e.passage.score))))}
    n_leading = 1 if before is None else 2
    return [*chosen[:n_leading], *sorted(chosen[n_leading:], key=lambda e: (rank[id(e.passage)], e.span.start))]


def _before(sentence: _ScoredSentence) -> _ScoredSentence | None:
    """Find the sentence before another in its passage and block."""
    spans = sentence.passage.chunk.sentences
    n = next((n for n, span in enumerate(spans) if span == sentence.span), 0)
    if n == 0 or any(spans[n - 1].end <= block.start <= sentence.span.start for block in sentence.section.body):
        return None
    scores = sentence.passage.sentence_scores or (0.0,) * len(spans)
    return _ScoredSentence(sentence.passage, spans[n - 1], scores[n - 1])


def _says_same(one: _ScoredSentence, other: _ScoredSentence) -> bool:
    """Whether two sentences have nearly the same stems and the same numbers."""
    if one.passage.chunk.guide.id == other.passage.chunk.guide.id and one.span == other.span:
        return True
    mine, theirs = set(stems(one.text)), set(stems(other.text))
    numbers = re.compile(r"\d+")
    if set(numbers.findall(one.text)) != set(numbers.findall(other.text)):
        return False
    if numbers.search(one.text) and (mine <= theirs or theirs <= mine):
        return True
    return len(mine & theirs) >= weights().writer.same_share * max(1, len(mine), len(theirs))


def _claims(chosen: Sequence[_ScoredSentence]) -> Iterator[DraftClaim]:
    """Make one claim of synonymous sentences, with all their quotes.

    A lead-in that its items are quoted with is no claim of its own.
    """
    heads = {(e.guide.id, head) for e in chosen for head in heads_of(e.guide, e.span)}
    chosen = [e for e in chosen if (e.guide.id, e.span) not in heads]
    groups: list[list[_ScoredSentence]] = []
    for sentence in chosen:
        same = next((group for group in groups if _says_same(sentence, group[0])), None)
        if same is None:
            groups.append([sentence])
        elif all(sentence.span != other.span for other in same):
            same.append(sentence)
    for group in groups:
        yield claim_with_heading(*(quote_of(sentence.passage, sentence.span) for sentence in group))
