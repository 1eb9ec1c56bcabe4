"""A quote carries its sense: small lists, tables and headings in three formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Guide
from advisor.markdown import paragraphs_of
from advisor.schemas import answer_out
from advisor.settings import Settings
from tests.made import ask

SENSES = Path(__file__).with_name("senses")
SUFFIXES = {"markdown": ".md", "html": ".html", "pasted": ".txt"}

pytestmark = pytest.mark.encoder


@dataclass(frozen=True)
class Case:
    """A question about one small list, table or heading."""

    id: str
    guide_id: str
    ask: str
    item: str
    head: str
    never: str

    @property
    def is_development(self) -> bool:
        """Whether the case may be looked at when the code is mended."""
        return sha256(self.id.encode()).digest()[0] % 2 == 0


def _groups() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(SENSES.glob("*.yaml")):
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from ((held["form"], group) for group in held["guides"])


def _cases() -> list[Case]:
    return [
        Case(one["id"], _guide_id(group), one["ask"], one["item"], one.get("with", ""), one.get("never", ""))
        for _, group in _groups()
        for one in group["cases"]
    ]


def _guide_id(group: dict[str, Any]) -> str:
    return str(group["role"]).lower().replace(" ", "-")


CASES = _cases()


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    folder = tmp_path_factory.mktemp("senses")
    corpus = folder / "corpus"
    corpus.mkdir()
    for form, group in _groups():
        (corpus / f"{_guide_id(group)}{SUFFIXES[form]}").write_text(group["text"], encoding="utf-8")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=corpus))
    parts.ingest([])
    return parts.advisor()


@pytest.fixture(scope="module")
def guides(advisor: Advisor) -> dict[str, Guide]:
    return {guide.id: guide for guide in advisor.guides()}


def shown(answer: Answer) -> list[str]:
    """Every sentence and every paragraph that a reader may be shown."""
    claims = [*answer.claims, *(answer.more.claims if answer.more else ())]
    paragraphs = paragraphs_of(answer_out(answer), with_more=True)
    return [*(claim.text for claim in claims), *(" ".join(one.replace("*", "").split()) for one in paragraphs)]


def fault(case: Case, answer: Answer) -> str:
    """What is wrong with the sense of an answer, else empty."""
    for text in shown(answer):
        before, found, _ = text.casefold().partition(case.item.casefold())
        if found and case.head and case.head.casefold() not in before:
            return f"without {case.head!r}: {text}"
        if text.rstrip().endswith("?"):
            return f"a question alone: {text}"
    for claim in answer.claims:
        is_plain = not case.head and not case.never
        if is_plain and case.item in claim.text and claim.text.count(": ") > case.item.count(": ") + _n_labels(case):
            return f"with needless words: {claim.text}"
    return ""


def _n_labels(case: Case) -> int:
    return 2 if "$" in case.item or "-table" in case.id or "definition" in case.id else 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_item_is_shown_with_what_gives_it_its_sense(case: Case, advisor: Advisor) -> None:
    answer = ask(advisor, case.ask, case.guide_id)
    assert fault(case, answer) == ""
    for citation in (*answer.citations, *(answer.more.citations if answer.more else ())):
        assert citation.quote == citation.guide.text[citation.start : citation.end]


def test_what_is_struck_is_not_in_the_text(guides: dict[str, Guide]) -> None:
    struck = [case for case in CASES if case.never]
    assert len(struck) >= 5
    assert not [case.id for case in struck if case.never in guides[case.guide_id].text]


def test_most_items_are_found(advisor: Advisor) -> None:
    def is_shown(case: Case) -> bool:
        return any(case.item.casefold() in text.casefold() for text in shown(ask(advisor, case.ask, case.guide_id)))

    assert len(CASES) >= 100
    found = [case for case in CASES if is_shown(case)]
    assert len(found) >= 0.8 * len(CASES)
