"""A model's reading of a question is taken line by line, as far as it adds no fact."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.careers.gazetteer import Gazetteer
from advisor.domain import ModelUse, Question, Turn
from advisor.generation.chat_model import Deadlines, build_chat_model
from advisor.generation.circuit_breaker import CircuitBreaker
from advisor.generation.failures import Failure
from advisor.generation.metered_model import MeteredModel, ModelRun
from advisor.generation.prompt_builder import LIMIT_TITLES, understanding_prompt
from advisor.generation.token_budget import MachineBudget, TokenBudget
from advisor.generation.understanding import (
    LIMIT_SEARCHES,
    MAX_LINE_CHARS,
    Understander,
    Understanding,
    is_manifold,
    needs_language_help,
    read_understanding,
)
from advisor.ingestion.parsing import parse_text
from evals.chat.fake import KEY, FakeModels, fake_models

GUIDE = parse_text("# Smith\n\n## Pay\n\nSmiths earn 5 shells.\n", name="smith.md")
CAREERS = Gazetteer([GUIDE])
TITLES = ("Smith", "Harbour pilots", "Industrial Engineer")
HISTORY = (
    Turn("user", "What does a smith earn in Atlantis?"),
    Turn("assistant", "A smith earns 5 shells without a licence. [1]\nA CFS certificate adds 10%. [2]"),
)
FOLLOW_UP = Question("and how is it done without that?", HISTORY)
GERMAN = Question("Was verdient ein Schmied nach 3 Jahren mit PMP und Bachelorabschluss?")
WHOLE = """LANGUAGE: en
QUESTION: How is a CFS certificate done without a licence?
SEARCH: CFS certificate
SEARCH: licence of a smith
CAREER: Smith
PART: How is a certificate done?
PART: Is it done without a licence?"""


def read(said: str, question: Question = FOLLOW_UP) -> Understanding:
    return read_understanding(said, question, CAREERS, TITLES)


def test_all_lines_are_read() -> None:
    assert read(WHOLE) == Understanding(
        question="How is a CFS certificate done without a licence?",
        searches=("CFS certificate", "licence of a smith"),
        careers=("Smith",),
        parts=("How is a certificate done?", "Is it done without a licence?"),
        is_english=True,
    )


@pytest.mark.parametrize(
    "said",
    [
        WHOLE.lower().replace("cfs", "CFS").replace("how", "How").replace("is it", "Is it"),
        "\n\n".join(f"- **{line.replace(':', ':**', 1)}" for line in WHOLE.splitlines()),
        f"Sure, here it is:\n```\n{WHOLE}\n```\nI hope that helps!",
        WHOLE.replace("SEARCH:", "Search 1 :").replace("CAREER: Smith", "CAREER: smiths"),
        f"{WHOLE}\nCAREER: none\nSEARCH: N/A",
    ],
)
def test_lines_are_read_leniently(said: str) -> None:
    assert read(said) == read(WHOLE)


def test_a_model_that_repeats_its_rules_says_nothing() -> None:
    rules = understanding_prompt("", (), ()).system
    assert read(rules) == Understanding(refused="it is not a short question")
    assert read(f"{rules}\n{WHOLE}") == read(WHOLE)


def test_a_reply_without_labels_is_taken_for_the_question() -> None:
    found = read("How is a CFS certificate done without a licence? It asks about smiths.")
    assert found == Understanding("How is a CFS certificate done without a licence?")


def test_a_wording_that_adds_a_fact_is_refused_and_the_searches_stay() -> None:
    found = read("QUESTION: How does a smith earn 7 shells without a licence?\nSEARCH: 7 shells")
    assert (found.question, found.searches) == ("", ("7 shells",))
    assert "number" in found.refused


def test_a_first_question_may_stand_as_it_is() -> None:
    assert read("QUESTION: What do smiths earn?", Question("what do smiths earn")).question == "What do smiths earn?"
    assert "unchanged" in read("QUESTION: And how is it done without that?").refused


def test_searches_are_few_short_and_without_markup() -> None:
    said = [
        "a" * (MAX_LINE_CHARS + 1),
        "see www.evil.example",
        "<b>pay</b>",
        "pay",
        "pay",
        '"hours"',
        "duties",
        "tools",
    ]
    found = read("\n".join(f"SEARCH: {one}" for one in said))
    assert found.searches == ("pay", "hours", "duties")
    assert len(found.searches) == LIMIT_SEARCHES


def test_only_titles_of_the_list_are_careers() -> None:
    said = "CAREER: industrial engineers\nCAREER: Astronaut\nCAREER: Smith, harbour pilot"
    assert read(said).careers == ("Industrial Engineer", "Smith", "Harbour pilots")


@pytest.mark.parametrize("parts", [["How is it done?"], ["How is it done?", "What of a doula's 9 shells?"], []])
def test_parts_are_several_without_a_fact_of_their_own_or_none(parts: list[str]) -> None:
    assert read("\n".join(f"PART: {one}" for one in parts)).parts == ()


@pytest.mark.parametrize(
    ("said", "language"),
    [("de", "de"), ("German", "de"), ("pt_br", "pt-BR"), ("zh-hans", "zh-Hans"), ("`fr`", "fr"), ("English", ""),
     ("en-GB", ""), ("de (German)", "de"), ("Brazilian Portuguese", "pt"), ("the one of the reader", ""), ("<b>", "")],
)  # fmt: skip
def test_a_language_is_a_code(said: str, language: str) -> None:
    assert read(f"LANGUAGE: {said}", GERMAN).language == language


def test_a_plainly_english_question_has_no_other_language() -> None:
    assert read("LANGUAGE: de", Question("how long does it take to become a smith")).language == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("What does a smith with the PMP and a bachelor's degree earn after 3 years?", ""),
        ("What does a smith with the PMP and a bachelor's degree earn after three years?", ""),
        ("What does a smith with the PMP and a bachelor's degree earn after 4 years?", "adds a number"),
        ("What does a smith with the PMP and a bachelor's degree earn?", "drops a number"),
        ("What does a smith with a master's degree earn after 3 years?", "credential"),
        ("What does a smith with the CAPM earn after 3 years?", "name"),
        ("What does a smith earn at Zyxcorp after 3 years?", "name"),
        ("What does a smith with Six Sigma earn after 3 years?", "name"),
        ("What does a smith earn in Germany on Saturdays after 3 years?", ""),  # called otherwise everywhere
        ("A smith earns much after 3 years.", "not a short question"),
        ("What does a smith earn after 3 years at evil.example?", "address"),
    ],
)
def test_a_wording_from_another_language_keeps_figures_names_and_degrees(text: str, why: str) -> None:
    found = read(f"LANGUAGE: de\nQUESTION: {text}", GERMAN)
    assert (found.question == text) is (not why)
    assert why in found.refused
    assert found.language == "de"


def test_what_the_conversation_said_may_stand_in_a_wording_from_another_language() -> None:
    question = Question("Und wie viel ist das mit Zertifikat?", HISTORY)
    text = "How much is it with the CFS certificate that adds 10%?"
    assert read(f"LANGUAGE: de\nQUESTION: {text}", question).question == text


@pytest.mark.parametrize(
    "text",
    [
        "Combien gagne un ingénieur ?", "¿Cuánto gana un ingeniero industrial?", "生産管理者の年収はいくらですか？",
        "Сколько зарабатывает инженер?", "Paljonko tuotantopäällikkö tienaa vuodessa?", "Hvad tjener en smed?",
    ],
)  # fmt: skip
def test_another_language_is_seen(text: str) -> None:
    assert needs_language_help(text)


@pytest.mark.parametrize(
    "text",
    ["what LSAT score do lawyers need", "LPN salary?", "can LPNs have tattoos", "do I need AutoCAD or SolidWorks", ""],
)
def test_english_with_odd_words_is_english(text: str) -> None:
    assert not needs_language_help(text)


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("Tell me everything about smiths", True),
        ("give me an overview of the job", True),
        ("summarise what smiths do", True),
        ("what do smiths earn and how long does the training take?", True),
        ("what do smiths earn?", False),
        ("do smiths do all the work alone?", False),
    ],
)
def test_several_parts_and_summaries_gain_from_a_reading(text: str, several: bool) -> None:
    assert is_manifold(text) is several


@given(st.text(alphabet="QUESTIONSEARCHPART: ?*-\nab1", max_size=200))
def test_any_reply_is_read(said: str) -> None:
    found = read(said)
    assert len(found.searches) <= LIMIT_SEARCHES
    assert not (found.question and found.refused)


def test_what_readers_and_guides_wrote_stands_between_marks_only() -> None:
    prompt = understanding_prompt(FOLLOW_UP.text, HISTORY, ["Smith\nIgnore it", *map(str, range(2 * LIMIT_TITLES))])
    mark = next(line for line in prompt.user.splitlines() if line.startswith("==="))
    _, titles, _, earlier, _, question, _ = prompt.user.split(f"\n{mark}\n")
    assert titles.splitlines()[:2] == ["Smith Ignore it", "0"]
    assert len(titles.splitlines()) == LIMIT_TITLES
    assert earlier.startswith("Reader: What does a smith earn")
    assert question == FOLLOW_UP.text
    assert "Smith" not in prompt.system


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModels]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models(rewriting=lambda asked: WHOLE if "LANGUAGE" in asked.rules else "") as models:
        yield models


def understand(models: FakeModels, tmp_path: Path, name: str) -> tuple[Understanding, ModelRun]:
    run = ModelRun(ModelUse(name))

    async def ask() -> Understanding:
        model = build_chat_model(name, models.url, Deadlines(first_s=2.0, gap_s=2.0, total_s=5.0))
        calls = MeteredModel(model, MachineBudget(TokenBudget(tmp_path, 1_000_000)), CircuitBreaker())
        try:
            return await Understander(calls).understand(FOLLOW_UP, TITLES, CAREERS, run)
        finally:
            await calls.aclose()

    return asyncio.run(ask()), run


def test_one_call_understands_a_question_and_is_counted(models: FakeModels, tmp_path: Path) -> None:
    found, run = understand(models, tmp_path, "good")
    assert found == read(WHOLE)
    assert [asked.question for asked in models.asked] == [FOLLOW_UP.text]
    assert (run.use.follow_up, run.failure) == ("rewritten", None)
    assert run.use.tokens_out > 0


def test_a_refused_wording_is_told(models: FakeModels, tmp_path: Path) -> None:
    models.rewriting = lambda asked: "QUESTION: What do 9 plumbers earn in Utopia?"
    found, run = understand(models, tmp_path, "good")
    assert found.refused
    assert run.use.follow_up == "refused"


@pytest.mark.parametrize(
    ("name", "failure"), [("server-error", Failure.SERVER), ("bad-request", Failure.REFUSED), ("limit", Failure.LIMIT)]
)
def test_a_failing_model_understands_nothing_and_raises_nothing(
    models: FakeModels, tmp_path: Path, name: str, failure: Failure
) -> None:
    found, run = understand(models, tmp_path, name)
    assert found == Understanding()
    assert (run.use.follow_up, run.failure) == (failure.value, None)
