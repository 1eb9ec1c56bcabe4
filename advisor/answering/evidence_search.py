"""Evidence search: gathering for each sub-query, and combination."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from advisor.answering.career_table import CareerTable
from advisor.answering.follow_up_ranking import (
    GatheredEvidence,
    find_quoted_rows,
    promote_quoted,
    rank_follow_up,
)
from advisor.answering.query_plan import NoPlan, Purpose, QueryPlan, SubQuery
from advisor.answering.role_questions import answers_for_role, lacks_pay_of_role, restrict_to_places, tell_in_order
from advisor.dialogue.query_rewriting import RewrittenQuestion
from advisor.domain import NEAR_MISS, Guide, Notice, Passage, Question, QuestionPart, Section, Status
from advisor.domain.declines import Decline
from advisor.index.serving import Snapshot
from advisor.query.ambiguity import Reading, ask_which_reading, reading_notice
from advisor.query.analysis import AnalysedWording
from advisor.query.decomposition import asking_sentence, decompose, split_joined_headings, split_joined_nouns
from advisor.query.lacking import find_counterpart
from advisor.query.need_clauses import asking_clause
from advisor.query.needs import NeedKind, read_need
from advisor.query.parsing import Parser
from advisor.query.value_kind import ValueKind
from advisor.retrieval.answerability import check_answerable, is_near_miss, not_in_guide
from advisor.retrieval.need_check import bears
from advisor.retrieval.reranking import Evidence, rerank
from advisor.retrieval.retriever import Retriever
from advisor.routing.guide_router import ask_which_career, likely_guides
from advisor.routing.per_guide_query import GuideQuery
from advisor.weights import weights

LIMIT_RERANKED = 16  # passages whose sentences are scored
MAY_BE_READ = (Status.NOT_IN_GUIDE, Status.OUT_OF_SCOPE)  # declines that a chat model may overrule unless certain

# A pointer of a part to another part ("has that person …").
POINTER = re.compile(r"\b(?:that|this|those|these) (?!is\b|are\b|was\b)\w+", re.IGNORECASE)

Mark = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Findings:
    """The evidence for an answer, or the decline.

    ``searched``: what the reader is told was searched for. ``parts``: the evidence for each thing sought, guide by
    guide. ``notices``: the parts of the question without an answer. ``vector``: that of the reader's own words, None
    without an encoder. ``wording``: the one that is answered, or declined. ``considered``: the passages beside a
    decline that a chat model may overrule; none beside a certain one.
    ``beside``: what a chat model's own searches found, for it to read. ``table``: an answer laid out, whoever writes.
    """

    searched: str
    parts: tuple[QuestionPart, ...] = ()
    decline: Decline | None = None
    notices: tuple[Notice, ...] = ()
    vector: npt.NDArray[np.float32] | None = None
    wording: AnalysedWording | None = None
    considered: tuple[Passage, ...] = ()
    beside: tuple[Passage, ...] = ()
    table: CareerTable | None = None

    @property
    def is_doubt(self) -> bool:
        """Whether the decline is one that a chat model may overrule."""
        return self.decline is not None and bool(self.considered)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages once, the first part's first."""
        return tuple({passage.chunk.id: passage for part in reversed(self.parts) for passage in part.passages}.values())


@dataclass(frozen=True, slots=True)
class EvidenceSearch:
    """The search of one build for the sub-queries of one question.

    ``mark`` is called with the name of each stage at its end.
    """

    snapshot: Snapshot
    retriever: Retriever
    parser: Parser
    rewritten: RewrittenQuestion
    mark: Mark
    _analysed: dict[tuple[str, str], AnalysedWording] = field(default_factory=dict)

    def find(self, question: Question, plan: QueryPlan | NoPlan) -> Findings:
        """Search for a plan's sub-queries and decide what to answer from.

        Raises ProviderError and SnapshotGoneError.
        """
        if isinstance(plan, NoPlan):
            return self._of_doubt(plan) if plan.doubted else Findings(plan.searched, decline=plan.decline)
        return self._of_first(plan) or self._of_main(question, plan)

    def _of_doubt(self, plan: NoPlan) -> Findings:
        """Keep what a chat model may read beside a decline that is no certain one."""
        assert plan.doubted is not None
        wordings = self._analyse([plan.doubted])
        passages = self.retriever.search(self.snapshot, wordings, plan.doubted.guide_id, LIMIT_RERANKED)
        return Findings(plan.searched, decline=plan.decline, wording=wordings[0], considered=passages)

    def gather(self, sub_query: SubQuery) -> GatheredEvidence:
        """Retrieve and rerank for one sub-query, and decide its answerability.

        What stands alone takes nothing along from the conversation, unless that leaves it without an answer.
        """
        query = sub_query.query
        if sub_query.purpose in (Purpose.MAIN, Purpose.PART):
            found = self._counterpart(sub_query)
            if found is not None:
                return found
        if len(query.wordings) > 1 and not self.rewritten.needs_context:
            alone = replace(query, wordings=query.wordings[:1], generic=query.generic[:1])
            found = self._gather(replace(sub_query, query=alone))
            if found.decline is None:
                return self._with_need(sub_query, found)
        return self._with_need(sub_query, self._gather(sub_query))

    def _with_need(self, sub_query: SubQuery, found: GatheredEvidence) -> GatheredEvidence:
        """Make evidence on the topic a near miss where it does not bear what is needed."""
        if found.decline is not None or sub_query.role is not None or not found.passages:
            return found
        guide = found.passages[0].chunk.guide
        is_pay = found.wording.answer_type.value is ValueKind.PAY
        if is_pay and lacks_pay_of_role(found.own, guide, found.passages):
            return replace(found, is_near_miss=True, lacks=asking_clause(found.own))
        need = read_need(found.own)
        if need is None or bears(need, found.own, found.passages, self.rewritten.context_answer):
            return found
        return replace(found, is_near_miss=True, lacks=need.clause)

    def _counterpart(self, sub_query: SubQuery) -> GatheredEvidence | None:
        """Gather for what a guide says in place of something that the reader lacks.

        None for any other question, and where that has no answer.
        """
        query, wordings = sub_query.query, self._analyse([sub_query.query])
        asked = find_counterpart(wordings, leaning=self.rewritten.needs_context)
        if not asked:
            return None
        found = self._gather(SubQuery(GuideQuery(query.guide_id, (asked,), (asked,)), Purpose.PART, asked))
        vector = wordings[0].encoded.vector if wordings[0].encoded else None
        own = query.wordings[0]
        return None if found.decline is not None else replace(found, own=own, asked=own, vector=vector)

    def _gather(self, sub_query: SubQuery) -> GatheredEvidence:
        query = sub_query.query
        wordings = self._analyse([query])
        answer = self.rewritten.context_answer if sub_query.purpose is Purpose.MAIN else ""
        quoted = find_quoted_rows(answer, self.snapshot, query.guide_id) if answer else {}
        passages = self._retrieve(sub_query, wordings, quoted)
        self.mark("retrieve")
        reranked = [
            (one, promote_quoted(rerank(self.snapshot, one, passages), quoted, self.snapshot)) for one in wordings
        ]
        self.mark("weigh")
        if sub_query.purpose is Purpose.MAIN or len(wordings) > 1:
            return rank_follow_up(self.rewritten, query.wordings, reranked, self._guides(query.guide_id))
        return self._decide(sub_query, *reranked[0])

    def _analyse(self, queries: Iterable[GuideQuery]) -> list[AnalysedWording]:
        """Analyse the wordings of some queries, new ones in one batch."""
        wanted = [pair for query in queries for pair in zip(query.wordings, query.generic, strict=True)]
        new = [pair for pair in dict.fromkeys(wanted) if pair not in self._analysed]
        if new:
            wordings, generic = [wording for wording, _ in new], [text for _, text in new]
            analysed = self.retriever.analyse(self.snapshot, self.parser, wordings, generic)
            self._analysed.update(zip(new, analysed, strict=True))
            self.mark("understand")
        return [self._analysed[pair] for pair in dict.fromkeys(wanted)]

    def _retrieve(
        self, sub_query: SubQuery, wordings: Sequence[AnalysedWording], quoted: Mapping[int, float]
    ) -> tuple[Passage, ...]:
        """Retrieve the best passages and those in ``quoted``.

        For a role, all of its guide.
        """
        guide_id = sub_query.query.guide_id
        if sub_query.role is None and not quoted:
            return self.retriever.search(self.snapshot, wordings, guide_id, LIMIT_RERANKED)
        found = self.retriever.search(self.snapshot, wordings, guide_id, len(self.snapshot.chunks))
        if sub_query.role is not None:
            return found
        rows = self.snapshot.row_of_chunk
        return tuple(p for n, p in enumerate(found) if n < LIMIT_RERANKED or rows[p.chunk.id] in quoted)

    def _decide(self, sub_query: SubQuery, wording: AnalysedWording, evidence: Evidence) -> GatheredEvidence:
        """Decide whether the evidence answers a standalone sub-query."""
        passages, decline = evidence.passages, None
        role = sub_query.role
        if role is not None and sub_query.purpose is Purpose.TIER:
            passages = tell_in_order(role.places, evidence.passages)
        elif role is not None:
            passages = restrict_to_places(role.places, evidence.passages)
            if not answers_for_role(role, wording, passages, evidence.passages):
                decline = not_in_guide(passages or evidence.passages, of=role.plural)
        else:
            decline = check_answerable(wording, evidence, self._guides(sub_query.query.guide_id))
            least = weights().evidence_search.reading_word_match
            is_matched = evidence.word_match is None or evidence.word_match >= least
            if decline is None and sub_query.purpose is Purpose.READING and not is_matched:
                decline = not_in_guide(passages)
        vector = wording.encoded.vector if wording.encoded else None
        doubtful = role is None and is_near_miss(wording, evidence)
        asked = sub_query.asked
        return GatheredEvidence(asked, asked, passages, decline, wording, vector, is_near_miss=doubtful)

    def _of_first(self, plan: QueryPlan) -> Findings | None:
        """Find evidence for a role or an ambiguous question's readings.

        None where no reading is answered.
        """
        self._analyse(sub_query.query for sub_query in plan.first)
        found = [(sub_query, self.gather(sub_query)) for sub_query in plan.first]
        if found and found[0][0].role is not None:
            one = found[0][1]
            if one.decline is not None:
                return _declined(one.asked, one)
            parts = tuple(QuestionPart(told.asked, told.passages) for _, told in found if told.decline is None)
            return Findings(one.asked, parts, vector=one.vector)
        return _of_readings(plan, found)

    def _of_main(self, question: Question, plan: QueryPlan) -> Findings:
        """Find evidence for the question as asked of each guide."""
        found = [(sub_query, self.gather(sub_query)) for sub_query in plan.main]
        first = found[0][1]
        if plan.main[0].query.guide_id is None:
            likely = likely_guides(first.passages)
            if first.decline is not None and (first.decline.status is not Status.NOT_IN_GUIDE or not likely):
                return _declined(plan.searched, first)
            if len({self.parser.titles[guide_id] for guide_id in likely}) > 1:
                return Findings(plan.searched, decline=ask_which_career(question.text, likely, self.parser.titles))
            narrowed = replace(plan.main[0], query=replace(plan.main[0].query, guide_id=likely[0]))
            found = [(narrowed, self.gather(narrowed))]
        return self._combine(plan, self._best_of_career(found))

    def _combine(self, plan: QueryPlan, found: Sequence[tuple[SubQuery, GatheredEvidence]]) -> Findings:
        """Put together the answered sub-queries, each decomposed if it asks several things."""
        first = found[0][1]
        answered = [(sub_query, one) for sub_query, one in found if one.decline is None]
        if not answered:
            for sub_query, one in found:
                in_parts = self._of_parts(sub_query, one)
                if in_parts and in_parts.parts:
                    return replace(in_parts, searched=plan.searched, vector=first.vector, wording=first.wording)
            return _declined(plan.searched, first)
        parts: list[QuestionPart] = []
        notices = list(self._notices(plan, found))
        for sub_query, one in answered:
            in_parts = None if _is_unmet_comparison(one) else self._of_parts(sub_query, one)
            if in_parts and in_parts.parts:
                parts += in_parts.parts
                notices += in_parts.notices
            else:
                parts.append(QuestionPart(one.asked, one.passages, one.is_near_miss))
        if all(part.is_near_miss for part in parts):
            notices.insert(0, _near_miss_notice(answered[0][1].lacks if len(parts) == 1 else ""))
        # What may be no answer is no side of a disagreement either.
        wording = None if all(part.is_near_miss for part in parts) else answered[0][1].wording
        return Findings(plan.searched, tuple(parts), notices=tuple(notices), vector=first.vector, wording=wording)

    def _of_parts(self, sub_query: SubQuery, whole: GatheredEvidence) -> Findings | None:
        """Find evidence for a question's parts, or its one asking sentence.

        None where it has a single part.
        """
        guide_id = sub_query.query.guide_id
        asked = decompose(whole.own)
        if len(asked) < 2 and guide_id is not None:
            titles = (section.title for section in self.snapshot.guides[guide_id].sections)
            corrected = self.parser.corrected(whole.own)
            asked = split_joined_headings(corrected, titles)
            asked = asked if len(asked) > 1 else self._joined_topics(corrected, guide_id)
            asked = asked if len(asked) > 1 else (whole.own,)
        if len(asked) < 2:
            # Long statements and demands beside a question can hide what it asks.
            many = weights().evidence_search.long_question_words
            if whole.decline is None and len(whole.own.split()) < many:
                return None
            asked = (asking_sentence(whole.own),)
        if asked == (whole.own,):
            return None
        sought: list[QuestionPart] = []
        notices: list[Notice] = []
        parts = [self._part(guide_id, part) for part in dict.fromkeys(asked)]
        self._analyse(part.query for part in parts)
        for part in parts:
            if notices and POINTER.search(part.asked):
                continue  # it points to a part without an answer
            found = self.gather(part)
            if found.decline is None:
                sought.append(QuestionPart(part.asked, found.passages, found.is_near_miss))
            else:
                words = part.asked.strip()
                notices.append(Notice("partial", f"The guide does not say: “{words}”", {"asked": words}))
        return Findings("", tuple(sought), notices=tuple(notices))

    def _joined_topics(self, question: str, guide_id: str) -> tuple[str, ...]:
        """Divide a short question for two things that are asked about separately ("salary and hours")."""
        sides = split_joined_nouns(question)
        if len(sides) < 2 or question.strip(" ?.!").lower() in self.snapshot.guides[guide_id].text.lower():
            return (question,)  # what the guide names together is one thing
        analysed = self._analyse([GuideQuery(guide_id, sides, sides)])
        intents = [wording.intent for wording in analysed]
        least = weights().evidence_search.joined_topic_similarity
        clear = [intent for intent in intents if intent is not None and intent.usual >= least]
        return sides if len({intent.topic for intent in clear}) == len(sides) else (question,)

    def _part(self, guide_id: str | None, asked: str) -> SubQuery:
        """Build the query of one part; of a follow-up, it is searched in its context too."""
        context = self.rewritten.context if self.rewritten.needs_context else ""
        wordings = (asked, f"{asked} ({context})") if context else (asked,)
        return SubQuery(GuideQuery(guide_id, wordings, wordings), Purpose.PART, asked)

    def _best_of_career(
        self, found: Sequence[tuple[SubQuery, GatheredEvidence]]
    ) -> list[tuple[SubQuery, GatheredEvidence]]:
        """Select the best answering guide of each career.

        So no career is compared with itself.
        """
        best: dict[str, tuple[SubQuery, GatheredEvidence]] = {}
        for sub_query, one in found:
            title = self._title(sub_query)
            if title not in best or _merit(one) > _merit(best[title][1]):
                best[title] = sub_query, one
        return list(best.values())

    def _notices(self, plan: QueryPlan, found: Sequence[tuple[SubQuery, GatheredEvidence]]) -> Iterable[Notice]:
        """Word the notices on guides and careers without an answer."""
        for sub_query, one in found:
            if one.decline is not None and sub_query.query.guide_id:
                title = self._title(sub_query)
                yield Notice("not_in_guide", f"The guide about {title} does not say.", {"career": title})
        if plan.missing:
            yield Notice("no_guide", f"There is no guide about “{plan.missing}”.", {"career": plan.missing})

    def _title(self, sub_query: SubQuery) -> str:
        guide_id = sub_query.query.guide_id
        return self.parser.titles[guide_id] if guide_id else ""

    def _guides(self, guide_id: str | None) -> tuple[Guide, ...]:
        guides = self.snapshot.guides
        return tuple(guides.values()) if guide_id is None else (guides[guide_id],)


def _declined(searched: str, found: GatheredEvidence) -> Findings:
    """Decline by the evidence, which is kept where the decline is no certain one."""
    decline = found.decline
    may_read = decline is not None and decline.status in MAY_BE_READ and not decline.is_certain
    considered = found.passages if may_read else ()
    return Findings(searched, decline=decline, vector=found.vector, wording=found.wording, considered=considered)


def _of_readings(plan: QueryPlan, found: Sequence[tuple[SubQuery, GatheredEvidence]]) -> Findings | None:
    """Answer the likelier reading with a notice, or ask back.

    None where none is answered. Readings that are answered by the same section count once.
    """
    answered: dict[Section, tuple[Reading, SubQuery, GatheredEvidence]] = {}
    for sub_query, one in found:
        if one.decline is None and sub_query.reading is not None:
            answered.setdefault(one.passages[0].chunk.section, (sub_query.reading, sub_query, one))
    if not answered:
        return None
    readings = [reading for reading, _, _ in answered.values()]
    reading, sub_query, one = next(iter(answered.values()))
    if len(readings) > 1 and not (plan.prefers_first and sub_query is plan.first[0]):
        decline = ask_which_reading(readings, sub_query.query.guide_id or "")
        return Findings(plan.main[0].query.wordings[0], decline=decline)
    notices = () if plan.is_chosen else (Notice("read_as", reading_notice(readings), {"words": readings[0].words}),)
    return Findings(
        reading.question, (QuestionPart(reading.question, one.passages),), notices=notices, wording=one.wording
    )


def _is_unmet_comparison(found: GatheredEvidence) -> bool:
    """Whether a question compares what the guide does not; its sides alone are no answer."""
    need = read_need(found.own) if found.is_near_miss else None
    return need is not None and need.kind is NeedKind.COMPARISON


def _near_miss_notice(lacks: str) -> Notice:
    """Word the notice before what may be no answer; ``lacks`` is the reader's clause, empty without one."""
    if not lacks:
        return Notice(NEAR_MISS, "The guide does not say exactly that. The nearest that it says:")
    return Notice(NEAR_MISS, f"The guide does not say {lacks}. The nearest that it says:", {"asked": lacks})


def _merit(found: GatheredEvidence) -> tuple[bool, float]:
    return found.decline is None, found.passages[0].score if found.passages else 0.0
