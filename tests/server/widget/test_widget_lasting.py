"""What happens to a conversation when things break: reloads, tabs, cuts, no network, too many questions, errors."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from advisor.dialogue.reader_text import MAX_QUESTION_CHARS
from tests.server.made import REMOTE
from tests.server.relays import holding_back, relaying
from tests.server.widget.browsing import SITE, Visit, ask, asked, field, finished, last_answer, needs_chromium
from tests.server.widget.conftest import Stage
from tests.server.widget.scripted import ANSWERED, CLARIFY, FAILING, HELD, LANDINGS, NOT_IN_GUIDE, PARTIAL
from tests.server.widget.test_widget_states import OwnStage

pytestmark = needs_chromium


def opened(visit: Visit, stage: Stage) -> Page:
    page = visit.open(stage.host.url)
    page.get_by_role("button", name="Ask about careers").click()
    return page


def test_a_reload_keeps_the_chat_and_a_follow_up_belongs_to_it(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    asked(page, ANSWERED)
    page.reload()
    page.get_by_role("button", name="Ask about careers").click()
    expect(page.locator(".answer .claim")).to_have_count(2)
    bodies: list[dict[str, object]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.url.endswith("/chat") else None)
    asked(page, NOT_IN_GUIDE)
    assert bodies[0]["conversation_id"]
    assert visit.faults == []


def test_the_launcher_tells_that_a_conversation_waits_and_is_gone_while_it_is_open(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    launcher = page.locator("button.launcher")
    asked(page, ANSWERED)
    expect(launcher).to_be_hidden()
    page.reload()
    expect(launcher).to_have_accessible_name("Ask about careers (your conversation is here)")
    launcher.click()
    page.get_by_role("button", name="New conversation").click()
    page.keyboard.press("Escape")
    expect(launcher).to_have_accessible_name("Ask about careers")
    expect(launcher).to_be_focused()


def test_two_tabs_show_one_conversation(stage: Stage, visit: Visit) -> None:
    first, second = opened(visit, stage), opened(visit, stage)
    asked(first, ANSWERED)
    expect(second.locator(".asked")).to_contain_text([ANSWERED])
    asked(second, NOT_IN_GUIDE)
    expect(first.locator(".asked")).to_contain_text([ANSWERED, NOT_IN_GUIDE])
    expect(first.locator(".answer").last.locator(".label")).to_be_visible()
    second.get_by_role("button", name="New conversation").click()
    expect(first.locator(".answer")).to_have_count(0)
    assert visit.faults == []


def test_a_new_conversation_is_forgotten_on_the_server_too(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage:
        page = opened(visit, stage)
        calls: list[tuple[str, str]] = []
        page.on("response", lambda got: calls.append((got.request.method, f"{urlsplit(got.url).path} {got.status}")))
        asked(page, ANSWERED)
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator("#career-advisor-announcer")).to_contain_text("has been forgotten")
        deleted = [call for method, call in calls if method == "DELETE"]
        assert len(deleted) == 1
        assert deleted[0].startswith("/api/conversations/")
        assert deleted[0].endswith(" 204")


def test_what_could_not_be_forgotten_is_forgotten_when_the_network_is_back(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage:
        page = opened(visit, stage)
        asked(page, ANSWERED)
        visit.context.set_offline(True)
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator("#career-advisor-announcer")).to_contain_text("as soon as it can be reached")
        with page.expect_response(lambda got: got.request.method == "DELETE" and got.status == 204):
            visit.context.set_offline(False)


def test_an_answer_goes_on_after_a_cut_without_a_word_lost_or_doubled(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage, relaying(urlsplit(stage.url).port or 0) as relay:
        stage.host.api = f"http://127.0.0.1:{relay.port}"
        stage.host.tags = stage.host.tag(site=SITE)
        page = opened(visit, stage)
        ask(page, HELD)
        expect(page.locator(".claim")).to_have_count(1)
        relay.cut()
        stage.advisor.release.set()
        answer = finished(page)
        expect(answer).to_have_attribute("data-state", "done")
        expect(answer.locator(".claim")).to_contain_text([LANDINGS["item"], LANDINGS["sentence"]])
        assert visit.faults == []


def test_an_answer_that_comes_in_crumbs_is_shown_whole(own_stage: OwnStage, visit: Visit) -> None:
    pieces = (1, 2, 3, 5, 7, 11, 13)
    with own_stage() as stage, relaying(urlsplit(stage.url).port or 0, pieces=pieces) as relay:
        stage.host.tags = stage.host.tag(site=SITE, api=f"http://127.0.0.1:{relay.port}")
        stage.host.api += f" http://127.0.0.1:{relay.port}"  # both are in the page's policy
        page = opened(visit, stage)
        answer = asked(page, ANSWERED)
        expect(answer).to_have_attribute("data-state", "done")
        expect(answer.locator(".claim")).to_have_count(2)
        assert visit.faults == []


def test_an_answer_that_a_proxy_holds_back_is_shown_when_it_comes(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage, holding_back(stage.url) as url:
        stage.host.api = url
        stage.host.tags = stage.host.tag(site=SITE)
        page = opened(visit, stage)
        answer = asked(page, ANSWERED)
        expect(answer).to_have_attribute("data-state", "done")
        expect(answer.locator(".claim")).to_have_count(2)
        asked(page, NOT_IN_GUIDE)
        expect(page.locator(".answer")).to_have_count(2)
        assert visit.faults == []


def test_a_reload_in_the_middle_of_an_answer_takes_it_up_again(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage:
        page = opened(visit, stage)
        ask(page, HELD)
        expect(page.locator(".claim")).to_have_count(1)
        page.reload()
        page.get_by_role("button", name="Ask about careers").click()
        expect(page.locator(".claim")).to_have_count(1)
        stage.advisor.release.set()
        expect(finished(page).locator(".claim")).to_contain_text([LANDINGS["item"], LANDINGS["sentence"]])
        expect(page.locator(".asked")).to_have_count(1)
        assert visit.faults == []


def test_a_cut_that_lasts_is_said_and_the_question_can_be_asked_again(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage, relaying(urlsplit(stage.url).port or 0) as relay:
        stage.host.api = f"http://127.0.0.1:{relay.port}"
        stage.host.tags = stage.host.tag(site=SITE)
        page = opened(visit, stage)
        page.clock.install()
        ask(page, HELD)
        expect(page.locator(".claim")).to_have_count(1)
        relay.is_down = True
        relay.cut()
        page.clock.run_for(30_000)
        for _ in range(10):
            if last_answer(page).get_attribute("data-state") == "failed":
                break
            page.clock.run_for(10_000)
        expect(last_answer(page).locator(".error")).to_contain_text("connection broke")
        expect(last_answer(page).locator(".claim")).to_have_count(1)
        expect(field(page)).to_have_value("")
        relay.is_down = False
        stage.advisor.release.set()
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".answer")).to_have_count(1)
        expect(page.locator(".answer .claim")).to_have_count(2)


def test_stop_keeps_what_came_and_cancels_on_the_server(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage() as stage:
        page = opened(visit, stage)
        ask(page, HELD)
        expect(page.locator(".claim")).to_have_count(1)
        with page.expect_response(lambda got: got.url.endswith("/cancel")) as cancelled:
            page.get_by_role("button", name="Stop").click()
        assert cancelled.value.status == 204
        expect(page.locator(".answer .stopped")).to_be_visible()
        expect(page.locator(".answer .claim")).to_have_count(1)
        expect(field(page)).to_have_value("")
        expect(field(page)).to_be_focused()
        stage.advisor.release.set()
        page.get_by_role("button", name="Ask again").click()
        expect(finished(page).locator(".claim")).to_have_count(2)
        assert visit.faults == []


def test_an_error_is_told_in_the_servers_words_and_there_is_one_way_to_try_again(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    asked(page, FAILING)
    expect(page.locator(".answer .error")).to_have_text("The chat service is not there.")
    expect(field(page)).to_have_value("")
    field(page).fill("Something else meanwhile")
    page.get_by_role("button", name="Try again").click()
    expect(field(page)).to_have_value("Something else meanwhile")
    expect(page.locator(".answer .error")).to_be_visible()
    expect(page.locator(".answer")).to_have_count(1)


def test_no_network_is_said_while_it_lasts_and_the_question_is_kept(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    visit.context.set_offline(True)
    expect(page.locator(".line")).to_have_text("You are offline. What you write is kept.")
    asked(page, ANSWERED)
    expect(page.locator(".answer .error")).to_contain_text("could not be reached")
    expect(page.locator(".asked")).to_contain_text(ANSWERED)
    visit.context.set_offline(False)
    expect(page.locator(".line")).to_be_hidden()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".answer .chip").first).to_be_visible()
    expect(page.locator(".answer")).to_have_count(1)
    assert visit.faults == []


def test_too_many_questions_count_down_to_the_next_try(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage(limit_per_session=2) as stage:
        page = opened(visit, stage)
        for question in (ANSWERED, NOT_IN_GUIDE, PARTIAL, CLARIFY):
            asked(page, question)
            if page.locator(".answer .error").count():
                break
        expect(last_answer(page).locator(".error")).not_to_be_empty()
        again = last_answer(page).get_by_role("button", name="Try again in")
        expect(again).to_be_disabled()
        expect(field(page)).to_have_value("")


def test_a_busy_server_is_asked_again_by_itself_with_a_count_down(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    page.clock.install()
    problem = '{"status": 503, "detail": "All places for questions are taken."}'
    busy = {"status": 503, "headers": {"Retry-After": "5"}, "content_type": "application/problem+json", "body": problem}
    page.route("**/api/chat", lambda route: route.fulfill(**busy), times=1)
    ask(page, ANSWERED)
    expect(page.locator(".doing")).to_contain_text("The advisor is busy. Trying again in 5 s")
    page.clock.run_for(2_000)
    expect(page.locator(".doing")).to_contain_text("in 3 s")
    page.clock.run_for(4_000)
    expect(page.locator(".answer .claim")).to_have_count(2)
    expect(page.locator(".asked")).to_have_count(1)


def test_a_question_that_is_too_long_is_counted_and_not_sent(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    count = page.locator(".count")
    field(page).fill("a" * 1_000)
    expect(count).to_be_hidden()
    field(page).fill("🧵" * (MAX_QUESTION_CHARS - 1))
    expect(count).to_have_text("1 character left")
    field(page).fill("a" * (MAX_QUESTION_CHARS + 1))
    expect(count).to_have_text("1 character too long")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    page.evaluate(f"document.querySelector('career-advisor').ask('b'.repeat({MAX_QUESTION_CHARS + 1}))")
    expect(page.locator(".line")).to_have_text("That question is too long. Put it in fewer words.")
    expect(page.locator(".answer")).to_have_count(0)
    assert visit.faults == []


def test_a_site_that_is_not_allowed_is_told_so_without_a_crash(own_stage: OwnStage, visit: Visit) -> None:
    with own_stage(sites={}) as stage:
        page = opened(visit, stage)
        asked(page, REMOTE)
        expect(page.locator(".answer .error")).to_contain_text("could not be reached")
        expect(page.locator(".asked")).to_contain_text(REMOTE)
        told = [text for text in visit.complaints if "SERVER_SITES" in text]
        assert len(told) == 1
        assert stage.host.url in told[0]


def test_a_page_that_denies_storage_still_answers(stage: Stage, visit: Visit) -> None:
    visit.context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page = opened(visit, stage)
    asked(page, ANSWERED)
    expect(asked(page, NOT_IN_GUIDE).locator(".label")).to_be_visible()
    expect(page.locator(".answer")).to_have_count(2)
    assert visit.faults == []


def test_a_visit_that_puts_another_body_in_place_keeps_the_widget(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    asked(page, ANSWERED)
    for heading in ("Second page", "Third page"):
        page.evaluate(
            """heading => {
              const body = document.createElement("body");
              body.append(Object.assign(document.createElement("h1"), { textContent: heading }));
              document.body.replaceWith(body);
              history.pushState({}, "", "#visited");
            }""",
            heading,
        )
        expect(page.locator("h1")).to_have_text(heading)
        expect(page.locator("career-advisor")).to_have_count(1)
        expect(page.locator(".asked")).to_contain_text([ANSWERED])
    asked(page, NOT_IN_GUIDE)
    assert visit.faults == []
