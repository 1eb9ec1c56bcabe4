"""Requests to readers over loopback, as the product sends them and as it is to send them."""

import json
import secrets
from collections.abc import Sequence

import httpx2

from evals.chat.fake import KEY
from evals.chat.readers.perfect import PerfectReader
from evals.chat.readers.serving import MODEL, serve_reader

PROTOCOL = "First write one of ANSWER, PARTLY, NOT IN THE GUIDE, NOT ABOUT THESE CAREERS or WHICH: a / b."
PLAIN = "Answer from the passages in short sentences."


def fenced(*texts: str, n_bytes: int = 8) -> str:
    mark = f"=== {secrets.token_hex(n_bytes)} ==="
    return f"Between two lines that read {mark} is text.\n" + "\n".join(f"{mark}\n{text}\n{mark}" for text in texts)


def question(asked: str, *passages: str, earlier: str = "", n_bytes: int = 8) -> str:
    sent = "\n\n".join(f"[{n}] (Guide: Section {n})\n{text}" for n, text in enumerate(passages, 1))
    texts = [sent, *([earlier] if earlier else []), asked]
    return fenced(*texts, n_bytes=n_bytes) + "\nAnswer the question."


def replies(reader: PerfectReader, asked: Sequence[tuple[str, str]]) -> list[str]:
    """The reader's replies, over HTTP, to (system, user) messages."""
    found = []
    with serve_reader(reader) as models, httpx2.Client() as client:
        for system, user in asked:
            messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
            body = {"model": MODEL, "messages": messages, "stream": True}
            reply = client.post(
                f"{models.url}/chat/completions", json=body, headers={"Authorization": f"Bearer {KEY}"}
            ).raise_for_status()
            found.append("".join(_pieces(reply.text)))
    return found


def reply_to(reader: PerfectReader, system: str, user: str) -> str:
    return replies(reader, [(system, user)])[0]


def _pieces(streamed: str) -> list[str]:
    chunks = [json.loads(line[6:]) for line in streamed.splitlines() if line.startswith("data: {")]
    return [choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]]
