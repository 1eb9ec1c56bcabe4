"""Pasted text is divided by its structure, whatever its headings say and however it was pasted."""

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest

from advisor.domain import BlockKind, Guide
from advisor.errors import GuideError
from advisor.ingestion.parsing import Form, parse_guide, parse_text
from tests.advisor.ingestion.parsing import beekeeper


def parse(text: str, name: str = "guide.txt") -> Guide:
    return parse_text(text, name=name, form=Form.PASTED)


def blocks(guide: Guide, path: str) -> list[tuple[str, str]]:
    """Kind and words of what stands under one heading."""
    section = next(s for s in guide.sections if " > ".join(s.path) == path)
    return [(block.kind.value, guide.text[block.start : block.end]) for block in section.body]


@pytest.fixture(scope="module")
def plain() -> Guide:
    return parse(beekeeper.TEXT)


def test_sections_paths_and_blocks_come_out_as_a_reader_would_say(plain: Guide) -> None:
    assert beekeeper.outline(plain) == beekeeper.BODIES


def test_the_canonical_text_is_the_whole_text(plain: Guide) -> None:
    assert plain.text == beekeeper.TEXT


def test_figures_hold_their_name_and_value_in_one_block(plain: Guide) -> None:
    assert blocks(plain, "At a glance") == [
        ("figure", "4%\n\ngrowth rate"),
        ("figure", "$41,300\n\nmedian salary"),
        ("figure", "outdoor work"),
    ]
    assert ("figure", "Mid-Level\n$41,300") in blocks(plain, "Annual Salary (US, USD)")
    assert blocks(plain, "Market Demand")[0] == ("figure", "Low\nModerate\nHigh")


def test_items_come_without_their_bullets(plain: Guide) -> None:
    assert blocks(plain, "Tech Stack")[0] == ("item", "Hive scales (e.g., BroodMinder, Arnia)")


def test_a_paths_elements_lose_the_emoji_and_the_heading_block_keeps_it(plain: Guide) -> None:
    pros = next(s for s in plain.sections if s.title == "Pros")
    assert plain.text[pros.blocks[0].start : pros.blocks[0].end] == "✅ Pros"
    assert pros.anchor == "pros"


def test_the_price_list_behind_the_sources_is_left_out_with_a_reason(plain: Guide) -> None:
    (part,) = plain.excluded
    assert plain.text[part.start : part.end].startswith("Share this guide")
    assert plain.text[part.start : part.end].endswith("Go to account ›")
    assert part.reason
    assert plain.sections[-1].title == "Sources & References"


def test_the_publishers_name_does_not_matter() -> None:
    guide = parse(beekeeper.TEXT.replace("HiveWork", "Quorl").replace("USD $", "EUR "))
    assert beekeeper.outline(guide) == beekeeper.BODIES


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("marks", ["?", ""])
def test_with_every_heading_renamed_the_same_sections_come_out(plain: Guide, seed: int, marks: str) -> None:
    renamed = beekeeper.rewrite_headings(beekeeper.TEXT, plain, beekeeper.rename(seed, question_marks=marks))
    guide = parse(renamed)
    assert beekeeper.bodies(guide) == beekeeper.bodies(plain)
    for section, known in zip(guide.sections, plain.sections, strict=True):
        assert len(section.path) <= len(known.path)


SAME_SECTIONS = {
    "trailing colons": lambda text, guide: beekeeper.rewrite_headings(
        text, guide, lambda heading: heading if heading.endswith("?") else heading + ":"
    ),
    "capitals": lambda text, guide: beekeeper.rewrite_headings(text, guide, str.upper),
    "no blank line behind headings": beekeeper.tighten,
    "no blank lines": lambda text, _: re.sub("\n+", "\n", text),
    "two blank lines": lambda text, _: text.replace("\n\n", "\n\n\n"),
    "a blank line behind every line": lambda text, _: text.replace("\n", "\n\n"),
    "wrapped at 72": lambda text, _: beekeeper.wrap(text, 72),
    "wrapped at 72 without blank lines behind headings": lambda t, g: beekeeper.wrap(beekeeper.tighten(t, g), 72),
    "wrapped at 100": lambda text, _: beekeeper.wrap(text, 100),
    "numbered lists": lambda text, _: beekeeper.renumber(text),
    "windows newlines": lambda text, _: text.replace("\n", "\r\n"),
    "hard blanks before bullets": lambda text, _: text.replace("  •", "\u00a0\u00a0•\u00a0"),
    "all indented": lambda text, _: re.sub("(?m)^", "    ", text),
    "figures close to their names": lambda text, _: text.replace("4%\n\n", "4%\n").replace("300\n\nm", "300\nm"),
}


@pytest.mark.parametrize("shape", SAME_SECTIONS)
def test_a_copy_in_another_shape_keeps_its_sections(plain: Guide, shape: str) -> None:
    guide = parse(SAME_SECTIONS[shape](beekeeper.TEXT, plain))
    assert beekeeper.bodies(guide) == beekeeper.bodies(plain)
    assert [s.path[-1].lower() for s in guide.sections] == [s.path[-1].lower() for s in plain.sections]
    assert [len(s.path) for s in guide.sections] == [len(s.path) for s in plain.sections]


@pytest.mark.parametrize("bullet", ["-", "*", "–", "▪", "→", "✓", "»", "1)", "a."])
def test_any_bullet_makes_items(plain: Guide, bullet: str) -> None:
    assert beekeeper.bodies(parse(beekeeper.rebullet(beekeeper.TEXT, bullet))) == beekeeper.bodies(plain)


@pytest.mark.parametrize("seed", range(6))
def test_sections_in_another_order_keep_their_children(plain: Guide, seed: int) -> None:
    tops = [*(s.start for s in plain.sections[2:] if len(s.path) == 1), plain.excluded[0].start]
    parts = [beekeeper.TEXT[a:b] for a, b in pairwise(tops)]
    random.Random(seed).shuffle(parts)
    guide = parse(beekeeper.TEXT[: tops[0]] + "".join(parts) + beekeeper.TEXT[tops[-1] :])
    assert beekeeper.outline(guide) == beekeeper.BODIES


def test_figures_named_before_their_values_are_read_so() -> None:
    guide = parse(
        beekeeper.TEXT.replace("4%\n\ngrowth rate\n\n$41,300\n\nmedian salary", "Growth\n\n4%\n\nPay\n\n$41,300")
    )
    assert blocks(guide, "At a glance")[:2] == [("figure", "Growth\n\n4%"), ("figure", "Pay\n\n$41,300")]


def test_figures_on_one_line_are_figures() -> None:
    text = beekeeper.TEXT.replace("4%\n\ngrowth", "4% growth").replace("300\n\nmedian", "300 median")
    assert [kind for kind, _ in blocks(parse(text), "At a glance")] == ["figure"] * 3


def test_a_guide_without_figures_has_no_section_for_them() -> None:
    text = beekeeper.TEXT.replace(beekeeper.TEXT[beekeeper.TEXT.index("4%\n") : beekeeper.TEXT.index("📈")], "")
    assert "At a glance" not in beekeeper.outline(parse(text))


OTHER = """DENTAL HYGIENIST: YOUR ROUTE INTO THE PROFESSION

Last updated: 3 March 2025

Dental hygienists clean teeth, look for signs of disease and teach patients how to keep their mouths healthy.

What The Work Is Like
Hygienists see eight to twelve patients a day.
Most of the time is spent with instruments in hand.

Main duties
- scale and polish teeth
- take x-rays, where the practice owns
  a machine for them

Equipment You Will Use

Ultrasonic scaler
Curettes
Intraoral camera
Autoclave

Getting In

Step 1: Take the diploma
A two-year diploma is the usual way in.

Step 2: Register
You must register before you treat anyone.

Pay by Experience

Newly qualified
£28,000
Experienced
£36,500

Subscribe to our newsletter

Where Hygienists Work
Practice\t70%
Hospital\t15%

Q: Do I need a degree?
A: No. A diploma is enough, though some universities offer a degree.

Q: Can I work abroad?
A: Often, but most countries ask for a local examination.

References
1. National Dental Council, Workforce report 2024
2. Office for Health Statistics, Pay survey

© 2025 SmileJobs. All rights reserved.
Privacy policy | Cookies
"""


def test_a_guide_of_another_kind_is_read_too() -> None:
    guide = parse(OTHER, "dental.txt")
    assert beekeeper.outline(guide) == {
        "DENTAL HYGIENIST: YOUR ROUTE INTO THE PROFESSION": "label paragraph",
        "What The Work Is Like": "paragraph paragraph",
        "Main duties": "item item",
        "Equipment You Will Use": "item item item item",
        "Getting In": "",
        "Getting In > Step 1: Take the diploma": "paragraph",
        "Getting In > Step 2: Register": "paragraph",
        "Pay by Experience": "figure figure",
        "Where Hygienists Work": "row row",
        "Q: Do I need a degree?": "paragraph",
        "Q: Can I work abroad?": "paragraph",
        "References": "item item",
    }
    assert guide.metadata.date == "3 March 2025"
    assert [guide.text[e.start : e.end].split()[0] for e in guide.excluded] == ["Subscribe", "©"]


def test_outline_numbers_nest_headings() -> None:
    text = (
        "1. Overview\n\nResearchers study how people use things.\n\n1.1 Why it matters\n\nTests save time.\n\n"
        "2. Daily work\n\n2.1 Interviews\n\nFive to eight people are enough.\n\n3. Money\n\nIt pays well enough.\n"
    )
    assert [" > ".join(s.path) for s in parse(text).sections] == [
        "1. Overview",
        "1. Overview > 1.1 Why it matters",
        "2. Daily work",
        "2. Daily work > 2.1 Interviews",
        "3. Money",
    ]


def test_capitals_are_parents_of_what_is_not_in_capitals() -> None:
    text = (
        "Welding\n\nWelders join metal for a living.\n\nTHE TRADE\n\nTools\n\nA torch and a mask.\n\nPlaces\n\n"
        "Shipyards and plants.\n\nTHE MONEY\n\nPiecework pays by the seam.\n\nTHE FUTURE\n\nRobots weld seams.\n"
    )
    assert [" > ".join(s.path) for s in parse(text).sections] == [
        "Welding",
        "THE TRADE",
        "THE TRADE > Tools",
        "THE TRADE > Places",
        "THE MONEY",
        "THE FUTURE",
    ]


def test_words_that_web_pages_use_do_not_drop_a_section_of_the_guide() -> None:
    text = (
        "Pastry Chef\n\nPastry chefs bake.\n\nWhat They Bake\n\n• Bread\n• Cookies\n• Subscription boxes\n\n"
        "Sign Up for a Course\n\nMost schools enrol in spring.\n\nSubscription Kitchens\n\nSome chefs sell by the "
        "month, and customers pay $30/month for a box of pastry.\n"
    )
    guide = parse(text)
    assert guide.excluded == ()
    assert [s.title for s in guide.sections] == [
        "Pastry Chef",
        "What They Bake",
        "Sign Up for a Course",
        "Subscription Kitchens",
    ]


def test_a_section_goes_on_behind_a_line_of_the_page() -> None:
    text = "Welding\n\nWelders join metal.\n\nPay\n\nIt is good.\n\nSubscribe to our newsletter\n\nIt rises slowly.\n"
    guide = parse(text)
    assert [(s.path, s.anchor, len(s.body)) for s in guide.sections] == [
        (("Welding",), "welding", 1),
        (("Pay",), "pay", 1),
        (("Pay",), "pay-2", 1),
    ]
    assert [guide.text[e.start : e.end] for e in guide.excluded] == ["Subscribe to our newsletter"]


def test_a_text_without_any_heading_is_one_section_named_after_its_file() -> None:
    guide = parse(
        "Welders join metal. They work in shipyards and in plants, and most of them are paid by the hour.\n", "a-b.txt"
    )
    assert [s.path for s in guide.sections] == [("A b",)]
    assert guide.id == "a-b"


def test_what_is_all_boilerplate_is_refused() -> None:
    with pytest.raises(GuideError, match=r"page\.txt.*no reading text"):
        parse("Sign up\n\nSubscribe to our newsletter\n\nPrivacy policy\n", "page.txt")


# --- the guide that the project starts from, where it is at hand ---------------


@pytest.fixture(scope="module")
def original(request: pytest.FixtureRequest) -> Guide:
    folder: Path = request.getfixturevalue("shared_data")
    return parse_guide(folder / "guides" / "production-manager-career-path-guide.txt")


def test_the_first_guide_has_the_sections_that_a_reader_sees(original: Guide) -> None:
    found = beekeeper.outline(original)
    assert found["At a glance"] == "figure figure figure"
    assert found["Market Demand"] == "figure paragraph"
    assert found["Annual Salary (US, USD)"] == "figure label figure figure figure paragraph"
    assert found["Career Path Tiers > Production Manager"] == "label paragraph"
    assert found["A Day in the Life > Morning (9:00 AM - 12:00 PM)"] == "label item item item item"
    assert found["Frequently Asked Questions > Can a Production Manager work remotely?"] == "paragraph"
    assert found["Pros & Cons for Production Manager > Cons"] == " ".join(["item"] * 6)
    assert found["Related Roles"] == found["Sources & References"] == ""
    children = {path.split(" > ")[0]: 0 for path in found}
    for path in found:
        children[path.split(" > ")[0]] += " > " in path
    assert {name: count for name, count in children.items() if count} == {
        "Skills and Qualifications": 3,
        "Career Path Tiers": 4,
        "Job Market Today": 3,
        "A Day in the Life": 3,
        "Skill Map": 3,
        "Pros & Cons for Production Manager": 2,
        "Examples and Case Studies": 3,
        "Frequently Asked Questions": 8,
    }
    assert len(found) == 55


def test_every_line_of_the_first_guide_is_in_a_block_or_excluded(original: Guide) -> None:
    spans = [(b.start, b.end) for s in original.sections for b in s.blocks]
    spans += [(e.start, e.end) for e in original.excluded]
    covered = "".join(original.text[start:end] for start, end in sorted(spans))
    assert re.sub(r"[\s•]", "", covered) == re.sub(r"[\s•]", "", original.text)


def test_nothing_of_the_publishers_price_list_is_in_a_section(original: Guide) -> None:
    assert [original.text[e.start : e.end].splitlines()[0] for e in original.excluded] == ["Share career guide"]
    assert not any("/month" in original.text[s.start : s.end] for s in original.sections)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_guide_with_every_heading_renamed_keeps_its_sections(original: Guide, seed: int) -> None:
    renamed = beekeeper.rewrite_headings(original.text, original, beekeeper.rename(seed, question_marks=""))
    assert beekeeper.bodies(parse(renamed)) == beekeeper.bodies(original)


def test_kinds_of_block_are_those_of_the_domain(plain: Guide) -> None:
    assert {block.kind for s in plain.sections for block in s.blocks} <= set(BlockKind)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("Town    Pay\nBend    $5\nSalem   $4", ["Town    Pay", "Bend    $5", "Salem   $4"]),
        ("Town | Pay\n-----|----\nBend | $5\nSalem | $4", ["Town | Pay", "Bend | $5", "Salem | $4"]),
        (
            "        Low   High\nBend    $5    $7\nSalem   $4    $6",
            ["Low   High", "Bend    $5    $7", "Salem   $4    $6"],
        ),
        (
            "Role          Pay       Bonus\nClerk         $40,000   2%\nShop foreman $61,000    9%",
            ["Role          Pay       Bonus", "Clerk         $40,000   2%", "Shop foreman $61,000    9%"],
        ),
        ("It takes 2 years.  It is hard.\nIt has 3 parts.  They are long.", []),
        ("Pay:    $5\nYears:  3", []),
    ],
    ids=["blanks", "bars", "empty corner", "a wide cell", "wide spaces of prose", "labels"],
)
def test_lines_of_cells_set_apart_are_rows(table: str, rows: list[str]) -> None:
    guide = parse(f"Smith Career Guide\n\nSmiths forge iron.\n\nPay by Town\n\n{table}\n")
    found = [guide.text[b.start : b.end] for s in guide.sections for b in s.blocks if b.kind is BlockKind.ROW]
    assert found == rows


def test_a_short_sentence_between_blank_lines_is_no_heading() -> None:
    guide = parse("Slater Career Guide\n\nOther names for this job include roofer\n\nPay\n\nSlaters earn £31,000.\n")
    assert [section.path[-1] for section in guide.sections] == ["Slater Career Guide", "Pay"]


def test_a_sentence_with_a_reference_mark_is_no_heading() -> None:
    guide = parse("Slater\n\nTools\n\nSlaters use a ripper.[2]\n\nPay\n\nSlaters earn £31,000.[citation needed]\n")
    assert [section.path[-1] for section in guide.sections] == ["Slater", "Tools", "Pay"]
