"""The gold of a suite found again in another text of the same guide."""

from pathlib import Path

import pytest

from advisor.bootstrap import corpus_dir
from advisor.domain import Guide
from advisor.embeddings import HashEmbedder
from advisor.ingestion.parsing import Form, parse_guide, parse_text
from advisor.settings import Settings
from evals.authoring.relocate_gold import relocate
from evals.cases.shipped import SUITES
from evals.cases.suite import Gold, SuiteError, faults, gold_fault, load_suite
from evals.metrics.answers import answer_metrics
from tests.evals.by_hand import answered

HERE = """# Keeper

## Pay

The median salary is $52,000. Senior keepers earn $61,500 a year. Bonuses are rare.

## Tools

- Brass telescope
- Signal flags

### Care of tools

Tools are oiled weekly. A dry cloth takes the dust off the lens.
"""

THERE = """# The Keeper's Guide

## PAY

Pay is good. Half of all keepers get more than a median salary of $52,000. Seniors earn $61,500 each year. Few get more.

## Tools

- Telescope, made of brass
- Flags

### Care of Tools

Oil tools every week. Dust on the lens is taken off with a dry cloth.
"""


def guide(text: str) -> Guide:
    return parse_text(text, name="keeper.md", form=Form.MARKDOWN)


def place(section: tuple[str, ...], quote: str, there: str = THERE) -> str:
    (found,) = relocate([Gold(section=section, quote=quote)], guide(HERE), guide(there), HashEmbedder())
    where, other = found.binding.there, guide(there)
    assert other.text[where.start : where.end] == found.words
    assert not gold_fault(Gold(**where.model_dump()), other)
    return found.words


def test_a_list_item_is_the_one_in_the_same_position() -> None:
    assert place(("Tools",), "Brass telescope") == "Telescope, made of brass"
    assert place(("Tools",), "Signal flags") == "Flags"


def test_a_sentence_of_a_paragraph_with_as_many_is_the_one_in_the_same_position() -> None:
    assert place(("Tools", "Care of tools"), "Tools are oiled weekly.") == "Oil tools every week."


def test_a_sentence_of_a_paragraph_with_more_is_the_one_of_like_words_and_the_same_numbers() -> None:
    assert place(("Pay",), "Senior keepers earn $61,500 a year.") == "Seniors earn $61,500 each year."
    assert "$52,000" in place(("Pay",), "The median salary is $52,000.")


def test_a_section_of_the_same_last_heading_is_enough_when_it_is_the_only_one() -> None:
    flat = THERE.replace("### Care of Tools", "## Care of Tools")
    assert place(("Tools", "Care of tools"), "Tools are oiled weekly.", flat) == "Oil tools every week."


def test_a_section_or_block_without_a_counterpart_is_refused() -> None:
    with pytest.raises(SuiteError, match="0 sections like 'Pay'"):
        place(("Pay",), "Bonuses are rare.", THERE.replace("## PAY", "## Money"))
    with pytest.raises(SuiteError, match="2 blocks here and 1 there"):
        place(("Tools",), "Brass telescope", THERE.replace("- Flags\n", ""))


@pytest.fixture
def original(shared_data: Path) -> Guide:
    return parse_guide(shared_data / "guides" / "production-manager-career-path-guide.txt")


def test_the_suite_put_to_the_original_text_is_sound(original: Guide) -> None:
    assert list(faults(load_suite(SUITES / "production-manager-original.jsonl"), original)) == []


def test_every_vital_nugget_stands_in_a_gold_section_of_the_original_text(original: Guide) -> None:
    text = {s.path: original.text[s.start : s.end] for s in original.sections}
    for case in load_suite(SUITES / "production-manager-original.jsonl").cases:
        golden = dict.fromkeys(gold.section for gold in case.gold)
        said = answered((" ".join(text[section] for section in golden), []))
        assert answer_metrics(case, said)["nuggets_vital"].value in (None, 1.0), case.id


def test_every_vital_nugget_stands_in_a_gold_section_of_the_shipped_guide() -> None:
    held = parse_guide(corpus_dir(Settings()) / "production-manager.md")
    text = {s.path: held.text[s.start : s.end] for s in held.sections}
    for case in load_suite(SUITES / "production-manager").cases:
        golden = dict.fromkeys(gold.section for gold in case.gold)
        said = answered((" ".join(text[section] for section in golden), []))
        assert answer_metrics(case, said)["nuggets_vital"].value in (None, 1.0), case.id


def test_no_eight_words_of_the_original_text_but_its_headings_stand_in_the_bindings(original: Guide) -> None:
    kept = (SUITES / "production-manager-original.jsonl").read_text(encoding="utf-8").casefold().split()
    runs = {tuple(kept[n : n + 8]) for n in range(len(kept) - 7)}
    blocks = [block for section in original.sections for block in section.body]
    bodies = [original.text[block.start : block.end].casefold().split() for block in blocks]
    assert [w[n : n + 8] for w in bodies for n in range(len(w) - 7) if tuple(w[n : n + 8]) in runs] == []
