"""A sentence may join what two places say, at a few joints."""

from advisor.citation.structure.halves import MAX_JOINTS, halves


def test_a_sentence_is_parted_before_its_conjunctions_and_behind_its_stops() -> None:
    assert list(halves("Smiths earn $20 an hour, and they need a licence; few have one.")) == [
        ("Smiths earn $20 an hour", "and they need a licence; few have one."),
        ("Smiths earn $20 an hour, and they need a licence", "few have one."),
    ]
    assert list(halves("Smiths earn little.")) == []


def test_only_the_first_joints_are_tried() -> None:
    assert len(list(halves("smith, " * 50))) == MAX_JOINTS
