"""How surely a guide answers a question: a handful of signals and the logit fitted to them."""

from dataclasses import astuple, dataclass

from advisor.query.analysis import AnalysedWording
from advisor.retrieval.reranking import Evidence


@dataclass(frozen=True, slots=True)
class Signals:
    """margin: how much more the question is like what guides answer than like what they do not (about -2 to 2).
    about: how much more it is like a question about a career than like any other. words, weakest, shared: how its
    words are met, passage, sentence: how near the best of them are, astray: how far a word of it leads away; see
    Evidence (0..1).
    """

    margin: float
    about: float
    words: float
    weakest: float
    shared: float
    passage: float = 0.0
    sentence: float = 0.0
    astray: float = 0.0


# Logistic regression on the development halves of the suites; `python -m evals.fitting.declining` prints one anew.
# ``about`` only tells the two declines apart, ``weakest`` which of two thresholds counts.
WEIGHTS = Signals(margin=1.42, about=0.0, words=1.97, weakest=0.0, shared=1.15, astray=-15.61)
INTERCEPT = -1.10
# Of a text that is no guide to a career, where nothing is known of what such texts usually say:
# `python -m evals.fitting.texts` prints these anew.
PLAIN_WEIGHTS = Signals(margin=0.0, about=0.0, words=2.00, weakest=0.0, shared=0.0, passage=1.67, sentence=4.68)
PLAIN_INTERCEPT = -5.06


def signals(wording: AnalysedWording, evidence: Evidence) -> Signals | None:
    """None where there is no bank of questions or no word vectors to judge by."""
    likeness = wording.likeness
    if likeness is None or evidence.words is None:
        return None
    return Signals(
        likeness.margin,
        likeness.about_careers,
        evidence.words,
        evidence.weakest,
        evidence.shared,
        evidence.passage,
        evidence.sentence,
        evidence.astray,
    )


def confidence(found: Signals, *, guiding: bool = True) -> float:
    """The logit of the text answering: 0 is even odds. ``guiding``: it is a guide to a career."""
    weights, intercept = (WEIGHTS, INTERCEPT) if guiding else (PLAIN_WEIGHTS, PLAIN_INTERCEPT)
    logit: float = sum(w * value for w, value in zip(astuple(weights), astuple(found), strict=True)) + intercept
    return logit
