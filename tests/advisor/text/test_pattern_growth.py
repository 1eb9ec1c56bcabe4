"""Every pattern that meets a reader's or a model's words costs no more than the length of a text."""

import importlib
import inspect
import pkgutil
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

import pytest

import advisor.answering
import advisor.careers
import advisor.citation
import advisor.dialogue
import advisor.generation
import advisor.query
import advisor.retrieval
import advisor.routing
import advisor.text
import server
from tests.advisor.text.adversarial import beginnings, seeds

PACKAGES = (
    advisor.answering, advisor.careers, advisor.citation, advisor.dialogue, advisor.generation, advisor.query,
    advisor.retrieval, advisor.routing, advisor.text, server,
)  # fmt: skip
# Functions that make patterns from data files when they are first called.
BUILDERS = {
    "advisor.dialogue.small_talk": ("_patterns",),
    "advisor.query.ambiguity": ("_ambiguities",),
    "advisor.query.named_entities": ("_known_terms", "_known_names"),
}
# Patterns that never meet more than a few hundred characters, whatever a reader writes.
BOUNDED = {
    # sentences of a guide, which the chunker cuts at 1,100 characters
    "advisor.query.answer_type_patterns.STATED_VALUES",
    "advisor.query.answer_type_patterns.NO_COUNT",
    "advisor.query.answer_type.STATED_VALUES",
    "advisor.query.answer_type.NO_COUNT",
    # names and titles of guides
    "advisor.careers.names.",
    # what text_before gives, 160 characters
    "advisor.careers.gazetteer.OWN",
    "advisor.careers.role_detection._BEFORE",
    "advisor.citation.names._START",
}
N_SHORT, N_LONG = 400, 1600
NOTICEABLE_S = 0.002
MOST = 7.0  # four times the text takes at most seven times as long: linear, with room for noise
ENDS = ("", "\x01", "x!")


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns_in(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 3:
        yield from (p for one in value.values() for p in patterns_in(one, depth + 1))
    elif isinstance(value, (tuple, list, frozenset)) and depth < 3:
        yield from (p for one in value for p in patterns_in(one, depth + 1))


def is_anchored(module: ModuleType, name: str) -> bool:
    """Whether a pattern is only ever tried at the beginning of a text."""
    used = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\(", inspect.getsource(module)))
    return bool(used) and used <= {"match", "fullmatch"}


@cache
def patterns() -> dict[str, tuple[re.Pattern[str], bool]]:
    """All patterns by their place, each with whether it is only tried at the beginning of a text."""
    found: dict[str, tuple[re.Pattern[str], bool]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for n, pattern in enumerate(patterns_in(value)):
                found.setdefault(f"{module.__name__}.{name}[{n}]", (pattern, is_anchored(module, name)))
        for builder in BUILDERS.get(module.__name__, ()):
            for n, pattern in enumerate(patterns_in(getattr(module, builder)())):
                found[f"{module.__name__}.{builder}[{n}]"] = (pattern, True)
    return found


def cpu_s(call: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    call(text)
    return time.process_time() - started


def texts(pattern: re.Pattern[str]) -> Iterable[tuple[str, str]]:
    """Pairs of a short text and one four times as long."""
    source = random.Random(7)
    for seed in seeds(pattern, source):
        for beginning in beginnings(pattern, source):
            for end in ENDS:
                yield tuple(f"{beginning}{seed * (n // len(seed))}{end}" for n in (N_SHORT, N_LONG))  # type: ignore[misc]


def superlinear(pattern: re.Pattern[str], *, anchored: bool) -> str:
    """A text on which a pattern grows faster than the text does; empty when none is found."""
    call = pattern.match if anchored else lambda text: sum(1 for _ in pattern.finditer(text))
    for short, long in texts(pattern):
        if cpu_s(call, long) < NOTICEABLE_S:
            continue
        best = min(cpu_s(call, long) for _ in range(5)) / max(1e-6, min(cpu_s(call, short) for _ in range(5)))
        if best > MOST:
            return f"{best:.0f} times as long on {short[:80]!r}…"
    return ""


@pytest.mark.parametrize("package", [package.__name__ for package in PACKAGES])
def test_four_times_the_text_takes_a_pattern_no_more_than_a_few_times_as_long(package: str) -> None:
    found = {
        place: trouble
        for place, (pattern, anchored) in patterns().items()
        if place.startswith(f"{package}.") and not place.startswith(tuple(BOUNDED))
        if (trouble := superlinear(pattern, anchored=anchored))
    }
    assert found == {}
