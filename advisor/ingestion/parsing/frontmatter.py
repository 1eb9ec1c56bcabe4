"""YAML front matter of Markdown guides."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from advisor.domain import GuideMetadata
from advisor.errors import GuideError

MAX_CHARS = 20_000

_BLOCK = re.compile(r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OPENING = re.compile(r"\A\s*---[ \t]*\n[ \t]*[A-Za-z_][\w -]*:(?:\s|$)", re.MULTILINE)
_KEY = re.compile(r"[ \t]*[\"'A-Za-z_#]")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NOT_STATED = ("unknown", "none", "n/a", "not stated", "undated")


class _Fields(BaseModel):
    """The known keys; others are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: str = ""
    title: str = ""
    role: str = ""
    country: str = ""
    currency: str = ""
    credited: tuple[str, ...] = ()
    date: str = ""
    licence: str = ""
    source_url: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _empty_if_unknown(cls, value: object) -> object:
        return "" if value is None or (isinstance(value, str) and value.strip().lower() in _NOT_STATED) else value

    @field_validator("credited", mode="before")
    @classmethod
    def _as_tuple(cls, value: object) -> object:
        if isinstance(value, str):
            return (value,) if value else ()
        return tuple(value) if isinstance(value, list) else value

    @field_validator("date", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        if isinstance(value, datetime | date):
            return value.isoformat()
        return (
            str(value) if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value < 10_000 else value
        )


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The content of the block, and its length in the file."""

    id: str
    title: str
    metadata: GuideMetadata
    length: int


def read_front(text: str, *, name: str) -> FrontMatter:
    """The front matter of ``text``, empty without one.

    Raises GuideError naming the file, line and key.
    """
    match = _BLOCK.match(text)
    if not match or not (_KEY.match(match[1]) or not match[1].strip()):
        if _OPENING.match(text):
            raise GuideError(f"{name}, line 1: the front matter is never closed; end it with a line of three hyphens.")
        return FrontMatter("", "", GuideMetadata(), 0)
    before = text[: match.start(1)].count("\n")
    if len(match[1]) > MAX_CHARS:
        raise GuideError(f"{name}, line 1: the front matter is longer than {MAX_CHARS} characters; shorten it.")
    try:
        data = yaml.safe_load(match[1])
    except yaml.MarkedYAMLError as error:
        line = before + 1 + (error.problem_mark.line if error.problem_mark else 0)
        raise GuideError(f"{name}, line {line}: the front matter is not YAML ({error.problem}).") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise GuideError(f"{name}, line {before + 1}: the front matter is not YAML ({_first_line(error)}).") from error
    if data is None:
        return FrontMatter("", "", GuideMetadata(), match.end())
    if not isinstance(data, dict):
        if _OPENING.match(text):
            raise GuideError(f"{name}, line {before + 1}: the front matter must be lines of the form 'key: value'.")
        return FrontMatter("", "", GuideMetadata(), 0)
    return _checked(data, match, before=before, name=name)


def _checked(data: dict[object, object], match: re.Match[str], *, before: int, name: str) -> FrontMatter:
    known = {key: value for key, value in data.items() if isinstance(key, str) and key in _Fields.model_fields}
    try:
        front = _Fields.model_validate(known)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        wanted = "a list of names" if key == "credited" else "text"
        where = f"{name}, line {_line_of(key, match[1], before)}"
        raise GuideError(f"{where}: {key} in the front matter must be {wanted}, not {first['input']!r:.60}.") from error
    if front.id and not _ID.fullmatch(front.id):
        where = f"{name}, line {_line_of('id', match[1], before)}"
        raise GuideError(f"{where}: the id {front.id!r:.80} may have only a-z, 0-9 and hyphens, at most 64 of them.")
    metadata = GuideMetadata(
        role=front.role.strip(),
        country=front.country.strip(),
        currency=front.currency.strip(),
        credited=tuple(who.strip() for who in front.credited if who.strip()),
        date=front.date.strip(),
        licence=front.licence.strip(),
        source_url=front.source_url.strip(),
    )
    return FrontMatter(front.id, " ".join(front.title.split()), metadata, match.end())


def _line_of(key: str, block: str, before: int) -> int:
    match = re.search(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*:", block, re.MULTILINE)
    return before + 1 + (block.count("\n", 0, match.start() + len(match[0]) - len(match[0].lstrip())) if match else 0)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
