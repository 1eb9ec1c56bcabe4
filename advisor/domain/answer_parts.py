"""Parts of an answer: the groups in which its claims are shown."""

from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """The shape of a part."""

    LEAD = "lead"  # prose, the most direct sentence first
    LIST = "list"  # items of one list, in its order
    FIGURES = "figures"  # labelled values of one heading
    TIMELINE = "timeline"  # a column for each time of the day
    STEPS = "steps"  # a column for each level of a career, lowest first
    COLUMNS = "columns"  # a column for each of several lists, roles or careers
    TABLE = "table"  # a row for each aspect and a column for each career; a cell without a claim is not said
    CAREERS = "careers"  # a row for each career that meets a condition
    BOTH_SIDES = "both_sides"  # places that disagree
    NEAR_MISS = "near_miss"  # near to what was asked, and said to be so
    MORE = "more"  # the rest of a section, behind a press


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """Claims that belong together, with what is shown around them.

    ``claims`` are 0-based indices into the answer's claims, followed by those of its ``more``, in the order shown.
    ``texts`` has for each what is left of its text beside its label and under the part's heading, and ``rows`` its
    label; both are empty or as long as ``claims``. ``columns`` are the names of the columns and ``column_of`` has the
    column of each claim; both are empty for a part that has none. ``heading`` is the guide's own, or of ours for a near
    miss, and ``heading_citations`` prove it. ``n_all`` is the length of the guide's list, or
    the number of careers found; 0 for no list. ``own`` is the
    column of the reader's own place, -1 for none. ``verdict`` labels a lead that answers a yes/no question;
    ``verdict_words`` are the words of its first citation that earned it, as starts and ends in the guide's text.
    """

    kind: PartKind
    claims: tuple[int, ...]
    heading: str = ""
    heading_citations: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    column_of: tuple[int, ...] = ()
    n_all: int = 0
    own: int = -1
    verdict: str = ""
    verdict_words: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        for name in ("texts", "rows", "column_of"):
            if getattr(self, name) and len(getattr(self, name)) != len(self.claims):
                raise ValueError(f"{name} of a part has not one entry for each claim")
        if any(not 0 <= column < len(self.columns) for column in self.column_of):
            raise ValueError("a part has a claim in a column that it lacks")
