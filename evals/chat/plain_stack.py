"""A plain retrieval stack, as tutorials build it, to compare with.

The five chunks nearest to the question by cosine go to the model with the usual prompt, and its reply is shown as it
is, cited to all five. There are no rules and no checks.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import httpx2

from advisor.bootstrap import Parts
from advisor.domain import Chunk, Citation, Status
from advisor.errors import AdvisorError
from advisor.generation.refusals import read_refusal
from advisor.integrations.demo_model import DemoModel
from advisor.schemas import AnswerOut, ClaimOut, citation_out
from advisor.text.sentences import split_sentences
from evals.cases.observation import Observation, PassageSeen
from evals.cases.suite import Case
from evals.runs.targets import InProcessTarget, TargetError, lines_of

N_CHUNKS = 5
MAX_TOKENS = 256
TIMEOUT_S = 180.0
WRITER = "plain stack"
PROMPT = (
    "Use the following context to answer the question at the end. If you don't know the answer, just say that you don't"
    " know, don't try to make up an answer.\n\n{context}\n\nQuestion: {question}\nHelpful answer:"
)
_ITEM_MARK = re.compile(r"^[ \t]{0,8}(?:\d{1,2}[.)]|[-*•])[ \t]+", re.MULTILINE)
_CITED = re.compile(r"\[\d{1,2}\]")


class PlainStack(InProcessTarget):
    """A target that retrieves by cosine and shows a model's reply."""

    def __init__(self, parts: Parts, model: DemoModel) -> None:
        """Open the index of ``parts``.

        Raises AdvisorError, and RunError without an encoder.
        """
        super().__init__(parts)
        self._embedder = parts.embedder
        self._index = parts.exact_index()
        self._model = model
        self._client = httpx2.AsyncClient(timeout=TIMEOUT_S)

    async def observe(self, case: Case) -> Observation:
        """Ask a case; raises TargetError."""
        try:
            chunks = self.nearest(case.question)
            reply = await self._reply_to(_messages(case, chunks))
        except (AdvisorError, httpx2.HTTPError, ValueError, LookupError, TypeError) as error:
            raise TargetError(f"{type(error).__name__}: {error}".rstrip(": ")) from error
        return _observation(case, reply, chunks)

    def nearest(self, question: str) -> tuple[Chunk, ...]:
        """The chunks nearest to a question, by the cosine of their vectors.

        Raises AdvisorError.
        """
        assert self._embedder is not None
        snapshot = self._index.current()
        (vector,) = self._embedder.encode([question])
        return tuple(snapshot.chunks[snapshot.row_of[one.key]] for one in snapshot.neighbours(vector, N_CHUNKS))

    async def aclose(self) -> None:
        await self._client.aclose()
        self._index.close()
        await super().aclose()

    async def _reply_to(self, messages: list[dict[str, str]]) -> str:
        body = {
            "model": self._model.name,
            "messages": messages,
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
            "stream": True,
        }
        address, headers = f"{self._model.url}/chat/completions", {"Authorization": f"Bearer {self._model.key}"}
        said: list[str] = []
        async with self._client.stream("POST", address, json=body, headers=headers) as reply:
            reply.raise_for_status()
            async for line in lines_of(reply):
                data = line.removeprefix("data:").strip()
                if line.startswith("data:") and data != "[DONE]":
                    said += _pieces(json.loads(data))
        return "".join(said).strip()


def refuses(reply: str) -> bool:
    """Whether every sentence of a reply says that there is no answer."""
    lines = [line for line in bare(reply).splitlines() if line.strip()]
    sentences = [line[span.start : span.end] for line in lines for span in split_sentences(line)]
    return bool(sentences) and all(read_refusal(sentence) for sentence in sentences)


def bare(reply: str) -> str:
    """A reply without the marks of list items and citations."""
    return _CITED.sub("", _ITEM_MARK.sub("", reply))


def _messages(case: Case, chunks: Sequence[Chunk]) -> list[dict[str, str]]:
    context = "\n\n".join(chunk.indexed_text for chunk in chunks)
    asked = PROMPT.format(context=context, question=case.question)
    earlier = [{"role": turn.role, "content": turn.content} for turn in case.history]
    return [*earlier, {"role": "user", "content": asked}]


def _pieces(chunk: dict[str, Any]) -> list[str]:
    return [str(choice["delta"].get("content") or "") for choice in chunk.get("choices", ())]


def _observation(case: Case, reply: str, chunks: Sequence[Chunk]) -> Observation:
    """The reply as an answer: one claim cited to every chunk, or a decline."""
    declines = refuses(reply)
    cited = [
        Citation(number, chunk.guide, chunk.section, chunk.start, chunk.end)
        for number, chunk in enumerate(() if declines else chunks, 1)
    ]
    numbers = [citation.number for citation in cited]
    return Observation(
        answer=AnswerOut(
            id=case.id,
            conversation_id="",
            question=case.question,
            searched=case.question,
            status=Status.NOT_IN_GUIDE if declines else Status.ANSWERED,
            answer=reply,
            writer=WRITER,
            claims=[ClaimOut(text=reply, citations=numbers)] if reply and not declines else [],
            citations=[citation_out(citation) for citation in cited],
            conflicts=[],
            notices=[],
            suggestions=[],
            timings_ms={},
        ),
        passages=tuple(
            PassageSeen(
                guide=chunk.guide.id, section=chunk.section.path, start=chunk.start, end=chunk.end, text=chunk.text
            )
            for chunk in chunks
        ),
    )
