"""Lines that a writer means as headings divide a Markdown guide."""

import pytest

from advisor.ingestion.parsing import Form, parse_text


def sections(text: str) -> list[str]:
    guide = parse_text(text, name="guide.md", form=Form.MARKDOWN)
    return [" > ".join(section.path) for section in guide.sections]


@pytest.mark.parametrize(
    "line",
    [
        *("**Pay**", "__Pay__", "***Pay***", "**Pay:**", "**Pay**:", "**💰 Pay**"),
        *("## Pay ##", "##Pay", "##Pay##", "#Pay", "## **Pay**", "## [Pay](#pay)", "Pay\n---", "## Pay[edit]"),
        *("## Pay {#pay}", "## Pay {: .no_toc }", "##Pay {#pay .big}"),
    ],
)
def test_a_heading_however_it_is_written_opens_a_section(line: str) -> None:
    assert sections(f"# Smith\n\nSmiths forge.\n\n{line}\n\nIt is good.\n")[-1] == "Pay"


def test_capital_lines_and_bold_lines_above_a_text_without_a_blank_line_are_headings() -> None:
    text = "SMITH\n\nSmiths forge.\n\nPAY\n\nIt is good.\n\n**Hours**\nForty.\n\n**2.1 Training**\n\nTwo years.\n"
    assert sections(text) == ["SMITH", "PAY", "Hours", "2.1 Training"]


def test_bold_lines_stand_below_the_heading_before_them_and_questions_beside_a_question() -> None:
    text = "# Smith\n\nX.\n\n## Pay\n\n**Bonus**\n\nSome.\n\n### Is it hot?\n\nYes.\n\n**Is it loud?**\n\nYes.\n"
    assert sections(text) == ["Smith", "Pay", "Pay > Bonus", "Pay > Is it hot?", "Pay > Is it loud?"]


@pytest.mark.parametrize(
    "text",
    [
        "**Smiths earn a lot.**\n\nThey do.\n",
        "**$72,000 a year**\n\nThat is the median.\n",
        "**Pay:** $72,000\n\nThat is the median.\n",
        "**Ann Berg**\n\n**Tom Hill**\n\n**Ann Wu**\n\nThey wrote this.\n",
        "They say goodbye.\n\n**See you soon**\n",
        "- **Pay**\n\n  It is good.\n",
        "> **Pay**\n>\n> It is good.\n",
        "**Pay** is good.\n\nIt is.\n",
        "#1 in demand is the smith.\n\nIt is.\n",
        "#career #craft\n\nIt is.\n",
    ],
)
def test_what_is_bold_or_marked_for_another_reason_is_no_heading(text: str) -> None:
    assert sections(f"# Smith\n\nSmiths forge.\n\n{text}") == ["Smith"]


def test_a_glued_title_is_the_title() -> None:
    guide = parse_text("#Smith Guide\n\nSmiths forge.\n\n##Pay\nGood.\n", name="x.md", form=Form.MARKDOWN)
    assert (guide.title, [section.title for section in guide.sections]) == ("Smith Guide", ["Smith Guide", "Pay"])
