"""Where sentences end, by a list of paragraphs read by hand, and at what cost."""

from pathlib import Path

import pytest

from advisor.text.sentence_borders import may_shorten
from advisor.text.sentences import split_sentences

LINES = [
    line
    for line in Path(__file__).with_name("sentence_borders.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("line", LINES)
def test_a_sentence_ends_where_a_reader_says(line: str) -> None:
    expected = line.split(" ¦ ")
    text = " ".join(expected)
    assert [text[span.start : span.end] for span in split_sentences(text)] == expected


def test_a_wrapped_line_is_no_border() -> None:
    text = "Ask Dr.\nLee about it. She\nknows the U.S.\nArmy well."
    assert [text[s.start : s.end] for s in split_sentences(text)] == [
        "Ask Dr.\nLee about it.",
        "She\nknows the U.S.\nArmy well.",
    ]


@pytest.mark.parametrize("word", ["approx.", "(e.g.", "U.S.", "J.", "Dr.", "No.", "Sept."])
def test_a_shortened_word_may_go_on(word: str) -> None:
    assert may_shorten(word)


@pytest.mark.parametrize("word", ["year.", "approx", "3.", "done.”", ""])
def test_another_word_ends(word: str) -> None:
    assert not may_shorten(word)
