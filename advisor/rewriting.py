"""Follow-up -> wordings to search for: the reader's own, and one that stands without the history."""

import re
from dataclasses import dataclass

from advisor.domain import Question

# A question that leans on what was said: it opens like a continuation or points back.
LEANS = re.compile(
    r"^(and|but|or|so|also|what about|how about|how come|why|why not|same|then|ok(ay)?|k)\b"
    r"|\b(it|its|that|this|those|these|them|they|their|(?<!is )(?<!are )there|ones|he|she|former|latter|above)\b",
    re.IGNORECASE,
)
ASKS = re.compile(r"^(what|how|who|where|when|which|do|does|did|can|could|is|are|was|will|would|should|tell)\b", re.I)
SHORT = 4  # words of a phrase too bare to stand alone when it does not even ask
MAX_SEARCHED_CHARS = 400


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``searched`` is what the reader is told; ``wordings`` are all that is searched for, the reader's own first."""

    searched: str
    wordings: tuple[str, ...]


def rewrite(question: Question) -> Rewritten:
    """Put the last question asked before a follow-up that leans on it; leave any other as it is."""
    before = next((turn.content for turn in reversed(question.history) if turn.role == "user"), "")
    own = question.text
    if not before or not (LEANS.search(own) or (len(own.split()) <= SHORT and not ASKS.search(own))):
        return Rewritten(own, (own,))
    searched = f"{before.strip()} {own}"[-MAX_SEARCHED_CHARS:]
    return Rewritten(searched, (own, searched))
