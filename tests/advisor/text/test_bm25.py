"""What BM25 finds, and with which score."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.text.bm25 import K1, B, Bm25
from advisor.text.tokens import stems, tokenize

TEXTS = [
    "Career > Pay: A production manager earns $87,500 a year in the US.",
    "Career > Hours: Plants run 24/7, so managers work shifts and stay on-site.",
    "Career > Tools: Dashboards in C++ or C#, ISO 9001 audits and SAP.",
    "Career > Benefits: Most employers match a 401k and offer café vouchers.",
    "Career > Hours: Full-time work is usual; part-time work is rare.",
]


@pytest.fixture(scope="module")
def bm25() -> Bm25:
    return Bm25(TEXTS)


@given(st.text())
def test_any_text_can_be_tokenized_indexed_and_searched(text: str) -> None:
    assert all(word and word == word.strip() for word in tokenize(text))
    bm25 = Bm25([text, "work"])
    assert len(bm25.search(text, 5).positions) == len(set(bm25.search(text, 5).positions.tolist()))
    assert (0 in bm25.search(text, 5).positions) == bool(stems(text))


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("What does a production manager earn?", 0),
        ("Do I have to work onsite?", 1),
        ("Is it a 24/7 job?", 1),
        ("do i need c++", 2),
        ("Which iso audits?", 2),
        ("is there a 401k?", 3),
        ("cafe voucher", 3),
        ("Can I work part-time?", 4),
        ("Can I work part time?", 4),
    ],
)
def test_a_question_finds_the_text_that_shares_its_words(bm25: Bm25, question: str, place: int) -> None:
    assert bm25.search(question, 3).positions[0] == place


def test_scores_are_those_of_the_formula() -> None:
    bm25 = Bm25(["pear pear apple", "pear", "plum plum plum plum", ""])
    mean = (3 + 1 + 4 + 0) / 4
    idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    expected = [idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * n / mean)) for tf, n in ((2, 3), (1, 1))]
    assert bm25.scores("pear", [0, 1, 2, 3]) == pytest.approx([*expected, 0, 0])


def test_a_word_in_every_text_counts_little_but_not_against(bm25: Bm25) -> None:
    everywhere, rare = bm25.scores("career", [2])[0], bm25.scores("sap", [2])[0]
    assert 0 < everywhere < rare / 5


def test_a_repeated_word_of_the_question_counts_once(bm25: Bm25) -> None:
    assert np.array_equal(bm25.scores("pay pay pay", range(5)), bm25.scores("pay", range(5)))


def test_matches_come_best_first_the_earlier_one_at_a_tie_and_never_without_a_shared_word() -> None:
    bm25 = Bm25(["plum", "pear tree", "pear", "pear tree", "apple"])
    found = bm25.search("pear", 10)
    assert found.positions.tolist() == [2, 1, 3]
    assert (found.scores > 0).all()
    assert found.scores[1] == found.scores[2]
    assert bm25.search("pear", 2).positions.tolist() == [2, 1]
    assert bm25.search("the cherry?", 10).positions.tolist() == []
    assert bm25.search("pear", 0).positions.tolist() == []


def test_only_allowed_texts_are_found_with_the_scores_they_have_anyway(bm25: Bm25) -> None:
    allowed = np.array([True, False, True, True, True])
    found = bm25.search("work hours", 5, allowed)
    everything = dict(
        zip(
            *map(np.ndarray.tolist, (bm25.search("work hours", 5).positions, bm25.search("work hours", 5).scores)),
            strict=True,
        )
    )
    assert found.positions.tolist() == [4]
    assert 1 in everything
    assert found.scores[0] == pytest.approx(everything[4])


def test_scores_keep_the_order_of_the_positions_and_agree_with_search(bm25: Bm25) -> None:
    found = bm25.search("manager work hours", 5)
    assert np.array_equal(bm25.scores("manager work hours", found.positions), found.scores)
    assert bm25.scores("sap", [2, 0, 2]).tolist()[1] == 0
    assert bm25.scores("sap", []).shape == (0,)


def test_the_limit_cuts_the_full_ranking() -> None:
    chance = random.Random(7)
    bm25 = Bm25(" ".join(chance.choices(["pay", "work", "hours", "plant", "line", "shift"], k=12)) for _ in range(300))
    everything = bm25.search("pay and hours of shift work", 300)
    for limit in (1, 2, 7, 50, 299):
        assert (
            bm25.search("pay and hours of shift work", limit).positions.tolist()
            == everything.positions.tolist()[:limit]
        )


@pytest.mark.parametrize("texts", [[], [""], ["", "the of and"], ["…"]])
def test_nothing_is_found_where_there_are_no_words(texts: list[str]) -> None:
    bm25 = Bm25(texts)
    assert len(bm25) == len(texts)
    assert bm25.search("work", 5).positions.tolist() == []
