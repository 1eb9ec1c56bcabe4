"""Words of a PDF's pages; runs alone in a child process.

Started as a script by ``page_source``, so it imports nothing of this project. A PDF comes in on the standard input; one
JSON object a line goes out: the document first, then each page. PDFium is native code that reads whatever people send,
so a crash, a hang or a flood of memory ends this process and not the one that asked.
"""

import ctypes
import json
import sys
from typing import Any

S_PER_PAGE = 1  # of CPU time; a page of words takes a fifteenth of it
MAX_PAGE_CHARS = 60_000
MAX_ALL_CHARS = 4_000_000
MAX_PAGE_OBJECTS = 60_000
MAX_ASIDE_CHARS = 2_000  # kept of what is hidden or rotated
THIN = 2.5  # points: of a line that rules a table
DOT = (1.2, 7.0)  # points: the size of a bullet that is drawn and not written
BOLD_WEIGHT = 600
FORCE_BOLD = 1 << 18
BOLD_NAMES = ("bold", "black", "heavy", "demi")
INVISIBLE = (3, 7)  # render modes that paint nothing
PATH, IMAGE = 2, 3
CUT_WORD = (0x02, 0xFFFE)  # in place of the hyphen at a line's end
BLANKS = (0xA0, 0x2002, 0x2003, 0x2009, 0x3000)


def main() -> None:
    """Read the document on the standard input; the arguments are bounds.

    They are the seconds of CPU time, the bytes of memory and the number of pages.
    """
    limit_s, limit_bytes, limit_pages = map(int, sys.argv[1:4])
    bound_process(limit_s, limit_bytes)
    import pypdfium2.raw as pdfium

    data = sys.stdin.buffer.read()
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        code = pdfium.FPDF_GetLastError()
        write({"error": "password" if code == pdfium.FPDF_ERR_PASSWORD else "damaged"})
        return
    n_pages = pdfium.FPDF_GetPageCount(document)
    write({"n_pages": n_pages, "title": meta(pdfium, document, b"Title")})
    if n_pages > limit_pages:
        return
    bound_process(limit_s + S_PER_PAGE * n_pages, limit_bytes)
    n_chars = 0
    for number in range(n_pages):
        page = pdfium.FPDF_LoadPage(document, number)
        if not page:
            write({"width": 0, "height": 0})
            continue
        read = PageReader(pdfium, page)
        write(read.page())
        n_chars += read.n_chars
        pdfium.FPDF_ClosePage(page)
        if n_chars > MAX_ALL_CHARS:
            write({"error": "long"})
            return


def bound_process(limit_s: int, limit_bytes: int) -> None:
    """Set limits on time, memory and files, where there are any."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for kind, wanted in (
        (resource.RLIMIT_CPU, limit_s),
        (resource.RLIMIT_AS, limit_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, hard))


def write(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, separators=(",", ":")) + "\n")


def meta(pdfium: Any, document: Any, key: bytes) -> str:
    """An entry of the document's information, or empty."""
    size = pdfium.FPDF_GetMetaText(document, key, None, 0)
    if not 2 < size < 4000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, key, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore")


class PageReader:
    """One page, with its origin at the upper left corner."""

    def __init__(self, pdfium: Any, page: Any) -> None:
        self._pdfium = pdfium
        self._page = page
        self._turns = pdfium.FPDFPage_GetRotation(page)
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self._left, self._bottom, self._right, self._top = box.left, box.bottom, box.right, box.top
        self.width = pdfium.FPDF_GetPageWidthF(page)
        self.height = pdfium.FPDF_GetPageHeightF(page)
        self._fonts: dict[int, bool] = {}
        self._filled: list[tuple[float, float, float, float]] = []  # painted in another colour than white
        self.n_chars = 0

    def page(self) -> dict[str, Any]:
        """The page's words, ruling lines and bullets, and what is hidden."""
        rules, dots, image = self._drawn()
        words, hidden, rotated, n_unmapped = self._words(scanned=image > 0.6)
        return {
            "width": round(self.width, 1),
            "height": round(self.height, 1),
            "words": words,
            "rules": rules,
            "dots": dots,
            "image": round(image, 2),
            "hidden": hidden,
            "rotated": rotated,
            "n_unmapped": n_unmapped,
        }

    def _point(self, x: float, y: float) -> tuple[float, float]:
        """A point as it is seen: from the left, and from above."""
        if self._turns == 1:
            return y - self._bottom, x - self._left
        if self._turns == 2:
            return self._right - x, y - self._bottom
        if self._turns == 3:
            return self._top - y, self._right - x
        return x - self._left, self._top - y

    def _direction(self, a: float, b: float) -> tuple[float, float]:
        return ((a, -b), (b, a), (-a, b), (-b, -a))[self._turns]

    def _box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        x0, y0 = self._point(left, bottom)
        x1, y1 = self._point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    # --- what is drawn ---

    def _drawn(self) -> tuple[list[list[float]], list[list[float]], float]:
        """Ruling lines, bullets drawn as shapes, and the share of the page under its largest image."""
        pdfium = self._pdfium
        rules: list[list[float]] = []
        dots: list[list[float]] = []
        image = 0.0
        area = max(self.width * self.height, 1.0)
        sides = [ctypes.c_float() for _ in range(4)]
        for number in range(min(pdfium.FPDFPage_CountObjects(self._page), MAX_PAGE_OBJECTS)):
            item = pdfium.FPDFPage_GetObject(self._page, number)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind not in (PATH, IMAGE) or not pdfium.FPDFPageObj_GetBounds(item, *sides):
                continue
            x0, y0, x1, y1 = self._box(*(side.value for side in sides))
            width, height = x1 - x0, y1 - y0
            if kind == IMAGE:
                image = max(image, width * height / area)
                self._filled.append((x0, y0, x1, y1))
            elif min(width, height) <= THIN and max(width, height) >= 8:
                rules.append([round(v, 1) for v in (x0, y0, x1, y1)])
            elif DOT[0] <= width <= DOT[1] and abs(width - height) < 1:
                dots.append([round(x0, 1), round((y0 + y1) / 2, 1)])
            else:
                self._take_box(item, x0, y0, x1, y1, rules)
        return rules, dots, min(image, 1.0)

    def _take_box(self, item: Any, x0: float, y0: float, x1: float, y1: float, rules: list[list[float]]) -> None:
        """Note a filled box as a background, and the sides of a stroked one as ruling lines."""
        pdfium = self._pdfium
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke):
            return
        if fill.value and not self._is_white(pdfium.FPDFPageObj_GetFillColor, item):
            self._filled.append((x0, y0, x1, y1))
        if stroke.value and pdfium.FPDFPath_CountSegments(item) <= 6:
            sides = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
            rules += [[round(v, 1) for v in side] for side in sides]

    def _is_white(self, get_color: Any, *where: Any) -> bool:
        color = [ctypes.c_uint() for _ in range(4)]
        if not get_color(*where, *color):
            return False
        *shades, alpha = (one.value for one in color)
        return alpha < 10 or min(shades) >= 250

    # --- what is written ---

    def _words(self, *, scanned: bool) -> tuple[list[list[Any]], str, str, int]:
        """The words in the order of the file, and what is hidden or rotated."""
        pdfium = self._pdfium
        text_page = pdfium.FPDFText_LoadPage(self._page)
        words: list[list[Any]] = []
        word: list[Any] | None = None
        aside: dict[str, list[str]] = {"hidden": [], "rotated": []}
        n_unmapped = 0
        self.n_chars = min(pdfium.FPDFText_CountChars(text_page), MAX_PAGE_CHARS)
        sides = [ctypes.c_double() for _ in range(4)]
        x, y = ctypes.c_double(), ctypes.c_double()
        matrix = pdfium.FS_MATRIX()
        for at in range(self.n_chars):
            code = pdfium.FPDFText_GetUnicode(text_page, at)
            if code in CUT_WORD and pdfium.FPDFText_IsGenerated(text_page, at) != 1:
                code = ord("-")
            if code < 33 or code in BLANKS or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
                word = None
                for said in aside.values():
                    said.append(" ")
                continue
            char = chr(code)
            pdfium.FPDFText_GetMatrix(text_page, at, matrix)
            over, down = self._direction(matrix.a, matrix.b)
            size = pdfium.FPDFText_GetFontSize(text_page, at) * (matrix.c**2 + matrix.d**2) ** 0.5
            pdfium.FPDFText_GetCharBox(text_page, at, sides[0], sides[2], sides[1], sides[3])
            x0, top, x1, bottom = self._box(*(side.value for side in sides))
            pdfium.FPDFText_GetCharOrigin(text_page, at, x, y)
            _, base = self._point(x.value, y.value)
            item = pdfium.FPDFText_GetTextObject(text_page, at)
            if over <= 0 or abs(down) > 0.1 * over:
                aside["rotated"].append(char)
                word = None
                continue
            if size < 2 or not self._is_seen(text_page, at, item, (x0 + x1) / 2, (top + bottom) / 2, scanned=scanned):
                aside["hidden"].append(char)
                word = None
                continue
            n_unmapped += pdfium.FPDFText_HasUnicodeMapError(text_page, at) == 1
            bold = self._is_bold(item, text_page, at)
            if (
                word is None
                or abs(base - word[5]) > 0.1 * size
                or abs(size - word[6]) > 0.5
                or not -0.4 * size < x0 - word[2] < 0.6 * size
            ):
                word = ["", x0, x1, top, bottom, base, size, bold]
                words.append(word)
            word[0] += char
            word[2] = max(word[2], x1)
            word[3], word[4] = min(word[3], top), max(word[4], bottom)
        pdfium.FPDFText_ClosePage(text_page)
        shown = [[one[0], *(round(v, 2) for v in one[1:7]), int(one[7])] for one in words]
        hidden, rotated = (" ".join("".join(said).split())[:MAX_ASIDE_CHARS] for said in aside.values())
        return shown, hidden, rotated, n_unmapped

    def _is_seen(self, text_page: Any, at: int, item: Any, x: float, y: float, *, scanned: bool) -> bool:
        """Whether a character shows on its page.

        The text under a scanned image is invisible, and is what it says.
        """
        if not (0 <= x <= self.width and 0 <= y <= self.height):
            return False
        if scanned:
            return True
        if item and self._pdfium.FPDFTextObj_GetTextRenderMode(item) in INVISIBLE:
            return False
        if not self._is_white(self._pdfium.FPDFText_GetFillColor, text_page, at):
            return True
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self._filled[-2000:])

    def _is_bold(self, item: Any, text_page: Any, at: int) -> bool:
        pdfium = self._pdfium
        font = pdfium.FPDFTextObj_GetFont(item) if item else None
        key = (ctypes.cast(font, ctypes.c_void_p).value if font else None) or 0
        if key not in self._fonts:
            flags = ctypes.c_int()
            buffer = ctypes.create_string_buffer(200)
            pdfium.FPDFText_GetFontInfo(text_page, at, buffer, 200, flags)
            name = buffer.value.decode("utf-8", "ignore").casefold()
            heavy = pdfium.FPDFText_GetFontWeight(text_page, at) >= BOLD_WEIGHT
            self._fonts[key] = heavy or bool(flags.value & FORCE_BOLD) or any(one in name for one in BOLD_NAMES)
        return self._fonts[key]


if __name__ == "__main__":
    main()
