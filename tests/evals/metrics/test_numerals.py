"""Numbers of a sentence and of its source, however they are written."""

import pytest

from evals.metrics.numerals import count_numerals, numerals_missing


def test_numerals_are_compared_without_separators_and_trailing_zeros_and_with_number_words() -> None:
    assert count_numerals("$52,000 in 3.50 of three")["3"] == 1
    assert numerals_missing("52000 and 3.5 and 3", "$52,000, 3.50, three") == []
    assert numerals_missing("It is 91,300 in 2024", "It is 91,300") == ["2024"]


@pytest.mark.parametrize(
    ("sentence", "text", "missing"),
    [
        ("It fell by 7%.", "It fell by 7 percent.", []),
        ("It fell by seven per cent.", "It fell by 7%.", []),
        ("It fell by 7%.", "It took 7 years.", ["7%"]),
        ("It pays $7.", "It fell by 7%.", ["$7"]),
        ("It takes 7 years.", "It fell by 7%.", ["7 years"]),
        ("Between $65,000 and $110,000.", "$65,000–110,000", []),
        ("$110,000 at most.", "Annual pay (USD): 65,000 to 110,000", []),
        ("20% at least.", "20 to 35% of plants", []),
        ("20% at least.", "between 20 and 35 percent of plants", []),
        ("Five years.", "You need three years at sea.", ["Five years"]),
        ("Twenty-five lamps.", "25 lamps", []),
        ("1.5 million jobs.", "1,500,000 jobs", []),
        ("The pay is 65k.", "The pay is $65,000.", []),
        ("One of them is enough.", "Any of them is enough.", []),
        ("It pays 46,000 to 52,000.", "It pays 46-52k a year.", []),
        ("It pays 46 to 52,000.", "It pays 46-52k a year.", ["46 to 52,000"]),
        ("It pays $65,000 and takes 3.5 years.", "It pays 65 000 $ and takes 3½ years.", []),
        ("It pays £65,000.", "It pays $65,000.", ["£65,000"]),
        ("It pays $23 a year.", "It pays $23 an hour.", ["$23"]),
        ("Jobs grow 3%.", "Jobs decline by 3%.", ["3%"]),
        ("At least 5 years.", "Up to 5 years.", ["5 years"]),
        ("See 1.2.3 and Industry 4.0.", "Industry 4.0 and 1.2.3", []),
    ],
)
def test_a_number_is_held_to_its_kind_and_to_the_quote_however_it_is_written(
    sentence: str, text: str, missing: list[str]
) -> None:
    assert numerals_missing(sentence, text) == missing
