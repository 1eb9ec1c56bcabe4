"""Table rows as text, each readable on its own, in every form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MEASURE = re.compile(
    r"\b(?:pay|salary|salaries|wages?|earnings|income|costs?|prices?|fees?|rates?|hours|jobs|employment|percent(?:age)?"
    r"|number|growth|change|median|average|mean|amount|total|share)\b|[%$£€]",
    re.IGNORECASE,
)
Label = tuple[str, ...]  # a column's headers, topmost first


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's words, with the columns and rows it spans."""

    text: str
    is_header: bool = False
    n_columns: int = 1
    n_rows: int = 1
    is_link: bool = False  # only a link such as "see" or "get", with nothing to quote


def distinct(cells: Sequence[Cell | None]) -> list[Cell]:
    """The cells with text, each once however many columns it spans."""
    return list({id(cell): cell for cell in cells if cell is not None and cell.text}.values())


def looks_headed(body: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether the first plain row names the columns.

    It has words only, above columns of figures. An empty corner, and two names of which the second is that of a
    measure ("State", "Median pay"), tell it from a table of names and values.
    """
    if len(body) > 1 and _names_figures(body):
        return True
    if len(body) < 3 or len(distinct(body[0])) < 3 or any(re.search(r"\d", c.text) for c in distinct(body[0])):
        return False
    width = len(body[0])
    columns = [[row[i] for row in body[1:] if i < len(row)] for i in range(1, width)]
    return any(all(c is not None and re.search(r"\d", c.text) for c in column) for column in columns if column)


def _names_figures(body: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether the first row has an empty corner or a measure above a column of figures."""
    first, below = body[0], body[1:]
    texts = [cell.text if cell is not None else "" for cell in first]
    if len(texts) < 2 or any(re.search(r"\d", text) for text in texts) or not all(texts[1:]):
        return False
    figures = all(
        at < len(row) and (cell := row[at]) is not None and re.search(r"\d", cell.text)
        for row in below
        for at in range(1, len(texts))
    )
    if not texts[0]:
        return figures or all(row and row[0] is not None and row[0].text for row in below)
    measures = [bool(_MEASURE.search(text)) for text in texts]
    return len(texts) == 2 and len(below) > 1 and figures and measures == [False, True]


def column_labels(heads: Sequence[Sequence[Cell | None]], width: int) -> tuple[list[Label], list[str]]:
    """One label per column, and the table-wide headers as captions.

    Spanning headers come first in a label.
    """
    captions = [cells[0].text for cells in heads if is_whole(cells, width) and cells[0] is not None]
    rows = [cells for cells in heads if not is_whole(cells, width)]
    labels: list[Label] = []
    for column in range(width):
        above = [cells[column] for cells in rows if column < len(cells)]
        labels.append(tuple(dict.fromkeys(cell.text.rstrip(":") for cell in above if cell is not None and cell.text)))
    return labels, captions


def is_whole(cells: Sequence[Cell | None], width: int) -> bool:
    """Whether one header spans the whole table."""
    if len(distinct(cells)) != 1 or cells[0] is None or not cells[0].text:
        return False
    return (len(cells) >= width and all(cell is cells[0] for cell in cells)) or (len(cells) == 1 and width > 1)


def write_label(labels: Sequence[Label]) -> str:
    """A label as text: ``Change (percent)``.

    For several columns, the common beginning of their labels, or all of them.
    """
    if not labels:
        return ""
    first = labels[0]
    if any(label != first for label in labels):
        shared = next((n for n, parts in enumerate(zip(*labels, strict=False)) if len(set(parts)) > 1), 0)
        if not shared:
            return ", ".join(dict.fromkeys(write_label([label]) for label in labels if label))
        first = first[:shared]
    return f"{first[0]} ({', '.join(first[1:])})" if len(first) > 1 else "".join(first)


def write_row(cells: Sequence[Cell | None], labels: Sequence[Label]) -> str:
    """A row as text: ``Header: value; header: value``.

    Without headers ``label: value``.
    """
    shown: list[tuple[str, str]] = []
    seen: set[int] = set()
    for column, cell in enumerate(cells):
        if cell is None or not cell.text or id(cell) in seen:
            continue
        seen.add(id(cell))
        shown.append((write_label(labels[column : column + cell.n_columns]), cell.text))
    if not any(label for label, _ in shown):
        texts = [text for _, text in shown]
        return pair(texts[0], "; ".join(texts[1:]))
    parts = [pair(label, text) if label else text for label, text in shown]
    return "; ".join([part.removesuffix(".") for part in parts[:-1]] + parts[-1:])


def pair(label: str, value: str) -> str:
    """A term with its value on one line, separated by one mark."""
    label = label.rstrip(": ")
    if not value or not label:
        return label or value
    if label.endswith((".", "?", "!", "–", "—")):
        return f"{label} {value}"
    return f"{label}: {value}"
