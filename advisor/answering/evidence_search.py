"""Question -> what to answer from, for each thing it asks and each guide it is about, or why none is worth it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.answering.follow_up_ranking import Found, follow
from advisor.answering.recalling import raised, recalled
from advisor.answering.role_questions import Role, asked_of, only_at, role_named, speaks_of
from advisor.dialogue.history import topics
from advisor.dialogue.query_rewriting import Rewritten, swapped
from advisor.domain import Guide, Notice, Passage, Question, Section, Sought, Status
from advisor.domain.declines import Decline
from advisor.index.serving import Snapshot
from advisor.query.ambiguity import Reading, Shape, points_at, shape_of
from advisor.query.analysis import Understood
from advisor.query.decomposition import asking_sentence, named_together, parts_of
from advisor.query.reading import clarified, picked, read_as, which_reading
from advisor.retrieval.answerability import decline, nothing_holds
from advisor.retrieval.reranking import weigh
from advisor.retrieval.retriever import Retriever
from advisor.routing.guide_router import Choice, Part, choose, likely, which
from advisor.routing.per_guide_query import unnamed

LIMIT_WEIGHED = 16  # passages whose sentences are weighed
MET = 0.55  # how well its words are met where a reading of a question is one that the guide answers
MANY_WORDS = 24  # from which what is told beside a question outweighs it

# What a part of a question says of another part ("has that person …").
THAT = re.compile(r"\b(?:that|this|those|these) (?!is\b|are\b|was\b)\w+", re.IGNORECASE)

Mark = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """What to answer from, thing by thing and guide by guide; or ``refusal``.

    ``searched`` is what the reader is told was looked for, ``notices`` what of the question is not answered, ``vector``
    that of the reader's own words, None without an encoder, and ``understood`` the wording that is answered.
    """

    searched: str
    parts: tuple[Sought, ...] = ()
    refusal: Decline | None = None
    notices: tuple[Notice, ...] = ()
    vector: npt.NDArray[np.float32] | None = None
    understood: Understood | None = None

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages once, the first part's first."""
        return tuple({passage.chunk.id: passage for part in reversed(self.parts) for passage in part.passages}.values())


def look(snapshot: Snapshot, retriever: Retriever, question: Question, rewritten: Rewritten, mark: Mark) -> Looked:
    """Choose the guides, find the evidence in each, and decide whether to answer from it. ``mark`` is told the name of
    each stage at its end. Raises ProviderError, SnapshotGoneError."""
    choice = choose(question, rewritten, snapshot, snapshot.speller.correct(question.text))
    mark("choose")
    if choice.refusal is not None:
        return Looked(choice.searched, refusal=choice.refusal)
    look_into = _Look(snapshot, retriever, rewritten, mark)
    other = swapped(question)
    only = choice.parts[0].guide_id if len(choice.parts) == 1 else None
    role = role_named(other.phrase, snapshot.guides[only]) if other and only else None
    if role and other and only:
        return look_into.of_role(role, other.asked, snapshot.guides[only])
    reading = picked(question.history, question.text)
    if reading is not None and only:
        read = look_into.of_readings(Shape(likelier=True, readings=(reading,)), choice.parts[0], snapshot.guides[only])
        if read is not None:
            return replace(read, notices=())
    if not topics(question.history):
        pointed = points_at(question.text)
        if pointed:
            return Looked(choice.searched, refusal=clarified(f"What do you mean by “{pointed}”?"))
        shape = shape_of(choice.parts[0].likened[0]) if only else None
        read = look_into.of_readings(shape, choice.parts[0], snapshot.guides[only]) if shape and only else None
        if read is not None:
            return read
    found = [look_into.find(part) for part in choice.parts]
    if choice.parts[0].guide_id is None:
        meant = likely(found[0].passages)
        refusal = found[0].refusal
        if refusal is not None and (refusal.status is not Status.NOT_IN_GUIDE or not meant):
            return Looked(choice.searched, refusal=refusal, vector=found[0].vector)
        if len({snapshot.careers.titles[guide_id] for guide_id in meant}) > 1:
            return Looked(choice.searched, refusal=which(question.text, meant, snapshot.careers))
        choice = replace(choice, parts=(replace(choice.parts[0], guide_id=meant[0]),))
        found = [look_into.find(choice.parts[0])]
    choice, found = _best_of_alike(choice, found, snapshot)
    kept = [(part, one) for part, one in zip(choice.parts, found, strict=True) if one.refusal is None]
    if not kept:
        taken = [look_into.taken_apart(part, one) for part, one in zip(choice.parts, found, strict=True)]
        answered = [apart for apart in taken if apart is not None and apart.parts]
        if not answered:
            return Looked(choice.searched, refusal=found[0].refusal, vector=found[0].vector)
        return replace(answered[0], searched=choice.searched, vector=found[0].vector, understood=found[0].understood)
    parts: list[Sought] = []
    notices = list(_lacking(choice, found, snapshot))
    for part, one in kept:
        apart = look_into.taken_apart(part, one)
        parts += apart.parts if apart is not None and apart.parts else [Sought(one.asked, one.passages)]
        notices += apart.notices if apart is not None and apart.parts else ()
    return Looked(
        choice.searched,
        tuple(parts),
        notices=tuple(notices),
        vector=found[0].vector,
        understood=kept[0][1].understood,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One look through a build."""

    snapshot: Snapshot
    retriever: Retriever
    rewritten: Rewritten
    mark: Mark

    def find(self, part: Part) -> Found:
        """Retrieve for all wordings, weigh what is found against each, and decide from what to answer."""
        understood = self.retriever.understand(self.snapshot, part.wordings, part.likened)
        self.mark("understand")
        told = recalled(self.rewritten.answer, self.snapshot, part.guide_id) if self.rewritten.answer else {}
        passages = self._search(understood, part.guide_id, told)
        self.mark("retrieve")
        weighed = [(one, raised(weigh(self.snapshot, one, passages), told, self.snapshot)) for one in understood]
        self.mark("weigh")
        rewritten = replace(self.rewritten, searched=part.wordings[-1], wordings=part.wordings)
        return follow(rewritten, weighed, self._guides(part))

    def of_role(self, role: Role, question: str, guide: Guide) -> Looked:
        """What a guide says of another role that it names to a question that was asked before, from the places that
        speak of that role alone; declined where it says such a thing elsewhere only."""
        named = self.snapshot.careers.named(question)
        asked = asked_of(role, question, guide, named)
        (whole,) = self.retriever.understand(self.snapshot, (unnamed(question, named),))
        self.mark("understand")
        found = self.retriever.search(self.snapshot, (whole,), guide.id, len(self.snapshot.chunks))
        self.mark("retrieve")
        passages = weigh(self.snapshot, whole, found).passages
        own = only_at(role.places, passages)
        self.mark("weigh")
        vector = whole.reading.vector if whole.reading else None
        if speaks_of(role, whole, own, passages):
            return Looked(asked, (Sought(asked, own),), vector=vector)
        near = nothing_holds(own or passages)
        message = near.message.replace("does not say.", f"does not say that of {role.plural}.", 1)
        return Looked(asked, refusal=replace(near, message=message), vector=vector)

    def of_readings(self, shape: Shape, part: Part, guide: Guide) -> Looked | None:
        """The answer to the likelier reading of a question, with a word of how it was read, or which of them is meant
        is asked; None where the guide answers none of them. Two that are answered in one place are one reading."""
        answered: dict[Section, tuple[Reading, Understood, tuple[Passage, ...]]] = {}
        understood = self.retriever.understand(self.snapshot, [reading.question for reading in shape.readings])
        for reading, one in zip(shape.readings, understood, strict=True):
            passages = self.retriever.search(self.snapshot, (one,), guide.id, LIMIT_WEIGHED)
            evidence = weigh(self.snapshot, one, passages)
            met = evidence.words is None or evidence.words >= MET
            if met and decline(one, evidence, (guide,)) is None:
                answered.setdefault(evidence.passages[0].chunk.section, (reading, one, evidence.passages))
        self.mark("readings")
        if not answered:
            return None
        readings = [reading for reading, _, _ in answered.values()]
        first, chosen, passages = next(iter(answered.values()))
        if len(readings) > 1 and not (shape.likelier and first is shape.readings[0]):
            return Looked(part.wordings[0], refusal=which_reading(readings))
        notice = Notice("read_as", read_as(readings))
        return Looked(first.question, (Sought(first.question, passages),), notices=(notice,), understood=chosen)

    def _search(
        self, understood: Sequence[Understood], guide_id: str | None, told: Mapping[int, float]
    ) -> tuple[Passage, ...]:
        """The best passages, and those that the last answer was taken from."""
        if not told:
            return self.retriever.search(self.snapshot, understood, guide_id, LIMIT_WEIGHED)
        found = self.retriever.search(self.snapshot, understood, guide_id, len(self.snapshot.chunks))
        rows = self.snapshot.row_of_chunk
        return tuple(p for n, p in enumerate(found) if n < LIMIT_WEIGHED or rows[p.chunk.id] in told)

    def taken_apart(self, part: Part, whole: Found) -> Looked | None:
        """What a question of several things is answered from, those apart that are answered, and a refused one that
        tells more than it asks; None for any other."""
        asked = parts_of(whole.asked)
        if len(asked) < 2 and part.guide_id is not None:
            titles = (section.title for section in self.snapshot.guides[part.guide_id].sections)
            asked = named_together(whole.asked, titles)
        if len(asked) < 2:
            # What is told beside a question at length, or demanded of us, can hide what it asks.
            if whole.refusal is None and len(whole.asked.split()) < MANY_WORDS:
                return None
            asked = (asking_sentence(whole.asked),)
        if asked == (whole.asked,):
            return None
        sought: list[Sought] = []
        notices: list[Notice] = []
        for understood in self.retriever.understand(self.snapshot, asked):
            question = understood.wording
            if notices and THAT.search(question):
                continue  # about what the guide does not say
            passages = self.retriever.search(self.snapshot, (understood,), part.guide_id, LIMIT_WEIGHED)
            evidence = weigh(self.snapshot, understood, passages)
            if decline(understood, evidence, self._guides(part)) is None:
                sought.append(Sought(question, evidence.passages))
            else:
                notices.append(Notice("partial", f"The guide does not say: “{question.strip()}”"))
        self.mark("take apart")
        return Looked("", tuple(sought), notices=tuple(notices))

    def _guides(self, part: Part) -> tuple[Guide, ...]:
        guides = self.snapshot.guides
        return tuple(guides.values()) if part.guide_id is None else (guides[part.guide_id],)


def _best_of_alike(choice: Choice, found: Sequence[Found], snapshot: Snapshot) -> tuple[Choice, list[Found]]:
    """Of guides about one career the one that answers best, so that none is compared with itself."""
    best: dict[str, tuple[Part, Found]] = {}
    for part, one in zip(choice.parts, found, strict=True):
        title = snapshot.careers.titles[part.guide_id] if part.guide_id else ""
        held = best.get(title)
        if held is None or _merit(one) > _merit(held[1]):
            best[title] = (part, one)
    return replace(choice, parts=tuple(part for part, _ in best.values())), [one for _, one in best.values()]


def _merit(found: Found) -> tuple[bool, float]:
    return found.refusal is None, found.passages[0].score if found.passages else 0.0


def _lacking(choice: Choice, found: Sequence[Found], snapshot: Snapshot) -> tuple[Notice, ...]:
    silent = [
        snapshot.careers.titles[part.guide_id]
        for part, one in zip(choice.parts, found, strict=True)
        if part.guide_id and one.refusal is not None
    ]
    notices = [Notice("not_in_guide", f"The guide about {title} does not say.") for title in silent]
    if choice.lacking:
        notices.append(Notice("no_guide", f"There is no guide about “{choice.lacking}”."))
    return tuple(notices)
