"""Targets of a run: the advisor in this process, or a server."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

import httpx2
import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from advisor.bootstrap import Parts
from advisor.domain import (
    Block,
    BlockKind,
    Excluded,
    Finished,
    Guide,
    Passage,
    PassagesFound,
    Question,
    Section,
    Turn,
)
from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.errors import AdvisorError
from advisor.generation.prompt_builder import prompts_hash
from advisor.generation.providers import provider_of
from advisor.index.pipeline import pipeline_name
from advisor.schemas import AnswerOut, GuideOut, answer_out, guide_out
from advisor.settings import Settings
from evals.cases.observation import Observation, PassageSeen, passages_seen
from evals.cases.suite import Case
from evals.runs.records import RunError, TargetDescribed

TIMEOUT_S = 60.0


class TargetError(Exception):
    """A case that could not be asked, with the reason.

    The case then counts as not measured rather than wrong.
    """


class Target(Protocol):
    """A source of answers.

    ``observe`` raises TargetError, the other methods RunError.
    """

    async def describe(self) -> TargetDescribed: ...

    async def guide(self, guide_id: str) -> GuideOut: ...

    async def observe(self, case: Case) -> Observation: ...

    async def aclose(self) -> None: ...


class CountedEmbedder:
    """An embedder that counts its calls."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.n_calls = 0

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.n_calls += 1
        return self._inner.encode(texts)

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        self.n_calls += 1
        return self._inner.encode_in_context(inputs)


class InProcessTarget:
    """The advisor over a data directory, in this process."""

    def __init__(self, parts: Parts) -> None:
        """Build the advisor of ``parts``.

        Raises RunError without an encoder, since readers would get other answers.
        """
        if parts.embedder_trouble:
            raise RunError(parts.embedder_trouble)
        self._parts = parts
        self._counted = parts.embedder if isinstance(parts.embedder, CountedEmbedder) else None
        self._advisor = parts.advisor()
        self._asking = 0

    async def describe(self) -> TargetDescribed:
        try:
            guides = self._advisor.guides()
            ready = self._advisor.readiness()
        except AdvisorError as error:
            raise RunError(str(error)) from error
        return TargetDescribed(
            kind="in-process",
            pipeline=pipeline_name(self._parts.embedder),
            embedder=ready.embedder,
            search=ready.search,
            guides={guide.id: guide.version for guide in guides},
            **model_described(self._parts.settings),
        )

    async def guide(self, guide_id: str) -> GuideOut:
        try:
            return guide_out(self._advisor.guide(guide_id))
        except AdvisorError as error:
            raise RunError(str(error)) from error

    async def observe(self, case: Case) -> Observation:
        history = tuple(Turn(turn.role, turn.content) for turn in case.history)
        question = Question(case.question, history, case.guide or None)
        passages: tuple[Passage, ...] | None = None
        before = self._counted.n_calls if self._counted else 0
        alone = self._asking == 0
        self._asking += 1
        try:
            async for event in self._advisor.stream(question):
                if isinstance(event, PassagesFound):
                    passages = event.passages
                elif isinstance(event, Finished):
                    # Calls can be attributed to a question only when no other was running.
                    counted = self._counted if alone and self._asking == 1 else None
                    return Observation(
                        answer=answer_out(event.answer),
                        passages=None if passages is None else passages_seen(passages),
                        encoder_calls=counted.n_calls - before if counted else None,
                    )
        except AdvisorError as error:
            raise TargetError(str(error)) from error
        finally:
            self._asking -= 1
        raise TargetError("the answer did not come to its end")

    async def aclose(self) -> None:
        await self._advisor.aclose()


class HttpTarget:
    """A server by its address.

    Questions go to POST /api/chat as a stream, so that the retrieved sections are known.
    """

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self._url = url.rstrip("/")
        self._client = httpx2.AsyncClient(base_url=self._url, timeout=timeout_s)

    async def describe(self) -> TargetDescribed:
        listed = await self._get("/api/guides")
        try:
            guides = {str(guide["id"]): str(guide["version"]) for guide in listed["guides"]}
        except (KeyError, TypeError) as error:
            raise RunError(f"{self._url}/api/guides does not answer with a list of guides.") from error
        ready: dict[str, Any] = {}
        try:
            ready = await self._get("/readyz")
        except RunError:
            pass  # optional for servers of another make
        return TargetDescribed(
            kind="http",
            url=self._url,
            embedder=str(ready.get("embedder", "")),
            search=str(ready.get("search", "")),
            guides=guides,
        )

    async def guide(self, guide_id: str) -> GuideOut:
        content = await self._get(f"/api/guides/{guide_id}")
        try:
            return GuideOut.model_validate(content)
        except ValidationError as error:
            raise RunError(f"{self._url}/api/guides/{guide_id}: {error.errors()[0]['msg']}") from error

    async def observe(self, case: Case) -> Observation:
        body: dict[str, Any] = {"question": case.question}
        if case.history:
            body["history"] = [turn.model_dump() for turn in case.history]
        if case.guide:
            body["guide"] = case.guide
        sources: tuple[PassageSeen, ...] | None = None
        headers = {"Accept": "text/event-stream"}
        try:
            async with self._client.stream("POST", "/api/chat", json=body, headers=headers) as reply:
                if reply.status_code != 200:
                    await reply.aread()
                    raise TargetError(f"the server answered {reply.status_code}: {_plain_words(reply)}")
                name, data = "", ""
                async for line in lines_of(reply):
                    if line.startswith("event:"):
                        name = line.removeprefix("event:").strip()
                    elif line.startswith("data:"):
                        data += line.removeprefix("data:").strip()
                    elif not line:
                        if name == "sources":
                            sources = _sources(json.loads(data))
                        elif name == "done":
                            return Observation(answer=AnswerOut.model_validate_json(data), passages=sources)
                        elif name == "error":
                            raise TargetError(f"the server gave up: {json.loads(data).get('detail', data)}")
                        name, data = "", ""
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise TargetError(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__) from error
        raise TargetError("the stream ended without an answer")

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _get(self, path: str) -> dict[str, Any]:
        try:
            reply = await self._client.get(path)
            content = reply.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise RunError(f"{self._url}{path} cannot be read: {type(error).__name__} {error}".rstrip()) from error
        if reply.status_code != 200 or not isinstance(content, dict):
            raise RunError(f"{self._url}{path} answered {reply.status_code}.")
        return content


async def lines_of(reply: "httpx2.Response") -> AsyncIterator[str]:
    """Yield the lines of a stream, which end at line feeds only.

    U+2028 and its like are ordinary characters there.
    """
    unread = ""
    async for text in reply.aiter_text():
        *lines, unread = (unread + text).split("\n")
        for line in lines:
            yield line.removesuffix("\r")


def model_described(settings: Settings) -> dict[str, Any]:
    """Return the chat model's fields of TargetDescribed; none without a model."""
    if not settings.chat_model:
        return {}
    provider = provider_of(settings.chat_model, settings.chat_url)
    return {
        "model": settings.chat_model,
        "model_host": provider.host,
        "temperature": provider.temperature,
        "prompts_hash": prompts_hash(),
    }


def _sources(content: dict[str, Any]) -> tuple[PassageSeen, ...]:
    return tuple(
        PassageSeen(
            guide=source["guide"], section=tuple(source["section"]), start=source.get("start"), end=source.get("end")
        )
        for source in content["sections"]
    )


def _plain_words(reply: httpx2.Response) -> str:
    try:
        content = reply.json()
        return str(content.get("detail") or content.get("title") or content)[:300]
    except (ValueError, AttributeError):
        return reply.text[:300]


def to_guide(out: GuideOut) -> Guide:
    """Convert a guide from the API for the metrics.

    Credits and repairs are left out.
    """
    sections = tuple(
        Section(
            tuple(s.path), s.anchor, s.start, s.end, tuple(Block(BlockKind(b.kind), b.start, b.end) for b in s.blocks)
        )
        for s in out.sections
    )
    excluded = tuple(Excluded(e.start, e.end, e.reason) for e in out.excluded)
    return Guide(out.id, out.title, out.text, out.version, sections, excluded=excluded)
