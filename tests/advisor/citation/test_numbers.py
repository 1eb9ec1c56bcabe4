"""Which numbers a text holds, with their units, and which of a sentence its quotes do not bear."""

import pytest

from advisor.citation.numbers import HeadedText, numeral_fault, numerals


def test_numbers_are_the_same_with_and_without_thousands_separators() -> None:
    assert [one.value for one in numerals("$1,250,000 or 3.5% in 2024")] == [1_250_000, 3.5, 2024]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$65k to 80k", [(65_000, "money"), (80_000, "money")]),
        ("3-5%", [(3, "percent"), (5, "percent")]),
        ("twenty-five percent of 1.5 million", [(25, "percent"), (1_500_000, "plain")]),
        ("one of the ways takes one year", [(1, "plain")]),
        ("24/7 since 2024", [(24.007, "plain"), (2024, "plain")]),
        ("USD 1,250,000 or 12 dollars", [(1_250_000, "money"), (12, "money")]),
    ],
)
def test_numbers_are_read_with_their_units(text: str, values: list[tuple[float, str]]) -> None:
    assert [(one.value, one.kind) for one in numerals(text)] == values


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Pay starts at $65,000 a year.", "Pay of beginners starts at $65 000 a year."),
        ("Seniors are paid 46,000 to 52,000.", "Seniors are paid 46-52k a year."),
        ("Seniors earn up to 52,000 a year.", "Seniors are paid 46-52k a year."),
        ("A degree takes 3.5 to 4 years.", "A degree takes 3½ to 4 years."),
        ("They earn 3,500 euros a month.", "They earn 3.500 € a month."),
        ("They earn CHF 85,000.", "They earn CHF 85'000 a year."),
        ("They earn about $57,000.", "The median is $57,090 a year."),
        ("50% of them are self-employed.", "Half of them are self-employed."),
        ("Jobs fall by 4% by 2033.", "The number of jobs will change by −4% until 2033."),
        ("First, the exam takes two hours.", "The exam takes 2 hours."),
        ("Of the two jobs, the smith's pays $50.", "Smith: $50; Helper: $20"),
        ("Lifts are checked once a week.", "Weekly checks of the lifts."),
        ("The bonus can reach 5 percent.", "Up to 5 percent bonus."),
        ("You can't begin before you turn 16.", "Apprentices are at least 16."),
        ("It goes up to fifteen thousand dollars.", "It runs from $3,000 for juniors to $15,000 for seniors."),
        ("Spreaders get €890 for a month's work.", "Spreader: €890 a month"),
        ("It takes half a year to a year.", "Time: 6 to 12 months"),
        ("Use at most 20 pages; do not run past twenty pages.", "Avoid more than twenty pages."),
        ("It cuts them inside two minutes.", "It cuts them in less than two minutes."),
        ("Lifting more than 25 kilograms is forbidden.", "You may not lift more than 25 kilograms."),
        ("Groups of seven or more are rare.", "Hardly any group has more than six."),
        ("The week is shorter than the 40 hours here.", "They work 40 hours here and 32 there."),
        ("It takes a client three quarters of an hour.", "One takes twenty minutes, the other forty-five."),
        ("You may not train under 18.", "You may train from the age of at least 18."),
        ("You have two tries.", "You may try twice."),
        ("Homes at Band 6 take two days a week.", "At Band 6, home work is allowed twice a week."),
        ("Practise twice a week at Year 10.", "Two days a week in Year 10."),
        ("It takes one week in Texas and three months in Ohio.", "From one week in Texas to three months in Ohio."),
        ("One can lift a 50-pound dog.", "Lift 50 pounds alone."),
        ("Outside London it is £53.", "London: £58; Elsewhere: £53"),
        ("A month's notice is due once six months are over.", "Notice is one month, except in the first six months."),
    ],
)
def test_a_number_may_be_written_otherwise_than_in_its_quote(sentence: str, quote: str) -> None:
    assert numeral_fault(sentence, [HeadedText(quote)]) == ""


@pytest.mark.parametrize(
    ("sentence", "quote", "other"),
    [
        ("Pay starts at $65 a year.", "Pay starts at $65 000 a year.", "found in none"),
        ("Seniors are paid 46 to 52,000.", "Seniors are paid 46-52k a year.", "found in none"),
        ("They earn ₹12 a year.", "They earn ₹12 lakh a year.", "found in none"),
        ("They get 12 dollars a word.", "They get 12¢ a word.", "found in none"),
        ("They earn £85,000.", "They earn $85,000.", "another currency"),
        ("They get $23 a year.", "They get $23 an hour.", "another period"),
        ("It takes 2 months.", "It takes two weeks.", "found in none"),
        ("Jobs will grow by 3%.", "Jobs will decline by 3%.", "another direction"),
        ("They have at least 5 years.", "They have up to 5 years.", "differs"),
        ("They earn at least 52,000.", "They earn 46-52k.", "differs"),
        ("The bonus is 5 percent.", "The bonus is up to 5 percent.", "differs"),
        ("It takes 11 months.", "It takes 9 to 11 months.", "differs"),
        ("All three exams are oral.", "There are four exams, all of them oral.", "found in none"),
        ("At entry level a smith earns $71,400.", "Senior smith: $71,400; Entry level: $40,100", "another meaning"),
        (
            "A large kitchen takes two days and a small one four.",
            "A small kitchen takes two days, a large one four.",
            "another meaning",
        ),
        ("They have at least 18 members.", "They have at most 18 members, and never a guest.", "differs"),
        ("It is one day a month.", "It is one day a week.", "another period"),
        ("In your third year you get $40.", "Years 0–1: $40; years 2–4: $50", "another meaning"),
    ],
)
def test_a_number_has_to_agree_with_its_quote_in_all_that_both_state(sentence: str, quote: str, other: str) -> None:
    assert other in numeral_fault(sentence, [HeadedText(quote)])


def test_a_heading_states_the_period_and_currency_of_the_figures_below() -> None:
    assert "period" in numeral_fault("They get $23 a year.", [HeadedText("Median: $23", ("Pay", "Hourly wages"))])
    assert "currency" in numeral_fault("They get $23.", [HeadedText("Median: 23", ("Pay (GBP per hour)",))])
    assert numeral_fault("They get $23 an hour.", [HeadedText("Median: $23", ("Pay", "Hourly wages"))]) == ""


def test_a_number_of_another_row_under_the_same_heading_has_another_meaning() -> None:
    rows = [HeadedText(text, ("Pay",)) for text in ("Leading hand: $42 an hour", "Junior fitter: $24 an hour")]
    elsewhere = [rows[0], HeadedText(rows[1].text, ("Abroad",))]
    assert "another meaning" in numeral_fault("A junior fitter gets $42 an hour.", rows[:1], rows)
    assert numeral_fault("A leading hand gets $42 an hour.", rows[:1], rows) == ""
    assert numeral_fault("A junior fitter gets $42 an hour.", rows[:1], elsewhere) == ""


def test_other_numbers_at_similar_words_are_no_fault() -> None:
    held = HeadedText("Intermediates earn $1,350 a week.", ("Pay",))
    beside = [held, HeadedText("Juniors earn $950 a week, more than helpers.", ("Pay",))]
    assert numeral_fault("Intermediates earn $1,350, more than juniors earn.", [held], beside) == ""
