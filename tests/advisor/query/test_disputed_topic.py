"""A question is about a thing by its words, surely so when it is also like what people ask, and never by a namesake."""

import tomllib
from importlib.resources import files

import pytest

from advisor.facts import find_facts
from advisor.facts.vocabulary import vocabulary
from advisor.ingestion.parsing import Form, parse_text
from advisor.query.disputed_topic import TopicMatch, match_topic
from advisor.query.intent_bank import intent_ids


@pytest.mark.parametrize(
    ("about", "question"),
    [
        ("remote work", "Could I do this from my kitchen table?"),
        ("remote work", "IS TELECOMMUTING A THING HERE"),
        ("years of experience", "How many years of experience do they want?"),
        ("years of experience", "Are three years enough to be made a manager?"),
        ("entry-level pay", "What does a newcomer earn?"),
        ("pay of the highest 10%", "What do the top earners make?"),
        ("stress", "Is it a stressful job?"),
        ("weekend work", "Do they work on Saturdays?"),
        ("licence", "Do I need a license?"),
    ],
)
def test_words_make_a_question_perhaps_about_a_thing(about: str, question: str) -> None:
    assert match_topic(about, question, None) is TopicMatch.POSSIBLE


@pytest.mark.parametrize(
    ("about", "question"),
    [
        ("remote work", "What is remote sensing used for?"),
        ("remote work", "Which reporting tasks can be done remotely?"),
        ("remote work", "What tools do they use?"),
        ("years of experience", "How long does an MBA take?"),
        ("median pay", "What is the starting salary?"),
        ("pay", "Who pays the fee?"),
        ("demand", "Which physical demands are there?"),
        ("licence", "Do I need a driver's license?"),
        ("something unheard of", "Is it unheard of?"),
    ],
)
def test_a_namesake_or_another_measure_is_no_such_question(about: str, question: str) -> None:
    assert match_topic(about, question, None) is TopicMatch.NONE


def test_everything_that_can_be_disagreed_about_can_be_asked_about_by_intents_of_the_bank() -> None:
    entries = tomllib.loads(files("advisor.query").joinpath("disputed_topics.toml").read_text(encoding="utf-8"))
    ids = set(intent_ids())
    assert set(vocabulary().facets) <= set(entries)
    assert {intent for entry in entries.values() for intent in entry["intents"]} <= ids
    guide = parse_text(
        "# Baker\n\n## Pay\n\nBakers earn a median of $40,000 a year. The top 10% earn $70,000.\n\n"
        "## Outlook\n\nEmployment of bakers is projected to grow 7 percent. Bakers held 90,000 jobs in 2024.\n\n"
        "## How to become one\n\nBakers need 2 years of experience and a high school diploma.\n\n"
        "## Hours\n\nBakers work 40 hours a week.\n",
        name="baker.md",
        form=Form.MARKDOWN,
    )
    stated = {fact.about for fact in find_facts(guide)}
    assert len(stated) > 5
    assert {about for about in stated if not any(about.startswith(name) for name in entries)} == set()
