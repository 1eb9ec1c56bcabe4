"""Socket Mode, where it differs from HTTP: connections that end, and envelopes that come again."""

from advisor.bootstrap import Parts
from tests.server.made import REMOTE, wait_until
from tests.server.slack.people import in_slack, next_ts


def test_a_connection_that_slack_ends_is_made_anew_and_an_event_that_comes_again_is_answered_once(
    tailor_parts: Parts,
) -> None:
    with in_slack(tailor_parts, uses_socket=True) as person:
        ts = next_ts()
        event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": REMOTE, "ts": ts}
        payload = person.envelope(event)
        person.sends("events_api", payload)
        person.fake.settled("D1", ts, 1)
        person.fake.drop()
        wait_until(person.fake.is_connected)
        person.sends("events_api", payload)
        person.fake.settled("D1", person.writes(REMOTE), 1)
        assert len(person.fake.thread("D1", ts)) == 1
        assert not person.fake.broken


def test_there_is_no_http_door_in_socket_mode(tailor_parts: Parts) -> None:
    with in_slack(tailor_parts, uses_socket=True) as person:
        assert person.posts("{}").status_code == 404


def test_an_event_answered_before_a_restart_is_not_answered_again(tailor_parts: Parts) -> None:
    ts = next_ts()
    event = {"type": "message", "channel": "D7", "channel_type": "im", "user": "U1", "text": REMOTE, "ts": ts}
    with in_slack(tailor_parts) as person:
        payload = person.envelope(event)
        person.sends("events_api", payload)
        person.fake.settled("D7", ts, 1)
    with in_slack(tailor_parts) as person:
        person.sends("events_api", payload)
        person.fake.settled("D1", person.writes(REMOTE), 1)
        assert not person.fake.thread("D7", ts)
