"""Declines: reasons for not answering, with alternative questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.domain import Choice, Guide, Reason, SectionPlace, Status
from advisor.domain.page_titles import career_in_title

N_SUGGESTIONS = 3
N_NAMED = 3  # careers named in one sentence


@dataclass(frozen=True, slots=True)
class Decline:
    """A status without citations, one or two sentences, and alternative questions.

    ``choices``: the meanings that the message offers to choose from, beside which nothing else is suggested.
    ``nearest``: the section nearest to what is not said. ``is_certain``: no chat model need be asked.
    """

    status: Status
    message: str
    suggestions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    reason: Reason | None = None
    nearest: SectionPlace | None = None
    is_certain: bool = False


def career_names(guides: Sequence[Guide]) -> tuple[str, ...]:
    """The careers of some guides, each once."""
    return tuple(dict.fromkeys(g.metadata.role or career_in_title(g.title) for g in guides))


def career_values(guides: Sequence[Guide]) -> dict[str, str]:
    """The careers as values of a reason: number and first names."""
    names = career_names(guides)
    more = ", …" if len(names) > N_NAMED else ""
    return {"n": str(len(names)), "careers": ", ".join(names[:N_NAMED]) + more}


def describe_careers(guides: Sequence[Guide]) -> str:
    """A short phrase naming the careers of the loaded guides."""
    roles = career_names(guides)
    if not roles:
        return "careers, once a guide is loaded"
    if len(roles) <= N_NAMED:
        return "the career of " + " or ".join(roles) if len(roles) == 1 else "these careers: " + ", ".join(roles)
    return f"the {len(roles)} careers I have guides for"


def suggest_questions(guides: Sequence[Guide], seen: Collection[str] = ()) -> tuple[str, ...]:
    """Question headings of the guides, in order, without anchors in ``seen``."""
    found = [
        section.title
        for guide in guides
        for section in guide.sections
        if section.title.endswith("?") and section.body and section.anchor not in seen
    ]
    return tuple(found[:N_SUGGESTIONS])
