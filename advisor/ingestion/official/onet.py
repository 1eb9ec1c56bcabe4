"""Guides made of the O*NET text database, one of each occupation."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from advisor.errors import GuideError
from advisor.ingestion.official.guide_text import GuideText, guide_id, role_of
from advisor.ingestion.official.made_guides import MadeGuide, SkippedGuide, SourceNotes
from advisor.ingestion.official.occupation_rows import OccupationRows
from advisor.ingestion.official.onet_sections import OnetReference, OnetSections
from advisor.ingestion.official.onet_tables import (
    BY_OCCUPATION,
    CATEGORIES,
    ELEMENTS,
    OCCUPATIONS,
    ZONES,
    OnetRelease,
    find_release,
)
from advisor.ingestion.official.tables import Row, TableForm, open_table

MIN_SECTIONS = 2  # that tell of the work; an occupation with fewer is hardly described
LIMIT_CALLED = 30
MAX_OCCUPATIONS = 20_000
MAX_NAMED = 5

_CODE = re.compile(r"\d\d-\d{4}\.\d\d")
_SCALES = {
    "skills": ("IM",),
    "knowledge": ("IM",),
    "abilities": ("IM",),
    "activities": ("IM",),
    "styles": ("IM", "WI"),
    "interests": ("OI",),
}
_LICENCE = "CC BY 4.0"


class OnetSource:
    """One release of the O*NET text database in a folder.

    Iterating gives a guide, or a reason why there is none, for each occupation. All of its tables are read first, so a
    damaged one stops the import before anything was made.
    """

    name = "onet"

    def __init__(self, folder: Path, only: Sequence[str] = ()) -> None:
        """Find the release in ``folder``; ``only`` are the codes of occupations to take.

        Raises GuideError.
        """
        self._release = find_release(folder)
        self._only = only
        self._columns: dict[str, tuple[str, ...]] = {}

    @property
    def notes(self) -> SourceNotes:
        """What the source is, and what of it was not read."""
        release = self._release
        lacking = [
            " or ".join(naming[0] for naming in form.namings) for form in BY_OCCUPATION if form.key not in release.files
        ]
        columns = [f"{name}: {', '.join(columns)}" for name, columns in self._columns.items()]
        return SourceNotes(
            _called(release), unknown=release.unknown, aside=release.aside, lacking=lacking, columns=columns
        )

    def __iter__(self) -> Iterator[MadeGuide | SkippedGuide]:
        release = self._release
        occupations = self._occupations()
        reference = OnetReference(
            release=f"O*NET {release.number}",
            titles={code: row["title"] for code, row in occupations.items()},
            descriptions={row["element"]: row["description"] for row in self._rows(ELEMENTS)},
            categories={
                (row["element"], row["scale"], row["category"]): row["text"]
                for form in CATEGORIES
                for row in self._rows(form)
            },
            zones={row["zone"]: row for row in self._rows(ZONES)},
        )
        wanted = self._wanted(occupations)
        with closing(OccupationRows()) as kept:
            for form in BY_OCCUPATION:
                columns = (*form.needed, *form.optional)
                kept.add(form.key, columns, (row for row in self._rows(form) if _is_kept(form, row, wanted)))
            for code in wanted:
                yield self._make(occupations[code], code, kept, reference)

    def _make(
        self, occupation: Row, code: str, kept: OccupationRows, reference: OnetReference
    ) -> MadeGuide | SkippedGuide:
        rows = kept.of(code)
        title = occupation["title"]
        text = GuideText()
        text.heading(1, title)
        text.heading(2, f"What {title} Do")
        if occupation["description"]:
            text.paragraph(occupation["description"])
        if OnetSections(text, rows, reference, title).write() < MIN_SECTIONS:
            return SkippedGuide(f"{title} ({code})", "hardly any data")
        text.heading(2, "About This Guide")
        text.paragraph(f"O*NET-SOC code: {code}")
        text.paragraph(f"Release: {_called(self._release)}")
        licence = _LICENCE if self._release.is_creative_commons else ""
        text.paragraph(_attribution(self._release))
        identity = guide_id("onet", title, code)
        called = dict.fromkeys(row["title"] for table in ("reported", "titles") for row in rows.get(table, ()))
        front = {
            "id": identity,
            "title": title,
            "role": role_of(title),
            "also_called": [name for name in called if name != title][:LIMIT_CALLED],
            "country": "United States",
            "credited": ["U.S. Department of Labor, O*NET database"],
            "date": self._release.month,
            "release": reference.release,
            "period": self._release.month,
            "licence": licence,
            "source_url": f"https://www.onetonline.org/link/summary/{code}",
            "soc_code": code,
        }
        return MadeGuide(identity, text.markdown(front))

    def _occupations(self) -> dict[str, Row]:
        found: dict[str, Row] = {}
        (path,) = self._release.files[OCCUPATIONS.key]
        for row in self._rows(OCCUPATIONS):
            code = row["code"]
            if not _CODE.fullmatch(code) or not row["title"]:
                raise GuideError(f"{path}: {code!r:.40} is no O*NET-SOC code such as 29-1141.00, or has no title.")
            if code in found:
                raise GuideError(f"{path}: the occupation {code} is there twice; keep the files of one release.")
            found[code] = row
            if len(found) > MAX_OCCUPATIONS:
                raise GuideError(f"{path}: more than {MAX_OCCUPATIONS:,} occupations, more than O*NET has.")
        if not found:
            raise GuideError(f"{path}: the table has no rows; fetch the file again.")
        return found

    def _wanted(self, occupations: Collection[str]) -> list[str]:
        if unknown := [code for code in self._only if code not in occupations]:
            named = ", ".join(unknown[:MAX_NAMED])
            raise GuideError(f"{_called(self._release)} has no occupation {named}; codes are such as 29-1141.00.")
        return list(dict.fromkeys(self._only)) or list(occupations)

    def _rows(self, form: TableForm) -> Iterator[Row]:
        for path in self._release.files.get(form.key, ()):
            with open_table(path, form) as table:
                if table.unread:
                    self._columns[path.stem] = table.unread
                yield from table.rows()


def _is_kept(form: TableForm, row: Row, wanted: Collection[str]) -> bool:
    """Whether a row is of a wanted occupation and on a scale that is written of."""
    return row["code"] in wanted and (form.key not in _SCALES or row["scale"] in _SCALES[form.key])


def _called(release: OnetRelease) -> str:
    return f"O*NET {release.number}" + (f" ({release.month})" if release.month else "")


def _attribution(release: OnetRelease) -> str:
    """What the licence of the database wants to be said where it is used and was modified."""
    used = f"Used under the {_LICENCE} license. " if release.is_creative_commons else ""
    return (
        f"This guide includes information from the O*NET® {release.number} Database by the U.S. Department of Labor,"
        f" Employment and Training Administration (USDOL/ETA). {used}O*NET® is a trademark of USDOL/ETA. The career"
        " advisor that made this guide has selected and reworded some of this information. USDOL/ETA has not approved,"
        " endorsed, or tested these modifications."
    )
