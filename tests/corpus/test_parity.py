"""The parity check itself: what it must notice, on two texts made up for the purpose."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus import parity

ORIGINAL = """\
Beekeeper Guide

3 out of 10 beekeepers know how to use the Langstroth hive and every tool that goes with it.

Pay (EUR)

20,000—30,000
Entry
$21,500

Tools

  • Varroa Mite Counter (VMC), HiveTracks.com
  • Smoker

Career

Keepers earn 15% more after 2–4 years in New Zealand, says the Royal Apiary Society.

Sources

BuzzPlan $8/month
"""

SHIPPED = """\
---
id: beekeeper
---
# Beekeeper Guide

Of 10 keepers, 3 can handle a Langstroth hive with all that belongs to it.

## At a Glance

## Pay (EUR)

Range: $20,000–$30,000

Entry: $21,500

## Tools

- The Varroa Mite Counter (VMC) from HiveTracks.com
- A smoker

## Career

According to the Royal Apiary Society, 2–4 years in New Zealand bring a keeper 15% more.

## Sources
"""


def compare(folder: Path, shipped: str) -> parity.Texts:
    (folder / "original.txt").write_text(ORIGINAL, encoding="utf-8")
    (folder / "shipped.md").write_text(shipped, encoding="utf-8")
    return parity.read_texts(folder / "original.txt", folder / "shipped.md")


def test_a_faithful_retelling_loses_and_copies_nothing(tmp_path: Path) -> None:
    texts = compare(tmp_path, SHIPPED)
    assert parity.losses(texts) == []
    assert parity.copied_runs(texts) == []
    assert parity.new_headings(texts) == ["At a Glance"]
    assert texts.boilerplate == ["BuzzPlan $8/month"]


@pytest.mark.parametrize(
    ("ours", "changed", "kind", "what"),
    [
        ("15% more", "15 more", "figure", "15%"),
        ("2–4 years", "2–5 years", "figure", "2-4"),
        ("$20,000–$30,000", "$20,000–$35,000", "figure", "20,000-30,000"),
        ("$21,500", "21,500", "figure", "$21,500"),
        ("(VMC) ", "", "acronym", "VMC"),
        ("HiveTracks.com", "a web site", "acronym", "HiveTracks"),
        ("New Zealand", "another country", "name", "New Zealand"),
        ("Langstroth ", "", "name", "Langstroth"),
        ("Royal Apiary Society", "Royal Society", "name", "Royal Apiary Society"),
        ("- A smoker\n", "", "list", "2 items, ours 1"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, ours: str, changed: str, kind: str, what: str) -> None:
    assert ours in SHIPPED
    losses = parity.losses(compare(tmp_path, SHIPPED.replace(ours, changed)))
    assert (kind, what) in [(loss.kind, loss.what) for loss in losses]


def test_a_figure_in_another_section_counts_as_lost(tmp_path: Path) -> None:
    moved = SHIPPED.replace(" 15% more", " more").replace("- A smoker", "- A smoker for 15%")
    assert parity.losses(compare(tmp_path, moved)) == [parity.Loss("Career", "figure", "15%")]


def test_eight_words_in_a_row_are_found_whatever_their_case_and_punctuation(tmp_path: Path) -> None:
    copied = SHIPPED.replace(
        "Of 10 keepers, 3 can handle a Langstroth hive",
        "Good keepers know how; to USE the langstroth - hive and: every",
    )
    assert parity.copied_runs(compare(tmp_path, copied)) == [
        parity.Run("Beekeeper Guide", "know how to use the langstroth hive and every", 9)
    ]


def test_seven_words_in_a_row_may_be_shared(tmp_path: Path) -> None:
    texts = compare(tmp_path, SHIPPED)
    seven = replace(texts, shipped={"Career": ["Many know how to use the Langstroth hive well."]})
    eight = replace(texts, shipped={"Career": ["Beekeepers know how to use the Langstroth hive well."]})
    assert parity.copied_runs(seven) == []
    assert [run.count for run in parity.copied_runs(eight)] == [8]


def test_a_heading_out_of_place_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Sources"):
        compare(tmp_path, SHIPPED.replace("## Sources", "## Literature\n\n## Sources of Honey"))
