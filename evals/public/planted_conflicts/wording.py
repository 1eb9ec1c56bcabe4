"""One way to state something in a guide, and the statements that come with this package."""

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
    """``place`` is a pattern of the headings under which it would stand; ``about`` any of which it may be found as;
    ``against`` words of which the other side has some, where only this one is planted."""

    text: str
    place: str
    about: tuple[str, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statements:
    """By name: two sides that disagree, and what disagrees with nothing."""

    pairs: Mapping[str, tuple[tuple[Wording, ...], ...]]
    quiet: Mapping[str, tuple[Wording, ...]]


def ways(
    place: str, about: str, *texts: str, kind: BlockKind = BlockKind.PARAGRAPH, against: tuple[str, ...] = ()
) -> tuple[Wording, ...]:
    return tuple(Wording(text, place, (about,) if about else (), kind, against) for text in texts)


@cache
def statements() -> Statements:
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
    """A text is prose; a label or figure is given as ``{label: text}``."""
    kind, text = ("paragraph", said) if isinstance(said, str) else next(iter(said.items()))
    return ways(_PLACES[place], about, text, kind=BlockKind(kind))[0]
