"""Anonymous sessions: a reader's secret and short-lived signed tokens for it."""

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
LEEWAY_S = 60  # tolerated difference of clocks, between machines or after a correction
LIMIT_KNOWN = 2048  # tokens with a cached signature check
REQUIRED = ["sub", "site", "aud", "exp"]
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class TokenError(Exception):
    """A rejected session token; the text is one sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Session:
    """An owner of conversations, bound to a site and an origin.

    An empty ``site`` or ``origin`` stands for this server's own pages and for scripts.
    """

    owner: str
    site: str
    origin: str


class Sessions:
    """Issuer and verifier of session tokens, with nothing stored.

    An owner is a hash of the site and the reader's secret.
    """

    def __init__(
        self, key: Callable[[], Awaitable[bytes]], *, life_s: float, clock: Callable[[], float] = time.time
    ) -> None:
        """Sign with the 32 bytes from ``key``, shared by all workers."""
        self._key = key
        self.life_s = life_s
        self._clock = clock
        self._claims = lru_cache(LIMIT_KNOWN)(_claims)  # a refusal raises, so it is never cached

    async def token(self, session: Session) -> str:
        """Sign a token for ``session``.

        Raises StorageError when the signing key cannot be read.
        """
        claims = {
            "sub": session.owner,
            "site": session.site,
            "aud": session.origin or "own",
            "exp": int(self._clock() + self.life_s),
        }
        return jwt.encode(claims, await self._key(), ALGORITHM)

    async def session(self, token: str, *, origin: str) -> Session:
        """Check a token sent from a page of ``origin``.

        Raises TokenError when it is not accepted, StorageError when the signing key cannot be read.
        """
        try:
            claims = self._claims(token, await self._key())
        except jwt.InvalidTokenError as error:
            raise TokenError("The session token is not one of this server; open a session anew.") from error
        left_s = claims["exp"] - self._clock()
        # The upper bound keeps a clock that was set back from prolonging old tokens.
        if not -LEEWAY_S <= left_s <= self.life_s + LEEWAY_S:
            raise TokenError("The session token has run out; open a session anew with its secret.")
        if claims["aud"] != (origin or "own"):
            raise TokenError("The session token belongs to pages of another origin; open a session here.")
        return Session(claims["sub"], claims["site"], origin)


def _claims(token: str, key: bytes) -> dict[str, Any]:
    """Verify the signature and return the claims.

    Expiry and audience depend on the time and the page, so the caller checks them on each call.
    """
    options = {"require": REQUIRED, "verify_exp": False, "verify_aud": False}
    return jwt.decode(token, key, [ALGORITHM], options=options)  # type: ignore[arg-type]  # a dict does as well


def new_secret() -> str:
    """Return a random secret of 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def owner_of(secret: str, site: str) -> str:
    """Hash a secret and a site into an owner id.

    The same secret gives another owner at another site.
    """
    return sha256(f"{site}\0{secret}".encode()).hexdigest()
