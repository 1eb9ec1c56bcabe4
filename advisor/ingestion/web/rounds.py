"""What came of a round of visits, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.ingestion.web.changes import Changes


class Came(StrEnum):
    """What came of one visit."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "unchanged"
    KEPT = "kept"  # it could not be read; its last good copy stays
    MISSING = "missing"  # not there, and not for the third time
    GONE = "gone"
    REFUSED = "refused"  # it holds no guide, and never did


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one page.

    ``sentence`` says why where that is not plain. ``is_old``: refused for the same reason as the last time.
    """

    address: str
    came: Came
    guide_id: str = ""
    sentence: str = ""
    changes: Changes | None = None
    is_old: bool = False


@dataclass(slots=True)
class Round:
    """All visits of one round; ``notes`` are sentences about sitemaps."""

    visits: list[Visit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def of(self, *kinds: Came) -> list[Visit]:
        """The visits of these kinds, in order."""
        return [visit for visit in self.visits if visit.came in kinds]

    @property
    def gone(self) -> tuple[str, ...]:
        """The guides to remove."""
        return tuple(visit.guide_id for visit in self.of(Came.GONE))

    @property
    def failed(self) -> bool:
        """Whether anything could not be done that was asked for."""
        return bool(self.troubles) or any(not visit.is_old for visit in self.of(Came.KEPT, Came.REFUSED))


def sentences(visits: Iterable[Visit]) -> list[str]:
    """The sentences of visits, each once, with the number of its pages."""
    counts: dict[str, int] = {}
    for visit in visits:
        counts[visit.sentence] = counts.get(visit.sentence, 0) + 1
    return [said if n == 1 else f"{said} ({n} pages)" for said, n in counts.items() if said]
