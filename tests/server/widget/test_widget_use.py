"""Using the widget: its door to the page, the keyboard, fingers, copying, rating."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.widget.browsing import SCREENS, SITE, Visit, ask, asked, eventually, field, finished, needs_chromium
from tests.server.widget.conftest import Stage
from tests.server.widget.scripted import ANSWERED, CONFLICT, HELD, LANDING, LANDINGS, NOT_IN_GUIDE, PAGED
from tests.server.widget.test_widget_states import OwnStage

pytestmark = needs_chromium

ANNOUNCED = "document.getElementById('career-advisor-announcer').textContent"
NOTE_EVENTS = """window.told = [];
for (const name of ['open', 'close', 'answer', 'citation', 'feedback', 'error'])
  document.addEventListener(`career-advisor:${name}`, (event) => told.push([name, event.detail]));"""


def opened(visit: Visit, stage: Stage) -> Page:
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    expect(field(page)).to_be_focused()
    return page


def test_a_page_opens_asks_resets_and_closes_it_and_hears_of_everything(stage: Stage, visit: Visit) -> None:
    page = visit.open(stage.host.url)
    page.evaluate(NOTE_EVENTS)
    page.evaluate("document.querySelector('career-advisor').open()")
    expect(field(page)).to_be_focused()
    page.evaluate(f"document.querySelector('career-advisor').ask({ANSWERED!r})")
    finished(page)
    page.evaluate("document.querySelector('career-advisor').reset()")
    expect(page.locator(".answer")).to_have_count(0)
    page.evaluate("document.querySelector('career-advisor').close()")
    expect(field(page)).to_be_hidden()
    told = page.evaluate("told")
    assert [name for name, _ in told] == ["open", "answer", "close"]
    assert told[1][1]["citations"][0]["quote"] == LANDINGS["sentence"]
    assert visit.faults == []


def test_a_page_may_take_over_what_a_citation_opens(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    page.evaluate(NOTE_EVENTS)
    page.evaluate("document.addEventListener('career-advisor:citation', (event) => event.preventDefault())")
    asked(page, ANSWERED).locator(".chip").first.click()
    eventually(page, "told.some(([name]) => name === 'citation')")
    assert len(visit.context.pages) == 1


def test_sources_of_a_guide_with_pages_say_the_page(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    answer = asked(page, PAGED)
    expect(answer.locator(".quote .page")).to_have_text("page 3")
    expect(answer.locator(".chip").first).to_have_accessible_name(re.compile(r"^Source 1: .*, page 3$"))
    expect(asked(page, ANSWERED).locator(".quote .page")).to_have_count(0)


def test_the_tag_chooses_the_guide_the_first_questions_and_the_label(stage: Stage, visit: Visit) -> None:
    stage.host.tags = stage.host.tag(
        site=SITE, guide="baker", suggestions="Can a Baker work from home?|Second?", label="Ask a baker"
    )
    page = visit.open(stage.host.url)
    bodies: list[dict[str, object]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.url.endswith("/chat") else None)
    page.get_by_role("button", name="Ask a baker").click()
    expect(page.locator(".welcome .ask")).to_have_text(["Can a Baker work from home?", "Second?"])
    page.locator(".welcome .ask").first.click()
    finished(page)
    assert bodies[0]["guide"] == "baker"


def test_a_whole_conversation_is_had_with_the_keyboard_alone(stage: Stage, visit: Visit) -> None:
    page = visit.open(stage.host.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ask about careers")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type("What does")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".answer")).to_have_count(0)
    field(page).fill("")
    page.keyboard.type(ANSWERED)
    page.keyboard.press("Enter")
    finished(page)
    expect(field(page)).to_be_focused()
    heard = page.evaluate(ANNOUNCED)
    assert LANDINGS["sentence"] in heard
    assert "2 sources" in heard
    chip = page.locator(".claim .chip").first
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if chip.evaluate("(e) => e === e.getRootNode().activeElement"):
            break
    expect(chip).to_be_focused()
    expect(page.locator(".preview")).to_contain_text(LANDINGS["sentence"])
    page.keyboard.press("Escape")
    expect(page.locator(".preview")).to_be_hidden()
    with visit.context.expect_page() as reader:
        page.keyboard.press("Enter")
    assert "/guides/cooper" in reader.value.url
    reader.value.close()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Ask about careers")).to_be_focused()
    assert visit.faults == []


def test_a_closed_panel_holds_no_focus_and_hides_from_everybody(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('career-advisor').shadowRoot.activeElement") is None


@pytest.mark.parametrize("sign", ["isComposing: true", "keyCode: 229"])
def test_enter_that_ends_a_composition_does_not_ask(stage: Stage, visit: Visit, sign: str) -> None:
    page = opened(visit, stage)
    field(page).fill("こんにちは")
    enter = f"new KeyboardEvent('keydown', {{key: 'Enter', {sign}, bubbles: true, cancelable: true}})"
    field(page).evaluate(f"(field) => field.dispatchEvent({enter})")
    expect(page.locator(".answer")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(1)


def test_everything_to_press_is_large_enough(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    asked(page, CONFLICT)
    page.locator(".answer summary").click()
    small = page.locator("button, a, summary").evaluate_all(
        """(all) => all.filter((e) => e.checkVisibility()).map((e) => [e.className, e.getBoundingClientRect()])
          .filter(([_, box]) => Math.min(box.width, box.height) < 24).map(([name]) => name)"""
    )
    assert small == []


def test_a_finger_sees_the_quote_first_and_then_opens_the_guide(stage: Stage, browser: Browser) -> None:
    visit = Visit(browser, viewport=SCREENS["phone"], has_touch=True, is_mobile=True)
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").tap()
    expect(page.get_by_role("button", name="Ask about careers")).to_be_hidden()
    chip = asked(page, ANSWERED).locator(".chip").first
    chip.tap()
    preview = page.locator(".preview")
    expect(preview).to_contain_text(LANDINGS["sentence"])
    assert len(visit.context.pages) == 1
    with visit.context.expect_page() as opened_page:
        preview.get_by_role("link").tap()
    assert "/guides/cooper" in opened_page.value.url
    assert visit.faults == []
    visit.context.close()


def test_on_a_phone_the_panel_is_the_screen_and_the_focus_stays_in_it(stage: Stage, browser: Browser) -> None:
    visit = Visit(browser, viewport=SCREENS["phone"], reduced_motion="reduce")
    page = opened(visit, stage)
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, **SCREENS["phone"]}
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            page.keyboard.press(key)
            assert page.evaluate("document.querySelector('career-advisor').shadowRoot.activeElement !== null")
    visit.context.close()


def test_a_hovered_number_shows_its_quote_with_its_section_and_keeps_it_while_it_is_pointed_at(
    stage: Stage, visit: Visit
) -> None:
    page = opened(visit, stage)
    asked(page, ANSWERED).locator(".chip").nth(1).hover()
    preview = page.locator(".preview")
    expect(preview).to_contain_text("Cooper Career Guide › Pay")
    expect(preview).to_contain_text(LANDINGS["currency"])
    preview.hover()
    page.wait_for_timeout(300)
    expect(preview).to_be_visible()
    field(page).hover()
    expect(preview).to_be_hidden()


def test_a_preview_shows_the_paragraph_with_the_quote_marked(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    asked(page, CONFLICT).locator(".chip").first.focus()
    words = page.locator(".preview-quote")
    expect(words).to_have_text(f"{LANDINGS['sentence']} The work is remote-friendly for bookkeeping.")
    expect(words.locator("mark")).to_have_text("The work is remote-friendly for bookkeeping.")
    asked(page, LANDING).locator(".chip").nth(1).focus()
    expect(words).to_contain_text(LANDINGS["emoji"])  # the item after it
    expect(words.locator("mark")).to_have_text(LANDINGS["item"])


def test_on_a_narrow_screen_a_preview_covers_neither_the_head_nor_its_sentence(stage: Stage, browser: Browser) -> None:
    visit = Visit(browser, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").tap()
    claims = asked(page, LANDING).locator(".claim")
    for claim in claims.all():
        claim.locator(".chip").tap()
        expect(page.locator(".preview a")).to_be_visible()
        head, preview, below = (page.locator(one).bounding_box() for one in (".head", ".preview", ".composer"))
        own = claim.bounding_box()
        assert head
        assert preview
        assert below
        assert own
        bottom = preview["y"] + preview["height"]
        assert head["y"] + head["height"] <= preview["y"]
        assert bottom <= below["y"] + 1
        assert preview["y"] >= own["y"] + own["height"] - 1 or bottom <= own["y"] + 1
        field(page).tap()
        expect(page.locator(".preview")).to_be_hidden()
    visit.context.close()


def test_a_number_stays_with_the_last_word_of_its_sentence(stage: Stage, browser: Browser) -> None:
    distance = """(claim) => {
      const word = document.createRange();
      word.selectNode(claim.querySelector('.tail').firstChild);
      const chip = claim.querySelector('.chip').getBoundingClientRect();
      return Math.abs(word.getBoundingClientRect().bottom - chip.bottom);
    }"""
    for width in (320, 330, 340, 350):
        visit = Visit(browser, viewport={"width": width, "height": 640})
        for claim in asked(visit.open(stage.url), LANDING).locator(".claim").all():
            assert claim.evaluate(distance) < 12
        visit.context.close()


def test_an_answer_is_copied_with_its_sources(stage: Stage, browser: Browser) -> None:
    visit = Visit(browser, viewport=SCREENS["wide"], permissions=["clipboard-read", "clipboard-write"])
    page = opened(visit, stage)
    asked(page, ANSWERED).get_by_role("button", name="Copy answer with sources").click()
    eventually(page, f"{ANNOUNCED} === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"{LANDINGS['sentence']} [1]" in copied
    assert f"[2] Cooper Career Guide › Pay\n    “{LANDINGS['currency']}”\n    {stage.url}/guides/cooper" in copied
    visit.context.close()


def test_without_a_chat_model_nothing_is_asked_again_and_small_talk_is_not_rated(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    tools = asked(page, NOT_IN_GUIDE).locator(".tools")
    expect(tools.get_by_role("button", name="Copy answer with sources")).to_be_visible()
    expect(tools.get_by_role("button", name="Ask again")).to_have_count(0)
    expect(asked(page, "hello").locator(".tools")).to_have_count(0)


def test_thumbs_and_their_reasons_reach_the_server(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage:
        page = opened(visit, stage)
        page.evaluate(NOTE_EVENTS)
        bodies: list[dict[str, object]] = []
        page.on("request", lambda request: bodies.append(request.post_data_json) if "feedback" in request.url else None)
        answer = asked(page, ANSWERED)
        answer.get_by_role("button", name="Good answer").click()
        expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
        answer.get_by_role("button", name="Poor answer").click()
        answer.get_by_role("button", name="Something is missing").click()
        answer.get_by_label("Anything to add? (optional)").fill("the tools")
        answer.locator(".reasons").get_by_role("button", name="Send").click()
        expect(answer.get_by_text("Thank you.")).to_be_visible()
        eventually(page, "told.filter(([name]) => name === 'feedback').length === 3")
        assert [body["rating"] for body in bodies] == ["up", "down", "down"]
        assert bodies[2] == {**bodies[2], "reason": "incomplete", "comment": "the tools"}
        page.reload()
        page.get_by_role("button", name="Ask about careers").click()
        expect(page.get_by_role("button", name="Poor answer")).to_have_attribute("aria-pressed", "true")
        assert visit.faults == []


@pytest.mark.parametrize("mode", ["page", "inline"])
def test_escape_stops_an_answer_where_there_is_nothing_to_close(own_stage: OwnStage, visit: Visit, mode: str) -> None:
    with own_stage() as stage:
        stage.host.inside = f'<career-advisor mode="{mode}"></career-advisor>'
        page = visit.open(stage.host.url)
        ask(page, HELD)
        expect(page.locator(".claim")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(".answer .stopped")).to_be_visible()
        expect(page.locator(".answer .claim")).to_have_count(1)
