"""A guide's JSON record in the database, and its fingerprint."""

import json
from dataclasses import asdict
from hashlib import sha256

from advisor.domain import Block, BlockKind, Excluded, Guide, GuideMetadata, Repair, Section


def fingerprint(guide: Guide, pipeline: str) -> str:
    """A hash of everything a guide's rows depend on."""
    parts = (pipeline, guide.id, guide.text, dump_guide(guide))
    return sha256("\0".join(parts).encode()).hexdigest()


def dump_guide(guide: Guide) -> str:
    """A guide as JSON, except for id, version and text."""
    record = {
        "title": guide.title,
        "sections": [
            [s.path, s.anchor, s.start, s.end, [[b.kind, b.start, b.end] for b in s.blocks]] for s in guide.sections
        ],
        "credentials": asdict(guide.metadata),
        "excluded": [[e.start, e.end, e.reason] for e in guide.excluded],
        "repairs": [[r.start, r.end, r.was] for r in guide.repairs],
    }
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
            blocks=tuple(Block(BlockKind(kind), a, b) for kind, a, b in blocks),
        )
        for path, anchor, start, end, blocks in known["sections"]
    )
    metadata = GuideMetadata(**{**known["credentials"], "credited": tuple(known["credentials"]["credited"])})
    return Guide(
        id=guide_id,
        title=known["title"],
        text=text,
        version=version,
        sections=sections,
        metadata=metadata,
        excluded=tuple(Excluded(*e) for e in known["excluded"]),
        repairs=tuple(Repair(*r) for r in known["repairs"]),
    )
