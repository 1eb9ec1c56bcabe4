"""The whole first day of somebody with the advisor in Slack, over HTTP and over Socket Mode, as one golden file."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, ClaimMade, Event, Finished, Question
from tests.server.made import HELD, wait_until
from tests.server.slack.answers import answered, at_home, conflicting, declined
from tests.server.slack.fake import Posted
from tests.server.slack.golden import check, readable
from tests.server.slack.people import Person, in_slack

LINK = re.compile(r"\(https://career\.example\.org(/guides/[^?)]+)\?[^#)]*#([^:)]*):~:text=[^)]*\)")


HOME, PAY, HOW_MANY = "Can a tailor work from home?", "How much does a tailor earn?", "How many tailors are there?"
LEARNING = "And how long does it take to learn?"
SCRIPT = {HOME: at_home, LEARNING: answered, PAY: conflicting, HOW_MANY: declined}


class Scripted:
    """The real Advisor, but for a few questions, whose answers are always the same: the golden file shows Slack's part.

    The other tests ask the real one.
    """

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._advisor, name)

    async def ask(self, question: Question, *, answer_id: str) -> Answer:
        events = self.stream(question, answer_id=answer_id)
        return await anext(event.answer async for event in events if isinstance(event, Finished))

    async def stream(self, question: Question, *, answer_id: str) -> AsyncGenerator[Event]:
        if question.text not in SCRIPT:
            async for event in self._advisor.stream(question, answer_id=answer_id):
                yield event
            return
        made = SCRIPT[question.text]()
        searched = made.searched if question.text == LEARNING else question.text
        answer = replace(made, id=answer_id, question=question, searched=searched)
        for claim in answer.claims:
            yield ClaimMade(claim, tuple(c for c in answer.citations if c.number in claim.citations))
        yield Finished(answer)


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
    with in_slack(tailor_parts, uses_socket=uses_socket, around=Scripted) as person:
        told = Transcript()
        _directly(person, told)
        _in_a_channel(person, told)
        _privately(person, told)
        assert not person.fake.broken
        check("first_day", told.text)


def _whole(person: Person, channel: str, thread: str, n: int) -> Posted:
    """The n-th message of a thread, once it is the whole answer, with its thumbs."""
    wait_until(lambda: len(found := person.fake.thread(channel, thread)) == n and found[-1].thumbs is not None)
    return person.fake.thread(channel, thread)[-1]


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
    first = _whole(person, person.dm, thread, 1)
    told.show(first)

    follow_up = LEARNING
    person.writes(follow_up, thread=thread)
    told.tell(f"asks on: “{follow_up}”")
    told.show(_whole(person, person.dm, thread, 2))

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
    question = PAY
    thread = person.mentions(question)
    told.tell(f"mentions it in a channel: “{question}”")
    told.show(_whole(person, "C1", thread, 1))
    follow_up = HOW_MANY
    person.writes(follow_up, channel="C1", thread=thread)
    told.tell(f"asks on in the thread, without a mention: “{follow_up}”")
    told.show(_whole(person, "C1", thread, 2))


def _privately(person: Person, told: Transcript) -> None:
    n_private, n_public = len(person.fake.private), len(person.fake.messages)
    person.commands(HOME)
    wait_until(lambda: len(person.fake.private) > n_private)
    told.tell(f"asks “/career {HOME}”")
    posted = person.fake.private[-1]
    told.show(posted)
    person.presses(posted, posted.buttons[0], is_private=True)
    wait_until(lambda: len(person.fake.messages) > n_public)
    told.tell("presses Share, and the channel sees")
    told.show(list(person.fake.messages.values())[-1])
