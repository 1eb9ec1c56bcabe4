"""Each shape of an answer: clean in every look, the same as it comes and when it is whole, and photographed."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.server.widget.browsing import SCREENS, Visit, asked, needs_chromium, violations
from tests.server.widget.conftest import Stage
from tests.server.widget.scripted import LANDINGS, SHAPED

pytestmark = needs_chromium

LOOKS = [(screen, scheme) for screen in SCREENS for scheme in ("light", "dark")]
DRAWN = "(box) => box.innerHTML.replaceAll(' new\"', '\"')"


def opened(visit: Visit, stage: Stage) -> Page:
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    return page


def shape(visit: Visit, stage: Stage, name: str) -> Locator:
    return asked(opened(visit, stage), SHAPED[name])


@pytest.mark.parametrize(("screen", "scheme"), LOOKS)
def test_every_shape_is_clean_on_the_page_and_in_the_widget(
    stage: Stage, browser: Browser, artifacts: Path, screen: str, scheme: str
) -> None:
    visit = Visit(browser, viewport=SCREENS[screen], color_scheme=scheme, reduced_motion="reduce")
    for place, page in (("page", visit.open(stage.url)), ("widget", opened(visit, stage))):
        for name, question in SHAPED.items():
            answer = asked(page, question)
            assert violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            answer.locator(".claims").screenshot(
                path=artifacts / f"shape-{name}-{place}-{screen}-{scheme}.png", animations="disabled"
            )
    assert visit.faults == []
    visit.context.close()


def test_a_shape_that_came_bit_by_bit_looks_as_it_does_when_it_is_whole(stage: Stage, visit: Visit) -> None:
    page = visit.open(stage.url)
    came = [asked(page, question).locator(".claims").evaluate(DRAWN) for question in SHAPED.values()]
    page.reload()
    expect(page.locator(".answer")).to_have_count(len(SHAPED))
    assert [box.evaluate(DRAWN) for box in page.locator(".answer .claims").all()] == came


def test_a_card_says_its_heading_once_and_has_a_number_for_each_row(stage: Stage, visit: Visit) -> None:
    answer = shape(visit, stage, "figures")
    expect(answer.locator(".part-head")).to_have_text("Wages\u00a01")
    expect(answer.locator(".figure")).to_have_text(
        ["Apprentice$21,000\u00a02", "Journeyman$44,000\u00a03", "Master$61,400\u00a04"]
    )


def test_columns_stand_beside_each_other_where_there_is_room_and_below_each_other_on_a_phone(
    stage: Stage, browser: Browser
) -> None:
    for screen, are_beside in (("wide", True), ("phone", False)):
        visit = Visit(browser, viewport=SCREENS[screen])
        columns = asked(visit.open(stage.url), SHAPED["columns"]).locator(".column")
        expect(columns.locator(".column-name")).to_have_text(["Pros", "Cons"])
        pros, cons = (column.bounding_box() for column in columns.all())
        assert pros
        assert cons
        assert (pros["y"] == cons["y"]) is are_beside
        visit.context.close()


def test_a_table_has_a_row_for_each_aspect_and_says_what_a_guide_does_not_say(stage: Stage, visit: Visit) -> None:
    table = shape(visit, stage, "table").locator("table")
    expect(table.locator("tbody th")).to_have_text(["Pay", "Day"])
    expect(table.locator("thead th")).to_have_text(["Coopers", "Millers"])
    day = table.locator("tbody tr").nth(1).locator("td")
    expect(day.nth(0).locator(".unsaid")).to_have_text("The guide does not say")
    expect(day.nth(0).locator(".chip")).to_have_count(0)
    expect(day.nth(1).locator(".claim")).to_have_count(2)


def test_careers_found_are_named_with_how_many_there_are(stage: Stage, visit: Visit) -> None:
    answer = shape(visit, stage, "careers")
    expect(answer.locator(".part-head")).to_have_text("3 of 14 careers")
    expect(answer.locator("dt")).to_have_text(["Coopers", "Millers", "Smiths"])


def test_the_readers_own_step_is_marked(stage: Stage, visit: Visit) -> None:
    answer = shape(visit, stage, "steps")
    expect(answer.locator("[aria-current='step']")).to_contain_text("Journeymanyou are here")
    expect(answer.locator(".column-name")).to_have_count(3)


def test_a_verdict_stands_before_its_sentence_and_the_words_that_earned_it_are_marked_in_the_quote(
    stage: Stage, visit: Visit
) -> None:
    answer = shape(visit, stage, "verdict")
    expect(answer.locator(".claim").first).to_have_text(f"Yes {LANDINGS['late']}\u00a01")
    answer.locator(".chip").first.focus()
    expect(answer.page.locator(".preview mark strong")).to_have_text("has to be")


def test_the_rest_of_a_section_waits_behind_a_press_with_numbers_of_its_own(stage: Stage, visit: Visit) -> None:
    answer = shape(visit, stage, "verdict")
    rest = answer.locator(".part.more")
    expect(rest.locator(".claim").first).to_be_hidden()
    rest.get_by_text("More from “Typical Day” (2)").click()
    expect(rest.locator(".chip")).to_have_text(["3", "4"])
    with visit.context.expect_page() as reader:
        rest.locator(".chip").first.click()
    expect(reader.value.locator(".quoted")).to_be_visible()


def test_part_of_a_list_says_how_much_of_it_stands_there(stage: Stage, visit: Visit) -> None:
    answer = shape(visit, stage, "list")
    expect(answer.locator(".part-head")).to_have_text("Tools2 of 5")
    expect(answer.locator("ul.items li")).to_have_count(2)


def test_a_near_miss_says_what_is_not_said_once(stage: Stage, visit: Visit) -> None:
    answer = shape(visit, stage, "near-miss")
    expect(answer.get_by_text("The guide does not say which tool is the best.")).to_have_count(1)
