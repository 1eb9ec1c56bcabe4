"""The vocabulary of career facts, loaded once from vocabulary.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from advisor.facts.model import FactKind


@dataclass(frozen=True, slots=True)
class OptionPattern:
    """Options with the patterns for them in prose and in labels."""

    options: frozenset[str]
    prose: re.Pattern[str] | None
    label: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One topic stated in words.

    ``some`` maps an option to the option that holds when only some do it.
    """

    about: str
    kind: FactKind
    stems: tuple[str, ...]
    labels: re.Pattern[str]
    option_patterns: tuple[OptionPattern, ...]
    scale: tuple[tuple[re.Pattern[str], str], ...]
    opposed: frozenset[frozenset[str]]
    some: Mapping[str, str]
    target: re.Pattern[str] | None
    thing: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class FactVocabulary:
    """The facets by topic."""

    facets: Mapping[str, Facet]


@cache
def vocabulary() -> FactVocabulary:
    """The vocabulary, read from its file at the first call."""
    data = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = data["words"]
    return FactVocabulary({entry["about"]: _facet(entry, data, words) for entry in data["facet"]})


def _facet(entry: dict[str, Any], data: dict[str, Any], words: dict[str, str]) -> Facet:
    patterns, thing = entry.get("says", []), None
    for shared in ("says_of", "says_about"):
        if shared in entry:
            thing, patterns = entry[shared], data[shared]
            words = {**words, "it": thing}
    return Facet(
        about=entry["about"],
        kind=FactKind(entry["kind"]),
        stems=tuple(entry["stems"]),
        labels=re.compile(entry["labels"]),
        option_patterns=tuple(
            OptionPattern(_options(one["option"]), _pattern(one.get("prose"), words), _pattern(one.get("label"), words))
            for one in patterns
        ),
        scale=tuple(_scale(entry, data["scale"])),
        opposed=frozenset(frozenset(pair) for pair in entry.get("opposed", [])),
        some=entry.get("some", {}),
        target=re.compile(entry["target"]) if "target" in entry else None,
        thing=re.compile(thing) if thing else None,
    )


def _options(named: str) -> frozenset[str]:
    """The options of ``moderate to high`` or ``full or part time``.

    Any other name is one option.
    """
    if named == "full or part time":
        return frozenset({"full time", "part time"})
    return frozenset(named.split(" to "))


def _scale(entry: dict[str, Any], scale: dict[str, list[str]]) -> Iterable[tuple[re.Pattern[str], str]]:
    own = entry.get("scale_words", {})
    for option, level in entry.get("scale", {}).items():
        many = sorted([*scale[level], *own.get(option, [])], key=len, reverse=True)
        yield re.compile(r"\b(?:" + "|".join(many) + r")\b"), option


def _pattern(alternatives: list[str] | None, words: dict[str, str]) -> re.Pattern[str] | None:
    if not alternatives:
        return None
    filled = [_fill(pattern, words) for pattern in alternatives]
    return re.compile("|".join(f"(?:{pattern})" for pattern in filled))


def _fill(pattern: str, words: dict[str, str]) -> str:
    """Replace each ``{name}`` by its entry of [words]; repeat counts stay."""
    return re.sub(r"\{([a-z_]+)\}", lambda match: words[match[1]], pattern)
