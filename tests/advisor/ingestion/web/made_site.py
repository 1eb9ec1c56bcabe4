"""A small site on loopback, with pages that a test may change between two visits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from advisor.ingestion.web.pacing import Clock

PAGE = """\
<!doctype html><html><head><title>{role} | Careers</title>{head}</head><body>
<nav><a href="/">Home</a> <a href="/jobs">Jobs</a></nav>
<main><h1>{role}</h1>
<p>A {role} does careful work for the people of a town, indoors and outdoors, in every season of the year.</p>
<h2>Pay</h2><p>The median pay of a {role} was ${pay:,} a year in 2025. Night work pays more than day work.</p>
<h2>Training</h2><p>Most people who become a {role} need {years} years of training. A test ends the training.</p>
{more}</main><footer>All rights reserved</footer></body></html>
"""


def page(role: str = "Glazier", *, pay: int = 42_000, years: int = 3, head: str = "", more: str = "") -> str:
    """A page with a guide of some eighty words."""
    return PAGE.format(role=role, pay=pay, years=years, head=head, more=more)


def sitemap(*addresses: str, kind: str = "urlset") -> str:
    inner = "url" if kind == "urlset" else "sitemap"
    listed = "".join(f"<{inner}><loc>{one}</loc></{inner}>" for one in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?><{kind} xmlns="{space}">{listed}</{kind}>'


@dataclass
class Answer:
    """What the site answers at one path."""

    body: bytes | str = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""


@dataclass
class Site:
    """Answers by path, and the requests that came."""

    address: str = ""
    answers: dict[str, Answer | Callable[[Any], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, but robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def at(self, path: str) -> str:
        return f"{self.address}{path}"

    def put(self, path: str, body: bytes | str = "", **more: Any) -> str:
        """Answer so at a path from now on; the page's address."""
        self.answers[path] = Answer(body, **more)
        return self.at(path)

    def put_map(self, *paths: str, at: str = "/sitemap.xml") -> str:
        return self.put(at, sitemap(*(self.at(path) for path in paths)), kind="application/xml")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        with suppress(ConnectionError):  # a reader who had enough hangs up
            self.answer()

    def answer(self) -> None:
        self.site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        found = self.site.answers.get(self.path, Answer(b"nothing here", 404))
        if not isinstance(found, Answer):
            found(self)
            return
        body = found.body.encode() if isinstance(found.body, str) else found.body
        if found.etag and self.headers.get("If-None-Match") == found.etag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(found.status)
        self.send_header("Content-Type", found.kind)
        self.send_header("Content-Length", str(len(body)))
        if found.etag:
            self.send_header("ETag", found.etag)
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running_site() -> Iterator[Site]:
    """A site on a free port of loopback."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Hands:
    """A clock whose time passes only by sleeping."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.time = now
        self.slept: list[float] = []
        self.clock = Clock(lambda: self.time, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
