"""The release in a folder is found by its names, and never guessed."""

from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.ingestion.official.onet_tables import find_release
from tests.advisor.ingestion.official.official_made import README, write_release, write_renamed_release


def test_a_release_says_its_number_month_and_licence(tmp_path: Path) -> None:
    release = find_release(write_release(tmp_path / "db"))
    assert (release.number, release.month, release.is_creative_commons) == ("29.9", "May 2031", True)
    assert release.files["skills"] == (tmp_path / "db" / "Skills.txt",)


def test_a_release_is_found_in_the_one_folder_within(tmp_path: Path) -> None:
    write_release(tmp_path / "db_29_9_text")
    assert find_release(tmp_path).number == "29.9"


def test_without_its_note_the_folders_name_says_the_release(tmp_path: Path) -> None:
    release = find_release(write_release(tmp_path / "db_30_1_text", readme=""))
    assert (release.number, release.month, release.is_creative_commons) == ("30.1", "", False)


def test_newer_names_are_found_too(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    release = find_release(write_renamed_release(tmp_path / "db"))
    assert [path.name for path in release.files["skills"]] == ["Essential Skills.txt"]
    assert [path.name for path in release.files["technology"]] == ["Software Skills.txt"]
    assert release.unknown == ()


def test_unknown_tables_are_named_and_known_ones_without_use_apart(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "db")
    (folder / "Dream Ratings.txt").write_text("a\tb\n")
    (folder / "Task Ratings.txt").write_text("a\tb\n")
    release = find_release(folder)
    assert (release.unknown, release.aside) == (("Dream Ratings",), ("Task Ratings",))


def test_no_folder_no_main_table_and_two_releases_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    write_release(tmp_path / "two" / "db_29_9_text")
    write_release(tmp_path / "two" / "db_30_1_text")
    mixed = write_release(tmp_path / "mixed")
    (mixed / "Essential Skills.txt").write_text((mixed / "Skills.txt").read_text())
    for folder, said in (
        (tmp_path / "nowhere", "does not exist; name the folder with the text files of one O*NET release"),
        (tmp_path / "file", "is not a folder"),
        (tmp_path / "empty", "has no table “Occupation Data.txt”"),
        (tmp_path / "two", "holds 2 releases of O*NET (db_29_9_text, db_30_1_text)"),
        (mixed, "holds tables of two releases of O*NET, “Skills.txt” and “Essential Skills.txt”"),
        (write_release(tmp_path / "db_30_1_text"), "is named after release 30.1 and its “Read Me.txt” says 29.9"),
        (write_release(tmp_path / "silent", readme=""), "does not say which release of O*NET it holds"),
    ):
        with pytest.raises(GuideError) as caught:
            find_release(folder)
        assert said in str(caught.value)


def test_a_note_of_another_database_says_no_release(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "db", readme=README.replace("O*NET", "ESCO"))
    with pytest.raises(GuideError, match="does not say which release"):
        find_release(folder)
