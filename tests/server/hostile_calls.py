"""Strategies for calls that no honest client makes: for tests that nothing is answered with a 500."""

import json
from typing import Any

from hypothesis import strategies as st

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")
PATHS = (
    "/", "/api/chat", "/api/chat/{id}", "/api/chat/{id}/cancel", "/api/session", "/api/feedback", "/api/conversations",
    "/api/conversations/{id}", "/api/guides", "/api/guides/{id}", "/guides/{id}", "/widget.js", "/widget/words/{id}.js",
    "/static/{id}", "/healthz", "/readyz", "/metrics", "/openapi.json", "/slack/events", "/slack/install", "/{id}",
)  # fmt: skip
HEADERS = (
    "Accept", "Accept-Encoding", "Authorization", "Content-Type", "Cookie", "Forwarded", "If-None-Match",
    "Last-Event-ID", "Origin", "Range", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Site-Key", "Transfer-Encoding", "Upgrade",
    "X-Forwarded-For", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Relayed", "X-Slack-Request-Timestamp",
    "X-Slack-Signature", "Expect", "Host", "Content-Length", "Connection",
)  # fmt: skip
TELLING = (
    "application/json", "text/event-stream;q=nan", "*/*;q=0", "gzip;q=0", "gzip;q=nan", "Bearer ", "Bearer a.b.c",
    "null", "http://[", "https://x:99999999", "bytes=0-1,2-", "W/\"", "chunked", "websocket", "h2c", "100-continue",
    "127.0.0.1", "/a/../b", "cross-site", "navigate", "1" * 12, "v0=" + "0" * 64, "-1", "٣", "a:٣", "%", "\x85", "ÿ",
    "0", "close",
)  # fmt: skip
TEXTS = (
    st.text(st.characters(), max_size=40)
    | st.text(st.sampled_from("\ud800\udfff\u2028\u202e\0\x85\ufeff\U000e0041e1'\"{}[]%,. \t\n"), max_size=40)
    | st.sampled_from(("", "tailor", "Can a tailor work from home?", "\ud800", "a" * 3_000, "1e999", "\0"))
)
NUMBERS = st.integers() | st.floats() | st.sampled_from((10**400, -(10**20), 2**63))
FIELDS = ("question", "history", "conversation_id", "guide", "role", "content", "secret", "answer", "rating", "comment")
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS) | TEXTS, inner, max_size=5),
    max_leaves=12,
)


def _as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


BODIES = (
    VALUES.map(_as_json)
    | st.builds(lambda question, rest: _as_json({**rest, "question": question}), TEXTS, st.dictionaries(TEXTS, VALUES))
    | st.binary(max_size=200)
    | st.sampled_from(
        (b"", b"[" * 5_000, b'{"question":' * 2_000, b'{"question":' + b"9" * 5_000 + b"}", b"\xed\xa0\x80")
    )
    | st.just(b'{"question":"x","history":[{"role":"user","content":"\xed\xa0\x80"}]}')
)


@st.composite
def calls(draw: st.DrawFn) -> bytes:
    """The bytes of a request whose framing holds, so that its answer can be read."""
    method = draw(st.sampled_from(METHODS))
    name = draw(st.sampled_from(("tailor", "%00", "%ff%fe", "..%2f..", "%ed%a0%80", "é", "a" * 300, "%")) | TEXTS)
    path = draw(st.sampled_from(PATHS)).replace("{id}", name)
    query = draw(
        st.sampled_from(("", "?v=%ff&q=1-", "?guide=%00&about=\xff", "?q=99999999999999999999-1", "?v[]=1&v=2"))
    )
    target = f"{path}{query}".encode("utf-8", "replace").translate(None, b"\r\n \0\t")
    values = st.sampled_from(TELLING) | TEXTS
    given = draw(st.lists(st.tuples(st.sampled_from(HEADERS), values), max_size=6))
    lines = [
        f"{header}: {value}".encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")
        for header, value in given
        if header not in ("Transfer-Encoding", "Content-Length", "Connection", "Host")
    ]
    body = draw(BODIES)
    own = [b"Host: 127.0.0.1", b"Connection: close", b"Content-Length: %d" % len(body)]
    if draw(st.booleans()):
        own.append(b"Content-Type: application/json")
    return b"\r\n".join([method.encode() + b" " + (target or b"/") + b" HTTP/1.1", *own, *lines, b"", body])


@st.composite
def changed(draw: st.DrawFn, whole: Any) -> Any:
    """The same JSON with a few of its values replaced, or taken away."""
    copy = json.loads(json.dumps(whole))
    for _ in range(draw(st.integers(1, 3))):
        place, key = copy, None
        for _ in range(draw(st.integers(1, 4))):
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            parent, key = place, draw(st.sampled_from(keys))
            place = parent[key]
            if not isinstance(place, dict | list):
                break
        if key is None:
            continue
        if draw(st.integers(0, 3)) == 0:
            del parent[key]
        else:
            parent[key] = draw(VALUES)
    return copy
