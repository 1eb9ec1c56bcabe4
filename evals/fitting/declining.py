"""Fit answerability: ``python -m evals.fitting.declining [--write] SUITE…``.

Prints the weights ``fitted.guide_confidence``; ``--write`` puts them into advisor/weights.toml.

Prints the weights of advisor/retrieval/confidence.py, from a logistic regression on the signals of the development
halves' cases; the test halves are only counted. The index in ADVISOR_DATA_DIR must hold the suites' guides.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

from advisor.answering.evidence_search import LIMIT_RERANKED
from advisor.bootstrap import Parts
from advisor.dialogue.history import read_conversation
from advisor.dialogue.query_rewriting import rewrite
from advisor.domain import Question, Turn
from advisor.retrieval.confidence import Signals, signals
from advisor.retrieval.reranking import rerank
from advisor.retrieval.retriever import parser_of
from advisor.routing.guide_router import choose_guides
from advisor.settings import Settings
from evals.cases.suite import Answerability, Case, Half, load_suite
from evals.fitting.weights_file import weights_path, write_fitted

REFUSED = (0.03, 0.05)  # shares of answerable questions a threshold may decline
STRENGTH = 0.3
N_FOLDS = 8
NAMES = ("margin", "word_match", "coverage", "missing_word")  # for career guides, cosines add nothing to these


@dataclass(frozen=True, slots=True)
class Example:
    """A case with the signals of its evidence."""

    case: Case
    found: Signals


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fitting.declining")
    parser.add_argument("suites", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="put the weights into advisor/weights.toml")
    arguments = parser.parse_args()
    examples = [example for path in arguments.suites for example in read(path)]
    values = np.array([[getattr(example.found, name) for name in NAMES] for example in examples])
    kinds = np.array([example.case.answerability for example in examples])
    development = np.array([example.case.half is Half.DEVELOPMENT for example in examples])
    wanted = kinds == Answerability.ANSWERABLE
    for n, name in enumerate(NAMES):
        report(name, values[development, n], kinds[development])
    own = np.flatnonzero(development)
    crossed = np.zeros(len(examples))
    for train, test in KFold(N_FOLDS, shuffle=True, random_state=0).split(own):
        fitted = fit(values[own[train]], wanted[own[train]])
        crossed[own[test]] = fitted.decision_function(values[own[test]])
    report("development, crossed", crossed[own], kinds[own])
    fitted = fit(values[own], wanted[own])
    report("test half", fitted.decision_function(values[~development]), kinds[~development])
    found = {**dict(zip(NAMES, fitted.coef_[0].tolist(), strict=True)), "intercept": float(fitted.intercept_[0])}
    for name, weight in found.items():
        print(f"{name:>16} {weight:8.3f}")
    if arguments.write:
        write_fitted("guide_confidence", found, weights_path())


def fit(values: npt.NDArray[np.float64], wanted: npt.NDArray[np.bool_]) -> LogisticRegression:
    """Fit a balanced logistic regression with weights for unscaled values."""
    scale = values.std(axis=0)
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000).fit(values / scale, wanted)
    fitted.coef_ /= scale
    return fitted


def report(name: str, scores: npt.NDArray[np.float64], kinds: npt.NDArray[np.str_]) -> None:
    """Print AUROC of answerable cases against each other kind.

    Also the share of that kind declined at thresholds refusing few answerable cases.
    """
    known = scores[kinds == Answerability.ANSWERABLE]
    line = f"{name:>24}"
    for kind in (Answerability.UNANSWERABLE, Answerability.OUT_OF_SCOPE):
        other = scores[kinds == kind]
        truth = np.concatenate([np.ones(len(known)), np.zeros(len(other))])
        line += f"  {kind.value}: AUROC {roc_auc_score(truth, np.concatenate([known, other])):.3f}"
        for share in REFUSED:
            threshold = np.quantile(known, share)
            line += f", {np.mean(other < threshold):.2f} below {threshold:.2f}"
    print(line)


def read(path: Path) -> Iterator[Example]:
    """Yield a suite's cases with the signals of their evidence."""
    parts = Parts(Settings())
    retriever = parts.retriever()
    with closing(parts.serving_index()) as index:
        snapshot = index.current()
        for case in answerable_or_not(load_suite(path).cases):
            question = Question(case.question, tuple(Turn(t.role, t.content) for t in case.history))
            parser, conversation = parser_of(snapshot), read_conversation(question)
            rewritten = rewrite(question, conversation, retriever.encode)
            choice = choose_guides(question, parser.parse(case.question), rewritten, snapshot, parser)
            if choice.decline is not None:
                continue  # decided by career names alone
            query = choice.queries[0]
            wordings = retriever.analyse(snapshot, parser, query.wordings, query.generic)
            passages = retriever.search(snapshot, wordings, query.guide_id, LIMIT_RERANKED)
            evidence = rerank(snapshot, wordings[-1], passages)
            found = signals(wordings[-1], evidence)
            if found is not None and not evidence.lacks_value and not evidence.lacks_names:
                yield Example(case, found)


def answerable_or_not(cases: Sequence[Case]) -> list[Case]:
    return [c for c in cases if not c.small_talk and c.answerability is not Answerability.UNDERSPECIFIED]


if __name__ == "__main__":
    main()
