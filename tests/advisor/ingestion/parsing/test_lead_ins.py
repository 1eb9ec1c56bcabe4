"""Lead-ins, parents and struck words in three formats."""

import pytest

from advisor.domain import Block, Guide
from advisor.index.library.serialization import dump_guide, load_guide
from advisor.ingestion.parsing import Form, parse_text

MARKDOWN = """# Planner Guide

## Steps

Avoid these:

1. a loan

   It is dear.

   * of a bank
2. a ~~bad~~ hurry

You need:

- time
"""
HTML = """<html><body><main><h1>Planner Guide</h1><p>Planners plan weddings and meetings for people of all kinds.</p>
<h2>Steps</h2><p>Avoid these:</p><ol><li>a loan<ul><li>of a bank</li></ul></li><li>a <del>bad</del> hurry</li></ol>
<p>You need:</p><ul><li>time</li></ul></main></body></html>"""
PASTED = """Planner Guide

Planners plan weddings.

Steps

Avoid these things in your first year:
- a loan
    - of a bank
- a ~~bad~~ hurry

You need to bring along some of these:
- time
"""
FORMS = [(MARKDOWN, Form.MARKDOWN), (HTML, Form.HTML), (PASTED, Form.PASTED)]


def block(guide: Guide, words: str) -> Block:
    return next(b for s in guide.sections for b in s.blocks if guide.text[b.start : b.end] == words)


def heads(guide: Guide, words: str) -> list[str]:
    return [guide.text[head.start : head.end].split()[0] for head in block(guide, words).heads]


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_items_know_what_introduces_them(text: str, form: Form) -> None:
    guide = parse_text(text, name="planner", form=form)
    assert heads(guide, "a loan") == ["Avoid"]
    assert heads(guide, "a hurry") == ["Avoid"]
    assert heads(guide, "of a bank") == ["Avoid", "a"]
    parent = block(guide, "of a bank").parent
    assert parent is not None
    assert guide.text[parent.start : parent.end] == "a loan"
    assert "bad" not in guide.text
    lead = block(guide, "time").lead
    assert lead is not None
    assert guide.text[lead.start : lead.end].startswith("You need")


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_what_introduces_a_block_is_stored(text: str, form: Form) -> None:
    guide = parse_text(text, name="planner", form=form)
    assert load_guide(guide.id, guide.version, guide.text, dump_guide(guide)).sections == guide.sections


def test_a_lead_in_that_is_an_item_introduces_its_neighbours_where_indents_are_lost() -> None:
    guide = parse_text("Baker\n\nCosts\n\n* Not included:\n* the bus\n* the books\n", name="baker", form=Form.PASTED)
    assert heads(guide, "the books") == ["Not"]


def test_a_list_after_prose_has_no_lead_in() -> None:
    guide = parse_text("# Baker\n\nBakers never sleep.\n\n- flour\n- water\n", name="baker.md", form=Form.MARKDOWN)
    assert heads(guide, "water") == []


def test_a_column_that_denies_names_its_cell() -> None:
    table = "# Baker\n\n| Not taught | Taught |\n| --- | --- |\n| rye | wheat |\n"
    guide = parse_text(table, name="baker.md", form=Form.MARKDOWN)
    assert block(guide, "Not taught: rye; Taught: wheat")


def test_a_table_in_html_inside_markdown_has_rows() -> None:
    table = "<table><tr><th>Kind</th><th>Rate</th></tr><tr><td>TIG</td><td>$27.50</td></tr></table>"
    guide = parse_text(f"# Welder\n\nWelders join.\n\n{table}\n", name="welder.md", form=Form.MARKDOWN)
    assert "TIG$27.50" not in guide.text
    assert "Rate: $27.50" in guide.text


def test_question_and_answer_on_lines_of_one_paragraph_are_paired() -> None:
    text = "# Florist\n\nQ: Do I have to get up early?\nA: Yes, markets open at 4 a.m.\n"
    guide = parse_text(text, name="florist.md", form=Form.MARKDOWN)
    heads = block(guide, "Yes, markets open at 4 a.m.").heads
    assert [guide.text[head.start : head.end] for head in heads] == ["Do I have to get up early?"]
