"""Suites of cases with their expected answers, in YAML or JSONL."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from advisor.domain import Guide

SUFFIXES = (".yaml", ".yml", ".jsonl")

T = TypeVar("T", bound=BaseModel)


class SuiteError(Exception):
    """An unusable suite; the text says which file, where and why."""


class Answerability(StrEnum):
    """The kind of answer a case calls for.

    An answerable case wants quotes; an unanswerable one a decline because the guide lacks the answer; one out of scope
    a decline because no guide is about it; an underspecified one a question back, or an answer that says how it read
    the question.
    """

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    OUT_OF_SCOPE = "out_of_scope"
    UNDERSPECIFIED = "underspecified"


class YesNoVerdict(StrEnum):
    """The answer to a question for yes or no.

    None is for a guide that gives no verdict.
    """

    YES = "yes"
    NO = "no"
    USUALLY = "usually"
    IN_PART = "in_part"
    CAN_BE = "can_be"
    TWO_MINDS = "two_minds"
    NONE = "none"


class Half(StrEnum):
    """A suite's halves: development cases are inspected, test cases only counted."""

    DEVELOPMENT = "development"
    TEST = "test"


class SuiteModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class TurnIn(SuiteModel):
    role: Literal["user", "assistant"]
    content: Annotated[str, Field(min_length=1)]


class Gold(SuiteModel):
    """One place that answers a question.

    It is a section with a verbatim quote or, for a text we may not copy, with offsets and the SHA-256 of the quote. Any
    one of several golds is enough unless ``part`` tells them apart.
    """

    section: Annotated[tuple[str, ...], Field(min_length=1, description="headings, outermost first")]
    quote: Annotated[str, Field(description="words of the guide, verbatim")] = ""
    start: int | None = None
    end: int | None = None
    sha256: str = ""
    part: Annotated[int, Field(ge=1, description="which part of a question of several parts this place answers")] = 1

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        by_offsets = self.start is not None and self.end is not None and bool(self.sha256)
        if bool(self.quote) == by_offsets:
            raise ValueError("a gold has either a quote, or start, end and sha256")
        return self


class Nugget(SuiteModel):
    """A fact a good answer states, in any one of several phrases.

    Letter case and white space do not count.
    """

    any_of: Annotated[tuple[str, ...], Field(min_length=1)]
    vital: bool = True


class Fact(SuiteModel):
    """A figure a good answer states, with a tolerance in its unit."""

    value: float
    unit: str = ""
    tolerance: Annotated[float, Field(ge=0)] = 0.0


class Case(SuiteModel):
    """One question with its expected answer."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,79}$")]
    question: Annotated[str, Field(max_length=2000)] = ""
    answerability: Answerability
    history: tuple[TurnIn, ...] = ()
    slices: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], ...] = ()
    gold: tuple[Gold, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    facts: tuple[Fact, ...] = ()
    must_not: tuple[str, ...] = ()
    conflict: Annotated[str, Field(description="what the guide contradicts itself about, if that is the case")] = ""
    small_talk: bool = False
    fine: Annotated[tuple[Gold, ...], Field(description="places that are to the point beside the gold ones")] = ()
    list_of: Annotated[tuple[str, ...], Field(description="the headings of a list that is asked for as a whole")] = ()
    verdict: Annotated[YesNoVerdict | None, Field(description="what a question for yes or no is answered with")] = None
    lacks: Annotated[str, Field(description="what the guide does not say, in the reader's words")] = ""
    talk: Annotated[str, Field(description="the conversation it is a turn of; asking makes its history")] = ""
    press: Annotated[int, Field(ge=0, description="the suggestion that is pressed instead of asking; 0: none")] = 0
    guide: Annotated[str, Field(description="look in this guide only; empty: in all that are loaded")] = ""
    must_pass: bool = False

    @property
    def half(self) -> Half:
        """The half, by a hash of the id, or of the conversation's.

        Nobody chooses it, and adding cases moves none.
        """
        return half_of(self.talk or self.id)

    @model_validator(mode="after")
    def _fits_its_answerability(self) -> Self:
        answerable = self.answerability is Answerability.ANSWERABLE
        if not self.question and not self.press:
            raise ValueError("a case needs a question, or a suggestion to press")
        if self.press:
            return self
        if answerable and not self.gold:
            raise ValueError("an answerable case needs gold")
        if not answerable and (self.gold or self.nuggets or self.facts):
            raise ValueError(f"a case that is {self.answerability} has no gold, nuggets or facts")
        if self.history and self.history[-1].role != "assistant":
            raise ValueError("a history ends with the assistant's turn")
        return self


def half_of(case_id: str) -> Half:
    return Half.TEST if sha256(case_id.encode()).digest()[0] & 1 else Half.DEVELOPMENT


class SuiteFile(SuiteModel):
    """One file of a suite: guide, hash of its text, cases."""

    suite: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    guide: str
    guide_version: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    description: str = ""
    cases: tuple[Case, ...]


class GoldLocation(SuiteModel):
    """A gold's location in a text not ours to copy."""

    section: tuple[str, ...]
    start: int
    end: int
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Binding(SuiteModel):
    """One relocated gold, with its location in the other text."""

    section: tuple[str, ...]
    quote: str
    there: GoldLocation


class ReboundFile(SuiteModel):
    """A suite's cases with gold relocated to another text.

    Made by ``python -m evals.authoring.relocate_gold``. In JSONL the first line is everything but the bindings, and
    each further line is one binding.
    """

    suite: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    rebinds: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="a suite in the same folder")]
    guide: str
    guide_version: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """All cases of a suite in file order, with their hash."""

    name: str
    guide: str
    guide_version: str
    cases: tuple[Case, ...]
    hash: str

    def joined(self, other_hash: str) -> Self:
        """Return the suite with a hash that also covers another file's."""
        return replace(self, hash=sha256(f"{self.hash} {other_hash}".encode()).hexdigest()[:16])


def load_suite(path: Path) -> Suite:
    """Read a suite from one file or all files of a folder.

    The YAML and JSONL files of a folder must agree on the guide. In JSONL the first line is the head (suite, guide,
    guide_version), and each further line a case; a head with ``rebinds`` is followed by bindings. Raises SuiteError.
    """
    if path.suffix == ".jsonl" and path.is_file() and "rebinds" in (_lines(path) or [{}])[0]:
        return _rebound(path)
    paths = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES) if path.is_dir() else [path]
    if not paths or not all(p.is_file() for p in paths):
        raise SuiteError(f"There is no suite at {path}.")
    files = [_read(p) for p in paths]
    first = files[0]
    for file, at in zip(files, paths, strict=True):
        if (file.suite, file.guide, file.guide_version) != (first.suite, first.guide, first.guide_version):
            raise SuiteError(f"{at} names another suite, guide or guide_version than {paths[0]}.")
    cases = tuple(case for file in files for case in file.cases)
    twice = [case_id for case_id, n in Counter(case.id for case in cases).items() if n > 1]
    if twice:
        raise SuiteError(f"{path} has the case id {twice[0]!r} more than once.")
    digest = sha256(b"\0".join(p.read_bytes() for p in paths)).hexdigest()[:16]
    return Suite(first.suite, first.guide, first.guide_version, cases, digest)


def _rebound(path: Path) -> Suite:
    head, *lines = _lines(path)
    file = _checked(ReboundFile, path, {**head, "bindings": lines})
    base = load_suite(path.with_name(file.rebinds))
    there = {(binding.section, binding.quote): binding.there for binding in file.bindings}
    cases = []
    for case in base.cases:
        unbound = [gold for gold in case.gold if (gold.section, gold.quote) not in there]
        if unbound:
            raise SuiteError(
                f"{path} has no place for {unbound[0].quote[:60]!r} of case {case.id}; make it anew with"
                " `python -m evals.authoring.relocate_gold`."
            )
        gold = tuple(Gold(**there[gold.section, gold.quote].model_dump(), part=gold.part) for gold in case.gold)
        cases.append(case.model_copy(update={"gold": gold, "guide": file.guide if case.guide else ""}))
    digest = sha256(f"{base.hash} {sha256(path.read_bytes()).hexdigest()}".encode()).hexdigest()[:16]
    return Suite(file.suite, file.guide, file.guide_version, tuple(cases), digest)


def _read(path: Path) -> SuiteFile:
    if path.suffix == ".jsonl":
        lines = _lines(path)
        return _checked(SuiteFile, path, {**lines[0], "cases": lines[1:]} if lines else None)
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- both are safe
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SuiteError(f"{path} cannot be read: {error}") from error
    return _checked(SuiteFile, path, content)


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise SuiteError(f"{path} cannot be read: {error}") from error
    if not all(isinstance(line, dict) for line in lines):
        raise SuiteError(f"{path} cannot be read: each line has to be an object.")
    return lines


def _checked(kind: type[T], path: Path, content: object) -> T:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if case := _case_id(content, first["loc"]):
            place = f"{case}: {place}"
        raise SuiteError(f"{path}: {place}: {first['msg']}") from error


def _case_id(content: object, loc: Sequence[int | str]) -> str:
    """The id of the case that an error is about, if it has one."""
    cases = content.get("cases") if isinstance(content, dict) else None
    if not isinstance(cases, list) or len(loc) < 2 or loc[0] != "cases" or not isinstance(loc[1], int):
        return ""
    case = cases[loc[1]]
    return str(case.get("id", "")) if isinstance(case, dict) else ""


def faults(suite: Suite, guide: Guide) -> Iterator[str]:
    """Yield one sentence for each mismatch between a suite and its guide."""
    if guide.version != suite.guide_version:
        yield (
            f"suite {suite.name} is bound to version {suite.guide_version} of {suite.guide}, but the guide's is"
            f" {guide.version}"
        )
    for case in suite.cases:
        for gold in (*case.gold, *case.fine):
            fault = gold_fault(gold, guide)
            if fault:
                yield f"case {case.id}: {fault}"
        if case.list_of and not any(section.path == case.list_of for section in guide.sections):
            yield f"case {case.id}: there is no section {' > '.join(case.list_of)!r}"


def gold_fault(gold: Gold, guide: Guide) -> str:
    """Explain why a gold is not in the guide, else return ""."""
    sections = [section for section in guide.sections if section.path == gold.section]
    if not sections:
        return f"there is no section {' > '.join(gold.section)!r}"
    if not gold.quote:
        quote = guide.text[gold.start : gold.end]
        right = sha256(quote.encode()).hexdigest() == gold.sha256
        return "" if right else f"offsets {gold.start}..{gold.end} hold other words than when the case was made"
    if not any(gold.quote in guide.text[section.start : section.end] for section in sections):
        return f"the quote {gold.quote[:60]!r} does not stand in {' > '.join(gold.section)!r}"
    return ""


def spans_of(gold: Gold, guide: Guide) -> Sequence[tuple[int, int]]:
    """Return each (start, end) of a gold's quote in the guide's text."""
    if not gold.quote:
        assert gold.start is not None
        assert gold.end is not None
        return [(gold.start, gold.end)]
    found = []
    for section in guide.sections:
        if section.path == gold.section:
            at = guide.text.find(gold.quote, section.start, section.end)
            while at >= 0:
                found.append((at, at + len(gold.quote)))
                at = guide.text.find(gold.quote, at + 1, section.end)
    return found
