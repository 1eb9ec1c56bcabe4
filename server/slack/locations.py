"""Threads in Slack, and the conversations stored for them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlackThread:
    """A thread in a channel of a workspace."""

    team: str
    channel: str
    ts: str

    @property
    def owner(self) -> str:
        """The workspace as owner: all its conversations are deleted together."""
        return owner_of(self.team)

    @property
    def conversation_id(self) -> str:
        return f"slack:{self.team}:{self.channel}:{self.ts}"


def owner_of(team: str) -> str:
    return f"slack:{team}"
