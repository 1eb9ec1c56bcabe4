"""The shared state of an app's routes."""

import secrets
from dataclasses import dataclass, field

from starlette.requests import Request

from advisor.answering.advisor import Advisor
from advisor.conversations import Conversations
from server.access.admission import AdmissionQueue
from server.access.model_share import ModelShare
from server.access.sessions import Sessions
from server.cancellation import ShutdownSignal
from server.metrics import Metrics
from server.settings import ServerSettings
from server.streaming.live_answers import LiveAnswers
from server.streaming.worker_mesh import N_NAME_CHARS, WorkerMesh

N_ANSWER_BYTES = 12


def new_worker_name() -> str:
    """Return a random worker name of letters and digits."""
    return secrets.token_hex(N_NAME_CHARS // 2)


@dataclass(frozen=True, slots=True)
class ServerContext:
    """The parts shared by the routes of one app.

    ``worker`` is the name of this process among several.
    """

    advisor: Advisor
    conversations: Conversations
    settings: ServerSettings
    shutdown: ShutdownSignal
    admission: AdmissionQueue
    sessions: Sessions
    live_answers: LiveAnswers
    worker: str
    mesh: WorkerMesh
    model_share: ModelShare
    metrics: Metrics = field(default_factory=Metrics)

    def new_answer_id(self) -> str:
        """Return an unguessable id beginning with this worker's name."""
        return self.worker + secrets.token_hex(N_ANSWER_BYTES)

    def link_base(self, request: Request) -> str:
        """Return the prefix of links.

        It is SERVER_PUBLIC_URL, else the path prefix of a trusted proxy.
        """
        return self.settings.public_url or site_path(request)


def site_path(request: Request) -> str:
    """Return this site's path prefix on its host; empty without one.

    Only a trusted proxy's X-Forwarded-Prefix sets it.
    """
    path: str = request.scope.get("root_path", "")
    return path.rstrip("/")
