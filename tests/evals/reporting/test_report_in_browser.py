"""The page in a real Chromium: wide and on a phone, light and dark, with and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from evals.reporting.html import render_html
from evals.reporting.view import build_report
from tests.evals.runs_by_hand import write_run
from tests.server.widget.browsing import chromium, needs_chromium

pytestmark = needs_chromium

# The contrast of every visible text with what it stands on, by WCAG 2; backgrounds with alpha are laid over each other.
LOW_CONTRAST = """() => {
  const context = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const over = (colours) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('script, style, svg, select')) continue;
    const grounds = [];
    for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const ground = over(grounds), ink = over([...grounds, getComputedStyle(element).color]);
    const [a, b] = [light(ground), light(ink)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${element.tagName} ${element.className}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(found)];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    run = write_run(folder / "run")
    (folder / "report.html").write_text(render_html(build_report(run, against=run)), encoding="utf-8")
    return folder / "report.html"


@pytest.fixture(params=["wide-light", "wide-dark", "phone-light", "phone-dark"])
def page(request: pytest.FixtureRequest, browser: Browser, page_file: Path) -> Iterator[Page]:
    width, scheme = request.param.split("-")
    size = {"width": 1280, "height": 860} if width == "wide" else {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("request", lambda request: request.url.startswith("file:") or wrong.append(request.url))
    page.goto(page_file.as_uri())
    yield page
    assert wrong == []
    context.close()


def test_nothing_is_wider_than_the_screen_and_all_text_can_be_read(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(LOW_CONTRAST) == []


def test_a_sentences_citation_opens_the_guide_at_its_section(page: Page) -> None:
    case = page.locator("#c-keeper-sea")
    case.locator("summary").click()
    case.locator("sup a").first.click()
    expect(page.locator("#g-keeper-pay")).to_be_in_viewport()


def test_cases_are_filtered_by_how_they_went_and_by_words(page: Page) -> None:
    page.locator("#state").select_option("refused")
    expect(page.locator(".case:visible")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 of 4")
    page.locator("#state").select_option("")
    page.locator("#words").fill("free shoes")
    expect(page.locator(".case:visible")).to_have_count(1)


def test_another_family_and_half_of_figures_can_be_picked(page: Page) -> None:
    head = page.locator(".grid thead th:visible")
    expect(head.filter(has_text="right").first).to_be_visible()
    page.get_by_text("Retrieval", exact=True).click()
    expect(head.filter(has_text="ndcg@10")).to_have_count(1)
    expect(head.filter(has_text="cites gold")).to_have_count(0)
    page.get_by_text("test half", exact=True).first.click()
    expect(page.locator("tbody.h-test")).to_be_visible()
    expect(page.locator("tbody.h-all")).to_be_hidden()


def test_everything_can_be_read_without_javascript(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    expect(page.locator(".filters")).to_be_hidden()
    page.locator("#c-keeper-odd summary").click()
    expect(page.locator("#c-keeper-odd .answer")).to_contain_text("$91,300")
    page.locator("#c-keeper-odd sup a").first.click()
    expect(page.locator("#g-keeper-pay")).to_be_in_viewport()
    context.close()
