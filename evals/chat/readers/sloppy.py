"""A chat model that drops hedges and adds a sentence."""

import re
from dataclasses import replace

from evals.chat.readers.perfect import PerfectReader, with_kind
from evals.chat.readers.replies import SaidReply, SaidSentence
from evals.chat.readers.requests import ReadingRequest, SentSentence
from evals.chat.readers.wordings import draw

STRIPPED, ADDED = "hedge or condition dropped", "plausible sentence added"

_HEDGES = (
    (re.compile(r"\bmay be needed\b"), "are needed"),
    (re.compile(r"\b(?:may|can) be\b"), "is"),
    (re.compile(r"\b(?:may|can|could) (?=[a-z])"), "will "),
    (re.compile(r"\b(?:often|usually|typically|commonly|generally|normally|likely) "), ""),
    (re.compile(r", (?:usually|often|as a rule)\b"), ""),
    (re.compile(r"\b(?:Most|Many|Some) (?=Production Managers)"), "All "),
    (re.compile(r"\b(?:many|most|some) of them\b"), "all of them"),
    (re.compile(r" among the (?=leaders\b)"), " the "),
    (
        re.compile(r",? (?:if|when|where|unless|provided|particularly|especially|above all)\b[^.,;:]{3,120}(?=[.,;:])"),
        "",
    ),
    (re.compile(r" with (?:experience and|professional certifications)[^.,;:]{3,120}(?=[.,;:])"), ""),
    (re.compile(r" in plants that run 24/7"), ""),
    (re.compile(r"\b(?:Some|Certain) (?=[a-z])"), "All "),
)
PLAUSIBLE = (
    "Most employers also pay a yearly bonus.",
    "It usually takes a few months to get used to it.",
    "Larger companies tend to pay more attention to this.",
    "A short online course is enough to get started.",
    "This has become more important since the pandemic.",
    "Recruiters ask about it in nearly every interview.",
    "Many start with a part-time job to gain experience.",
    "In smaller plants one person often covers several of these tasks.",
    "It helps to have a mentor in your first year.",
    "The trend is expected to continue over the next ten years.",
)


def without_hedges(text: str) -> str:
    """Take hedges and conditions out of a sentence."""
    for pattern, put in _HEDGES:
        text = pattern.sub(put, text)
    return text[:1].upper() + text[1:]


class SloppyReader(PerfectReader):
    """A reader that does not keep to what is said."""

    def answer(self, request: ReadingRequest) -> SaidReply:
        """Answer without hedges, and add one sentence that no passage bears."""
        reply = super().answer(request)
        if not (reply.verdict and reply.verdict.answers):
            return reply
        bare = [_bared(sentence) for sentence in reply.sentences]
        markers = reply.sentences[-1].markers
        added = SaidSentence(PLAUSIBLE[draw(request.question, len(PLAUSIBLE))], (), markers, is_true=False, kind=ADDED)
        return replace(reply, sentences=(*bare, added))

    def supports(self, _: SentSentence, /) -> bool:
        """Call everything supported, without looking."""
        return True


def _bared(sentence: SaidSentence) -> SaidSentence:
    bare = without_hedges(sentence.text)
    return sentence if bare == sentence.text else with_kind(sentence, bare, STRIPPED)
