"""Whatever Slack or the Advisor does, a thread ends with something a person understands, once."""

from collections.abc import Iterator

import pytest

from tests.server.made import BROKEN, FAILING, REMOTE, wait_until
from tests.server.slack.people import Person

DECLINED = "Hello!"  # posted as it is, without a stream
NOT_SENT = "The answer could not be sent to Slack just now"


@pytest.fixture
def person(slack: Person) -> Iterator[Person]:
    slack.fake.failures.clear()
    slack.fake.broken.clear()
    slack.fake.calls.clear()
    yield slack
    slack.fake.failures.clear()
    assert not slack.fake.broken


@pytest.fixture(scope="module")
def undisturbed(slack: Person) -> str:
    return slack.fake.settled(slack.dm, slack.writes(REMOTE), 1)[0].markdown


@pytest.mark.parametrize(
    ("method", "how"),
    [
        ("chat.appendStream", "message_not_in_streaming_state"),
        ("chat.stopStream", "message_not_in_streaming_state"),
        ("chat.appendStream", "cut"),
        ("chat.appendStream", "cut after"),
        ("chat.stopStream", "cut"),
        ("chat.stopStream", "cut after"),
        ("chat.startStream", "cut"),
        ("chat.startStream", "method_not_supported_for_channel_type"),
        ("chat.appendStream", (429, 1)),
        ("agents.sessions.setStatus", "cut"),
        ("agents.sessions.setStatus", "missing_scope"),
    ],
)
def test_a_stream_that_breaks_still_ends_in_one_whole_answer(
    person: Person, undisturbed: str, method: str, how: object
) -> None:
    person.fake.fail(method, how)
    thread = person.writes(REMOTE)
    wait_until(lambda: [m.markdown for m in person.fake.thread(person.dm, thread)] == [undisturbed])
    (posted,) = person.fake.settled(person.dm, thread, 1)
    wait_until(lambda: posted.thumbs is not None)


def test_a_stream_whose_beginning_got_lost_leaves_no_half_of_an_answer(person: Person, undisturbed: str) -> None:
    person.fake.fail("chat.startStream", "cut after")
    thread = person.writes(REMOTE)
    wait_until(lambda: len(person.fake.thread(person.dm, thread)) == 2)
    assert [m.markdown for m in person.fake.thread(person.dm, thread)] == ["", undisturbed]


def test_blocks_that_slack_refuses_are_left_out_and_the_answer_stays(person: Person) -> None:
    person.fake.fail("chat.stopStream", "invalid_blocks")
    person.fake.fail("chat.update", "invalid_blocks")
    thread = person.writes(REMOTE)
    wait_until(lambda: any(m.n_updates for m in person.fake.thread(person.dm, thread)))
    (posted,) = person.fake.thread(person.dm, thread)
    assert "**Sources**" in posted.markdown
    assert posted.blocks == []
    person.fake.fail("chat.postMessage", "invalid_blocks")
    declined = person.writes(DECLINED)
    (posted,) = person.fake.settled(person.dm, declined, 1)
    assert posted.markdown
    assert posted.blocks == []


def test_where_it_may_not_write_it_tells_the_person_directly(person: Person) -> None:
    person.fake.fail("chat.startStream", "not_in_channel")
    person.fake.fail("chat.postMessage", "not_in_channel")
    thread = person.mentions(REMOTE)
    wait_until(lambda: person.fake.thread("DU1", ""))
    assert person.fake.thread("DU1", "")[0].text.startswith("I may not write in <#C1>.")
    assert not person.fake.thread("C1", thread)


@pytest.mark.parametrize("method", ["agents.sessions.setStatus", "chat.startStream"])
def test_a_revoked_token_ends_it_without_another_try(person: Person, method: str) -> None:
    person.fake.fail(method, "token_revoked")
    person.fake.fail("chat.postMessage", "token_revoked")
    thread = person.writes(REMOTE)
    wait_until(lambda: method in [name for name, _ in person.fake.calls])
    person.fake.settled(person.dm, person.writes(REMOTE), 1)
    assert not person.fake.thread(person.dm, thread)
    assert not [m for m in person.fake.called("chat.postMessage") if NOT_SENT in str(m)]


@pytest.mark.parametrize("how", ["cut", "fatal_error"])
def test_an_answer_that_cannot_be_posted_says_so_and_can_be_tried_again(person: Person, how: str) -> None:
    person.fake.fail("chat.postMessage", how)
    thread = person.writes(DECLINED)
    (posted,) = person.fake.settled(person.dm, thread, 1)
    assert NOT_SENT in posted.markdown
    (again,) = posted.buttons
    assert (again["text"]["text"], again["value"]) == ("Try again", DECLINED)
    person.presses(posted, again)
    answered = person.fake.settled(person.dm, thread, 2)[-1]
    assert NOT_SENT not in answered.markdown


def test_too_many_calls_are_made_again_when_slack_says_so(person: Person) -> None:
    person.fake.fail("chat.postMessage", (429, 1))
    thread = person.writes(DECLINED)
    (posted,) = person.fake.settled(person.dm, thread, 1)
    assert NOT_SENT not in posted.markdown
    assert len(person.fake.called("chat.postMessage")) == 2


def test_what_goes_wrong_in_answering_is_said_in_plain_words(person: Person) -> None:
    (failed,) = person.fake.settled(person.dm, person.writes(FAILING), 1)
    assert "The chat service is not there" in failed.markdown
    (broken,) = person.fake.settled(person.dm, person.writes(BROKEN), 1)
    assert "a fault that repeats" not in broken.markdown
    assert "Please try again" in broken.markdown
    assert [b["text"]["text"] for b in broken.buttons] == ["Try again"]


def test_a_question_that_is_too_long_is_told_so(person: Person) -> None:
    (posted,) = person.fake.settled(person.dm, person.writes("why " * 700), 1)
    assert "2,000" in posted.markdown
    assert not posted.buttons


def test_a_private_answer_that_fails_can_be_tried_again_privately(person: Person) -> None:
    person.fake.private.clear()
    person.commands(BROKEN)
    wait_until(lambda: person.fake.private)
    posted = person.fake.private[-1]
    assert "Please try again" in posted.markdown
    person.presses(posted, posted.buttons[0], is_private=True)
    wait_until(lambda: len(person.fake.private) == 2)


def test_hostile_words_of_a_person_are_harmless_wherever_they_come_back(person: Person) -> None:
    person.fake.private.clear()
    person.commands("<!channel> Can a tailor work from home? <https://evil.example|click> &lt;!here&gt; *now*")
    wait_until(lambda: person.fake.private)
    n_before = len(person.fake.messages)
    posted = person.fake.private[-1]
    person.presses(posted, posted.buttons[0], is_private=True)
    wait_until(lambda: len(person.fake.messages) > n_before)
    public = list(person.fake.messages.values())[-1]
    for text in (public.markdown, public.text, posted.markdown, posted.text):
        assert "<!" not in text
        assert "evil.example" not in text
        assert "*now*" not in text.replace("\\*", "")
