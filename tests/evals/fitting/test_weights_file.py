"""Fitted weights are written into their entries, and nothing else of the file changes."""

from pathlib import Path

import pytest

from advisor.errors import WeightsError
from advisor.weights import parse_weights
from evals.fitting.weights_file import weights_path, with_fitted, write_fitted

FITTED = {"word_match": 3.14159, "passage_cosine": -2.0, "sentence_cosine": 0.005, "intercept": -7.5}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "weights.toml"
    copy.write_text(weights_path().read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def test_only_the_lines_of_the_fitted_group_change_and_keep_their_comments(path: Path) -> None:
    before = path.read_text(encoding="utf-8").splitlines()
    write_fitted("text_confidence", FITTED, path)
    after = path.read_text(encoding="utf-8").splitlines()

    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new.partition(" = ")[0] for _, new in changed] == list(FITTED)
    assert [new.partition("#")[2] for _, new in changed] == [old.partition("#")[2] for old, _ in changed]


def test_the_values_that_are_read_afterwards_are_those_written_to_two_decimals(path: Path) -> None:
    before = parse_weights(path.read_text(encoding="utf-8"))
    write_fitted("text_confidence", FITTED, path)
    after = parse_weights(path.read_text(encoding="utf-8"))

    assert after.text_confidence.word_match == 3.14
    assert after.text_confidence.passage_cosine == -2.0
    assert after.text_confidence.intercept == -7.5
    assert after.guide_confidence == before.guide_confidence
    assert after.reranking == before.reranking


def test_writing_the_values_that_stand_there_changes_no_value() -> None:
    text = weights_path().read_text(encoding="utf-8")
    held = parse_weights(text)
    same = {name: getattr(held.guide_confidence, name) for name in held.guide_confidence.__slots__}
    assert parse_weights(with_fitted(text, "guide_confidence", same)) == held


@pytest.mark.parametrize(
    ("group", "values", "message"),
    [
        ("text_confidence", {**FITTED, "luck": 1.0}, "has no fitted text_confidence.luck"),
        ("text_confidence", {"intercept": 1.0}, "nothing was fitted for text_confidence.word_match"),
        ("reranking", {"word_match": 1.0}, "has no fitted reranking.word_match"),
        ("text_confidence", {**FITTED, "intercept": float("nan")}, "text_confidence.intercept has to be a finite"),
    ],
)
def test_what_does_not_fit_the_file_is_refused_and_leaves_it_as_it_was(
    path: Path, group: str, values: dict[str, float], message: str
) -> None:
    before = path.read_text(encoding="utf-8")
    with pytest.raises(WeightsError, match=message):
        write_fitted(group, values, path)
    assert path.read_text(encoding="utf-8") == before
