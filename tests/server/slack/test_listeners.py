"""What the app does with each thing that people do in Slack, over signed HTTP, against a Slack that has rules."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from advisor.bootstrap import Parts
from advisor.conversations import Rating
from tests.server.made import HELD, REMOTE, wait_until
from tests.server.slack.fake import Posted
from tests.server.slack.people import Person


@pytest.fixture
def person(slack: Person) -> Iterator[Person]:
    """The same app for every test, with a Slack that has forgotten; no rule may have been broken at the end."""
    slack.fake.calls.clear()
    slack.fake.private.clear()
    yield slack
    assert not slack.fake.broken


def answered(person: Person, thread: str, *, channel: str = "", n: int = 1) -> Posted:
    return person.fake.settled(channel or person.dm, thread, n)[-1]


def test_opening_the_direct_messages_offers_questions_without_a_thread(person: Person) -> None:
    person.opens("messages")
    wait_until(lambda: person.fake.called("assistant.threads.setSuggestedPrompts"))
    (call,) = person.fake.called("assistant.threads.setSuggestedPrompts")
    assert call["channel_id"] == person.dm
    assert {"title": REMOTE, "message": REMOTE} in call["prompts"]


def test_the_home_tab_tells_what_it_knows_with_links(person: Person) -> None:
    person.opens("home")
    wait_until(lambda: person.fake.called("views.publish"))
    (call,) = person.fake.called("views.publish")
    links = [
        e["elements"][0]["url"]
        for block in call["view"]["blocks"] if block["type"] == "rich_text"
        for part in block["elements"] if part["type"] == "rich_text_list"
        for e in part["elements"] if e["elements"][0]["type"] == "link"
    ]  # fmt: skip
    assert "https://career.example.org/guides/tailor" in links


def test_a_direct_message_is_answered_in_its_thread_with_links_thumbs_and_questions(person: Person) -> None:
    thread = person.writes(REMOTE)
    posted = answered(person, thread)
    assert "[1](https://career.example.org/guides/tailor?v=" in posted.markdown
    assert "**Sources**" in posted.markdown
    assert posted.thumbs is not None
    wait_until(lambda: len(person.fake.called("chat.stopStream")) == 1)
    assert [c["status"] for c in person.fake.called("agents.sessions.setStatus")] == ["processing"]


def test_a_mention_is_answered_once_and_names_whom_the_stream_is_for(person: Person) -> None:
    thread = person.mentions(REMOTE)
    answered(person, thread, channel="C1")
    (start,) = person.fake.called("chat.startStream")
    assert (start["recipient_team_id"], start["recipient_user_id"]) == ("T1", "U1")
    assert person.live.writer.n_drafts >= 1
    assert len(person.fake.thread("C1", thread)) == 1


def test_a_thread_it_has_joined_goes_on_without_a_mention_and_another_is_left_alone(person: Person) -> None:
    other = person.writes("Lunch anybody?", channel="C1")
    person.writes(REMOTE, channel="C1", thread=other)
    thread = person.mentions(REMOTE)
    answered(person, thread, channel="C1")
    person.writes("How long does the apprenticeship take?", channel="C1", thread=thread)
    posted = answered(person, thread, channel="C1", n=2)
    assert "four years" in posted.markdown
    assert not person.fake.thread("C1", other)


def test_a_question_that_was_offered_is_asked_where_its_button_stands(person: Person) -> None:
    thread = person.writes("How much does a tailor's lunch cost?")
    posted = answered(person, thread)
    button = posted.buttons[0]
    person.presses(posted, button)
    after = answered(person, thread, n=2)
    assert "**Sources**" in after.markdown


def test_stopping_ends_the_answer_and_says_so_and_nothing_comes_after(person: Person) -> None:
    person.live.writer.started.clear()
    person.live.writer.release.clear()
    thread = person.writes(HELD)
    wait_until(person.live.writer.started.is_set)
    person.stops(person.dm, thread)
    posted = answered(person, thread)
    person.live.writer.release.set()
    assert posted.markdown == "_Stopped._"
    wait_until(lambda: person.fake.called("agents.sessions.setStatus")[-1]["status"] == "active")
    person.writes(REMOTE, thread=thread)
    assert "home" in answered(person, thread, n=2).markdown
    assert len(person.fake.thread(person.dm, thread)) == 2


def test_a_thumb_up_is_noted_and_a_thumb_down_asks_for_the_reason(person: Person, tailor_parts: Parts) -> None:
    thread = person.writes(REMOTE)
    posted = answered(person, thread)
    person.rates(posted, "positive")
    wait_until(lambda: person.fake.private)
    assert person.fake.private[-1].text == "Thank you, noted."
    person.rates(posted, "negative")
    wait_until(lambda: person.fake.called("views.open"))
    view = person.fake.called("views.open")[-1]["view"]
    person.submits(view, "incomplete", "and how often?")

    wait_until(lambda: Rating("down", "incomplete", "and how often?") in asyncio.run(_rated_down(tailor_parts)))


async def _rated_down(parts: Parts) -> list[Rating | None]:
    kept = parts.conversations()
    try:
        return [one.rating for one in await kept.rated_down(days=1)]
    finally:
        await kept.aclose()


def test_a_command_is_answered_privately_and_shared_once(person: Person) -> None:
    person.commands(REMOTE)
    wait_until(lambda: person.fake.private)
    posted = person.fake.private[-1]
    assert "**Sources**" in posted.markdown
    assert not person.fake.called("chat.postMessage")
    before = len(person.fake.messages)
    share = posted.buttons[0]
    assert share["text"]["text"] == "Share"
    for _ in range(2):
        person.presses(posted, share, is_private=True)
    wait_until(lambda: len(person.fake.messages) == before + 1)
    public = list(person.fake.messages.values())[-1]
    assert public.markdown.startswith(f"<@U1> asked: {REMOTE}")
    assert "**Sources**" in public.markdown


def test_a_command_without_a_question_says_how_it_is_used(person: Person) -> None:
    assert "`/career " in str(person.commands("  "))


def test_the_shortcut_asks_about_a_message_privately(person: Person) -> None:
    person.asks_about(REMOTE)
    wait_until(lambda: person.fake.private)
    assert "**Sources**" in person.fake.private[-1].markdown


def test_bots_edits_joinings_and_its_own_words_are_passed_over(person: Person) -> None:
    threads = [
        person.writes(REMOTE, bot_id="B9"),
        person.writes(REMOTE, subtype="message_changed"),
        person.writes(REMOTE, subtype="channel_join"),
        person.writes(REMOTE, user=person.bot),
        person.writes(REMOTE, channel="C1"),
    ]
    last = person.writes(REMOTE)
    answered(person, last)
    assert not any(person.fake.thread(channel, thread) for thread in threads for channel in (person.dm, "C1"))


def test_an_event_nobody_waits_for_is_taken_all_the_same(person: Person) -> None:
    person.event({"type": "team_join", "user": {"id": "U5"}})


def test_a_mention_without_a_question_says_what_to_ask(person: Person) -> None:
    thread = person.mentions("")
    assert answered(person, thread, channel="C1").text.startswith("Ask me something about a career")


def test_forget_deletes_the_conversation_and_the_thread_is_no_longer_its_own(person: Person) -> None:
    thread = person.mentions(REMOTE)
    answered(person, thread, channel="C1")
    person.writes("Forget.", channel="C1", thread=thread)
    answered(person, thread, channel="C1", n=2)
    person.writes(REMOTE, channel="C1", thread=thread)
    last = person.writes(REMOTE)
    answered(person, last)
    assert len(person.fake.thread("C1", thread)) == 2


def test_what_was_asked_privately_is_forgotten_on_command_and_can_no_longer_be_shared(person: Person) -> None:
    person.commands(REMOTE, channel="C5")
    wait_until(lambda: person.fake.private)
    posted = person.fake.private[-1]
    assert "deleted here" in str(person.commands("forget", channel="C5"))
    person.presses(posted, posted.buttons[0], is_private=True)
    wait_until(lambda: len(person.fake.private) == 2)
    assert "not kept here any more" in person.fake.private[-1].text


def test_a_button_under_a_long_answer_is_taken_although_slack_sends_the_answer_along(person: Person) -> None:
    posted = answered(person, person.writes(REMOTE))
    person.presses(posted, posted.buttons[0] | {"blocks of the message": "ä" * 40_000})
    answered(person, posted.thread, n=2)


def test_the_address_is_confirmed_when_slack_asks(person: Person) -> None:
    answer = person.posts(json.dumps({"type": "url_verification", "challenge": "abc"}))
    assert (answer.status_code, "abc" in answer.text) == (200, True)


def test_the_stop_button_of_an_answer_that_has_ended_meanwhile_is_answered_too(person: Person) -> None:
    thread = person.writes(REMOTE)
    answered(person, thread)
    wait_until(lambda: person.fake.sessions[("T1", person.dm, thread)] == "active")
    person.fake.calls.clear()

    def is_answered() -> bool:
        person.stops(person.dm, thread)  # once more, while the answer is being taken off the list of those under way
        return bool(person.fake.called("agents.sessions.setStatus"))

    wait_until(is_answered)
    assert person.fake.called("agents.sessions.setStatus")[0]["status"] == "active"
    assert len(person.fake.thread(person.dm, thread)) == 1


def test_the_stop_button_also_ends_the_questions_that_wait_in_the_thread(person: Person) -> None:
    person.live.writer.started.clear()
    person.live.writer.release.clear()
    thread = person.writes(HELD)
    wait_until(person.live.writer.started.is_set)
    person.writes(REMOTE, thread=thread)
    person.stops(person.dm, thread)
    both = person.fake.settled(person.dm, thread, 2)
    person.live.writer.release.set()
    assert [posted.markdown for posted in both] == ["_Stopped._"] * 2


def test_a_message_without_text_is_told_so_by_the_shortcut(person: Person) -> None:
    person.asks_about("")
    wait_until(lambda: person.fake.private)
    assert person.fake.private[-1].text == "There is no text in this message."


def test_a_reason_for_an_answer_that_is_gone_is_told_in_the_form(person: Person) -> None:
    thread = person.writes(REMOTE)
    posted = answered(person, thread)
    person.rates(posted, "negative")
    wait_until(lambda: person.fake.called("views.open"))
    view = person.fake.called("views.open")[-1]["view"]
    person.writes("forget", thread=thread)
    answered(person, thread, n=2)
    said = person.submits(view, "wrong")
    assert said["response_action"] == "errors"
    assert "not kept here any more" in said["errors"]["reason"]


def test_a_command_or_a_button_that_comes_twice_is_answered_once(person: Person) -> None:
    command = {
        "command": "/career", "text": REMOTE, "team_id": "T1", "channel_id": "C8", "user_id": "U1",
        "trigger_id": "once", "response_url": person.answer_address("C8"),
    }  # fmt: skip
    for _ in range(2):
        person.sends("slash_commands", command)
    posted = answered(person, person.writes("How much does a tailor's lunch cost?"))
    pressed = {
        "type": "block_actions", "trigger_id": "pressed once", "actions": [posted.buttons[0] | {"action_ts": "7.7"}],
        "container": {"type": "message", "message_ts": posted.ts},
        "message": {"ts": posted.ts, "thread_ts": posted.thread},
    }  # fmt: skip
    for _ in range(2):
        person.interacts(pressed, person.dm)
    answered(person, posted.thread, n=2)
    answered(person, person.writes(REMOTE))
    assert len(person.fake.thread(person.dm, posted.thread)) == 2
    assert len(person.fake.private) == 1


def test_a_follow_up_while_the_first_answer_is_under_way_needs_no_mention(person: Person) -> None:
    person.live.writer.started.clear()
    person.live.writer.release.clear()
    thread = person.mentions(HELD)
    wait_until(person.live.writer.started.is_set)
    person.writes("How long does the apprenticeship take?", channel="C1", thread=thread)
    person.live.writer.release.set()
    assert "four years" in answered(person, thread, channel="C1", n=2).markdown
