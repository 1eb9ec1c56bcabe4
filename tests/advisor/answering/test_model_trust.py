"""A model is tried once, with questions and sentences whose answers are known."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from advisor.answering.model_trust import ModelTrust, Trial
from advisor.answering.verifier_trial import trial_sentences
from advisor.bootstrap import Parts
from advisor.domain import ModelUse, SecondReading
from advisor.generation import ModelRun, SentenceToRead
from advisor.generation.second_reader import SecondReader
from advisor.settings import TrustMode, VerifyMode


@pytest.mark.parametrize(
    ("trial", "reads"),
    [
        (Trial(6, 6, 6, 6), True),
        (Trial(6, 5, 6, 5), True),
        (Trial(6, 0, 6, 6), False),
        (Trial(6, 4, 6, 6), False),
        (Trial(6, 6, 6, 0), True),
        (Trial(0, 0, 6, 6), False),
        (Trial(6, 6, 0, 0), True),
    ],
)
def test_a_model_reads_if_it_tells_what_is_there_from_what_is_not(trial: Trial, reads: bool) -> None:
    assert trial.reads is reads


class Reader(SecondReader):
    """A second reader that finds supported what it is told to."""

    def __init__(self, supports: str) -> None:
        self.mode = VerifyMode.DOUBTFUL
        self.supports = supports
        self.n_asked = 0

    @property
    def model_name(self) -> str:
        return self.supports

    async def read(self, sentences: Sequence[SentenceToRead], run: ModelRun) -> list[bool]:
        self.n_asked += 1
        failure = "server" if self.supports == "failing" else ""
        run.use = ModelUse("m", second=SecondReading("m", len(sentences), failure=failure))
        return [self.supports == "all" or (self.supports == "same" and one.text in one.quotes) for one in sentences]


@pytest.mark.parametrize(("supports", "is_able"), [("same", True), ("all", False), ("none", False), ("failing", False)])
def test_a_second_reader_decides_more_only_if_it_tells_changed_sentences(
    shipped: Parts, tmp_path: Path, supports: str, is_able: bool
) -> None:
    reader, snapshot = Reader(supports), shipped.exact_index().current()
    trust = ModelTrust(tmp_path, TrustMode.AUTO)
    for _ in range(2):
        assert asyncio.run(trust.verifies(reader, snapshot)) is is_able
    assert reader.n_asked == 1
    again = ModelTrust(tmp_path, TrustMode.AUTO)
    assert asyncio.run(again.verifies(reader, snapshot)) is is_able
    assert reader.n_asked == (2 if supports == "failing" else 1), "the outcome is kept, a failure is none"


def test_what_is_kept_may_be_damaged_or_lost(shipped: Parts, tmp_path: Path) -> None:
    (tmp_path / "model-trust.json").write_text("[1", encoding="utf-8")
    trust = ModelTrust(tmp_path, TrustMode.AUTO)
    assert asyncio.run(trust.verifies(Reader("same"), shipped.exact_index().current()))
    gone = ModelTrust(tmp_path / "nowhere", TrustMode.AUTO)
    assert asyncio.run(gone.verifies(Reader("same"), shipped.exact_index().current()))


def test_half_of_the_sentences_of_a_trial_differ_from_their_quotes(shipped: Parts) -> None:
    (guide,) = shipped.exact_index().current().guides.values()
    asked = trial_sentences(guide)
    assert asked is not None
    assert sorted(is_borne for _, is_borne in asked) == [False] * 4 + [True] * 4
    for sentence, is_borne in asked:
        assert (sentence.text in sentence.quotes) is is_borne
        assert sentence.quotes[0] in " ".join(guide.text.split())
