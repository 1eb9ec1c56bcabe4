"""How a guide is cut: verbatim, whole sentences where they fit, nothing lost, nothing twice."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.domain import Guide
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.text.sentences import MAX_CHARS, MAX_SENTENCE_CHARS
from tests.made import guide_text

LETTERS = st.text(alphabet="abAB .,;!?\"'()-é–“”’\n1$%•", min_size=1, max_size=300)


def guide_of(body: str) -> Guide:
    return parse_text(f"# Smith\n\n## Work\n\n{body}\n", name="smith.md", form=Form.MARKDOWN)


def assert_sound(guide: Guide) -> None:
    """Chunks and sentences are in order and disjoint, lie in their section and block, and hold all its words."""
    ids = set()
    for chunk in chunk_guide(guide):
        assert chunk.section.start <= chunk.start < chunk.end <= chunk.section.end
        assert chunk.end - chunk.start <= MAX_CHARS
        assert chunk.id not in ids
        ids.add(chunk.id)
        assert chunk.sentences[0].start == chunk.start
        assert chunk.sentences[-1].end == chunk.end
        for before, after in pairwise(chunk.sentences):
            assert before.end <= after.start
    for section in guide.sections:
        wanted = "".join("".join(guide.text[b.start : b.end].split()) for b in section.body)
        spans = [span for chunk in chunk_guide(guide) if chunk.section is section for span in chunk.sentences]
        assert "".join("".join(guide.text[s.start : s.end].split()) for s in spans) == wanted
        for span in spans:
            assert guide.text[span.start : span.end].strip() == guide.text[span.start : span.end] != ""
            assert any(b.start <= span.start and span.end <= b.end for b in section.body)


def test_the_chunks_of_a_guide_hold_each_section_in_order() -> None:
    guide = parse_text(guide_text("Welder"), name="welder.md")
    assert_sound(guide)
    chunks = chunk_guide(guide)
    assert [chunk.section for chunk in chunks] == [section for section in guide.sections if section.body]
    assert chunks[1].id == "welder#pay:0"
    assert chunks[1].text.startswith("In edition 1, the median pay of a Welder is")


@given(st.lists(LETTERS, min_size=1, max_size=8))
def test_whatever_a_guide_holds_its_chunks_are_sound(paragraphs: list[str]) -> None:
    body = "\n\n".join(paragraphs)
    if body.strip():
        assert_sound(guide_of(body))


def test_a_long_section_is_cut_between_sentences_into_parts_of_like_length() -> None:
    body = " ".join(f"Smith number {n} hammers the iron while it is hot." for n in range(100))
    chunks = chunk_guide(guide_of(body))
    lengths = [chunk.end - chunk.start for chunk in chunks]
    assert len(chunks) > 3
    assert max(lengths) <= MAX_CHARS
    assert min(lengths) > MAX_CHARS / 2
    assert all(chunk.text.endswith("hot.") and chunk.text.startswith("Smith") for chunk in chunks)
    assert [chunk.id for chunk in chunks] == [f"smith#work:{n}" for n in range(len(chunks))]


def test_a_sentence_too_long_for_the_encoder_is_cut_between_words() -> None:
    guide = guide_of("word " * 1000)
    assert_sound(guide)
    assert len(chunk_guide(guide)) > 3


def test_a_word_too_long_for_the_encoder_is_cut_all_the_same() -> None:
    assert_sound(guide_of("x" * 5 * MAX_CHARS))


def test_a_list_item_stays_whole_when_it_has_several_sentences() -> None:
    guide = guide_of("- Heat the iron. Then strike it.\n- Quench it.")
    (chunk,) = chunk_guide(guide)
    assert [guide.text[s.start : s.end] for s in chunk.sentences] == ["Heat the iron. Then strike it.", "Quench it."]


@pytest.mark.parametrize(
    ("paragraph", "first"),
    [
        ("Keen eyes. Smiths tell the heat of iron by its glow. They do so daily.",
         "Keen eyes. Smiths tell the heat of iron by its glow."),
        ("No. Someone has to be at the fire.", "No. Someone has to be at the fire."),
        ("Iron is hot. Smiths wear gloves.", "Iron is hot."),
        ("Smiths with strong arms and keen eyes. They are few.", "Smiths with strong arms and keen eyes."),
        ("Keen eyes.", "Keen eyes."),
    ],
)  # fmt: skip
def test_a_heading_that_runs_into_a_paragraph_is_one_with_its_first_sentence(paragraph: str, first: str) -> None:
    guide = guide_of(paragraph)
    assert_sound(guide)
    (chunk,) = chunk_guide(guide)
    assert guide.text[chunk.sentences[0].start : chunk.sentences[0].end] == first


def test_a_very_long_list_item_is_cut_into_sentences() -> None:
    item = "Heat the iron well. " * (MAX_SENTENCE_CHARS // 15)
    (chunk,) = chunk_guide(guide_of(f"- {item}"))
    assert len(chunk.sentences) > 10


def test_what_is_searched_for_a_chunk_says_where_it_stands() -> None:
    chunk = chunk_guide(parse_text(guide_text("Welder"), name="welder.md"))[-1]
    place = "Welder Career Guide: Frequently Asked Questions: How long does it take to become a Welder?"
    assert chunk.heading_text == place
    assert chunk.indexed_text == f"{place}\n{chunk.text}"


def test_a_section_without_a_body_gives_no_chunk() -> None:
    guide = parse_text("# Smith\n\n## Empty\n\n## Pay\n\nGood.\n", name="smith.md")
    assert [chunk.section.title for chunk in chunk_guide(guide)] == ["Pay"]
