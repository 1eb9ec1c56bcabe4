"""A guide's JSON record in the database, and its fingerprint."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from advisor.domain import Block, BlockKind, Excluded, Guide, GuideMetadata, Polarity, Repair, Section, Span


def fingerprint(guide: Guide, pipeline: str) -> str:
    """A hash of everything a guide's rows depend on."""
    parts = (pipeline, guide.id, guide.text, dump_guide(guide))
    return sha256("\0".join(parts).encode()).hexdigest()


def dump_guide(guide: Guide) -> str:
    """A guide as JSON, except for id, version and text."""
    record: dict[str, Any] = {
        "title": guide.title,
        "sections": [[s.path, s.anchor, s.start, s.end, [_dump_block(b) for b in s.blocks]] for s in guide.sections],
        "credentials": asdict(guide.metadata),
        "excluded": [[e.start, e.end, e.reason, *([e.words] if e.words else [])] for e in guide.excluded],
        "repairs": [[r.start, r.end, r.was] for r in guide.repairs],
    }
    if guide.pages:  # a guide without pages keeps the record, and so the fingerprint, that it has in older libraries
        record["pages"] = guide.pages
    return json.dumps(record, separators=(",", ":"), sort_keys=True)


def load_guide(guide_id: str, version: str, text: str, record: str) -> Guide:
    """The guide written by ``dump_guide``."""
    known = json.loads(record)
    sections = tuple(
        Section(
            path=tuple(path),
            anchor=anchor,
            start=start,
            end=end,
            blocks=tuple(_load_block(*block) for block in blocks),
        )
        for path, anchor, start, end, blocks in known["sections"]
    )
    said: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in known["credentials"].items()}
    metadata = GuideMetadata(**said)
    return Guide(
        id=guide_id,
        title=known["title"],
        text=text,
        version=version,
        sections=sections,
        metadata=metadata,
        excluded=tuple(Excluded(*e) for e in known["excluded"]),
        repairs=tuple(Repair(*r) for r in known["repairs"]),
        pages=tuple(known.get("pages", ())),
    )


def _dump_block(block: Block) -> list[Any]:
    """A block as a short list; most have no heads and are plain."""
    place = [block.kind, block.start, block.end]
    if not (block.lead or block.parent or block.heads):
        return place
    spans = [None if span is None else [span.start, span.end] for span in (block.lead, block.parent)]
    return [*place, block.polarity, *spans, [[span.start, span.end] for span in block.heads]]


def _load_block(
    kind: str,
    start: int,
    end: int,
    polarity: str = Polarity.PLAIN,
    lead: list[int] | None = None,
    parent: list[int] | None = None,
    heads: Iterable[list[int]] = (),
) -> Block:
    return Block(
        BlockKind(kind),
        start,
        end,
        lead=None if lead is None else Span(*lead),
        parent=None if parent is None else Span(*parent),
        polarity=Polarity(polarity),
        heads=tuple(Span(*span) for span in heads),
    )
