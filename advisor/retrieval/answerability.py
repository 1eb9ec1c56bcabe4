"""Answerability: whether the evidence for a question is worth an answer.

A decline is never cited.
"""

from collections.abc import Sequence
from dataclasses import replace

from advisor.domain import Guide, Passage, Reason, SectionPlace, Status
from advisor.domain.declines import Decline, career_values, describe_careers, suggest_questions
from advisor.query.analysis import AnalysedWording
from advisor.retrieval.confidence import Signals, confidence, signals
from advisor.retrieval.reranking import Evidence
from advisor.weights import weights

LANGUAGES = "languages"  # topic of the bank


def check_answerable(wording: AnalysedWording, evidence: Evidence, guides: Sequence[Guide]) -> Decline | None:
    """Decide whether the evidence answers a question.

    None where it does, else the decline that says why not.
    """
    passages = evidence.passages
    if not passages:
        return off_topic_decline(guides)
    limits = weights().answerability
    nearest = max((passage.dense for passage in passages if passage.dense is not None), default=None)
    found = signals(wording, evidence)
    # However near the passages are: a question for a date is not answered without one.
    lacking = evidence.lacks_value or evidence.lacks_names
    if nearest is None:
        off_topic, unanswered = False, passages[0].score < limits.lexical_decline_below
    elif found is None:
        off_topic = evidence.retrieved < limits.dense_off_topic_below
        unanswered = lacking or evidence.retrieved < limits.dense_decline_below
    else:
        # A word or two that the guide has ("MES?") ask what it says of them.
        few_words = wording.encoded is not None and len(wording.encoded.surfaces) <= limits.short_question_words
        named_only = few_words and evidence.coverage > limits.full_coverage
        well_matched = min(found.word_match, found.weakest_match) >= limits.well_matched_from
        least = limits.decline_well_matched_below if well_matched else limits.decline_below
        doubtful = confidence(found, guiding=evidence.guiding) < least and not named_only
        unanswered = lacking or (doubtful and not (evidence.says_all or _says_nearly_that(found)))
        off_topic = (unanswered or nearest < limits.off_topic_cosine) and found.career_margin < 0 and not named_only
        # Whether a language helps is asked about a career, whatever the language.
        off_topic = off_topic and not (wording.intent is not None and LANGUAGES in wording.intent.topics)
    if off_topic:
        is_foreign = nearest is not None and nearest < limits.off_topic_cosine
        return replace(off_topic_decline(guides), is_certain=is_foreign)
    return not_in_guide(passages) if unanswered else None


def is_near_miss(wording: AnalysedWording, evidence: Evidence) -> bool:
    """Whether evidence that is not declined may not answer a question.

    Without a bank or word vectors that cannot be told.
    """
    found = signals(wording, evidence)
    least = weights().answerability.near_miss_below
    return found is not None and evidence.guiding and confidence(found) < least and not _says_nearly_that(found)


def _says_nearly_that(found: Signals) -> bool:
    """Whether a sentence has all words of a question and about its meaning.

    It answers then, however rarely guides say such things.
    """
    limits = weights().answerability
    return (
        found.sentence_cosine >= limits.said_cosine
        and found.word_match >= limits.said_word_match
        and found.weakest_match >= limits.said_weakest_match
    )


def not_in_guide(passages: Sequence[Passage], *, of: str = "") -> Decline:
    """Word the decline of a question that the guide does not answer.

    It names the nearest section. ``of``: the other role that was asked about, in the plural.
    """
    chunk = passages[0].chunk
    near = " › ".join(chunk.section.path)
    lacking = f"does not say that of {of}" if of else "does not say"
    return Decline(
        Status.NOT_IN_GUIDE,
        f"The guide {lacking}. The nearest section is “{near}” in “{chunk.guide.title}”.",
        suggest_questions((chunk.guide,)),
        reason=Reason("absent_of_role", {"role": of}) if of else Reason("absent"),
        nearest=SectionPlace(chunk.guide, chunk.section),
    )


def off_topic_decline(guides: Sequence[Guide]) -> Decline:
    """Word the decline of a question about none of the guides' careers."""
    return Decline(
        Status.OUT_OF_SCOPE,
        f"I can only answer questions about {describe_careers(guides)}.",
        suggest_questions(guides),
        reason=Reason("off_topic", career_values(guides)),
    )
