"""A text that asks several things is taken apart into questions that stand alone, and no other is."""

import pytest

from advisor.query.decomposition import asking_sentence, decompose, split_joined_headings, split_joined_nouns


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What do bakers earn? Which tools do bakers use?",
            ("What do bakers earn?", "Which tools do bakers use?"),
        ),
        (
            "What do bakers earn and how early do bakers start work?",
            ("What do bakers earn", "how early do bakers start work?"),
        ),
        (
            "I have flour at home. What do bakers earn? Do bakers travel abroad?",
            ("What do bakers earn?", "Do bakers travel abroad?"),
        ),
    ],
)
def test_each_question_of_a_text_is_a_part(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


def test_a_part_that_points_at_the_first_keeps_its_words_beside_its_own() -> None:
    first, second = decompose("Which exam do bakers sit? Is it hard?")
    assert first == "Which exam do bakers sit?"
    assert second == "Is it hard? (Which exam do bakers sit)"


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between a baker and a doctor?", ("a baker", "a doctor")),
        ("difference between island ferries and dishwashers", ("island ferries", "dishwashers")),
        ("bakers vs welders?", ("bakers", "welders")),
        ("Compare bakers with pastry chefs", ("bakers", "pastry chefs")),
        ("compare the pay of beginners and seniors", ("the pay of beginners", "the pay of seniors")),
        ("How do bakers differ from welders?", ("bakers", "welders")),
    ],
)
def test_a_comparison_gives_one_part_a_side(question: str, sides: tuple[str, ...]) -> None:
    assert decompose(question) == sides


@pytest.mark.parametrize(
    "question",
    [
        "What do bakers earn?",
        "Do bakers and welders work at night?",
        "What are the pros and cons of it?",
        "I bake bread every day. I like it. Could I become a baker?",
        "What do bakers earn? How much?",  # a mere "how much" belongs to what it follows
        "What is it? Who is it? Where is it? When is it?",  # four things are too many
        "What is the difference?",
        "bakers",
        "",
    ],
)
def test_a_text_that_asks_one_thing_or_too_many_stays_whole(question: str) -> None:
    assert decompose(question) == (question,)


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("My aunt bakes bread. What do bakers earn a year?", "What do bakers earn a year?"),
        ("Answer in one word! Do bakers work at night?", "Do bakers work at night?"),
        ("My aunt bakes bread. How much?", "My aunt bakes bread. How much?"),  # too little to be asked alone
        ("Do bakers travel? Do bakers work at night?", "Do bakers travel? Do bakers work at night?"),
        ("What do bakers earn?", "What do bakers earn?"),
    ],
)
def test_the_one_sentence_that_asks_is_told_from_what_stands_beside_it(text: str, asking: str) -> None:
    assert asking_sentence(text) == asking


TITLES = ("Pros", "Cons", "Morning (9:00 AM - 12:00 PM)", "Afternoon (12:00 PM - 3:00 PM)", "Soft Skills")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what are the pros and cons", ("what are the pros", "what are the cons")),
        ("pros cons baker", ("pros baker", "cons baker")),
        ("the morning or the afternoon?", ("the morning?", "the afternoon?")),
        ("planning and scheduling?", ("planning and scheduling?",)),
        ("which soft skills", ("which soft skills",)),
    ],
)
def test_two_things_with_a_heading_each_are_asked_one_after_the_other(question: str, parts: tuple[str, ...]) -> None:
    assert split_joined_headings(question, TITLES) == parts


def test_a_name_and_its_verb_are_no_two_headings() -> None:
    titles = ("Employment", "Pay")
    assert split_joined_headings("which employers pay the most", titles) == ("which employers pay the most",)
    assert len(split_joined_headings("employment and pay of bakers", titles)) == 2


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("salary and hours?", ("salary", "hours")),
        ("education, experience", ("education", "experience")),
        ("what do they earn and do", ("what do they earn and do",)),
        ("salary", ("salary",)),
    ],
)
def test_a_mere_phrase_of_two_things_is_divided(question: str, parts: tuple[str, ...]) -> None:
    assert split_joined_nouns(question) == parts


def test_what_is_asked_for_at_the_second_side_is_asked_for_at_both() -> None:
    assert decompose("entry level vs senior pay") == ("entry level pay", "senior pay")
    assert decompose("degree or experience, and how long does it take") == (
        "degree or experience",
        "how long does it take",
    )
