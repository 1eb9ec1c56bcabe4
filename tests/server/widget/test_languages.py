"""The languages of the widget: each complete, loaded where it is spoken, and shipped."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from advisor.answering.verdict_words import VerdictLabel
from advisor.domain import NEAR_MISS
from advisor.domain.answers import REASONS
from advisor.query.compared_aspects import Aspect
from server.widget import Widget
from tests.server.widget.browsing import Visit, needs_chromium
from tests.server.widget.conftest import Stage
from tests.server.widget.scripted import NOT_IN_GUIDE, SHAPED

pytestmark = needs_chromium

PACKAGES = Path(__file__).parents[3]
LANGUAGES = sorted(Widget().languages)
# A page's language, the button, the field, and what is said of a question in another language than English.
SPOKEN = {
    "de-AT": ("Fragen zu Berufen", "Ihre Frage", "Ich verstehe nur Fragen auf Englisch."),
    "es-MX": ("Preguntas sobre profesiones", "Su pregunta", "Solo entiendo preguntas en inglés."),
    "fr-CA": ("Questions sur les métiers", "Votre question", "Je ne comprends que les questions en anglais."),
    "pt-BR": ("Perguntas sobre profissões", "Sua pergunta", "Só entendo perguntas em inglês."),
}
VERDICTS = {"de": "Ja", "es": "Sí", "fr": "Oui", "pt": "Sim"}
SERVER_SAYS = (
    "said.",
    "note.",
    "verdict.",
    "aspect.",
)  # by the server in English, so English has no words of its own for it
LOADED = """async ([url, language]) => {
  const plural = new Intl.PluralRules(language);
  const words = url ? (await import(url)).default : document.querySelector('career-advisor').constructor.words;
  return { words, categories: plural.resolvedOptions().pluralCategories, ofNone: plural.select(0) };
}"""


class Words:
    """A language's words by key, and which forms its numbers take."""

    def __init__(self, page: Page, stage: Stage, language: str) -> None:
        url = "" if language == "en" else f"{stage.url}/widget/words/{language}.js"
        loaded = page.evaluate(LOADED, [url, language])
        self.texts: Mapping[str, str] = loaded["words"]
        self.categories = set(loaded["categories"])
        self.is_none_one = loaded["ofNone"] == "one"
        self.counted = {key.removesuffix(".other") for key in self.texts if key.endswith(".other")}

    def stems(self) -> set[str]:
        """All keys, a counted one once."""
        return {self._stem(key) for key in self.texts}

    def holes(self, key: str) -> list[str]:
        return sorted(re.findall(r"\{(\w+)\}", self.texts[key]))

    def holes_of_all(self) -> dict[str, list[str]]:
        """The placeholders of each key; those of a counted one as it is for many."""
        return {key: self.holes(f"{key}.other" if key in self.counted else key) for key in self.stems()}

    def forms(self, key: str) -> set[str]:
        return {form for form in ("zero", "one", "two", "few", "many", "other") if f"{key}.{form}" in self.texts}

    def _stem(self, key: str) -> str:
        stem, _, form = key.rpartition(".")
        return stem if stem in self.counted and form in self.forms(stem) else key


def notice_kinds() -> set[str]:
    """The kinds of all notices that the code can give."""
    texts = [path.read_text("utf-8") for name in ("advisor", "server") for path in (PACKAGES / name).rglob("*.py")]
    found = {kind for text in texts for kind in re.findall(r'\bNotice\(\s*"(\w+)"', text)}
    return found | {NEAR_MISS}


def said_by_server(words: Words, kind: str) -> set[str]:
    return {key.removeprefix(kind) for key in words.stems() if key.startswith(kind)}


def test_five_languages_are_spoken() -> None:
    assert {"en", *LANGUAGES} >= {"en", "de", "es", "fr", "pt"}
    assert {locale.split("-")[0] for locale in SPOKEN} == set(LANGUAGES) == set(VERDICTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_exactly_the_words_that_english_has(stage: Stage, visit: Visit, language: str) -> None:
    page = visit.open(stage.url)
    english, words, german = (Words(page, stage, code) for code in ("en", language, "de"))

    own = {key: holes for key, holes in words.holes_of_all().items() if not key.startswith(SERVER_SAYS)}
    assert own == english.holes_of_all()
    said = {key: holes for key, holes in words.holes_of_all().items() if key.startswith(SERVER_SAYS)}
    assert said == {key: holes for key, holes in german.holes_of_all().items() if key.startswith(SERVER_SAYS)}
    assert said_by_server(words, "said.") == REASONS | {"offer"}
    assert said_by_server(words, "note.") == notice_kinds()
    aspects = {aspect.value.lower().replace(" ", "_") for aspect in Aspect}
    assert said_by_server(words, "aspect.") == aspects
    labels = {label.value.lower().replace(" ", "_") for label in VerdictLabel}
    assert said_by_server(words, "verdict.") == labels | {"it_depends"}
    assert not [key for key, text in words.texts.items() if not text.strip()]


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_counted_word_has_the_forms_that_its_language_counts_with(
    stage: Stage, visit: Visit, language: str
) -> None:
    page = visit.open(stage.url)
    words, english = Words(page, stage, language), Words(page, stage, "en")
    for key in words.counted:
        assert words.forms(key) == words.categories, key
        for form in words.categories - {"one", "other"}:
            assert words.holes(f"{key}.{form}") == words.holes(f"{key}.other"), (key, form)
        # Where none is counted like one, a form that stands for both has to say the number.
        says_one = "1" in english.texts.get(f"{key}.one", "")
        assert ("n" in words.holes(f"{key}.one")) == (says_one and words.is_none_one), key


@pytest.mark.parametrize("locale", SPOKEN)
def test_a_language_is_spoken_where_the_page_says_so(stage: Stage, visit: Visit, locale: str) -> None:
    button, field, only_english = SPOKEN[locale]
    stage.host.lang = locale
    page = visit.open(stage.host.url)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_label(field)).to_be_focused()
    for question, words in (
        ("Wie viel verdient ein Böttcher im Jahr?", only_english),
        (SHAPED["verdict"], f"{VERDICTS[locale.split('-', maxsplit=1)[0]]} A cooper has to be in the cooperage"),
    ):
        page.get_by_label(field).fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".answer").last).to_contain_text(words)
    page.get_by_label(field).fill(NOT_IN_GUIDE)
    page.keyboard.press("Enter")
    expect(page.locator(".answer .label").last).not_to_have_text("The guide does not say")
    assert visit.faults == []


def test_a_frame_says_that_questions_are_english_only_where_they_have_to_be(
    own_stage: Callable[..., AbstractContextManager[Stage]], browser: Browser
) -> None:
    label = "Preguntas para empezar"
    for reads_any, said in ((False, f"{label} (solo se entienden en inglés)"), (True, label)):
        with own_stage() as stage:
            stage.advisor.reads_any_language = reads_any
            stage.host.lang = "es"
            visit = Visit(browser)
            page = visit.open(stage.host.url)
            page.get_by_role("button", name="Preguntas sobre profesiones").click()
            expect(page.locator(".hello")).to_contain_text("Preguntas sobre 3 profesiones")  # the server was asked
            expect(page.locator(".start-label")).to_have_text(said)
            visit.context.close()


def test_only_the_language_that_is_spoken_is_loaded(stage: Stage, visit: Visit) -> None:
    stage.host.lang = "fr"
    visit.open(stage.host.url).get_by_role("button", name="Questions sur les métiers").click()
    asked = [request.url.rsplit("/", 1)[1] for request in visit.requests if "/widget/words/" in request.url]
    assert asked == ["fr.js"]


def test_a_language_that_nobody_translated_is_english(stage: Stage, visit: Visit) -> None:
    stage.host.lang = "fi"
    expect(visit.open(stage.host.url).get_by_role("button", name="Ask about careers")).to_be_visible()
    assert not [request for request in visit.requests if "/widget/words/" in request.url]
