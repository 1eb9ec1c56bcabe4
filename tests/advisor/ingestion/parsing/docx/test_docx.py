"""Word documents are read with their headings, lists and tables, and within bounds."""

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from advisor.domain import BlockKind, Guide
from advisor.errors import GuideError
from advisor.ingestion.parsing import parse_guide
from advisor.ingestion.parsing.docx import package

DOCUMENT = "word/document.xml"


def read(folder: Path, write: Callable[[Word], None]) -> Guide:
    document = Document()
    document.core_properties.title = ""
    write(document)
    path = folder / "weaver-guide.docx"
    document.save(str(path))
    return parse_guide(path)


def texts(guide: Guide, kind: BlockKind) -> list[str]:
    return [guide.text[b.start : b.end] for s in guide.sections for b in s.blocks if b.kind is kind]


def bold(document: Word, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True


def test_headings_lists_and_tables_are_those_of_word(tmp_path: Path) -> None:
    def write(document: Word) -> None:
        document.add_heading("Weaver", 0)
        document.add_heading("Duties", 1)
        for text, style in [
            ("Set up looms", "List Bullet"),
            ("wind the warp", "List Bullet 2"),
            ("Mend", "List Bullet"),
        ]:
            document.add_paragraph(text, style=style)
        document.add_heading("Pay", 1)
        document.add_heading("By region", 2)
        table = document.add_table(rows=0, cols=3)
        for row in [("Region", "Median pay", "Jobs"), ("North", "$34,000", "120"), ("South", "$31,500", "80")]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    guide = read(tmp_path, write)
    assert (guide.title, guide.pages) == ("Weaver", ())
    assert [s.path for s in guide.sections] == [("Weaver",), ("Duties",), ("Pay",), ("Pay", "By region")]
    assert texts(guide, BlockKind.ROW) == [
        "Region: North; Median pay: $34,000; Jobs: 120",
        "Region: South; Median pay: $31,500; Jobs: 80",
    ]
    parents = [
        b.parent and guide.text[b.parent.start : b.parent.end] for s in guide.sections for b in s.body if b.parent
    ]
    assert parents == ["Set up looms"]


def test_bold_lines_serve_as_headings_where_there_are_no_others(tmp_path: Path) -> None:
    def write(document: Word) -> None:
        bold(document, "Weaver Guide")
        document.add_paragraph("Weavers make cloth in mills and in small shops.")
        bold(document, "Pay")
        document.add_paragraph("Weavers earn $34,000 a year.")

    guide = read(tmp_path, write)
    assert guide.title == "Weaver Guide"
    assert guide.sections[-1].path == ("Pay",)


def test_styles_of_an_own_name_are_headings_by_their_outline_level(tmp_path: Path) -> None:
    def write(document: Word) -> None:
        style = document.styles.add_style("Guild Chapter", 1)
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
        for name in ("Pay", "Training"):
            document.add_paragraph(name, style=style)
            document.add_paragraph(f"What the guild says of {name.lower()} is written here.")

    guide = read(tmp_path, write)
    assert [s.path for s in guide.sections][-2:] == [("Pay",), ("Training",)]
    assert guide.title == "Weaver guide"


def test_deleted_text_comments_heads_and_feet_are_not_read(tmp_path: Path) -> None:
    def write(document: Word) -> None:
        document.add_heading("Weaver", 0)
        paragraph = document.add_paragraph("The exam costs ")
        for xml in (
            '<w:del {0} w:id="1" w:author="a"><w:r><w:delText>$60</w:delText></w:r></w:del>',
            '<w:ins {0} w:id="2" w:author="a"><w:r><w:t>$85</w:t></w:r></w:ins>',
        ):
            paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
        paragraph.add_run(" today.")
        document.add_comment(paragraph.runs, text="Ask the guild first", author="a")
        document.sections[0].header.paragraphs[0].text = "For members only"
        document.sections[0].footer.paragraphs[0].text = "Printed in May"

    guide = read(tmp_path, write)
    assert texts(guide, BlockKind.PARAGRAPH) == ["The exam costs $85 today."]
    assert not any(words in guide.text for words in ("$60", "guild", "members", "Printed"))


def test_the_words_of_a_text_box_are_read(tmp_path: Path) -> None:
    box = (
        f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>Dues are $40 a month.</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )

    def write(document: Word) -> None:
        document.add_heading("Weaver", 0)
        document.element.body.insert(1, parse_xml(box))
        document.add_paragraph("Weavers make cloth.")

    assert "Dues are $40 a month." in texts(read(tmp_path, write), BlockKind.PARAGRAPH)


# --- what is refused ---


def good() -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_heading("Weaver", 0)
    document.add_paragraph("Weavers make cloth.")
    document.save(out)
    return out.getvalue()


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A good document with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return out.getvalue()


def other(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr({"types": "[Content_Types].xml"}.get(name, name), text)
    return out.getvalue()


def refusal(folder: Path, data: bytes) -> str:
    path = folder / "guide.docx"
    path.write_bytes(data)
    with pytest.raises(GuideError) as refused:
        parse_guide(path)
    said = str(refused.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (good()[:5000], "this DOCX is damaged or cut off"),
        (b"only words", "this is no DOCX file, but plain text; name it .txt or .md."),
        (b"<!doctype html><html><body>Weaver</body></html>", "this is no DOCX file, but a web page; name it .html."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "this is an old Word file (.doc)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "this Word file is locked with a password",
        ),
        (other(mimetype="application/vnd.oasis.opendocument.text"), "this is an OpenDocument file (.odt)"),
        (other(types="spreadsheetml.sheet.main+xml"), "this is an Excel workbook, not a Word document"),
        (other(readme="words"), "this is a ZIP archive, not a guide"),
        (
            changed(
                "[Content_Types].xml", lambda x: x.replace(b"document.main+xml", b"document.macroEnabled.main+xml")
            ),
            "this is a Word file with macros (.docm)",
        ),
        (
            changed(
                DOCUMENT, lambda x: x.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1)
            ),
            "this DOCX declares entities",
        ),
        (changed(DOCUMENT, lambda x: x[: len(x) // 2]), "this DOCX is damaged and cannot be read"),
        (
            changed(DOCUMENT, lambda x: x.replace(b"<w:body>", b"<w:body>" + b"<w:tbl><w:tr><w:tc>" * 2000)),
            "this DOCX is damaged and cannot be read",
        ),
    ],
)
def test_what_is_no_word_document_is_refused_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    assert refusal(tmp_path, data).startswith(said)


@pytest.mark.parametrize("part", [DOCUMENT, "word/styles.xml"])
def test_what_grows_when_it_is_unpacked_is_refused_whatever_its_header_says(tmp_path: Path, part: str) -> None:
    data = changed(part, lambda x: x + b" " * package.MAX_PART_BYTES)
    assert len(data) < 500_000
    assert refusal(tmp_path, data) == "unpacked, this DOCX has more than a guide has (30 MB); split it."


def test_a_picture_that_is_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n")
    relation = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
        f' Target="{secret.as_uri()}" TargetMode="External"/></Relationships>'
    ).encode()
    path = tmp_path / "guide.docx"
    path.write_bytes(changed("word/_rels/document.xml.rels", lambda x: x.replace(b"</Relationships>", relation)))
    assert package.read_parts(path.read_bytes(), name="x")["word/_rels/document.xml.rels"].count(b"External") == 0
    assert "Weavers make cloth." in parse_guide(path).text


def test_without_the_library_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)
    said = refusal(tmp_path, good())
    assert said == "reading a DOCX needs the extra `documents`: pip install 'career-advisor[documents]'."
