"""Wordings of statements to plant, and those in this package."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from advisor.domain import BlockKind

PAY, OUTLOOK, ENTRY, SETTING = r"\bpay\b|salar", r"outlook", r"become|educat|qualif", r"environment|schedule|setting"
SUMMARY = "summary"
_PLACES = {"pay": PAY, "outlook": OUTLOOK, "entry": ENTRY, "setting": SETTING}


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a statement.

    ``place`` is a pattern of headings it could be under; a report may name any of ``about``; ``against`` are words of
    the page, some of which the other side has to quote when only this statement is planted.
    """

    text: str
    place: str
    about: tuple[str, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statements:
    """Pairs of contradicting statements, and harmless ones, by name."""

    pairs: Mapping[str, tuple[tuple[Wording, ...], ...]]
    quiet: Mapping[str, tuple[Wording, ...]]


def ways(
    place: str, about: str, *texts: str, kind: BlockKind = BlockKind.PARAGRAPH, against: tuple[str, ...] = ()
) -> tuple[Wording, ...]:
    """Return the texts as wordings on one topic."""
    return tuple(Wording(text, place, (about,) if about else (), kind, against) for text in texts)


@cache
def statements() -> Statements:
    """Read the statements in this package."""
    data = yaml.safe_load(files(__package__).joinpath("statements.yaml").read_text(encoding="utf-8"))
    return Statements(
        {
            pair["name"]: tuple(
                tuple(_wording(one, pair["place"], pair["about"]) for one in side) for side in pair["sides"]
            )
            for pair in data["pairs"]
        },
        {one["name"]: tuple(_wording(said, one["place"], "") for said in one["says"]) for one in data["quiet"]},
    )


def _wording(said: str | Mapping[str, str], place: str, about: str) -> Wording:
    """Parse one statement: a string is prose, ``{label: text}`` another kind."""
    kind, text = ("paragraph", said) if isinstance(said, str) else next(iter(said.items()))
    return ways(_PLACES[place], about, text, kind=BlockKind(kind))[0]
