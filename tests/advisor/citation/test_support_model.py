"""The support model reads a sentence beside its quotes."""

import pytest

from advisor.citation.support_model import support_model

pytestmark = pytest.mark.encoder
QUOTE = "Training. An apprentice works four years under a master before taking the exam."


def test_what_the_quote_says_scores_far_above_what_it_does_not_say() -> None:
    score = support_model().score
    right = score(QUOTE, "Before the exam, an apprentice works under a master for four years.")
    for wrong in (
        "An apprentice is paid by the hour and gets free lunch.",
        "Bakers rise early.",
        "A master works under an apprentice and never takes an exam.",
    ):
        assert right > score(QUOTE, wrong) + 1, wrong


def test_a_pair_has_one_score_however_long_and_odd_it_is() -> None:
    score = support_model().score
    assert score(QUOTE, "An apprentice works.") == score(QUOTE, "An apprentice works.")
    for quote, sentence in ((QUOTE * 50, "An apprentice works. " * 50), ("", ""), ("a \ud800", "\x00")):
        assert -30 < score(quote, sentence) < 30
