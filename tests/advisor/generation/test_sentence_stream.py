"""A model's tokens become sentences, each as soon as the next begins, without markers and marks of lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.generation.sentence_stream import Opener, Sentence, SentenceStream


def gathered(*tokens: str) -> list[Sentence]:
    stream = SentenceStream()
    found = [sentence for token in tokens for sentence in stream.add(token)]
    return [*found, *stream.rest()]


def test_a_sentence_comes_with_the_first_letter_of_the_next_and_carries_its_markers() -> None:
    stream = SentenceStream()
    assert list(stream.add("Pay is good. ")) == []
    assert list(stream.add("[2]")) == []
    assert list(stream.add("[1, 3] ")) == []
    assert list(stream.add("H")) == [Sentence("Pay is good.", (2, 1, 3))]
    assert list(stream.add("ours are long [4].")) == []
    assert list(stream.rest()) == [Sentence("Hours are long.", (4,))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It costs 3.5 million. Dr. Smith works in the U.S. office, e.g. in Ohio.", 2),
        ("- First thing\n- **Second** thing\n3. Third `thing`\n", 3),
        ('# Heading\nText with "quotes." Then more! And? Fine.', 5),
        ("One\n\n\nTwo", 2),
        ("...\n***\n", 0),
        ("", 0),
    ],
)
def test_sentences_are_told_apart(text: str, sentences: int) -> None:
    found = gathered(*text)
    assert len(found) == sentences, found
    assert not any(mark in one.text for one in found for mark in "*`#[")


@pytest.mark.parametrize(
    "opening",
    [
        "According to the passages, ",
        "Based on the guide provided, ",
        "In the text, ",
        "# ",
        "In short, ",
        "Sure, ",
        "It says that ",
    ],
)
def test_opening_phrases_that_state_nothing_are_taken_off(opening: str) -> None:
    assert gathered(f"{opening}pay is good.") == [Sentence("Pay is good.")]


@pytest.mark.parametrize(
    ("opening", "opener"),
    [
        ("Yes, ", "yes"),
        ("No — ", "no"),
        ("**No**. ", "no"),
        ("It depends: ", "it depends"),
        ("Yes. In short, ", "yes"),
        ("Yep! ", "yes"),
        ("Not really: ", "no"),
        ("That depends. ", "it depends"),
        ("Only in part: ", "in part"),
        ("Yes and no — ", "in part"),
        ("Not necessarily. ", "in part"),
    ],
)
def test_a_yes_or_no_at_the_head_is_kept_beside_the_sentence(opening: str, opener: str) -> None:
    assert gathered(f"{opening}pay is good.") == [Sentence("Pay is good.", opener=Opener(opener))]


def test_words_that_belong_to_their_sentence_are_no_verdict() -> None:
    for text in ("Partly, the pay depends on the place.", "Not always open, the shop closes early."):
        assert gathered(text) == [Sentence(text)]


def test_what_was_cut_off_is_kept_only_with_its_full_stop() -> None:
    for text, n in (("Pay is good. Hours are lo", 1), ("Pay is good. Hours are long. [3]", 2)):
        stream = SentenceStream()
        found = [*stream.add(text), *stream.rest_if_complete()]
        assert len(found) == n


@given(st.text(alphabet="ab .!?\n[12]-*", max_size=80), st.integers(1, 7))
def test_how_the_text_is_cut_into_tokens_makes_no_difference(text: str, size: int) -> None:
    assert gathered(*text) == gathered(*(text[n : n + size] for n in range(0, len(text), size)))


def test_items_of_a_list_are_told_from_prose() -> None:
    assert [one.is_item for one in gathered("Both hold:\n- Pay is good.\n2. Hours are long.\nThat is all.")] == [
        False,
        True,
        True,
        False,
    ]
