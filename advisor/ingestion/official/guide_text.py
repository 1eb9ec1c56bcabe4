"""The Markdown of a guide made of official data, front matter included."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from advisor.ingestion.parsing.outline import slug
from advisor.text.inflection import singular

MAX_ID_CHARS = 64

# What would be markup in the middle of a line, and at its start.
_INLINE = re.compile(r"[\\`*_\[\]<>&~|{]|[%=](?=[%=])|:(?=[a-z])|\^(?=[a-z0-9])")
_START = re.compile(r"^([#+=-]|\d{1,9}(?=[.)]))")
_NUMBER_END = re.compile(r"^(\d{1,9})([.)])")


def escape(text: str) -> str:
    """A line of text as Markdown that reads as just that."""
    line = " ".join(text.split())
    line = _INLINE.sub(lambda match: "\\" + match[0], line)
    line = _NUMBER_END.sub(r"\1\\\2", line)
    return "\\" + line if _START.match(line) and not line[0].isdigit() else line


class GuideText:
    """Headings, paragraphs, items and rows, put together as Markdown."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._kinds: list[str] = []

    def heading(self, level: int, text: str) -> None:
        self._add("heading", f"{'#' * level} {escape(text)}")

    def paragraph(self, text: str) -> None:
        self._add("paragraph", escape(text))

    def items(self, texts: Iterable[str]) -> None:
        self._add("items", "\n".join(f"- {escape(text)}" for text in texts))

    def rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows of two cells, the second said of the first."""
        lines = [f"| {' | '.join(escape(cell) for cell in row)} |" for row in rows]
        if lines:
            self._add("rows", "\n".join(["|  |  |", "| --- | --- |", *lines]))

    def _add(self, kind: str, markdown: str) -> None:
        if not markdown:
            return
        if kind in ("items", "rows") and self._kinds[-1:] == [kind]:
            self._parts.append("<!-- -->")  # two lists in a row stay two
        self._parts.append(markdown)
        self._kinds.append(kind)

    def markdown(self, front: Mapping[str, str | Sequence[str]]) -> str:
        """The whole file."""
        # A string as JSON writes it is one that YAML reads, whatever is in it.
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value]
        return "\n\n".join(["\n".join(["---", *lines, "---"]), *self._parts]) + "\n"


def guide_id(source: str, title: str, code: str = "") -> str:
    """An id such as ``onet-registered-nurses``, at most 64 characters long.

    A long title is cut at a word and told from others by ``code``.
    """
    words = (slug(word) for word in title.split() if any(char.isascii() and char.isalnum() for char in word))
    whole = "-".join([source, *words])
    if len(whole) <= MAX_ID_CHARS:
        return whole
    end = f"-{slug(code)}" if code else ""
    return whole[: MAX_ID_CHARS - len(end)].rsplit("-", 1)[0] + end


_PLURAL_WORD = re.compile(r"[A-Za-z][a-z]+s|[A-Za-z][a-z]+men")
_SEVERAL = re.compile(r"[,/()]|\b(?:and|or|except)\b", re.IGNORECASE)


def role_of(title: str) -> str:
    """The career of a plural title, in the singular.

    A title that names several careers stays as it is.
    """
    words = title.split()
    if _SEVERAL.search(title) or not words or not _PLURAL_WORD.fullmatch(words[-1]):
        return title
    last = words[-1]
    return " ".join([*words[:-1], last[0] + singular(last.lower())[1:]])
