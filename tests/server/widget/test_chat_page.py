"""The chat page and the reader page in a real Chromium, under their own strict policy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from advisor.bootstrap import Parts
from tests.server.made import HELD, REMOTE, Live, serving
from tests.server.widget.browsing import (
    SCHEMES,
    SCREENS,
    Visit,
    ask,
    asked,
    eventually,
    field,
    finished,
    last_answer,
    needs_chromium,
    violations,
)
from tests.server.widget.conftest import Stage
from tests.server.widget.scripted import ANSWERED, CONFLICT, LANDING, LANDINGS

pytestmark = needs_chromium

# Code points of the marked text: what the page's highlight holds, its ranges joined.
MARKED = "[...CSS.highlights.get('quote')].map((range) => range.toString()).join('\\n')"
MARK_IN_VIEW = """() => [...CSS.highlights.get('quote')].every((range) => {
  const box = range.getBoundingClientRect();
  return box.top >= 56 && box.bottom <= window.innerHeight;
})"""


@pytest.fixture
def own(tailor_parts: Parts) -> Iterator[Live]:
    with serving(tailor_parts) as server:
        yield server


def test_a_question_is_answered_with_numbered_sources_and_the_link_lands_on_the_marked_quote(
    live: Live, visit: Visit
) -> None:
    page = visit.open(live.url)
    answer = asked(page, REMOTE)
    chip = answer.locator(".claim .chip").first
    expect(chip).to_have_text("1")
    expect(answer.locator(".sources .where").first).to_contain_text(f"Frequently Asked Questions › {REMOTE}")
    quote = live.ask({"question": REMOTE}).json()["citations"][0]["quote"]
    with visit.context.expect_page() as opened:
        chip.click()
    reader = opened.value
    eventually(reader, "CSS.highlights.has('quote')")
    assert reader.evaluate(MARKED) == quote
    eventually(reader, MARK_IN_VIEW)
    assert visit.faults == []


def test_a_click_on_a_number_lands_on_sentences_items_blocks_hyphens_currency_and_emoji(
    stage: Stage, visit: Visit
) -> None:
    page = visit.open(stage.url)
    chips = asked(page, LANDING).locator(".claim .chip")
    expect(chips).to_have_count(len(LANDINGS))
    for n, quote in enumerate(LANDINGS.values()):
        with visit.context.expect_page() as opened:
            chips.nth(n).click()
        reader = opened.value
        eventually(reader, "CSS.highlights.has('quote')")
        assert reader.evaluate(MARKED).split() == quote.split()
        eventually(reader, MARK_IN_VIEW)
        reader.close()
    assert visit.faults == []


def lands(visit: Visit, url: str, lines: list[str]) -> bool:
    page = visit.open(url)
    try:
        for line in lines:
            expect(page.get_by_text(line)).to_be_in_viewport(timeout=1500)
        expect(page.get_by_role("navigation", name="Contents")).to_be_visible()
    except AssertionError:
        return False
    finally:
        page.close()
    return True


def test_the_text_fragment_alone_lands_on_each_of_them_without_scripts(stage: Stage, browser: Browser) -> None:
    citations = stage.live.ask({"question": LANDING}).json()["citations"]
    visit = Visit(browser, viewport={"width": 1280, "height": 500}, java_script_enabled=False)
    for citation in citations:
        lines = citation["quote"].split("\n\n")
        # Chromium looks for the words for half a second only, which on a busy machine may end before it has begun.
        assert any(lands(visit, stage.url + citation["url"], lines) for _ in range(4)), citation["quote"]
    visit.context.close()


def test_every_citation_of_a_guide_with_letters_beyond_the_basic_plane_is_marked_right(
    live: Live, visit: Visit
) -> None:
    text = live.get("/api/guides/tailor").json()["text"]
    version = live.get("/api/guides/tailor").json()["version"]
    page = visit.context.new_page()
    for words in (
        "and mends clothes & costumes for",
        '"A tailor can work from home," says the guild, with hand-made cut-outs',
        "a well-worn pin-cushion\n• Shears, thimble",
        "31,000 shells",
        "🧵 do",
    ):
        start = text.index(words)
        page.goto(f"{live.url}/guides/tailor?v={version}&q={start}-{start + len(words)}")
        eventually(page, "CSS.highlights.has('quote')")
        assert page.evaluate(MARKED) == words.replace("• ", "")
        eventually(page, MARK_IN_VIEW)
    assert visit.complaints == []


def test_an_older_link_marks_nothing_and_says_why(live: Live, visit: Visit) -> None:
    page = visit.open(f"{live.url}/guides/tailor?v=0000&q=10-30#tools")
    expect(page.locator(".changed")).to_be_in_viewport()
    assert page.evaluate("CSS.highlights.has('quote')") is False


def test_the_contents_follow_what_is_read(stage: Stage, visit: Visit) -> None:
    page = visit.open(f"{stage.url}/guides/cooper#typical-day")
    current = page.locator(".contents a[aria-current='location']")
    expect(current).to_have_text("Typical Day")
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(current).to_have_text("How long does the apprenticeship take?")
    page.evaluate("document.getElementById('tools').scrollIntoView()")
    expect(current).to_have_text("Tools")


def test_the_door_of_a_section_opens_the_advisor_with_its_words_and_a_citation_marks_this_page(
    stage: Stage, visit: Visit
) -> None:
    page = visit.open(f"{stage.url}/guides/cooper")
    page.get_by_role("link", name="Ask about “Pay”").click()
    expect(page.locator(".topic")).to_have_text("About Pay")
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()
    bodies: list[dict[str, object]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.url.endswith("/chat") else None)
    asked(page, "How much?")
    expect(page.locator(".asked")).to_have_text("You asked: PayHow much?")
    expect(page.locator(".topic")).to_be_hidden()
    assert bodies[0]["question"] == "Pay: How much?"
    asked(page, ANSWERED).locator(".claim .chip").first.click()
    eventually(page, "CSS.highlights.has('quote')")
    assert page.evaluate(MARKED) == LANDINGS["sentence"]
    assert len(visit.context.pages) == 1
    assert visit.faults == []


def test_without_scripts_the_door_leads_to_the_chat_page_with_the_sections_question(
    stage: Stage, visit: Visit, browser: Browser
) -> None:
    plain = Visit(browser, java_script_enabled=False)
    page = plain.open(f"{stage.url}/guides/cooper")
    address = page.get_by_role("link", name="Ask about “Can a cooper work from home?”").get_attribute("href")
    plain.context.close()
    assert address
    page = visit.open(stage.url + address)
    expect(field(page)).to_have_value("Can a cooper work from home?")


def test_the_field_has_the_focus_at_once_but_on_a_touch_screen(stage: Stage, browser: Browser) -> None:
    for is_touch in (False, True):
        visit = Visit(browser, viewport=SCREENS["phone"], has_touch=is_touch, is_mobile=is_touch)
        page = visit.open(stage.url)
        expect(field(page)).to_be_visible()
        eventually(page, "document.querySelector('career-advisor').isOpen")
        has_focus = field(page).evaluate("(field) => field === field.getRootNode().activeElement")
        assert has_focus is not is_touch
        visit.context.close()


@pytest.mark.parametrize("width", [320, 375, 390, 1280])
def test_the_field_and_the_answers_have_the_same_edges_and_the_head_is_one_line(
    stage: Stage, browser: Browser, width: int
) -> None:
    visit = Visit(browser, viewport={"width": width, "height": 740})
    page = visit.open(f"{stage.url}/?guide=cooper")
    answer = asked(page, ANSWERED).bounding_box()
    own, head = (page.locator(one).bounding_box() for one in (".field", ".head"))
    assert answer
    assert own
    assert head
    assert (own["x"], own["width"]) == (answer["x"], answer["width"])
    assert head["height"] < 64
    visit.context.close()


def test_the_way_to_the_latest_answer_covers_nothing(stage: Stage, visit: Visit) -> None:
    page = visit.open(stage.url)
    for question in (LANDING, CONFLICT, ANSWERED):
        asked(page, question)
    page.locator(".log").evaluate("(log) => log.scrollTo(0, 0)")
    latest = page.get_by_role("button", name="Latest answer")
    expect(latest).to_be_visible()
    log, own, below = (page.locator(one).bounding_box() for one in (".log", ".latest", ".composer"))
    assert log
    assert own
    assert below
    assert log["y"] + log["height"] <= own["y"]
    assert own["y"] + own["height"] <= below["y"]
    latest.click()
    expect(latest).to_be_hidden()


def test_a_new_conversation_shows_the_welcome_again(live: Live, visit: Visit) -> None:
    page = visit.open(live.url)
    welcome = page.get_by_role("heading", name="Ask about 3 careers")
    expect(welcome).to_be_visible()
    asked(page, REMOTE)
    expect(welcome).to_be_hidden()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".answer")).to_have_count(0)
    expect(welcome).to_be_visible()
    expect(field(page)).to_be_focused()


def test_a_first_question_and_a_suggestion_ask_themselves_of_the_picked_guide(live: Live, visit: Visit) -> None:
    page = visit.open(f"{live.url}/?guide=baker")
    bodies: list[dict[str, object]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.url.endswith("/chat") else None)
    starter = page.locator(".starters button").first.inner_text()
    page.get_by_role("button", name=starter).click()
    finished(page)
    first = live.ask({"question": starter, "guide": "baker"}).json()["suggestions"][0]
    last_answer(page).get_by_role("button", name=first).click()
    expect(page.locator(".asked").last).to_contain_text(first)
    finished(page)
    page.get_by_label("Guide to ask").select_option("tailor")
    asked(page, REMOTE)
    assert [body["guide"] for body in bodies] == ["baker", "baker", "tailor"]
    assert page.url.endswith("?guide=tailor")
    assert visit.faults == []


def test_stop_ends_the_answer_and_leaves_the_question_to_be_asked_again(own: Live, visit: Visit) -> None:
    page = visit.open(own.url)
    ask(page, HELD)
    assert own.writer.started.wait(30)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.").first).to_be_visible()
    expect(last_answer(page).get_by_role("button", name="Ask again")).to_be_visible()
    expect(field(page)).to_have_value("")
    expect(page.get_by_role("button", name="Send")).to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", list(SCREENS))
def test_pages_fit_every_screen_and_scheme_without_a_complaint(
    stage: Stage, browser: Browser, artifacts: Path, scheme: str, screen: str
) -> None:
    visit = Visit(browser, viewport=SCREENS[screen], color_scheme=scheme)
    page = visit.open(stage.url)

    def shoot(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=artifacts / f"page-{name}-{screen}-{scheme}.png", animations="disabled")

    shoot("welcome")
    asked(page, ANSWERED)
    shoot("answer")
    citation = stage.live.ask({"question": ANSWERED}).json()["citations"][1]
    page.goto(stage.url + citation["url"])
    eventually(page, "CSS.highlights.has('quote')")
    shoot("reader")
    assert visit.faults == []
    visit.context.close()


@pytest.mark.parametrize("screen", list(SCREENS))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_free_of_what_axe_finds_and_none_is_wider_than_its_window(
    stage: Stage, browser: Browser, artifacts: Path, screen: str, scheme: Any
) -> None:
    visit = Visit(browser, viewport=SCREENS[screen], color_scheme=scheme, reduced_motion="reduce")
    cited = stage.live.ask({"question": ANSWERED}).json()["citations"][0]["url"]
    for name, path in (
        ("home", "/"),
        ("home-of-one", "/?guide=cooper"),
        ("reader", "/guides/cooper"),
        ("reader-quoted", cited),
        ("sorry", "/guides/none"),
    ):
        page = visit.open(stage.url + path)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        page.screenshot(path=artifacts / f"page-{name}-{screen}-{scheme}.png", animations="disabled")
        page.close()
    page = visit.open(stage.url)
    asked(page, ANSWERED)
    assert violations(page) == [], "answered"
    assert visit.faults == []
    visit.context.close()
