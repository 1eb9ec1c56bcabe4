"""A chat model that lies about the passages it was sent."""

import random
from collections.abc import Iterator
from itertools import islice

from evals.chat.drafts import GUIDE, KINDS, SpoilInput
from evals.chat.readers.gold import folded
from evals.chat.readers.perfect import PerfectReader
from evals.chat.readers.replies import ReaderVerdict, SaidReply, SaidSentence
from evals.chat.readers.requests import Purpose, ReadingRequest, SentSentence
from evals.chat.readers.wordings import draw
from evals.chat.sense import sense_cases

SPOILT = (
    "two numbers of one sentence swapped",
    "number swapped for another of the passages",
    "number changed",
    "name or credential swapped",
    "“not” inserted",
    "“not” removed",
)
LIMIT_LIES = 3


class LyingReader(PerfectReader):
    """It answers every question, with sentences the guide contradicts or never says."""

    def answer(self, request: ReadingRequest) -> SaidReply:
        """Answer with up to three lies about places that were sent."""
        reply = super().answer(request)
        lies = [*self._other_authors(reply, request), *self._spoilt(reply, request)]
        first = draw(request.question, max(1, len(lies)))
        turned = [*lies[first:], *lies[:first]]
        said = tuple(islice(_one_of_each_kind(turned), LIMIT_LIES))
        return SaidReply(Purpose.ANSWER, request.question, ReaderVerdict.ANSWER, said) if said else reply

    def supports(self, _: SentSentence, /) -> bool:
        """Call everything supported, as a liar would."""
        return True

    @staticmethod
    def _other_authors(reply: SaidReply, request: ReadingRequest) -> Iterator[SaidSentence]:
        """False sentences about what it would have quoted, or about anything sent."""
        quotes = [folded(quote) for sentence in reply.sentences for quote in sentence.quotes]
        for case in sense_cases():
            if case.guide != GUIDE or case.is_true:
                continue
            place = folded(case.place)
            if (not quotes or any(place in quote or quote in place for quote in quotes)) and (
                passage := request.holding(case.place)
            ):
                yield SaidSentence(case.sentence, (case.place,), (passage.number,), is_true=False, kind=case.kind)

    @staticmethod
    def _spoilt(reply: SaidReply, request: ReadingRequest) -> Iterator[SaidSentence]:
        """Its true sentences with figures exchanged, names swapped or turned into their contrary."""
        around = "\n".join(passage.text for passage in request.passages)
        for sentence in reply.sentences:
            for kind in SPOILT:
                before = SpoilInput(sentence.text, around, random.Random(f"{kind} {sentence.text}"))
                for text in islice(KINDS[kind](before), 1):
                    yield SaidSentence(text, sentence.quotes, sentence.markers, is_true=False, kind=kind)


def _one_of_each_kind(lies: list[SaidSentence]) -> Iterator[SaidSentence]:
    """Yield one lie of each kind first, then the others."""
    first = {lie.kind: lie for lie in reversed(lies)}
    yield from first.values()
    yield from (lie for lie in lies if lie not in first.values())
