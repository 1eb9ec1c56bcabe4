"""Edits of sentences do what their names say."""

import random

import pytest

from evals.fitting import support_edits as edits
from evals.fitting.support_pairs import own_pairs

SENTENCE = "In most states, surveyors usually need a license, but interns may work under 3 managers."


@pytest.mark.parametrize("seed", range(20))
def test_an_edit_that_changes_never_gives_the_same_sentence(seed: int) -> None:
    found = edits.changed(SENTENCE, random.Random(seed))

    assert found is not None
    assert found[0] != SENTENCE


def test_a_phrase_is_never_exchanged_for_one_that_means_the_same() -> None:
    groups = [["usually", "typically", "never"]]

    shown = {edits.exchange("They usually travel.", groups, random.Random(seed)) for seed in range(20)}

    assert shown == {"They never travel."}


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("front", "If it rains, work stops.", "Work stops if it rains."),
        ("renumbered", "They have three managers.", "They have 3 managers."),
        ("fewer", "They cut, weld, grind, and paint parts.", "They cut, grind, and paint parts."),
        ("part", "The tests are long, but they are not hard to pass.", None),
    ],
)
def test_an_edit_keeps_the_sense(name: str, text: str, wanted: str | None) -> None:
    shown = getattr(edits, name)(text, random.Random(0))

    assert shown == wanted if wanted else shown in ("The tests are long.", "They are not hard to pass.")


def test_our_own_pairs_have_both_labels_for_every_place() -> None:
    labels: dict[str, set[str]] = {}
    for pair in own_pairs():
        labels.setdefault(pair.premise, set()).add(pair.label)

    assert len(labels) > 20
    assert all(found == {"entailment", "no"} for found in labels.values())
