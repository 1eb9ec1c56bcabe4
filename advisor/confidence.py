"""How surely a guide answers a question: a handful of signals and the logit fitted to them."""

from dataclasses import astuple, dataclass

from advisor.evidence import Evidence
from advisor.questions.understanding import Understood


@dataclass(frozen=True, slots=True)
class Signals:
    """margin: how much more the question is like what guides answer than like what they do not (about -2 to 2).
    about: how much more it is like a question about a career than like any other. words, weakest, shared: how its
    words are met, see Evidence (0..1).
    """

    margin: float
    about: float
    words: float
    weakest: float
    shared: float


# Logistic regression on the development halves of the suites; `python -m evals.fitting.declining` prints one anew.
# ``about`` only tells the two declines apart.
WEIGHTS = Signals(margin=1.54, about=0.0, words=2.76, weakest=0.98, shared=1.16)
INTERCEPT = -2.36


def signals(understood: Understood, evidence: Evidence) -> Signals | None:
    """None where there is no bank of questions or no word vectors to judge by."""
    likeness = understood.likeness
    if likeness is None or evidence.words is None:
        return None
    return Signals(
        likeness.margin,
        likeness.about_careers,
        evidence.words,
        evidence.weakest,
        evidence.shared,
    )


def confidence(found: Signals) -> float:
    """The logit of the guide answering: 0 is even odds."""
    logit: float = sum(w * value for w, value in zip(astuple(WEIGHTS), astuple(found), strict=True)) + INTERCEPT
    return logit
