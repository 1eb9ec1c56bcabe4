"""Anonymous sessions: a secret that the reader keeps, and short-lived signed tokens that stand for it."""

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import jwt

ALGORITHM = "HS256"
LEEWAY_S = 60  # how far this machine's clock, or another worker's machine's, may step without a token failing
LIMIT_KNOWN = 2048  # tokens whose signature need not be checked again
REQUIRED = ["sub", "site", "aud", "exp"]
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class TokenError(Exception):
    """A token cannot be used here; the text is one plain sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Session:
    """Whose conversations these are, for pages of which site and origin (empty: this server's own, and scripts)."""

    owner: str
    site: str
    origin: str


class Sessions:
    """Gives out and checks tokens. Nothing is stored: an owner is a hash of the site and the reader's secret."""

    def __init__(
        self, key: Callable[[], Awaitable[bytes]], *, life_s: float, clock: Callable[[], float] = time.time
    ) -> None:
        """``key`` gives the 32 bytes that tokens are signed with, the same for every worker."""
        self._key = key
        self._held: bytes | None = None
        self.life_s = life_s
        self._clock = clock
        self._claims = lru_cache(LIMIT_KNOWN)(_claims)  # what is refused is not held

    async def token(self, session: Session) -> str:
        """Raises StorageError when the signing key cannot be read."""
        claims = {
            "sub": session.owner,
            "site": session.site,
            "aud": session.origin or "own",
            "exp": int(self._clock() + self.life_s),
        }
        return jwt.encode(claims, await self._signing(), ALGORITHM)

    async def session(self, token: str, *, origin: str) -> Session:
        """What a token from a page of ``origin`` stands for. Raises TokenError, StorageError."""
        try:
            claims = self._claims(token, await self._signing())
        except jwt.InvalidTokenError as error:
            raise TokenError("The session token is not one of this server; open a session anew.") from error
        left_s = claims["exp"] - self._clock()
        # A clock that was set back would otherwise lend old tokens a longer life.
        if not -LEEWAY_S <= left_s <= self.life_s + LEEWAY_S:
            raise TokenError("The session token has run out; open a session anew with its secret.")
        if claims["aud"] != (origin or "own"):
            raise TokenError("The session token belongs to pages of another origin; open a session here.")
        return Session(claims["sub"], claims["site"], origin)

    async def _signing(self) -> bytes:
        if self._held is None:
            self._held = await self._key()
        return self._held


def _claims(token: str, key: bytes) -> dict[str, Any]:
    """What a token of ours says; whether it is still good, and where, is asked each time it comes."""
    options = {"require": REQUIRED, "verify_exp": False, "verify_aud": False}
    return jwt.decode(token, key, [ALGORITHM], options=options)  # type: ignore[arg-type]  # a dict does as well


def new_secret() -> str:
    """43 characters that nobody can guess."""
    return secrets.token_urlsafe(32)


def owner_of(secret: str, site: str) -> str:
    """The same secret at another site is another owner."""
    return sha256(f"{site}\0{secret}".encode()).hexdigest()
