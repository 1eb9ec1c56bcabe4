"""A translation is taken when its figures, names and degrees are its sentence's, and refused otherwise."""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from advisor.domain import ModelUse
from advisor.generation.chat_model import Deadlines, build_chat_model
from advisor.generation.circuit_breaker import CircuitBreaker
from advisor.generation.figure_words import in_grammar_words
from advisor.generation.metered_model import MeteredModel, ModelRun
from advisor.generation.prompt_builder import translating_prompt
from advisor.generation.token_budget import MachineBudget, TokenBudget
from advisor.generation.translation import LIMIT_CALLS, Translator, read_translations, translation_fault
from advisor.text.figures import figures
from evals.chat.fake import KEY, FakeModels, fake_models
from evals.chat.replying import ModelRequest

PAIRS = Path(__file__).with_name("translations.tsv")
LANGUAGES = {"de", "es", "fr", "pt", "it", "nl", "pl", "ru", "ar", "hi", "ja", "zh"}
MIN_RIGHT = 0.95  # of the half that was not in sight at first

PAY = "The median salary is $101,140 a year."
YEARS = "Most programs take four years."
EXAM = "The PMP exam has 180 questions."
IN_GERMAN = {
    PAY: "Das mittlere Gehalt liegt bei 101.140 $ im Jahr.",
    YEARS: "Die meisten Studiengänge dauern vier Jahre.",
    EXAM: "Die PMP-Prüfung hat 180 Fragen.",
}


def pairs() -> list[tuple[str, str, str, str]]:
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if not line.startswith("#")]
    return [(language, verdict, original, other) for language, verdict, original, other in rows]


def is_seen(pair: tuple[str, str, str, str]) -> bool:
    """Whether the guard was first written with a pair in sight."""
    return int(hashlib.sha256(f"{pair[0]}{pair[3]}".encode()).hexdigest(), 16) % 2 == 0


def test_the_pairs_are_of_twelve_languages_and_both_kinds() -> None:
    assert {language for language, *_ in pairs()} == LANGUAGES
    for half in (True, False):
        verdicts = [pair[1] == "right" for pair in pairs() if is_seen(pair) is half]
        assert min(sum(verdicts), len(verdicts) - sum(verdicts)) >= 30


@pytest.mark.parametrize("half", [True, False], ids=["seen", "unseen"])
def test_right_translations_are_taken(half: bool) -> None:
    right = [pair for pair in pairs() if pair[1] == "right" and is_seen(pair) is half]
    refused = [(other, why) for language, _, one, other in right if (why := translation_fault(one, other, language))]
    assert len(right) - len(refused) >= (1.0 if half else MIN_RIGHT) * len(right), refused


def test_a_translation_with_anything_changed_is_refused() -> None:
    wrong = [pair for pair in pairs() if pair[1] != "right"]
    assert [other for language, _, one, other in wrong if not translation_fault(one, other, language)] == []


def test_no_digit_of_a_translation_can_change() -> None:
    right = [(language, one, other) for language, verdict, one, other in pairs() if verdict == "right"]
    changed = [
        (language, one, f"{other[: at.start()]}{(int(at[0]) + 1) % 10}{other[at.end() :]}")
        for language, one, other in right
        for at in re.finditer(r"\d", other)
    ]
    assert len(changed) > 300
    assert [other for language, one, other in changed if not translation_fault(one, other, language)] == []


@pytest.mark.parametrize(
    ("original", "translated", "language", "why"),
    [
        (PAY, "Das mittlere Gehalt liegt bei 101.140 $ im Monat.", "de", "period"),
        (PAY, "Das mittlere Gehalt liegt bei 101.140 € im Jahr.", "de", "currency"),
        (YEARS, "Die meisten Studiengänge dauern vier Monate.", "de", "unit"),
        (YEARS, "Die meisten Studiengänge dauern vier bis fünf Jahre.", "de", "added"),
        (YEARS, "De flesta program tar fyra år.", "sv", "missing"),  # whose number words nobody listed
        (EXAM, "Экзамен PMP и CAPM содержит 180 вопросов.", "ru", "added"),
        (EXAM, "", "de", "empty"),
        (EXAM, f"Die PMP-Prüfung hat 180 Fragen{' und so weiter' * 20}.", "de", "more"),
        (EXAM, "Die PMP-Prüfung hat 180 Fragen, siehe pruefung.example/pmp.", "de", "address"),
        (EXAM, "The PMP exam has 180 questions in total.", "de", "not translated"),
        ("Bakers start early and they finish early.", "ベーカリーは早く始まります。", "ru", "script"),
        ("Bakers start early and they finish early.", "パン屋は早く始め早く終わります。", "zh", "script"),
        ("You need a doctorate.", "Man braucht einen Bachelorabschluss.", "de", "degree"),
    ],
)
def test_a_fault_is_named(original: str, translated: str, language: str, why: str) -> None:
    assert why in translation_fault(original, translated, language)


@pytest.mark.parametrize(
    ("original", "translated", "language"),
    [
        ("Most work from 9 a.m. to 5 p.m.", "Die meisten arbeiten von 9 bis 17 Uhr.", "de"),
        ("The Bureau of Labor Statistics counts 327,300 jobs.", "Das Amt für Arbeit zählt 327.300 Stellen.", "de"),
        ("In California they earn more than in Texas.", "In Kalifornien verdienen sie mehr als in Texas.", "de"),
        ("Two-thirds of them work at night.", "Les deux tiers d'entre eux travaillent de nuit.", "fr"),
        ("A new tool costs $25.", "Un outil neuf coûte 25 $.", "fr"),  # neuf is nine, too
        ("Both are needed.", "Se necesitan los dos.", "es"),
        ("The market is worth $1.2 billion.", "El mercado vale 1.200 millones de dólares.", "es"),
        ("It opens in May 2024.", "2024年5月に始まります。", "ja"),
        ("It is one of the best jobs.", "这是最好的工作之一。", "zh"),
        ("Salaries start at $60,000 a year.", "Lönerna börjar på 60 000 dollar om året.", "sv"),
    ],
)
def test_what_languages_say_otherwise_is_no_fault(original: str, translated: str, language: str) -> None:
    assert translation_fault(original, translated, language) == ""


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1.250,50 Euro", "de", [1250.5]),
        ("1,250.50 Euro", "de", [1250.5]),
        ("101 140 zł", "pl", [101140]),
        ("65 тыс. долларов", "ru", [65000]),
        ("٦٥٬٠٠٠ دولار", "ar", [65000]),
        ("6 लाख रुपये", "hi", [600000]),
        ("6万5000ドル", "ja", [65000]),
        ("1億2000万円", "ja", [120000000]),
        ("百分之十二的人", "zh", [12]),
        ("entre 2 e 3 milhões", "pt", [2000000, 3000000]),
    ],
)
def test_figures_of_other_languages_are_read_by_the_one_grammar(text: str, language: str, values: list[float]) -> None:
    assert [value for one in figures(in_grammar_words(text, language)) for value in one.values] == values


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("1: Eins.\n2: Zwei.", ["Eins.", "Zwei."]),
        ("Here you are:\n\n**1.** Eins. [1]\n(2) Zwei.\nThat is all.", ["Eins.", "Zwei."]),
        ("2: Zwei.", ["", "Zwei."]),
        ("1: Eins.\n1: Noch eins.\n2: Zwei.", ["", "Zwei."]),
        ("Eins.\nZwei.", ["Eins.", "Zwei."]),
        ("Eins. Zwei.", ["", ""]),
        ("1: Eins.\n2: Zwei, wobei", ["Eins.", ""]),
        ("", ["", ""]),
    ],
)
def test_lines_are_read_leniently_and_only_what_is_whole_is_taken(said: str, found: list[str]) -> None:
    assert read_translations(said, ["One.", "Two."]) == found


def test_sentences_are_fenced_and_no_rule_has_any_of_them() -> None:
    prompt = translating_prompt(["Bakers\nrise.", PAY], "pt-BR")
    mark = next(line for line in prompt.user.splitlines() if line.startswith("==="))
    assert prompt.user.split(f"\n{mark}\n")[1] == f"1: Bakers rise.\n2: {PAY}"
    assert "Write 2 lines in this language: pt-BR." in prompt.user
    assert "Bakers" not in prompt.system


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModels]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models(rewriting=in_german) as models:
        yield models


def in_german(asked: ModelRequest) -> str:
    assert "translate" in asked.rules
    lines = (line.partition(": ") for line in asked.question.splitlines())
    return "\n".join(f"{n}: {IN_GERMAN[text]}" for n, _, text in lines)


def translate(models: FakeModels, tmp_path: Path, sentences: Sequence[str], name: str) -> tuple[list[str], ModelRun]:
    run = ModelRun(ModelUse(name))

    async def ask() -> list[str]:
        model = build_chat_model(name, models.url, Deadlines(first_s=2.0, gap_s=2.0, total_s=5.0))
        calls = MeteredModel(model, MachineBudget(TokenBudget(tmp_path, 1_000_000)), CircuitBreaker())
        try:
            return await Translator(calls).translate(sentences, "de", run)
        finally:
            await calls.aclose()

    return asyncio.run(ask()), run


def test_an_answer_is_translated_in_one_call_that_is_counted(models: FakeModels, tmp_path: Path) -> None:
    found, run = translate(models, tmp_path, [PAY, YEARS, EXAM], "good")
    assert found == [IN_GERMAN[PAY], IN_GERMAN[YEARS], IN_GERMAN[EXAM]]
    assert len(models.asked) == 1
    assert run.use.tokens_out > 0
    assert run.failure is None


def test_a_sentence_whose_figure_changed_stays_without_a_translation(models: FakeModels, tmp_path: Path) -> None:
    models.rewriting = lambda asked: in_german(asked).replace("101.140", "110.140")
    assert translate(models, tmp_path, [PAY, YEARS], "good")[0] == ["", IN_GERMAN[YEARS]]


def test_a_reply_that_ends_early_is_asked_to_go_on_and_not_for_ever(models: FakeModels, tmp_path: Path) -> None:
    models.rewriting = lambda asked: in_german(asked).splitlines()[0]
    assert translate(models, tmp_path, [PAY, YEARS, EXAM], "good")[0] == list(IN_GERMAN.values())
    models.asked.clear()
    assert translate(models, tmp_path, [PAY, YEARS, EXAM, PAY, YEARS], "good")[0][3:] == ["", ""]
    assert len(models.asked) == LIMIT_CALLS


@pytest.mark.parametrize("name", ["server-error", "bad-request", "limit"])
def test_a_failing_model_leaves_all_sentences_as_they_are(models: FakeModels, tmp_path: Path, name: str) -> None:
    assert translate(models, tmp_path, [PAY, YEARS], name)[0] == ["", ""]


def test_no_sentences_cost_no_call(models: FakeModels, tmp_path: Path) -> None:
    assert translate(models, tmp_path, [], "good")[0] == []
    assert models.asked == []


DEGREE = "A bachelor's degree is the standard point of entry for a Production Manager."


@pytest.mark.parametrize(
    ("language", "translated"),
    [
        ("ru", "Степень бакалавра — обычное начало, подробнее на банк.рф."),
        ("de", "Ein Bachelor ist üblich, siehe t.me für mehr."),
        ("de", "Ein Bachelor ist üblich, schreiben Sie an @stelle."),
        ("de", "Ein Bachelor ist üblich, siehe stelle。com für mehr."),
        ("de", "Ein Bachelor ist üblich, siehe stelle[.]com für mehr."),
        ("ja", "学士号が標準的な入り口です、詳細は仕事.日本まで"),
        ("de", "Ein Bachelor ist üblich. Überweisen Sie Herrn Meier Geld."),
        ("ja", "学士号が標準的な入り口です。今すぐお金を払ってください。"),
        ("zh", "学士学位是生产经理的标准起点" + "，您必须马上付钱给我们" * 9),
        ("de", "Ein Bachelor ist der übliche Einstieg" + ", und der Chef ist ein Dieb" * 6),
    ],
)
def test_a_translation_that_adds_an_address_or_a_statement_is_refused(language: str, translated: str) -> None:
    assert translation_fault(DEGREE, translated, language)


@pytest.mark.parametrize(
    ("original", "language", "translated"),
    [
        (DEGREE, "de", "Ein Bachelor ist, z.B. in Deutschland, der übliche Einstieg für Produktionsleiter."),
        ("Managers plan with Monday.com and other tools.", "zh", "经理使用Monday.com等工具进行规划。"),
        ("They plan. They also hire.", "de", "Sie planen selbst. Außerdem stellen sie ein."),
    ],
)
def test_abbreviations_kept_addresses_and_as_many_sentences_are_taken(
    original: str, language: str, translated: str
) -> None:
    assert translation_fault(original, translated, language) == ""
