"""The words of a question are parsed once, whichever stages ask for them."""

import asyncio
from collections import Counter

import pytest

from advisor.bootstrap import Parts
from advisor.careers.gazetteer import Gazetteer, NamedCareer
from advisor.domain import Question, Turn
from advisor.query.parsing import Parser
from advisor.query.value_kind import ValueKind
from advisor.retrieval.retriever import parser_of
from advisor.settings import Settings
from tests.made import write_guides


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    folder = tmp_path_factory.mktemp("parsing")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=write_guides(folder / "guides"), embed_model="hash"))
    parts.ingest([])
    return parts


@pytest.fixture
def parser(parts: Parts) -> Parser:
    return parser_of(parts.serving_index().current())


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """The texts in which the gazetteer was asked for careers."""
    counts: Counter[str] = Counter()
    named = Gazetteer.named

    def counted(self: Gazetteer, text: str) -> tuple[NamedCareer, ...]:
        counts[text] += 1
        return named(self, text)

    monkeypatch.setattr(Gazetteer, "named", counted)
    return counts


def test_a_question_is_parsed_into_its_spelling_careers_and_answer_type(parser: Parser) -> None:
    parsed = parser.parse("How much do welders usualy earn?")
    assert parsed.corrected == "How much do welders usually earn?"
    assert [one.text for one in parsed.careers] == ["welders"]
    assert parsed.answer_type.value is ValueKind.PAY


def test_a_career_that_only_the_mended_text_names_is_told_by_that(parser: Parser) -> None:
    parsed = parser.parse("what do weldres wear")
    assert (parsed.career_text, [one.text for one in parsed.careers]) == ("what do welders wear", ["welders"])


@pytest.mark.parametrize(
    ("text", "history"),
    [
        ("How much do bakers earn?", ()),
        ("and the hours?", (Turn("user", "How much do bakers earn?"), Turn("assistant", "Bakers earn well."))),
        ("same question for welders", (Turn("user", "How much do bakers earn?"), Turn("assistant", "They earn."))),
        ("What do bakers and welders have in common?", ()),
    ],
)
def test_careers_are_looked_up_once_in_each_text(
    parts: Parts, looked_up: Counter[str], text: str, history: tuple[Turn, ...]
) -> None:
    advisor = parts.advisor()
    try:
        asyncio.run(advisor.ask(Question(text, history)))
    finally:
        asyncio.run(advisor.aclose())
    assert text in looked_up
    assert set(looked_up.values()) == {1}
