"""What a sentence turns round or strengthens is refused, whatever words it shares with its quote."""

import pytest

from advisor.citation.structure.faults import structure_fault
from advisor.domain import Polarity

TEACH = "Masters give tools to apprentices, and apprentices clean the forge."


@pytest.mark.parametrize(
    ("quote", "polarity", "sentence", "fault"),
    [
        ("Mistakes: buying cheap tools", Polarity.NEGATIVE, "Buy cheap tools.", "denied"),
        ("Mistakes: buying cheap tools", Polarity.NEGATIVE, "Buying cheap tools is a mistake.", ""),
        ("You do not need: a car", Polarity.NEGATIVE, "You need a car.", "denied"),
        ("You do not need: a car", Polarity.NEGATIVE, "You can do without a car.", ""),
        ("Mistakes: buying cheap tools", Polarity.NEGATIVE, "Beginners wrongly buy cheap tools.", ""),
        ("Cons: The forge is hot", Polarity.ADVERSE, "A benefit of the job is that the forge is hot.", "drawback"),
        ("Cons: The forge is hot", Polarity.ADVERSE, "The forge is hot.", ""),
        ("Pros: The forge is warm", Polarity.PLAIN, "A drawback is that the forge is warm.", "advantage"),
        ("Iron sells faster than steel.", Polarity.PLAIN, "Iron sells about as fast as steel.", "compares"),
        ("Iron sells as fast as steel.", Polarity.PLAIN, "Iron sells faster than steel.", "compares"),
        ("Robots may replace smiths.", Polarity.PLAIN, "Robots will certainly replace smiths.", "surer"),
        ("Smiths work in shops.", Polarity.PLAIN, "Smiths work only in shops.", "only"),
        ("Shops do not usually pay a bonus.", Polarity.PLAIN, "Shops usually pay a bonus.", "denies"),
        ("Shops usually pay a bonus.", Polarity.PLAIN, "Shops do not usually pay a bonus.", "denies"),
        ("Learn what a forge can and cannot do.", Polarity.PLAIN, "Learn what a forge can and can do.", "denies"),
        ("There is no licence for smiths.", Polarity.PLAIN, "No, there is no licence for smiths.", ""),
        ("A diploma can lead a Smith to a shop.", Polarity.PLAIN, "You need a diploma for a shop.", "firmer"),
        ("A diploma can lead a Smith to a shop.", Polarity.PLAIN, "You should get a diploma.", "firmer"),
        ("Smiths with a diploma sell more.", Polarity.PLAIN, "A diploma is required.", "firmer"),
        ("Smiths can move into shops.", Polarity.PLAIN, "You will move into shops.", "firmer"),
        ("A diploma is a must.", Polarity.PLAIN, "You need a diploma.", ""),
        ("Smiths with a diploma sell more.", Polarity.PLAIN, "You don't have to get a diploma to sell.", ""),
        ("Smiths clean the forge.", Polarity.PLAIN, "You will clean the forge.", ""),
        ("Smiths usually clean the forge.", Polarity.PLAIN, "You will usually clean the forge.", ""),
        ("Stress Level: Moderate to High", Polarity.PLAIN, "Stress level: Moderate", "cuts"),
        ("Stress Level: High", Polarity.PLAIN, "Stress level: High.", ""),
        ("Smiths work in shops alone.", Polarity.PLAIN, "Smiths work only in shops.", ""),
        (TEACH, Polarity.PLAIN, "Apprentices give tools to masters.", "turns round"),
        (TEACH, Polarity.PLAIN, "Tools are given to apprentices by masters.", ""),
        (TEACH, Polarity.PLAIN, "Apprentices have the tools that masters give them.", ""),
        ("Steel sells earlier than iron.", Polarity.PLAIN, "Iron sells later than steel.", ""),
        ("In summer, the forge heats the shop.", Polarity.PLAIN, "The forge heats the shop in summer.", ""),
    ],
)
def test_each_fault_is_named_and_its_right_counterpart_passes(
    quote: str, polarity: Polarity, sentence: str, fault: str
) -> None:
    found = structure_fault(sentence, quote, (), polarity)
    assert fault in found
    assert bool(found) is bool(fault)


def test_a_rebuttal_of_a_denied_place_is_told_as_it_stands() -> None:
    turned = "“Smiths are rich.” Most earn less than bakers."
    for sentence, fault in (("Most smiths earn less than bakers.", ""), ("Smiths are rich.", "denied")):
        found = structure_fault(sentence, f"Myths: {turned}", (), Polarity.NEGATIVE, turned=turned)
        assert fault in found
        assert bool(found) is bool(fault)


def test_a_heading_makes_a_duty_of_its_items_and_of_no_whole_sentence() -> None:
    headings = ("Required Education",)
    assert not structure_fault("You need a diploma.", "Diploma", headings, Polarity.PLAIN)
    prose = "A diploma helps a Smith to sell."
    assert "firmer" in structure_fault("You need a diploma to sell.", prose, headings, Polarity.PLAIN)
