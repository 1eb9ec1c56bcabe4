"""Five careers in the forms that guides come in, whose figures are of different kinds and currencies."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.domain import Answer, AnswerPart, PartKind, Question, Turn
from advisor.embeddings import OnnxEmbedder
from advisor.settings import Settings

CARTOGRAPHER = """---
id: cartographer
title: Cartographers
role: Cartographer
country: United States
currency: USD
date: 2025
---

# Cartographers

## Pay

The median annual wage for cartographers was $78,400 in 2024.

- Entry-Level: $91,000

## Job Outlook

Employment of cartographers is projected to grow 6 percent from 2024 to 2034, faster than the average.

## Education

A bachelor's degree in geography is required to become a cartographer.

## Working Hours

Most cartographers work full time. Cartographers can work from home.

## Typical Day

### 9:00 AM

Cartographers check new aerial pictures.

### 2:00 PM

Cartographers draw the roads of a sheet.
"""
GLAZIER = """<html><head><title>Glaziers</title></head><body><h1>Glaziers</h1>
<h2>At a Glance</h2>
<table>
<tr><th>Median Pay, 2024</th><td>$55,200 per year</td></tr>
<tr><th>Typical Entry-Level Education</th><td>High school diploma</td></tr>
<tr><th>On-the-job Training</th><td>Apprenticeship</td></tr>
<tr><th>Job Outlook, 2024-34</th><td>3% (As fast as average)</td></tr>
</table>
<h2>What Glaziers Do</h2>
<p>Glaziers cut panes and set them into frames. Glaziers often work outdoors on scaffolds.</p>
<h2>Similar Careers</h2>
<p>Roofers earn a median of $120,000 a year.</p>
</body></html>
"""
USHER = """Ushers

Pay

Median salary: $29,900 per year
Salary in California: $95,000

Getting In

Education required: No formal education
On-the-job training: 2 weeks

Schedule

Ushers work nights and weekends.
"""
ORGAN_BUILDER = """---
id: organ-builder
title: Organ Builders
role: Organ Builder
country: Germany
currency: EUR
---

# Organ Builders

## Pay

Average salary: €85,500 per year

## Training

Training: 3.5 years

## What Organ Builders Do

Organ builders make pipes of tin and lead, and tune each of them.
"""
DECKHAND = """---
id: deckhand
title: Deckhands
role: Deckhand
country: United States
currency: USD
---

# Deckhands

## Pay

Median pay: $21.50 per hour

## Work

Deckhands work outdoors in all seasons. No degree is needed to become a deckhand.
"""
FILES = {
    "cartographer.md": CARTOGRAPHER,
    "glazier.html": GLAZIER,
    "usher.txt": USHER,
    "organ-builder.md": ORGAN_BUILDER,
    "deckhand.md": DECKHAND,
}


@contextmanager
def advisor_of(names: tuple[str, ...], folder: Path, encoder: OnnxEmbedder) -> Iterator[Advisor]:
    """An advisor over some of the guides."""
    (folder / "guides").mkdir()
    for name in names:
        (folder / "guides" / name).write_text(FILES[name], encoding="utf-8")
    parts = Parts(Settings(data_dir=folder / "data", corpus_dir=folder / "guides"), embedder=encoder)
    assert not parts.ingest([]).refused
    advisor = parts.advisor()
    yield advisor
    asyncio.run(advisor.aclose())


def ask(advisor: Advisor, text: str, *before: str) -> Answer:
    """The last answer of a conversation."""

    async def run() -> Answer:
        history: tuple[Turn, ...] = ()
        for asked in before:
            answer = await advisor.ask(Question(asked, history))
            history += (Turn("user", asked), Turn("assistant", answer.text, answer.choices))
        return await advisor.ask(Question(text, history))

    return asyncio.run(run())


def found(answer: Answer) -> list[str]:
    """The careers found, in the order shown; each has a quote of its own guide."""
    (part,) = answer.parts
    assert part.kind is PartKind.CAREERS
    for row, n in zip(part.rows, part.claims, strict=True):
        cited = [answer.citations[number - 1] for number in answer.claims[n].citations]
        assert cited
        assert all(one.guide.title.startswith(row) for one in cited)
        assert all(one.quote == one.guide.text[one.start : one.end] for one in cited)
    return list(part.rows)


def cells(answer: Answer) -> dict[tuple[str, str], str]:
    """What stands in each cell of a table, by its row and column; nothing for an empty one."""
    table: AnswerPart = answer.parts[0]
    assert table.kind is PartKind.TABLE
    places = zip(table.rows, table.column_of, table.claims, strict=True)
    texts: dict[tuple[str, str], str] = {}
    for row, column, n in places:
        key = (row, table.columns[column])
        texts[key] = f"{texts.get(key, '')} {answer.claims[n].text}".strip()
        cited = [answer.citations[number - 1].guide.title for number in answer.claims[n].citations]
        assert cited
        assert set(cited) == {table.columns[column]}
    return texts


def notices(answer: Answer) -> set[str]:
    return {notice.kind for notice in answer.notices}
