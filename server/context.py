"""What every route is handed: the advisor, what is kept, the settings, the news of stopping, and the counters."""

import secrets
from dataclasses import dataclass, field

from starlette.requests import Request

from advisor.answering.advisor import Advisor
from advisor.conversations import Conversations
from server.access.admission import Seats
from server.access.sessions import Sessions
from server.cancellation import Stopping
from server.metrics import Metrics
from server.settings import ServerSettings
from server.streaming.live_answers import Ongoing
from server.streaming.worker_mesh import N_NAME_CHARS, Mesh

N_ANSWER_BYTES = 12


def new_worker_name() -> str:
    """Letters and digits that no other worker has."""
    return secrets.token_hex(N_NAME_CHARS // 2)


@dataclass(frozen=True, slots=True)
class Doors:
    """One app's; ``worker`` is the name of this process among several."""

    advisor: Advisor
    conversations: Conversations
    settings: ServerSettings
    stopping: Stopping
    seats: Seats
    sessions: Sessions
    ongoing: Ongoing
    worker: str
    mesh: Mesh
    metrics: Metrics = field(default_factory=Metrics)

    def new_answer_id(self) -> str:
        """An id that nobody can guess, and that begins with the name of the worker whose answer it is."""
        return self.worker + secrets.token_hex(N_ANSWER_BYTES)

    def link_base(self, request: Request) -> str:
        """What goes before links: SERVER_PUBLIC_URL, else the path that a trusted proxy took away."""
        return self.settings.public_url or site_path(request)


def site_path(request: Request) -> str:
    """Where this site begins on its host: empty, or the prefix a trusted proxy named."""
    path: str = request.scope.get("root_path", "")
    return path.rstrip("/")
