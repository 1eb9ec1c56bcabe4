"""Declines: reasons for not answering, with alternative questions."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.domain import Choice, Guide, Status

TITLE_WORDS = re.compile(r"\b(career( path)?|guide|handbook)\b", re.I)
N_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Decline:
    """A status without citations, one or two sentences, and alternative questions.

    ``choices``: the meanings that the message offers to choose from, beside which nothing else is suggested.
    """

    status: Status
    message: str
    suggestions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


def named(guides: Sequence[Guide]) -> str:
    """A short phrase naming the careers of the loaded guides."""
    roles = list(dict.fromkeys(g.metadata.role or TITLE_WORDS.sub("", g.title).strip() or g.title for g in guides))
    if not roles:
        return "careers, once a guide is loaded"
    if len(roles) <= 3:
        return "the career of " + " or ".join(roles) if len(roles) == 1 else "these careers: " + ", ".join(roles)
    return f"the {len(roles)} careers I have guides for"


def suggestions(guides: Sequence[Guide], seen: Collection[str] = ()) -> tuple[str, ...]:
    """Question headings of the guides, in order, without anchors in ``seen``."""
    found = [
        section.title
        for guide in guides
        for section in guide.sections
        if section.title.endswith("?") and section.body and section.anchor not in seen
    ]
    return tuple(found[:N_SUGGESTIONS])
