"""The general words of career guides and web pages, read once from vocabulary.toml."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Parent:
    """A kind of heading that holds others; ``any_child``: whatever follows, up to a heading that stands alone."""

    heading: re.Pattern[str]
    children: re.Pattern[str]
    when_empty: re.Pattern[str]
    any_child: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Patterns of headings, words of gauges, and patterns of what belongs to a page and not to its guide."""

    parents: tuple[Parent, ...]
    standalone: re.Pattern[str]
    labels: re.Pattern[str]
    scale: frozenset[str]
    strong: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...]
    signposts: re.Pattern[str]
    links: re.Pattern[str]
    standing: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary; the file is read at the first call."""
    data = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    never = "(?!)"
    return Vocabulary(
        parents=tuple(
            Parent(
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
        signposts=_pattern(data["signposts"]["sentences"]),
        links=_pattern([data["signposts"]["links"]]),
        standing=_pattern([data["signposts"]["standing"]]),
    )


def _pattern(alternatives: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in alternatives), re.IGNORECASE)
