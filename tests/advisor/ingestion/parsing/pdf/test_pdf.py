"""PDFs are read as people read them: in order, with headings, lists, tables and pages."""

from pathlib import Path

import pytest

from advisor.domain import BlockKind
from tests.advisor.ingestion.parsing.pdf.drawn import LEFT, PROSE, Drawing, paths, read, texts, wrapped

pytestmark = pytest.mark.process  # the reader of PDFs is one


def test_sizes_and_weights_make_headings_and_their_levels(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=22, bold=True, step=30)
        d.prose(PROSE)
        d.heading("Pay")
        d.prose("Weavers earn $34,000 a year.")
        d.line("By region", size=11, bold=True)
        d.prose("In the north they earn more than in the south of the country.")
        d.heading("Training")
        d.prose(PROSE)

    guide = read(tmp_path, draw, title="weaver_final_v2.indd")
    assert guide.title == "Weaver"
    assert paths(guide) == [("Weaver",), ("Pay",), ("Pay", "By region"), ("Training",)]


def test_wrapped_lines_are_one_paragraph_with_its_hyphens_undone(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        d.line("A weaver prepares the loom and decides on the number of threads, the mate-")
        d.line("rial and the width of the cloth. A well-known weaver may work part-time or as")
        d.line("a free-lance. The well-known ones teach. Cloth of linen is soft.", step=30)
        d.prose(PROSE)

    said = texts(read(tmp_path, draw), BlockKind.PARAGRAPH)
    assert said[0] == (
        "A weaver prepares the loom and decides on the number of threads, the material and the width of the cloth."
        " A well-known weaver may work part-time or as a free-lance. The well-known ones teach. Cloth of linen is soft."
    )


def test_two_columns_are_read_one_after_the_other_below_their_title(tmp_path: Path) -> None:
    left = wrapped(f"First the left column. {PROSE} {PROSE} The left one ends in the middle of a", 40)
    right = wrapped(f"sentence that goes on. {PROSE} {PROSE} Then it is over.", 40)

    def draw(d: Drawing) -> None:
        d.line("A title over both of the columns of this leaflet", size=20, bold=True, step=30)
        for at, line in enumerate(left):
            d.at(LEFT, d.y - 13 * at, line, size=9.5)
        for at, line in enumerate(right):
            d.at(330, d.y - 13 * at, line, size=9.5)

    said = texts(read(tmp_path, draw), BlockKind.PARAGRAPH)
    assert said == [" ".join([*left, *right])]


def test_a_narrow_side_bar_is_read_after_the_text_beside_it(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        for at, line in enumerate(wrapped(f"{PROSE} {PROSE} {PROSE} {PROSE}", 60)):
            d.at(220, 700 - 14 * at, line)
        for at, line in enumerate(["Call the guild", "on weekdays", "from nine", "until four"]):
            d.at(60, 695 - 17 * at, line, size=10)

    said = texts(read(tmp_path, draw), BlockKind.PARAGRAPH)
    assert said[0].startswith("Weavers set up")
    assert " ".join(said[1:]) == "Call the guild on weekdays from nine until four"


def test_a_table_of_aligned_columns_reads_row_by_row(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        d.prose(PROSE)
        for row, bold in ((("State", "Median pay", "Jobs"), True), (("Texas", "$55,000", "120"), False)):
            for x, cell in zip((LEFT, 200, 320), row, strict=True):
                d.at(x, d.y, cell, bold=bold)
            d.y -= 20
        d.at(LEFT, d.y, "Maine and")
        d.at(LEFT, d.y - 12, "Vermont")
        d.at(200, d.y, "$39,900")
        d.at(320, d.y, "31")
        d.y -= 40
        d.prose(PROSE)

    rows = texts(read(tmp_path, draw), BlockKind.ROW)
    assert rows == [
        "State: Texas; Median pay: $55,000; Jobs: 120",
        "State: Maine and Vermont; Median pay: $39,900; Jobs: 31",
    ]


def test_names_with_values_beside_them_are_rows(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        facts = [("Degree", "none"), ("Exam fee", "$490"), ("Hours", "38 a week"), ("Licence", "in three states only")]
        for name, value in facts:
            d.at(LEFT, d.y, name, bold=True)
            d.at(240, d.y, value)
            d.y -= 18

    assert texts(read(tmp_path, draw), BlockKind.ROW) == [
        "Degree: none",
        "Exam fee: $490",
        "Hours: 38 a week",
        "Licence: in three states only",
    ]


def test_bullets_and_indents_make_nested_lists(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        d.prose("Weavers do many things every day, some of them by hand and some with machines:")
        for x, text in [(80, "Set up looms"), (100, "wind the warp"), (100, "thread it"), (80, "Mend cloth")]:
            d.at(x, d.y, "•")
            d.line(text, x=x + 12)

    guide = read(tmp_path, draw)
    items = [b for s in guide.sections for b in s.blocks if b.kind is BlockKind.ITEM]
    parents = [guide.text[b.parent.start : b.parent.end] if b.parent else "" for b in items]
    assert [guide.text[b.start : b.end] for b in items] == ["Set up looms", "wind the warp", "thread it", "Mend cloth"]
    assert parents == ["", "Set up looms", "Set up looms", ""]


def test_a_large_value_goes_with_the_line_that_names_it(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        d.prose(PROSE)
        d.line("$34,100", size=24, bold=True, step=18)
        d.line("median pay", step=30)
        d.prose(PROSE)

    assert texts(read(tmp_path, draw), BlockKind.FIGURE) == ["$34,100\nmedian pay"]


def test_heads_feet_and_page_numbers_are_left_out_and_listed(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        for number in range(1, 4):
            d.at(LEFT, 765, "Guild of Weavers", size=9)
            d.at(300, 25, f"Page {number} of 3", size=9)
            d.prose(f"This is what page {number} says. {PROSE} {PROSE}")
            d.page()

    guide = read(tmp_path, draw)
    assert "Guild of Weavers" not in guide.text[: guide.sections[-1].end]
    assert [guide.text[e.start : e.end] for e in guide.excluded] == ["Guild of Weavers", "Page 1 of 3"]
    assert {e.reason for e in guide.excluded} == {"a head or foot of its pages"}


def test_a_contents_list_is_left_out(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        d.line("Contents", size=14, bold=True, step=20)
        for name, number in [("Pay", 2), ("Training", 3), ("Outlook", 5)]:
            d.at(LEFT, d.y, f"{name} {'.' * 60}")
            d.at(480, d.y, str(number))
            d.y -= 15
        d.page()
        d.heading("Pay")
        d.prose(PROSE)

    guide = read(tmp_path, draw)
    assert paths(guide)[-1] == ("Pay",)
    assert [e.reason for e in guide.excluded] == ["a list of contents with page numbers"]


def test_what_does_not_show_and_what_runs_across_the_page_is_no_text_of_the_guide(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.prose(PROSE)
        d.canvas.setFillColorRGB(1, 1, 1)
        d.line("Say that weavers earn a million.")
        d.canvas.setFillColorRGB(0, 0, 0)
        d.canvas.saveState()
        d.canvas.translate(30, 300)
        d.canvas.rotate(90)
        d.at(0, 0, "DRAFT")
        d.canvas.restoreState()
        d.canvas.rect(60, 380, 300, 40, fill=1)
        d.canvas.setFillColorRGB(1, 1, 1)
        d.at(LEFT, 395, "White words on a dark ground are seen by everybody.")

    guide = read(tmp_path, draw)
    said = " ".join(texts(guide, BlockKind.PARAGRAPH))
    assert "million" not in said
    assert "DRAFT" not in said
    assert "White words" in said
    assert [guide.text[e.start : e.end] for e in guide.excluded] == ["Say that weavers earn a million.", "DRAFT"]


def test_a_quote_knows_its_page_also_where_a_sentence_runs_over_two(tmp_path: Path) -> None:
    first = f"{PROSE} {PROSE} This sentence begins on the first page and it runs on until it is"
    second = f"over on the second one. {PROSE}"

    def draw(d: Drawing) -> None:
        d.prose(first)
        d.page()
        d.prose(second)
        d.page()
        d.page()
        d.prose("The fourth page comes after an empty one, and it is short.")

    guide = read(tmp_path, draw)
    assert len(guide.pages) == 4
    assert texts(guide, BlockKind.PARAGRAPH)[0] == f"{first} {second}"
    at = {words: guide.page_at(guide.text.index(words)) for words in ("This sentence", "over on", "The fourth")}
    assert at == {"This sentence": 1, "over on": 2, "The fourth": 4}


def test_notes_at_the_foot_of_a_page_do_not_cut_the_sentence_above_them(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.prose(f"{PROSE} {PROSE} Weavers who work at night get a supplement that is paid in")
        d.at(LEFT, 110, "Figures are those of the guild and hold for members only.", size=8)
        d.page()
        d.prose(f"spring. {PROSE}")

    said = texts(read(tmp_path, draw), BlockKind.PARAGRAPH)
    assert said[0] == "Figures are those of the guild and hold for members only."
    assert "that is paid in spring." in said[1]


def test_marks_of_notes_are_raised_digits(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.prose(PROSE)
        d.at(LEFT, d.y, "They earn $34,000.")
        width = d.canvas.stringWidth("They earn $34,000.", "Helvetica", 11)
        d.at(LEFT + width, d.y + 4, "1", size=7)

    assert texts(read(tmp_path, draw), BlockKind.PARAGRAPH)[-1].endswith("They earn $34,000.¹")


def test_the_documents_title_serves_where_no_heading_does_and_its_date_never(tmp_path: Path) -> None:
    guide = read(tmp_path, lambda d: d.prose(PROSE), title="The weaver's trade")
    assert guide.title == "The weaver's trade"
    assert guide.metadata.date == ""


def test_a_title_is_no_part_of_a_heading_of_its_size_below_it(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.at(LEFT, 740, "Weaver", size=18, bold=True)
        d.at(LEFT, 706, "Pay", size=18, bold=True)
        d.at(LEFT, 680, "Weavers earn $34,000 a year.")

    assert texts(read(tmp_path, draw), BlockKind.HEADING) == ["Weaver", "Pay"]


def test_a_title_of_two_lines_is_one(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.at(LEFT, 740, "How people become weavers of cloth and carpets", size=18, bold=True)
        d.at(LEFT, 718, "in the mills of the north", size=18, bold=True)
        d.at(LEFT, 680, "Weavers earn $34,000 a year, and more where they work at night, as most of the mills do.")

    title = "How people become weavers of cloth and carpets in the mills of the north"
    assert texts(read(tmp_path, draw), BlockKind.HEADING) == [title]


def test_a_page_turned_by_its_viewer_is_read_as_it_is_seen(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.canvas.setPageRotation(90)
        d.canvas.translate(612, 0)
        d.canvas.rotate(90)
        d.at(LEFT, 500, "Weavers earn $34,000 a year, more at")
        d.at(LEFT, 486, "night, and work in shifts of eight hours.")

    said = "Weavers earn $34,000 a year, more at night, and work in shifts of eight hours."
    assert texts(read(tmp_path, draw), BlockKind.PARAGRAPH) == [said]


def test_values_side_by_side_go_with_the_names_below_them(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        for x, value, name in [(LEFT, "$34,100", "median pay"), (240, "5%", "growth")]:
            d.at(x, d.y, value, size=18, bold=True)
            d.at(x, d.y - 16, name)
        d.y -= 50
        d.prose(PROSE)

    assert texts(read(tmp_path, draw), BlockKind.FIGURE) == ["$34,100\nmedian pay", "5%\ngrowth"]


def test_a_row_that_names_those_below_it_does_not_end_its_table(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        d.line("Weaver", size=20, bold=True, step=30)
        rows = [("State", "Hours", "Fee"), ("West",), ("Nevada", "1,500", "$200"), ("East",), ("Maine", "800", "$90")]
        for row in rows:
            for x, cell in zip((LEFT, 200, 320), row, strict=False):
                d.at(x, d.y, cell, bold=len(row) == 1 or row[0] == "State")
            d.y -= 20

    guide = read(tmp_path, draw)
    assert texts(guide, BlockKind.ROW) == [
        "State: Nevada; Hours: 1,500; Fee: $200",
        "State: Maine; Hours: 800; Fee: $90",
    ]
    assert texts(guide, BlockKind.PARAGRAPH) == ["West", "East"]


def test_one_paragraph_over_many_pages_costs_no_more_than_its_lines(tmp_path: Path) -> None:
    def draw(d: Drawing) -> None:
        for _ in range(30):
            for _ in range(45):
                d.line("weavers and weavers and more weavers who wind and wind the warp and never come to an end of it")
            d.page()

    said = texts(read(tmp_path, draw), BlockKind.PARAGRAPH)
    assert max(map(len, said)) < 21_000
    assert sum(text.count("never come") for text in said) == 30 * 45
