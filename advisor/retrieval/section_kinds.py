"""Agreement of sections with the kind that answers a question."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from advisor.domain import Section
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.query.section_kinds import HeadingModel

Vectors = npt.NDArray[np.float32]
KindsByPath = Mapping[tuple[str, ...], Vectors]

# By snapshot, then by guide: titles never change within one, and a process has one model.
_known: "WeakKeyDictionary[Snapshot, dict[str, KindsByPath]]" = WeakKeyDictionary()


def section_agreement(snapshot: Snapshot, guide_id: str, section: Section, wording: AnalysedWording) -> float:
    """Compute how much a section is of the kind that answers (0..1).

    0 without a bank, and for a guide without vectors of titles.
    """
    sections = wording.intent.sections if wording.intent else None
    if sections is None:
        return 0.0
    kinds = _kinds(snapshot, guide_id, sections.model)
    return float(kinds[section.path] @ sections.shares) if kinds else 0.0


def _kinds(snapshot: Snapshot, guide_id: str, model: HeadingModel) -> KindsByPath:
    """Give the kinds of all sections of a guide; empty without vectors of titles."""
    of_guide = _known.setdefault(snapshot, {})
    if guide_id not in of_guide:
        guide, vectors = snapshot.guides[guide_id], snapshot.title_vectors(guide_id)
        if vectors is None:
            of_guide[guide_id] = {}
        else:
            row = {title: n for n, title in enumerate(guide.titles)}
            paths = dict.fromkeys(section.path for section in guide.sections)
            of_guide[guide_id] = {path: model.of_path(vectors[[row[title] for title in path]]) for path in paths}
    return of_guide[guide_id]
