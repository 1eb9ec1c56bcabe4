"""The careers that a text names."""

import pytest

from advisor.careers.gazetteer import Gazetteer, NameKind, unlisted_career
from advisor.careers.names import career_of, names_of
from advisor.domain import Guide
from advisor.ingestion.parsing import parse_text


def guide(title: str, text: str = "They work.") -> Guide:
    name = "-".join(word for word in title.lower().replace(",", "").split() if word.isalnum() or "-" in word)
    return parse_text(f"---\nid: {name}\ntitle: {title}\n---\n\n# {title}\n\n## What They Do\n\n{text}\n", name="g.md")


def names(title: str, text: str = "They work.") -> set[str]:
    found = names_of(guide(title, text))
    return {" ".join(name) for name in found.titled | found.also}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Production Manager Career Path Guide", {"production manager"}),
        ("Accountants and Auditors", {"accountant", "auditor"}),
        ("Airline and Commercial Pilots", {"airline pilot", "commercial pilot"}),
        ("Painters, Construction and Maintenance", {"painter", "construction painter", "maintenance painter"}),
        ("Heavy and Tractor-trailer Truck Drivers", {"heavy truck driver", "tractor trailer truck driver"}),
        ("Medical Assistants and Aides", {"medical assistant", "medical aide"}),
        ("Elevator and Escalator Installers", {"elevator installer", "escalator installer"}),
    ],
)
def test_a_title_of_several_names_gives_each(title: str, expected: set[str]) -> None:
    found = names(title)
    assert expected <= found
    assert not {"elevator", "aide", "construction"} & found


def test_a_career_goes_by_what_its_guide_says_it_is_also_called() -> None:
    assert "attorney" in names("Lawyers", "Lawyers, also called attorneys, advise clients. A will (PDF) is a text.")
    assert "pdf" not in names("Lawyers", "Lawyers, also called attorneys, advise clients. A will (PDF) is a text.")
    assert "rn" in names("Registered Nurses", "Registered nurses (RNs) care for patients.")
    assert "plant manager" in names("Production Managers", "Production managers, often known as plant managers, plan.")


def test_a_short_form_within_a_name_gives_both_forms() -> None:
    found = names("System Managers", "System managers, often called information technology (IT) managers, plan.")
    assert {"information technology manager", "it manager"} <= found


def test_what_something_else_is_also_called_is_no_name_of_the_career() -> None:
    found = names("Lawyers", "A contract, also called an agreement writer, binds. Judges, also called jurists, decide.")
    assert found == {"lawyer"}


@pytest.mark.parametrize(
    ("title", "career"),
    [
        ("Production Manager Career Path Guide", "Production Manager"),
        ("A Guide to Becoming an Electrician", "Electrician"),
        ("Career and Technical Education Teachers", "Career and Technical Education Teachers"),
        ("Nurses | Occupational Handbook", "Nurses"),
    ],
)
def test_a_career_is_called_by_its_title_without_the_frame(title: str, career: str) -> None:
    assert career_of(guide(title)) == career


@pytest.fixture(scope="module")
def careers() -> Gazetteer:
    text = "Registered nurses (RNs) care for patients."
    titles = ("Registered Nurses", "Practical Nurses", "Electricians", "Models", "Civil Engineers")
    return Gazetteer([guide(title, text if title == "Registered Nurses" else "They work.") for title in titles])


@pytest.mark.parametrize(
    ("text", "guide_ids"),
    [
        ("what does an electrician do", ("electricians",)),
        ("ELECTRICIANS' PAY", ("electricians",)),
        ("the electrician's day", ("electricians",)),
        ("is it hard to become an RN?", ("registered-nurses",)),
        ("rns", ("registered-nurses",)),
        ("nurses' hours", ("practical-nurses", "registered-nurses")),
        ("do models travel", ("models",)),
    ],
)
def test_a_career_is_found_by_its_names_in_any_form(careers: Gazetteer, text: str, guide_ids: tuple[str, ...]) -> None:
    (found,) = careers.named(text)
    assert tuple(sorted(found.guide_ids)) == guide_ids


@pytest.mark.parametrize("text", ["which business model do they use", "is it busy rn", "what is the outlook"])
def test_everyday_words_name_no_career(careers: Gazetteer, text: str) -> None:
    assert careers.named(text) == ()


def test_an_occupation_that_no_guide_is_about_is_known_by_the_list(careers: Gazetteer) -> None:
    (found,) = careers.named("how do software engineers compare")
    assert (found.text, found.kind, found.guide_ids) == ("software engineers", NameKind.LISTED, ())


def test_what_a_career_does_names_it_too(careers: Gazetteer) -> None:
    (found,) = careers.named("how do I get into nursing")
    assert (found.kind, set(found.guide_ids)) == (NameKind.FIELD, {"registered-nurses", "practical-nurses"})


@pytest.mark.parametrize(
    "text",
    [
        "I'm an electrician, what now",
        "worked as an electrician for ten years",
        "been an electrician for 15 yrs no degree. am i shut out",
        "electrician at a shipyard, 4 years. whats the ladder look like",
    ],
)
def test_the_readers_own_career_is_told_from_one_that_is_asked_about(careers: Gazetteer, text: str) -> None:
    assert [one.own for one in careers.named(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "electrician 5 years experience salary?",
        "what does an electrician earn after 5 years. be honest",
        "I want to become an electrician in 2 years. what does it pay",
    ],
)
def test_a_career_that_is_asked_about_or_wished_for_is_not_the_readers_own(careers: Gazetteer, text: str) -> None:
    assert [one.own for one in careers.named(text)] == [False]


@pytest.mark.parametrize(
    ("text", "career"),
    [
        ("how do I become a doula", "doula"),
        ("what does a chimney sweep earn", "chimney sweep"),
        ("doula salary", "doula"),
        ("how do I become rich", ""),
        ("how much do people earn", ""),
    ],
)
def test_a_career_that_nobody_listed_is_told_from_how_it_is_asked_about(text: str, career: str) -> None:
    assert unlisted_career(text) == career


def test_a_guide_is_to_a_career_by_its_name_and_another_text_is_not() -> None:
    texts = {
        "Registered Nurses": True,
        "Baker Guide": True,
        "How to have a career in law": True,
        "Sheep Shearers": True,
        "The Siege of Vienna": False,
        "The Maze Runner": False,
        "Oxygen": False,
    }
    guides = [guide(title) for title in texts]
    guiding = Gazetteer(guides).guiding
    assert [one.id in guiding for one in guides] == list(texts.values())
