"""Blocks of pages that programs write: replaced by name and kind, and noticed when somebody edits them."""

from evals.reporting.marked_blocks import (
    GENERATED,
    MEASURED,
    WAITING,
    block_names,
    edited_blocks,
    fill_blocks,
    waiting_blocks,
)

PAGE = """# Page

<!-- generated:commands -->
<!-- end -->

Words between.

<!-- measured:quality -->
<!-- end -->

<!-- measured:speed -->
<!-- end -->
"""


def test_a_block_is_replaced_and_all_around_it_stays() -> None:
    filled = fill_blocks(PAGE, GENERATED, {"commands": "| a | b |", "unknown": "x"})
    assert filled == PAGE.replace("commands -->\n", "commands -->\n\n| a | b |\n\n")
    assert fill_blocks(filled, GENERATED, {"commands": "| a | b |"}) == filled
    assert fill_blocks(filled, GENERATED, {"commands": "new"}).count("| a | b |") == 0


def test_a_block_of_the_other_kind_is_left_alone() -> None:
    assert fill_blocks(PAGE, GENERATED, {"quality": "x"}) == PAGE
    assert block_names(PAGE, MEASURED) == ["quality", "speed"]


def test_a_measured_block_that_was_edited_by_hand_is_named() -> None:
    filled = fill_blocks(PAGE, MEASURED, {"quality": "0.81 of 359", "speed": "1.3"})
    assert edited_blocks(filled) == []
    assert edited_blocks(filled.replace("0.81", "0.91")) == ["quality"]


def test_a_block_that_waits_for_its_run_is_named_and_is_no_fault() -> None:
    page = PAGE.replace("speed -->\n", f"speed -->\n\n{WAITING}\n\n")
    assert edited_blocks(page) == []
    assert waiting_blocks(page) == ["quality", "speed"]
    assert waiting_blocks(fill_blocks(page, MEASURED, {"speed": "1.3"})) == ["quality"]
