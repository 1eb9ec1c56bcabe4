"""Every pattern costs no more than the length of the text it meets, whoever wrote that."""

import ast
import gc
import importlib
import math
import pkgutil
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import advisor
import server
from advisor.careers import field_detection
from advisor.careers.field_detection import _ASKED, _DOINGS, _SUBJECT
from advisor.citation import countries
from advisor.dialogue import small_talk
from advisor.facts.vocabulary import vocabulary
from advisor.generation import figure_words
from advisor.ingestion.parsing.vocabulary import vocabulary as parsing_vocabulary
from advisor.query import ambiguity, disputed_topic, named_entities
from advisor.routing.conversation_focus import ORDINALS
from tests.advisor.text.adversarial import beginnings, reach, seeds

PARTS = sorted(part.name for part in pkgutil.iter_modules(advisor.__path__) if not part.name.startswith("_"))
PACKAGES = (*(f"advisor.{name}" for name in PARTS), "server")
# Functions that make patterns when they are first called.
BUILDERS: dict[str, tuple[Callable[[], Any], bool]] = {
    "advisor.citation.countries._pattern": (countries._pattern, False),
    "advisor.dialogue.small_talk._patterns": (small_talk._patterns, True),
    "advisor.query.ambiguity._ambiguities": (ambiguity._ambiguities, True),
    "advisor.query.named_entities._known_terms": (named_entities._known_terms, True),
    "advisor.query.named_entities._known_names": (named_entities._known_names, True),
    "advisor.facts.vocabulary.vocabulary": (vocabulary, False),
    "advisor.generation.figure_words._listed": (figure_words._listed, False),
    "advisor.ingestion.parsing.vocabulary.vocabulary": (parsing_vocabulary, False),
    "advisor.careers.field_detection._compiled": (
        lambda: [field_detection._compiled(one) for one in (_SUBJECT, _ASKED, _DOINGS)],
        False,
    ),
    "advisor.query.disputed_topic._questions_about": (
        lambda: [disputed_topic._questions_about(about) for about in disputed_topic._entries()],
        False,
    ),
    "advisor.routing.conversation_focus.chosen_guide": (lambda: [re.compile(one, re.I) for one in ORDINALS], False),
}
# Functions that make patterns at use: of literal words between fixed parts, or one of those that stand in a list.
MADE_AT_USE = {
    "advisor.answering.career_comparison.",
    "advisor.answering.contradictions._names_other_role",
    "advisor.answering.verdict_patterns._words",
    "advisor.careers.field_detection._compiled",
    "advisor.careers.mentions.mention_pattern",
    "advisor.citation.countries._pattern",
    "advisor.citation.names.",
    "advisor.dialogue.phrase_replacement.replace_phrase",
    "advisor.dialogue.small_talk._patterns",
    "advisor.facts.vocabulary._facet",
    "advisor.facts.vocabulary._pattern",
    "advisor.facts.vocabulary._scale",
    "advisor.generation.figure_words._alone",
    "advisor.generation.figure_words._built",
    "advisor.generation.figure_words._compound",
    "advisor.generation.refusals.forms.pattern_of",
    "advisor.ingestion.chunking._is_junk",
    "advisor.ingestion.parsing.frontmatter._line_of",
    "advisor.ingestion.parsing.html.metadata.read_currency",
    "advisor.ingestion.parsing.html.metadata.without_site",
    "advisor.ingestion.parsing.line_shapes.is_time_span",
    "advisor.ingestion.parsing.vocabulary._pattern",
    "advisor.query.ambiguity.",
    "advisor.query.ambiguity._ambiguities",
    "advisor.query.answer_type_patterns._any_of",
    "advisor.query.career_conditions.",
    "advisor.query.compared_aspects.",
    "advisor.query.disputed_topic._questions_about",
    "advisor.query.everyday_words._replacements",
    "advisor.query.named_entities._known_names",
    "advisor.query.named_entities._known_terms",
    "advisor.routing.conversation_focus.chosen_guide",
    "advisor.text.polarity._pattern",
    "server.slack.listeners._pattern",
}
# Patterns that never meet more than a few hundred characters, whatever a reader or a guide writes.
BOUNDED = {
    # sentences of a chat model, of 600 characters at most
    "advisor.generation.refusals.",
    # sentences of a guide, which the chunker cuts at 1,100 characters
    "advisor.query.answer_type_patterns.STATED_VALUES",
    "advisor.query.answer_type_patterns.NO_COUNT",
    "advisor.query.answer_type.STATED_VALUES",
    "advisor.query.answer_type.NO_COUNT",
    # titles, of 300 characters at most, or roles, of 500
    "advisor.careers.names.FRAME",
    # what text_before gives, 160 characters
    "advisor.careers.readers_past.STATED",
    "advisor.careers.role_detection._BEFORE",
    "advisor.citation.names._START",
    # a name of 30 words at most
    "advisor.facts.sourcing._LOOSE_END",
    # the first 200 characters of a rewriting
}
# Where each argument of a function of `re` says what else it has: flags, as a position.
FLAGS_AT = {
    "compile": 1, "match": 2, "search": 2, "findall": 2, "finditer": 2, "fullmatch": 2, "split": 3, "sub": 4, "subn": 4,
}  # fmt: skip
AT_THE_BEGINNING = {"match", "fullmatch"}
# Whole guides are longer than what a reader writes.
OF_GUIDES = ("advisor.facts", "advisor.ingestion", "advisor.text")
N_CHARS, N_CHARS_OF_GUIDES = 1_600, 3_200
MAX_DEPTH = 6
NOTICEABLE_S = 0.002
MOST = 7.0  # four times the text takes at most seven times as long: linear, with room for noise
FEW_CHARS, MOST_S = (18, 24, 30, 36), 0.01
ENDS = ("", "\x01", "x!")


@cache
def modules() -> tuple[ModuleType, ...]:
    walked = (
        found.name
        for package in (advisor, server)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    )
    return tuple(
        importlib.import_module(name) for name in walked if not name.endswith("__main__") and ".migrations" not in name
    )


@cache
def source_of(module: ModuleType) -> str:
    return Path(module.__file__ or "").read_text(encoding="utf-8")


def patterns_in(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth > MAX_DEPTH:
        return
    elif isinstance(value, dict):
        yield from (p for one in (*value.values(), *value) for p in patterns_in(one, depth + 1))
    elif isinstance(value, (tuple, list, set, frozenset)):
        yield from (p for one in value for p in patterns_in(one, depth + 1))
    elif (
        is_dataclass(value) and not isinstance(value, type) and type(value).__module__.startswith(("advisor", "server"))
    ):
        yield from (p for field in fields(value) for p in patterns_in(getattr(value, field.name), depth + 1))


@cache
def used_as() -> dict[str, set[str]]:
    """How each name is used as a pattern, in any module."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for name, way in re.findall(r"\b(\w+)\.(\w+)\(", source_of(module)):
            found.setdefault(name, set()).add(way)
    return found


def is_anchored(name: str) -> bool:
    """Whether a pattern is only ever tried at the beginning of a text."""
    return bool(used_as().get(name)) and used_as()[name] <= AT_THE_BEGINNING


def written_in(module: ModuleType) -> Iterator[tuple[str, str, re.Pattern[str] | None]]:
    """Each call of `re` in the source: where it is, the function, and the pattern if the module alone gives it."""
    seen: set[ast.AST] = set()
    for outer in reversed(list(ast.walk(ast.parse(source_of(module))))):  # inner functions first, the module last
        if not isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            continue
        place = f"{module.__name__}.{getattr(outer, 'name', '')}"
        for node in ast.walk(outer):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=way)) if (
                    way in FLAGS_AT and node not in seen
                ):
                    seen.add(node)
                    given = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
                    given += node.args[FLAGS_AT[way] :]
                    try:
                        pattern, *flags = (_evaluated(one, module) for one in (node.args[0], *given))
                    except NameError:
                        yield place, way, None
                    else:
                        yield place, way, re.compile(pattern, sum(flags))


def _evaluated(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), dict(vars(module)))


@cache
def patterns() -> dict[str, tuple[re.Pattern[str], bool]]:
    """All patterns by their place, each with whether it is only tried at the beginning of a text.

    One that stands in several places is there once.
    """
    found: dict[re.Pattern[str], tuple[str, bool]] = {}
    for place, (build, anchored) in BUILDERS.items():
        for n, pattern in enumerate(patterns_in(build())):
            found.setdefault(pattern, (f"{place}[{n}]", anchored))
    for module in modules():
        for name, value in vars(module).items():
            for n, pattern in enumerate(patterns_in(value)):
                found.setdefault(pattern, (f"{module.__name__}.{name}[{n}]", is_anchored(name)))
    for module in modules():
        for place, way, written in written_in(module):
            if written is not None:
                found.setdefault(written, (f"{place}:{way}", way in AT_THE_BEGINNING))
    return {f"{place} {pattern.pattern[:40]!r}": (pattern, anchored) for pattern, (place, anchored) in found.items()}


def cpu_s(call: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    call(text)
    return time.process_time() - started


def texts(pattern: re.Pattern[str]) -> Iterator[Callable[[int], str]]:
    """Texts of any number of characters, each of one form."""
    source = random.Random(7)
    for seed in seeds(pattern, source):
        for beginning in beginnings(pattern, source):
            for end in ENDS:
                yield lambda n, b=beginning, s=seed, e=end: f"{b}{s * (n // len(s))}{e}"


def superlinear(pattern: re.Pattern[str], *, anchored: bool, n_chars: int) -> str:
    """A text on which a pattern grows faster than the text does; empty when none is found.

    It has to do so twice, since the shortest texts are often cheaper than their length. A pattern that reaches less far
    than the shortest of them cannot, whatever it meets.
    """
    if reach(pattern) < n_chars // 4:
        return ""
    call = pattern.match if anchored else lambda text: sum(1 for _ in pattern.finditer(text))
    for text in texts(pattern):
        if cpu_s(call, text(n_chars)) < NOTICEABLE_S * n_chars / N_CHARS:
            continue
        if all((grown := growth(call, text, n)) > MOST for n in (n_chars // 4, n_chars)):
            return f"{grown:.0f} times as long on {text(n_chars)[:80]!r}…"
    return ""


def growth(call: Callable[[str], object], text: Callable[[int], str], n_chars: int) -> float:
    """How many times as long four times the text takes."""
    short, long = (min(cpu_s(call, text(n)) for _ in range(5)) for n in (n_chars, 4 * n_chars))
    return long / max(1e-6, short)


def exponential(pattern: re.Pattern[str], *, anchored: bool) -> str:
    """A text on which a pattern takes many times as long for a few more characters; empty when none is found."""
    call = pattern.match if anchored else lambda text: sum(1 for _ in pattern.finditer(text))
    source = random.Random(11)
    for seed in seeds(pattern, source):
        for beginning in beginnings(pattern, source):
            for n_chars in FEW_CHARS:
                text = f"{beginning}{seed * (n_chars // len(seed))}\x01"
                if cpu_s(call, text) > MOST_S and min(cpu_s(call, text) for _ in range(3)) > MOST_S:
                    return repr(text)
    return ""


@pytest.fixture(autouse=True)
def without_collector() -> Iterator[None]:
    """The collector's full rounds cost more than what is measured."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("package", PACKAGES)
def test_a_few_more_characters_never_take_many_times_as_long(package: str) -> None:
    """Of no pattern, however short the texts are that it meets."""
    found = {
        place: trouble
        for place, (pattern, anchored) in patterns().items()
        if place.startswith(f"{package}.") and (trouble := exponential(pattern, anchored=anchored))
    }
    assert found == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_four_times_the_text_takes_a_pattern_no_more_than_a_few_times_as_long(package: str) -> None:
    n_chars = N_CHARS_OF_GUIDES if package in OF_GUIDES else N_CHARS
    found = {
        place: trouble
        for place, (pattern, anchored) in patterns().items()
        if place.startswith(f"{package}.") and not place.startswith(tuple(BOUNDED))
        if (trouble := superlinear(pattern, anchored=anchored, n_chars=n_chars))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("pattern", "n_chars"),
    [
        (r"\ban? (?:fox|otter)s?\b", 9),
        (r"(?:a|bb){2,5}?x++", math.inf),
        (r"(?:a|bb){2,5}+x{3}", 13),
        (r"(?<=ab)c(?!d{0,7}e)", 11),
        (r"(?>a|bcd)(?=.*x)", math.inf),
        (r"[ab]*", math.inf),
        (r"(\w)\1", math.inf),
        (r"(a)?(?(1)b|c+)", math.inf),
    ],
)
def test_the_reach_of_a_pattern_is_as_far_as_it_looks_at_most(pattern: str, n_chars: float) -> None:
    assert reach(re.compile(pattern)) == n_chars


def test_every_pattern_that_is_made_at_use_is_known() -> None:
    made = {place for module in modules() for place, _, written in written_in(module) if written is None}
    assert made == MADE_AT_USE
