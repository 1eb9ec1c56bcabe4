"""An old citation never lies: it opens the text as it was, and tells what became of the passage."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from advisor.bootstrap import Parts
from advisor.ingestion.parsing import parse_guide
from server.routes.guide_versions import MAX_QUOTED_CHARS, CurrentPassage, find_current_passage
from tests.server.made import REMOTE, TAILOR, Live, build_parts, serving, wait_until, write_tailor

THEN = "with hand-made cut-outs and a cellar workshop"


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[tuple[Live, Parts, Path]]:
    parts = build_parts(tmp_path / "data", write_tailor(tmp_path / "guides"), probe_interval_s=0.05)
    parts.ingest([])
    with serving(parts) as live:
        yield live, parts, tmp_path / "guides" / "tailor.md"


def citation(live: Live) -> dict[str, str]:
    return dict(live.ask({"question": REMOTE, "guide": "tailor"}).json()["citations"][0])


def change(live: Live, parts: Parts, file: Path, text: str | None) -> None:
    """A new edition of the guide, or none, once it serves."""
    before = live.get("/readyz").json()["build"]
    file.unlink() if text is None else file.write_text(text)
    parts.ingest([])
    wait_until(lambda: live.get("/readyz").json()["build"] != before)


def page(live: Live, url: str) -> Tag:
    answer = live.get(url.partition("#")[0])
    assert answer.status_code == 200
    main = BeautifulSoup(answer.text, "lxml").main
    assert main is not None
    return main


def notice(main: Tag) -> str:
    found = main.select_one(".changed")
    return " ".join(found.get_text().split()) if found else ""


def link(main: Tag) -> str:
    """Where the notice leads."""
    found = main.select_one(".changed a")
    assert found is not None
    return str(found["href"])


def test_an_edited_passage_is_shown_as_it_was_and_as_it_is(edited: tuple[Live, Parts, Path]) -> None:
    live, parts, file = edited
    old = citation(live)
    change(live, parts, file, TAILOR.replace("and a cellar workshop", "and an attic workshop"))
    main = page(live, old["url"])
    assert "This guide has changed since that answer was given." in notice(main)
    assert "an attic workshop" in notice(main)
    assert THEN in " ".join(main.get_text().split())
    assert (main["data-quote-start"], main["data-quote-end"]) == (str(old["start"]), str(old["end"]))
    assert "an attic workshop" in page(live, link(main)).get_text()


def test_words_that_only_moved_are_linked_where_they_stand_now(edited: tuple[Live, Parts, Path]) -> None:
    live, parts, file = edited
    old = citation(live)
    change(live, parts, file, TAILOR.replace("## Pay", "## History\n\nTailors are an old trade.\n\n## Pay"))
    main = page(live, old["url"])
    assert "The quoted words still stand in the guide of today" in notice(main)
    now = page(live, link(main))
    assert notice(now) == ""
    guide = live.get("/api/guides/tailor").json()
    assert guide["text"][int(str(now["data-quote-start"])) : int(str(now["data-quote-end"]))] == old["quote"]


def test_a_guide_that_was_taken_away_stays_readable_as_it_was(edited: tuple[Live, Parts, Path]) -> None:
    live, parts, file = edited
    old = citation(live)
    (file.parent / "other.md").write_text(TAILOR.replace("tailor", "cutter").replace("Tailor", "Cutter"))
    change(live, parts, file, None)
    assert "has been taken away since" in notice(page(live, old["url"]))
    assert live.get("/guides/tailor").status_code == 404
    assert live.get("/api/guides/tailor").status_code == 404


def test_the_quote_of_an_old_citation_is_still_the_slice_of_its_version(edited: tuple[Live, Parts, Path]) -> None:
    live, parts, file = edited
    old = citation(live)
    change(live, parts, file, TAILOR.replace("## Pay", "## Wages of all kinds"))
    guide = live.get("/api/guides/tailor", params={"v": old["version"]}).json()
    assert guide["version"] == old["version"]
    assert guide["text"][int(old["start"]) : int(old["end"])] == old["quote"]
    assert live.get("/api/guides/tailor").json()["version"] != old["version"]


@pytest.mark.parametrize("version", ["0123456789abcdef", "x", "' OR 1=1"])
def test_a_version_that_never_was_is_said_and_the_page_shows_the_guide_of_today(live: Live, version: str) -> None:
    assert live.get("/api/guides/tailor", params={"v": version}).status_code == 404
    main = page(live, f"/guides/tailor?v={version}&q=5-17")
    assert "This guide has changed since" in notice(main)
    assert "data-quote-start" not in main.attrs


def test_nothing_like_a_passage_longer_than_any_quote_is_looked_for(tmp_path: Path) -> None:
    then = parse_guide(write_tailor(tmp_path) / "tailor.md")
    text = "A tailor sews. " * (MAX_QUOTED_CHARS // 10)
    then = replace(then, text=text)
    now = replace(then, text=text.replace("sews", "cuts"), version="now")
    assert find_current_passage(then, (0, MAX_QUOTED_CHARS + 1), now) == CurrentPassage("/guides/tailor?v=now")
