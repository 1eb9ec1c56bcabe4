"""Answers as server-sent events.

The order is start, status, sources, parts, claim, suggestions, then one done or one error.
"""

import contextlib
import json
import re
from collections.abc import AsyncGenerator
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from advisor.domain import (
    Arranged,
    ClaimMade,
    Event,
    Finished,
    Passage,
    PassagesFound,
    Progressed,
    SectionPlace,
    Started,
    Suggested,
)
from advisor.schemas import (
    CitationOut,
    ClaimOut,
    Out,
    PartOut,
    PlaceOut,
    answer_out,
    citation_out,
    claim_out,
    part_out,
    place_out,
)
from server.problems import ProblemOut, problem_of

PING_INTERVAL_S = 15.0
# JSON has escapes for the others; in it these stand in strings only.
LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


class StartOut(Out):
    id: str
    conversation_id: str
    searched: str


class StatusOut(Out):
    text: str


class SourcesOut(Out):
    sections: list[PlaceOut]


class PartsOut(Out):
    parts: list[PartOut]


class ClaimMadeOut(ClaimOut):
    new_citations: list[CitationOut]


class SuggestionsOut(Out):
    suggestions: list[str]


class AnswerStream(EventSourceResponse):
    """A streamed response of server-sent events from one source.

    When the reader leaves, the work behind the events ends before the request does.
    """

    def __init__(self, chunks: AsyncGenerator[bytes]) -> None:
        super().__init__(chunks, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with contextlib.aclosing(self._chunks):
            await super().__call__(scope, receive, send)


class Encoder:
    """Serializer and numberer of one answer's events."""

    def __init__(self, answer_id: str, link_base: str, conversation_id: str) -> None:
        self._answer_id = answer_id
        self._link_base = link_base
        self._conversation_id = conversation_id
        self._n_sent = 0

    def event(self, event: Event) -> bytes:
        """Serialize one advisor event with the next number."""
        match event:
            case Started():
                start = StartOut(id=event.answer_id, conversation_id=self._conversation_id, searched=event.searched)
                return self.write("start", start)
            case Progressed():
                return self.write("status", StatusOut(text=event.text))
            case PassagesFound():
                return self.write("sources", _sources(event.passages, self._link_base))
            case Arranged():
                return self.write("parts", PartsOut(parts=[part_out(part) for part in event.parts]))
            case ClaimMade():
                new = [citation_out(citation, public_url=self._link_base) for citation in event.new_citations]
                claim = claim_out(event.claim)
                return self.write("claim", ClaimMadeOut(**claim.model_dump(), new_citations=new))
            case Suggested():
                return self.write("suggestions", SuggestionsOut(suggestions=list(event.suggestions)))
            case Finished():
                return self.write("done", answer_out(event.answer, public_url=self._link_base))

    def error(self, error: Exception, request_id: str) -> bytes:
        return self.write("error", problem_of(error, request_id))

    def write(self, name: str, data: BaseModel) -> bytes:
        self._n_sent += 1
        return format_sse_event(event=name, data_str=one_line(data), id=f"{self._answer_id}:{self._n_sent}")


def ping() -> bytes:
    return KEEPALIVE_COMMENT


def error_event(out: ProblemOut) -> bytes:
    """Serialize an unnumbered error, for a stream of unknown count."""
    return format_sse_event(event="error", data_str=one_line(out))


def one_line(data: BaseModel) -> str:
    """Serialize to JSON without characters that may end a line."""
    return data.model_dump_json().translate(LINE_ENDS)


def event_number(last_event_id: str, answer_id: str) -> int:
    """Parse the number in a Last-Event-ID; 0 for another answer's."""
    of, _, number = last_event_id.rpartition(":")
    return int(number) if of == answer_id and re.fullmatch(r"[0-9]{1,6}", number) else 0


async def kept_stream(record: dict[str, Any], link_base: str, n_read: int) -> AsyncGenerator[bytes]:
    """Yield a stored answer as its one done event."""
    answer = linked(record, link_base)
    yield format_sse_event(event="done", data_str=json.dumps(answer), id=f"{answer['id']}:{n_read + 1}")


def linked(record: dict[str, Any], link_base: str) -> dict[str, Any]:
    """Return a stored answer with ``link_base`` before its links."""

    def link(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**place, "url": link_base + place["url"]} for place in places]

    found = {**record, "citations": link(record["citations"])}
    if more := record.get("more"):
        found["more"] = {**more, "citations": link(more["citations"])}
    if nearest := record.get("nearest"):
        found["nearest"] = link([nearest])[0]
    return found


def _sources(passages: tuple[Passage, ...], link_base: str) -> SourcesOut:
    """List the distinct sections of the passages, best first."""
    places = {(p.chunk.guide.id, p.chunk.section.anchor): p.chunk for p in reversed(passages)}
    sections = [
        place_out(SectionPlace(chunk.guide, chunk.section), public_url=link_base) for chunk in reversed(places.values())
    ]
    return SourcesOut(sections=sections)
