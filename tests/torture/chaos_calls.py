"""Calls to a server whose workers die: what came back, over which connection, and when."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from tests.server.made import STREAM, Sent, read_events

Peer = tuple[str, int]  # the caller's end of a connection

ROOT = Path(__file__).parents[2]
SUITES = ("facts", "lists", "absent", "small_talk", "comparisons", "contradictions", "underspecified", "outside")
HANG_S = 120.0  # only keeps a failing test from waiting for ever
READING_S = (1.0, 5.0)  # between an answer and the next question
MAX_TURNS = 6
MAX_TRIES = 20
MOMENT_S = 1.0
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call; ``status`` is 0 when the connection ended before the answer did."""

    what: str
    peer: Peer
    began: float
    ended: float
    status: int
    words: str = ""

    @property
    def took_s(self) -> float:
        return self.ended - self.began

    @property
    def is_answered(self) -> bool:
        return self.status == 200


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was said to be kept."""

    conversation: str
    answer: str
    begun_at: float  # the conversation


@dataclass
class Reader(threading.Thread):
    """Asks real questions, one after the other, as a page or a script does.

    Some have a session, so that their answers are kept, and some read streams, which they resume when they are cut off.
    """

    number: int
    address: Peer
    questions: list[str]
    has_session: bool
    streams: bool
    stop: threading.Event
    calls: list[Call] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    gone: list[Kept] = field(default_factory=list)  # the first answers of conversations that were told to be gone
    resumed: list[Call] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    secret: str = ""
    token: str = ""
    conversation: str = ""
    begun_at: float = 0.0
    n_turns: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._random = random.Random(self.number)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        try:
            while not self.stop.wait(self._random.uniform(*READING_S)):
                question = self._random.choice(self.questions)
                if not any(self.ask(question) for _ in range(MAX_TRIES)):  # asked again at once, as the words say
                    raise AssertionError(f"asked {MAX_TRIES} times in vain: {self.calls[-1]}")
        except BaseException as error:  # told by the test
            self.faults.append(error)

    def ask(self, question: str) -> bool:
        """Ask once; False when it has to be asked again."""
        if self.has_session and not self.token and not self.open_session():
            return False
        body = {"question": question} | ({"conversation_id": self.conversation} if self.conversation else {})
        if self.streams:
            call, answer = self._ask_streaming(body)
        else:
            call, answer = self.call("ask", "POST", "/api/chat", body)
        self.calls.append(call)
        if call.status == 404 and self.conversation:
            self.gone.append(Kept(self.conversation, "", self.begun_at))
            self.conversation = ""
        if call.status == 401:
            self.token = ""
        if "in a moment" in call.words:
            time.sleep(MOMENT_S)
        if not call.is_answered:
            return False
        if answer["conversation_id"] and not any(one["kind"] == "not_kept" for one in answer["notices"]):
            if not self.conversation:
                self.conversation, self.begun_at, self.n_turns = answer["conversation_id"], call.began, 0
            self.kept.append(Kept(self.conversation, answer["id"], self.begun_at))
            self.n_turns += 1
            if self.n_turns == MAX_TURNS:
                self.conversation = ""
        return True

    def open_session(self) -> bool:
        body = {"secret": self.secret} if self.secret else {}
        call, session = self.call("session", "POST", "/api/session", body)
        self.calls.append(call)
        if call.is_answered:
            self.token, self.secret = session["token"], session["secret"]
        return call.is_answered

    def read(self, conversation: str) -> tuple[Call, Any]:
        return self.call("read", "GET", f"/api/conversations/{conversation}")

    def call(self, what: str, method: str, path: str, body: Any = None) -> tuple[Call, Any]:
        connection, peer, began = self._connect()
        try:
            connection.request(method, path, None if body is None else json.dumps(body), self._headers())
            answer = connection.getresponse()
            out = json.loads(answer.read())
            return Call(what, peer, began, time.monotonic(), answer.status, str(out.get("detail", ""))), out
        except (OSError, http.client.HTTPException) as error:
            return Call(what, peer, began, time.monotonic(), 0, repr(error)), None
        finally:
            connection.close()

    def _ask_streaming(self, body: Any) -> tuple[Call, Any]:
        seen: list[Sent] = []
        call, answer = self._stream("ask", "POST", "/api/chat", body, seen)
        if call.status or not seen:
            return call, answer
        last = seen[-1].id
        again, kept = self._stream(
            "resume", "GET", f"/api/chat/{last.partition(':')[0]}", None, [], {"Last-Event-ID": last}
        )
        self.resumed.append(again)
        if again.is_answered:
            return Call("ask", call.peer, call.began, again.ended, 200), kept
        return replace(call, words=again.words), None

    def _stream(
        self, what: str, method: str, path: str, body: Any, seen: list[Sent], headers: dict[str, str] | None = None
    ) -> tuple[Call, Any]:
        connection, peer, began = self._connect()

        def ended(status: int, words: str = "") -> Call:
            return Call(what, peer, began, time.monotonic(), status, words)

        try:
            given = self._headers() | STREAM | (headers or {})
            connection.request(method, path, None if body is None else json.dumps(body), given)
            answer = connection.getresponse()
            if answer.status != 200:
                return ended(answer.status, str(json.loads(answer.read()).get("detail", ""))), None
            for event in read_events(_lines(answer)):
                seen.append(event)
                if event.name == "done":
                    return ended(200), event.data
                if event.name == "error":
                    return ended(int(event.data["status"]), str(event.data["detail"])), None
            return ended(0, "the stream ended"), None
        except (OSError, http.client.HTTPException) as error:
            return ended(0, repr(error)), None
        finally:
            connection.close()

    def _connect(self) -> tuple[http.client.HTTPConnection, Peer, float]:
        began = time.monotonic()
        connection = http.client.HTTPConnection(
            *self.address, timeout=HANG_S, source_address=(f"127.1.0.{self.number + 1}", 0)
        )
        connection.connect()
        return connection, connection.sock.getsockname(), began

    def _headers(self) -> dict[str, str]:
        return JSON | ({"Authorization": f"Bearer {self.token}"} if self.token else {})


def _lines(answer: http.client.HTTPResponse) -> Iterator[str]:
    while line := answer.readline():
        yield line.decode().rstrip("\n")


def real_questions() -> list[str]:
    """The questions of the suite about the guide that ships."""
    folder = ROOT / "evals" / "suites" / "production-manager"
    suites = [yaml.load((folder / f"{name}.yaml").read_text(), yaml.CSafeLoader) for name in SUITES]
    return [case["question"] for suite in suites for case in suite["cases"]]
