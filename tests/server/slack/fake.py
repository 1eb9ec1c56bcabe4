"""A Slack of our own on loopback. It holds callers to the rules that Slack documents, and fails when it is told to.

The rules, each with the page it was taken from (all under https://docs.slack.dev/reference/):
- text of a section up to 3,000 characters: block-kit/blocks/section-block
- Markdown up to 12,000 characters in a message, in messages only: block-kit/blocks/markdown-block
- up to 50 blocks in a message, 100 in a view: block-kit/blocks
- up to 25 elements of an actions block, each action_id once: block-kit/blocks/actions-block
- up to 5 elements of a context_actions block: block-kit/blocks/context-actions-block
- a button's label up to 75 and its value up to 2,000 characters: block-kit/block-elements/button-element
- markdown_text up to 12,000, never with blocks or text: methods/chat.postMessage
- recipients of a stream in channels, and its thread: methods/chat.startStream
- a message that is still streaming is not edited: methods/chat.update
- a stream that has ended takes nothing more: methods/chat.appendStream, methods/chat.stopStream
- up to 4 prompts, in the agent view without a thread: methods/assistant.threads.setSuggestedPrompts
- the states of a session, with its thread: methods/agents.sessions.setStatus
- a response_url is good for five calls: https://docs.slack.dev/interactivity/handling-user-interaction
"""

import asyncio
import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.slack.rendering import Message
from tests.server.made import wait_until

STATES = ("active", "processing", "suspended", "closed")
ENDED = object()


class RuleError(Exception):
    """Slack's word for what a caller did wrong, and where."""


@dataclass
class Posted:
    """A message as people see it."""

    channel: str
    ts: str
    thread: str
    markdown: str = ""
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    is_streaming: bool = False
    n_updates: int = 0

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [e for block in self.blocks if block["type"] == "actions" for e in block["elements"]]

    @property
    def thumbs(self) -> dict[str, Any] | None:
        found = [e for block in self.blocks if block["type"] == "context_actions" for e in block["elements"]]
        return found[0] if found else None

    def readable(self) -> Message:
        """For golden files."""
        buttons = tuple((b["action_id"], b["text"]["text"], b["value"]) for b in self.buttons)
        rates = self.thumbs["positive_button"]["value"].partition(":")[2] if self.thumbs else ""
        return Message(self.markdown or self.text, self.text, buttons, rates)


@dataclass
class FakeSlack:
    url: str = ""
    tokens: dict[str, str] = field(default_factory=lambda: {"xoxb-1": "T1", "xoxb-2": "T2"})
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    messages: dict[tuple[str, str], Posted] = field(default_factory=dict)
    private: list[Posted] = field(default_factory=list)
    failures: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    acks: dict[str, Any] = field(default_factory=dict)
    _sockets: list[tuple[WebSocket, asyncio.AbstractEventLoop]] = field(default_factory=list)
    _n: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _n_responses: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    # --- what a test does ---

    def fail(self, method: str, *how: Any) -> None:
        """The next calls end so: an error's name, ``(429, seconds)``, ``"cut"``, or ``"cut after"`` it was done."""
        self.failures[method] += how

    def called(self, method: str) -> list[dict[str, Any]]:
        return [args for name, args in self.calls if name == method]

    def thread(self, channel: str, thread: str) -> list[Posted]:
        return [m for m in self.messages.values() if (m.channel, m.thread) == (channel, thread)]

    def settled(self, channel: str, thread: str, n: int) -> list[Posted]:
        """The messages of a thread when there are ``n``, none is still streaming, and the session has ended."""

        def is_so() -> bool:
            found = self.thread(channel, thread)
            return (
                len(found) >= n and not any(m.is_streaming for m in found) and all(m.markdown or m.text for m in found)
            )

        wait_until(is_so)
        return self.thread(channel, thread)

    def is_connected(self) -> bool:
        return bool(self._sockets)

    def push(self, kind: str, payload: dict[str, Any], envelope_id: str = "") -> str:
        """Send an envelope through the socket; ``acks`` has its id when it was acknowledged."""
        envelope_id = envelope_id or f"E{next(self._n)}"
        socket, loop = self._sockets[-1]
        envelope = {
            "envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True,
        }  # fmt: skip
        asyncio.run_coroutine_threadsafe(socket.send_text(json.dumps(envelope)), loop).result(10)
        return envelope_id

    def drop(self) -> None:
        """Slack asks for a new connection, and closes this one."""
        socket, loop = self._sockets.pop()
        asyncio.run_coroutine_threadsafe(socket.close(), loop).result(10)

    # --- what Slack does ---

    async def api(self, request: Request) -> Response:
        method = request.path_params["method"]
        args = await _arguments(request)
        self.calls.append((method, args))
        how = self.failures[method].pop(0) if self.failures[method] else None
        if isinstance(how, tuple):
            return JSONResponse({"ok": False, "error": "ratelimited"}, how[0], {"Retry-After": str(how[1])})
        if how == "cut":
            return _Cut()
        if how == "message_not_in_streaming_state":
            self._message(args).is_streaming = False
        if how is not None and how != "cut after":
            return JSONResponse({"ok": False, "error": how})
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            if method == "apps.connections.open":
                given = {"url": self.url.replace("http", "ws") + "/socket"}
            elif token not in self.tokens:
                raise RuleError("invalid_auth", method)
            else:
                given = self._do(method, args, self.tokens[token])
        except RuleError as error:
            if error.args[0] != "message_not_in_streaming_state":  # nobody can know that after a cut
                self.broken.append(f"{method}: {error.args}")
            return JSONResponse({"ok": False, "error": error.args[0]})
        return _Cut() if how == "cut after" else JSONResponse({"ok": True, **given})

    async def respond(self, request: Request) -> Response:
        args = await request.json()
        where = request.path_params["where"]
        self.calls.append(("respond", args))
        self._n_responses[where] += 1
        try:
            if self._n_responses[where] > 5:
                raise RuleError("used_url", where)
            _check_message(args)
        except RuleError as error:
            self.broken.append(f"respond: {error.args}")
            return JSONResponse({"ok": False, "error": error.args[0]}, 404)
        posted = Posted(where, self._ts(), "", *_shown(args))
        if args.get("response_type") == "in_channel":
            self.messages[(where, posted.ts)] = posted
        else:
            self.private.append(posted)
        return JSONResponse({"ok": True})

    async def socket(self, socket: WebSocket) -> None:
        await socket.accept()
        self._sockets.append((socket, asyncio.get_running_loop()))
        try:
            await socket.send_text(json.dumps({"type": "hello", "num_connections": 1}))
            while True:
                told = json.loads(await socket.receive_text())
                self.acks[told["envelope_id"]] = told.get("payload")
        except (WebSocketDisconnect, RuntimeError):
            pass

    def _ts(self) -> str:
        return f"1700000000.{next(self._n):06d}"

    def _do(self, method: str, args: dict[str, Any], team: str) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": team, "user_id": f"UBOT{team}", "bot_id": f"B{team}", "team": team, "user": "bot"}
            case "chat.postMessage":
                _check_message(args)
                posted = Posted(args["channel"], self._ts(), args.get("thread_ts", ""), *_shown(args))
                self.messages[(posted.channel, posted.ts)] = posted
                return {"ts": posted.ts, "channel": posted.channel}
            case "chat.update":
                posted = self._message(args)
                _check_message(args)
                if posted.is_streaming:
                    raise RuleError("streaming_state_conflict", args["ts"])
                posted.markdown, posted.text, posted.blocks = _shown(args)
                posted.n_updates += 1
                return {"ts": posted.ts}
            case "chat.startStream":
                _check(bool(args.get("thread_ts")), "invalid_thread_ts", args)
                if not args["channel"].startswith("D"):
                    _check(bool(args.get("recipient_team_id")), "missing_recipient_team_id", args)
                    _check(bool(args.get("recipient_user_id")), "missing_recipient_user_id", args)
                _check(len(args.get("markdown_text", "")) <= 12_000, "msg_too_long", args)
                markdown = args.get("markdown_text", "")
                posted = Posted(args["channel"], self._ts(), args["thread_ts"], markdown, is_streaming=True)
                self.messages[(posted.channel, posted.ts)] = posted
                return {"ts": posted.ts, "channel": posted.channel}
            case "chat.appendStream" | "chat.stopStream":
                posted = self._message(args)
                _check(posted.is_streaming, "message_not_in_streaming_state", args)
                piece = args.get("markdown_text", "")
                _check(len(piece) <= 12_000 and len(posted.markdown) + len(piece) <= 13_200, "msg_too_long", args)
                posted.markdown += piece
                if method == "chat.stopStream":
                    _check_blocks(args.get("blocks", []), 50)
                    _check(args.get("session_status", "active") in STATES, "invalid_arguments", args)
                    posted.blocks, posted.is_streaming = args.get("blocks", []), False
                else:
                    _check(bool(piece), "invalid_arguments", args)
                return {"ts": posted.ts}
            case "assistant.threads.setSuggestedPrompts":
                _check("thread_ts" not in args, "thread_ts_in_agent_view", args)
                _check(1 <= len(args["prompts"]) <= 4, "too_many_prompts", args)
                _check(all(p["title"] and p["message"] for p in args["prompts"]), "invalid_arguments", args)
                return {}
            case "agents.sessions.setStatus":
                _check(args["status"] in STATES, "invalid_status", args)
                _check(bool(args.get("thread_ts")) and bool(args.get("channel_id")), "invalid_arguments", args)
                return {}
            case "views.publish" | "views.open":
                blocks = args["view"]["blocks"]
                _check(all(block["type"] != "markdown" for block in blocks), "invalid_blocks", args)
                _check_blocks(blocks, 100)
                title = args["view"].get("title", {"text": ""})["text"]
                _check(len(title) <= 24, "invalid_arguments", args)
                return {"view": {"id": "V1"}}
            case "conversations.open":
                return {"channel": {"id": f"D{args['users']}"}}
        raise RuleError("unknown_method", method)

    def _message(self, args: dict[str, Any]) -> Posted:
        found = self.messages.get((args["channel"], args["ts"]))
        if found is None:
            raise RuleError("message_not_found", args)
        return found


class _Cut(Response):
    """Closes the connection without a word."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


async def _arguments(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    return {**request.query_params, **dict(parse_qsl((await request.body()).decode()))}


def _shown(args: dict[str, Any]) -> tuple[str, str, list[dict[str, Any]]]:
    blocks = args.get("blocks") or []
    markdown = args.get("markdown_text", "") or "".join(b["text"] for b in blocks if b["type"] == "markdown")
    return markdown, args.get("text", ""), blocks


def _check(is_so: bool, error: str, where: Any) -> None:
    if not is_so:
        raise RuleError(error, str(where)[:500])


def _check_message(args: dict[str, Any]) -> None:
    markdown = args.get("markdown_text")
    if markdown is not None:
        _check(not args.get("blocks") and not args.get("text"), "markdown_text_conflict", args)
        _check(0 < len(markdown) <= 12_000, "msg_too_long", args)
    _check(bool(markdown or args.get("text") or args.get("blocks")), "no_text", args)
    _check(len(args.get("text") or "") <= 40_000, "msg_too_long", args)
    _check_blocks(args.get("blocks") or [], 50)


def _check_blocks(blocks: list[dict[str, Any]], limit: int) -> None:
    _check(len(blocks) <= limit, "invalid_blocks", "too many")
    _check(sum(len(b["text"]) for b in blocks if b["type"] == "markdown") <= 12_000, "invalid_blocks", "markdown")
    for block in blocks:
        kind, elements = block["type"], block.get("elements", [])
        if kind == "section":
            _check(1 <= len(block["text"]["text"]) <= 3_000, "invalid_blocks", block)
        elif kind == "header":
            _check(1 <= len(block["text"]["text"]) <= 150, "invalid_blocks", block)
        elif kind == "actions":
            _check(1 <= len(elements) <= 25, "invalid_blocks", block)
            _check(len({e["action_id"] for e in elements}) == len(elements), "invalid_blocks", block)
            for element in elements:
                _check(1 <= len(element["text"]["text"]) <= 75, "invalid_blocks", element)
                _check(len(element["value"]) <= 2_000 and len(element["action_id"]) <= 255, "invalid_blocks", element)
        elif kind == "context_actions":
            _check(1 <= len(elements) <= 5, "invalid_blocks", block)
        else:
            _check(kind in ("markdown", "rich_text", "input"), "invalid_blocks", block)


@contextmanager
def faking() -> Iterator[FakeSlack]:
    """The fake on a free loopback port, in a thread."""
    fake = FakeSlack()
    app = Starlette(
        routes=[
            Route("/api/{method}", fake.api, methods=["POST", "GET"]),
            Route("/respond/{where}", fake.respond, methods=["POST"]),
            WebSocketRoute("/socket", fake.socket),
        ]
    )
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        fake.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield fake
    finally:
        server.should_exit = True
        thread.join()
