"""Every state of the widget on a page of another origin, under the strictest policy: nothing to complain of for a
browser or axe, nothing asked of anybody else, and a picture for people to look at."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.widget.browsing import (
    SCREENS,
    SITE,
    Visit,
    ask,
    asked,
    field,
    finished,
    last_answer,
    needs_chromium,
    violations,
)
from tests.server.widget.conftest import Stage
from tests.server.widget.scripted import (
    ANSWERED,
    CLARIFY,
    CONFLICT,
    FAILING,
    HELD,
    LANDINGS,
    NOT_IN_GUIDE,
    OUT_OF_SCOPE,
    PARTIAL,
    SHAPED,
)

pytestmark = needs_chromium


OwnStage = Callable[..., AbstractContextManager[Stage]]


class Show:
    """A visit to the host page with its widget open; ``state`` checks and photographs it."""

    def __init__(self, browser: Browser, stage: Stage, artifacts: Path, look: str, **options: Any) -> None:
        # A photograph, and a check of contrast, of something half faded in says nothing.
        self.visit = Visit(browser, reduced_motion="reduce", **options)
        self.stage = stage
        self.artifacts = artifacts
        self.look = look
        self.page: Page = self.visit.open(stage.host.url)

    def open(self) -> Page:
        self.page.get_by_role("button", name="Ask about careers").click()
        return self.page

    def state(self, name: str) -> None:
        assert violations(self.page) == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        self.page.screenshot(path=self.artifacts / f"widget-{name}-{self.look}.png", animations="disabled")

    def close(self) -> None:
        assert self.visit.faults == []
        assert self.visit.origins() == {self.stage.host.url, self.stage.url}
        self.visit.context.close()


LOOKS: dict[str, dict[str, Any]] = {
    "wide-light": {"viewport": SCREENS["wide"], "color_scheme": "light"},
    "wide-dark": {"viewport": SCREENS["wide"], "color_scheme": "dark"},
    "phone-light": {"viewport": SCREENS["phone"], "color_scheme": "light", "has_touch": True},
    "320px-dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
}


@pytest.mark.parametrize("look", list(LOOKS))
def test_every_state_is_clean_on_a_strict_page_of_another_origin(
    own_stage: OwnStage, browser: Browser, artifacts: Path, look: str
) -> None:
    with own_stage() as stage:
        show = Show(browser, stage, artifacts, look, **LOOKS[look])
        page = show.page
        expect(page.get_by_role("button", name="Ask about careers")).to_be_visible()
        show.state("closed")
        show.open()
        show.state("empty")
        ask(page, HELD)
        assert stage.advisor.started.wait(30)
        expect(page.locator(".claim")).to_have_count(1)
        show.state("streaming")
        stage.advisor.release.set()
        finished(page)
        answer = asked(page, ANSWERED)
        expect(answer.locator(".claim")).to_have_count(2)
        show.state("answered")
        answer.locator(".chip").last.focus()
        expect(page.locator(".preview")).to_be_visible()
        show.state("preview")
        page.keyboard.press("Escape")
        answer.locator("summary").click()
        show.state("sources")
        for name, question in (
            ("conflicting", CONFLICT),
            ("partial", PARTIAL),
            ("clarify", CLARIFY),
            ("out-of-scope", OUT_OF_SCOPE),
            ("not-in-guide", NOT_IN_GUIDE),
        ):
            asked(page, question)
            show.state(name)
        asked(page, FAILING)
        expect(last_answer(page).locator(".error")).to_have_text("The chat service is not there.")
        show.state("error")
        show.close()


@pytest.mark.parametrize("look", list(LOOKS))
def test_stopped_offline_and_asked_too_often_are_clean_too(
    own_stage: OwnStage, browser: Browser, artifacts: Path, look: str
) -> None:
    with own_stage(limit_per_session=4) as stage:
        show = Show(browser, stage, artifacts, look, **LOOKS[look])
        page = show.open()
        ask(page, HELD)
        expect(page.locator(".claim")).to_have_count(1)
        page.get_by_role("button", name="Stop").click()
        expect(last_answer(page).locator(".stopped")).to_be_visible()
        show.state("stopped")
        show.visit.context.set_offline(True)
        expect(page.locator(".line")).to_be_visible()
        show.state("offline")
        asked(page, ANSWERED)
        expect(last_answer(page).locator(".error")).to_contain_text("could not be reached")
        show.state("offline-asked")
        show.visit.context.set_offline(False)
        expect(page.locator(".line")).to_be_hidden()
        for question in (CLARIFY, CONFLICT, PARTIAL, NOT_IN_GUIDE, OUT_OF_SCOPE):
            again = last_answer(page).get_by_role("button", name="Try again in")
            if again.count():
                break
            asked(page, question)
        expect(again).to_be_disabled()
        show.state("too-often")
        show.close()


def test_both_sides_of_a_contradiction_stand_together_each_with_its_number(stage: Stage, visit: Visit) -> None:
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    answer = asked(page, CONFLICT)
    expect(answer.locator(".label")).to_have_text("The guide disagrees with itself")
    pair = answer.get_by_role("group", name="On working from home")
    expect(pair.locator("li")).to_have_count(2)
    expect(pair.locator("li").nth(0)).to_contain_text("remote-friendly")
    expect(pair.locator("li").nth(0).locator(".chip")).to_have_text("1")
    expect(pair.locator("li").nth(1)).to_contain_text("has to be in the cooperage")
    expect(pair.locator("li").nth(1).locator(".chip")).to_have_text("2")
    expect(answer.locator(".claims > .claim")).to_have_text(LANDINGS["sentence"] + "\u00a03")


@pytest.mark.parametrize("question", [CLARIFY, OUT_OF_SCOPE, NOT_IN_GUIDE])
def test_a_decline_says_what_it_is_and_cites_nothing(stage: Stage, visit: Visit, question: str) -> None:
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    answer = asked(page, question)
    expect(answer.locator(".label")).to_be_visible()
    expect(answer.locator(".message")).not_to_be_empty()
    expect(answer.locator(".chip, .quote")).to_have_count(0)


def test_a_decline_says_it_once_and_leads_to_the_nearest_section(stage: Stage, visit: Visit) -> None:
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    answer = asked(page, NOT_IN_GUIDE)
    expect(answer.get_by_text("The guide does not say")).to_have_count(1)
    expect(answer.locator(".message")).to_have_text("The nearest section is Pay")
    with visit.context.expect_page() as opened:
        answer.get_by_role("link", name="Pay").click()
    assert opened.value.url.endswith("#pay")
    expect(opened.value.get_by_role("heading", name="Pay")).to_be_in_viewport()


def test_a_german_frame_declines_in_german_and_says_that_questions_are_english(stage: Stage, visit: Visit) -> None:
    stage.host.lang = "de"
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Fragen zu Berufen").click()
    expect(page.locator(".start-label")).to_contain_text("nur englische werden verstanden")
    expect(page.locator(".welcome .ask")).not_to_have_count(0)
    for question, words in (
        ("Wie viel verdient ein Böttcher im Jahr?", "Ich verstehe nur Fragen auf Englisch. Ich beantworte Fragen"),
        ("hello", "Guten Tag! Ich beantworte Fragen zu diesen Berufen: Baker, Cooper, Tailor."),
        (NOT_IN_GUIDE, "Der Abschnitt, der dem am nächsten kommt: Pay"),
        (SHAPED["near-miss"], "Genau das steht nicht im Ratgeber."),
        (SHAPED["verdict"], "Ja A cooper has to be in the cooperage"),
    ):
        page.get_by_label("Ihre Frage").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".answer").last).to_contain_text(words)
    assert visit.faults == []


def test_without_a_theme_the_widget_is_as_light_or_dark_as_its_page(stage: Stage, browser: Browser) -> None:
    visit = Visit(browser, color_scheme="dark")
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    panel = page.locator(".panel")
    dark, light = "rgb(20, 24, 23)", "rgb(250, 249, 246)"
    expect(panel).to_have_css("background-color", dark)  # as the page is, since the visitor prefers it
    for background, expected in (("#fff", light), ("rgb(10 10 30)", dark), ("oklch(0.97 0.01 90)", light)):
        page.evaluate("(color) => document.body.style.setProperty('background', color)", background)
        expect(panel).to_have_css("background-color", expected)
    page.evaluate("document.querySelector('career-advisor').setAttribute('theme', 'dark')")
    expect(panel).to_have_css("background-color", dark)
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_widget_stands_inline_in_a_page_of_another_origin(
    stage: Stage, browser: Browser, artifacts: Path, scheme: Any
) -> None:
    stage.host.inside = (
        '<career-advisor mode="inline" suggestions="What does a cooper make?|How long?"></career-advisor>'
    )
    show = Show(browser, stage, artifacts, f"wide-{scheme}", viewport=SCREENS["wide"], color_scheme=scheme)
    page = show.page
    expect(page.get_by_role("button", name="Ask about careers")).to_have_count(0)
    page.get_by_role("button", name=ANSWERED).click()
    finished(page)
    show.state("inline")
    show.close()


def test_a_theme_is_taken_whatever_the_visitor_prefers(stage: Stage, browser: Browser) -> None:
    stage.host.tags = stage.host.tag(site=SITE, theme="dark")
    visit = Visit(browser, color_scheme="light")
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    background = (
        "getComputedStyle(document.querySelector('career-advisor').shadowRoot.querySelector('.panel')).backgroundColor"
    )
    assert page.evaluate(background) == "rgb(20, 24, 23)"
    visit.context.close()


def test_text_at_twice_its_size_still_fits_and_can_be_used(stage: Stage, browser: Browser, artifacts: Path) -> None:
    show = Show(browser, stage, artifacts, "200-percent", viewport=SCREENS["wide"])
    page = show.page
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    show.open()
    asked(page, CONFLICT)
    overflowing = """() => [...document.querySelector('career-advisor').shadowRoot
        .querySelectorAll('.panel, .head, .log, .claims, .composer')]
      .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className)"""
    assert page.evaluate(overflowing) == []
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    show.state("large-text")
    show.close()


def test_the_whole_widget_is_less_than_30_kb_compressed(stage: Stage) -> None:
    answer = stage.live.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) <= 30_000


def test_another_language_is_spoken_where_the_page_or_the_tag_says_so(stage: Stage, visit: Visit) -> None:
    stage.host.lang = "de-AT"
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Fragen zu Berufen").click()
    expect(page.get_by_label("Ihre Frage")).to_be_focused()
    page.get_by_label("Ihre Frage").fill(NOT_IN_GUIDE)
    page.keyboard.press("Enter")
    expect(page.locator(".answer .label")).to_have_text("Das steht nicht im Ratgeber")
    stage.host.tags = stage.host.tag(site=SITE, locale="en")
    expect(visit.open(stage.host.url).get_by_role("button", name="Ask about careers")).to_be_visible()
    assert visit.faults == []


def test_right_to_left_pages_get_a_mirrored_widget(stage: Stage, browser: Browser, artifacts: Path) -> None:
    stage.host.dir = "rtl"
    show = Show(browser, stage, artifacts, "rtl", viewport=SCREENS["wide"])
    page = show.open()
    asked(page, CONFLICT)
    sides = page.evaluate("""() => {
      const root = document.querySelector('career-advisor').shadowRoot;
      const left = (name) => root.querySelector(name).getBoundingClientRect().left;
      return [left('.panel'), left('.asked'), left('.send'), left('textarea')];
    }""")
    assert sides[0] < 100
    assert sides[2] < sides[3]
    show.state("conflicting")
    show.close()


def test_a_pages_own_styles_do_not_reach_the_widget(stage: Stage, visit: Visit) -> None:
    page = visit.open(stage.host.url)
    button = page.get_by_role("button", name="Ask about careers")
    assert button.evaluate("(e) => getComputedStyle(e).textTransform") == "none"
    assert button.evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(15, 92, 85)"
    button.click()
    expect(field(page)).to_be_focused()
    assert float(field(page).evaluate("(e) => getComputedStyle(e).fontSize").removesuffix("px")) >= 16
