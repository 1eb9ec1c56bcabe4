"""Numbers of headings count up, whatever kind they are of."""

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.ingestion.parsing.outline_numbers import Outline, read_numbers


def parse(text: str) -> Guide:
    return parse_text(text, name="guide.txt", form=Form.PASTED)


def paths(text: str) -> list[str]:
    """The sections but the first, which is the title's."""
    return [" > ".join(section.path) for section in parse(text).sections[1:]]


@pytest.mark.parametrize(
    ("lines", "depths"),
    [
        (["1 Pay", "1.1 Bands", "1.2 Extras", "2 Entry"], [1, 2, 2, 1]),
        (["1. Pay", "1.1. Bands", "1.1.1. Nights", "2. Entry"], [1, 2, 3, 1]),
        (["I. Pay", "A. Bands", "B. Extras", "II. Entry", "A. Test"], [1, 2, 2, 1, 2]),
        (["IV. Pay", "V. Entry"], [0, 0]),
        (["1 Pay", "3 Entry", "2 Test"], [1, 0, 1]),
        (["2.114 rooms", "Pay"], [0, 0]),
    ],
)
def test_a_number_counts_only_where_it_comes_next(lines: list[str], depths: list[int]) -> None:
    outline = Outline()
    assert [outline.take(line) for line in lines] == depths


@pytest.mark.parametrize("line", ["IIV. Pay", "Pay 1", "2024 was good", "1", "VX) Pay"])
def test_other_lines_have_no_number(line: str) -> None:
    assert not read_numbers(line)


OUTLINE = """Piano Tuner

1{0}What tuners do
Tuners set the pitch of pianos.

1.1{0}Tools
•{0}a tuning lever
•{0}felt strips

1.2{0}Working hours
A visit takes two hours.
2{0}Pay
2.1{0}Pay by place
Place{1}Pay
School{1}$90
Concert hall{1}$220
2.2{0}Extras
Travel is paid.
3{0}Training
You need to:
(a) finish school,
(b) pass a hearing test.
The course has 30 weeks.
"""


@pytest.mark.parametrize("blank", ["\t", " ", "  ", ". ", ".\t", ") "])
def test_numbered_headings_nest_by_their_numbers(blank: str) -> None:
    lines = OUTLINE.replace("•{0}", "• ").format(blank, "\t")
    heads = [f"{n}{blank}{name}" for n, name in (("1", "What tuners do"), ("2", "Pay"), ("3", "Training"))]
    one, two, three = (" ".join(head.split()) for head in heads)
    assert [path.split(" > ")[0] for path in paths(lines)] == [one, one, one, two, two, two, three]
    guide = parse(lines)
    assert [len(section.path) for section in guide.sections[1:]] == [1, 2, 2, 1, 2, 2, 1]
    training = [guide.text[block.start : block.end] for block in guide.sections[-1].body]
    assert training == [
        "You need to:",
        "finish school,",
        "pass a hearing test.",
        "The course has 30 weeks.",
    ]


def test_roman_numbers_and_letters_nest() -> None:
    text = (
        "Diver\n\nI. Work\nDivers weld under water.\n\nII. Pay\n\nA. Inland\nIt is $30 an hour.\n\nB. Offshore\n"
        "It is $80 an hour.\n\nIII. Training\nIt takes a year.\n1. Find a school\n2. Pay the fee\n"
    )
    assert paths(text) == ["I. Work", "II. Pay", "II. Pay > A. Inland", "II. Pay > B. Offshore", "III. Training"]


def test_a_table_of_contents_does_not_take_the_numbers_away() -> None:
    text = (
        "Roofer Career Guide\n\nContents\n1. Overview\n2. Pay\n2.1 Bands\n3. Entry\n\n"
        "1. Overview\nRoofers cover roofs.\n"
        "2. Pay\n2.1 Bands\nBand A gets £20,000.\n"
        "2.2 Extras:\nTools are free.\n3. Entry\nYou need:\n1. a helmet\n2. boots\n"
    )
    assert paths(text)[-5:] == ["1. Overview", "2. Pay", "2. Pay > 2.1 Bands", "2. Pay > 2.2 Extras", "3. Entry"]


def test_numbered_items_and_ranks_are_no_headings() -> None:
    text = "Baker\n\nCities\n\n1\tLondon\n2\tLeeds\n3\tYork\n\nSteps\n\n1. Finish school\n2. Find a shop\n3. Sign\n"
    assert paths(text) == ["Cities", "Steps"]


def test_the_kind_of_text_above_the_title_is_left_out() -> None:
    guide = parse("CAREER PROFILE\nPiano Tuner\n\nPay\n\nTuners earn $90 a visit.\n")
    assert guide.title == "Piano Tuner"
    assert guide.text[guide.excluded[0].start : guide.excluded[0].end] == "CAREER PROFILE"


def test_capitals_after_a_bare_list_are_the_next_heading() -> None:
    text = (
        "PIANO TUNER\nTuners set the pitch.\nPAY\nA visit costs $90.\nTOOLS\nA lever\nFelt strips\nA good ear\n"
        "OUTLOOK\nJobs shrink by 2%.\nTRAINING\nIt takes 30 weeks.\n"
    )
    assert paths(text) == ["PAY", "TOOLS", "OUTLOOK", "TRAINING"]
    guide = parse(text)
    assert [guide.text[b.start : b.end] for b in guide.sections[2].body] == ["A lever", "Felt strips", "A good ear"]
