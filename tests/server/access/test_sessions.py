"""Tokens: good for their origin, their site and their time, whatever the clock does; worthless in any other hands."""

import asyncio
from dataclasses import dataclass

import jwt
import pytest

from server.access.sessions import LEEWAY_S, Session, Sessions, TokenError, new_secret, owner_of

KEY = b"k" * 32
SITE = Session("owner", "acme", "https://www.acme.example")
OWN = Session("owner", "", "")


@dataclass
class Clock:
    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def sessions(clock: Clock, key: bytes = KEY) -> Sessions:
    async def give() -> bytes:
        return key

    return Sessions(give, life_s=900, clock=clock)


def read(held: Sessions, token: str, origin: str = "") -> Session | str:
    """The session, or the sentence of its refusal."""
    try:
        return asyncio.run(held.session(token, origin=origin))
    except TokenError as error:
        return str(error)


def token_of(held: Sessions, session: Session) -> str:
    return asyncio.run(held.token(session))


@pytest.mark.parametrize("session", [SITE, OWN])
def test_a_token_stands_for_its_session_where_it_was_given(session: Session) -> None:
    held = sessions(Clock())
    assert read(held, token_of(held, session), session.origin) == session


@pytest.mark.parametrize(
    ("session", "origin"),
    [(SITE, "https://other.example"), (SITE, ""), (SITE, "http://www.acme.example"), (OWN, "https://www.acme.example")],
)
def test_a_token_replayed_on_another_origin_is_refused(session: Session, origin: str) -> None:
    held = sessions(Clock())
    assert "another origin" in str(read(held, token_of(held, session), origin))


@pytest.mark.parametrize(
    ("step_s", "is_good"),
    [
        (0, True), (899, True), (900 + LEEWAY_S - 1, True), (900 + LEEWAY_S + 1, False), (86_400, False),
        (-LEEWAY_S + 1, True), (-LEEWAY_S - 1, False), (-86_400, False),
    ],
)  # fmt: skip
def test_time_runs_out_and_small_steps_of_the_clock_harm_nothing(step_s: float, is_good: bool) -> None:
    clock = Clock()
    held = sessions(clock)
    token = token_of(held, OWN)
    clock.now += step_s
    found = read(held, token)
    assert (found == OWN) is is_good
    assert is_good or "run out" in str(found)


def test_a_token_of_another_server_or_none_at_all_is_refused() -> None:
    clock = Clock()
    held, other = sessions(clock), sessions(clock, b"o" * 32)
    good = token_of(held, OWN)
    head, body, signature = good.split(".")
    claims = jwt.decode(good, options={"verify_signature": False})
    forged = [
        token_of(other, OWN),
        jwt.encode(claims, None, "none"),
        jwt.encode({**claims, "sub": "somebody"}, b"o" * 32, "HS256"),
        jwt.encode({"sub": "owner"}, KEY, "HS256"),
        f"{head}.{body}.",
        f"{head}.{body}x.{signature}",
        good[:-4],
        "",
        "nonsense",
        "a.b.c",
        "é.é.é",
    ]
    for token in forged:
        assert "not one of this server" in str(read(held, token)), token


def test_secrets_are_all_different_and_mean_another_owner_at_another_site() -> None:
    made = {new_secret() for _ in range(1000)}
    assert len(made) == 1000
    secret = made.pop()
    assert owner_of(secret, "acme") == owner_of(secret, "acme")
    assert len({owner_of(secret, site) for site in ("", "acme", "bakers")}) == 3
