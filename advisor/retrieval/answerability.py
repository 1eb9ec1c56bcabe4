"""Answerability: whether the evidence for a question is worth an answer. A decline is never cited."""

from collections.abc import Sequence

from advisor.domain import Guide, Passage, Status
from advisor.domain.declines import Decline, named, suggestions
from advisor.query.analysis import AnalysedWording
from advisor.retrieval.confidence import confidence, signals
from advisor.retrieval.reranking import Evidence

FEW_WORDS, ALL = 3, 0.99
DECLINE_BELOW = -1.35  # the logit of the guide answering
# Where all its telling words are met so well in one sentence, it counts less how seldom guides say such things.
MET, DECLINE_MET_BELOW = 0.72, -1.6
# Cosine of the nearest passage under which a question is about something else altogether.
FOREIGN_BELOW = 0.12
# Without the bank or word vectors: the retrieved score, or the share of the question's words that a passage has.
DENSE_FOREIGN_BELOW, DENSE_DECLINE_BELOW = 0.24, 0.35
LEXICAL_DECLINE_BELOW = 0.5


def check_answerable(wording: AnalysedWording, evidence: Evidence, guides: Sequence[Guide]) -> Decline | None:
    """Decide whether a question is answered from this evidence: None, or the decline that says why not."""
    passages = evidence.passages
    if not passages:
        return Decline(Status.OUT_OF_SCOPE, f"I can only answer questions about {named(guides)}.", suggestions(guides))
    nearest = max((passage.dense for passage in passages if passage.dense is not None), default=None)
    found = signals(wording, evidence)
    # However like it the guide speaks: a date that is asked for is not answered without one.
    lacking = evidence.value_lacking or evidence.names_lacking
    if nearest is None:
        foreign, absent = False, passages[0].score < LEXICAL_DECLINE_BELOW
    elif found is None:
        foreign, absent = evidence.retrieved < DENSE_FOREIGN_BELOW, lacking or evidence.retrieved < DENSE_DECLINE_BELOW
    else:
        # A word or two that the guide has all of ("MES?") are a question about what it says of them.
        named_only = len(wording.reading.surfaces) <= FEW_WORDS and evidence.shared > ALL if wording.reading else False
        least = DECLINE_MET_BELOW if min(found.words, found.weakest) >= MET else DECLINE_BELOW
        absent = lacking or (confidence(found, guiding=evidence.guiding) < least and not named_only)
        foreign = (absent or nearest < FOREIGN_BELOW) and found.about < 0 and not named_only
    if foreign:
        return Decline(Status.OUT_OF_SCOPE, f"I can only answer questions about {named(guides)}.", suggestions(guides))
    return not_in_guide(passages) if absent else None


def not_in_guide(passages: Sequence[Passage], *, of: str = "") -> Decline:
    """The decline of a question about the career that the guide does not answer, with the nearest section.

    ``of``: the other role that was asked about, in plural.
    """
    chunk = passages[0].chunk
    near = " > ".join(chunk.section.path)
    lacking = f"does not say that of {of}" if of else "does not say"
    return Decline(
        Status.NOT_IN_GUIDE,
        f"The guide {lacking}. The nearest section is “{near}” in “{chunk.guide.title}”.",
        suggestions((chunk.guide,)),
    )
