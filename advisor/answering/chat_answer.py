"""A chat model's answer: what its verdict and its sentences come to."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from advisor.answering.findings import Findings
from advisor.answering.manuscript import DOUBTS, Manuscript, left_out, n_sentences
from advisor.answering.model_passages import passages_to_read, reads_whole
from advisor.answering.model_reading import ModelReader, ModelReading
from advisor.answering.model_trust import ModelTrust
from advisor.answering.named_gaps import LIMIT_NAMED, is_told
from advisor.dialogue.small_talk import ask_to_clarify
from advisor.domain import NEAR_MISS, ClaimMade, DraftClaim, Notice, Passage, Question, Status
from advisor.domain.declines import Decline
from advisor.generation import SHORT_PASSAGE_CHARS, ModelRun, ReplyVerdict
from advisor.generation.failures import MESSAGES, Failure
from advisor.query.answer_type import detect_answer_type
from advisor.retrieval.answerability import not_in_guide, off_topic_decline
from advisor.routing.guide_router import ask_which_career
from advisor.text.tokens import stems

_ASKS = re.compile(r"^(?:whether|if|how|what|which|who|whom|whose|when|where|why|that)\b", re.IGNORECASE)
_ON_TOPIC = (Status.NOT_IN_GUIDE, Status.CLARIFY)  # what the rules say of a question about a guide's career
HEADING_SHARE = 0.9  # of all words of a question and a heading, from which they are alike


@dataclass(slots=True)
class ChatAnswer:
    """A chat model's part in one answer.

    ``sides`` come before its first sentence: what the guide disagrees about. ``trusts`` tells whether the model reads,
    and is asked only where that matters.
    """

    reader: ModelReader
    manuscript: Manuscript
    question: Question
    findings: Findings
    sides: Sequence[DraftClaim]
    trusts: Callable[[], Awaitable[bool]]
    trust: ModelTrust | None
    found: Sequence[Passage] = ()
    reading: ModelReading = field(init=False)
    has_read_more: bool = False

    def __post_init__(self) -> None:
        found = (*(self.findings.considered or self.findings.passages), *self.findings.beside)
        self.found = tuple({passage.chunk.id: passage for passage in reversed(found)}.values())[::-1]

    async def write(self) -> AsyncGenerator[ClaimMade]:
        """Yield the model's sentences that hold, and settle its verdict."""
        run = self.manuscript.written = self.manuscript.written or self.reader.chat.begin()
        sent: Sequence[Passage] = passages_to_read(self.reader.snapshot, self.found, self.reader.chat.max_passage_chars)
        while True:
            async with aclosing(self._read(sent, run)) as made:
                async for one in made:
                    yield one
            if not (sent := await self._next(sent, run)):
                break
        run.use = replace(run.use, rules=_rules_say(self.findings))
        await self._conclude(run)

    async def _read(self, sent: Sequence[Passage], run: ModelRun) -> AsyncGenerator[ClaimMade]:
        self.reading = ModelReading(self.manuscript, self.reader.chat.name, self.sides)
        # What the reader's own words ask for: the context of a follow-up asked for something else before.
        doubted = detect_answer_type(self.question.text) if self.findings.decline is not None else None
        async with aclosing(self.reader.read(self.reading, self.question, sent, run, doubted)) as made:
            async for one in made:
                yield one

    async def _next(self, sent: Sequence[Passage], run: ModelRun) -> Sequence[Passage]:
        """What the model reads once more: less, where it was too long, or what it has not seen."""
        chat, snapshot = self.reader.chat, self.reader.snapshot
        if run.failure is Failure.TOO_LONG and not self.reading.n_shown:
            less = passages_to_read(snapshot, self.found, min(SHORT_PASSAGE_CHARS, chat.max_passage_chars))
            if len(less) < len(sent):
                chat.send_less()
                run.failure = None
                return less
        if self.has_read_more or run.failure is not None:
            return ()
        if self.reading.declines and self.findings.decline is None and await self.trusts():
            more = _unread(self.found, sent)
            if more and not reads_whole(snapshot, sent):
                self.has_read_more = True
                return passages_to_read(snapshot, more, chat.max_passage_chars)
        return ()

    async def _conclude(self, run: ModelRun) -> None:
        """Turn the verdict into notices, or into a decline."""
        manuscript, reading = self.manuscript, self.reading
        is_heading = self.findings.decline is None and _is_heading(self.question.text, self.found)
        if self.trust is not None and run.failure is None:
            self.trust.learn(self.question.text, answered=reading.n_shown > 0, is_sure=is_heading)
        if run.failure is None and self._matters() and await self.trusts():
            if reading.n_shown:
                manuscript.outweighs = True
                manuscript.notices.extend(_on_lacking(reading))
            elif is_heading and (reading.declines or reading.verdict is ReplyVerdict.WHICH):
                text = "The chat model found no answer in the guide. The nearest that it says:"
                manuscript.notices.append(Notice("model_found_none", text))
                return
            elif decline := self._decline():
                manuscript.decline = decline
                return
        manuscript.notices.extend(_on_failing(manuscript, run.failure, reading.repaired, reading.cut))

    def _matters(self) -> bool:
        """Whether the model's verdict may change what is shown."""
        reading = self.reading
        is_plain = reading.verdict in (None, ReplyVerdict.ANSWER) and not (reading.refuses or reading.lacking)
        return not is_plain or any(notice.kind in DOUBTS for notice in self.findings.notices)

    def _decline(self) -> Decline | None:
        """What is said in place of an answer that the model did not find."""
        snapshot, doubt = self.reader.snapshot, self.findings.decline
        if doubt is not None and doubt.status is Status.CLARIFY and self.reading.verdict is ReplyVerdict.WHICH:
            return doubt
        if self.reading.verdict is ReplyVerdict.WHICH:
            named = [career.guide_ids for one in self.reading.about for career in snapshot.careers.named(one)]
            guide_ids = tuple(dict.fromkeys(one for ids in named for one in ids if one in snapshot.guides))
            titles = {one: guide.metadata.role or guide.title for one, guide in snapshot.guides.items()}
            if len(guide_ids) > 1:
                return ask_which_career(self.question.text, guide_ids, titles)
            return ask_to_clarify(tuple(snapshot.guides.values()))
        if not self.reading.declines:
            return None
        if self.reading.verdict is ReplyVerdict.OFF_TOPIC and (doubt is None or doubt.status in _ON_TOPIC):
            return off_topic_decline(tuple(snapshot.guides.values()))
        return doubt or not_in_guide(self.found)


def _on_lacking(reading: ModelReading) -> list[Notice]:
    """Word what the model says that the guide does not say."""
    named = tuple(dict.fromkeys(filter(None, reading.lacking)))
    untold = _untold(named, reading.manuscript)[:LIMIT_NAMED]
    if reading.is_near_miss or (reading.verdict is ReplyVerdict.PARTLY and not named):
        asked = next(filter(_ASKS.match, untold), (*untold, "")[0])
        text = "The guide does not say exactly that."
        if asked:
            text = f"The guide {'does not say' if _ASKS.match(asked) else 'says nothing about'} {asked}."
        return [Notice(NEAR_MISS, f"{text} The nearest that it says:", {"asked": asked} if asked else {})]
    return [Notice("partial", f"The guide does not say: “{asked}”", {"asked": asked}) for asked in untold]


def _untold(gaps: Sequence[str], manuscript: Manuscript) -> list[str]:
    """Leave out the gaps that a sentence shown fills."""
    shown = [claim.text for claim in manuscript.claims]
    shown += [f"{' '.join(one.section.path)} {one.quote}" for one in manuscript.citer.citations]
    roles = {one.guide.metadata.role for one in manuscript.citer.citations}
    return [gap for gap in gaps if not is_told(gap, shown, roles)]


def _on_failing(manuscript: Manuscript, failure: Failure | None, n_repaired: int, n_cut: int) -> list[Notice]:
    """Word what did not hold of a model's sentences, or why it wrote none."""
    found = []
    if failure is not None:
        rest = "the rest is quoted from the guide" if manuscript.claims else "the guide is quoted instead"
        found.append(Notice("model_failed", f"The chat model {MESSAGES[failure].partition(':')[0]}, so {rest}."))
    elif not manuscript.claims:
        found.append(
            Notice("model_unsupported", "The guide does not bear out what the chat model wrote, so it is quoted.")
        )
    if manuscript.claims and n_repaired:
        text = f"{n_sentences(n_repaired)} put into the guide's own words."
        found.append(Notice("repaired", text, {"n": str(n_repaired)}))
    if manuscript.claims and n_cut:
        found.append(Notice("cut", left_out(n_cut), {"n": str(n_cut)}))
    return found


def _rules_say(findings: Findings) -> str:
    """What would have been said without a model: a status, or near_miss."""
    if findings.decline is not None:
        return findings.decline.status.value
    return NEAR_MISS if any(notice.kind == NEAR_MISS for notice in findings.notices) else "answered"


def _is_heading(question: str, found: Sequence[Passage]) -> bool:
    """Whether a question is all but a heading of the guide."""
    words = set(stems(question))
    titles = [set(stems(passage.chunk.section.title)) for passage in found]
    return any(words and len(words & one) >= HEADING_SHARE * len(words | one) for one in titles)


def _unread(found: Sequence[Passage], sent: Sequence[Passage]) -> list[Passage]:
    """The passages that were found and not read yet."""
    read = {passage.chunk.id for passage in sent}
    return [passage for passage in found if passage.chunk.id not in read]
