"""Fit answerability of any text: ``python -m evals.fitting.texts [--write] DATA``.

Prints the weights ``fitted.text_confidence``; ``--write`` puts them into advisor/weights.toml. They come from a
logistic regression on the fitting half of CLAPNQ and SQuAD 2, each data set with the same weight; AUROC is of the other
half. A hash of the passage's title decides the half. DATA is the folder of public data.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from advisor.retrieval.confidence import signals
from advisor.settings import load_settings
from evals.fitting.weights_file import weights_path, write_fitted
from evals.public.data import PublicQuestion, Text, is_held_out, read_clapnq, read_squad
from evals.public.pool import indexed, to_guide_files

NAMES = ("word_match", "passage_cosine", "sentence_cosine")
N_PARAGRAPHS = 80
STRENGTH = 3.0


@dataclass(frozen=True, slots=True)
class Examples:
    """Signal values of shape (n, signals) with their labels.

    ``answers``: whether the text answers the question; ``held``: whether it is of the half not fitted on.
    """

    values: npt.NDArray[np.float64]
    answers: npt.NDArray[np.bool_]
    held: npt.NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fitting.texts")
    parser.add_argument("data", type=Path, help="the folder of the public data")
    parser.add_argument("--write", action="store_true", help="put the weights into advisor/weights.toml")
    arguments = parser.parse_args()
    data = arguments.data
    found: Mapping[str, Examples] = {
        "CLAPNQ": read(*read_clapnq(data)),
        "SQuAD 2": read(*read_squad(data, N_PARAGRAPHS)),
    }
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(
        np.concatenate([one.values[~one.held] for one in found.values()]),
        np.concatenate([one.answers[~one.held] for one in found.values()]),
        sample_weight=np.concatenate([np.full((~one.held).sum(), 1e3 / (~one.held).sum()) for one in found.values()]),
    )
    for name, one in found.items():
        scores = fitted.decision_function(one.values[one.held])
        print(f"{name:>16} AUROC {roc_auc_score(one.answers[one.held], scores):.3f} of {one.held.sum()} not fitted")
    weights = {**dict(zip(NAMES, fitted.coef_[0].tolist(), strict=True)), "intercept": float(fitted.intercept_[0])}
    for name, weight in weights.items():
        print(f"{name:>16} {weight:8.3f}")
    if arguments.write:
        write_fitted("text_confidence", weights, weights_path())


def read(texts: tuple[Text, ...], asked: tuple[PublicQuestion, ...]) -> Examples:
    """Retrieve every question from its given text and collect the signals."""
    titles = {text.id: text.title for text in texts}
    values, answers, held = [], [], []
    with indexed(to_guide_files(texts), load_settings()) as pool:
        for one in asked:
            found = pool.find(one.question, one.given)
            judged = signals(found.wording, found.evidence)
            if judged is not None:
                values.append([getattr(judged, name) for name in NAMES])
                answers.append(one.answerable)
                held.append(is_held_out(titles[one.given]))
    return Examples(np.array(values), np.array(answers), np.array(held))


if __name__ == "__main__":
    main()
