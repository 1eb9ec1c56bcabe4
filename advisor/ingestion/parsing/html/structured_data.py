"""What a page says of itself for machines: JSON-LD of schema.org."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup

from advisor.domain import BlockKind
from advisor.ingestion.parsing.html.inline_text import tidy
from advisor.ingestion.parsing.outline import Piece

MAX_SCRIPTS = 20
MAX_SCRIPT_CHARS = 500_000
MAX_ITEMS = 5_000
MAX_QUESTIONS = 500
MAX_VALUE_CHARS = 300
ARTICLES = ("Article", "NewsArticle", "BlogPosting", "TechArticle", "WebPage", "Report")

_TAG = re.compile(r"<[^<>]{0,1000}>")
_AMOUNT = re.compile(r"\d[\d,.'’ \u00a0\u202f]{0,20}")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class StructuredData:
    """What was said; an empty string or tuple is not stated.

    ``amounts`` are those of the estimated salary; they count only where the page's text states one of them.
    """

    role: str = ""
    country: str = ""
    currency: str = ""
    amounts: tuple[str, ...] = ()
    date: str = ""
    credited: tuple[str, ...] = ()
    licence: str = ""
    questions: tuple[str, ...] = ()


def read_structured_data(soup: BeautifulSoup) -> StructuredData:
    """The structured data of a page, without what is broken or odd."""
    items = list(_items(soup))
    occupation = _first(items, "Occupation") or {}
    article = next((found for kind in ARTICLES if (found := _first(items, kind))), {})
    salary = _one(occupation.get("estimatedSalary"))
    value = _one(salary.get("value")) or salary
    fields = ("minValue", "maxValue", "median", "value", "percentile10", "percentile25", "percentile75", "percentile90")
    currency = _text(salary.get("currency") or value.get("currency"))
    return StructuredData(
        role=_text(occupation.get("name")),
        country=_country(occupation.get("occupationLocation")),
        currency=currency if _CURRENCY.fullmatch(currency) else "",
        amounts=tuple(filter(None, (_digits(value.get(name)) for name in fields))),
        date=_text(article.get("dateModified") or article.get("datePublished")),
        credited=tuple(dict.fromkeys(filter(None, (_credit(article), _credit(occupation))))),
        licence=_text(article.get("license")),
        questions=tuple(dict.fromkeys(_questions(items)))[:MAX_QUESTIONS],
    )


def states_amount(text: str, amounts: Sequence[str]) -> bool:
    """Whether a text states one of these amounts, in any grouping."""
    wanted = frozenset(amounts)
    return bool(wanted) and any(_digits(match[0]) in wanted for match in _AMOUNT.finditer(text))


def names(text: str, words: str) -> bool:
    """Whether a text has these words one after the other."""
    return f" {_key(words)} " in f" {_key(text)} "


def mark_questions(pieces: Sequence[Piece], questions: Sequence[str]) -> list[Piece]:
    """The pieces with the FAQ's questions as headings over their answers.

    Only where a question stands in the page as a paragraph or item of its own, with text below it.
    """
    wanted = {_key(question) for question in questions}
    if not wanted:
        return list(pieces)
    out: list[Piece] = []
    level = 0
    for at, piece in enumerate(pieces):
        below = pieces[at + 1] if at + 1 < len(pieces) else None
        is_plain = piece.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        if is_plain and below is not None and not below.level and _key(piece.text) in wanted:
            out.append(replace(piece, kind=BlockKind.HEADING, level=level + 1, depth=0))
            continue
        if piece.level and _key(piece.text) not in wanted:
            level = piece.level
        out.append(piece)
    return out


def _items(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """All objects in the page's JSON-LD, outer ones first."""
    n_items = 0
    for script in soup.find_all(
        "script", type=re.compile(r"^\s*application/ld\+json", re.IGNORECASE), limit=MAX_SCRIPTS
    ):
        source = script.get_text()
        try:
            queue = [json.loads(source)] if len(source) <= MAX_SCRIPT_CHARS else []
        except (ValueError, RecursionError):
            continue
        at = 0
        while at < len(queue) and n_items < MAX_ITEMS:
            item = queue[at]
            at += 1
            n_items += 1
            if isinstance(item, dict):
                yield item
                queue += [value for value in item.values() if isinstance(value, dict | list)]
            elif isinstance(item, list):
                queue += [value for value in item if isinstance(value, dict | list)]


def _first(items: Sequence[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    return next((item for item in items if kind in _kinds(item)), None)


def _kinds(item: dict[str, Any]) -> tuple[str, ...]:
    said = item.get("@type")
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),)


def _questions(items: Sequence[dict[str, Any]]) -> Iterator[str]:
    if not any("FAQPage" in _kinds(item) for item in items):
        return
    for item in items:
        if "Question" in _kinds(item) and (name := _text(item.get("name"))):
            yield name


def _credit(item: dict[str, Any]) -> str:
    """Whom the page says that its figures are from; not who publishes it, which is the page's own site."""
    for name in ("creditText", "sourceOrganization", "isBasedOn"):
        said = item.get(name)
        if found := _text(_one(said).get("name") if isinstance(said, dict | list) else said):
            return "" if found.startswith(("http://", "https://")) else found
    return ""


def _country(said: Any) -> str:
    place = _one(said)
    address = _one(place.get("address"))
    named = address.get("addressCountry") or (place.get("name") if "Country" in _kinds(place) else "")
    return _text(_one(named).get("name") if isinstance(named, dict | list) else named)


def _one(said: Any) -> dict[str, Any]:
    if isinstance(said, list):
        said = next((one for one in said if isinstance(one, dict)), None)
    return said if isinstance(said, dict) else {}


def _text(said: Any) -> str:
    return tidy(_TAG.sub(" ", str(said)[:MAX_VALUE_CHARS])) if isinstance(said, str | int | float) else ""


def _digits(said: Any) -> str:
    """The digits of an amount before its decimals."""
    plain = re.sub(r"[^\d.,]", "", str(said)) if isinstance(said, str | int | float) else ""
    whole = re.sub(r"[.,]\d{1,2}$", "", plain.rstrip(".,"))
    return re.sub(r"\D", "", whole)


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
