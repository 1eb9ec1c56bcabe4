"""Guides from the web at the command line, against a site on loopback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.__main__ import main
from advisor.ingestion.plan import NoProgress
from advisor.ingestion.web.copies import visiting
from advisor.ingestion.web.visitor import open_visitor
from advisor.settings import Settings
from tests.advisor.ingestion.web.made_site import Site, page, running_site
from tests.advisor.processes import REPO, environment
from tests.made import guide_text


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as made:
        yield made


class Shell:
    """Runs the command in this process and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def run(self, *arguments: str | Path) -> int:
        self._capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.err + self.out
        return status

    def guides(self) -> dict[str, str]:
        assert self.run("guides", "--json") == 0
        return {one["id"]: one["source_url"] for one in json.loads(self.out)}


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Settings, site: Site) -> Shell:
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ADVISOR_WEB_HOSTS", site.host)
    monkeypatch.setenv("ADVISOR_WEB_PAUSE_S", "0")
    monkeypatch.setenv("COLUMNS", "200")
    return Shell(capsys)


@pytest.fixture
def taken(shell: Shell, site: Site) -> Shell:
    """With a sitemap of two pages taken in."""
    site.put("/glazier", page())
    site.put("/cooper", page("Cooper"))
    assert shell.run("ingest", site.put_map("/glazier", "/cooper")) == 0
    return shell


def test_the_first_page_is_added_to_the_guides_that_ship(shell: Shell, site: Site) -> None:
    address = site.put("/glazier", page())
    assert shell.run("ingest", address) == 0
    assert set(shell.guides()) == {"baker", "florist", "glazier", "surveyor", "welder"}
    assert shell.guides()["glazier"] == address
    assert shell.run("guides") == 0
    assert address in shell.out


def test_answers_cite_the_page_by_its_address(taken: Shell, site: Site) -> None:
    assert taken.run("ask", "--json", "What is the median pay of a Glazier?") == 0
    answer = json.loads(taken.out)
    (citation,) = answer["citations"]
    assert "$42,000" in citation["quote"]
    assert taken.guides()["glazier"] == site.at("/glazier")


def test_refresh_shows_the_difference_and_takes_it_in(taken: Shell, site: Site) -> None:
    assert taken.run("refresh") == 0
    assert taken.out == "Pages: 2 unchanged.\n"
    site.put("/glazier", page(pay=44_500))
    assert taken.run("refresh") == 0
    assert "$42,000 → $44,500" in taken.out
    assert taken.run("ask", "What is the median pay of a Glazier?") == 0
    assert "$44,500" in taken.out


def test_refresh_speaks_json(taken: Shell, site: Site) -> None:
    site.put("/glazier", page(years=4))
    assert taken.run("refresh", "--json", "glazier") == 0
    told = json.loads(taken.out)
    assert told["counts"]["changed"] == 1
    (section,) = told["pages"][0]["sections"]
    assert section["figures"][0] | {"sentence": ""} == {"was": "3 years", "now": "4 years", "sentence": ""}


def test_a_page_that_was_missing_three_times_takes_its_guide_along(taken: Shell, site: Site) -> None:
    del site.answers["/cooper"]
    for _ in range(2):
        assert taken.run("refresh") == 0
        assert "cooper" in taken.guides()
    assert taken.run("refresh") == 0
    assert "its guide cooper goes" in taken.out
    assert "cooper" not in taken.guides()
    assert taken.run("refresh") == 0
    assert "Not taken" not in taken.err


def test_a_page_in_trouble_ends_with_status_one_and_keeps_its_guide(taken: Shell, site: Site) -> None:
    site.put("/cooper", "", status=500)
    assert taken.run("refresh") == 1
    assert "its last good copy stays" in taken.err
    assert "cooper" in taken.guides()


def test_remove_forgets_the_address_too(taken: Shell, site: Site) -> None:
    assert taken.run("remove", "cooper") == 0
    assert f"{site.at('/cooper')} is not visited any more." in taken.out
    site.asked.clear()
    assert taken.run("refresh") == 0
    assert "/cooper" not in site.paths
    assert taken.run("ingest", site.at("/cooper")) == 0
    assert "cooper" in taken.guides()


def test_a_sitemap_is_removed_with_all_its_guides(taken: Shell, site: Site) -> None:
    assert taken.run("remove", site.at("/sitemap.xml")) == 0
    assert set(taken.guides()) == {"baker", "florist", "surveyor", "welder"}
    assert taken.run("remove", site.at("/sitemap.xml")) == 1
    assert "was never taken in" in taken.err


def test_a_page_is_removed_by_its_address(taken: Shell, site: Site) -> None:
    assert taken.run("remove", site.at("/cooper")) == 0
    assert set(taken.guides()) & {"cooper", "glazier"} == {"glazier"}
    assert taken.run("refresh") == 0
    assert taken.out == "Pages: 1 unchanged.\n"


def test_what_a_stopped_refresh_left_undone_the_next_one_does(taken: Shell, site: Site, settings: Settings) -> None:
    site.put("/glazier", page(pay=44_500))
    site.put("/tanner", page("Tanner"))
    site.put_map("/glazier", "/cooper", "/tanner")
    here = settings.model_copy(update={"web_hosts": site.host, "web_pause_s": 0.0})
    with visiting(here.data_dir) as copies, open_visitor(here, copies, (), NoProgress()) as visitor:
        visitor.refresh()  # and no further: the process ended before it indexed anything
    assert "tanner" not in taken.guides()
    assert taken.run("refresh") == 0
    assert taken.out == "Pages: 3 unchanged.\n"
    assert "tanner" in taken.guides()
    assert taken.run("ask", "What is the median pay of a Glazier?") == 0
    assert "$44,500" in taken.out


def test_a_rebuild_keeps_the_pages_and_visits_none(taken: Shell, site: Site) -> None:
    site.asked.clear()
    assert taken.run("ingest", "--rebuild") == 0
    assert taken.run("ingest") == 0
    assert {"cooper", "glazier"} <= set(taken.guides())
    assert site.asked == []


def test_pages_and_files_are_taken_together_and_what_is_refused_is_said(
    shell: Shell, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "plumber.md"
    file.write_text(guide_text("Plumber"))
    status = shell.run("ingest", file, site.put("/glazier", page()), site.at("/nowhere"), "http://10.0.0.1/x")
    assert status == 1
    assert f"{site.at('/nowhere')} answers 404." in shell.err
    assert "http://10.0.0.1/x" in shell.err
    assert {"plumber", "glazier", "baker"} <= set(shell.guides())


def test_nothing_to_take_is_one_sentence_and_no_index(shell: Shell, site: Site, settings: Settings) -> None:
    assert shell.run("ingest", site.at("/nowhere")) == 1
    assert shell.err == f"advisor: {site.at('/nowhere')} answers 404.\n"
    assert not (settings.data_dir / "current").exists()
    assert shell.run("refresh", "cooper") == 1
    assert "has no page on the web" in shell.err


def test_what_came_of_pages_is_said_beside_a_file_that_is_not_there(shell: Shell, site: Site) -> None:
    assert shell.run("ingest", site.at("/nowhere"), "http://10.0.0.1/", "nowhere.md") == 1
    for said in ("/nowhere answers 404.", "10.0.0.1, which is no public address", "no file or folder nowhere.md"):
        assert said in shell.err


def test_many_pages_that_hold_nothing_are_counted(shell: Shell, site: Site) -> None:
    assert shell.run("ingest", site.put_map(*(f"/p{n}" for n in range(9)))) == 1
    assert "5 more could not be taken either." in shell.err


def test_without_any_page_refresh_says_how_to_take_one_in(shell: Shell) -> None:
    assert shell.run("refresh") == 1
    assert shell.err == "advisor: No page of the web was taken in here yet; `advisor ingest https://…` takes one in.\n"


@pytest.mark.parametrize("given", ["soon", "0", "-1h", "nan", "1e9h", ""])
def test_an_interval_has_to_be_a_time(shell: Shell, given: str) -> None:
    with pytest.raises(SystemExit) as ended:
        shell.run("refresh", f"--every={given}")
    assert ended.value.code == 2


@pytest.mark.process
def test_refreshing_again_and_again_says_a_line_a_round_and_ends_at_once_when_told(
    taken: Shell, site: Site, settings: Settings
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "advisor", "refresh", "--every", "1s"],
        env={**os.environ, **environment(settings)},
        cwd=REPO,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline().endswith(" UTC: pages: 2 unchanged\n")
    site.put("/glazier", "", status=500)
    lines = iter(child.stdout.readline, "")
    assert any("1 not read, copies kept" in line for line in lines)
    child.send_signal(signal.SIGTERM)
    assert child.wait(20) == 0
    assert "Traceback" not in child.communicate()[1]
