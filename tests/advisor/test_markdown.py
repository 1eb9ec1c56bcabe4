"""The parts of an answer as Markdown."""

from advisor.domain import PartKind
from advisor.markdown import PartsMarkdown, parts_of
from advisor.schemas import CitationOut, ClaimOut, ConflictOut, PartOut, answer_out
from tests.advisor.test_schemas import ANSWER

CLAIMS = [ClaimOut(text=f"Pay: {name}", citations=[1, n + 2]) for n, name in enumerate(["low", "high", "odd"])]


def citation(number: int) -> CitationOut:
    return CitationOut(
        number=number,
        guide="baker",
        guide_title="Baker",
        version="1",
        section=["Pay"],
        anchor="pay",
        start=0,
        end=1,
        quote="x",
        url=f"/{number}",
    )


def written(part: PartOut) -> str:
    return "\n\n".join(PartsMarkdown(CLAIMS, map(citation, range(1, 5))).paragraphs(part))


def test_a_lead_begins_with_its_verdict() -> None:
    part = PartOut(kind=PartKind.LEAD, claims=[0, 1], verdict="Usually")

    assert written(part) == "**Usually.** Pay: low [1](/1) [2](/2)\n\nPay: high [1](/1) [3](/3)"


def test_a_card_has_its_heading_once_and_the_numbers_of_each_row() -> None:
    part = PartOut(
        kind=PartKind.FIGURES,
        heading="Pay",
        heading_citations=[1],
        claims=[1, 0],
        texts=["high", "low"],
        rows=["Top", ""],
    )

    assert written(part) == "**Pay** [1](/1)\n- Top: high [3](/3)\n- low [2](/2)"


def test_a_part_of_a_list_says_of_how_many() -> None:
    part = PartOut(kind=PartKind.LIST, heading="Tools", claims=[0], texts=["low"], n_all=20)

    assert written(part) == "**Tools** (1 of 20)\n- low [1](/1) [2](/2)"


def test_columns_are_headed_lists_and_tell_the_readers_own_place() -> None:
    part = PartOut(
        kind=PartKind.STEPS, heading="Levels", claims=[0, 1], columns=["Helper", "Master"], column_of=[0, 1], own=1
    )

    assert written(part) == (
        "**Levels**\n\n**Helper**\n- Pay: low [1](/1) [2](/2)\n\n**Master** (you)\n- Pay: high [1](/1) [3](/3)"
    )


def test_a_translated_row_is_the_whole_sentence_with_all_its_numbers() -> None:
    german = CLAIMS[1].model_copy(update={"translation": "Lohn: hoch"})
    part = PartOut(
        kind=PartKind.FIGURES,
        heading="Pay",
        heading_citations=[1],
        claims=[1, 0],
        texts=["high", "low"],
        rows=["Top", "Low"],
    )
    writing = PartsMarkdown([CLAIMS[0], german], map(citation, range(1, 5)))

    assert list(writing.paragraphs(part)) == ["**Pay** [1](/1)\n- Lohn: hoch [1](/1) [3](/3)\n- Low: low [2](/2)"]
    assert writing.line(german) == "Lohn: hoch [1](/1) [3](/3)"


def test_an_answer_of_an_older_form_has_its_disagreement_and_a_lead() -> None:
    old = answer_out(ANSWER).model_copy(
        update={"parts": [], "claims": CLAIMS, "conflicts": [ConflictOut(about="pay", citations=[2, 3])]}
    )

    assert [(part.kind, part.claims) for part in parts_of(old)] == [(PartKind.BOTH_SIDES, [0, 1]), (PartKind.LEAD, [2])]


def test_a_table_is_a_list_for_each_aspect_and_says_what_no_guide_says() -> None:
    part = PartOut(
        kind=PartKind.TABLE,
        claims=[0, 1, 2],
        rows=["Pay", "Pay", "Hours"],
        columns=["Bakers", "Millers"],
        column_of=[0, 1, 1],
    )

    assert written(part) == (
        "**Pay**\n- Bakers: Pay: low [1](/1) [2](/2)\n- Millers: Pay: high [1](/1) [3](/3)\n\n"
        "**Hours**\n- Bakers: The guide does not say.\n- Millers: Pay: odd [1](/1) [4](/4)"
    )


def test_careers_that_are_found_say_of_how_many() -> None:
    part = PartOut(kind=PartKind.CAREERS, claims=[0, 1], rows=["Bakers", "Millers"], n_all=12)

    assert written(part) == (
        "**2 of 12 careers**\n- Bakers: Pay: low [1](/1) [2](/2)\n- Millers: Pay: high [1](/1) [3](/3)"
    )
