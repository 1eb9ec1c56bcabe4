"""What a denied place says itself may be told, and what it denies only with the denial."""

import pytest

from advisor.citation.structure.denial import keeps_denial

RICH = "“Smiths are rich.” Most earn less than bakers."
VAN = "your own van, unless you are self-employed"
TONGS = "tongs of your own, which country forges ask for"


@pytest.mark.parametrize(
    ("head", "denied", "sentence", "keeps"),
    [
        ("Myths", RICH, "The majority of smiths earn less than bakers.", True),
        ("Myths", RICH, "Smiths are rich.", False),
        ("Myths", RICH, "It is a fact that smiths are rich and earn more than bakers.", False),
        (
            "Myths",
            "It is all hammering. A third of the time goes on drawing.",
            "Drawing takes a third of the time.",
            True,
        ),
        ("Myths", "It is all hammering. A third of the time goes on drawing.", "The work is all hammering.", False),
        ("You do not need", VAN, "A van of your own is necessary only when you work for yourself.", True),
        ("You do not need", VAN, "You need your own van, unless you are self-employed.", False),
        ("You do not need", TONGS, "Country forges ask for tongs of your own.", True),
        ("You do not need", TONGS, "You need tongs of your own.", False),
        ("Not required", "Needed for the trade: a degree; Remark: may help later", "It may help later.", True),
        ("Helpful but not required", "a second language", "Another language is a plus.", True),
        ("Helpful but not required", "a second language", "A second language is required.", False),
        ("You do not need", "a second language", "A second language is a plus.", False),
        ("Mistakes", "leaving the forge door open", "Close the door whenever you go.", True),
        ("Mistakes", "leaving the forge door open", "Leaving the forge door open airs the room.", False),
        ("You may not", "sell the forge", "Yes, smiths may part with it.", False),
    ],
)
def test_a_sentence_without_a_denial_draws_on_what_the_place_says_itself(
    head: str, denied: str, sentence: str, keeps: bool
) -> None:
    assert keeps_denial(sentence, denied, f"{head}: {denied}") is keeps
