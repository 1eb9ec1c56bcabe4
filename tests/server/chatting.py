"""The server with one of the fake models behind it, and what has to hold of every answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from advisor.bootstrap import Parts
from evals.chat.fake import FakeModels, ModelRequest
from tests.server.made import Live, build_parts, serving

PARAPHRASE = "A tailor can work from home, says the guild, with hand-made cut-outs and a cellar workshop."
FROM_GUIDE = '"A tailor can work from home," says the guild, with hand-made cut-outs and a cellar workshop.'


def paraphrases(asked: ModelRequest) -> str:
    return f"{PARAPHRASE} [1]"


@contextmanager
def chatting(tailor_parts: Parts, models: FakeModels, name: str, **settings: Any) -> Iterator[Live]:
    """The server on the tailor's index with one of the fake models."""
    data_dir, corpus_dir = tailor_parts.settings.data_dir, tailor_parts.settings.corpus_dir
    assert corpus_dir is not None
    settings = {"chat_url": models.url, "chat_model": name, **settings}
    with serving(build_parts(data_dir, corpus_dir, **settings)) as live:
        yield live


def assert_cited(live: Live, answer: dict[str, Any]) -> None:
    """Every claim has citations, and every quote stands at its place in the guide that the server gives."""
    assert answer["status"] == "answered", answer
    assert answer["claims"]
    assert [c["number"] for c in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))
    for claim in answer["claims"]:
        assert claim["citations"]
    for citation in answer["citations"]:
        guide = live.get(f"/api/guides/{citation['guide']}").json()
        assert guide["text"][citation["start"] : citation["end"]] == citation["quote"]
