"""Text copied from pages reads on over the ends of lines and pages."""

import pytest

from advisor.domain import Guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.ingestion.parsing.page_text import read_pages


def parse(text: str) -> Guide:
    return parse_text(text, name="guide.txt", form=Form.PASTED)


def bodies(guide: Guide) -> dict[str, list[str]]:
    """The words of each section's blocks, on one line each."""
    return {
        section.path[-1]: [" ".join(guide.text[block.start : block.end].split()) for block in section.body]
        for section in guide.sections
    }


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("They are diag-\nnosed early", "They are diagnosed\nearly"),
        ("a self-\nemployed tiler", "a self-employed\ntiler"),
        ("a part-\ntime job", "a part-time\njob"),
        ("they co-\noperate", "they cooperate"),
        ("many sonog-\nraphers work", "many sonographers\nwork"),
        ("short- and long-\nterm goals", "short- and long-term\ngoals"),
        ("mid-\nand senior staff", "mid-\nand senior staff"),
        ("from Monday-\nFriday", "from Monday-Friday"),
        ("an up-\nto-date list", "an up-to-date\nlist"),
        ("an X-\nray room", "an X-ray\nroom"),
        ("die Aus-\nbildung dauert", "die Ausbildung\ndauert"),
        ("soft\u00ad\nware", "software"),
        ("an e\ufb03cient o\ufb03ce", "an efficient office"),
        ("paid less of-\nten. Some leave", "paid less often. Some leave"),
        ("Pay -\nhigh", "Pay -\nhigh"),
        ("- one\n- two", "- one\n- two"),
    ],
)
def test_a_word_cut_at_a_lines_end_is_joined_where_that_is_right(cut: str, whole: str) -> None:
    assert read_pages(cut).text == whole


def test_what_the_text_itself_writes_decides() -> None:
    assert read_pages("The follow-up. A follow-\nup call").text == "The follow-up. A follow-up\ncall"
    assert read_pages("Our childcare. The child-\ncare fee").text == "Our childcare. The childcare\nfee"


PAGED = """Careers Office                                    Page 1 of 3

Tree Surgeon

What you do
Tree surgeons climb trees, cut off dead
limbs and grind stumps. They work in gar-
dens, parks and along railway lines.

Pay
A beginner earns £22,000. A climber with
five years earns £34,000, and those who own

Careers Office                                    Page 2 of 3

the firm earn £50,000 or more.

Training
The course lasts two weeks and costs
£1,450. Most colleges ask for a helmet of

Careers Office                                    Page 3 of 3

your own.
"""


def test_heads_of_pages_break_no_sentence_and_are_left_out_with_a_reason() -> None:
    guide = parse(PAGED)
    assert guide.title == "Tree Surgeon"
    assert bodies(guide) == {
        "Tree Surgeon": [],
        "What you do": [
            "Tree surgeons climb trees, cut off dead limbs and grind stumps. They work in gardens, parks and along"
            " railway lines."
        ],
        "Pay": [
            "A beginner earns £22,000. A climber with five years earns £34,000, and those who own the firm earn £50,000"
            " or more."
        ],
        "Training": ["The course lasts two weeks and costs £1,450. Most colleges ask for a helmet of your own."],
    }
    (part,) = guide.excluded
    assert guide.text[part.start : part.end].count("Careers Office") == 3
    assert part.reason == "heads and numbers of pages"


@pytest.mark.parametrize(
    "mark",
    ["Page {n}", "- {n} -", "{n}/3", "Tree Surgeon Guide | Page {n}", "{n}", "Seite {n} von 3"],
)
def test_any_count_of_pages_is_seen(mark: str) -> None:
    text = PAGED
    for n in (1, 2, 3):
        text = text.replace(f"Careers Office                                    Page {n} of 3", mark.format(n=n))
    guide = parse(text)
    assert guide.title == "Tree Surgeon"
    assert bodies(guide)["Pay"][0].endswith("those who own the firm earn £50,000 or more.")
    assert bodies(guide)["Training"][0].endswith("ask for a helmet of your own.")


def test_a_head_without_a_number_is_seen_beside_the_numbers_of_pages() -> None:
    text = PAGED
    for n in (1, 2, 3):
        head = f"Careers Office                                    Page {n} of 3"
        text = text.replace(head, f"Page {n} of 3\nForestry Careers Service")
    assert "Forestry Careers Service" not in bodies(parse(text))
    assert len(bodies(parse(text))) == 4


def test_what_a_browser_prints_on_each_page_is_seen() -> None:
    text = PAGED
    for n in (1, 2, 3):
        head = f"Careers Office                                    Page {n} of 3"
        foot = f"https://trees.example/surgeon          {n - 1}/3\n\n" if n > 1 else ""
        text = text.replace(head, f"{foot}3/12/25, 8:15 AM     Tree Surgeon - Trees")
    guide = parse(text + "\nhttps://trees.example/surgeon          3/3\n")
    assert guide.title == "Tree Surgeon"
    assert list(bodies(guide)) == ["Tree Surgeon", "What you do", "Pay", "Training"]


def test_what_only_looks_like_the_count_of_pages_stays() -> None:
    text = (
        "Tiler Career Guide\n\nStep 1 of 3\n\nFind a firm that trains.\n\nStep 2 of 3\n\nSign the papers.\n\n"
        "Step 3 of 3\n\nPass the test.\n\nPros\n\nYou work with your hands.\n\nCons\n\nKnees suffer.\n"
    )
    guide = parse(text)
    assert guide.text == text
    assert not guide.excluded


@pytest.mark.parametrize("width", [26, 34, 48, 64, 90])
def test_lines_of_any_width_are_joined(width: int) -> None:
    import textwrap

    prose = (
        "Tilers cut and lay tiles on floors and walls. They mix mortar, level the ground and fill the joints. A day"
        " starts at seven and ends at four. Most of them work for small firms, and about a third have one of their own."
    )
    pay = "A tiler earns £29,500 a year. Those who lay stone for hotels earn £41,000, and the best of them £60,000."
    text = f"Tiler\n\nThe work\n{textwrap.fill(prose, width)}\n\nPay\n{textwrap.fill(pay, width)}\n"
    assert bodies(parse(text)) == {"Tiler": [], "The work": [prose], "Pay": [pay]}


def test_bare_lines_in_small_letters_are_not_taken_for_a_wrapped_sentence() -> None:
    text = "Vet Assistant\n\nTasks\ndraw blood\nclean cages\nwatch over animals after surgery\nhold dogs\n"
    assert len(bodies(parse(text))["Tasks"]) == 4
