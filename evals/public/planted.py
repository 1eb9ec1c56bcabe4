"""Contradictions planted in handbook pages: detections and false alarms."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from advisor.domain import Guide
from advisor.facts import find_disagreements, find_facts
from advisor.ingestion.parsing import parse_guide
from evals.cases.suite import Half, half_of
from evals.public.data import read_pages, sample
from evals.public.planted_conflicts import measure, plant, plant_agreeing

SEED = 41
N_PLANTED_PAGES = 25  # of each half; everything that fits is planted in each, one thing at a time


@dataclass(frozen=True, slots=True)
class PlantedFigure:
    """One share over the pages of a half."""

    half: Half
    measure: str
    n: int
    value: float


def measure_planted(data: Path) -> list[PlantedFigure]:
    """Measure detection in planted pages, and silence in agreeing and unchanged ones.

    A hash of the page's name decides its half; pages of the test half were not inspected while the facts were
    developed. Raises DataError.
    """
    pages = read_pages(data)
    figures = []
    for half in Half:
        guides = [_parse(name, page) for name, page in pages.items() if half_of(name) is half]
        figures += _of_half(half, guides)
    return figures


def _of_half(half: Half, guides: Sequence[Guide]) -> list[PlantedFigure]:
    known = {guide.id: find_disagreements(find_facts(guide)) for guide in guides}
    drawn = sample(guides, N_PLANTED_PAGES)
    planted = [measure(one, known[guide.id]) for guide in drawn for one in plant(guide, SEED)]
    agreeing = [measure(one, known[guide.id]) for guide in drawn for one in plant_agreeing(guide, SEED)]
    measures = (
        ("planted: found with both sides (≥ 0.9)", [o.found for o in planted]),
        ("  and nothing else reported", [not o.others for o in planted]),
        ("agreeing or beside the point: quiet", [not o.others for o in agreeing]),
        ("pages as they are: quiet", [not known[guide.id] for guide in guides]),
    )
    return [PlantedFigure(half, measure, len(seen), fmean(seen)) for measure, seen in measures if seen]


def _parse(name: str, page: bytes) -> Guide:
    with TemporaryDirectory(prefix="advisor-planted-") as folder:
        path = Path(folder) / f"{name}.html"
        path.write_bytes(page)
        return parse_guide(path)
