"""Saved pages come from a folder or an archive, within bounds."""

import io
import tarfile
from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.ingestion.official import ooh_pages
from advisor.ingestion.official.ooh_pages import read_pages


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    return path


def test_pages_of_a_folder_and_of_an_archive_are_the_same(tmp_path: Path) -> None:
    files = {"a.html": b"<p>A</p>", "deep/b.htm": b"\xef\xbb\xbf<p>B</p>", "note.txt": b"x", "._c.html": b"x"}
    for name, data in files.items():
        (tmp_path / "pages" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pages" / name).write_bytes(data)
    (tmp_path / "pages" / "._c.html").unlink()
    from_folder = [(page.name, page.html) for page in read_pages(tmp_path / "pages")]
    assert from_folder == [("a.html", "<p>A</p>"), ("deep/b.htm", "<p>B</p>")]
    assert [(page.name, page.html) for page in read_pages(archive(tmp_path / "x.tar.gz", files))] == from_folder


def test_a_page_that_cannot_be_read_says_why_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ooh_pages, "MAX_BYTES", 1_000_000)
    path = archive(tmp_path / "x.tar.gz", {"a.html": b"caf\xe9", "b.html": b"x" * 1_000_001, "../../c.html": b"fine"})
    assert [(page.name, page.problem) for page in read_pages(path)] == [
        ("a.html", "not UTF-8 (see byte 3)"),
        ("b.html", "more than 1 MB"),
        ("../../c.html", ""),
    ]
    assert [one.name for one in tmp_path.iterdir()] == ["x.tar.gz"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("<p>secret</p>")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").symlink_to(tmp_path / "secret.html")
    assert [(page.html, page.problem) for page in read_pages(tmp_path / "pages")] == [
        ("", "a link that leads out of the folder")
    ]


def test_what_holds_no_pages_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.html").write_text("x")
    whole = archive(tmp_path / "whole.tar.gz", {f"{n}.html": bytes(range(256)) * 40 for n in range(9)}).read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "not.tar.gz").write_bytes(b"just text")
    monkeypatch.setattr(ooh_pages, "MAX_PAGES", 8)
    for path, said in (
        (tmp_path / "nowhere", "does not exist"),
        (tmp_path / "nowhere.tar.gz", "does not exist"),
        (tmp_path / "file.html", "is neither a folder nor a .tar.gz archive"),
        (tmp_path / "empty", "holds no saved pages (.htm, .html, .xhtml)"),
        (tmp_path / "cut.tar.gz", "is no whole .tar.gz archive"),
        (tmp_path / "not.tar.gz", "is no whole .tar.gz archive"),
        (tmp_path / "whole.tar.gz", "holds more than 8 pages"),
    ):
        with pytest.raises(GuideError) as caught:
            list(read_pages(path))
        assert said in str(caught.value)


def test_an_archive_that_unpacks_to_too_much_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooh_pages, "MAX_TOTAL_BYTES", 1_000)
    path = archive(tmp_path / "bomb.tar.gz", {"a.txt": b"0" * 2_000})
    with pytest.raises(GuideError, match="unpacks to more than"):
        list(read_pages(path))
