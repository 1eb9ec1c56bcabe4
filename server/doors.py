"""What every route is handed: the advisor, the settings, the news of stopping, and the counters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import Request

from advisor.answering import Advisor
from server.metrics import Metrics
from server.settings import ServerSettings
from server.stopping import Stopping


class TooBusyError(Exception):
    """As many questions are being answered as the settings allow."""


@dataclass(slots=True)
class Seats:
    """Counts the questions that are being answered."""

    limit: int
    n_taken: int = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold one seat. Raises TooBusyError when all are taken."""
        if self.n_taken >= self.limit:
            raise TooBusyError(f"{self.limit} questions are being answered just now; ask again in a moment.")
        self.n_taken += 1
        try:
            yield
        finally:
            self.n_taken -= 1


@dataclass(frozen=True, slots=True)
class Doors:
    advisor: Advisor
    settings: ServerSettings
    stopping: Stopping
    seats: Seats
    metrics: Metrics = field(default_factory=Metrics)

    def link_base(self, request: Request) -> str:
        """What goes before links: SERVER_PUBLIC_URL, else the path that a trusted proxy took away."""
        return self.settings.public_url or site_path(request)


def site_path(request: Request) -> str:
    """Where this site begins on its host: empty, or the prefix a trusted proxy named."""
    path: str = request.scope.get("root_path", "")
    return path.rstrip("/")
