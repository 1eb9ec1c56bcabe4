"""Mutations: changed copies of a guide, indexed and asked.

An answer has to follow the change or decline, whatever the model has learnt elsewhere.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from advisor.domain import Guide
from advisor.ingestion.parsing import parse_guide
from evals.cases.record import CaseRecord
from evals.cases.suite import Answerability, Case, Gold, Nugget, SuiteError
from evals.metrics.score import record_of
from evals.runs.fresh_index import FreshIndex, ingest
from evals.runs.records import RunError
from evals.runs.run import CaseSelection, ask_all
from evals.runs.targets import InProcessTarget, to_guide

SLICE = "mutation"
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*$", re.MULTILINE)


class MutationModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Change(MutationModel):
    """One change: words replaced, a section deleted, or two sections' bodies swapped.

    Words are replaced everywhere, or ``within`` one section only. A section is deleted with its subsections. Sections
    are given by their headings, outermost first.
    """

    replace: str = ""
    by: str = ""
    within: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    swap: tuple[tuple[str, ...], ...] = ()

    @model_validator(mode="after")
    def _is_one_change(self) -> Self:
        if sum(bool(kind) for kind in (self.replace, self.delete, self.swap)) != 1:
            raise ValueError("a change replaces, deletes or swaps")
        if bool(self.replace) != bool(self.by) or (self.swap and len(self.swap) != 2):
            raise ValueError("what is replaced needs something in its place, and two sections are swapped")
        return self

    @property
    def kind(self) -> str:
        return "replaced" if self.replace else "deleted" if self.delete else "swapped"


class Ask(MutationModel):
    """A question to the changed copy.

    The answer must contain any of ``says`` (empty: the copy lacks the answer) and none of ``never``.
    """

    question: Annotated[str, Field(min_length=1)]
    says: tuple[str, ...] = ()
    never: Annotated[tuple[str, ...], Field(min_length=1)]


class Mutation(MutationModel):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,59}$")]
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    asks: Annotated[tuple[Ask, ...], Field(min_length=1)]


class MutationFile(MutationModel):
    """Mutations of one guide, bound to the version of its text."""

    guide: str
    guide_version: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    mutations: tuple[Mutation, ...]


@dataclass(frozen=True, slots=True)
class Mutations:
    """A mutation file with its hash."""

    file: MutationFile
    hash: str


def load_mutations(path: Path) -> Mutations:
    """Read a mutation file.

    Raises SuiteError.
    """
    try:
        content = path.read_bytes()
        return Mutations(MutationFile.model_validate(yaml.safe_load(content)), sha256(content).hexdigest()[:16])
    except ValidationError as error:
        first = error.errors()[0]
        raise SuiteError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (OSError, yaml.YAMLError) as error:
        raise SuiteError(f"{path} cannot be read: {error}") from error


def mutate(text: str, mutation: Mutation) -> str:
    """Apply a mutation to a guide's Markdown.

    Raises SuiteError when the text to change is missing.
    """
    for change in mutation.changes:
        try:
            text = _change(text, change)
        except LookupError as error:
            raise SuiteError(f"mutation {mutation.id}: {error.args[0]}") from error
    return text


def cases_of(mutation: Mutation, guide: Guide) -> tuple[Case, ...]:
    """Turn a mutation's questions into cases.

    Their gold is wherever the changed guide says what is expected. Raises SuiteError when it does not, or when it still
    says what it should not.
    """
    cases = []
    swapped = any(change.swap for change in mutation.changes)
    for n, ask in enumerate(mutation.asks, 1):
        case_id = f"{mutation.id}-{n}"
        gold = tuple(
            Gold(section=section.path, quote=phrase)
            for section in guide.sections
            for phrase in ask.says
            if phrase in guide.text[section.start : section.end]
        )
        if ask.says and not gold:
            raise SuiteError(f"mutation {case_id}: the changed guide does not say {ask.says[0]!r}")
        left = [phrase for phrase in ask.never if phrase in guide.text]
        if left and not swapped:
            raise SuiteError(f"mutation {case_id}: the changed guide still says {left[0]!r}")
        cases.append(
            Case(
                id=case_id,
                question=ask.question,
                answerability=Answerability.ANSWERABLE if ask.says else Answerability.UNANSWERABLE,
                slices=(SLICE, *dict.fromkeys(change.kind for change in mutation.changes)),
                gold=gold,
                nuggets=(Nugget(any_of=ask.says),) if ask.says else (),
                must_not=ask.never,
            )
        )
    return tuple(cases)


def ask_mutations(
    mutations: Mutations, fresh: FreshIndex, *, on_done: Callable[[], None] = lambda: None
) -> list[CaseRecord]:
    """Index each copy as the guide's next version and ask its questions.

    Unchanged texts keep their vectors, so a copy costs little more than its change. Afterwards the index holds the last
    copy. Raises SuiteError and RunError.
    """
    file, *others = fresh.files
    if others or file.suffix != ".md":
        raise RunError(f"Changed copies are made of one guide in Markdown, not of {[f.name for f in fresh.files]}.")
    text = file.read_text(encoding="utf-8-sig")
    version = parse_guide(file).version
    if version != mutations.file.guide_version:
        raise RunError(f"The changes are bound to version {mutations.file.guide_version} of the guide, not {version}.")
    records: list[CaseRecord] = []
    for mutation in mutations.file.mutations:
        file.write_text(mutate(text, mutation), encoding="utf-8")
        ingest(fresh.parts, [file])
        records += asyncio.run(_ask_copy(mutation, InProcessTarget(fresh.parts), mutations.file.guide, on_done))
    return records


async def _ask_copy(
    mutation: Mutation, target: InProcessTarget, guide_id: str, on_done: Callable[[], None]
) -> list[CaseRecord]:
    try:
        guide = to_guide(await target.guide(guide_id))
        asked = await ask_all(target, cases_of(mutation, guide), CaseSelection(), on_done)
    finally:
        await target.aclose()
    return [_measured(record, guide, mutation.id) for record in asked]


def _measured(asked: CaseRecord, guide: Guide, mutation_id: str) -> CaseRecord:
    if asked.observed is None:
        return asked.model_copy(update={"mutation": mutation_id, "slices": asked.case.slices})
    record = record_of(asked.case, asked.observed, {guide.id: guide}, guide, mutation=mutation_id)
    return record.model_copy(update={"wall_ms": asked.wall_ms})


# --- changing Markdown ---


def _change(text: str, change: Change) -> str:
    """Apply one change.

    Raises LookupError when the text to change is missing.
    """
    if change.replace:
        start, end = _section(text, change.within) if change.within else (0, len(text))
        if change.replace not in text[start:end]:
            raise LookupError(f"the guide does not say {change.replace!r}")
        return text[:start] + text[start:end].replace(change.replace, change.by) + text[end:]
    if change.delete:
        start, end = _section(text, change.delete)
        return text[:start] + text[end:]
    (first, last), (second, final) = sorted(_body(text, path) for path in change.swap)
    if second < last:
        raise LookupError("one of the sections to swap is inside the other")
    return text[:first] + text[second:final] + text[last:second] + text[first:last] + text[final:]


def _section(text: str, path: Sequence[str]) -> tuple[int, int]:
    """Return a section's span, up to a heading of its level."""
    open_headings: list[tuple[int, str]] = []
    found = None
    for match in _HEADING.finditer(text):
        level = len(match[1])
        if found is not None and level <= found[0]:
            return found[1], match.start()
        open_headings = [*(h for h in open_headings if h[0] < level), (level, match[2])]
        titles = [title for depth, title in open_headings if depth > 1]
        if found is None and titles == list(path):
            found = level, match.start()
    if found is None:
        raise LookupError(f"the guide has no section {' > '.join(path)!r}")
    return found[1], len(text)


def _body(text: str, path: Sequence[str]) -> tuple[int, int]:
    """Return the span below a section's heading, up to the next heading."""
    start, end = _section(text, path)
    heading = _HEADING.match(text, start)
    assert heading is not None
    following = _HEADING.search(text, heading.end(), end)
    return heading.end(), following.start() if following else end
