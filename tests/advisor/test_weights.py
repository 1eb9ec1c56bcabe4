"""Weights and thresholds stand in one file, which is checked when it is read."""

import re
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest

from advisor.errors import WeightsError
from advisor.weights import FILE, Weights, parse_weights, weights

ROOT = Path(__file__).parents[2]
TEXT = files("advisor").joinpath(FILE).read_text(encoding="utf-8")
ENTRY = re.compile(r"^\w+ = -?\d+(?:\.\d+)?(?:  # .+)?$")


def names() -> list[tuple[str, str]]:
    """The group and name of every weight."""
    return [(group.name, field.name) for group in fields(Weights) for field in fields(getattr(weights(), group.name))]


def test_the_file_that_ships_has_every_group_and_nothing_else() -> None:
    tables = re.findall(r"^\[(?:fitted|by_hand)\.(\w+)\]", TEXT, re.MULTILINE)
    assert sorted(tables) == sorted(group.name for group in fields(Weights))


def test_every_entry_has_a_line_of_its_own() -> None:
    lines = [line for line in TEXT.splitlines() if line and not line.startswith(("#", "["))]
    assert [line for line in lines if not ENTRY.match(line)] == []
    assert len(lines) == len(names())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bm25 = 0.1", "bm52 = 0.1", "unknown names of retrieval: bm52; known are bm25"),
        ("bm25 = 0.1", "", "missing names of retrieval: bm25"),
        ("[by_hand.routing]", "[by_hand.rooting]", "unknown groups: rooting; known are"),
        ("[by_hand.routing]", "[guessed.routing]", "unknown tables: guessed; known are by_hand, fitted"),
        ("[by_hand.routing]", "[fitted.support]", "the group support is both fitted and by hand"),
        ("bm25 = 0.1", 'bm25 = "0.1"', "retrieval.bm25 has to be a finite number, not '0.1'"),
        ("bm25 = 0.1", "bm25 = true", "retrieval.bm25 has to be a finite number, not True"),
        ("bm25 = 0.1", "bm25 = nan", "retrieval.bm25 has to be a finite number, not nan"),
        ("n_axes = 256", "n_axes = 256.5", "kernel_ridge.n_axes has to be a whole number, not 256.5"),
        ("bm25 = 0.1", "bm25 = ", "weights.toml is not TOML"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_the_name_of_what_is_wrong(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(WeightsError, match=re.escape(message)):
        parse_weights(TEXT.replace(old, new))


def test_a_missing_group_is_refused_by_its_name() -> None:
    without = re.sub(r"\[by_hand\.routing\][^\[]*", "", TEXT)
    with pytest.raises(WeightsError, match="missing groups: routing"):
        parse_weights(without)


def test_a_whole_number_is_taken_for_any_number() -> None:
    changed = parse_weights(TEXT.replace("bm25 = 0.1", "bm25 = 1"))
    assert changed.retrieval.bm25 == 1.0
    assert isinstance(changed.retrieval.bm25, float)


def test_the_file_is_read_once() -> None:
    assert weights() is weights()


def test_every_number_in_it_is_used() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "advisor").rglob("*.py") if path.name != "weights.py"
    )
    unused = [
        f"{group}.{name}"
        for group, name in names()
        if not re.search(rf"weights\(\)\.{group}\b", sources) or not re.search(rf"(?:\.|\"){name}\b", sources)
    ]
    assert unused == []
