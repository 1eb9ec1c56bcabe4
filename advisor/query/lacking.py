"""Questions about what a reader lacks, asked the way guides answer them.

No guide says what happens without a degree; it says what else counts.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from advisor.query.analysis import AnalysedWording

# Words by which readers say that they lack something.
LACKS = re.compile(
    r"\b(?:without|w/o|zero|lack(?:s|ed|ing)?|missing|none|no(?! longer\b| way\b| idea\b| one\b| matter\b)"
    r"|(?:never|(?:do|did|have|had|am|was)(?:n['’]?t| not|nt)) (?:\w+ ){0,2}?"
    r"(?:have|got|get|finish\w*|hold|own|stud\w+|do|go|gone|went|any|been|manag\w+|led|lead|work\w*|earn\w*|pass\w*"
    r"|complet\w*|certified|qualified|trained|experienced))\b",
    re.IGNORECASE,
)
MIN_COSINE = 0.6  # to the nearest wording of somebody who lacks it


@dataclass(frozen=True, slots=True)
class _Lack:
    """One entry of lacking.toml."""

    intents: frozenset[str]
    topics: frozenset[str]
    asked: str


def find_counterpart(wordings: Sequence[AnalysedWording], *, leaning: bool) -> str:
    """The question to ask about what the reader lacks, or empty.

    ``wordings``: the reader's own first, the one in its context last. ``leaning``: it needs that context.
    """
    own, answer_type = wordings[0].intent, wordings[0].answer_type
    if own is None or own.unstated > own.usual or answer_type.value is not None or answer_type.names:
        return ""
    says_so = LACKS.search(wordings[0].text) is not None
    nearest, cosine = next(iter(own.intents.items()))
    for lack in _lacks():
        if nearest in lack.intents and (says_so or cosine >= MIN_COSINE):
            return lack.asked
    about = wordings[-1].intent if leaning else own
    if not says_so or about is None:
        return ""
    return next((lack.asked for lack in _lacks() if about.topic in lack.topics), "")


@cache
def _lacks() -> tuple[_Lack, ...]:
    data = tomllib.loads(files(__package__).joinpath("lacking.toml").read_text(encoding="utf-8"))
    return tuple(_Lack(frozenset(e["intents"]), frozenset(e["topics"]), e["asked"]) for e in data["lack"])
