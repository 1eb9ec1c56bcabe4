"""What kind of answer a question asks for, which sentences hold one, and which names it sets as a condition."""

import pytest

from advisor.query.answer_type import detect_answer_type
from advisor.query.answer_type_patterns import WANTS_ALL, WANTS_LIST, WANTS_SUMMARY
from advisor.query.named_entities import find_names, missing_names
from advisor.query.value_kind import ValueKind

VOCABULARY = frozenset("the guide bakers earn in france and ovens of bosch since 2024".split())


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What percentage of bakers are self-employed?", ValueKind.SHARE),
        ("whats the pass rate of the exam", ValueKind.SHARE),
        ("What year was the guild founded?", ValueKind.DATE),
        ("when was this written?", ValueKind.DATE),
        ("How long does the apprenticeship last?", ValueKind.DURATION),
        ("how many weeks of holiday do they get", ValueKind.DURATION),
        ("How much does the licence cost?", ValueKind.COST),
        ("is there an application fee", ValueKind.COST),
        ("does it put you into debt", ValueKind.COST),
        ("what would I be shelling out for lessons", ValueKind.COST),
        ("and how much is that?", ValueKind.COST),
        ("whats the guild exam gonna run me", ValueKind.COST),
        ("How much is the median salary?", ValueKind.PAY),
        ("what do bakers earn", ValueKind.PAY),
        ("How many bakers are there?", ValueKind.COUNT),
        ("Who founded the guild?", ValueKind.PERSON),
        ("what is the name of the first teacher", ValueKind.PERSON),
        ("Which companies hire the most bakers?", ValueKind.FIRM),
        ("name a few good schools", ValueKind.FIRM),
        ("which of the big names should I write to", ValueKind.FIRM),
        ("What year is that figure from?", ValueKind.DATE),
        ("is that weeks or months of work", ValueKind.DURATION),
        ("which employers of bakers are best known", ValueKind.FIRM),
        ("Which make of oven is it?", ValueKind.FIRM),
        ("What caused the fire?", ValueKind.CAUSE),
        ("Where did all those burns come from?", ValueKind.CAUSE),
        ("Why do bakers get up early?", ValueKind.REASON),
        ("how come?", ValueKind.REASON),
    ],
)
def test_a_question_asks_for_a_value_of_one_kind(question: str, value: ValueKind) -> None:
    assert detect_answer_type(question).value is value


@pytest.mark.parametrize(
    "question",
    [
        "Do I need a degree?",
        "What does a baker do all day?",
        "Which employers pay the most?",
        "Do bakers make good money?",
        "Which company size suits a beginner?",
        "How long is the list of tools?",
        "When do bakers start in the morning?",
        "What kind of companies hire bakers?",
    ],
)
def test_a_question_that_names_no_kind_of_value_is_held_by_any_sentence(question: str) -> None:
    asked = detect_answer_type(question)
    assert asked.value is None
    assert asked.is_held_by("Bakers rise early.")


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("What percentage are self-employed?", "About 12% work for themselves.", "Some 12 of them do."),
        ("What percentage are self-employed?", "One in ten does.", "Few are."),
        ("What year was the guild founded?", "It dates from 1893.", "It is 130 years old."),
        ("How long does it take?", "It takes two to three years.", "It takes patience and 3 ovens."),
        ("How much does the exam cost?", "The fee is $250.", "There are 250 questions in it."),
        ("How much does a baker make?", "The median wage is $36,650.", "Bakers earn competitive salaries."),
        ("How many ovens does a bakery have?", "A bakery has four ovens.", "The ovens are hot."),
        ("Who founded the guild?", "The guild was founded by Taiichi Ohno.", "A Head Baker leads each shop."),
        ("Which companies hire bakers?", "They work at Crumb Ltd and elsewhere.", "They work at large companies."),
    ],
)
def test_a_sentence_holds_a_value_of_the_kind_asked_for_or_does_not(question: str, holds: str, lacks: str) -> None:
    asked = detect_answer_type(question)
    assert asked.is_held_by(holds)
    assert not asked.is_held_by(lacks)


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [("Two in ten bakers use a starter.", True), ("Sales grew by 7% at one firm.", False)],
)
def test_a_share_has_to_be_of_what_is_asked_about(sentence: str, holds: bool) -> None:
    assert detect_answer_type("What percentage of bakers bake at night?").is_held_by(sentence) is holds


def test_a_share_tells_a_reader_how_many() -> None:
    asked = detect_answer_type("How many bakers are self-employed?")
    told = "Self-employed workers: 18%"
    assert asked.is_told_by(told)
    assert not asked.is_held_by(told)
    assert not asked.is_told_by("Some bakers are self-employed.")
    assert not detect_answer_type("What does a baker earn?").is_told_by(told)


def test_an_amount_is_a_price_only_beside_a_word_for_one() -> None:
    asked = detect_answer_type("How much does the course cost?")
    assert asked.is_held_by("The fee for the course is $300.")
    assert not asked.is_held_by("Senior-Level: $103,250")


def test_an_amount_beside_the_names_asked_about_is_their_price_and_pay_is_none() -> None:
    asked = detect_answer_type("How much does the CFE exam cost?")
    assert asked.is_held_by("CFE: Certified Fraud Examiner, 400 questions, $450.")
    assert not asked.is_held_by("A CFE earns $450 a day.")
    assert not asked.is_held_by("CPA: four exams, $1,050.")


@pytest.mark.parametrize("amount", ["CHF 85'000", "₹12 lakh", "3.500 €", "85k", "$65 000", "85,000"])
def test_pay_is_written_in_many_ways(amount: str) -> None:
    assert detect_answer_type("How much do they earn?").is_held_by(f"They earn {amount}.")


def test_a_reason_is_a_whole_sentence() -> None:
    asked = detect_answer_type("Why is it stressful?")
    assert asked.is_held_by("Bakers work at night because bread is eaten in the morning.")
    assert not asked.is_held_by("Stress Level: High")


def test_a_count_has_to_be_of_what_is_to_be_counted() -> None:
    asked = detect_answer_type("How many apprentices does a bakery take?")
    assert not asked.is_held_by("A bakery opens at 6:00 and has ovens.")


@pytest.mark.parametrize(
    "sentence",
    ["Wages start at $36,000 for people who bake.", "12% of people bake.", "It takes people 3-5 years to learn."],
)
def test_an_amount_a_share_and_a_time_count_nobody(sentence: str) -> None:
    asked = detect_answer_type("How many people work in a bakery?")
    assert not asked.is_held_by(sentence)
    assert asked.is_held_by("About 40 people do.")


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("How many weeks does the course take?", "It takes twelve days.", "It takes 3-5 years."),
        ("How many hours is a shift?", "It lasts 8 hours.", "It takes 3-5 years."),
        ("How many years does it take?", "It takes 30 months.", "It takes two weeks."),
    ],
)
def test_a_time_is_told_in_about_the_unit_that_is_asked_for(question: str, holds: str, lacks: str) -> None:
    asked = detect_answer_type(question)
    assert asked.is_held_by(holds)
    assert not asked.is_held_by(lacks)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What do bakers earn in Germany?", ("germany",)),
        ("what do bakers earn in germany?", ("germany",)),
        ("Does Siemens hire bakers?", ("siemens",)),
        ("What was the pay in 2019?", ("2019",)),
        ("Did the great Lionel Poilane write it?", ("lionel poilane",)),
        ("WHAT DO THEY EARN?", ()),
        ("What do they earn? Is it much?", ()),
        ("and the lowest (the median, What do bakers earn)", ()),
    ],
)
def test_places_firms_years_and_people_are_conditions(question: str, names: tuple[str, ...]) -> None:
    assert find_names(question) == names


@pytest.mark.parametrize(
    "question",
    [
        "I live in Germany, what do bakers earn?",
        "I worked at Siemens before. Can I become a baker?",
        "my school in Germany gave me a diploma, does it count?",
    ],
)
def test_a_readers_own_place_or_employer_is_no_condition(question: str) -> None:
    assert find_names(question) == ()


def test_a_name_is_lacking_when_the_guides_have_none_of_its_telling_words() -> None:
    assert missing_names(("france", "2024", "bosch"), VOCABULARY) == ()
    assert missing_names(("germany", "2019", "siemens"), VOCABULARY) == ("germany", "2019", "siemens")
    assert missing_names(("south france",), VOCABULARY) == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which OSHA standard is it?", ("osha",)),
        ("can monday.com plan shifts", ("monday.com",)),
        ("Do I HAVE to work nights, ASAP?", ()),
        ("WHICH ISO STANDARD IS IT", ()),
    ],
)
def test_an_abbreviation_in_capitals_is_a_name_unless_everybody_uses_it_or_the_reader_shouts(
    question: str, names: tuple[str, ...]
) -> None:
    assert find_names(question) == names


@pytest.mark.parametrize(
    ("question", "of_the_guide", "known"),
    [
        ("Do they get a bonus?", "a yearly bonus is usual", True),
        ("Do they get a bonus?", "pay is good", False),
        ("is there a 401k", "there is a pension", True),
        ("What do I get without paying?", "a subscription without paying", False),
    ],
)
def test_a_thing_that_work_may_come_with_is_known_by_any_of_its_words(
    question: str, of_the_guide: str, known: bool
) -> None:
    assert any(words & set(of_the_guide.split()) for words in detect_answer_type(question).employment_terms) is known


def test_lists_and_summaries_are_told_from_other_questions() -> None:
    assert WANTS_LIST.search("Which tools are used?")
    assert not WANTS_LIST.search("Is it loud in a bakery?")
    assert WANTS_ALL.search("List the tools")
    assert not WANTS_ALL.search("Which tools are used for dough?")
    assert WANTS_SUMMARY.search("Describe the work in a nutshell")
    assert not WANTS_SUMMARY.search("What does it pay?")
