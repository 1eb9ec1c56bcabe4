"""Confidence in an answer: a few signals and their fitted logit."""

from dataclasses import dataclass

from advisor.query.analysis import AnalysedWording
from advisor.retrieval.reranking import Evidence
from advisor.weights import weights


@dataclass(frozen=True, slots=True)
class Signals:
    """The inputs of the logit of an answer.

    ``margin``: how much more the question is like what guides answer than like what they do not (about -2 to 2).
    ``career_margin``: how much more it is like a question about a career than like any other. The others are those of
    its Evidence.
    """

    margin: float
    career_margin: float
    word_match: float
    weakest_match: float
    coverage: float
    passage_cosine: float = 0.0
    sentence_cosine: float = 0.0
    missing_word: float = 0.0


def signals(wording: AnalysedWording, evidence: Evidence) -> Signals | None:
    """Read the signals off a wording and its evidence.

    None without a bank or word vectors.
    """
    intent = wording.intent
    if intent is None or evidence.word_match is None:
        return None
    return Signals(
        margin=intent.margin,
        career_margin=intent.career_margin,
        word_match=evidence.word_match,
        weakest_match=evidence.weakest_match,
        coverage=evidence.coverage,
        passage_cosine=evidence.passage_cosine,
        sentence_cosine=evidence.sentence_cosine,
        missing_word=evidence.missing_word,
    )


def confidence(found: Signals, *, guiding: bool = True) -> float:
    """Give the logit of the text answering; 0 is even odds.

    ``guiding``: it is a career guide. ``career_margin`` only tells the two declines apart, ``weakest_match`` which of
    two thresholds counts.
    """
    if not guiding:  # nothing is known of what other texts usually say
        text = weights().text_confidence
        cosines = text.passage_cosine * found.passage_cosine, text.sentence_cosine * found.sentence_cosine
        return sum((text.word_match * found.word_match, *cosines)) + text.intercept
    guide = weights().guide_confidence
    matches = guide.word_match * found.word_match, guide.coverage * found.coverage
    return sum((guide.margin * found.margin, *matches, guide.missing_word * found.missing_word)) + guide.intercept
