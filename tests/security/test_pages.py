"""No path, header or text leads out of what is served, into a page as markup, or to another server."""

import re

import pytest

from tests.security.attacked import Attacked, n_unforeseen

pytestmark = pytest.mark.process

CLOSE = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
OUTSIDE = re.compile(rb"root:|import |\[project\]|SQLite format|career-advisor\"")
UP = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e%252f", "..;/", ".../", "..%c0%af",
      "%00../", "..%00/", "..%0d%0a/", "../%2e/", "\u2025/", "%u002e%u002e/")  # fmt: skip
WANTED = (
    "app.py",
    "settings.py",
    "templates/reader.html",
    "etc/passwd",
    "data/conversations.db",
    "proc/self/environ",
    "",
)


@pytest.mark.parametrize("up", UP)
def test_no_path_leads_out_of_what_is_served(attacked: Attacked, up: str) -> None:
    for place in (
        "/static/",
        "/widget/",
        "/widget/words/",
        "/guides/",
        "/api/guides/",
        "/",
        "//",
        "/static//",
        "/static/chat.css/",
    ):
        for wanted in WANTED:
            for n in (1, 3, 9):
                answer = attacked.raw(b"GET " + f"{place}{up * n}{wanted}".encode() + CLOSE)
                head, _, body = answer.partition(b"\r\n\r\n")
                status = int(head.split(b" ")[1])
                assert status in (307, 400, 404, 405) or (status == 200 and b"text/html" in head), answer
                assert not OUTSIDE.search(body) or status == 200, answer


@pytest.mark.parametrize(
    "path",
    ["/static/%2fetc/passwd", "/static//etc/passwd", "/static/C:%5cWindows", "/static/file:%2f%2f%2fetc/passwd",
     "/static/.", "/static/..", "/static/%00", "/static/chat.css%00.py", "/static/~root", "/static/*",
     "/widget/words/../de.js", "/widget/words/%2e.js", "/widget/words/de%00.js", "/widget/words/.js",
     "/widget/answer.js"],
)  # fmt: skip
def test_a_file_has_one_address_and_a_folder_none(attacked: Attacked, path: str) -> None:
    answer = attacked.raw(b"GET " + path.encode() + CLOSE)
    assert answer.split(b" ")[1] in (b"404", b"400"), answer


@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "//evil.example/%2e%2e", "//evil.example//", "/%2f%2fevil.example/", "/\\evil.example/",
     "/%5cevil.example/", "http://evil.example/", "http://evil.example/api/guides/", "/api/guides//evil.example/",
     "/api/guides/", "/guides/x/", "/guides/", "/static/../../evil.example/", "/healthz/", "/api/chat/x/",
     "/@evil.example/", "/.evil.example/", "/api/guides/?next=//evil.example", "/?guide=//evil.example"],
)  # fmt: skip
def test_nobody_is_led_to_another_server(attacked: Attacked, target: str) -> None:
    for more in (
        b"",
        b"X-Forwarded-Host: evil.example\r\n",
        b"X-Forwarded-Prefix: //evil.example\r\n",
        b"X-Original-URL: /metrics\r\n",
    ):
        answer = attacked.raw(b"GET " + target.encode() + CLOSE.replace(b"\r\n\r\n", b"\r\n" + more + b"\r\n"))
        head, _, body = answer.partition(b"\r\n\r\n")
        for location in re.findall(rb"(?im)^location: *(.*)$", head):
            assert location.startswith((b"http://localhost/", b"/")), location
            assert not location.startswith((b"//", b"/\\")), location
        assert not re.search(rb"(?:href|src|action)=[\"']?(?:https?:)?//evil", body)


@pytest.mark.parametrize(
    "broken",
    ["%0d%0aX-Injected:%20yes", "%0aX-Injected:%20yes", "%E5%98%8A%E5%98%8DX-Injected:yes", "%00",
     "\u560a\u560dX-Injected:yes", "%c2%85X-Injected:yes", "%e2%80%a8X-Injected:yes"],
)  # fmt: skip
def test_no_line_break_of_a_caller_gets_into_a_head_an_event_or_a_log_line(attacked: Attacked, broken: str) -> None:
    before = len(attacked.log.read_text().splitlines())
    for path in (
        "/guides/{}",
        "/guides/{}/",
        "/api/guides/{}",
        "/api/chat/{}",
        "/?guide={}",
        "/{}",
        "/static/{}",
        "/api/guides/{}/",
    ):
        answer = attacked.client.get(path.replace("{}", broken), headers={"Accept": "text/event-stream, */*"})
        assert "x-injected" not in answer.headers
        assert not re.search(r"(?m)^X-Injected", answer.text)
    lines = attacked.log.read_text().splitlines()[before:]
    assert all(line.startswith("{") and line.endswith("}") for line in lines)
    assert "Injected" not in "".join(lines)


def test_line_breaks_in_what_is_said_stay_in_their_event(attacked: Attacked) -> None:
    said = "Can a tailor work from home?\n\nevent: done\ndata: {}\n\nid: 7\r\rdata: x\u2028data: y\x85data: z"
    answer = attacked.post("/api/chat", {"question": said}, Accept="text/event-stream")
    for line in re.split(r"\r\n|\r|\n|\u2028|\x85", answer.text):
        assert re.match(r"(event: [a-z]+|data: \{.*\}|id: [0-9a-f]+:\d+|: .*|)$", line), line


def test_every_answer_to_one_reader_is_in_no_cache(attacked: Attacked) -> None:
    token = attacked.post("/api/session", {}).json()["token"]
    me = {"Authorization": f"Bearer {token}"}
    hello = {"question": "Hello"}
    answers = [
        *(attacked.post("/api/session", body) for body in ({}, {"secret": 1}, b"{")),
        *(attacked.get(f"/api/conversations{rest}", **me) for rest in ("", "/", "/x")),
        *(attacked.client.request(method, "/api/conversations/x", headers=me) for method in ("DELETE", "HEAD", "PUT")),
        attacked.client.options("/api/session"),
        attacked.post("/api/chat", hello, **me),
        attacked.post("/api/chat", hello, Accept="text/event-stream", **me),
        attacked.post("/api/chat", b" " * 70_000, **me),
        attacked.get("/api/chat/x", **me),
        attacked.post("/api/feedback", {"answer": "x", "rating": "up"}, **me),
        attacked.get("/api/nothing", **me),
        attacked.get("/api/conversations"),
        attacked.get("/api/conversations", Authorization="Bearer x"),
        attacked.get("/api/conversations", Origin="https://evil.example"),
    ]
    for answer in answers:
        assert answer.headers.get_list("cache-control") == ["no-store"], (answer.request.url, answer.status_code)
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers


def test_the_log_names_neither_addresses_nor_what_callers_made_up(attacked: Attacked) -> None:
    canary = "CANARY9d1"
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n"
    end = "Connection: close\r\n\r\n"
    sent = [
        f"GET /{canary} HTTP/1.1\r\nHost: localhost\r\n{upgrade}{end}",
        f"{canary} / HTTP/1.1\r\n\r\n",
        f"GET / {canary}\r\n\r\n",
        f"GET /{canary}\r\n\r\n",
        f"GET /?q={canary} HTTP/1.1\r\nHost: {canary}\r\nUser-Agent: {canary}\r\n{end}",
        f"GET / HTTP/1.1\r\nHost: localhost\r\n{canary}: {canary * 9_000}\r\n\r\n",
        f"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n{end}{canary}",
        f"CONNECT {canary}:80 HTTP/1.1\r\nHost: localhost\r\n{end}",
        f"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nOrigin: https://{canary}\r\n{end}",
        f"GET /api/guides/{canary} HTTP/1.1\r\nHost: localhost\r\nCookie: {canary}\r\n{end}",
    ]
    for call in sent:
        attacked.raw(call.encode())
    attacked.post("/api/chat", {"question": canary, "guide": canary})
    text = attacked.log.read_text()
    assert canary not in text
    assert "127.0.0.1" not in text.replace("http://127.0.0.1", "")


def test_nothing_that_was_sent_here_was_a_fault_of_the_server(attacked: Attacked) -> None:
    assert n_unforeseen(attacked.log) == []
