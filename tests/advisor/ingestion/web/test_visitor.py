"""A round of visits to a real site on loopback: what is taken, kept, missed and removed."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import UnknownGuideError
from advisor.ingestion.plan import NoProgress, read_source
from advisor.ingestion.web.changes import ChangeKind
from advisor.ingestion.web.copies import Copies
from advisor.ingestion.web.rounds import Came, Round, Visit
from advisor.ingestion.web.visitor import Visitor, open_visitor
from advisor.settings import Settings
from tests.advisor.ingestion.web.made_site import Answer, Hands, Site, page, running_site, sitemap

LOGIN = "<html><body><h1>Members</h1><form><p>Sign in.</p><input type=password></form></body></html>"
COOKIES = "<html><body><h1>Before you go on</h1><p>We use cookies. Our 812 partners use cookies.</p></body></html>"
SHELL = (
    '<html><head><title>Glazier</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>'
)
CHALLENGE = "<html><body><h1>Just a moment...</h1><p>Verifying you are human. This takes seconds.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as made:
        yield made


class Rounds:
    """Rounds over one data directory, each with a visitor of its own."""

    def __init__(self, folder: Path, *hosts: str, limit_pages: int = 1_000) -> None:
        self.settings = Settings(
            data_dir=folder / "data", web_hosts=",".join(hosts), web_pause_s=0, web_limit_pages=limit_pages
        )
        self.hands = Hands()
        self.ids: Sequence[str] = ()
        self.settings.data_dir.mkdir()

    def run(self, work: Callable[[Visitor], Round]) -> Round:
        copies = Copies(self.settings.data_dir)
        try:
            with open_visitor(self.settings, copies, self.ids, NoProgress(), clock=self.hands.clock) as visitor:
                return work(visitor)
        finally:
            copies.close()

    def take(self, *addresses: str) -> Round:
        return self.run(lambda visitor: visitor.take(addresses))

    def refresh(self, *guide_ids: str) -> Round:
        return self.run(lambda visitor: visitor.refresh(guide_ids))

    def copy(self, guide_id: str) -> str:
        return (self.settings.data_dir / "web" / f"{guide_id}.html").read_text()


@pytest.fixture
def rounds(tmp_path: Path, site: Site) -> Rounds:
    return Rounds(tmp_path, site.host)


def only(done: Round) -> Visit:
    (visit,) = done.visits
    return visit


def test_a_page_is_taken_and_an_unchanged_one_costs_one_question(rounds: Rounds, site: Site) -> None:
    address = site.put("/careers/glazier.html", page(), etag='"1"')
    taken = only(rounds.take(address))
    assert (taken.came, taken.guide_id) == (Came.NEW, "glazier")
    assert only(rounds.refresh()).came is Came.SAME
    assert site.asked[-1][1]["if-none-match"] == '"1"'


def test_a_page_whose_server_knows_no_conditions_is_unchanged_by_what_it_says(rounds: Rounds, site: Site) -> None:
    rounds.take(site.put("/glazier", page(head="<meta name=nonce content=1>")))
    first = rounds.copy("glazier")
    for n in (2, 3):
        site.put("/glazier", page(head=f"<meta name=nonce content={n}><script>ad({n})</script>"))
        assert only(rounds.refresh()).came is Came.SAME
    assert rounds.copy("glazier") == first


def test_what_changed_is_told_by_section_sentence_and_figure(rounds: Rounds, site: Site) -> None:
    rounds.take(site.put("/glazier", page()))
    site.put("/glazier", page(pay=44_500, more="<h2>Tools</h2><p>A cutter scores the glass.</p>"))
    visit = only(rounds.refresh())
    assert visit.came is Came.CHANGED
    assert visit.changes is not None
    pay, tools = visit.changes.sections
    assert (pay.kind, pay.path[-1]) == (ChangeKind.REWORDED, "Pay")
    assert [(one.was, one.now) for one in pay.figures] == [("$42,000", "$44,500")]
    assert (tools.kind, tools.after) == (ChangeKind.ADDED, "A cutter scores the glass.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("no", 401), "asks for a login"),
        (Answer("no", 403), "asks for a login or refuses visitors"),
        (Answer(LOGIN), "is a login form"),
        (Answer(COOKIES), "asks for consent to cookies"),
        (Answer(SHELL), "before its scripts have run"),
        (Answer(CHALLENGE), "whether a person reads it"),
        (Answer("<html><body><h1>Sorry</h1><p>The page was not found.</p></body></html>"), "no such page"),
        (Answer("{}", kind="application/json"), "this is 'application/json'"),
        (Answer(""), "holds no text"),
        (Answer("oops", 418), "answers 418"),
        (Answer("oops", 500), "answers 500"),
        (Answer("slow", 429), "asks not to be asked before"),
        (Answer("", 302, headers={"Location": "http://192.168.0.1/"}), "no public address"),
    ],
)
def test_no_trouble_replaces_the_last_good_copy(rounds: Rounds, site: Site, answer: Answer, said: str) -> None:
    address = site.put("/glazier", page())
    rounds.take(address)
    good = rounds.copy("glazier")
    site.answers["/glazier"] = answer
    visit = only(rounds.refresh())
    assert visit.came is Came.KEPT
    assert said in visit.sentence
    assert visit.sentence.endswith("its last good copy stays.")
    assert rounds.copy("glazier") == good
    rounds.hands.time += 10_000
    site.put("/glazier", page())
    assert only(rounds.refresh()).came is Came.SAME


@pytest.mark.parametrize("body", [LOGIN, COOKIES, SHELL, CHALLENGE])
def test_what_stands_before_a_guide_is_refused_and_leaves_nothing(rounds: Rounds, site: Site, body: str) -> None:
    visit = only(rounds.take(site.put("/glazier", body)))
    assert visit.came is Came.REFUSED
    assert visit.sentence.count(".") <= 7
    assert not list((rounds.settings.data_dir / "web").iterdir())


def test_a_redirect_to_a_login_is_no_guide(rounds: Rounds, site: Site) -> None:
    site.put("/glazier", status=302, headers={"Location": "/account/login?next=/glazier"})
    site.put("/account/login?next=/glazier", page("Visitor"))
    assert "leads to a login form" in only(rounds.take(site.at("/glazier"))).sentence


def test_a_page_is_gone_only_after_it_was_missing_three_times_in_a_row(rounds: Rounds, site: Site) -> None:
    rounds.take(site.put("/glazier", page()))
    missing, found = Answer("", 404), site.answers["/glazier"]
    for answer, came in [
        (missing, Came.MISSING),
        (missing, Came.MISSING),
        (found, Came.SAME),
        (missing, Came.MISSING),
        (Answer("", 410), Came.MISSING),
        (Answer("", 503), Came.KEPT),
        (missing, Came.GONE),
    ]:
        site.answers["/glazier"] = answer
        done = rounds.refresh()
        assert only(done).came is came
    assert done.gone == ("glazier",)
    assert "for the third time in a row" in only(done).sentence


def test_a_page_that_its_sitemap_names_no_more_counts_as_missing(rounds: Rounds, site: Site) -> None:
    for role in ("glazier", "cooper"):
        site.put(f"/{role}", page(role.title()))
    rounds.take(site.put_map("/glazier", "/cooper"))
    site.put_map("/glazier")
    assert [visit.came for visit in rounds.refresh().visits] == [Came.MISSING, Came.SAME]
    site.put("/sitemap.xml", sitemap(), kind="application/xml")  # an empty one is a fault, not an empty site
    emptied = rounds.refresh()
    assert [visit.came for visit in emptied.visits] == [Came.SAME, Came.SAME]
    assert "lists no page" in emptied.troubles[0]
    site.put_map("/glazier")
    for _ in range(2):
        assert not rounds.refresh().gone
    assert rounds.refresh().gone == ("cooper",)


def test_new_pages_of_a_sitemap_are_taken_at_the_next_refresh(rounds: Rounds, site: Site) -> None:
    site.put("/glazier", page())
    assert [visit.came for visit in rounds.take(site.put_map("/glazier")).visits] == [Came.NEW]
    site.put("/cooper", page("Cooper"))
    site.put_map("/glazier", "/cooper")
    assert [visit.guide_id for visit in rounds.refresh().of(Came.NEW)] == ["cooper"]


def test_a_sitemap_is_bounded_with_a_sentence(tmp_path: Path, site: Site) -> None:
    rounds = Rounds(tmp_path, site.host, limit_pages=2)
    for n in range(4):
        site.put(f"/p{n}", page(f"Role{n}"))
    map_address = site.put_map("/p0", "/p1", "/p2", "/p3")
    done = rounds.take(map_address)
    assert len(done.of(Came.NEW)) == 2
    assert done.notes == [f"{map_address} lists 4 pages; 2 of them are visited, as ADVISOR_WEB_LIMIT_PAGES says."]
    assert len(rounds.refresh().of(Came.SAME)) == 2


def test_a_page_without_a_guide_is_told_once(rounds: Rounds, site: Site) -> None:
    site.put("/glazier", page())
    site.put("/contact", "<html><body><h1>Contact</h1><p>Write to us.</p></body></html>", etag='"c"')
    rounds.take(site.put_map("/glazier", "/contact", "/nowhere"))
    done = rounds.refresh()
    assert not done.failed
    assert [visit.is_old for visit in done.of(Came.REFUSED)] == [True, True]
    site.put("/contact", page("Receptionist"))
    assert [visit.guide_id for visit in rounds.refresh().of(Came.NEW)] == ["contact"]


def test_a_robots_file_that_forbids_is_obeyed(rounds: Rounds, site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/", kind="text/plain")
    site.put("/private/glazier", page())
    assert "may not be read, says" in only(rounds.take(site.at("/private/glazier"))).sentence
    site.put("/cooper", status=302, headers={"Location": "/private/glazier"})
    assert only(rounds.take(site.at("/cooper"))).came is Came.REFUSED
    assert "/private/glazier" not in site.paths


def test_while_the_robots_file_is_broken_nothing_is_asked_for(rounds: Rounds, site: Site) -> None:
    rounds.take(site.put("/glazier", page()))
    site.put("/robots.txt", "", status=503)
    site.asked.clear()
    assert only(rounds.refresh()).came is Came.KEPT
    assert site.paths == []


def test_a_short_plea_for_patience_is_waited_for_and_a_long_one_is_kept(rounds: Rounds, site: Site) -> None:
    site.put("/glazier", page())
    site.put("/cooper", page("Cooper"))
    rounds.take(site.put_map("/glazier", "/cooper"))
    site.put("/glazier", "", status=503, headers={"Retry-After": "7"})
    rounds.refresh()
    assert 7.0 in rounds.hands.slept
    rounds.hands.time += 100
    for path in ("/glazier", "/cooper"):
        site.put(path, "", status=429, headers={"Retry-After": "3600"})
    site.asked.clear()
    done = rounds.refresh()
    assert [visit.came for visit in done.visits] == [Came.KEPT, Came.KEPT]
    assert site.paths == ["/sitemap.xml", "/glazier"]
    rounds.hands.time += 1_000
    site.asked.clear()
    assert "asks not to be asked before" in rounds.refresh().visits[0].sentence
    assert site.paths == []


def test_a_host_that_fails_three_times_is_left_alone_for_the_round(rounds: Rounds, site: Site) -> None:
    paths = [f"/p{n}" for n in range(6)]
    for n, path in enumerate(paths):
        site.put(path, page(f"Role{n}"))
    rounds.take(site.put_map(*paths))
    for path in paths:
        site.put(path, "", status=500)
    site.asked.clear()
    done = rounds.refresh()
    assert len(done.of(Came.KEPT)) == 6
    assert site.paths == ["/sitemap.xml", *paths[:3]]
    assert "failed 3 times in a row" in done.visits[-1].sentence


def test_the_canonical_link_of_the_same_site_is_the_place(rounds: Rounds, site: Site) -> None:
    link = '<link rel="canonical" href="{}">'
    site.put("/a", page("Glazier", head=link.format(site.at("/careers/glazier"))))
    site.put("/b", page("Cooper", head=link.format("https://elsewhere.example/cooper")))
    site.put("/c", page("Tanner", head=link.format(site.at("/"))))
    rounds.take(site.at("/a"), site.at("/b"), site.at("/c"))
    copies = Copies(rounds.settings.data_dir)
    assert [source.address for source in copies.sources()] == [
        site.at("/careers/glazier"),
        site.at("/b"),
        site.at("/c"),
    ]
    copies.close()


def test_one_page_under_two_addresses_is_one_guide(rounds: Rounds, site: Site) -> None:
    link = f'<link rel="canonical" href="{site.at("/glazier")}">'
    for path in ("/glazier", "/glazier?print=1"):
        site.put(path, page(head=link))
    site.put("/old", status=301, headers={"Location": "/glazier"})
    done = rounds.take(*map(site.at, ("/glazier", "/glazier?print=1", "/old")))
    assert [visit.came for visit in done.visits] == [Came.NEW, Came.REFUSED, Came.REFUSED]
    assert done.visits[1].sentence.endswith(f"is the same page as {site.at('/glazier')}, which is taken already.")


def test_an_id_that_is_taken_is_not_given_again(rounds: Rounds, site: Site) -> None:
    rounds.ids = ["glazier"]
    for path in ("/uk/glazier", "/us/glazier"):
        site.put(path, page(f"Glazier{path[1:3]}"))
    done = rounds.take(site.at("/uk/glazier"), site.at("/us/glazier"))
    assert [visit.guide_id for visit in done.visits] == ["uk-glazier", "us-glazier"]


def test_only_some_guides_are_refreshed_and_an_unknown_one_is_said(rounds: Rounds, site: Site) -> None:
    for role in ("glazier", "cooper"):
        site.put(f"/{role}", page(role.title()))
    rounds.take(site.put_map("/glazier", "/cooper"))
    site.asked.clear()
    assert only(rounds.refresh("cooper")).guide_id == "cooper"
    assert site.paths == ["/cooper"]
    with pytest.raises(UnknownGuideError, match="'baker' has no page on the web"):
        rounds.refresh("cooper", "baker")


def test_a_page_in_another_encoding_is_kept_as_its_letters(rounds: Rounds, site: Site) -> None:
    words = page("Bäcker").replace("utf-8", "latin-1")
    site.put("/baecker", words.encode("latin-1"), kind="text/html; charset=ISO-8859-1")
    rounds.take(site.at("/baecker"))
    assert "A Bäcker does careful work" in rounds.copy("baecker")


def test_markdown_and_plain_text_are_taken_by_their_type(rounds: Rounds, site: Site) -> None:
    guide = "# Cooper\n\nA cooper makes barrels.\n\n## Pay\n\n" + "A cooper earns $40,000 a year in most towns. " * 8
    site.put("/cooper.md", guide, kind="text/plain")
    site.put("/tanner", guide.replace("ooper", "anner"), kind="text/markdown")
    done = rounds.take(site.at("/cooper.md"), site.at("/tanner"))
    assert [visit.came for visit in done.visits] == [Came.NEW, Came.NEW]
    names = sorted(path.name for path in (rounds.settings.data_dir / "web").iterdir())
    assert names == ["cooper.md", "tanner.md"]


def test_an_address_that_is_none_does_not_stop_the_others(rounds: Rounds, site: Site) -> None:
    good = site.put("/glazier", page())
    done = rounds.take("https://user:pw@example.org/", "https://", good)
    assert [visit.came for visit in done.visits] == [Came.REFUSED, Came.REFUSED, Came.NEW]
    assert "pw" not in done.visits[0].sentence


def test_the_id_of_a_page_is_that_of_its_address_whatever_the_page_says(rounds: Rounds, site: Site) -> None:
    text = "---\nid: other\n---\n# Cooper\n\n" + "A cooper makes barrels of oak for cellars. " * 9
    rounds.take(site.put("/cooper.md", text, kind="text/markdown"))
    copies = Copies(rounds.settings.data_dir)
    (source,) = copies.sources()
    assert read_source(source).id == "cooper"
    assert read_source(source).metadata.source_url == site.at("/cooper.md")
    copies.close()


def test_what_is_no_page_is_not_even_fetched(rounds: Rounds, site: Site) -> None:
    site.put("/film", b"x" * 9_000_000, kind="video/mp4")
    assert "this is 'video/mp4'" in only(rounds.take(site.at("/film"))).sentence


def test_a_page_that_is_half_there_replaces_nothing(rounds: Rounds, site: Site) -> None:
    rounds.take(site.put("/glazier", page()))
    good = rounds.copy("glazier")

    def cut(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n")
        handler.wfile.write(page(pay=1).encode()[:600])
        handler.close_connection = True

    site.answers["/glazier"] = cut
    assert only(rounds.refresh()).came is Came.KEPT
    assert rounds.copy("glazier") == good
