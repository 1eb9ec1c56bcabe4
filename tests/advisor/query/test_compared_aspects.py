"""By what a question compares careers."""

import pytest

from advisor.query.compared_aspects import USUAL, Aspect, read_aspects

NAMES = ("welders", "roofers", "welder", "roofer")


@pytest.mark.parametrize(
    ("question", "aspects", "wants_most"),
    [
        ("compare welders and roofers", USUAL, None),
        ("welder vs. roofer", USUAL, None),
        ("Which pays more, welder or roofer?", (Aspect.PAY,), True),
        ("who earns less: roofers or welders", (Aspect.PAY,), False),
        ("compare the pay and education of welders and roofers", (Aspect.PAY, Aspect.EDUCATION), None),
        ("do welders work longer hours than roofers?", (Aspect.HOURS,), True),
        ("which is growing faster, welders or roofers", (Aspect.GROWTH,), True),
        ("where do welders and roofers work?", (Aspect.PLACE,), None),
        ("a day in the life of a welder vs a roofer", (Aspect.DAY,), None),
        ("and their training?", (Aspect.TRAINING,), None),
    ],
)
def test_the_aspects_are_those_named_or_the_usual_ones(
    question: str, aspects: tuple[Aspect, ...], wants_most: bool | None
) -> None:
    found = read_aspects(question, NAMES)
    assert found
    assert found.aspects == aspects
    assert found.wants_most is wants_most


@pytest.mark.parametrize(
    "question",
    [
        "can a welder become a roofer?",
        "what tools do welders and roofers use?",
        "do welders and roofers need a license to drive?",
        "welders and roofers",
        "which states pay welders and roofers the most?",
        "is a welder or a roofer happier?",
    ],
)
def test_anything_else_is_left_alone(question: str) -> None:
    assert read_aspects(question, NAMES) is None
