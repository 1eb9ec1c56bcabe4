"""Two things that a guide only ever names in one breath are not told apart by it."""

import pytest

from advisor.query.comparison import compared_pair, distinguishes

TOGETHER = ("Bakers use tools such as scales and whisks.", "Keep scales and whisks clean.", "Bread is baked at night.")


@pytest.mark.parametrize(
    "question",
    ["scales or whisks, which is better?", "Which one would you rather have: scales or whisks?", "scales vs whisks"],
)
def test_a_question_that_weighs_two_things_is_told_by_its_build(question: str) -> None:
    pair = compared_pair(question)
    assert pair is not None
    assert not distinguishes(TOGETHER, pair)


@pytest.mark.parametrize(
    "question", ["Do bakers work days or nights?", "Which tools do bakers use?", "Is it better or?", "or"]
)
def test_other_questions_weigh_nothing(question: str) -> None:
    assert compared_pair(question) is None


@pytest.mark.parametrize(
    "sentence",
    ["Scales show the weight.", "Scales are cheaper than whisks.", "Scales cost a lot, whereas whisks are cheap."],
)
def test_a_guide_tells_them_apart_that_speaks_of_one_alone_or_compares_them(sentence: str) -> None:
    pair = compared_pair("Which is better, scales or whisks?")
    assert pair is not None
    assert distinguishes((*TOGETHER, sentence), pair)


def test_what_a_guide_does_not_name_is_left_to_the_rest_of_the_evidence() -> None:
    pair = compared_pair("Which is better, spoons or forks?")
    assert pair is not None
    assert distinguishes(TOGETHER, pair)
