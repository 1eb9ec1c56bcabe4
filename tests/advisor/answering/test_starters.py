"""First questions are in plain words, and each is answered when it is pressed."""

import asyncio
from collections.abc import Iterator

import pytest

from advisor.answering.advisor import Advisor
from advisor.answering.starters import N_STARTERS, starter_candidates
from advisor.bootstrap import Parts
from advisor.domain import Status
from advisor.embeddings import OnnxEmbedder
from advisor.settings import Settings
from tests.made import ask, write_guides


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder = tmp_path_factory.mktemp("starting")
    settings = Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides", ["Baker", "Welder"]))
    parts = Parts(settings, embedder=encoder)
    parts.ingest([])
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def test_those_of_one_guide_name_nobody_and_are_answered_from_different_sections(advisor: Advisor) -> None:
    starters = advisor.starters(["baker"])
    assert 2 <= len(starters) <= N_STARTERS
    assert set(starters) <= set(starter_candidates())
    answers = [ask(advisor, starter, "baker") for starter in starters]
    assert {answer.status for answer in answers} == {Status.ANSWERED}
    assert len({answer.citations[0].section for answer in answers}) == len(answers)


def test_those_of_several_guides_name_a_career_each_and_are_answered_without_asking_back(advisor: Advisor) -> None:
    starters = advisor.starters(["baker", "welder"])
    assert len(starters) == N_STARTERS
    assert ["Baker" in starter for starter in starters] == [True, False, True, False]
    assert ["Welder" in starter for starter in starters] == [False, True, False, True]
    assert all(ask(advisor, starter).status.cites for starter in starters)


def test_unknown_guides_have_none(advisor: Advisor) -> None:
    assert advisor.starters(["miner"]) == ()
    assert advisor.starters([]) == ()
