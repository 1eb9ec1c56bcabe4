"""PDFs drawn line by line, as small as a test needs them."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from advisor.domain import BlockKind, Guide
from advisor.ingestion.parsing import parse_guide

LEFT, TOP, STEP = 72, 720, 14
PROSE = "Weavers set up looms, wind the warp and watch the cloth for faults all day long in mills and in small shops."


class Drawing:
    """One document; ``y`` is the base line of the next line, from below."""

    def __init__(self, *, title: str = "") -> None:
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=letter)
        self.canvas.setTitle(title)
        self.y = float(TOP)

    def line(self, text: str, *, x: float = LEFT, size: float = 11, bold: bool = False, step: float = STEP) -> None:
        """Write a line and go down by ``step``."""
        self.at(x, self.y, text, size=size, bold=bold)
        self.y -= step

    def at(self, x: float, y: float, text: str, *, size: float = 11, bold: bool = False) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, y, text)

    def heading(self, text: str, *, size: float = 16) -> None:
        self.y -= 10
        self.line(text, size=size, bold=True, step=22)

    def prose(self, text: str, *, x: float = LEFT, width: int = 80) -> None:
        """Write a paragraph, wrapped at so many characters."""
        for line in wrapped(text, width):
            self.line(line, x=x)
        self.y -= 8

    def page(self) -> None:
        self.canvas.showPage()
        self.y = TOP

    def data(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def read(folder: Path, draw: Callable[[Drawing], None], *, title: str = "") -> Guide:
    """The guide of a drawn PDF."""
    drawing = Drawing(title=title)
    draw(drawing)
    path = folder / "guide.pdf"
    path.write_bytes(drawing.data())
    return parse_guide(path)


def texts(guide: Guide, kind: BlockKind) -> list[str]:
    return [guide.text[b.start : b.end] for s in guide.sections for b in s.blocks if b.kind is kind]


def paths(guide: Guide) -> list[Sequence[str]]:
    return [section.path for section in guide.sections]
