"""What the terminal shows of a translated answer, and of careers side by side."""

from dataclasses import replace

import pytest

from advisor.cli.answers import show_answer, show_more
from advisor.domain import TRANSLATED, Answer, AnswerPart, Claim, More, PartKind, Question, Status
from advisor.ingestion.parsing import parse_text
from tests.made import cite, guide_text

GUIDE = parse_text(guide_text("Welder"), name="welder.md")
TOOLS = tuple(f"Welder {tool}, edition 1" for tool in ("bench", "gloves", "apron"))
HOME = "A Welder rarely works from home, says edition 1, because the workshop is elsewhere."
GERMAN = "Ein Schweißer arbeitet selten von zu Hause, weil die Werkstatt woanders ist."
ARABIC = "نادراً ما يعمل اللحّام من المنزل."


def answer(*translations: str, language: str = "") -> Answer:
    """A sentence, two labelled items of a list, and one that waits behind a press."""
    citations = cite(GUIDE, HOME, *TOOLS)
    claims = tuple(
        Claim(one.quote, (one.number,), translation)
        for one, translation in zip(citations, (*translations, "", "", "", ""), strict=False)
    )
    parts = (
        AnswerPart(PartKind.LEAD, (0,)),
        AnswerPart(PartKind.LIST, (1, 2), "Tools", texts=("bench", "gloves"), rows=("First", "Then")),
        AnswerPart(PartKind.MORE, (3,), "Tools"),
    )
    question = Question("Arbeitet ein Schweißer zu Hause?")
    return Answer(
        id="a1",
        question=question,
        searched=question.text,
        status=Status.ANSWERED,
        writer="chat",
        claims=claims[:3],
        citations=citations[:3],
        parts=parts,
        more=More(claims[3:], citations[3:]),
        language=language,
    )


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no sentence breaks."""
    monkeypatch.setenv("COLUMNS", "100")


def test_a_translated_answer_says_so_once_and_has_the_guides_own_words_below(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_answer(answer(GERMAN, "Werkbank", language="de"))
    body, places = capsys.readouterr().out.split("Quoted from")
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    assert lines[:4] == [f"{GERMAN} [1]", "Tools", "• Werkbank [2]", "• Then: gloves [3]"]
    assert lines.count(f"Note: {TRANSLATED}") == 1
    assert f"“{HOME}”" in places
    assert f"“{TOOLS[0]}”" in places
    assert f"“{TOOLS[1]}”" not in places, "its words stand in the answer already"


def test_an_arabic_sentence_is_shown_with_its_english_quote(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(answer(ARABIC, language="ar"))
    body, places = capsys.readouterr().out.split("Quoted from")
    assert f"{ARABIC} [1]" in body
    assert f"“{HOME}”" in places


def test_what_waits_behind_a_press_is_translated_too(capsys: pytest.CaptureFixture[str]) -> None:
    show_more(answer(GERMAN, "Werkbank", "Handschuhe", "Schürze", language="de"))
    out = capsys.readouterr().out
    assert "• Schürze [4]" in out
    assert f"“{TOOLS[2]}”" in out


def test_an_answer_that_is_not_translated_has_no_mark(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(answer())
    body, places = capsys.readouterr().out.split("Quoted from")
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    assert lines[:4] == [f"{HOME} [1]", "Tools", "• First: bench [2]", "• Then:  gloves [3]"]
    assert TRANSLATED not in body
    assert "“" not in places


def test_places_of_a_guide_with_pages_say_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    plain = answer()
    paged = replace(GUIDE, pages=(0, GUIDE.text.index(TOOLS[1])))
    citations = tuple(replace(one, guide=paged) for one in plain.citations)
    show_answer(replace(plain, citations=citations))
    places = capsys.readouterr().out.split("Quoted from")[1]
    assert [line.rsplit(", ", 1)[-1].strip() for line in places.splitlines() if " › " in line] == [
        "page 2",
        "page 1",
        "page 2",
    ]
    show_answer(plain)
    assert "page" not in capsys.readouterr().out.split("Quoted from")[1]


def test_careers_stand_side_by_side_and_an_empty_cell_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    rows = ("Pay", "Pay", "Hours")
    table = AnswerPart(PartKind.TABLE, (0, 1, 2), rows=rows, columns=("Welder", "Miller"), column_of=(0, 1, 1))
    shown = replace(answer(), parts=(table,), more=None)

    show_answer(shown)
    lines = capsys.readouterr().out.splitlines()
    (head,) = [line for line in lines if "Miller" in line]
    assert head.split() == ["Welder", "Miller"]
    (hours,) = [line for line in lines if line.startswith("Hours")]
    assert "The guide does not say." in hours
    assert "gloves" in hours


def test_careers_found_are_listed_with_how_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    part = AnswerPart(PartKind.CAREERS, (1, 2), rows=("Welder", "Miller"), n_all=30)

    show_answer(replace(answer(), parts=(part,), more=None))
    out = capsys.readouterr().out
    assert "2 of 30 careers" in out
    assert "Miller: " in out
