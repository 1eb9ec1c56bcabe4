"""What a guide costs grows with its size, whatever stands in it."""

import math
import time
from collections.abc import Callable

import pytest

from advisor.errors import GuideError
from advisor.facts import find_disagreements, find_facts
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.embed_chunks import collect_inputs
from advisor.ingestion.parsing import MAX_BYTES, Form, parse_text
from advisor.ingestion.parsing.limits import MAX_BLOCKS, MAX_LINES, MAX_SECTIONS, MAX_SENTENCES, MAX_TAGS

MAX_GROWTH = 3.0  # at twice the size
CHEAP_S = 0.1  # what costs less is not worth a measurement
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


def cost_s(work: Callable[[], object]) -> float:
    """CPU seconds, the best of five; at once if it is next to nothing."""
    best = math.inf
    for _ in range(5):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
        if best < CHEAP_S:
            break
    return best


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
    once, twice = (head + UNITS[kind] * (n // len(UNITS[kind])) for n in (N_CHARS, 2 * N_CHARS))
    second = cost_s(lambda: take_in(twice, form))
    assert second < CHEAP_S or second < MAX_GROWTH * cost_s(lambda: take_in(once, form))


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
