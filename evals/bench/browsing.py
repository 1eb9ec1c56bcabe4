"""The widget's cost for its page in Chromium: CPU and memory."""

import itertools
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from evals.bench.figures import BenchFigure, Bound, CannotMeasureError
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.serving import HOST, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

WIDGET = "widget"
BOUND_READY, BOUND_ANSWER, BOUND_MEMORY = Bound(most=100), Bound(most=50), Bound(most=1.2)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

PAGE = (
    "<!doctype html><html lang=en><title>A page</title><body><h1>A page</h1><p>With little on it.</p>{}</body></html>"
)
TAG = '<script src="/widget.js" defer></script>'
READY = "document.querySelector('career-advisor')?.ready"
ASK = "(question) => document.querySelector('career-advisor').ask(question)"
OPEN = "document.querySelector('career-advisor').open()"
ANSWERS = "document.querySelector('career-advisor').shadowRoot.querySelectorAll('.answer[data-state=done]').length"


def measure_widget(prepared: BenchData, n_loads: int, n_few: int, n_many: int) -> Iterator[BenchFigure]:
    """Yield CPU to ready, CPU per answer, and memory growth.

    Memory is compared after ``n_few`` and after ``n_many`` questions.
    """
    settings = {"SERVER_LIMIT_PER_SESSION": "0", "SERVER_LIMIT_PER_ADDRESS": "0"}
    with running_server(prepared.shipped, settings=settings) as server, _chromium() as browser:
        site = f"http://{HOST}:{server.port}"
        yield _ready(browser, site, n_loads)
        yield from _answers(browser, site, n_few, n_many)


def _ready(browser: "Browser", site: str, n_loads: int) -> BenchFigure:
    page, session = _page(browser, site)
    spent: dict[str, list[float]] = {"bare": [], WIDGET: []}
    for path in ("bare", WIDGET) * (n_loads + 1):
        before = _cpu_ms(session)
        page.goto(f"{site}/bench-{path}")
        page.evaluate(READY)
        spent[path].append(_cpu_ms(session) - before)
    bare, ours = (statistics.mean(spent[path][1:]) for path in ("bare", WIDGET))
    page.context.close()
    name = "page with the widget − the same page without it, CPU to ready"
    return BenchFigure(
        WIDGET, name, ours - bare, "ms", BOUND_READY, beside=f"{ours:.0f} ÷ {bare:.0f} ms = {ours / bare:.2f}"
    )


def _answers(browser: "Browser", site: str, n_few: int, n_many: int) -> Iterator[BenchFigure]:
    page, session = _page(browser, site)
    page.goto(f"{site}/bench-{WIDGET}")
    page.evaluate(READY)
    page.evaluate(OPEN)
    questions = itertools.islice(itertools.cycle(QUESTIONS), n_many)
    spent: list[float] = []
    memory: dict[int, float] = {}
    for n, question in enumerate(questions, 1):
        before = _cpu_ms(session)
        page.evaluate(ASK, question)
        spent.append(_cpu_ms(session) - before)
        if n in (n_few, n_many):
            memory[n] = _heap_mb(session)
    if not page.evaluate(ANSWERS):
        raise CannotMeasureError("The widget showed no answer.")
    page.context.close()
    name = "the widget's own CPU for an answer"
    yield BenchFigure(WIDGET, name, statistics.mean(spent), "ms", BOUND_ANSWER, beside=f"mean of {n_many}")
    name = f"memory after {n_many} questions ÷ after {n_few}"
    beside = f"{memory[n_many]:.1f} ÷ {memory[n_few]:.1f} MB of the page's heap"
    yield BenchFigure(WIDGET, name, memory[n_many] / memory[n_few], bound=BOUND_MEMORY, beside=beside)


def _page(browser: "Browser", site: str) -> "tuple[Page, CDPSession]":
    """Open a page whose process the site's next pages reuse."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    for path, tag in (("bare", ""), (WIDGET, TAG)):
        body = PAGE.format(tag)
        context.route(
            f"{site}/bench-{path}", lambda route, _, body=body: route.fulfill(body=body, content_type="text/html")
        )
    page = context.new_page()
    page.goto(f"{site}/bench-bare")
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    return page, session


def _cpu_ms(session: "CDPSession") -> float:
    """Return the page process's CPU time, in steps of 10 ms."""
    return 1000 * _metric(session, "ProcessTime")


def _heap_mb(session: "CDPSession") -> float:
    session.send("HeapProfiler.collectGarbage")
    return _metric(session, "JSHeapUsedSize") / 1e6


def _metric(session: "CDPSession", name: str) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == name))


@contextmanager
def _chromium() -> "Iterator[Browser]":
    """Start the system's Chromium.

    Raises CannotMeasureError when there is none.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise CannotMeasureError(f"None of {', '.join(BROWSERS)} is on the path.")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CannotMeasureError("playwright, one of the packages of the extra `dev`, is not installed.") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
