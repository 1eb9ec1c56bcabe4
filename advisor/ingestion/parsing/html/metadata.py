"""Metadata of an HTML page: title, address, date, credits, country, currency."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from bs4 import BeautifulSoup, Tag

from advisor.domain import BlockKind, GuideMetadata
from advisor.ingestion.parsing.html.inline_text import tidy
from advisor.ingestion.parsing.html.structured_data import names, read_structured_data, states_amount
from advisor.ingestion.parsing.outline import Piece

MAX_TITLE_CHARS = 160
MAX_CREDITS = 8
DATE_METAS = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified"),
    *("last-modified", "date", "dc.date", "dcterms.date", "article:published_time", "datepublished"),
)
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH = rf"(?P<month>{'|'.join(MONTHS)}|{'|'.join(name[:3] for name in MONTHS)})\.?"
DATE_FORMS = (
    re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)(?:-(?P<day>\d\d))?"),
    re.compile(rf"\b{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)", re.I),
    re.compile(rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?{MONTH},?\s+(?P<year>(?:19|20)\d\d)", re.I),
)
DATED = re.compile(r"(?:last|page|date)?[- ]?(?:modified|updated|reviewed|revised|published)\b(?: date| on| by)?", re.I)
OFFICE_TITLE = re.compile(r"^(?:MsoTitle|title|doc-title)$")
SITE = re.compile(r"(?:[\w-]{1,40}\.){1,3}(?:com|org|net|edu|gov|io|co|uk|eu|de|ca|au|info)", re.I)
CREDIT = re.compile(r"\s*(?:data )?sources?\s*(?:of data)?:\s*(.{3,160}?)\s*\.?", re.I | re.S)
AMERICAN = re.compile(r"\bU\.\s?S\.|\bUnited States\b|\bUSA\b")


def read_title(soup: BeautifulSoup, pieces: Sequence[Piece], metas: Mapping[str, str], *, otherwise: str) -> str:
    """The page's title without its site's name."""
    heads = [p.text for p in pieces if p.level]
    site = metas.get("og:site_name", "").casefold()
    heads_of_page = [tag for tag in soup.find_all("h1") if "site-title" not in str(tag.get("class") or "")]
    tops = [text for tag in heads_of_page if (text := tidy(tag.get_text(" ")[:500])) and text.casefold() != site]
    h1 = tops[0] if tops else ""
    h1 = next((text for text in heads[:1] if text in h1), h1)
    if len(tops) > 1 and heads and heads[0] not in tops[0]:
        h1 = heads[0]  # as office programs write it: the title stands above chapters, which are all headed by h1
    if not tops and (written := soup.find(class_=OFFICE_TITLE)) is not None:
        h1 = tidy(written.get_text(" ")[:500])
    shared = metas.get("og:title", "")
    if shared and not (h1 and shared.startswith(h1)):
        return without_site(shared, metas)
    if h1 and len(h1) <= MAX_TITLE_CHARS:
        return h1
    named = tidy(soup.title.get_text()) if soup.title is not None else ""
    return without_site(named, metas) or (pieces[0].text if pieces and pieces[0].level else "") or otherwise


def without_site(title: str, metas: Mapping[str, str]) -> str:
    """The first part of ``Guide | Site``, for any separator."""
    site, title = metas.get("og:site_name", "")[:MAX_TITLE_CHARS], title[: 3 * MAX_TITLE_CHARS]
    if site:
        title = re.sub(rf"\s*[|–—:·»-]+\s*{re.escape(site)}\s*$", "", title)
    parts = re.split(r"(?<!\s)\s++(?:[|–—·»]|[-:]++)\s+|(?:(?<!\s)\s++)?\|\s*", title.strip())
    own = [part for part in parts if part.strip() and not _names_site(part, site)]
    return tidy(own[0] if own else parts[0])[:MAX_TITLE_CHARS]


def _names_site(part: str, site: str) -> bool:
    """Whether a part of a title is the site's name or address."""
    return part.strip().casefold() == site.casefold() or SITE.fullmatch(part.strip()) is not None


def read_guide_metadata(
    soup: BeautifulSoup, pieces: Sequence[Piece], metas: Mapping[str, str], raw: str
) -> GuideMetadata:
    """The metadata stated by the page; unstated fields are empty."""
    said = read_structured_data(soup)
    credited = read_credited(pieces)
    american = any(AMERICAN.search(name) for name in credited)
    text = "\n".join(piece.text for piece in pieces)
    is_stated = states_amount(text, said.amounts)  # what the page does not show is not said of it
    return GuideMetadata(
        role=said.role if names(f"{metas.get('og:title', '')}\n{text}", said.role) else "",
        country="United States" if american else said.country,
        currency=read_currency(text, american=american) or (said.currency if is_stated else ""),
        credited=credited or said.credited,
        licence=said.licence,
        date=read_date(soup, metas, raw) or as_date(said.date),
        source_url=read_address(soup, metas),
    )


def read_metas(soup: BeautifulSoup) -> dict[str, str]:
    """The meta elements by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        key = str(tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        value = tidy(str(tag.get("content") or ""))
        if key and value:
            found.setdefault(key, value)
    return found


def read_address(soup: BeautifulSoup, metas: Mapping[str, str]) -> str:
    link = soup.find("link", rel="canonical")
    options = [str(link.get("href") or "") if isinstance(link, Tag) else "", metas.get("og:url", "")]
    return next((one.strip() for one in options if re.match(r"https?://\S+$", one.strip())), "")


def read_date(soup: BeautifulSoup, metas: Mapping[str, str], raw: str) -> str:
    """The date of the last change, possibly without a day.

    ISO form. Sources in order: meta elements, structured data, a "last modified" line, ``time`` elements.
    """
    for key in DATE_METAS:
        if date := as_date(metas.get(key, "")):
            return date
    structured = re.search(r'"date(?:Modified|Published)"\s*:\s*"([^"]{4,40})"', raw)
    if structured and (date := as_date(structured[1])):
        return date
    for said in soup.find_all(string=DATED, limit=8):
        near = [str(said), *(" ".join(islice(above.stripped_strings, 12)) for above in islice(said.parents, 2))]
        for words in near:
            match = DATED.search(words)
            if match and (date := as_date(words[match.end() : match.end() + 60])):
                return date
    for tag in soup.find_all("time", limit=20):
        if date := as_date(str(tag.get("datetime") or "")):
            return date
    return ""


def as_date(text: str) -> str:
    for form in DATE_FORMS:
        if match := form.search(text):
            parts = match.groupdict()
            number = int(parts["number"]) if parts.get("number") else month_number(parts["month"])
            day = int(parts["day"] or 0)
            if 1 <= number <= 12 and day <= 31:
                return f"{parts['year']}-{number:02d}" + (f"-{day:02d}" if day else "")
    return ""


def month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def read_credited(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Names in lines of the form ``Source: name``, distinct, in order."""
    names: dict[str, None] = {}
    for piece in pieces:
        if piece.kind is not BlockKind.HEADING and len(piece.text) < 300 and (match := CREDIT.fullmatch(piece.text)):
            names.setdefault(tidy(match[1]))
    return tuple(names)[:MAX_CREDITS]


def read_currency(text: str, *, american: bool) -> str:
    """The page's only currency; a bare dollar sign needs an American page."""
    signs = {"GBP": r"£\s?\d|\bGBP\b", "EUR": r"€\s?\d|\d\s?€|\bEUR\b", "USD": r"\bUSD\b|\bUS\$"}
    seen = [code for code, sign in signs.items() if re.search(sign, text)]
    if "USD" not in seen and american and re.search(r"\$\s?\d", text):
        seen.append("USD")
    return seen[0] if len(seen) == 1 else ""
