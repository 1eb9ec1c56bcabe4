"""The general words of career facts, read once from vocabulary.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from advisor.facts.model import Kind


@dataclass(frozen=True, slots=True)
class Saying:
    """Options and the wordings that state them: in a clause of prose, or as the value of a label."""

    options: frozenset[str]
    prose: re.Pattern[str] | None
    label: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that guides state in words. ``some`` maps an option to what it is when only some do it."""

    about: str
    kind: Kind
    stems: tuple[str, ...]
    labels: re.Pattern[str]
    sayings: tuple[Saying, ...]
    scale: tuple[tuple[re.Pattern[str], str], ...]
    opposed: frozenset[frozenset[str]]
    some: Mapping[str, str]
    target: re.Pattern[str] | None
    thing: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The facets by what they are about."""

    facets: Mapping[str, Facet]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary; the file is read at the first call."""
    data = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = data["words"]
    return Vocabulary({entry["about"]: _facet(entry, data, words) for entry in data["facet"]})


def _facet(entry: dict[str, Any], data: dict[str, Any], words: dict[str, str]) -> Facet:
    says, thing = entry.get("says", []), None
    for shared in ("says_of", "says_about"):
        if shared in entry:
            thing, says = entry[shared], data[shared]
            words = {**words, "it": thing}
    return Facet(
        about=entry["about"],
        kind=Kind(entry["kind"]),
        stems=tuple(entry["stems"]),
        labels=re.compile(entry["labels"]),
        sayings=tuple(
            Saying(_options(one["option"]), _pattern(one.get("prose"), words), _pattern(one.get("label"), words))
            for one in says
        ),
        scale=tuple(_scale(entry, data["scale"])),
        opposed=frozenset(frozenset(pair) for pair in entry.get("opposed", [])),
        some=entry.get("some", {}),
        target=re.compile(entry["target"]) if "target" in entry else None,
        thing=re.compile(thing) if thing else None,
    )


def _options(named: str) -> frozenset[str]:
    """The options of ``moderate to high`` or ``full or part time``; any other name is one option."""
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
    """Put the entries of [words] in place of their ``{names}``; braces that count repeats stay."""
    return re.sub(r"\{([a-z_]+)\}", lambda match: words[match[1]], pattern)
