"""A Slack of our own on loopback. It holds callers to the rules that Slack documents, and fails when it is told to.

The rules for what a message may hold are in ``rules.py``; the others, each with the page it was taken from (all under
https://docs.slack.dev/reference/ but for the last two):
- markdown_text up to 12,000, never with blocks or text: methods/chat.postMessage
- recipients of a stream in channels, and its thread: methods/chat.startStream
- a message that is still streaming is not edited: methods/chat.update
- a stream that has ended takes nothing more: methods/chat.appendStream, methods/chat.stopStream
- up to 4 prompts, in the agent view without a thread: methods/assistant.threads.setSuggestedPrompts
- the states of a session, with its thread: methods/agents.sessions.setStatus
- a code is good for once, with the client's own secret and the address it was sent to: methods/oauth.v2.access
- scopes, a state and an address of the app's to come back to: https://docs.slack.dev/authentication/installing-with-oauth
- a response_url is good for five calls: https://docs.slack.dev/interactivity/handling-user-interaction
"""

import asyncio
import itertools
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.slack.rendering import Message
from tests.server.made import running, wait_until
from tests.server.slack.oauth import Installations
from tests.server.slack.rules import RuleError, check, check_blocks, check_message

STATES = ("active", "processing", "suspended", "closed")


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
    team: str = "T1"

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
    messages: dict[tuple[str, str, str], Posted] = field(default_factory=dict)
    private: list[Posted] = field(default_factory=list)
    failures: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    acks: dict[str, Any] = field(default_factory=dict)
    before: Callable[[str], Awaitable[None]] | None = None  # may hold a call up
    sessions: dict[tuple[str, str, str], str] = field(default_factory=dict)  # how the agent's work in a thread stands
    _sockets: list[tuple[WebSocket, asyncio.AbstractEventLoop]] = field(default_factory=list)
    _n: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _n_responses: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    # --- what a test does ---

    def fail(self, method: str, *how: Any) -> None:
        """The next calls end so: an error's name, ``(429, seconds)``, ``"cut"``, or ``"cut after"`` it was done."""
        self.failures[method] += how

    def called(self, method: str) -> list[dict[str, Any]]:
        return [args for name, args in self.calls if name == method]

    def __post_init__(self) -> None:
        self.installations = Installations(self.tokens)

    def thread(self, channel: str, thread: str, *, team: str = "T1") -> list[Posted]:
        return [m for m in self.messages.values() if (m.team, m.channel, m.thread) == (team, channel, thread)]

    def settled(self, channel: str, thread: str, n: int, *, team: str = "T1") -> list[Posted]:
        """The messages of a thread when there are ``n``, none is still streaming, and the session has ended."""

        def is_so() -> bool:
            found = self.thread(channel, thread, team=team)
            return (
                len(found) >= n and not any(m.is_streaming for m in found) and all(m.markdown or m.text for m in found)
            )

        wait_until(is_so)
        return self.thread(channel, thread, team=team)

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
        if self.before:
            await self.before(method)
        how = self.failures[method].pop(0) if self.failures[method] else None
        if isinstance(how, tuple):
            return JSONResponse({"ok": False, "error": "ratelimited"}, how[0], {"Retry-After": str(how[1])})
        if how == "cut":
            return _Cut()
        authorization = request.headers.get("authorization", "")
        token = authorization.removeprefix("Bearer ")
        if how == "message_not_in_streaming_state":
            self._message(args, self.tokens[token]).is_streaming = False
        if token in self.installations.revoked:
            how = "token_revoked"
        if how is not None and how != "cut after":
            return JSONResponse({"ok": False, "error": how})
        try:
            if method == "apps.connections.open":
                given = {"url": self.url.replace("http", "ws") + "/socket"}
            elif method == "oauth.v2.access":
                given = self.installations.exchange(authorization, args)
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
        team, where = request.path_params["team"], request.path_params["where"]
        self.calls.append(("respond", args))
        self._n_responses[request.url.path] += 1
        try:
            if self._n_responses[request.url.path] > 5:
                raise RuleError("used_url", where)
            check_message(args)
        except RuleError as error:
            self.broken.append(f"respond: {error.args}")
            return JSONResponse({"ok": False, "error": error.args[0]}, 404)
        posted = Posted(where, self._ts(), "", *_shown(args), team=team)
        if args.get("response_type") == "in_channel":
            self.messages[(team, where, posted.ts)] = posted
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
                check_message(args)
                posted = Posted(args["channel"], self._ts(), args.get("thread_ts", ""), *_shown(args), team=team)
                self.messages[(team, posted.channel, posted.ts)] = posted
                return {"ts": posted.ts, "channel": posted.channel}
            case "chat.update":
                posted = self._message(args, team)
                check_message(args)
                if posted.is_streaming:
                    raise RuleError("streaming_state_conflict", args["ts"])
                posted.markdown, posted.text, posted.blocks = _shown(args)
                posted.n_updates += 1
                return {"ts": posted.ts}
            case "chat.startStream":
                check(bool(args.get("thread_ts")), "invalid_thread_ts", args)
                if not args["channel"].startswith("D"):
                    check(bool(args.get("recipient_team_id")), "missing_recipient_team_id", args)
                    check(bool(args.get("recipient_user_id")), "missing_recipient_user_id", args)
                check(len(args.get("markdown_text", "")) <= 12_000, "msg_too_long", args)
                markdown = args.get("markdown_text", "")
                posted = Posted(args["channel"], self._ts(), args["thread_ts"], markdown, is_streaming=True, team=team)
                self.messages[(team, posted.channel, posted.ts)] = posted
                return {"ts": posted.ts, "channel": posted.channel}
            case "chat.appendStream" | "chat.stopStream":
                posted = self._message(args, team)
                check(posted.is_streaming, "message_not_in_streaming_state", args)
                piece = args.get("markdown_text", "")
                check(len(piece) <= 12_000 and len(posted.markdown) + len(piece) <= 13_200, "msg_too_long", args)
                posted.markdown += piece
                if method == "chat.stopStream":
                    check_blocks(args.get("blocks", []), 50)
                    check(args.get("session_status", "active") in STATES, "invalid_arguments", args)
                    posted.blocks, posted.is_streaming = args.get("blocks", []), False
                    self.sessions[team, posted.channel, posted.thread] = args.get("session_status", "active")
                else:
                    check(bool(piece), "invalid_arguments", args)
                return {"ts": posted.ts}
            case "assistant.threads.setSuggestedPrompts":
                check("thread_ts" not in args, "thread_ts_in_agent_view", args)
                check(1 <= len(args["prompts"]) <= 4, "too_many_prompts", args)
                check(all(p["title"] and p["message"] for p in args["prompts"]), "invalid_arguments", args)
                return {}
            case "agents.sessions.setStatus":
                check(args["status"] in STATES, "invalid_status", args)
                check(bool(args.get("thread_ts")) and bool(args.get("channel_id")), "invalid_arguments", args)
                self.sessions[team, args["channel_id"], args["thread_ts"]] = args["status"]
                return {}
            case "views.publish" | "views.open":
                blocks = args["view"]["blocks"]
                check(all(block["type"] != "markdown" for block in blocks), "invalid_blocks", args)
                check_blocks(blocks, 100)
                title = args["view"].get("title", {"text": ""})["text"]
                check(len(title) <= 24, "invalid_arguments", args)
                return {"view": {"id": "V1"}}
            case "conversations.open":
                return {"channel": {"id": f"D{args['users']}"}}
        raise RuleError("unknown_method", method)

    def _message(self, args: dict[str, Any], team: str) -> Posted:
        found = self.messages.get((team, args["channel"], args["ts"]))
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


@contextmanager
def faking() -> Iterator[FakeSlack]:
    """The fake on a free loopback port, in a thread."""
    fake = FakeSlack()
    app = Starlette(
        routes=[
            Route("/api/{method}", fake.api, methods=["POST", "GET"]),
            Route("/respond/{team}/{where}/{n}", fake.respond, methods=["POST"]),
            WebSocketRoute("/socket", fake.socket),
        ]
    )
    with running(app, ws="websockets-sansio") as fake.url:
        yield fake
