"""One app in many workspaces: each installs it by itself, is answered by its own token, and can leave."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk.oauth.installation_store import Bot

from advisor.bootstrap import Parts
from advisor.conversations import Conversations
from advisor.errors import StorageError
from server.slack.installation_store import StateStore, WorkspaceStore
from tests.server.made import HELD, REMOTE, build_parts, wait_until
from tests.server.slack.oauth import CLIENT_ID
from tests.server.slack.people import PUBLIC_URL, Installer, Person, in_many_workspaces

T = TypeVar("T")

LEARNING = "How long does the apprenticeship take?"
NOWHERE = "postgresql://me@127.0.0.1:1/career"


@pytest.fixture(scope="module")
def shared_installer(tailor_parts: Parts) -> Iterator[Installer]:
    with in_many_workspaces(tailor_parts) as installer:
        yield installer


@pytest.fixture
def installer(shared_installer: Installer) -> Iterator[Installer]:
    """The same app for every test, and somebody new; no rule may have been broken at the end."""
    fake = shared_installer.fake
    yield Installer(shared_installer.live, fake)
    broken = list(fake.broken)
    fake.broken.clear()
    assert not broken


def stored(parts: Parts, work: Callable[[Conversations], Awaitable[T]]) -> T:
    """What another process finds in the same database."""

    async def run() -> T:
        kept = parts.conversations()
        try:
            return await work(kept)
        finally:
            await kept.aclose()

    return asyncio.run(run())


def bot_of(parts: Parts, team: str) -> Bot | None:
    return stored(parts, lambda kept: WorkspaceStore(kept.notes, CLIENT_ID).async_find_bot(team_id=team))


def n_kept(parts: Parts, team: str) -> int:
    return len(stored(parts, lambda kept: kept.list(f"slack:{team}")))


# --- in ---


def test_the_app_is_installed_by_following_one_address_and_answers_there(
    installer: Installer, tailor_parts: Parts
) -> None:
    installer.team = "T21"
    page = parse_qs(urlsplit(installer.begins()).query)
    assert "chat:write" in page["scope"][0].split(",")
    assert page["redirect_uri"] == [f"{PUBLIC_URL}/slack/oauth_redirect"]
    person = installer.installs()
    bot = bot_of(tailor_parts, "T21")
    assert bot is not None
    assert (bot.bot_token, bot.bot_user_id) == (next(t for t, team in installer.fake.tokens.items() if team == "T21"),
                                               person.bot)  # fmt: skip
    thread = person.writes(REMOTE)
    assert "**Sources**" in installer.fake.settled("D1", thread, 1, team="T21")[0].markdown


def test_two_workspaces_with_equal_channels_and_threads_never_mix(installer: Installer) -> None:
    fake = installer.fake
    one, two = (Installer(installer.live, fake, team).installs() for team in ("T31", "T32"))
    thread = one.mentions(REMOTE)
    fake.settled("C1", thread, 1, team="T31")
    two.writes(LEARNING, channel="C1", thread=thread)  # there, nobody has mentioned it in this thread
    one.writes(LEARNING, channel="C1", thread=thread)
    ours = fake.settled("C1", thread, 2, team="T31")
    fake.settled("D1", two.writes(REMOTE), 1, team="T32")
    assert not fake.thread("C1", thread, team="T32")

    two.mentions(REMOTE, thread=thread)
    two.mentions("And how long does it take?", thread=thread)
    theirs = fake.settled("C1", thread, 2, team="T32")
    assert len(fake.thread("C1", thread, team="T31")) == 2
    assert "four years" in ours[1].markdown
    before = len(fake.private)
    two.rates(ours[0], "positive")  # an answer of another workspace
    two.rates(theirs[0], "positive")
    wait_until(lambda: len(fake.private) == before + 2)
    said = {posted.text for posted in fake.private[before:]}
    assert any("not kept here any more" in text for text in said)
    assert "Thank you, noted." in said


def test_the_same_event_id_in_two_workspaces_is_two_events(installer: Installer) -> None:
    fake = installer.fake
    for team in ("T33", "T34"):
        person = Installer(installer.live, fake, team).installs()
        event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": REMOTE, "ts": "5.5"}
        person.event(event, event_id="Ev-equal")
        fake.settled("D1", "5.5", 1, team=team)


def test_a_workspace_without_the_app_is_told_where_to_install_it_and_its_events_do_nothing(
    installer: Installer,
) -> None:
    stranger = Person(installer.live, installer.fake, team="T40")
    n_drafts, n_private = installer.live.writer.n_drafts, len(installer.fake.private)
    thread = stranger.writes(REMOTE)
    stranger.commands(REMOTE)
    wait_until(lambda: len(installer.fake.private) > n_private)
    assert installer.fake.private[-1].text.endswith(f"{PUBLIC_URL}/slack/install")
    assert not installer.fake.thread("D1", thread, team="T40")
    assert installer.live.writer.n_drafts == n_drafts


def test_an_installation_outlives_a_restart_and_a_new_one_takes_its_place(tailor_parts: Parts) -> None:
    with in_many_workspaces(tailor_parts) as installer:
        Installer(installer.live, installer.fake, "T22").installs()
    first = bot_of(tailor_parts, "T22")
    assert first is not None
    with in_many_workspaces(tailor_parts) as installer:
        fake = installer.fake
        fake.tokens[str(first.bot_token)] = "T22"
        person = Person(installer.live, fake, team="T22")
        fake.settled("D1", person.writes(REMOTE), 1, team="T22")
        fake.installations.revoke("T22")
        Installer(installer.live, fake, "T22").installs()
        fake.settled("D1", person.writes(REMOTE), 1, team="T22")


def test_only_what_the_mention_variant_allows_is_asked_for_where_so_set(tailor_parts: Parts) -> None:
    with in_many_workspaces(tailor_parts, slack_follows="mentions") as installer:
        scope = parse_qs(urlsplit(installer.begins()).query)["scope"][0]
    assert "channels:history" not in scope


# --- refused ---


def refused(installer: Installer, tailor_parts: Parts, address: str, *, team: str) -> str:
    answer = installer.returns(address)
    assert answer.status_code >= 400
    assert "Not installed" in answer.text
    assert f'href="{PUBLIC_URL}/slack/install"' in answer.text
    assert bot_of(tailor_parts, team) is None
    return answer.text


def with_state(address: str, state: str) -> str:
    code = parse_qs(urlsplit(address).query)["code"][0]
    return f"{address.partition('?')[0]}?code={code}&state={state}"


def test_a_state_of_another_browser_or_none_is_refused(installer: Installer, tailor_parts: Parts) -> None:
    back = installer.fake.installations.allow(installer.begins(), "T50")
    other = Installer(installer.live, installer.fake)
    assert "another browser" in refused(other, tailor_parts, back, team="T50")
    other.begins()
    assert "another browser" in refused(other, tailor_parts, back, team="T50")
    assert "another browser" in refused(installer, tailor_parts, back.partition("&state=")[0], team="T50")


def test_a_state_that_was_made_up_is_refused_although_the_browser_has_it(
    installer: Installer, tailor_parts: Parts
) -> None:
    back = installer.fake.installations.allow(installer.begins(), "T51")
    for state in ("nonsense", "eyJhbGciOiJub25lIn0.eyJqdGkiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ."):
        installer.cookie = f"slack-app-oauth-state={state}"
        assert "Begin again" in refused(installer, tailor_parts, with_state(back, state), team="T51")


def test_a_state_is_good_for_ten_minutes_only(installer: Installer, tailor_parts: Parts) -> None:
    back = installer.fake.installations.allow(installer.begins(), "T52")
    for age_s in (601, -60):

        async def issue(kept: Conversations, age_s: float = age_s) -> str:
            return await StateStore(kept, clock=lambda: time.time() - age_s).async_issue()

        state = stored(tailor_parts, issue)
        installer.cookie = f"slack-app-oauth-state={state}"
        text = refused(installer, tailor_parts, with_state(back, state), team="T52")
        assert "more than ten minutes ago" in text


def test_a_state_is_good_for_once_only(installer: Installer, tailor_parts: Parts) -> None:
    page = installer.begins()
    first, second = (installer.fake.installations.allow(page, team) for team in ("T53", "T54"))
    assert installer.returns(first).status_code == 200
    assert "has been finished" in refused(installer, tailor_parts, second, team="T54")


def test_one_state_used_by_many_at_once_counts_once(tailor_parts: Parts) -> None:
    async def race(kept: Conversations) -> list[bool]:
        others = [tailor_parts.conversations() for _ in range(3)]
        state = await StateStore(kept).async_issue()
        won = await asyncio.gather(*(StateStore(store).async_consume(state) for store in [kept, *others] * 5))
        for store in others:
            await store.aclose()
        return won

    assert sum(stored(tailor_parts, race)) == 1


def test_who_does_not_allow_it_is_told_that_nothing_was_installed(installer: Installer, tailor_parts: Parts) -> None:
    back = installer.fake.installations.deny(installer.begins())
    assert "You did not allow the app" in refused(installer, tailor_parts, back, team="T55")


@pytest.mark.parametrize(
    ("method", "how", "said"),
    [
        ("oauth.v2.access", "invalid_code", "was used before"),
        ("oauth.v2.access", "invalid_team_for_non_distributed_app", "allow its distribution"),
        ("oauth.v2.access", "cut", "Slack did not answer"),
        ("auth.test", "cut after", "Slack did not answer"),
        ("auth.test", "account_inactive", "how this server is set up (account_inactive)"),
    ],
)
def test_what_slack_says_no_to_is_told_in_plain_words(
    installer: Installer, tailor_parts: Parts, method: str, how: str, said: str
) -> None:
    installer.fake.fail(method, how)
    back = installer.fake.installations.allow(installer.begins(), "T56")
    assert said in refused(installer, tailor_parts, back, team="T56")


@pytest.mark.parametrize(
    ("granted", "said"),
    [
        ({"is_enterprise_install": True, "team": None}, "one workspace after the other"),
        ({"refresh_token": "xoxe-1", "expires_in": 43200}, "Token rotation is on"),
    ],
)
def test_an_installation_it_could_not_serve_is_refused_at_once(
    installer: Installer, tailor_parts: Parts, granted: dict[str, object], said: str
) -> None:
    installer.fake.installations.granted["T57"] = granted
    back = installer.fake.installations.allow(installer.begins(), "T57")
    assert said in refused(installer, tailor_parts, back, team="T57")


def test_a_wrong_client_secret_is_the_servers_fault_and_called_that(tailor_parts: Parts) -> None:
    with in_many_workspaces(tailor_parts, slack_client_secret="another") as installer:
        back = installer.fake.installations.allow(installer.begins(), "T58")
        assert "(bad_client_secret)" in refused(installer, tailor_parts, back, team="T58")
        assert any("bad_client_secret" in broken for broken in installer.fake.broken)


def test_no_token_code_or_secret_gets_into_the_log(
    installer: Installer, tailor_parts: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("server", "advisor", "slack_bolt", "slack_sdk"):
        caplog.set_level(logging.INFO, name)
    installer.team = "T59"
    address = installer.fake.installations.allow(installer.begins(), "T59")
    installer.returns(address)
    installer.fake.fail("oauth.v2.access", "invalid_code")
    again = installer.fake.installations.allow(installer.begins(), "T59")
    installer.returns(again)
    told = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "uvicorn")))
    assert "invalid_code" in told
    secrets = [parse_qs(urlsplit(a).query)[name][0] for a in (address, again) for name in ("code", "state")]
    for secret in [*secrets, "a client's secret", "xoxb-"]:
        assert secret not in told


# --- out ---


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U"]}}])
def test_a_workspace_that_leaves_takes_its_token_and_its_words_along_and_no_others(
    installer: Installer, tailor_parts: Parts, event: dict[str, object]
) -> None:
    fake = installer.fake
    leaving, staying = (Installer(installer.live, fake, team).installs() for team in ("T61", "T62"))
    for person in (leaving, staying):
        fake.settled("D1", person.writes(REMOTE), 1, team=person.team)
        wait_until(lambda team=person.team: n_kept(tailor_parts, team) > 0)
    fake.installations.revoke("T61")
    leaving.event(event)
    wait_until(lambda: bot_of(tailor_parts, "T61") is None and n_kept(tailor_parts, "T61") == 0)
    leaving.writes(REMOTE)
    fake.settled("D1", staying.writes(REMOTE), 1, team="T62")
    assert n_kept(tailor_parts, "T62") > 0
    assert n_kept(tailor_parts, "T61") == 0


def test_a_workspace_that_leaves_in_the_middle_of_an_answer_gets_no_more_of_it_and_none_is_kept(
    installer: Installer, tailor_parts: Parts
) -> None:
    fake, writer = installer.fake, installer.live.writer
    leaving, staying = (Installer(installer.live, fake, team).installs() for team in ("T64", "T65"))
    writer.started.clear()
    writer.release.clear()
    thread = leaving.writes(HELD)
    wait_until(writer.started.is_set)
    fake.installations.revoke("T64")
    leaving.event({"type": "app_uninstalled"})
    wait_until(lambda: bot_of(tailor_parts, "T64") is None and n_kept(tailor_parts, "T64") == 0)
    writer.release.set()
    fake.settled("D1", staying.writes(REMOTE), 1, team="T65")
    assert not fake.thread("D1", thread, team="T64")
    assert n_kept(tailor_parts, "T64") == 0


def test_a_late_word_of_leaving_does_not_undo_a_later_installation(installer: Installer, tailor_parts: Parts) -> None:
    installer.team = "T63"
    person = installer.installs()
    late = person.envelope({"type": "app_uninstalled"}) | {"event_time": int(time.time()) - 300}
    fake = installer.fake
    fake.settled("D1", person.writes(REMOTE), 1, team="T63")
    wait_until(lambda: n_kept(tailor_parts, "T63") > 0)
    person.sends("events_api", late)
    wait_until(lambda: n_kept(tailor_parts, "T63") == 0)
    assert bot_of(tailor_parts, "T63") is not None


# --- when the database is away ---


class Away(WorkspaceStore):
    """A store whose database can be taken away."""

    is_away = False

    async def async_find_bot(self, *, team_id: str | None, **more: object) -> Bot | None:
        if self.is_away:
            raise StorageError("the database is away")
        return await super().async_find_bot(team_id=team_id, **more)


def test_a_workspace_that_was_heard_of_is_answered_while_the_database_is_away(tailor_parts: Parts) -> None:
    async def try_it(kept: Conversations) -> tuple[str | None, bool]:
        held = Away(kept.notes, CLIENT_ID)
        await held.async_save_bot(
            Bot(team_id="T71", bot_token="xoxb-71", bot_id="B", bot_user_id="U", installed_at=time.time())
        )
        await held.authorize(None, "T71")
        held.is_away = True
        known = await held.authorize(None, "T71")
        assert known is not None
        with pytest.raises(StorageError):
            await held.authorize(None, "T72")
        held.is_away = False
        await held.async_delete_bot(team_id="T71")
        return known.bot_token, await held.authorize(None, "T71") is None

    assert stored(tailor_parts, try_it) == ("xoxb-71", True)


def test_without_a_database_nothing_is_installed_and_slack_is_asked_to_send_events_again(
    tailor_parts: Parts, tmp_path: Path
) -> None:
    settings = tailor_parts.settings
    parts = build_parts(settings.data_dir, settings.corpus_dir, database_url=NOWHERE)
    with in_many_workspaces(parts) as installer:
        answer = installer.live.get("/slack/install", follow_redirects=False)
        assert (answer.status_code, "database cannot be used" in answer.text) == (503, True)
        person = Person(installer.live, installer.fake, team="T73")
        event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": REMOTE, "ts": "1.1"}
        assert person.posts(json.dumps(person.envelope(event))).status_code == 500
