"""Training and outdoor work as guides state them."""

import pytest

from advisor.facts import FactKind, OptionSet, find_disagreements, find_facts
from advisor.ingestion.parsing import Form, parse_text


def options_of(text: str, kind: FactKind) -> list[set[str]]:
    guide = parse_text(f"# Roofers\n\n## Getting In\n\n{text}\n", name="roofer.md", form=Form.MARKDOWN)
    found = [one for one in find_facts(guide) if one.kind is kind and one.usual and not one.scope]
    return [set(one.value.options) for one in found if isinstance(one.value, OptionSet)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("On-the-job training: Short-term on-the-job training", {"short"}),
        ("Training: None", {"none"}),
        ("Training: 6 weeks", {"short"}),
        ("Length of training: 2 to 3 years", {"long"}),
        ("Training: Apprenticeship", {"apprenticeship"}),
        ("Roofers typically receive moderate-term on-the-job training.", {"moderate"}),
        ("Training typically lasts three months.", {"short"}),
        ("No training is required.", {"none"}),
    ],
)
def test_how_long_training_takes(text: str, wanted: set[str]) -> None:
    assert options_of(text, FactKind.TRAINING) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "Some roofers attend safety training of two days.",
        "Continuing training takes 5 days a year.",
        "Training is interesting.",
        "Weight training takes an hour a day.",
    ],
)
def test_other_training_is_no_training_for_the_career(text: str) -> None:
    assert options_of(text, FactKind.TRAINING) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Roofers work outdoors in all seasons.", [{"yes"}]),
        ("Work setting: Outdoors", [{"yes"}]),
        ("Roofers never work outdoors.", [{"never"}]),
        ("Roofers repair the outside of the house.", []),
    ],
)
def test_whether_work_is_outdoors(text: str, wanted: list[set[str]]) -> None:
    assert options_of(text, FactKind.OUTDOORS) == wanted


def test_several_kinds_of_training_are_no_contradiction() -> None:
    text = "# Roofers\n\n## Training\n\nTraining: 6 weeks\n\nTraining: Apprenticeship\n"
    assert find_disagreements(find_facts(parse_text(text, name="roofer.md"))) == ()
