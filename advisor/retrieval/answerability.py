"""Answerability: whether the evidence for a question is worth an answer. A decline is never cited."""

from collections.abc import Sequence

from advisor.domain import Guide, Passage, Status
from advisor.domain.declines import Decline, named, suggestions
from advisor.query.analysis import AnalysedWording
from advisor.retrieval.confidence import confidence, signals
from advisor.retrieval.reranking import Evidence
from advisor.weights import weights


def check_answerable(wording: AnalysedWording, evidence: Evidence, guides: Sequence[Guide]) -> Decline | None:
    """Decide whether a question is answered from this evidence: None, or the decline that says why not."""
    passages = evidence.passages
    if not passages:
        return Decline(Status.OUT_OF_SCOPE, f"I can only answer questions about {named(guides)}.", suggestions(guides))
    limits = weights().answerability
    nearest = max((passage.dense for passage in passages if passage.dense is not None), default=None)
    found = signals(wording, evidence)
    # However like it the guide speaks: a date that is asked for is not answered without one.
    lacking = evidence.value_lacking or evidence.names_lacking
    if nearest is None:
        foreign, absent = False, passages[0].score < limits.lexical_decline_below
    elif found is None:
        foreign = evidence.retrieved < limits.dense_off_topic_below
        absent = lacking or evidence.retrieved < limits.dense_decline_below
    else:
        # A word or two that the guide has all of ("MES?") are a question about what it says of them.
        few_words = wording.reading is not None and len(wording.reading.surfaces) <= limits.short_question_words
        named_only = few_words and evidence.coverage > limits.full_coverage
        well_matched = min(found.word_match, found.weakest_match) >= limits.well_matched_from
        least = limits.decline_well_matched_below if well_matched else limits.decline_below
        absent = lacking or (confidence(found, guiding=evidence.guiding) < least and not named_only)
        foreign = (absent or nearest < limits.off_topic_cosine) and found.career_margin < 0 and not named_only
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
