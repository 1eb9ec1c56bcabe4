"""A reader's own past is told from a career that is asked about."""

import pytest

from advisor.careers.readers_past import Standing, is_readers_own, standing_of


def standing(text: str, name: str) -> Standing:
    return standing_of(text, text.lower().index(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I'm a nurse, can I do this", "nurse"),
        ("I am a certified nurse looking for something new. what skills", "nurse"),
        ("been a welder 10 yrs, do i still need the degree", "welder"),
        ("Nurse here, 12 yrs. what would i need", "nurse"),
        ("welder by trade, what certs help", "welder"),
        ("my job right now is forklift operator; which certificates help?", "forklift operator"),
        ("I left nursing last year, is this job stressful?", "nursing"),
        ("as a former teacher could I become an accountant?", "teacher"),
        ("I used to be an accountant, how long does it take?", "accountant"),
        ("As someone who was a firefighter, what should i learn", "firefighter"),
        ("do i need a degree if i have been a welder for 10 years", "welder"),
        ("baker here. do you get free weekends", "baker"),
        ("Librarian thinking about a change, is it noisy?", "librarian"),
        ("retired sailor here, how hard is the exam", "sailor"),
        ("Plumber, tired of drains. What would I have to learn?", "plumber"),
    ],
)
def test_what_readers_tell_of_themselves_is_their_own(text: str, name: str) -> None:
    assert standing(text, name) is Standing.OWN


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("do nurses earn more", "nurses"),
        ("what would i make as a nurse", "nurse"),
        ("I want to be a nurse, what degree", "nurse"),
        ("I heard welders earn more, true?", "welders"),
        ("my son wants to be an electrician, what pay", "electrician"),
        ("my sister's an ER nurse and says it is hard. is she right", "nurse"),
        ("nurse, what do they earn", "nurse"),
        ("nurse here in Ohio salary", "nurse"),
        ("nurse thinking skills", "nurse"),
    ],
)
def test_what_is_asked_wished_or_heard_of_is_not(text: str, name: str) -> None:
    assert standing(text, name) is Standing.ASKED


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("is it worth getting a pmp as a production manager", "production manager"),
        ("when i'm a nurse what are my hours", "nurse"),
        ("as a welder, what would I make", "welder"),
    ],
)
def test_as_one_may_be_either(text: str, name: str) -> None:
    assert standing(text, name) is Standing.AS_ONE
    assert is_readers_own(text, text.index(name))


def test_several_people_are_not_the_reader() -> None:
    assert not is_readers_own("I worked with nurses for 9 years. what now", 14, plural=True)
