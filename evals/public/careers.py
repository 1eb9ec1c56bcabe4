"""Declining questions about careers without a guide.

Job titles of O*NET, which nobody here wrote, are asked of the shipped guides.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from advisor.bootstrap import Parts
from advisor.careers.names import career_of
from advisor.domain import Answer, Question, Status
from advisor.settings import Settings
from advisor.text.inflection import forms
from evals.cases.suite import Half
from evals.public.data import DataError, read_alternate_titles

N_TITLES = 600
STEPS = (0, 3, 7)  # offsets of the three shapes each title is asked in
DECLINED = (Status.OUT_OF_SCOPE, Status.NOT_IN_GUIDE)

SHAPES: Sequence[Callable[[str], str]] = (
    lambda title: f"how do I become {_with_article(title)}?",
    lambda title: f"what do {_plural(title)} earn",
    lambda title: f"{title} salary?",
    lambda title: f"is being {_with_article(title)} a good job?",
    lambda title: f"do {_plural(title)} work nights",
    lambda title: f"{title} or production manager?",
    lambda title: f"what skills does {_with_article(title)} need?",
    lambda title: f"I want to be {_with_article(title)}, what should I study",
    lambda title: f"How stressful is the job of {_with_article(title)}",
    lambda title: f"are {_plural(title)} in demand right now?",
)
COMPARING = 5  # the shape answered from the shipped guide, with a notice about the missing one


@dataclass(frozen=True, slots=True)
class CareersFigure:
    """A share over one half's titles; rules were written on the other."""

    half: Half
    measure: str
    n: int
    value: float


def measure_careers(data: Path, settings: Settings) -> list[CareersFigure]:
    """Ask the sampled titles and return the shares answered correctly.

    Raises DataError.
    """
    with TemporaryDirectory(prefix="advisor-careers-") as folder:
        parts = Parts(settings.model_copy(update={"data_dir": Path(folder)}))
        if parts.embedder is None:
            raise DataError(parts.embedder_trouble)
        parts.ensure_index(None)
        return asyncio.run(_ask_all(parts, read_alternate_titles(data)))


async def _ask_all(parts: Parts, pages: dict[str, set[str]]) -> list[CareersFigure]:
    advisor = parts.advisor()
    try:
        own = [set(forms(career_of(guide))) for guide in advisor.guides()]
        foreign = [title for title in pages if not _is_own(title, pages[title], own)]
        told: dict[tuple[Half, bool], list[bool]] = {}
        for title in sorted(foreign, key=_digest)[:N_TITLES]:
            half = Half.TEST if _digest(title)[3] & 1 else Half.DEVELOPMENT
            shown = _as_typed(title)
            for n in {(_digest(title)[4] + step) % len(SHAPES) for step in STEPS}:
                answer = await advisor.ask(Question(SHAPES[n](shown)))
                told.setdefault((half, n == COMPARING), []).append(_is_right(answer, comparing=n == COMPARING))
    finally:
        await advisor.aclose()
    names = {False: "other careers declined", True: "  compared with the guide's: says that there is no guide"}
    return [
        CareersFigure(half, names[which], len(right), fmean(right)) for (half, which), right in sorted(told.items())
    ]


def _is_right(answer: Answer, *, comparing: bool) -> bool:
    return answer.status in DECLINED or (comparing and any(notice.kind == "no_guide" for notice in answer.notices))


def _is_own(title: str, slugs: set[str], careers: Sequence[set[str]]) -> bool:
    """Whether a title is a guide's own career, by page or words."""
    return any(career <= set(forms(name.replace("-", " "))) for career in careers for name in (title, *slugs))


def _digest(title: str) -> bytes:
    return sha256(title.encode()).digest()


def _as_typed(title: str) -> str:
    plain = re.sub(r"\s*\(.*?\)", "", title).strip()
    return " ".join(word if word.isupper() and len(word) <= 4 else word.lower() for word in plain.split())


def _plural(title: str) -> str:
    if title.endswith("man"):
        return f"{title[:-3]}men"
    if re.search(r"[^aeiou]y$", title):
        return f"{title[:-1]}ies"
    return title if title.endswith("s") else f"{title}{'es' if re.search(r'(x|ch|sh)$', title) else 's'}"


def _with_article(title: str) -> str:
    return f"{'an' if title[0].lower() in 'aeiou' else 'a'} {title}"
