"""Sentences of other authors, put through the support check.

Each line of sense/*.tsv is a kind, true or false, a piece of the guide's own text, and a sentence about it. The
authors wrote them from the guides alone, without knowing the check.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from advisor.bootstrap import Parts
from advisor.citation.support import SupportResult
from evals.chat.drafts import GUIDE, DraftCheck, SupportedDraft, guide_parts

SENSE = Path(__file__).with_name("sense")
ALL_KINDS = "all kinds"


class Shown(StrEnum):
    """What becomes of a model's sentence."""

    AS_WRITTEN = "shown"
    REPLACED = "replaced"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class SenseCase:
    """One sentence about a place of a guide.

    ``kind`` is what it tries; ``is_true``: the guide says so.
    """

    guide: str
    kind: str
    is_true: bool
    place: str
    sentence: str

    @property
    def is_development(self) -> bool:
        """Whether it may be looked at; the others are kept for measuring."""
        return int(hashlib.sha256(self.sentence.encode()).hexdigest(), 16) % 2 == 0

    @property
    def draft(self) -> SupportedDraft:
        return SupportedDraft(self.place, self.sentence, self.guide)


@dataclass(frozen=True, slots=True)
class SenseOutcome:
    """A case and what the check made of it."""

    case: SenseCase
    result: SupportResult

    @property
    def shown(self) -> Shown:
        if self.result.claim:
            return Shown.AS_WRITTEN
        return Shown.REPLACED if self.result.replacement else Shown.CUT


@cache
def sense_cases(folder: Path = SENSE) -> tuple[SenseCase, ...]:
    """Read the cases of all guides in a folder."""
    found = []
    for file in sorted(folder.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, label, place, sentence = line.split("\t")
            found.append(SenseCase(file.stem, kind, label == "true", place, sentence))
    return tuple(found)


def open_check(parts: Parts, folder: Path = SENSE) -> DraftCheck:
    """Index the guides of the cases beside the shipped one.

    Raises AdvisorError.
    """
    both = guide_parts(parts)
    both.ingest([file for file in sorted(folder.iterdir()) if file.suffix != ".tsv" and file.stem != GUIDE])
    return DraftCheck(both)


def check_cases(check: DraftCheck, cases: Sequence[SenseCase]) -> list[SenseOutcome]:
    """Put cases through the product's check."""
    return [SenseOutcome(case, check.right(case.draft)) for case in cases]


@dataclass(frozen=True, slots=True)
class KindShares:
    """What became of one kind's sentences: shares of ``n``."""

    kind: str
    is_true: bool
    n: int
    shown: float
    replaced: float
    cut: float


def by_kind(outcomes: Sequence[SenseOutcome]) -> list[KindShares]:
    """The shares of each kind, and last of all kinds."""
    kinds = dict.fromkeys(outcome.case.kind for outcome in outcomes)
    found = []
    for kind in (*kinds, ALL_KINDS):
        for is_true in (False, True):
            own = [
                outcome.shown
                for outcome in outcomes
                if kind in (ALL_KINDS, outcome.case.kind) and outcome.case.is_true is is_true
            ]
            if own:
                shares = [own.count(fate) / len(own) for fate in Shown]
                found.append(KindShares(kind, is_true, len(own), *shares))
    return found
