"""The pages in a real Chromium: asking, reading, landing on the quote, under the strict policy."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from advisor.bootstrap import Parts
from tests.server.made import FAILING, HELD, REMOTE, Live, serving

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no chromium, chromium-browser or google-chrome on the path"
)

SCREENS = {"wide": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}

# Code points of the marked text: what the page's highlight holds, its ranges joined.
MARKED = "[...CSS.highlights.get('quote')].map((range) => range.toString()).join('\\n')"
MARK_IN_VIEW = """() => [...CSS.highlights.get('quote')].every((range) => {
  const box = range.getBoundingClientRect();
  return box.top >= 56 && box.bottom <= window.innerHeight;
})"""

SMALLER_SIDES = """(all) => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect())
  .map((box) => Math.min(box.width, box.height))"""


def eventually(page: Page, script: str) -> None:
    """Wait until a script gives true. Playwright's own waiting evaluates in the page, which its policy forbids."""
    deadline = time.monotonic() + 15
    while not page.evaluate(script):
        assert time.monotonic() < deadline, f"never true: {script}"
        page.wait_for_timeout(50)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def own(tailor_parts: Parts) -> Iterator[Live]:
    with serving(tailor_parts) as server:
        yield server


class Visit:
    """A fresh profile that notes everything the browser complains about."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]
        self.complaints: list[str] = []
        self.context.on("console", lambda message: self.complaints.append(message.text))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    made = Visit(browser, viewport=SCREENS["wide"])
    yield made
    made.context.close()


@pytest.fixture
def artifacts(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("CI_ARTIFACTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def finished(page: Page) -> None:
    expect(page.locator(".answer").last).not_to_have_attribute("aria-busy", "true")


def test_a_question_is_answered_with_numbered_sources_and_the_link_lands_on_the_marked_quote(
    live: Live, visit: Visit
) -> None:
    page = visit.open(live.url)
    ask(page, REMOTE)
    finished(page)
    chip = page.locator(".claim .chip").first
    expect(chip).to_have_text("1")
    expect(page.locator(".sources .where").first).to_contain_text(f"Frequently Asked Questions › {REMOTE}")
    quote = live.ask({"question": REMOTE}).json()["citations"][0]["quote"]
    with visit.context.expect_page() as opened:
        chip.click()
    reader = opened.value
    eventually(reader, "CSS.highlights.has('quote')")
    assert reader.evaluate(MARKED) == quote
    eventually(reader, MARK_IN_VIEW)
    assert visit.complaints == []


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
    expect(page.get_by_role("status")).to_be_in_viewport()
    assert page.evaluate("CSS.highlights.has('quote')") is False


def test_the_text_fragment_alone_finds_the_quote_without_scripts(live: Live, browser: Browser) -> None:
    visit = Visit(browser, viewport=SCREENS["wide"], java_script_enabled=False)
    citation = live.ask({"question": REMOTE}).json()["citations"][0]
    page = visit.open(live.url + citation["url"])
    expect(page.get_by_text(citation["quote"])).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="Contents")).to_be_visible()
    visit.context.close()


def test_a_follow_up_sends_what_was_said_and_a_new_chat_forgets_it(live: Live, visit: Visit) -> None:
    page = visit.open(live.url)
    bodies: list[dict[str, object]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.method == "POST" else None)
    ask(page, REMOTE)
    finished(page)
    ask(page, "And how long does the apprenticeship of a tailor take?")
    finished(page)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".answer")).to_have_count(0)
    ask(page, REMOTE)
    finished(page)
    assert "history" not in bodies[0]
    history = bodies[1]["history"]
    assert isinstance(history, list)
    assert [turn["role"] for turn in history] == ["user", "assistant"]
    assert history[0]["content"] == REMOTE
    assert "history" not in bodies[2]


def test_a_suggestion_asks_itself_and_the_picked_guide_goes_along(live: Live, visit: Visit) -> None:
    page = visit.open(live.url)
    page.get_by_label("Guide to ask").select_option("baker")
    ask(page, "Can a Baker work from home?")
    finished(page)
    first = live.ask({"question": "Can a Baker work from home?", "guide": "baker"}).json()["suggestions"][0]
    page.locator(".answer").last.get_by_role("button", name=first).click()
    expect(page.locator(".asked").last).to_contain_text(first)
    finished(page)
    assert visit.complaints == []


def test_a_decline_looks_like_one_and_cites_nothing(live: Live, visit: Visit) -> None:
    page = visit.open(live.url)
    ask(page, "Zyx qwv?")
    finished(page)
    answer = page.locator(".answer").last
    assert answer.get_attribute("data-status") in ("not_in_guide", "out_of_scope")
    expect(answer.locator(".label")).to_be_visible()
    expect(answer.locator(".chip")).to_have_count(0)


def test_stop_ends_the_answer_and_gives_the_question_back(own: Live, visit: Visit) -> None:
    page = visit.open(own.url)
    ask(page, HELD)
    assert own.writer.started.wait(30)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.").first).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value(HELD)
    expect(page.get_by_role("button", name="Send")).to_be_visible()


def test_an_error_is_told_in_the_servers_words_and_keeps_the_draft(live: Live, visit: Visit) -> None:
    page = visit.open(live.url)
    ask(page, FAILING)
    expect(page.locator(".answer .error")).to_have_text("The chat service is not there.")
    expect(page.get_by_label("Your question")).to_have_value(FAILING)
    page.get_by_role("button", name="Try again").click()
    finished(page)
    expect(page.locator(".answer")).to_have_count(1)


def test_a_server_that_cannot_be_reached_is_said_plainly(live: Live, visit: Visit) -> None:
    page = visit.open(live.url)
    visit.context.set_offline(True)
    ask(page, REMOTE)
    expect(page.locator(".answer .error")).to_contain_text("could not be reached")
    visit.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".answer .chip").first).to_be_visible()


def test_the_page_can_be_used_by_keyboard_and_hears_answers_announced(live: Live, visit: Visit) -> None:
    page = visit.open(live.url)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(REMOTE)
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".answer")).to_have_count(0)
    page.keyboard.press("Enter")
    finished(page)
    expect(page.locator("#announcer")).to_contain_text("sources.")
    sizes = page.eval_on_selector_all("button, select, .chip", SMALLER_SIDES)
    assert min(sizes) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", list(SCREENS))
def test_pages_fit_every_screen_and_scheme_without_a_complaint(
    live: Live, browser: Browser, artifacts: Path, scheme: str, screen: str
) -> None:
    visit = Visit(browser, viewport=SCREENS[screen], color_scheme=scheme)
    page = visit.open(live.url)

    def shoot(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=artifacts / f"{name}-{screen}-{scheme}.png", animations="disabled")

    shoot("welcome")
    ask(page, REMOTE)
    finished(page)
    shoot("answer")
    ask(page, "Zyx qwv?")
    finished(page)
    shoot("decline")
    citation = live.ask({"question": REMOTE}).json()["citations"][0]
    page.goto(live.url + citation["url"])
    eventually(page, "CSS.highlights.has('quote')")
    shoot("reader")
    assert visit.complaints == []
    visit.context.close()
