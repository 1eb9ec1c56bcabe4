"""The Markdown of a made guide reads as just the words that were put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.ingestion.official.guide_text import GuideText, escape, guide_id, role_of
from advisor.ingestion.parsing import Form, parse_text

WORDS = st.text(
    st.sampled_from("ab 12.)(#*_[]<>&`~|\\-+=:;%$'\"!/"),
    min_size=1,
    max_size=40,
).filter(lambda text: any(char.isalnum() for char in text))


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_whatever_a_line_holds_it_reads_as_it_was_told(lines: list[str]) -> None:
    text = GuideText()
    text.heading(1, "Bells")
    for line in lines:
        text.paragraph(f"Say {line} now")
        text.items([f"It {line}"])
    guide = parse_text(text.markdown({"title": "Bells"}), name="bells.md", form=Form.MARKDOWN)
    said = [guide.text[block.start : block.end] for section in guide.sections for block in section.body]
    told = [f"{start} {line}{end}" for line in lines for start, end in (("Say", " now"), ("It", ""))]
    assert [one.split() for one in said] == [one.split() for one in told]


@pytest.mark.parametrize("line", ["# one", "- two", "+ three", "= four", "1. five", "12) six", "> seven", "*eight*"])
def test_the_start_of_a_line_is_no_markup(line: str) -> None:
    guide = parse_text(f"# Bells\n\n{escape(line)}\n", name="bells.md", form=Form.MARKDOWN)
    (block,) = guide.sections[0].body
    assert (block.kind.value, guide.text[block.start : block.end]) in (("paragraph", line), ("label", line))


def test_front_matter_is_read_back_whatever_its_values_hold() -> None:
    text = GuideText()
    text.heading(1, "Bells")
    text.paragraph("Bells ring.")
    front = {
        "id": "onet-bells",
        "title": 'Bells: "great", #1',
        "also_called": ["Chimes: {a}", "- Peals"],
        "release": "O*NET 29.9",
        "period": "May 2031",
        "date": "",
    }
    guide = parse_text(text.markdown(front), name="x.md", form=Form.MARKDOWN)
    known = guide.metadata
    assert (guide.id, guide.title) == ("onet-bells", 'Bells: "great", #1')
    assert known.also_called == ("Chimes: {a}", "- Peals")
    assert known.as_of == "O*NET 29.9 (May 2031)"


def test_rows_and_two_lists_in_a_row_stay_apart() -> None:
    text = GuideText()
    text.heading(1, "Bells")
    text.rows([("Foundries | smiths", "61%"), ("Churches", "25%")])
    text.rows([("Bronze", "$5")])
    guide = parse_text(text.markdown({}), name="x.md", form=Form.MARKDOWN)
    said = [guide.text[block.start : block.end] for block in guide.sections[0].body]
    assert said == ["Foundries | smiths: 61%", "Churches: 25%", "Bronze: $5"]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Registered Nurses", "Registered Nurse"),
        ("Firemen", "Fireman"),
        ("Bell Tuners, Except Carillons", "Bell Tuners, Except Carillons"),
        ("Barbers and Stylists", "Barbers and Stylists"),
        ("Clergy", "Clergy"),
        ("", ""),
    ],
)
def test_a_role_is_the_singular_of_a_title_that_names_one_career(title: str, role: str) -> None:
    assert role_of(title) == role


def test_an_id_fits_an_address_and_long_titles_stay_apart() -> None:
    long = "First-Line Supervisors of Landscaping, Lawn Service, and Groundskeeping Workers and Others"
    one, other = guide_id("onet", long, "37-1012.00"), guide_id("onet", long, "37-1013.00")
    assert guide_id("onet", "Bell Tuners", "51-1001.00") == "onet-bell-tuners"
    assert one != other
    assert len(one) <= 64
    assert one.endswith("-37-1012-00")
