"""Markdown guides become plain reading text whose blocks a reader would quote."""

from pathlib import Path

import pytest

from advisor.domain import Guide, GuideMetadata
from advisor.errors import GuideError
from advisor.ingestion.parsing import Form, parse_guide, parse_text


def parse(text: str, name: str = "guide.md") -> Guide:
    return parse_text(text, name=name, form=Form.MARKDOWN)


def kinds(guide: Guide) -> list[tuple[str, str]]:
    return [(b.kind.value, guide.text[b.start : b.end]) for s in guide.sections for b in s.blocks]


def body(markdown: str) -> list[tuple[str, str]]:
    return kinds(parse(markdown))


FRONT = """---
id: nurse
title: Nurse Career Guide
role: Nurse
country: Canada
currency: CAD
credited: [Job Bank, Nurses Union]
date: 2024-05-01
licence: CC BY 4.0
source_url: https://example.org/nurse
reviewer: somebody
---
"""


def test_front_matter_says_who_and_whose_and_when() -> None:
    guide = parse(FRONT + "# Nurse\n\nNurses nurse.\n")
    assert (guide.id, guide.title) == ("nurse", "Nurse Career Guide")
    assert guide.metadata == GuideMetadata(
        role="Nurse",
        country="Canada",
        currency="CAD",
        credited=("Job Bank", "Nurses Union"),
        date="2024-05-01",
        licence="CC BY 4.0",
        source_url="https://example.org/nurse",
    )
    assert guide.text == "Nurse\n\nNurses nurse.\n"


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("---\ncountry: NO\nrole: yes\n---\n", {"country": "NO", "role": "yes"}),
        ("---\ntitle: Nurse: a guide\ndate: May 2024\n---\n", {"title": "Nurse: a guide", "date": "May 2024"}),
        ("---\nTitle: Nurse # ours\nLicense: CC BY\ntags: [a, b]\n---\n", {"title": "Nurse", "licence": "CC BY"}),
        ("---\ncountry: [US, Canada]\ntitle: [Nurse]\n---\n", {"country": "US, Canada", "title": "Nurse"}),
        ("---\nlastmod: 2024-06-01\nurl: /nurse/\n---\n", {"date": "2024-06-01", "source_url": ""}),
        ("---\nupdated: 2024-06-01\ndate: 2023\n---\n", {"date": "2023"}),
        ("---\noccupation: {a: b}\nrole: Nurse\n---\n", {"role": "Nurse"}),
        (
            '+++\ntitle = "Nurse"\ndate = 2024-06-01\n[menu]\ncountry = 1\n+++\n',
            {"title": "Nurse", "date": "2024-06-01"},
        ),
        ('{\n "title": "Nurse",\n "country": ["US"]\n}\n', {"title": "Nurse", "country": "US"}),
    ],
)
def test_front_matter_is_read_as_people_and_programs_write_it(front: str, told: dict[str, str]) -> None:
    guide = parse(front + "\n# A\n\nNurses nurse.\n")
    assert guide.text == "A\n\nNurses nurse.\n"
    said = {"title": guide.title, **{name: getattr(guide.metadata, name) for name in told if name != "title"}}
    assert {name: said[name] for name in told} == told


@pytest.mark.parametrize("text", ["+++\n\nOne.\n\n+++\n\nTwo.\n", "{curly} words\n", "---\n\nOne.\n\n---\n"])
def test_marks_that_only_look_like_front_matter_are_none(text: str) -> None:
    assert parse(text).title == "Guide"


def test_one_name_credited_and_an_unknown_date_are_understood() -> None:
    guide = parse("---\ncredited: Job Bank\ndate: unknown\n---\n# Nurse\n")
    assert guide.metadata.credited == ("Job Bank",)
    assert guide.metadata.date == ""


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("---\nid: nurse\ntitle: [unclosed\n---\n# A\n", r"guide\.md, line 4: .*not YAML"),
        ("---\nid: nurse\ntitle: {a\n---\n# A\n", r"guide\.md, line 4: .*not YAML"),
        ('+++\ntitle = "a\n+++\n# A\n', r"guide\.md, line 1: .*not TOML"),
        ('+++\ntitle = "a"\n# A\n', r"guide\.md, line 1: .*never closed"),
        ('{"title": "a",}\n# A\n', r"guide\.md, line 1: .*not JSON"),
        ("---\nid: nurse\ntitle: [a, b]\n---\n# A\n", r"guide\.md, line 3: title .* must be text"),
        ("---\nid: nurse\n\ncredited: {a: b}\n---\n# A\n", r"guide\.md, line 4: credited .* must be a list of names"),
        ("---\nid: Nurse Guide\n---\n# A\n", r"guide\.md, line 2: the id 'Nurse Guide' may have only"),
        ("---\nid: " + "a" * 65 + "\n---\n# A\n", r"guide\.md, line 2: the id"),
        ("---\nid: nurse\n# A\n\ntext\n", r"guide\.md, line 1: .*never closed"),
        ("---\ndate: 2024-99-99\nrole: [\n---\n# A\n", r"guide\.md, line \d: "),
        ("---\ntitle: " + "[" * 3000 + "\n---\n# A\n", r"guide\.md, line \d: .*not YAML"),
    ],
)
def test_broken_front_matter_is_refused_with_file_and_line(front: str, said: str) -> None:
    with pytest.raises(GuideError, match=said):
        parse(front)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert body("---\n\nJust text.\n\n---\n\nMore text.\n") == [
        ("paragraph", "Just text."),
        ("paragraph", "More text."),
    ]


def test_inline_marks_go_and_their_words_stay() -> None:
    assert body(
        "A **bold** *word*, `code`, [a link](http://x.y), [one][r], ![img](p.png)&amp; <b>tag</b>.\n\n[r]: http://z\n"
    ) == [("paragraph", "A bold word, code, a link, one, & tag.")]


def test_wrapped_lines_flow_and_hard_breaks_stay() -> None:
    assert body("one\ntwo  \nthree\\\nfour\n") == [("paragraph", "one two\nthree\nfour")]


def test_every_item_is_a_block_nested_ones_too() -> None:
    assert body("1. one\n2. two\n   wrapped\n   - deep `x`\n\n     aside\n3. [x] done\n") == [
        ("item", "one"),
        ("item", "two wrapped"),
        ("item", "deep x"),
        ("paragraph", "aside"),
        ("item", "done"),
    ]


def test_a_row_can_be_understood_alone() -> None:
    wide = "| Level | Pay | Years |\n|---|---|---|\n| Entry | $50,000 | 0–2 |\n| Senior | | 10+ |\n"
    assert body(wide) == [
        ("row", "Level: Entry; Pay: $50,000; Years: 0–2"),
        ("row", "Level: Senior; Years: 10+"),
    ]
    assert body("| Level | Median pay |\n|---|---|\n| Entry | **$50,000** |\n") == [
        ("row", "Level: Entry; Median pay: $50,000")
    ]
    assert body("| | |\n|---|---|\n| Pay: | $50,000 |\n") == [("row", "Pay: $50,000")]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        pytest.param("| | Pay |\n|---|---|\n| Entry | $5 |\n", ["Entry; Pay: $5"], id="empty corner"),
        pytest.param(
            "| Level | Pay |\n|---|---|\n| | (hourly) |\n| Entry | $5 |\n",
            ["Level: Entry; Pay (hourly): $5"],
            id="units",
        ),
        pytest.param(
            "| Place | Level | Pay |\n|---|---|---|\n| Bern | Entry | $5 |\n| | Senior | $9 |\n",
            ["Place: Bern; Level: Entry; Pay: $5", "Place: Bern; Level: Senior; Pay: $9"],
            id="joined cells",
        ),
        pytest.param(
            "<table>\n<tr><th>Work<th>Rate\n\n<tr><td>TIG<td>$5\n</table>\n", ["Work: TIG; Rate: $5"], id="html"
        ),
        pytest.param(
            "Rates: <table><tr><th>Work</th><th>Rate</th></tr><tr><td>TIG</td><td>$5</td></tr></table>",
            ["Work: TIG; Rate: $5"],
            id="html in a line",
        ),
    ],
)
def test_a_row_names_its_columns_however_the_table_is_written(table: str, rows: list[str]) -> None:
    assert [text for kind, text in body(table) if kind == "row"] == rows


def test_a_row_with_one_cell_heads_those_below_it() -> None:
    table = "| Level | Pay |\n|---|---|\n| **Union** | |\n| Entry | $5 |\n"
    assert body(table) == [("paragraph", "Union"), ("row", "Level: Entry; Pay: $5")]


def test_lines_with_a_name_and_a_value_are_labels_each() -> None:
    assert body("**Growth:** 7%\nStatus: fast\nSource: Job Bank\n") == [
        ("label", "Growth: 7%"),
        ("label", "Status: fast"),
        ("label", "Source: Job Bank"),
    ]


def test_a_value_over_its_name_is_a_figure() -> None:
    assert body("7%\ngrowth rate\n\n$50,000\n") == [("figure", "7%\ngrowth rate"), ("figure", "$50,000")]


def test_headings_of_both_kinds_nest_and_empty_ones_are_kept() -> None:
    guide = parse("Guide\n=====\n\n## Parent\n\n### Child *one*\n\ntext\n\nOther\n-----\n\n## ✅ Empty:\n")
    assert [" > ".join(s.path) for s in guide.sections] == ["Guide", "Parent", "Parent > Child one", "Other", "Empty"]
    assert [len(s.body) for s in guide.sections] == [0, 0, 1, 0, 0]
    assert [s.anchor for s in guide.sections] == ["guide", "parent", "child-one", "other", "empty"]


def test_the_text_of_html_stays_without_its_tags() -> None:
    html = "<div><h3>Head</h3>\n<p>Some <b>bold</b><br>text &amp; more</p><script>x()</script><!-- no --></div>\n"
    assert body(html) == [("heading", "Head"), ("paragraph", "Some bold\ntext & more")]


def test_code_and_quotes_are_paragraphs() -> None:
    assert body("```\na = 1\n  b\n```\n\n> said\n> somebody\n") == [
        ("paragraph", "a = 1\n  b"),
        ("paragraph", "said somebody"),
    ]


def test_garbled_markdown_is_repaired_and_the_repair_placed_in_the_reading_text() -> None:
    guide = parse("# Pay β€” *now*\n\nFrom **5â€“6** dollars.\n")
    assert [(guide.text[r.start : r.end], r.was) for r in guide.repairs] == [("—", "β€”"), ("–", "â€“")]


def test_a_credit_and_a_date_in_the_text_fill_what_the_front_matter_leaves_open() -> None:
    guide = parse("# Nurse\n\nLast updated: May 2024\n\n## Pay (CA, CAD)\n\nSource: Job Bank\n")
    found = guide.metadata
    assert (found.date, found.credited, found.country, found.currency) == ("May 2024", ("Job Bank",), "CA", "CAD")


@pytest.mark.parametrize("text", ["---\nid: a\n---\n", "<!-- nothing -->\n", "![only](a.png)\n", "***\n"])
def test_a_file_without_words_is_refused(text: str) -> None:
    with pytest.raises(GuideError, match=r"guide\.md: no reading text"):
        parse(text)


def test_the_shipped_guide_parses_into_the_sections_of_its_headings() -> None:
    guide = parse_guide(Path(__file__).parents[4] / "corpus" / "production-manager.md")
    paths = [" > ".join(s.path) for s in guide.sections]
    assert guide.id == "production-manager"
    assert "Career Path Tiers > Production Manager" in paths
    assert "Frequently Asked Questions > Can a Production Manager work remotely?" in paths
    assert sum(path.startswith("Frequently Asked Questions > ") for path in paths) == 8
    assert guide.excluded == guide.repairs == ()
