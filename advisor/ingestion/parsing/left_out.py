"""Words left out of a guide's text, kept for its editor."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from advisor.domain import Excluded, Guide
from advisor.text.invisible import tidy_line

MAX_WORDS_CHARS = 500  # of one part; the rest of a long menu tells nothing more
MAX_PARTS = 200


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of the source that the text lacks, with the reason."""

    words: str
    reason: str


def with_left_out(guide: Guide, parts: Iterable[LeftOut]) -> Guide:
    """The guide with these parts among its excluded ones, each once."""
    end = len(guide.text)
    told: dict[Excluded, None] = {}
    for part in parts:
        words = tidy_line(part.words[: 2 * MAX_WORDS_CHARS], MAX_WORDS_CHARS)
        if any(map(str.isalnum, words)):
            told.setdefault(Excluded(end, end, part.reason, words))
        if len(told) >= MAX_PARTS:
            break
    return replace(guide, excluded=(*guide.excluded, *told)) if told else guide
