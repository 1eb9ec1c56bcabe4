"""Files are opened as what they are, whatever they are named."""

import unicodedata
from pathlib import Path

import pytest

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.parsing import parse_guide, parse_text

PAGE = "<html><body><main><h1>Weaver</h1><h2>Pay</h2><p>Weavers earn £30,000 a year.</p></main></body></html>"
ARCHIVE = (
    "From: <Saved by a browser>\r\nSubject: Weaver\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
    '\ttype="text/html";\r\n\tboundary="--b--"\r\n\r\n----b--\r\nContent-Type: text/css\r\n\r\nbody {}\r\n'
    "----b--\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<html><body><main><h1>Weaver</h1><h2>Pay</h2><p>Weavers earn =C2=A330,=\r\n000 a year.</p></main></body></html>"
    "\r\n----b----\r\n"
)


def read(folder: Path, name: str, data: bytes) -> Guide:
    path = folder / name
    path.write_bytes(data)
    return parse_guide(path)


@pytest.mark.parametrize("name", ["weaver.mhtml", "weaver.mht", "weaver.html", "weaver.txt"])
def test_a_page_saved_as_an_archive_is_read_as_the_page(tmp_path: Path, name: str) -> None:
    guide = read(tmp_path, name, ARCHIVE.encode())
    assert guide.title == "Weaver"
    assert "Weavers earn £30,000 a year." in guide.text


def test_a_text_that_only_begins_like_a_mail_is_text(tmp_path: Path) -> None:
    guide = read(tmp_path, "weaver.txt", b"Job: Weaver\nPay: $34,000\n\nWeavers make cloth in mills.\n")
    assert "Weavers make cloth in mills." in guide.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.rtf", rb"{\rtf1\ansi Weaver\par}", "this is Rich Text Format"),
        ("a.txt", rb"{\rtf1\ansi Weaver\par}", "this is Rich Text Format"),
        ("a.pdf", b"Weaver\n\nPay\n\nGood.\n", "this is no PDF file, but plain text; name it .txt or .md."),
        ("a.pdf", PAGE.encode(), "this is no PDF file, but a web page; name it .html."),
        ("a.pdf", bytes(range(1, 32)) * 30, "this is no PDF file, though its name says so"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50), "this is a picture"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><text>Pay</text></svg>', "this is a picture"),
        ("a.odt", b"words", "an OpenDocument text (.odt) is not read; save it as .docx."),
        ("a.mhtml", b"MIME-Version: 1.0\nContent-Type: text/plain\n\nwords", "a saved web archive without a page"),
    ],
)
def test_other_files_are_refused_by_what_they_are(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(GuideError) as refused:
        read(tmp_path, name, data)
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path / name}: ")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_wide_encodings_and_all_line_ends_are_read(tmp_path: Path, encoding: str, ends: str) -> None:
    text = "Weaver\n\nPay\n\nWeavers earn £30,000 – “good” pay.\n"
    assert read(tmp_path, "a.txt", text.replace("\n", ends).encode(encoding)).text == text


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1", "ISO-8859-15"])
def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path, declared: str) -> None:
    page = PAGE.replace("<body>", f'<head><meta charset="{declared}"></head><body>').replace("Weavers", "Café weavers")
    assert "Café weavers earn £30,000" in read(tmp_path, "a.html", page.encode("windows-1252")).text


def test_letters_and_their_accents_are_one_character_and_offsets_count_in_them(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "# Café owner\n\n## Pay\n\nCafé owners earn €32 000 in Málaga.\n")
    guide = read(tmp_path, "a.md", decomposed.encode())
    assert guide.title == "Café owner"
    block = guide.sections[-1].body[0]
    assert guide.text[block.start : block.end] == "Café owners earn €32 000 in Málaga."
    assert unicodedata.is_normalized("NFC", guide.text)


def test_unpaired_surrogates_of_a_text_are_left_out() -> None:
    assert parse_text("Pay\n\nGood\ud800 pay is paid.\n", name="a.txt").text == "Pay\n\nGood pay is paid.\n"
