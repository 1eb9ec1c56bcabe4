"""Failures of a chat model, each with a plain message.

No message contains a key, a question or a reply.
"""

from enum import StrEnum


class Failure(StrEnum):
    """The reason for a missing or incomplete answer of a chat model."""

    NO_KEY = "no_key"
    REFUSED_KEY = "refused_key"
    UNKNOWN_MODEL = "unknown_model"
    UNREACHABLE = "unreachable"
    LIMIT = "limit"
    SERVER = "server"
    REFUSED = "refused"
    TOO_LONG = "too_long"
    FILTERED = "filtered"
    NO_FIRST_TOKEN = "no_first_token"  # noqa: S105  # not a password
    STALLED = "stalled"
    TOO_SLOW = "too_slow"
    BROKE_OFF = "broke_off"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    CIRCUIT_OPEN = "resting"
    CEILING = "ceiling"

    @property
    def is_service_failure(self) -> bool:
        """Whether the next question is likely to fail too."""
        return self not in (Failure.TOO_LONG, Failure.FILTERED, Failure.REFUSED, Failure.CIRCUIT_OPEN, Failure.CEILING)

    @property
    def is_timeout(self) -> bool:
        """Whether the reader waited in vain."""
        return self in (Failure.NO_FIRST_TOKEN, Failure.STALLED, Failure.TOO_SLOW)

    @property
    def is_transient(self) -> bool:
        """Whether another attempt may succeed."""
        return self in (Failure.UNREACHABLE, Failure.LIMIT, Failure.SERVER)


MESSAGES = {
    Failure.NO_KEY: "has no key: set {key}, or ADVISOR_CHAT_URL for a server of your own",
    Failure.REFUSED_KEY: "does not accept the key: check {key}",
    Failure.UNKNOWN_MODEL: "is not known there: check ADVISOR_CHAT_MODEL and ADVISOR_CHAT_URL",
    Failure.UNREACHABLE: "cannot be reached: check ADVISOR_CHAT_URL",
    Failure.LIMIT: "says that its limit is used up",
    Failure.SERVER: "failed",
    Failure.REFUSED: "refused the request",
    Failure.TOO_LONG: "takes no text as long as this",
    Failure.FILTERED: "does not want to answer this",
    Failure.NO_FIRST_TOKEN: "did not begin to answer in time",
    Failure.STALLED: "stopped in the middle",
    Failure.TOO_SLOW: "did not finish in time",
    Failure.BROKE_OFF: "broke off in the middle",
    Failure.EMPTY: "answered nothing",
    Failure.UNREADABLE: "answered something that cannot be read",
    Failure.CIRCUIT_OPEN: "failed several times in a row and is left alone for a moment",
    Failure.CEILING: "has used up today's tokens",
}


class ModelFailedError(Exception):
    """A failed call of a chat model.

    ``wait_s``: the wait the service asks for before another attempt; ``key``: the variable with its key.
    """

    def __init__(self, kind: Failure, wait_s: float = 0.0, *, key: str = "OPENAI_API_KEY") -> None:
        super().__init__(f"The chat model {MESSAGES[kind].format(key=key)}.")
        self.kind = kind
        self.wait_s = wait_s
