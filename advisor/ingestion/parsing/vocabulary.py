"""The vocabulary of guides and web pages, loaded once from vocabulary.toml."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ParentHeading:
    """A kind of heading with others below it.

    ``any_child``: whatever follows, up to a heading that stands alone.
    """

    heading: re.Pattern[str]
    children: re.Pattern[str]
    when_empty: re.Pattern[str]
    any_child: bool


@dataclass(frozen=True, slots=True)
class ParsingVocabulary:
    """Patterns of headings, gauge words and boilerplate."""

    parents: tuple[ParentHeading, ...]
    standalone: re.Pattern[str]
    labels: re.Pattern[str]
    scale: frozenset[str]
    strong: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...]
    jump_links: re.Pattern[str]
    links: re.Pattern[str]
    fillers: re.Pattern[str]
    kinds: re.Pattern[str]
    names: re.Pattern[str]
    message: re.Pattern[str]
    chat: re.Pattern[str]


@cache
def vocabulary() -> ParsingVocabulary:
    """The vocabulary, read from its file at the first call."""
    data = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    never = "(?!)"
    return ParsingVocabulary(
        parents=tuple(
            ParentHeading(
                _pattern([entry["heading"]]),
                _pattern([entry.get("children", never)]),
                _pattern([entry.get("when_empty", never)]),
                entry.get("any", False),
            )
            for entry in data["parent"]
        ),
        standalone=_pattern(data["standalone"]["headings"]),
        labels=_pattern([data["figures"]["labels"]]),
        scale=frozenset(data["figures"]["scale"]),
        strong=tuple(_pattern([pattern]) for pattern in data["boilerplate"]["strong"]),
        weak=tuple(_pattern([pattern]) for pattern in data["boilerplate"]["weak"]),
        jump_links=_pattern(data["jump_links"]["sentences"]),
        links=_pattern([data["jump_links"]["links"]]),
        fillers=_pattern([data["jump_links"]["fillers"]]),
        kinds=_pattern([data["titles"]["kinds"]]),
        names=_pattern([data["titles"]["names"]]),
        message=_pattern([data["messages"]["heads"]]),
        chat=_pattern(data["messages"]["chat"]),
    )


def _pattern(alternatives: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in alternatives), re.IGNORECASE)
