"""Parts with a chat model in place of none, and its key for a while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from advisor.bootstrap import Parts
from advisor.settings import Settings


def with_model(parts: Parts, name: str, url: str, **more: float) -> Parts:
    settings = parts.settings.model_copy(update={"chat_model": name, "chat_url": url, **more})
    return Parts(Settings.model_validate(settings.model_dump()), embedder=parts.embedder)


@contextmanager
def key_set(key: str) -> Iterator[None]:
    """OPENAI_API_KEY for a while, where the product looks for it."""
    before = os.environ.get("OPENAI_API_KEY")
    os.environ["OPENAI_API_KEY"] = key
    try:
        yield
    finally:
        if before is None:
            del os.environ["OPENAI_API_KEY"]
        else:
            os.environ["OPENAI_API_KEY"] = before
