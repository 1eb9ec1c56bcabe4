"""What headings and lead-ins make of the words under them."""

import pytest

from advisor.domain import Polarity
from advisor.text.polarity import completes, head_polarity, is_elliptic, is_fragment, joined, repeats_head, turns_prose

NEGATIVE, LIMITING, ADVERSE, PLAIN = Polarity.NEGATIVE, Polarity.LIMITING, Polarity.ADVERSE, Polarity.PLAIN


@pytest.mark.parametrize(
    ("head", "polarity"),
    [
        ("You do not need any of these:", NEGATIVE),
        ("Common Mistakes of Beginners", NEGATIVE),
        ("What is not required?", NEGATIVE),
        ("You need a licence but do not need:", NEGATIVE),
        ("Instead of:", NEGATIVE),
        ("A licence is required only in:", LIMITING),
        ("In Texas:", LIMITING),
        ("Nice to have", LIMITING),
        ("Cons", ADVERSE),
        ("Role Challenges", ADVERSE),
        ("You need:", PLAIN),
        ("How to Avoid Mistakes", PLAIN),
        ("Although a degree is not required, employers look for:", PLAIN),
        ("Pros and Cons", None),
        ("Myths and Facts", None),
        ("Do you need a degree?", None),
        ("Do not forget:", None),
        ("Duties include, but are not limited to:", None),
        ("For example:", None),
        ("Rules you cannot avoid:", None),
        ("A few points the table does not show:", None),
        ("What the brochures don't tell you", None),
        ("The figures are yearly salaries without bonus.", None),
        ("Never tell a client:", NEGATIVE),
        ("Avoid:", NEGATIVE),
        ("Key Responsibilities", None),
    ],
)
def test_a_head_has_a_polarity(head: str, polarity: Polarity | None) -> None:
    assert head_polarity(head) is polarity


def test_prose_needs_the_heading_that_turns_it() -> None:
    assert turns_prose("Myths about Radio")
    assert turns_prose("Not Needed")
    assert not turns_prose("You do not need a degree")
    assert repeats_head("Common Mistakes", "The worst mistake is to drill at once.")
    assert not repeats_head("Myths", "Presenters choose all the music.")


def test_a_lead_in_completes_a_fragment_only() -> None:
    assert completes("Stations ask for:", "a clear voice")
    assert not completes("Key skills include:", "calm hands")
    assert not completes("The day looks like this:", "Check the mail.")
    assert is_fragment("a clear voice")
    assert not is_fragment("Check the mail.")


def test_some_answers_lean_on_their_question() -> None:
    assert all(
        map(
            is_elliptic,
            ["Yes, you do.", "No. You can start.", "Almost never.", "They can, if it is dry.", "It can be."],
        )
    )
    assert not any(map(is_elliptic, ["Nothing is needed.", "It is a trade.", "Not all of them pay."]))


def test_heads_and_words_are_one_sentence() -> None:
    assert joined(["You need:"], "a van") == "You need: a van"
    assert joined(["Myths"], "All is free.") == "Myths: All is free."
    assert joined(["By level:", "Senior: $67,000"], "with bonus: $74,000") == (
        "By level: Senior: $67,000, with bonus: $74,000"
    )
