"""Evidence search: each sub-query of a plan is gathered, and what answers is put together."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from advisor.answering.follow_up_ranking import Found, raised, rank_follow_up, recalled
from advisor.answering.query_plan import NoPlan, Purpose, QueryPlan, SubQuery
from advisor.answering.role_questions import only_at, speaks_of
from advisor.dialogue.query_rewriting import Rewritten
from advisor.domain import Guide, Notice, Passage, Question, Section, Sought, Status
from advisor.domain.declines import Decline
from advisor.index.serving import Snapshot
from advisor.query.ambiguity import Reading, read_as, which_reading
from advisor.query.analysis import AnalysedWording
from advisor.query.decomposition import asking_sentence, named_together, parts_of
from advisor.query.parsing import Parser
from advisor.retrieval.answerability import check_answerable, not_in_guide
from advisor.retrieval.reranking import Evidence, weigh
from advisor.retrieval.retriever import Retriever
from advisor.routing.guide_router import likely, which_career
from advisor.routing.per_guide_query import GuideQuery

LIMIT_WEIGHED = 16  # passages whose sentences are weighed
MET = 0.55  # how well its words are met where a reading of a question is one that the guide answers
MANY_WORDS = 24  # from which what is told beside a question outweighs it

# What a part of a question says of another part ("has that person …").
THAT = re.compile(r"\b(?:that|this|those|these) (?!is\b|are\b|was\b)\w+", re.IGNORECASE)

Mark = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Findings:
    """The evidence that a question is answered from, thing by thing and guide by guide, or its decline.

    ``searched`` is what the reader is told was searched for, ``notices`` what of the question is not answered,
    ``vector`` that of the reader's own words, None without an encoder, and ``wording`` the one that is answered.
    """

    searched: str
    parts: tuple[Sought, ...] = ()
    decline: Decline | None = None
    notices: tuple[Notice, ...] = ()
    vector: npt.NDArray[np.float32] | None = None
    wording: AnalysedWording | None = None

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages once, the first part's first."""
        return tuple({passage.chunk.id: passage for part in reversed(self.parts) for passage in part.passages}.values())


@dataclass(frozen=True, slots=True)
class EvidenceSearch:
    """The search of one build for the sub-queries of one question. ``mark`` is told each stage at its end."""

    snapshot: Snapshot
    retriever: Retriever
    parser: Parser
    rewritten: Rewritten
    mark: Mark
    _analysed: dict[tuple[str, str], AnalysedWording] = field(default_factory=dict)

    def find(self, question: Question, plan: QueryPlan | NoPlan) -> Findings:
        """Search for a plan's sub-queries and decide from what to answer. Raises ProviderError, SnapshotGoneError."""
        if isinstance(plan, NoPlan):
            return Findings(plan.searched, decline=plan.decline)
        return self._settled_first(plan) or self._of_main(question, plan)

    def gather(self, sub_query: SubQuery) -> Found:
        """Retrieve for one sub-query, rerank what is found, and decide whether it answers."""
        query = sub_query.query
        wordings = self._analyse([query])
        answer = self.rewritten.answer if sub_query.purpose is Purpose.MAIN else ""
        heard = recalled(answer, self.snapshot, query.guide_id) if answer else {}
        passages = self._retrieve(sub_query, wordings, heard)
        self.mark("retrieve")
        weighed = [(one, raised(weigh(self.snapshot, one, passages), heard, self.snapshot)) for one in wordings]
        self.mark("weigh")
        if sub_query.purpose is Purpose.MAIN:
            return rank_follow_up(self.rewritten, query.wordings, weighed, self._guides(query.guide_id))
        return self._decided(sub_query, *weighed[0])

    def _analyse(self, queries: Iterable[GuideQuery]) -> list[AnalysedWording]:
        """The wordings of some queries, those that are new encoded in one batch."""
        wanted = [pair for query in queries for pair in zip(query.wordings, query.likened, strict=True)]
        new = [pair for pair in dict.fromkeys(wanted) if pair not in self._analysed]
        if new:
            made = self.retriever.analyse(self.snapshot, self.parser, [w for w, _ in new], [like for _, like in new])
            self._analysed.update(zip(new, made, strict=True))
            self.mark("understand")
        return [self._analysed[pair] for pair in dict.fromkeys(wanted)]

    def _retrieve(
        self, sub_query: SubQuery, wordings: Sequence[AnalysedWording], heard: Mapping[int, float]
    ) -> tuple[Passage, ...]:
        """The best passages, with those that the last answer was taken from; for a role all of its guide."""
        guide_id = sub_query.query.guide_id
        if sub_query.role is None and not heard:
            return self.retriever.search(self.snapshot, wordings, guide_id, LIMIT_WEIGHED)
        found = self.retriever.search(self.snapshot, wordings, guide_id, len(self.snapshot.chunks))
        if sub_query.role is not None:
            return found
        rows = self.snapshot.row_of_chunk
        return tuple(p for n, p in enumerate(found) if n < LIMIT_WEIGHED or rows[p.chunk.id] in heard)

    def _decided(self, sub_query: SubQuery, wording: AnalysedWording, evidence: Evidence) -> Found:
        """Whether the evidence answers a sub-query that stands alone."""
        passages, decline = evidence.passages, None
        role = sub_query.role
        if role is not None:
            passages = only_at(role.places, evidence.passages)
            if not speaks_of(role, wording, passages, evidence.passages):
                decline = not_in_guide(passages or evidence.passages, of=role.plural)
        else:
            decline = check_answerable(wording, evidence, self._guides(sub_query.query.guide_id))
            is_met = evidence.words is None or evidence.words >= MET
            if decline is None and sub_query.purpose is Purpose.READING and not is_met:
                decline = not_in_guide(passages)
        vector = wording.reading.vector if wording.reading else None
        return Found(sub_query.asked, passages, decline, wording, vector)

    def _settled_first(self, plan: QueryPlan) -> Findings | None:
        """The findings of a role or of an ambiguous question's readings; None where no reading is answered."""
        self._analyse(sub_query.query for sub_query in plan.first)
        found = [(sub_query, self.gather(sub_query)) for sub_query in plan.first]
        if found and found[0][0].role is not None:
            one = found[0][1]
            if one.decline is not None:
                return Findings(one.asked, decline=one.decline, vector=one.vector)
            return Findings(one.asked, (Sought(one.asked, one.passages),), vector=one.vector)
        return _read(plan, found)

    def _of_main(self, question: Question, plan: QueryPlan) -> Findings:
        """The findings of the question as asked of each guide."""
        found = [(sub_query, self.gather(sub_query)) for sub_query in plan.main]
        first = found[0][1]
        if plan.main[0].query.guide_id is None:
            meant = likely(first.passages)
            if first.decline is not None and (first.decline.status is not Status.NOT_IN_GUIDE or not meant):
                return Findings(plan.searched, decline=first.decline, vector=first.vector)
            if len({self.parser.titles[guide_id] for guide_id in meant}) > 1:
                return Findings(plan.searched, decline=which_career(question.text, meant, self.parser.titles))
            narrowed = replace(plan.main[0], query=replace(plan.main[0].query, guide_id=meant[0]))
            found = [(narrowed, self.gather(narrowed))]
        return self._answering(plan, self._best_of_alike(found))

    def _answering(self, plan: QueryPlan, found: Sequence[tuple[SubQuery, Found]]) -> Findings:
        """Put together the sub-queries that are answered, each taken apart where it asks several things."""
        first = found[0][1]
        answered = [(sub_query, one) for sub_query, one in found if one.decline is None]
        if not answered:
            taken = [apart for sub_query, one in found if (apart := self._taken_apart(sub_query, one)) and apart.parts]
            if not taken:
                return Findings(plan.searched, decline=first.decline, vector=first.vector)
            return replace(taken[0], searched=plan.searched, vector=first.vector, wording=first.wording)
        parts: list[Sought] = []
        notices = list(self._lacking(plan, found))
        for sub_query, one in answered:
            apart = self._taken_apart(sub_query, one)
            parts += apart.parts if apart and apart.parts else [Sought(one.asked, one.passages)]
            notices += apart.notices if apart and apart.parts else ()
        return Findings(
            plan.searched, tuple(parts), notices=tuple(notices), vector=first.vector, wording=answered[0][1].wording
        )

    def _taken_apart(self, sub_query: SubQuery, whole: Found) -> Findings | None:
        """The findings of a question's parts, or of its one asking sentence; None where it is no more than one."""
        guide_id = sub_query.query.guide_id
        asked = parts_of(whole.asked)
        if len(asked) < 2 and guide_id is not None:
            asked = named_together(whole.asked, (section.title for section in self.snapshot.guides[guide_id].sections))
        if len(asked) < 2:
            # What is told beside a question at length, or demanded of us, can hide what it asks.
            if whole.decline is None and len(whole.asked.split()) < MANY_WORDS:
                return None
            asked = (asking_sentence(whole.asked),)
        if asked == (whole.asked,):
            return None
        sought: list[Sought] = []
        notices: list[Notice] = []
        parts = [SubQuery(GuideQuery(guide_id, (part,), (part,)), Purpose.PART, part) for part in dict.fromkeys(asked)]
        self._analyse(part.query for part in parts)
        for part in parts:
            if notices and THAT.search(part.asked):
                continue  # about what the guide does not say
            found = self.gather(part)
            if found.decline is None:
                sought.append(Sought(part.asked, found.passages))
            else:
                notices.append(Notice("partial", f"The guide does not say: “{part.asked.strip()}”"))
        return Findings("", tuple(sought), notices=tuple(notices))

    def _best_of_alike(self, found: Sequence[tuple[SubQuery, Found]]) -> list[tuple[SubQuery, Found]]:
        """Of guides about one career the one that answers best, so that none is compared with itself."""
        best: dict[str, tuple[SubQuery, Found]] = {}
        for sub_query, one in found:
            title = self._title(sub_query)
            if title not in best or _merit(one) > _merit(best[title][1]):
                best[title] = sub_query, one
        return list(best.values())

    def _lacking(self, plan: QueryPlan, found: Sequence[tuple[SubQuery, Found]]) -> Iterable[Notice]:
        for sub_query, one in found:
            if one.decline is not None and sub_query.query.guide_id:
                yield Notice("not_in_guide", f"The guide about {self._title(sub_query)} does not say.")
        if plan.lacking:
            yield Notice("no_guide", f"There is no guide about “{plan.lacking}”.")

    def _title(self, sub_query: SubQuery) -> str:
        guide_id = sub_query.query.guide_id
        return self.parser.titles[guide_id] if guide_id else ""

    def _guides(self, guide_id: str | None) -> tuple[Guide, ...]:
        guides = self.snapshot.guides
        return tuple(guides.values()) if guide_id is None else (guides[guide_id],)


def _read(plan: QueryPlan, found: Sequence[tuple[SubQuery, Found]]) -> Findings | None:
    """The likelier reading with a word of how the question was read, or the question which is meant.

    None where none is answered. Two readings that are answered in one place are one.
    """
    answered: dict[Section, tuple[Reading, SubQuery, Found]] = {}
    for sub_query, one in found:
        if one.decline is None and sub_query.reading is not None:
            answered.setdefault(one.passages[0].chunk.section, (sub_query.reading, sub_query, one))
    if not answered:
        return None
    readings = [reading for reading, _, _ in answered.values()]
    reading, sub_query, one = next(iter(answered.values()))
    if len(readings) > 1 and not (plan.likelier and sub_query is plan.first[0]):
        return Findings(plan.main[0].query.wordings[0], decline=which_reading(readings, sub_query.query.guide_id or ""))
    notices = () if plan.is_picked else (Notice("read_as", read_as(readings)),)
    return Findings(reading.question, (Sought(reading.question, one.passages),), notices=notices, wording=one.wording)


def _merit(found: Found) -> tuple[bool, float]:
    return found.decline is None, found.passages[0].score if found.passages else 0.0
