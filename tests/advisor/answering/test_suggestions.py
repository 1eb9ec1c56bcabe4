"""What is suggested was tried on the guide when it was indexed, and is answered when it is asked."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from advisor.answering.advisor import Advisor
from advisor.answering.suggestions import plural_role
from advisor.bootstrap import Parts
from advisor.domain import Answer, Question, Status, Turn
from advisor.embeddings import EncodedText, EncoderInput, HashEmbedder, OnnxEmbedder
from advisor.errors import ProviderError
from advisor.index.library import FILE_NAME
from advisor.settings import Settings
from tests.made import ask, write_guides


@pytest.fixture(scope="module")
def parts(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder = tmp_path_factory.mktemp("suggesting")
    settings = Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides", ["Baker", "Welder"]))
    parts = Parts(settings, embedder=encoder)  # with the local encoder: how much a guide answers depends on it
    parts.ingest([])
    return parts


@pytest.fixture(scope="module")
def advisor(parts: Parts) -> Iterator[Advisor]:
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def after(advisor: Advisor, text: str, *history: Turn) -> Answer:
    return asyncio.run(advisor.ask(Question(text, history, "baker")))


def test_every_kept_question_is_answered_from_the_section_it_is_kept_for(parts: Parts, advisor: Advisor) -> None:
    snapshot = parts.serving_index().current()
    for guide in snapshot.guides.values():
        known = snapshot.suggestions(guide.id)
        assert known is not None
        assert len(known.questions) >= 3
        for question, number in zip(known.questions, known.sections, strict=True):
            answer = ask(advisor, question, guide.id)
            assert answer.status.cites, question
            assert guide.sections[number] in [citation.section for citation in answer.citations]


def test_what_is_suggested_after_an_answer_is_answered_and_was_not_just_asked(advisor: Advisor) -> None:
    first = after(advisor, "Can a Baker work from home?")
    assert first.status is Status.ANSWERED
    assert 1 <= len(first.suggestions) <= 3
    assert first.question.text not in first.suggestions
    for suggestion in first.suggestions:
        assert after(advisor, suggestion).status.cites


def test_what_was_asked_earlier_is_not_suggested_again(advisor: Advisor) -> None:
    suggested = after(advisor, "Can a Baker work from home?").suggestions[0]
    history = (Turn("user", suggested), Turn("assistant", "So it is."))
    assert suggested not in after(advisor, "Can a Baker work from home?", *history).suggestions


def test_a_decline_offers_one_question_that_is_answered(advisor: Advisor) -> None:
    declined = after(advisor, "What is the weather in Paris on Tuesday?")
    assert not declined.status.cites
    assert len(declined.suggestions) == 1
    assert after(advisor, declined.suggestions[0]).status.cites


def test_small_talk_offers_questions_of_different_sections(advisor: Advisor) -> None:
    hello = after(advisor, "hello")
    sections = [after(advisor, suggestion).citations[0].section for suggestion in hello.suggestions]
    assert len(set(sections)) == len(sections) >= 2


def test_a_guide_that_asks_nothing_itself_has_questions_too(encoder: OnnxEmbedder, tmp_path: Path) -> None:
    file = tmp_path / "keeper.md"
    file.write_text(
        "# Lighthouse Keeper\n\n## Pay\n\nA lighthouse keeper earns a modest pay.\n\n"
        "## Storms\n\nIn storms a lighthouse keeper stays awake all night.\n\n"
        "## Lamps\n\nThe lamps of a lighthouse are cleaned every morning.\n"
    )
    parts = Parts(Settings(data_dir=tmp_path / "data"), embedder=encoder)
    parts.ingest([file])
    known = parts.serving_index().current().suggestions("keeper")
    assert known is not None
    assert len(known.questions) >= 3
    assert all(ask(parts.advisor(), question).status.cites for question in known.questions)


def test_an_index_in_which_nothing_was_tried_suggests_the_guides_own_questions(tmp_path: Path) -> None:
    parts = Parts(
        Settings(data_dir=tmp_path / "data", corpus_dir=write_guides(tmp_path / "guides", ["Baker"])),
        embedder=HashEmbedder(),
    )
    parts.ingest([])
    with sqlite3.connect(tmp_path / "data" / FILE_NAME) as db:
        db.execute("DELETE FROM suggestions")
    answer = ask(parts.advisor(), "What is the median pay of a Baker?", "baker")
    assert answer.suggestions == ("Can a Baker work from home?", "How long does it take to become a Baker?")


class Failing(HashEmbedder):
    """A service that fails for whatever is a question."""

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        if any(one.text.endswith("?") and not one.lead for one in inputs):
            raise ProviderError("The service is away.")
        return super().encode_in_context(inputs)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return super().encode(texts)


def test_a_service_that_fails_while_questions_are_tried_does_not_lose_the_guide(tmp_path: Path) -> None:
    parts = Parts(
        Settings(data_dir=tmp_path / "data", corpus_dir=write_guides(tmp_path / "guides", ["Baker"])),
        embedder=Failing(),
    )
    summary = parts.ingest([])
    snapshot = parts.serving_index().current()
    assert snapshot.record.id == summary.build_id
    assert list(snapshot.guides) == ["baker"]
    assert snapshot.suggestions("baker") is None


@pytest.mark.parametrize(
    ("role", "plural"),
    [
        ("Baker", "Bakers"),
        ("Registered Nurses", "Registered Nurses"),
        ("Secretary", "Secretaries"),
        ("Fireman", "Firemen"),
    ],
)
def test_roles_are_named_in_plural(parts: Parts, role: str, plural: str) -> None:
    guide = parts.serving_index().current().guides["baker"]
    assert plural_role(replace(guide, metadata=replace(guide.metadata, role=role))) == plural
