"""Which files a path names, and what is passed over and why."""

import os
from pathlib import Path

import pytest

import advisor.ingestion
from advisor.errors import GuideError
from advisor.ingestion.parsing import MAX_DOCUMENT_BYTES
from advisor.ingestion.sources import ADDED, CORPUS, GatheredFiles, gather, hash_source, parser_files

TEXT = "# Welder\n\n## Pay\n\nWelders earn $50,000.\n"


def names(gathered: GatheredFiles) -> list[str]:
    return [source.path.name for source in gathered.sources]


def reasons(gathered: GatheredFiles) -> list[str]:
    return [refusal.reason for refusal in gathered.refused]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "guides"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.md", "a.txt", "sub/c.html", "picture.png", ".hidden.md"):
        (folder / name).write_text(TEXT)
    (folder / ".git").mkdir()
    (folder / ".git" / "d.md").write_text(TEXT)
    return folder


def test_a_folder_gives_its_guides_in_order_without_hidden_ones_and_other_files(folder: Path) -> None:
    assert names(gather([folder])) == ["a.txt", "b.md", "c.html"]


def test_a_file_named_twice_counts_once(folder: Path) -> None:
    assert names(gather([folder / "b.md", folder, folder / "sub" / ".." / "b.md"])) == ["b.md", "a.txt", "c.html"]


def test_a_file_named_by_itself_may_have_any_ending(folder: Path) -> None:
    assert names(gather([folder / "picture.png"])) == ["picture.png"]


def test_a_file_follows_the_corpus_when_it_lies_in_its_folder_however_it_was_named(folder: Path) -> None:
    for paths in ([folder], [folder / "sub"], [folder / "sub" / "c.html"], [folder.parent]):
        found = {source.path.name: source.origin for source in gather(paths, corpus_dir=folder).sources}
        assert found["c.html"] == CORPUS
    assert {source.origin for source in gather([folder], corpus_dir=folder / "sub").sources} == {ADDED, CORPUS}
    assert {source.origin for source in gather([folder]).sources} == {ADDED}


def test_a_path_that_does_not_exist_is_named_and_the_others_are_taken(folder: Path) -> None:
    gathered = gather([folder / "b.md", folder / "nowhere"])

    assert names(gathered) == ["b.md"]
    assert reasons(gathered) == [f"There is no file or folder {folder / 'nowhere'}."]


def test_nothing_but_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"There is no file or folder .*nowhere\."):
        gather([tmp_path / "nowhere"])


def test_a_folder_with_no_guides_is_an_error_that_says_what_guides_end_in(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"holds no guides \(.*\.html.*\.md.*\)"):
        gather([tmp_path])


def test_each_empty_folder_is_named_beside_one_with_guides(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    gathered = gather([folder, tmp_path / "empty"])

    assert len(gathered.sources) == 3
    assert reasons(gathered)[0].startswith(f"The folder {tmp_path / 'empty'} holds no guides")


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(TEXT)
    (folder / "link.md").symlink_to(secret)
    (folder / "inside.md").symlink_to(folder / "b.md")
    (folder / "linked").symlink_to(tmp_path, target_is_directory=True)

    gathered = gather([folder])

    assert secret.resolve() not in {source.path for source in gathered.sources}
    assert names(gathered) == ["a.txt", "b.md", "c.html"]  # inside.md is b.md
    assert reasons(gathered)[0] == f"{folder / 'link.md'} is a link that leads out of {folder}, so it was not read."


def test_a_link_that_a_person_names_is_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(folder / "b.md")

    assert names(gather([tmp_path / "link.md"])) == ["b.md"]


def test_a_link_that_leads_nowhere_or_to_itself_is_named(folder: Path) -> None:
    (folder / "dead.md").symlink_to(folder / "gone.md")
    (folder / "loop.md").symlink_to(folder / "loop.md")

    gathered = gather([folder])

    assert len(gathered.sources) == 3
    assert [refusal.path.name for refusal in gathered.refused] == ["dead.md", "loop.md"]


def test_a_pipe_and_a_device_are_not_read(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")

    gathered = gather([folder, Path("/dev/zero")])

    assert reasons(gathered) == [f"{folder / 'pipe.md'} is neither a file nor a folder.",
                                 "/dev/zero is neither a file nor a folder."]  # fmt: skip


def test_a_name_that_is_no_text_is_refused_in_words_that_can_be_printed(folder: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text(TEXT)
    except OSError:
        pytest.skip("this file system takes only names that are text")

    (reason,) = reasons(gather([folder]))

    assert "broken characters" in reason
    reason.encode()


def test_a_name_that_is_too_long_is_refused(folder: Path) -> None:
    assert len(reasons(gather([folder, folder / ("x" * 5000)]))) == 1


def test_the_hash_follows_the_content_and_not_the_name(folder: Path) -> None:
    before = hash_source(folder / "b.md")

    assert hash_source(folder / "a.txt") == before
    (folder / "a.txt").write_text(TEXT + "x")
    assert hash_source(folder / "a.txt") != before


def test_a_file_is_hashed_only_as_far_as_a_guide_may_go(tmp_path: Path) -> None:
    sizes = (MAX_DOCUMENT_BYTES + 1, MAX_DOCUMENT_BYTES + 2)
    files = [tmp_path / f"{size}.md" for size in sizes]
    for file, size in zip(files, sizes, strict=True):
        with file.open("wb") as huge:
            huge.truncate(size)

    assert hash_source(files[0]) == hash_source(files[1])


def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"gone\.md cannot be read"):
        hash_source(tmp_path / "gone.md")


def test_every_file_of_the_parser_counts_when_it_is_asked_whether_a_guide_has_to_be_read_again() -> None:
    folder = Path(advisor.ingestion.__file__).parent
    package = {path for path in (folder / "parsing").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert {folder / "parsing" / "html" / "tables.py", folder / "parsing" / "vocabulary.toml"} <= package
    names = "columns.py invisible.py polarity.py polarity.toml sentence_borders.py sentences.py".split()
    text = {folder.parent / "text" / name for name in names}
    assert set(parser_files()) == package | text | {folder / "mojibake.py"}
