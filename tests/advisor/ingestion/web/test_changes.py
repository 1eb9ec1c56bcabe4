"""What changed between two versions of a guide, in words that a person reads at once."""

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.ingestion.web.changes import ChangeKind, Changes, compare_guides

OLD = """# Cooper

A cooper makes barrels.

## Pay

The median pay is $40,000 a year. One in ten earns more than $61,500. Overtime is paid.

## Training

Training takes three years.

| Town | Pay |
| --- | --- |
| Oslo | $50,000 |
| Bergen | $45,000 |

## Outlook

Demand falls by 2% until 2034.
"""


def guide(text: str) -> Guide:
    return parse_text(text, name="cooper.md", form=Form.MARKDOWN)


def changes(*pairs: tuple[str, str]) -> Changes:
    new = OLD
    for was, now in pairs:
        assert was in new
        new = new.replace(was, now)
    return compare_guides(guide(OLD), guide(new))


def test_the_same_guide_has_no_changes() -> None:
    assert changes() == Changes()


@pytest.mark.parametrize(
    ("was", "now", "figures"),
    [
        ("$40,000", "$41,200", [("$40,000", "$41,200")]),
        ("three years", "two years", [("three years", "two years")]),
        ("| Bergen | $45,000 |", "| Bergen | $47,000 |", [("$45,000", "$47,000")]),
        ("by 2% until 2034", "by 5% until 2035", [("by 2%", "by 5%"), ("2034", "2035")]),
        ("One in ten earns more than $61,500.", "One in ten earns over $64,000.", [("$61,500", "$64,000")]),
        ("Overtime is paid.", "Overtime is seldom paid.", []),
    ],
)
def test_a_reworded_sentence_shows_its_figures_old_and_new(was: str, now: str, figures: list[tuple[str, str]]) -> None:
    (one,) = changes((was, now)).sections
    assert one.kind is ChangeKind.REWORDED
    assert one.before != one.after
    found = [(figure.was, figure.now) for figure in one.figures]
    assert [
        (a.removeprefix("by ").removeprefix("more than "), b.removeprefix("by ").removeprefix("over "))
        for a, b in found
    ] == [(a.removeprefix("by "), b.removeprefix("by ")) for a, b in figures]


def test_sections_come_go_and_are_renamed() -> None:
    found = changes(
        ("## Outlook\n\nDemand falls by 2% until 2034.\n", "## Tools\n\nAn adze and a plane.\n"), ("## Pay", "## Wages")
    )
    kinds = {one.kind: one for one in found.sections}
    assert kinds[ChangeKind.RENAMED].path[-1] == "Wages"
    assert kinds[ChangeKind.RENAMED].before.endswith("Pay")
    assert kinds[ChangeKind.ADDED].after == "An adze and a plane."
    assert kinds[ChangeKind.GONE].before == "Demand falls by 2% until 2034."


def test_a_title_and_an_order_that_changed_are_told() -> None:
    assert changes(("# Cooper", "# Coopers")).title_was == "Cooper"
    (one,) = changes(("| Oslo | $50,000 |\n| Bergen | $45,000 |", "| Bergen | $45,000 |\n| Oslo | $50,000 |")).sections
    assert (one.before != one.after, one.n_sentences, one.figures) == (True, 0, ())


def test_a_sentence_alone_is_added_or_gone() -> None:
    (added,) = changes(("Overtime is paid.", "Overtime is paid. Tips are not.")).sections
    assert (added.before, added.after) == ("", "Tips are not.")
    (gone,) = changes((" Overtime is paid.", "")).sections
    assert (gone.before, gone.after) == ("Overtime is paid.", "")


def test_many_changes_cost_no_more_than_their_size() -> None:
    def long(year: int) -> Guide:
        rows = "\n".join(f"| Town {n} | ${n + year},000 |" for n in range(700))
        return guide(f"# Cooper\n\n## Pay\n\n| Town | Pay |\n| --- | --- |\n{rows}\n")

    (one,) = compare_guides(long(0), long(1)).sections
    assert len(one.figures) == 700
