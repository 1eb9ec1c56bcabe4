"""Chat-model settings and API keys for the duration of a measurement."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from advisor.bootstrap import Parts
from advisor.settings import Settings


def with_model(parts: Parts, name: str, url: str, **more: Any) -> Parts:
    """Return the parts with a chat model configured."""
    settings = {**parts.settings.model_dump(), "chat_model": name, "chat_url": url, **more}
    return Parts(Settings.model_validate(settings), embedder=parts.embedder)


@contextmanager
def key_set(key: str) -> Iterator[None]:
    """Set OPENAI_API_KEY within the block."""
    before = os.environ.get("OPENAI_API_KEY")
    os.environ["OPENAI_API_KEY"] = key
    try:
        yield
    finally:
        if before is None:
            del os.environ["OPENAI_API_KEY"]
        else:
            os.environ["OPENAI_API_KEY"] = before
