"""Where sentences end, and that nothing between them is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.domain import Block, BlockKind
from advisor.text.sentences import MAX_CHARS, split_block, split_sentences

PARAGRAPHS = st.text(alphabet="abcdefgh ABC.,;:!?\n\t\"'()–’é1234567890", min_size=1, max_size=4000)


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@given(PARAGRAPHS)
def test_no_word_is_lost_or_doubled_whatever_stands_in_a_paragraph(text: str) -> None:
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    spans = split_block(text, block)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(0 < s.end - s.start <= MAX_CHARS for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."]),
        ("It costs $3.50 a day. Pay it.", ["It costs $3.50 a day.", "Pay it."]),
        ("Use tools, e.g. a saw, daily. Clean it.", ["Use tools, e.g. a saw, daily.", "Clean it."]),
        ("Ask Dr. Smith. He knows.", ["Ask Dr. Smith.", "He knows."]),
        ("The U.S. Bureau says so. It counts.", ["The U.S. Bureau says so.", "It counts."]),
        ("A Ph.D. helps. So does work.", ["A Ph.D. helps.", "So does work."]),
        ("visit example.com today. then rest", ["visit example.com today. then rest"]),
        ("  Lead and trail.  ", ["Lead and trail."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
