"""Of several things asked, what the guide does not say is told beside the answer to the others."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Status
from advisor.embeddings import OnnxEmbedder
from advisor.settings import Settings
from tests.made import ask, write_guides


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """With the encoder that ships: what is declined is decided by it."""
    folder = tmp_path_factory.mktemp("looking")
    parts = Parts(
        Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides", ("Baker",))), embedder=encoder
    )
    parts.ingest([])
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def baker(encoder: OnnxEmbedder, folder: Path, sections: str) -> Advisor:
    """An advisor over one guide of these sections."""
    (folder / "guides").mkdir()
    head = "---\nid: baker\ntitle: Baker Guide\nrole: Baker\n---\n\n# Baker Guide\n\n"
    (folder / "guides" / "baker.md").write_text(head + sections, encoding="utf-8")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=folder / "guides"), embedder=encoder)
    parts.ingest([])
    return parts.advisor()


def partial(answer: Answer) -> list[str]:
    return [notice.text for notice in answer.notices if notice.kind == "partial"]


def sections(answer: Answer) -> set[str]:
    return {citation.section.title for citation in answer.citations}


def test_two_things_that_the_guide_says_are_both_answered_without_a_notice(advisor: Advisor) -> None:
    answer = ask(advisor, "What is the median pay of a Baker? Can a Baker work from home?")
    assert answer.status is Status.ANSWERED
    assert {"Pay", "Can a Baker work from home?"} <= sections(answer)
    assert partial(answer) == []


@pytest.mark.parametrize("turned", [False, True])
def test_the_thing_that_the_guide_does_not_say_is_named_and_the_other_answered(advisor: Advisor, turned: bool) -> None:
    asked = ["What is the median pay of a Baker?", "What percentage of Bakers are divorced?"]
    answer = ask(advisor, " ".join(reversed(asked) if turned else asked))
    assert answer.status is Status.ANSWERED
    assert "Pay" in sections(answer)
    assert partial(answer) == ["The guide does not say: “What percentage of Bakers are divorced?”"]


def test_when_the_guide_says_none_of_them_the_question_is_declined(advisor: Advisor) -> None:
    answer = ask(advisor, "What percentage of Bakers are divorced? What are the tuition fees of a baking school?")
    assert answer.status is Status.NOT_IN_GUIDE
    assert answer.citations == ()


def test_a_figure_that_stands_away_from_what_is_named_is_no_answer(encoder: OnnxEmbedder, tmp_path: Path) -> None:
    advisor = baker(
        encoder,
        tmp_path,
        "## Pay (US)\n\nThe median pay of Bakers is $36,650 a year.\n\n"
        "## Abroad\n\nIn Germany Bakers learn the trade in a guild school.\n",
    )
    assert ask(advisor, "What is the median pay of a Baker?").status is Status.ANSWERED
    assert ask(advisor, "What is the median pay of a Baker in Germany?").status is Status.NOT_IN_GUIDE
    assert ask(advisor, "What is the median pay of a Baker in the United States?").status is Status.ANSWERED
    asyncio.run(advisor.aclose())


def test_a_heading_that_the_question_names_is_where_it_is_answered(encoder: OnnxEmbedder, tmp_path: Path) -> None:
    advisor = baker(
        encoder,
        tmp_path,
        "## Pros\n\n- Bakers enjoy the smell of fresh bread.\n- The job is steady work for Bakers.\n\n"
        "## Cons\n\n- Bakers rise at three.\n- Flour gets everywhere.\n",
    )
    assert sections(ask(advisor, "What are the cons of the job?")) == {"Cons"}
    assert sections(ask(advisor, "pros and cons of the job")) == {"Pros", "Cons"}
    asyncio.run(advisor.aclose())


def test_of_two_guides_about_one_career_the_one_that_says_it_answers_and_nobody_is_asked_which(
    encoder: OnnxEmbedder, tmp_path: Path
) -> None:
    folder = write_guides(tmp_path / "guides", ("Baker",))
    head = "---\nid: bakers-abroad\ntitle: Baker Guide\nrole: Baker\n---\n\n# Baker Guide\n\n"
    other = f"{head}## Uniform\n\nBakers wear a white hat.\n"
    (folder / "abroad.md").write_text(other, encoding="utf-8")
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=folder), embedder=encoder)
    parts.ingest([])
    advisor = parts.advisor()
    pay, hat = (ask(advisor, q) for q in ("What is the median pay of a Baker?", "What hat does a Baker wear?"))
    asyncio.run(advisor.aclose())
    assert {citation.guide.id for citation in pay.citations} == {"baker"}
    assert {citation.guide.id for citation in hat.citations} == {"bakers-abroad"}
