"""Question -> Passages to answer from, of one guide or of each that is compared, or why none are worth it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from advisor.choosing import Choice, Part, choose, likely, which
from advisor.declining import Decline, decline
from advisor.domain import Notice, Passage, Question, Status
from advisor.evidence import Evidence, weigh
from advisor.questions.understanding import Understood
from advisor.retrieval import Retriever
from advisor.rewriting import Rewritten
from advisor.serving import Snapshot

STANDS_ALONE = 0.66  # likeness to a usual question from which a follow-up needs nothing of what was said before
LIMIT_WEIGHED = 16  # passages whose sentences are weighed


@dataclass(frozen=True, slots=True)
class Looked:
    """What to answer from, guide by guide, best first; or ``refusal``.

    ``searched`` is what the reader is told was looked for, ``notices`` what of a question about several careers is not
    answered.
    """

    searched: str
    passages: tuple[Passage, ...] = ()
    refusal: Decline | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """One wording and the evidence for it, in one guide or in all."""

    guide_id: str | None
    understood: Understood
    evidence: Evidence
    refusal: Decline | None


def look(
    snapshot: Snapshot, retriever: Retriever, question: Question, rewritten: Rewritten, mark: Callable[[str], None]
) -> Looked:
    """Choose the guides, find the evidence in each, and decide whether to answer from it. ``mark`` is told the name of
    each stage at its end. Raises ProviderError, SnapshotGoneError."""
    choice = choose(question, rewritten, snapshot, snapshot.speller.correct(question.text))
    mark("choose")
    if choice.refusal is not None:
        return Looked(choice.searched, refusal=choice.refusal)
    found = [_find(snapshot, retriever, part, mark) for part in choice.parts]
    if found[0].guide_id is None:
        meant = likely(found[0].evidence.passages)
        refusal = found[0].refusal
        if refusal is not None and (refusal.status is not Status.NOT_IN_GUIDE or not meant):
            return Looked(choice.searched, refusal=refusal)
        if len(meant) > 1:
            return Looked(choice.searched, refusal=which(question.text, meant, snapshot.careers))
        found = [_find(snapshot, retriever, replace(choice.parts[0], guide_id=meant[0]), mark)]
    kept = [one for one in found if one.refusal is None]
    if not kept:
        return Looked(choice.searched, refusal=found[0].refusal)
    passages = tuple(passage for one in kept for passage in one.evidence.passages)
    return Looked(choice.searched, passages, notices=_lacking(choice, found, snapshot))


def _find(snapshot: Snapshot, retriever: Retriever, part: Part, mark: Callable[[str], None]) -> _Found:
    """Retrieve for all wordings, and weigh what is found against each: the one that finds most is answered."""
    understood = retriever.understand(snapshot, part.wordings, part.likened)
    own = understood[0].likeness
    if own is not None and own.usual >= STANDS_ALONE:
        understood = understood[:1]
    mark("understand")
    passages = retriever.search(snapshot, understood, part.guide_id, LIMIT_WEIGHED)
    mark("retrieve")
    weighed = [(one, weigh(snapshot, one, passages)) for one in understood]
    asked, evidence = max(weighed, key=lambda one: one[1].passages[0].score if one[1].passages else 0.0)
    mark("weigh")
    guides = tuple(snapshot.guides.values()) if part.guide_id is None else (snapshot.guides[part.guide_id],)
    return _Found(part.guide_id, asked, evidence, decline(asked, evidence, guides))


def _lacking(choice: Choice, found: Sequence[_Found], snapshot: Snapshot) -> tuple[Notice, ...]:
    silent = [snapshot.careers.titles[one.guide_id] for one in found if one.guide_id and one.refusal is not None]
    notices = [Notice("not_in_guide", f"The guide about {title} does not say.") for title in silent]
    if choice.lacking:
        notices.append(Notice("no_guide", f"There is no guide about “{choice.lacking}”."))
    return tuple(notices)
