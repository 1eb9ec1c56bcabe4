"""Pasted text with marks of chats, word processors and mail programs reads as it was meant."""

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.ingestion.parsing.type_marks import without_type_marks


def parse(text: str) -> Guide:
    return parse_text(text, name="guide.txt", form=Form.PASTED)


def bodies(guide: Guide) -> dict[str, list[tuple[str, str]]]:
    """Kind and words of what stands in each section."""
    return {
        section.path[-1]: [(block.kind.value, guide.text[block.start : block.end]) for block in section.body]
        for section in guide.sections
    }


def items(*words: str) -> list[tuple[str, str]]:
    return [("item", word) for word in words]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**Pay** is **good**.", "Pay is good."),
        ("a *journeyman* card and an _official_ one", "a journeyman card and an official one"),
        ("5*3*2 and snake_case_name and 2 * 3 * 4", "5*3*2 and snake_case_name and 2 * 3 * 4"),
        ("* one\n* two", "* one\n* two"),
        ("Text.\n**Pay**\nIt is good.", "Text.\n\nPay\nIt is good."),
        ("> Pay\n> It is good.", "Pay\nIt is good."),
        ("•\nOne\n•\n\nTwo", "• One\n• Two"),
        ("\uf0b7 One\n\uf0a7\tTwo", "• One\n• Two"),
        ("(cid:127) One", "• One"),
        ("Ø One\nØ Two", "• One\n• Two"),
        ("v One line alone", "v One line alone"),
        ("Pay > $50\n> half", "Pay > $50\n> half"),
    ],
)
def test_marks_become_what_they_mean(written: str, read: str) -> None:
    assert without_type_marks(written) == read


@pytest.mark.parametrize("mark", ["**{}**", "*{}*", "__{}__", "**{}**:", "**{}:**"])
def test_a_line_in_bold_type_is_a_heading(mark: str) -> None:
    pay, training = mark.format("Pay"), mark.format("How to train")
    guide = parse(f"Slater\n{pay}\nA slater earns £31,000.\n{training}\nIt takes *two* years.\n")
    assert list(bodies(guide)) == ["Slater", "Pay", "How to train"]
    assert bodies(guide)["How to train"] == [("paragraph", "It takes two years.")]


@pytest.mark.parametrize(
    "bullet", ["•\n", "•\t", "▪ ", "o ", "– ", "\uf0b7", "(cid:127) ", "§\t", "ü ", "◦ ", "- [ ] "]
)
def test_bullets_of_any_program_make_items(bullet: str) -> None:
    text = f"Slater\n\nTools\n{bullet}Hammer\n{bullet}Ripper\n\nPay\n\nA slater earns £31,000.\n"
    assert [words.removeprefix("[ ] ") for _, words in bodies(parse(text))["Tools"]] == ["Hammer", "Ripper"]


def test_bare_lines_below_a_lead_in_are_its_items_up_to_the_next_heading() -> None:
    text = (
        "Slater\n\nDay-to-day tasks\nYou might:\nstrip old roofs\ncut slates\nWorking environment\nYou could work at"
        " height.\n"
    )
    assert bodies(parse(text)) == {
        "Slater": [],
        "Day-to-day tasks": [("paragraph", "You might:"), *items("strip old roofs", "cut slates")],
        "Working environment": [("paragraph", "You could work at height.")],
    }


def test_what_a_chat_says_around_its_answer_is_left_out() -> None:
    guide = parse(
        "Certainly! Here is a short guide:\n\n**Slater**\n\n1. Training\n   - Two years at a college\n"
        "2. Outlook\n   Jobs grow 2% a year.\n\nWould you like me to add the pay?\n"
    )
    assert bodies(guide) == {
        "Slater": [],
        "1. Training": items("Two years at a college"),
        "2. Outlook": [("paragraph", "Jobs grow 2% a year.")],
    }
    assert [guide.text[part.start : part.end][:8] for part in guide.excluded] == ["Certainl", "Would yo"]


def test_what_a_chat_says_that_its_answer_is_a_guide_to_is_its_title() -> None:
    guide = parse("Here's a detailed guide on becoming a Slater:\n\n**Pay**\n\n* **Median:** £31,000\n")
    assert guide.title == "becoming a Slater"


def test_the_head_of_a_message_is_left_out() -> None:
    guide = parse(
        "From: Ann\nSent: Monday\nSubject: FW: roofs\n\nSlater Career Guide\n\nPay\n\nA slater earns £31,000.\n"
    )
    assert guide.title == "Slater Career Guide"
    assert guide.text[guide.excluded[0].start : guide.excluded[0].end].count("\n") == 2


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Slater: how to become one", "Slater: how to become one"),
        ("Career guide: Slater", "Career guide: Slater"),
        ("Job title: Slater", "Slater"),
        ("Position: Senior slater", "Senior slater"),
    ],
)
def test_a_first_line_with_a_colon_can_name_the_career(first: str, title: str) -> None:
    assert parse(f"{first}\n\nPay\n\nA slater earns £31,000.\n").title == title


@pytest.mark.parametrize("mark", [("Q:", "A:"), ("Q.", "A."), ("Q -", "A -"), ("", "")])
def test_a_question_stands_over_its_answer(mark: tuple[str, str]) -> None:
    q, a = (f"{one} ".lstrip() for one in mark)
    guide = parse(
        f"Slater\n\n{q}Do I need a licence?\n{a}No, but most have a card.\n{q}Is it cold?\n{a}Yes, from November on.\n"
    )
    assert [len(section.body) for section in guide.sections[1:]] == [1, 1]
    assert guide.sections[2].path[-1].endswith("Is it cold?")
