"""A figure is of those whom the list or table over it names."""

import pytest

from advisor.facts import find_disagreements, find_facts
from advisor.ingestion.parsing import Form, parse_text


def disagreements(text: str, form: Form = Form.MARKDOWN) -> int:
    guide = parse_text(text, name="diver.md", form=form)
    return len(find_disagreements(find_facts(guide)))


INTRO = "# Diver\n\nDivers work under water.\n\n## Pay\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "- Inland divers earn:\n  - $45,000 a year\n- Offshore divers earn:\n  - $80,000 a year\n",
        "- Inland:\n  - Salary: $45,000\n- Offshore:\n  - Salary: $80,000\n",
        "Inland divers:\n\n- Salary: $45,000\n\nOffshore divers:\n\n- Salary: $80,000\n",
        "- By water:\n  - Sea:\n    - Salary: $45,000\n  - Lake:\n    - Salary: $80,000\n",
    ],
)
def test_items_under_other_items_are_of_other_people(text: str) -> None:
    assert disagreements(INTRO + text) == 0


def test_items_that_name_nobody_still_contradict_one_another() -> None:
    assert disagreements(INTRO + "- The median salary is $45,000\n- The median salary is $80,000\n") == 1


TABLE = "<table><tr><td></td><td>Low pay</td><td>High pay</td></tr>{}</table>"


@pytest.mark.parametrize(
    "html",
    [
        TABLE.format("<tr><td>Sea<td>$45,000<td>$80,000</tr><tr><td>Lake<td>$40,000<td>$60,000</tr>"),
        "<table><tr><td>State</td><td>Salary</td></tr><tr><td>Ohio</td><td>$45,000</td></tr>"
        "<tr><td>Iowa</td><td>$80,000</td></tr></table>",
        "<table><tr><th></th><th>2019</th><th>2023</th></tr><tr><th>Median pay<td>$45,000<td>$80,000</table>",
    ],
)
def test_rows_and_columns_of_tables_without_marked_heads_are_told_apart(html: str) -> None:
    body = f"<h1>Diver</h1><p>Divers work under water, in every sea.</p><h2>Pay</h2>{html}"
    assert disagreements(f"<html><body>{body}</body></html>", Form.HTML) == 0
