"""`advisor import`: what it prints, what the index holds after it, and what stays when it fails."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.__main__ import main
from advisor.bootstrap import Parts
from advisor.ingestion.sources import IMPORTED
from advisor.settings import Settings
from tests.advisor.ingestion.official.official_made import (
    BELL,
    KITE,
    README,
    TABLES,
    handbook_page,
    write_release,
)
from tests.advisor.processes import environment
from tests.made import held_guides

Run = Callable[..., tuple[int, str, str]]
CORPUS = {"baker", "florist", "surveyor", "welder"}  # goes into an empty index first


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Run:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_guides_of_a_release_are_made_indexed_and_told_of(run: Run, parts: Parts, tmp_path: Path) -> None:
    folder = write_release(tmp_path / "db", without=["Knowledge"])
    (folder / "Dream Ratings.txt").write_text("a\tb\n")

    status, out, err = run("import", "onet", folder)

    assert (status, err) == (0, "")
    assert "O*NET 29.9 (May 2031): 2 guides made (2 new)" in out
    assert "Skipped, hardly any data: 1 (Mist Workers, All Other (51-1099.00))" in out
    assert "Tables not read, as their names are unknown here: Dream Ratings" in out
    assert "Tables that are not there: Knowledge" in out
    assert "Index: 6 added." in out
    held = held_guides(parts)
    assert set(held) == {"onet-bell-tuners", "onet-kite-makers", *CORPUS}
    current = parts.current()
    assert current is not None
    assert {entry.guide_id for entry in current.entries if entry.origin != IMPORTED} == CORPUS
    files = list((parts.settings.data_dir / "imported" / "onet").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_newer_release_replaces_the_guides_and_a_rebuild_keeps_them(run: Run, parts: Parts, tmp_path: Path) -> None:
    run("import", "onet", write_release(tmp_path / "old"))
    newer = write_release(
        tmp_path / "new",
        readme=README.replace("29.9", "30.0").replace("May 2031", "August 2031"),
        Occupation_Data=TABLES["Occupation Data"][:2],
    )

    _, out, _ = run("import", "onet", newer)

    assert "O*NET 30.0 (August 2031): 1 guide made (1 changed, 1 gone)" in out
    assert "Index: 1 updated, 1 removed." in out
    assert run("ingest", "--rebuild")[0] == 0
    held = held_guides(parts)
    assert set(held) == {"onet-bell-tuners", *CORPUS}
    assert "Release: O*NET 30.0 (August 2031)" in held["onet-bell-tuners"]


def test_an_imported_guide_can_be_removed_and_the_corpus_goes_in_beside_it(
    run: Run, parts: Parts, tmp_path: Path
) -> None:
    run("import", "onet", write_release(tmp_path / "db"), "--only", BELL, KITE)
    assert run("ingest")[0] == 0
    assert run("remove", "onet-kite-makers")[0] == 0
    assert run("ingest")[0] == 0
    assert set(held_guides(parts)) == {"onet-bell-tuners", *CORPUS}


def test_a_failed_import_keeps_what_was_there(run: Run, parts: Parts, tmp_path: Path) -> None:
    run("import", "onet", write_release(tmp_path / "db"))
    cut = write_release(tmp_path / "cut", Skills=[*TABLES["Skills"], "51-1001.00\t2.A"])

    status, _, err = run("import", "onet", cut)

    assert status == 1
    assert f"{cut / 'Skills.txt'}, line 9: 2 of 13 columns; the table is cut short or damaged" in err
    assert err.count("\n") == 1
    assert set(held_guides(parts)) == {"onet-bell-tuners", "onet-kite-makers", *CORPUS}
    assert len(list((parts.settings.data_dir / "imported" / "onet").iterdir())) == 2


def test_guides_can_be_written_to_a_folder_instead(run: Run, parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "bell.html").write_text(handbook_page("Bell Tuners"))

    status, out, _ = run("import", "ooh", tmp_path / "pages", "--to", tmp_path / "out")

    assert status == 0
    assert out.startswith("Occupational Outlook Handbook 2024–34: 1 guide made (1 new)")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ooh-bell-tuners.md"]
    assert parts.current() is None


def test_what_is_cited_says_from_when_it_is(run: Run, tmp_path: Path) -> None:
    run("import", "onet", write_release(tmp_path / "db"))
    _, out, _ = run("ask", "What tools do Bell Tuners use?", "--guide", "onet-bell-tuners")
    assert "as of O*NET 29.9 (May 2031)" in out
    _, out, _ = run("guides")
    assert "O*NET 29.9 (May 2031)" in out


def test_occupations_cannot_be_named_for_pages(run: Run, tmp_path: Path) -> None:
    status, _, err = run("import", "ooh", tmp_path, "--only", BELL)
    assert status == 1
    assert "--only names occupations of O*NET" in err
