"""Fields and activities that a question names in place of a career."""

import pytest

from advisor.careers.field_detection import detect_activities, detect_fields


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("is UX design worth it", "UX design"),
        ("is accounting a dying field", "accounting"),
        ("is radiography a good career", "radiography"),
        ("a career in marine biology", "marine biology"),
        ("should I get into real estate", "real estate"),
        ("how stressful is investment banking", "investment banking"),
        ("is IT a good career", "IT"),
    ],
)
def test_a_field_is_told_by_what_is_asked_of_it(text: str, field: str) -> None:
    assert field in [one.text for one in detect_fields(text)]


@pytest.mark.parametrize(
    "text",
    [
        "does a law degree help",
        "is it a good career",
        "is stress worth it",
        "I studied psychology, is that fine",
        "do I need marketing skills",
    ],
)
def test_a_degree_or_a_skill_is_no_field_that_one_goes_into(text: str) -> None:
    assert detect_fields(text) == ()


@pytest.mark.parametrize(
    ("text", "doing"),
    [
        ("someone who fixes planes, what do they earn", "fixes planes"),
        ("what do people who fly drones for a living earn", "fly drones"),
        ("running a bakery, is it stressful", "bakery"),
        ("I want to teach kids, how do I start", "teach kids"),
    ],
)
def test_people_are_told_by_what_they_do(text: str, doing: str) -> None:
    assert doing in detect_activities(text)


@pytest.mark.parametrize(
    "text",
    [
        "is it for people who like structure",
        "someone who never finished school, any chance",
        "what do they do for a living",
        "those who work nights",
        "I want to earn more",
    ],
)
def test_what_people_are_like_is_nothing_that_they_do(text: str) -> None:
    assert detect_activities(text) == ()
