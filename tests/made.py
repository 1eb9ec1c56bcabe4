"""Guides and embedders made for tests."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, Citation, Guide, Question
from advisor.embeddings import EncodedText, EncoderInput, HashEmbedder

ROLES = ("Welder", "Baker", "Surveyor", "Florist")

GUIDE = """\
---
id: {id}
title: {role} Career Guide
role: {role}
country: United States
currency: USD
---

# {role} Career Guide

A {role} learns a trade and practises it, says edition {edition}.

## Pay

In edition {edition}, the median pay of a {role} is ${pay:,} a year. \
In edition {edition}, the top tenth of {role}s earn ${top:,} or more.

## Tools

- {role} bench, edition {edition}
- {role} gloves, edition {edition}
- {role} apron, edition {edition}

## Typical Day

The day of a {role} starts at {hour}:00 AM, says edition {edition}. After noon a {role} meets customers.

## Frequently Asked Questions

### Can a {role} work from home?

A {role} rarely works from home, says edition {edition}, because the workshop is elsewhere.

### How long does it take to become a {role}?

It takes {years} years to become a {role}, says edition {edition}.
"""


def guide_text(role: str, *, edition: int = 1, guide_id: str = "") -> str:
    """A small guide in Markdown. Every section but the pages' frame names its edition."""
    n = sum(map(ord, role)) % 40
    return GUIDE.format(
        id=guide_id or role.lower().replace(" ", "-"),
        role=role,
        edition=edition,
        pay=40_000 + 1_000 * n + edition,
        top=90_000 + 1_000 * n + edition,
        hour=5 + n % 5,
        years=2 + n % 4,
    )


def write_guides(folder: Path, roles: Iterable[str] = ROLES, *, edition: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for role in roles:
        (folder / f"{role.lower()}.md").write_text(guide_text(role, edition=edition))
    return folder


def cite(guide: Guide, *quotes: str) -> tuple[Citation, ...]:
    """Citations, numbered from 1, of words that stand in the guide."""
    made = []
    for number, quote in enumerate(quotes, 1):
        start = guide.text.index(quote)
        section = guide.section_at(start, start + len(quote))
        assert section is not None
        made.append(Citation(number, guide, section, start, start + len(quote)))
    return tuple(made)


class CountingEmbedder:
    """HashEmbedder that counts the texts it encodes. ``name`` and ``dimensions`` may be others."""

    def __init__(self, *, name: str = "", dimensions: int = 64) -> None:
        self._inner = HashEmbedder(dimensions=dimensions)
        self.dimensions = dimensions
        self.name = name or self._inner.name
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.encoded += texts
        return self._inner.encode(texts)

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        self.encoded += [one.text for one in inputs]
        return self._inner.encode_in_context(inputs)


def ask(source: Parts | Advisor, text: str, guide_id: str | None = None) -> Answer:
    """One question to an Advisor, or to one made and closed for it."""

    async def run() -> Answer:
        advisor = source.advisor() if isinstance(source, Parts) else source
        try:
            return await advisor.ask(Question(text, guide_id=guide_id))
        finally:
            if advisor is not source:
                await advisor.aclose()

    return asyncio.run(run())


def held_guides(parts: Parts) -> dict[str, str]:
    """The text of each guide that serves, by id."""

    async def run() -> dict[str, str]:
        advisor = parts.advisor()
        try:
            return {guide.id: guide.text for guide in advisor.guides()}
        finally:
            await advisor.aclose()

    return asyncio.run(run())
