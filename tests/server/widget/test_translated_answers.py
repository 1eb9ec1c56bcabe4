"""Answers in the reader's language: marked once, each sentence with the words it was made from."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.server.widget.browsing import SCREENS, Visit, asked, finished, needs_chromium, violations
from tests.server.widget.conftest import Stage
from tests.server.widget.scripted import ANSWERED, ARABIC, GERMAN, GERMAN_CARD, LANDINGS, TRANSLATIONS

pytestmark = needs_chromium

MARK = "Translated by a chat model; the quotes are the guide's own words."
DRAWN = "(box) => box.innerHTML.replaceAll(' new\"', '\"')"


def opened(visit: Visit, stage: Stage, button: str = "Ask about careers") -> Page:
    page = visit.open(stage.host.url)
    page.get_by_role("button", name=button).click()
    return page


def direction(sentence: Locator) -> str:
    return str(sentence.evaluate("(e) => getComputedStyle(e).direction"))


def test_a_translated_answer_is_in_its_language_and_says_once_that_it_is_translated(stage: Stage, visit: Visit) -> None:
    answer = asked(opened(visit, stage), GERMAN)
    german = list(TRANSLATIONS[GERMAN].values())
    expect(answer.locator(".claim")).to_have_text([f"{text}\u00a0{n}" for n, text in enumerate(german, 1)])
    assert [claim.get_attribute("lang") for claim in answer.locator(".claim").all()] == ["de", "de"]
    expect(answer.get_by_text(MARK)).to_have_count(1)
    expect(answer.locator(".quote .words")).to_have_text(list(TRANSLATIONS[GERMAN]))
    assert violations(answer.page) == []
    assert visit.faults == []


def test_the_sentence_that_was_translated_stands_with_its_quote(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    asked(page, GERMAN).locator(".chip").first.focus()
    original = page.locator(".preview .original")
    expect(original).to_have_text(f"Original {LANDINGS['sentence']}")
    expect(original.locator("span")).to_have_attribute("lang", "en")
    expect(page.locator(".preview mark")).to_have_text(LANDINGS["sentence"])


def test_a_translation_says_its_label_itself_and_what_is_not_translated_stays(stage: Stage, visit: Visit) -> None:
    answer = asked(opened(visit, stage), GERMAN_CARD)
    expect(answer.locator(".figure")).to_have_text(
        ["Lehrling: 21.000 $\u00a02", "Geselle: 44.000 $\u00a03", "Master$61,400\u00a04"]
    )
    assert [claim.get_attribute("lang") for claim in answer.locator(".claim").all()] == ["de", "de", None]
    expect(answer.get_by_text(MARK)).to_have_count(1)


def test_an_arabic_sentence_runs_from_right_to_left_in_a_page_that_does_not(
    stage: Stage, browser: Browser, artifacts: Path
) -> None:
    visit = Visit(browser, viewport=SCREENS["wide"], reduced_motion="reduce")
    page = opened(visit, stage)
    claim = asked(page, ARABIC).locator(".claim")
    expect(claim).to_have_attribute("dir", "auto")
    expect(claim).to_have_attribute("lang", "ar")
    assert direction(claim) == "rtl"
    claim.locator(".chip").focus()
    assert direction(page.locator(".preview .original span")) == "ltr"
    assert violations(page) == []
    page.screenshot(path=artifacts / "translated-arabic.png", animations="disabled")
    visit.context.close()


@pytest.mark.parametrize("question", [GERMAN, GERMAN_CARD, ARABIC])
def test_a_translated_answer_looks_the_same_when_it_is_drawn_again(stage: Stage, visit: Visit, question: str) -> None:
    page = visit.open(stage.url)
    came = asked(page, question).locator(".claims").evaluate(DRAWN)
    page.reload()
    assert finished(page).locator(".claims").evaluate(DRAWN) == came
    expect(page.get_by_text(MARK)).to_have_count(1)


def test_a_frame_says_in_its_own_language_that_an_answer_is_translated(stage: Stage, visit: Visit) -> None:
    stage.host.lang = "fr"
    page = opened(visit, stage, "Questions sur les métiers")
    page.get_by_label("Votre question").fill(GERMAN)
    page.keyboard.press("Enter")
    expect(finished(page).locator(".translated")).to_have_text(
        "Traduit par un modèle de langage ; les citations sont les mots mêmes du guide."
    )
    assert visit.faults == []


def test_a_copy_has_the_translation_and_the_quotes(stage: Stage, visit: Visit) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open(stage.url)
    asked(page, GERMAN).get_by_role("button", name="Copy answer with sources").click()
    expect(page.get_by_text("Copied").first).to_be_attached()
    copied = page.evaluate("navigator.clipboard.readText()")
    german = [f"{text} [{n}]" for n, text in enumerate(TRANSLATIONS[GERMAN].values(), 1)]
    assert copied.startswith("\n".join([*german, MARK]) + "\n\nSources\n")
    assert f"“{LANDINGS['sentence']}”" in copied


def test_an_answer_that_is_not_translated_has_neither_mark_nor_original(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    answer = asked(page, ANSWERED)
    expect(answer.get_by_text(MARK)).to_have_count(0)
    assert [claim.get_attribute("lang") for claim in answer.locator(".claim").all()] == [None, None]
    answer.locator(".chip").first.focus()
    expect(page.locator(".preview mark")).to_be_visible()
    expect(page.locator(".preview .original")).to_have_count(0)
