"""A model's reply opens with a verdict in any dress, and is read without one as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.generation.reply_protocol import (
    MissingSaid,
    ReplyItem,
    ReplyStream,
    ReplyVerdict,
    VerdictSaid,
)
from advisor.generation.sentence_stream import Opener, Sentence


def heard(*tokens: str) -> list[ReplyItem]:
    stream = ReplyStream()
    found = [item for token in tokens for item in stream.add(token)]
    return [*found, *stream.rest()]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("ANSWER", ReplyVerdict.ANSWER),
        ("**ANSWER**", ReplyVerdict.ANSWER),
        ("Answer:", ReplyVerdict.ANSWER),
        ("Verdict: PARTLY", ReplyVerdict.PARTLY),
        ("Partially.", ReplyVerdict.PARTLY),
        ("ANSWERED: yes", ReplyVerdict.ANSWER),
        ("ANSWERED: no", ReplyVerdict.NOT_IN_GUIDE),
        ("not in the guide", ReplyVerdict.NOT_IN_GUIDE),
        ("`NOT IN THE PASSAGES`.", ReplyVerdict.NOT_IN_GUIDE),
        ("NOT ABOUT THESE CAREERS", ReplyVerdict.OFF_TOPIC),
    ],
)
def test_the_first_line_is_the_verdict(line: str, verdict: ReplyVerdict) -> None:
    found = heard(*f"{line}\nPay is good. [1]\n")
    assert found == [VerdictSaid(verdict), Sentence("Pay is good.", (1,))]


@pytest.mark.parametrize(
    "text",
    [
        "Yes, pay is good.",
        "No. Pay is low.",
        "Partly remote work is usual in offices.",
        "Answer calls within a minute.",
        "Not in the office but on the floor is where they work.",
        "Which plant you work in matters.",
        "Production managers plan shifts.",
    ],
)
def test_a_sentence_that_begins_like_a_verdict_stays_a_sentence(text: str) -> None:
    assert all(isinstance(item, Sentence) for item in heard(*text, "\n"))
    assert not any(isinstance(item, VerdictSaid) for item in heard(text))


def test_a_verdict_and_its_sentence_may_share_a_line() -> None:
    assert heard("ANSWER: Pay is good. [2]\n") == [VerdictSaid(ReplyVerdict.ANSWER), Sentence("Pay is good.", (2,))]
    assert heard("WHICH: Baker / Butcher") == [VerdictSaid(ReplyVerdict.WHICH, ("Baker", "Butcher"))]


def test_what_is_missing_is_told_apart_from_sentences() -> None:
    found = heard("PARTLY\nNo, you can't. [1]\nMISSING: how many home days are usual\nMissing: none\n")
    assert found == [
        VerdictSaid(ReplyVerdict.PARTLY),
        Sentence("You can't.", (1,), Opener.NO),
        MissingSaid("how many home days are usual"),
    ]


def test_the_first_sentence_without_a_verdict_waits_for_nothing() -> None:
    stream = ReplyStream()
    assert list(stream.add("Pay is good. H")) == [Sentence("Pay is good.")]


@given(
    st.sampled_from(["ANSWER\n", "Partly: ", "Answer ", "NOT IN THE GUIDE\n", "No. ", ""]),
    st.text(alphabet="ab .!?\n[12]-*:", max_size=60),
    st.integers(1, 7),
)
def test_how_a_reply_is_cut_into_tokens_makes_no_difference(opening: str, text: str, size: int) -> None:
    whole = opening + text
    assert heard(*whole) == heard(*(whole[n : n + size] for n in range(0, len(whole), size)))
