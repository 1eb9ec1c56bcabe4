"""What guides state, read once at the ingest and stored with them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.domain import Guide
from advisor.facts import find_disagreements, find_facts
from advisor.facts.serialization import FINDER, READER, dump_disagreements, dump_own_facts
from advisor.index.library import Library

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """A guide's facts and contradictions, as they are stored."""

    facts: str
    disagreements: str

    def store(self, library: Library, key: int) -> None:
        """Store what is not stored yet."""
        if library.disagreements(key, FINDER) is None:
            library.save_disagreements(key, FINDER, self.disagreements)
        if library.facts(key, READER) is None:
            library.save_facts(key, READER, self.facts)


def read_stated(guide: Guide) -> StatedFacts:
    """Read what a guide states."""
    facts = find_facts(guide)
    return StatedFacts(dump_own_facts(facts), dump_disagreements(find_disagreements(facts)))


def store_missing(library: Library, keys: Sequence[int]) -> None:
    """Read the guides that an older program indexed.

    One that cannot be read stays as it is: it is asked about all the same.
    """
    lacking = [key for key in keys if library.facts(key, READER) is None]
    for key, guide in library.guides(lacking).items():
        try:
            stated = read_stated(guide)
        except Exception:  # the door of guides: whatever one guide raises concerns it alone
            log.warning("the facts of the guide %s could not be read", guide.id, exc_info=True)
            continue
        stated.store(library, key)
