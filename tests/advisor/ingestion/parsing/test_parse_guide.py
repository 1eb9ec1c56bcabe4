"""The door takes three forms of guide and refuses everything else in one clear sentence."""

from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.ingestion.parsing import MAX_BYTES, SUFFIXES, Form, parse_guide, parse_text, recognise

MARKDOWN = "# Nurse\n\n## Pay\n\nNurses earn $50,000.\n"
PASTED = "Nurse\n\nPay\n\nNurses earn $50,000 a year.\n"
HTML = "<html><body><h1>Nurse</h1><h2>Pay</h2><p>Nurses earn $50,000 a year.</p></body></html>"


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (MARKDOWN, Form.MARKDOWN),
        ("Nurse\n=====\n\nPay\n---\n\nGood.\n", Form.MARKDOWN),
        ("---\ntitle: Nurse\n---\n\nGood pay.\n", Form.MARKDOWN),
        (HTML, Form.HTML),
        ("<!DOCTYPE html><p>Nurses</p>", Form.HTML),
        ("<div><p>Nurses</p><p>earn</p></div>", Form.HTML),
        (PASTED, Form.PASTED),
        ("Nurse\n\n#1 job of the year\n\nTrue.\n", Form.PASTED),
        ("Use <b>bold</b> words.\n", Form.PASTED),
    ],
)
def test_a_text_tells_its_own_form(text: str, form: Form) -> None:
    assert recognise(text) is form


@pytest.mark.parametrize("name", ["nurse.txt", "nurse.md", "nurse.html"])
def test_all_forms_of_one_guide_have_the_same_sections(tmp_path: Path, name: str) -> None:
    text = {"nurse.txt": PASTED, "nurse.md": MARKDOWN, "nurse.html": HTML}[name]
    guide = parse_guide(write(tmp_path, name, text))
    assert (guide.id, guide.title) == ("nurse", "Nurse")
    assert guide.sections[-1].path == ("Pay",)


def test_the_suffix_decides_before_the_content() -> None:
    assert parse_text(MARKDOWN, name="a.txt", form=Form.PASTED).sections[0].path == ("# Nurse",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read(tmp_path: Path, encoding: str) -> None:
    guide = parse_guide(write(tmp_path, "café.txt", "Nurse\n\nPay\n\nFrom £5 – “good”.\n".encode(encoding)))
    assert guide.text == "Nurse\n\nPay\n\nFrom £5 – “good”.\n"
    assert guide.id == "cafe"


def test_the_version_is_that_of_the_text_alone(tmp_path: Path) -> None:
    first = parse_guide(write(tmp_path, "a.md", MARKDOWN))
    same = parse_guide(write(tmp_path, "b.md", MARKDOWN.replace("\n", "\r\n")))
    other = parse_guide(write(tmp_path, "c.md", MARKDOWN + "More.\n"))
    assert first.version == same.version != other.version
    assert len(first.version) == 16


def test_hard_blanks_become_plain_blanks() -> None:
    assert (
        parse_text("Pay\n\n50\u00a0000\u202fdollars are paid.\n", name="a.txt").text
        == "Pay\n\n50 000 dollars are paid.\n"
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("blank.md", b" \n\t\n", "the file is empty"),
        ("bom.txt", b"\xef\xbb\xbf\n", "the file is empty"),
        ("greek.txt", "Καλημέρα κόσμε\n".encode("cp1253"), r"not UTF-8 \(see at byte 0\); save the file as UTF-8"),
        ("latin.txt", "Pay\n\ncafé\n".encode("latin-1"), r"not UTF-8 \(see at byte 8\)"),
        ("half.txt", b"\xff\xfea\x00b", "not UTF-16"),
        ("image.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a picture, which has no text to quote"),
        ("nulls.txt", b"abc\x00\x00\x00\x00\x00def" * 100, "binary file"),
        ("big.txt", b"words and words\n" * (MAX_BYTES // 16 + 1), "MB is more than a guide has"),
    ],
)
def test_a_file_that_is_no_guide_is_refused_in_one_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(GuideError, match=said) as refused:
        parse_guide(write(tmp_path, name, data))
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"gone\.md: the file cannot be read"):
        parse_guide(tmp_path / "gone.md")
    with pytest.raises(GuideError, match="this is a folder"):
        parse_guide(tmp_path)


def test_a_stray_null_byte_is_dropped(tmp_path: Path) -> None:
    assert parse_guide(write(tmp_path, "a.txt", b"Pay\n\nGood\x00 pay is paid.\n")).text == "Pay\n\nGood pay is paid.\n"


def test_every_form_has_a_suffix_that_folders_are_scanned_for() -> None:
    assert {".md", ".markdown", ".txt", ".html", ".htm"} <= SUFFIXES
