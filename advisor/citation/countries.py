"""Countries and parts of the world by any of their names."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

_PARTS_OF_BRITAIN = frozenset({"England", "Scotland", "Wales"})


def other_names(text: str) -> Iterator[str]:
    """All names of the countries that a text names: "Irish" for Ireland.

    One that names England, Scotland and Wales names Britain.
    """
    found = {_by_form()[match.group("name")] for match in _pattern().finditer(text)}
    if found >= _PARTS_OF_BRITAIN:
        found.add("United Kingdom")
    for country in sorted(found):
        yield country
        yield from _countries()[country]


@cache
def _countries() -> Mapping[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("countries.toml").read_text(encoding="utf-8"))


@cache
def _by_form() -> Mapping[str, str]:
    return {
        form: country
        for country, others in _countries().items()
        for name in (country, *others)
        for form in (name, name.upper())
    }


@cache
def _pattern() -> re.Pattern[str]:
    forms = "|".join(map(re.escape, sorted(_by_form(), key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?=[A-Z])(?P<name>{forms})s?(?!\w)")
