"""Where in Slack something is said, and which conversation that is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A thread of a channel of a workspace."""

    team: str
    channel: str
    thread: str

    @property
    def owner(self) -> str:
        """A workspace owns its conversations: when it leaves, all of them go."""
        return owner_of(self.team)

    @property
    def conversation_id(self) -> str:
        return f"slack:{self.team}:{self.channel}:{self.thread}"


def owner_of(team: str) -> str:
    return f"slack:{team}"
