"""Chromium, visits that note every complaint, pages of other origins, and axe."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect, sync_playwright

from evals.chat.loopback import listening

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no chromium, chromium-browser or google-chrome on the path"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own, closed afterwards. While it is there, a loop runs in this thread."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        yield browser


SCREENS = {"wide": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")

SITE = "harbour-library"

# What a browser says of a network that a test broke on purpose, and of nothing else.
NETWORK_LINE = "Failed to load resource"


class Visit:
    """A fresh profile that notes everything the browser complains about, and every address it asks."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**options)
        self.complaints: list[str] = []
        self.requests: list[Request] = []
        self.context.on("console", lambda message: self.complaints.append(message.text))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("request", lambda request: self.requests.append(request))

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page

    @property
    def faults(self) -> list[str]:
        """The complaints without the lines about a broken network."""
        return [text for text in self.complaints if NETWORK_LINE not in text]

    def origins(self) -> set[str]:
        """The origins that were asked for anything."""
        return {"/".join(request.url.split("/")[:3]) for request in self.requests}


def eventually(page: Page, script: str) -> None:
    """Wait until a script gives true. Playwright's own waiting evaluates in the page, which its policy forbids."""
    deadline = time.monotonic() + 15
    while not page.evaluate(script):
        assert time.monotonic() < deadline, f"never true: {script}"
        page.wait_for_timeout(50)


def violations(page: Page) -> list[str]:
    """What axe finds wrong in the page, its shadow trees included."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {json.dumps([node['target'] for node in one['nodes']])}" for one in found]


# --- the widget, as a person finds it ---------------------------------------


def field(page: Page) -> Locator:
    return page.get_by_label("Your question")


def ask(page: Page, question: str) -> None:
    field(page).fill(question)
    page.keyboard.press("Enter")


def last_answer(page: Page) -> Locator:
    return page.locator(".answer").last


def finished(page: Page) -> Locator:
    """The last answer, when it is whole."""
    expect(last_answer(page)).not_to_have_attribute("data-state", "pending")
    return last_answer(page)


def asked(page: Page, question: str) -> Locator:
    n = page.locator(".answer").count()
    ask(page, question)
    expect(page.locator(".answer")).to_have_count(n + 1)
    return finished(page)


# --- pages of another origin ------------------------------------------------

HOST_PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Harbour Street Library</title><link rel="stylesheet" href="/host.css"></head>
<body><header><p>Harbour Street Library</p></header>
<main><h1>Thinking of a new trade?</h1><p>Come in on Thursdays.</p>{inside}</main>
{tags}</body></html>"""

HOST_STYLE = """html { font-size: 62.5%; } body { font: 1.8rem/1.9 Georgia, serif; margin: 0 auto; max-width: 60rem;
  padding: 2rem; color: #222; background: #fff; text-transform: none; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111; } }
button { background: hotpink; text-transform: uppercase; } p { margin: 5rem; }"""


def host_policy(api: str) -> str:
    """As strict as a page can be that lets this one script in; scripts may build nothing from strings."""
    return (
        f"default-src 'none'; script-src {api}; connect-src {api}; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


class Host:
    """A site that is not ours: its page holds ``inside`` and ``tags``, as its owner would have pasted them."""

    def __init__(self) -> None:
        self.api = self.url = ""
        self.inside = self.tags = ""
        self.lang, self.dir = "en", "ltr"
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = host.answer(self.path)
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", host_policy(host.api))
                self.end_headers()
                self.wfile.write(body.encode())

        self.handler = Handler

    def answer(self, path: str) -> tuple[str, str]:
        if path == "/host.css":
            return "text/css", HOST_STYLE
        if path == "/favicon.ico":
            return "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'
        page = HOST_PAGE.format(lang=self.lang, dir=self.dir, inside=self.inside, tags=self.tags)
        return "text/html; charset=utf-8", page

    def tag(self, **data: str) -> str:
        settings = "".join(f' data-{name}="{value}"' for name, value in data.items())
        return f'<script src="{self.api}/widget.js"{settings} defer></script>'


@contextmanager
def hosting() -> Iterator[Host]:
    host = Host()
    with listening(host.handler) as host.url:
        yield host
