"""Guides made of saved pages of the Occupational Outlook Handbook."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.official.guide_text import GuideText, guide_id, role_of
from advisor.ingestion.official.made_guides import MadeGuide, SkippedGuide, SourceNotes
from advisor.ingestion.official.ooh_pages import SavedPage, read_pages
from advisor.ingestion.official.ooh_sections import quick_facts, sources_of, write_sections
from advisor.ingestion.parsing import Form, parse_text

HANDBOOK = "Occupational Outlook Handbook"
CREDIT = "U.S. Bureau of Labor Statistics, Occupational Outlook Handbook"
LICENCE = "Public domain (a work of the U.S. Government)"
LIMIT_CALLED = 30

_OUTLOOK = re.compile(r"Job Outlook, (\d{4})\s?[-–—]\s?(\d{2,4})")
_PAY = re.compile(r"(\d{4}) Median Pay")
_SOC_ROW = re.compile(r"\bSOC Code: (\d\d-\d{4})\b")
_ONET_LINK = re.compile(
    r"onetonline\.org/link/summary/(\d\d-\d{4}\.\d\d)\"[^<>]{0,200}>([^<>]{1,200})</a>", re.IGNORECASE
)
_CAPTION = re.compile(r"<div class=\"image-caption\"[^<>]{0,200}>[^<]{0,2000}</div>", re.IGNORECASE)  # below a photo
_OF_HANDBOOK = re.compile(r"bls\.gov/ooh/", re.IGNORECASE)


class OohSource:
    """Saved pages of one edition of the handbook.

    Iterating gives a guide, or the reason why there is none, for each page.
    """

    name = "ooh"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._editions: Counter[str] = Counter()

    @property
    def notes(self) -> SourceNotes:
        editions = ", ".join(self._editions)
        return SourceNotes(f"{HANDBOOK} {editions}".strip())

    def __iter__(self) -> Iterator[MadeGuide | SkippedGuide]:
        for page in read_pages(self._path):
            yield self._make(page)
        if len(self._editions) > 1:
            named = ", ".join(f"{edition} ({n})" for edition, n in self._editions.most_common())
            raise GuideError(f"{self._path} holds pages of {len(self._editions)} editions, {named}; keep those of one.")

    def _make(self, page: SavedPage) -> MadeGuide | SkippedGuide:
        if page.problem:
            return SkippedGuide(page.name, page.problem)
        try:
            parsed = parse_text(_CAPTION.sub("", page.html), name=PurePosixPath(page.name).name, form=Form.HTML)
        except GuideError as error:
            return SkippedGuide(page.name, str(error))
        facts = quick_facts(parsed)
        outlook = next((match for name in facts if (match := _OUTLOOK.match(name))), None)
        if outlook is None or not _OF_HANDBOOK.search(page.html):
            return SkippedGuide(page.name, f"no page about an occupation of the {HANDBOOK}")
        edition = f"{outlook[1]}–{outlook[2][-2:]}"
        self._editions[edition] += 1
        pay = next((match[1] for name in facts if (match := _PAY.match(name))), "")
        period = ", ".join(filter(None, (f"pay {pay}" if pay else "", f"outlook {edition}")))
        return _guide(parsed, page.html, edition=edition, period=period)


def _guide(page: Guide, html: str, *, edition: str, period: str) -> MadeGuide:
    text = GuideText()
    text.heading(1, page.title)
    write_sections(page, text)
    covered = {name: code for code, name in _ONET_LINK.findall(html)}
    codes = list(dict.fromkeys(_SOC_ROW.findall(page.text)))
    text.heading(2, "About This Guide")
    text.paragraph(f"Edition: {HANDBOOK}, {edition}")
    if codes:
        text.paragraph(f"SOC code: {', '.join(codes)}")
    if covered:
        text.paragraph(f"Occupations covered: {'; '.join(f'{name} ({code})' for name, code in covered.items())}")
    if sources := sources_of(page):
        text.paragraph(f"Sources of its figures: {'; '.join(sources)}")
    when = f", last modified on {page.metadata.date}" if page.metadata.date else ""
    text.paragraph(f"This guide is taken from the {CREDIT}{when}. It is in the public domain.")
    identity = guide_id("ooh", page.title)
    return MadeGuide(
        identity,
        text.markdown(
            {
                "id": identity,
                "title": page.title,
                "role": role_of(page.title),
                "also_called": [name for name in covered if name != page.title][:LIMIT_CALLED],
                "country": "United States",
                "currency": "USD",
                "credited": [CREDIT],
                "date": page.metadata.date,
                "release": f"{HANDBOOK} {edition}",
                "period": period,
                "licence": LICENCE,
                "source_url": page.metadata.source_url,
                "soc_code": codes,
            }
        ),
    )
