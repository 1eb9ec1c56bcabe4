"""The careers that no list holds, told by how a question is built."""

import pytest

from advisor.careers.role_detection import detect_roles


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("supply chain manager salary", "supply chain manager"),
        ("how do I become a dressage judge", "dressage judge"),
        ("do sheep shearers work nights", "sheep shearers"),
        ("what is it like to work as a bouncer", "bouncer"),
        ("what would I make as a process engineer", "process engineer"),
        ("R&D manager education", "R&D manager"),
        ("are complaints clerks in demand", "complaints clerks"),
        ("what skills does a good lift attendant need", "lift attendant"),
    ],
)
def test_a_role_is_its_head_and_the_words_that_tell_which(text: str, role: str) -> None:
    assert [one.text for one in detect_roles(text)] == [role]


@pytest.mark.parametrize(
    "text",
    [
        "what makes a good manager",
        "do night shift supervisors earn more",
        "is a bad boss normal",
        "can a young worker do it",
        "do robots replace workers",
        "will AI replace managers",
        "how do I motivate unhappy workers",
        "does a first winter matter",
        "is business harder than leadership",
        "how do I become a better leader",
        "is there more stress later",
        "do customers call",
    ],
)
def test_what_is_said_or_done_of_people_in_any_career_is_no_role(text: str) -> None:
    assert detect_roles(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I'm a maintenance technician, can I do this",
        "as a quality engineer, what can I learn",
        "I worked as a line cook for years",
        "ex bank clerk, any chance",
    ],
)
def test_what_the_reader_is_is_not_asked_about(text: str) -> None:
    assert [one.text for one in detect_roles(text) if not one.own] == []


def test_who_is_only_met_is_told_from_who_is_asked_about() -> None:
    assert [one.incidental for one in detect_roles("is a process engineer well paid")] == [False]
    assert [one.text for one in detect_roles("what is it like with a process engineer") if not one.incidental] == []
    assert [one.text for one in detect_roles("can my process engineer help") if not one.incidental] == []
