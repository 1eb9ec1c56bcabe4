"""Pages of a PDF, read in a child process.

A hang, a crash or a flood of memory in native code that reads foreign files ends the child. It gets no environment.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from advisor.errors import GuideError
from advisor.ingestion.parsing.pdf.page_text import PdfPage, PlacedWord

MAX_PAGES = 500
MAX_MEMORY_BYTES = 2_000_000_000
MIN_S, S_PER_MB = 20, 1  # CPU seconds to open a file of that size; its pages have their own
MAX_WAIT_S = 1_800  # on a busy machine, for the CPU time that all pages may take
MAX_UNMAPPED = 0.3
MIN_PAGE_CHARS = 20  # fewer on most pages: they are pictures
READER = Path(__file__).with_name("glyph_reader.py")


@dataclass(frozen=True, slots=True)
class PdfSource:
    """A document's pages, with the title of its information."""

    pages: tuple[PdfPage, ...]
    title: str = ""


def read_source(data: bytes, *, name: str) -> PdfSource:
    """The pages of a PDF.

    Raises GuideError naming the file for one that is locked, damaged, too long, or has no text to quote.
    """
    if find_spec("pypdfium2") is None:
        raise GuideError(f"{name}: reading a PDF needs the extra `documents`: pip install 'career-advisor[documents]'.")
    records = list(_run(data, name))
    head = records[0] if records else {}
    for record in records:
        if "error" in record:
            raise GuideError(f"{name}: {_REASONS[record['error']]}")
    n_pages = head.get("n_pages", 0)
    if n_pages > MAX_PAGES:
        raise GuideError(f"{name}: {n_pages} pages are more than a guide has ({MAX_PAGES}); split it.")
    if not n_pages or len(records) != n_pages + 1:
        raise GuideError(f"{name}: {_REASONS['damaged']}")
    _check_text(records[1:], name)
    pages = tuple(_page(number, record) for number, record in enumerate(records[1:], 1))
    return PdfSource(pages, title=" ".join(head["title"].split()))


_REASONS = {
    "password": "this PDF is locked with a password; save a copy without one.",
    "damaged": "this PDF is damaged or cut off, and cannot be opened; save or download it again.",
    "long": "this PDF has more text than a guide has; split it.",
}


def _run(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    limit_s = MIN_S + S_PER_MB * len(data) // 10**6
    limits = map(str, (limit_s, MAX_MEMORY_BYTES + 2 * len(data), MAX_PAGES))
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(READER), *limits],
            input=data,
            capture_output=True,
            timeout=MAX_WAIT_S,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GuideError(f"{name}: reading this PDF took too long; print it into a new PDF.") from error
    except OSError as error:
        raise GuideError(f"{name}: the reader of PDFs cannot be started ({error.strerror or error}).") from error
    if done.returncode:
        raise GuideError(
            f"{name}: this PDF could not be read: the reader of PDFs broke off ({_why(done)}); print it into a new PDF."
        )
    for line in done.stdout.splitlines():
        yield json.loads(line)


def _why(done: "subprocess.CompletedProcess[bytes]") -> str:
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return last[0].split(":")[0][:60] if last else f"exit status {done.returncode}"


def _check_text(records: Sequence[Mapping[str, Any]], name: str) -> None:
    counts = [sum(len(word[0]) for word in record.get("words", ())) for record in records]
    n_chars = sum(counts)
    n_bare = sum(count < MIN_PAGE_CHARS for count in counts)
    if n_chars < MIN_PAGE_CHARS or (n_bare * 10 > len(counts) * 8 and n_chars < 100 * len(counts)):
        raise GuideError(
            f"{name}: this PDF has no text to quote, only pictures of its pages (it was scanned); run a text"
            " recognition (OCR) over it first."
        )
    if sum(record.get("n_unmapped", 0) for record in records) > MAX_UNMAPPED * n_chars:
        raise GuideError(
            f"{name}: the fonts of this PDF do not say which letters they draw, so its text cannot be read; run a"
            " text recognition (OCR) over it, or save it again from the program that made it."
        )


def _page(number: int, record: Mapping[str, Any]) -> PdfPage:
    return PdfPage(
        number=number,
        width=record["width"],
        height=record["height"],
        words=tuple(
            PlacedWord(text, x0, x1, top, bottom, base, size, bool(bold))
            for text, x0, x1, top, bottom, base, size, bold in record.get("words", ())
        ),
        rules=tuple(tuple(rule) for rule in record.get("rules", ())),
        dots=tuple(tuple(dot) for dot in record.get("dots", ())),
        hidden=record.get("hidden", ""),
        rotated=record.get("rotated", ""),
    )
