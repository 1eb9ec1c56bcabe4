"""Metadata stated in a guide's lines: date, credits, currency."""

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.domain import BlockKind, GuideMetadata, Section

_CREDIT = re.compile(r"(?:data )?sources?(?: of (?:the )?(?:data|figures))?\s*:\s*(.{2,120})", re.IGNORECASE)
_DATE = re.compile(
    r"(?:last |first )?(?:updated|modified|reviewed|published|revised)(?: on)?(?:\s*:)?\s+"
    r"((?:\d{1,2}\.? )?[A-Za-z]{3,9}\.? (?:\d{1,2}, )?\d{4}|\d{4}-\d\d(?:-\d\d)?|\d{1,2}[./]\d{1,2}[./]\d{4})\.?",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\(([A-Z]{2,3}),? ([A-Z]{3})\)")


def complete_metadata(metadata: GuideMetadata, text: str, sections: Sequence[Section]) -> GuideMetadata:
    """Fill missing metadata from lines such as "Source: …".

    "Last updated: …" gives the date, headings such as "Pay (US, USD)" country and currency.
    """
    credited: list[str] = []
    date = country = currency = ""
    for section in sections:
        for block in section.blocks:
            line = text[block.start : block.end]
            if block.kind is BlockKind.HEADING and (money := _MONEY.search(line)):
                country, currency = country or money[1], currency or money[2]
            elif len(line) <= 140 and (match := _DATE.fullmatch(line)):
                date = date or match[1]
            elif block.kind is BlockKind.LABEL and (match := _CREDIT.fullmatch(line)):
                credited.append(match[1].rstrip("."))
    return replace(
        metadata,
        credited=metadata.credited or tuple(dict.fromkeys(credited)),
        date=metadata.date or date,
        country=metadata.country or country,
        currency=metadata.currency or currency,
    )
