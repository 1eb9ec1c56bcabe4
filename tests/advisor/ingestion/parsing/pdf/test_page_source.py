"""A PDF that cannot be read is refused in one sentence, whatever becomes of its reader."""

import sys
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from advisor.errors import GuideError
from advisor.ingestion.parsing import MAX_DOCUMENT_BYTES, parse_guide
from advisor.ingestion.parsing.pdf import page_source
from advisor.ingestion.parsing.pdf.page_source import MAX_PAGES
from tests.advisor.ingestion.parsing.pdf.drawn import PROSE, Drawing

pytestmark = pytest.mark.process  # the reader of PDFs is one


def refusal(path: Path) -> str:
    with pytest.raises(GuideError) as refused:
        parse_guide(path)
    said = str(refused.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said.removeprefix(f"{path}: ")


def drawn() -> bytes:
    drawing = Drawing()
    drawing.prose(PROSE * 20)
    return drawing.data()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "guide.pdf"


def test_a_locked_file_is_named(file: Path) -> None:
    canvas = Canvas(str(file), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, PROSE)
    canvas.save()
    assert refusal(file).startswith("this PDF is locked with a password")


@pytest.mark.parametrize("size", [9, 300, 900])
def test_a_file_that_was_cut_off_is_named(file: Path, size: int) -> None:
    file.write_bytes(drawn()[:size])
    assert "damaged or cut off" in refusal(file)


def test_a_scanned_file_is_named(file: Path) -> None:
    canvas = Canvas(str(file))
    canvas.rect(0, 0, 500, 700, fill=1)
    canvas.showPage()
    canvas.save()
    assert "only pictures of its pages (it was scanned)" in refusal(file)


def test_a_file_of_too_many_pages_is_named_with_the_bound(file: Path) -> None:
    canvas = Canvas(str(file))
    for _ in range(MAX_PAGES + 1):
        canvas.showPage()
    canvas.save()
    assert refusal(file) == "501 pages are more than a guide has (500); split it."


def test_a_file_that_is_too_large_is_named_with_the_bound(file: Path) -> None:
    with file.open("wb") as huge:
        huge.write(b"%PDF-1.7\n")
        huge.truncate(MAX_DOCUMENT_BYTES + 1)
    assert refusal(file) == "50.0 MB is more than a guide has (50 MB); split it."


def test_without_the_library_the_error_names_the_extra(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(drawn())
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert refusal(file) == "reading a PDF needs the extra `documents`: pip install 'career-advisor[documents]'."


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import os; os.abort()", "broke off (signal 6)"),
        ("bytearray(10**15)", "broke off (MemoryError)"),
        ("import time; time.sleep(60)", "took too long"),
        ('print(\'{"n_pages":2,"title":""}\')', "damaged or cut off"),
    ],
)
def test_a_reader_that_dies_hangs_or_stops_short_is_one_sentence(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    file.write_bytes(drawn())
    reader = tmp_path / "reader.py"
    reader.write_text(script)
    monkeypatch.setattr(page_source, "READER", reader)
    monkeypatch.setattr(page_source, "MAX_WAIT_S", 2)
    assert said in refusal(file)


def test_the_reader_is_told_nothing_of_the_environment(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(drawn())
    reader, told = tmp_path / "reader.py", tmp_path / "told"
    reader.write_text(f"import os, pathlib\npathlib.Path({str(told)!r}).write_text(' '.join(os.environ))")
    monkeypatch.setenv("ADVISOR_KEY", "secret")
    monkeypatch.setattr(page_source, "READER", reader)
    refusal(file)
    assert "ADVISOR_KEY" not in told.read_text()
