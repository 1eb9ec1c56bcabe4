"""The whole first day of somebody with the advisor in Slack, over HTTP and over Socket Mode, as one golden file."""

import re

import pytest

from advisor.bootstrap import Parts
from tests.server.made import HELD, wait_until
from tests.server.slack.fake import Posted
from tests.server.slack.golden import check, readable
from tests.server.slack.people import Person, in_slack

LINK = re.compile(r"\(https://career\.example\.org(/guides/[^?)]+)\?[^#)]*#([^:)]*):~:text=[^)]*\)")


class Transcript:
    def __init__(self) -> None:
        self.parts: list[str] = []

    def tell(self, what: str) -> None:
        self.parts.append(f"## {what}")

    def show(self, posted: Posted) -> None:
        text = LINK.sub(r"(\1#\2)", readable([posted.readable()]))
        self.parts.append("\n".join(f"> {line}".rstrip() for line in text.strip().split("\n")))

    @property
    def text(self) -> str:
        return "\n\n".join(self.parts) + "\n"


@pytest.mark.parametrize("uses_socket", [False, True], ids=["http", "socket mode"])
def test_the_first_day_of_somebody_goes_well(tailor_parts: Parts, uses_socket: bool) -> None:
    with in_slack(tailor_parts, uses_socket=uses_socket) as person:
        told = Transcript()
        _directly(person, told)
        _in_a_channel(person, told)
        _privately(person, told)
        assert not person.fake.broken
        check("first_day", told.text)


def _directly(person: Person, told: Transcript) -> None:
    fake = person.fake
    person.opens("messages")
    wait_until(lambda: fake.called("assistant.threads.setSuggestedPrompts"))
    prompts = fake.called("assistant.threads.setSuggestedPrompts")[0]["prompts"]
    told.tell("opens the direct messages and is offered")
    told.parts.append("\n".join(f"- {prompt['title']}" for prompt in prompts))

    asked = next(prompt["message"] for prompt in prompts if "tailor" in prompt["message"])
    thread = person.writes(asked)
    told.tell(f"presses “{asked}”")
    first = fake.settled(person.dm, thread, 1)[0]
    told.show(first)

    follow_up = "And how long does the apprenticeship take?"
    person.writes(follow_up, thread=thread)
    told.tell(f"asks on: “{follow_up}”")
    told.show(fake.settled(person.dm, thread, 2)[1])

    person.live.writer.started.clear()
    person.writes(HELD, thread=thread)
    wait_until(person.live.writer.started.is_set)
    person.stops(person.dm, thread)
    told.tell(f"asks “{HELD}” and stops it")
    told.show(fake.settled(person.dm, thread, 3)[2])
    person.live.writer.release.set()

    person.rates(first, "positive")
    wait_until(lambda: fake.private)
    told.tell("likes the first answer")
    told.show(fake.private[-1])
    person.rates(first, "negative")
    wait_until(lambda: fake.called("views.open"))
    view = fake.called("views.open")[0]["view"]
    assert not person.submits(view, "unclear", "which cellar?")
    told.tell(f"thinks again, is asked “{view['title']['text']}”, and says it is unclear")


def _in_a_channel(person: Person, told: Transcript) -> None:
    question = "How much does an apprentice earn?"
    thread = person.mentions(question)
    told.tell(f"mentions it in a channel: “{question}”")
    told.show(person.fake.settled("C1", thread, 1)[0])
    follow_up = "Which tools does a tailor need?"
    person.writes(follow_up, channel="C1", thread=thread)
    told.tell(f"asks on in the thread, without a mention: “{follow_up}”")
    told.show(person.fake.settled("C1", thread, 2)[1])


def _privately(person: Person, told: Transcript) -> None:
    n_private, n_public = len(person.fake.private), len(person.fake.messages)
    person.commands("Can a tailor work from home?")
    wait_until(lambda: len(person.fake.private) > n_private)
    told.tell("asks “/career Can a tailor work from home?”")
    posted = person.fake.private[-1]
    told.show(posted)
    person.presses(posted, posted.buttons[0], is_private=True)
    wait_until(lambda: len(person.fake.messages) > n_public)
    told.tell("presses Share, and the channel sees")
    told.show(list(person.fake.messages.values())[-1])
