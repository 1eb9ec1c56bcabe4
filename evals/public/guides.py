"""Many guides loaded together: choosing the right one, or asking back."""

import asyncio
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from typing import Annotated

from pydantic import Field, ValidationError

from advisor.bootstrap import Parts
from advisor.domain import Guide, Question, Turn
from advisor.schemas import answer_out
from advisor.settings import Settings
from evals.cases.observation import Observation
from evals.cases.suite import Answerability, Case, Gold, Half, SuiteModel
from evals.metrics.answers import answer_metrics
from evals.public.data import DataError
from evals.public.pool import ingested

SUITE = Path(__file__).parent.parent / "suites" / "twenty-guides.jsonl"


class GoldIn(Gold):
    guide: str


class GuidesCase(Case):
    """A case asked of all guides; a right answer cites ``about``."""

    about: tuple[str, ...] = ()
    gold: tuple[GoldIn, ...] = ()


class GuidesHead(SuiteModel):
    """The suite's first line: the guides with hashes of their texts."""

    suite: str
    guides: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]]


@dataclass(frozen=True, slots=True)
class GuidesAnswer:
    """One case and its answer."""

    case: GuidesCase
    observed: Observation

    @property
    def status(self) -> str:
        return self.observed.answer.status

    @property
    def cited(self) -> set[str]:
        return {citation.guide for citation in self.observed.answer.citations}


@dataclass(frozen=True, slots=True)
class GuidesFigure:
    """One share over the cases of a half."""

    half: Half
    measure: str
    n: int
    value: float


def read_suite(path: Path = SUITE) -> tuple[GuidesHead, tuple[GuidesCase, ...]]:
    """Read a suite over several guides.

    Raises DataError for a malformed file.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return GuidesHead.model_validate_json(lines[0]), tuple(map(GuidesCase.model_validate_json, lines[1:]))
    except (OSError, ValidationError, IndexError) as error:
        raise DataError(f"{path} is not a suite over several guides: {error}") from error


def read_pages(data: Path, slugs: Sequence[str]) -> dict[str, bytes]:
    """Read the handbook's pages of these names, by file name.

    Raises DataError when one is missing.
    """
    archive = data / "guides" / "bls_ooh" / "html.tar.gz"
    if not archive.is_file():
        raise DataError(f"{archive} is not there.")
    pages = {}
    with tarfile.open(archive) as files:
        for member in files.getmembers():
            name = Path(member.name)
            if (
                member.isfile()
                and name.suffix == ".html"
                and name.stem in slugs
                and (file := files.extractfile(member))
            ):
                pages[name.name] = file.read()
    missing = sorted(set(slugs) - {Path(name).stem for name in pages})
    if missing:
        raise DataError(f"{archive} has no page {missing[0]!r}.")
    return pages


def check_gold(head: GuidesHead, cases: Sequence[GuidesCase], guides: Mapping[str, Guide]) -> None:
    """Check that guides and gold are those of the suite.

    Raises DataError for another version of a guide or a quote elsewhere.
    """
    for guide_id, version in head.guides.items():
        if guide_id not in guides or guides[guide_id].version != version:
            raise DataError(f"The suite {head.suite} was made for another text of {guide_id}.")
    for case in cases:
        for gold in case.gold:
            quote = guides[gold.guide].text[gold.start : gold.end]
            if sha256(quote.encode()).hexdigest() != gold.sha256:
                raise DataError(f"The gold of {case.id} holds other words than when the case was made.")


def ask_guides(data: Path, settings: Settings, suite: Path) -> tuple[GuidesAnswer, ...]:
    """Index the suite's guides together and ask every case.

    Raises DataError.
    """
    head, cases = read_suite(suite)
    with ingested(read_pages(data, tuple(head.guides)), settings) as parts:
        return asyncio.run(_ask_all(parts, head, cases))


async def _ask_all(parts: Parts, head: GuidesHead, cases: Sequence[GuidesCase]) -> tuple[GuidesAnswer, ...]:
    advisor = parts.advisor()
    try:
        check_gold(head, cases, {guide.id: guide for guide in advisor.guides()})
        told = []
        for case in cases:
            history = tuple(Turn(turn.role, turn.content) for turn in case.history)
            answer = await advisor.ask(Question(case.question, history, case.guide or None))
            told.append(GuidesAnswer(case, Observation(answer=answer_out(answer))))
        return tuple(told)
    finally:
        await advisor.aclose()


def figures_of(told: Sequence[GuidesAnswer]) -> list[GuidesFigure]:
    """Compute each measure on each half; those without cases are left out."""
    figures = []
    for half in Half:
        own = [one for one in told if one.case.half is half]
        for measure, (belongs, value) in MEASURES.items():
            values = [value(one) for one in own if belongs(one)]
            if values:
                figures.append(GuidesFigure(half, measure, len(values), fmean(values)))
    return figures


def _answerable(one: GuidesAnswer) -> bool:
    return one.case.answerability is Answerability.ANSWERABLE and "about_one" in one.case.slices


def _unnamed(one: GuidesAnswer) -> bool:
    return _answerable(one) and bool(one.case.history)


def _compares(one: GuidesAnswer) -> bool:
    return "comparison" in one.case.slices


def _is(kind: Answerability) -> Callable[[GuidesAnswer], bool]:
    return lambda one: one.case.answerability is kind


def _nuggets(one: GuidesAnswer) -> float:
    return answer_metrics(one.case, one.observed)["nuggets_vital"].value or 0.0


def _first_is_gold(one: GuidesAnswer) -> float:
    first = one.observed.answer.citations[:1]
    return float(any(c.guide == g.guide and tuple(c.section) == g.section for c in first for g in one.case.gold))


MEASURES: Mapping[str, tuple[Callable[[GuidesAnswer], bool], Callable[[GuidesAnswer], float]]] = {
    "vital nuggets covered (≥ 0.85)": (_answerable, _nuggets),
    "  where the career was named a turn before": (_unnamed, _nuggets),
    "answerable declined (≤ 0.05)": (_answerable, lambda one: float(one.observed.declined)),
    "cites another guide (≤ 0.01)": (
        lambda one: bool(one.case.about),
        lambda one: float(bool(one.cited - {*one.case.about})),
    ),
    "first citation is of a gold section": (_answerable, _first_is_gold),
    "what the page lacks is declined": (_is(Answerability.UNANSWERABLE), lambda one: float(one.observed.declined)),
    "nothing named: asks which career": (
        _is(Answerability.UNDERSPECIFIED),
        lambda one: float(one.status == "clarify"),
    ),
    "career not loaded: out of scope": (
        _is(Answerability.OUT_OF_SCOPE),
        lambda one: float(one.status == "out_of_scope"),
    ),
    "compares two: cites both": (_compares, lambda one: float(one.cited == {*one.case.about})),
    "compares two: vital nuggets covered": (_compares, _nuggets),
}
