"""What a guide costs grows with its size, whatever stands in it."""

import time
import tracemalloc

import pytest

from advisor.errors import GuideError
from advisor.facts import find_disagreements, find_facts
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.embed_chunks import collect_inputs
from advisor.ingestion.parsing import MAX_BYTES, Form, parse_text
from advisor.ingestion.parsing.limits import (
    MAX_BLOCKS,
    MAX_CELLS,
    MAX_CHUNKS,
    MAX_LINES,
    MAX_SECTIONS,
    MAX_SENTENCES,
    MAX_TAGS,
    check_chunks,
)
from tests.cpu_time import grows_in_step

N_CHARS = 5_000

UNITS = {
    "letters with full stops": "a. ",
    "abbreviations": "Dr. e.g. No. ",
    "one sentence again and again": "A baker bakes bread at night. ",
    "sums of money": "$1,000 ",
    "sums of money that are said to be pay": "Bakers earn a salary of $1,000 a year. ",
    "growth": "Employment is projected to grow 5% from 2020 to 2030. ",
    "degrees": "A bachelor's degree or a master's degree is required, ",
    "years": "You need 2 to 3 years of experience. ",
    "digits": "7",
    "digits with points": "7.7",
    "per cent": "growth 7% ",
    "brackets": "[",
    "images": "![",
    "links": "[a](b) ",
    "emphasis within words": "*a_b ",
    "strong": "**a ",
    "code": "`a ",
    "angles": "<a ",
    "entities": "&amp;",
    "items": "- bake bread\n",
    "headings": "# Pay\n\n",
    "headings with figures": "## Pay\n\nBakers earn $5.\n\n",
    "labels": "Pay: $5 a year\n\n",
    "rows": "| x | $5,000 |\n",
    "quotes": "> a\n",
    "spaces": " \t",
    "words": "word ",
    "and": "and ",
    "garbled": "â€™ ",
    "emoji": "👩\u200d🔧 ",
    "invisible": "a\u200b\u202e",
}


def take_in(text: str, form: Form) -> None:
    try:
        guide = parse_text(text, name="baker.md", form=form)
    except GuideError:
        return
    collect_inputs(chunk_guide(guide))
    find_disagreements(find_facts(guide))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", UNITS)
def test_twice_a_guide_costs_about_twice(kind: str, form: Form) -> None:
    head = "| a | b |\n|---|---|\n" if kind == "rows" else ""
    n_units = N_CHARS // len(UNITS[kind])
    assert grows_in_step(lambda times: take_in(head + UNITS[kind] * (times * n_units), form))


def test_a_guide_of_more_sections_than_a_page_can_show_is_refused() -> None:
    assert len(parse_text("# a\n" * MAX_SECTIONS, name="x.md", form=Form.MARKDOWN).sections) == MAX_SECTIONS
    with pytest.raises(GuideError, match=r"x\.md: \d+ sections are more than a guide has"):
        parse_text("# a\n" * (MAX_SECTIONS + 1), name="x.md", form=Form.MARKDOWN)


def test_a_guide_of_more_items_than_anybody_reads_is_refused() -> None:
    with pytest.raises(GuideError, match=r"x\.md: \d+ blocks are more than a guide has"):
        parse_text("- a\n" * (MAX_BLOCKS + 1), name="x.md", form=Form.MARKDOWN)


@pytest.mark.parametrize(
    ("unit", "form", "told"),
    [
        ("- item\n", Form.MARKDOWN, f"lines are more than a guide has ({MAX_LINES})"),
        ("# h\n\n", Form.MARKDOWN, f"lines are more than a guide has ({MAX_LINES})"),
        ("*a_b\n\n", Form.MARKDOWN, f"lines are more than a guide has ({MAX_LINES})"),
        ("| x | $5,000 |\n", Form.MARKDOWN, f"lines are more than a guide has ({MAX_LINES})"),
        ("- item\n", Form.PASTED, f"lines are more than a guide has ({MAX_LINES})"),
        ("a. ", Form.PASTED, f"sentences are more than a guide has ({MAX_SENTENCES})"),
        ("a. ", Form.MARKDOWN, f"sentences are more than a guide has ({MAX_SENTENCES})"),
        ("|a" * 200 + "|\n", Form.MARKDOWN, f"cells are more than a guide has ({MAX_CELLS})"),
        ("<b>a</b>", Form.HTML, f"tags are more than a guide has ({MAX_TAGS})"),
        ("<div>", Form.HTML, f"tags are more than a guide has ({MAX_TAGS})"),
    ],
)
def test_a_file_that_would_cost_minutes_is_refused_in_one_sentence_before_it_is_parsed(
    unit: str, form: Form, told: str
) -> None:
    text = unit * (MAX_BYTES // len(unit))
    begun = time.process_time()
    with pytest.raises(GuideError) as caught:
        parse_text(text, name="x.md", form=form)
    assert str(caught.value).endswith(f"{told}; split the file.")
    assert time.process_time() - begun < 5


def test_a_guide_of_the_largest_size_with_ordinary_sentences_is_within_the_limits() -> None:
    sentence = "A baker bakes bread at night, and the pay is small. "
    paragraph = (sentence * 5).strip() + "\n\n"
    text = "# Bakers\n\n" + paragraph * (MAX_BYTES // len(paragraph) - 1)
    assert sum(len(section.blocks) for section in parse_text(text, name="x.md").sections) <= MAX_BLOCKS


def in_markdown(header: str, n_rows: int) -> str:
    return f"# Pilot\n\n|Role|{header}|\n|-|-|\n" + "|r|5|\n" * n_rows


def on_a_page(header: str, rows: str) -> str:
    return f"<html><body><h1>Pilot</h1><p>Pilots fly.</p><table>{header}{rows}</table></body></html>"


LONG = "name of a column " * 140  # as long as a cell may be that is no part of the page's layout
MULTIPLYING = {
    "a long name": (Form.MARKDOWN, in_markdown(LONG * 10, 7_000)),
    "many names": (
        Form.MARKDOWN,
        f"# Pilot\n\n{'|a median wage of pilots' * 99}|\n{'|-' * 99}|\n" + f"{'|5' * 99}|\n" * 600,
    ),
    "a long name on a page": (Form.HTML, on_a_page(f"<tr><th>Role<th>{LONG}", "<tr><td>r<td>5" * 1_000)),
    "many header rows": (
        Form.HTML,
        on_a_page(
            "<thead>" + "".join(f"<tr><th colspan=50>a{n}<th colspan=50>b{n}" for n in range(200)) + "</thead>",
            f"<tr>{'<td>5' * 100}" * 150,
        ),
    ),
    "cells over many rows": (
        Form.HTML,
        on_a_page("<tr><th>a<th>b<th>c", f"<tr><td rowspan=1000>{LONG}<td>5<td>5" + "<tr><td>5<td>5" * 999),
    ),
    "many tables": (
        Form.HTML,
        on_a_page("", f"</table><table><tr><th>Role<th>{LONG}{'<tr><td>r<td>5' * 20}" * 90),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MULTIPLYING)
def test_a_table_that_multiplies_its_source_is_refused_before_it_fills_the_memory(kind: str) -> None:
    form, text = MULTIPLYING[kind]
    tracemalloc.start()
    try:
        with pytest.raises(
            GuideError, match=r"^x\.y: with the names of columns repeated in every row, [^\n]+ split the"
        ):
            parse_text(text, name="x.y", form=form)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 150_000_000


@pytest.mark.parametrize("form", [Form.MARKDOWN, Form.HTML])
def test_a_table_of_many_named_columns_and_short_values_is_no_such_table(form: Form) -> None:
    names = [f"Median annual wage in the year {2000 + n}" for n in range(20)]
    if form is Form.MARKDOWN:
        text = f"# Pay\n\n|Area|{'|'.join(names)}|\n{'|-' * 21}|\n" + f"|Alabama{'|$5' * 20}|\n" * 800
    else:
        header = "<tr><th>Area" + "".join(f"<th>{name}" for name in names)
        text = on_a_page(header, f"<tr><td>Alabama{'<td>$5' * 20}" * 800)
    assert parse_text(text, name="x.y", form=form).text.count(names[-1]) >= 800


def test_the_header_rows_of_a_page_cost_no_more_than_their_number() -> None:
    def page(n: int) -> str:
        rows = "".join(f"<tr><th colspan=50>a{k}<th colspan=50>b{k}" for k in range(n))
        return on_a_page(f"<thead>{rows}</thead>", f"<tr>{'<td>5' * 100}")

    assert grows_in_step(lambda times: take_in(page(200 * times), Form.HTML))


def test_a_guide_of_more_passages_than_are_searched_is_refused() -> None:
    check_chunks(MAX_CHUNKS, name="x.md")
    with pytest.raises(GuideError, match=r"x\.md: \d+ passages are more than a guide has"):
        check_chunks(MAX_CHUNKS + 1, name="x.md")
