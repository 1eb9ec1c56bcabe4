"""No guide stops an ingest or a server, costs more than its size, or speaks to a terminal."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.errors import GuideError
from advisor.facts import find_disagreements, find_facts
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.embed_chunks import collect_inputs
from advisor.ingestion.parsing import Form, parse_text
from tests.advisor.cli.test_terminal import CONTROLS
from tests.advisor.ingestion.test_hostile_guides import BODY, REFUSED, front
from tests.cpu_time import grows_in_step
from tests.made import guide_text
from tests.security.attacked import HANG_S, attacked_server, environment, n_unforeseen
from tests.server.made import write_tailor

UNTAKEN = {  # besides those that tests/advisor/ingestion holds
    "a character beyond Unicode": 'title: "\\UFFFFFFFF"',
    "a character just beyond Unicode": 'title: "\\U00110000"',
    "bytes": "title: !!binary aGVsbG8=",
    "a set": "title: !!set {a, b}",
    "an ordered map": "title: !!omap [a: 1]",
    "a merged map": "a: &a {title: x}\n<<: *a",
    "no number": "title: .nan",
    "a number without end": "title: !!float 1e999999999",
    "a truth as the id": "id: true",
    "a path as the id": "id: ../../etc/passwd",
    "a homoglyph in the id": "id: b\u0430ker",
    "a tag of its own": "title: !x y",
    "a Python name": "title: !!python/name:os.system",
    "a Python object by its full tag": "title: !<tag:yaml.org,2002:python/object:os> x",
    "names by a map": "credited: {a: b}",
    "a deep list of names": "credited: " + "[" * 11 + "x" + "]" * 11,
    "a day that is none": "date: 0000-00-00",
    "more than any front matter": "x: " + "a" * 20_000,
    "a quote without end": "title: 'x",
    "a map without end": "title: {a: b",
    "a key of digits without end": "id: x\n" + "1" * 6_000 + ": x",
    "a key of hexadecimal digits": "id: x\n0x" + "f" * 6_000 + ": x",
    "a long quoted key": 'id: x\n"' + "k" * 15_000 + '": v',
}
TAKEN = {
    "a title of control characters": 'title: "Ba\\x00ker \\x1b[31m\\x9b2J \\e]0;owned\\a\\u202Egnp"',
    "a role of bells and tags": 'role: "Ba\\aker\\U000E0041\\uD800 \\r\\nx"\ncountry: "\\e[2J"\nlicence: "\\x7f\\b"',
    "keys that nobody knows": "\n".join(f"k{n}: &a{n} v" for n in range(1_000)),
    "a key that is a list": "? [a, b]\n: c",
    "a fraction without end": "date: 2024-05-01T00:00:00." + "9" * 6_000,
    "a year without end": "date: 99999-01-01",
    "a title of two thousand lines": "title: |\n" + "  line\n" * 2_500,
    "another title later": "title: a\ntitle: b",
    "another document": "title: a\n...\n%YAML 1.1",
    "a title of backslashes": 'title: "' + "\\\\" * 9_000 + '"',
    "fifty long names": "credited: [" + ", ".join(["'" + "x" * 300 + "'"] * 50) + "]",
    "an address that runs": "source_url: 'javascript:alert(1)'",
}


@pytest.mark.process
def test_one_ingest_of_all_that_is_hostile_names_each_and_takes_the_good_guides(tmp_path: Path) -> None:
    """And a server started on the same folder does the same."""
    corpus = write_tailor(tmp_path / "guides")
    for n, (kind, lines) in enumerate((REFUSED | UNTAKEN).items()):
        (corpus / f"bad-{n:02}.md").write_text(front(lines), errors="surrogatepass")
        assert kind
    for n, lines in enumerate(TAKEN.values()):
        (corpus / f"odd-{n:02}.md").write_text(f"---\nid: odd-{n}\n{lines}\n---\n{guide_text('Baker').split('---')[2]}")
    table = f"|Role|{'name of a column ' * 1_400}|\n|-|-|\n" + "|r|5|\n" * 7_000
    (corpus / "multiplying.md").write_text(f"# Pilot\n\n{table}")
    (corpus / "esc-\x1b[31m\u202egnp.md").write_text("# Only \x1b]0;owned\x07 a title\n")
    env = environment(tmp_path, corpus, NO_COLOR="1")

    done = subprocess.run(
        [sys.executable, "-P", "-m", "advisor", "ingest"],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        timeout=HANG_S,
        check=False,
    )

    out, errors = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 1
    assert "Traceback" not in out + errors
    assert not CONTROLS.search(out + errors)
    said = " ".join((out + errors).split())
    missing = [n for n in range(len(REFUSED | UNTAKEN)) if f"bad-{n:02}.md" not in said]
    assert missing == []
    assert "multiplying.md: with the names of columns repeated" in said
    assert "failed on this file" not in said
    with attacked_server(env, tmp_path) as server:
        guides = {guide["id"]: guide for guide in server.get("/api/guides").json()["guides"]}
        assert server.ask("Can a tailor work from home?", guide="tailor")["status"] == "answered"
    assert {"tailor", *(f"odd-{n}" for n in range(len(TAKEN)))} <= set(guides)
    assert not [
        one for one in guides.values() if CONTROLS.search(str(one["title"]) + str(one["role"]) + str(one["country"]))
    ]
    assert n_unforeseen(server.log) == []
    shown = subprocess.run(
        [sys.executable, "-P", "-m", "advisor", "guides"], env=env, capture_output=True, timeout=HANG_S, check=True
    )
    assert not CONTROLS.search(shown.stdout.decode() + shown.stderr.decode())


@pytest.mark.parametrize("kind", UNTAKEN)
def test_front_matter_of_other_kinds_is_refused_in_one_short_sentence(kind: str) -> None:
    with pytest.raises(GuideError) as refused:
        parse_text(front(UNTAKEN[kind]), name="baker.md")
    assert re.fullmatch(r"baker\.md, line \d+: [^\n]{10,260}", str(refused.value))


@pytest.mark.parametrize("kind", TAKEN)
def test_front_matter_that_only_looks_hostile_is_read_for_what_it_says(kind: str) -> None:
    guide = parse_text(front(TAKEN[kind]), name="baker.md")
    told = (guide.id, guide.title, *map(str, vars_of(guide.metadata)))
    assert not CONTROLS.search("".join(told))
    assert max(map(len, told)) <= 20_000
    assert "A baker bakes bread" in guide.text
    assert BODY.count("\n") == 3


def vars_of(metadata: object) -> list[object]:
    return [getattr(metadata, name) for name in metadata.__slots__]  # type: ignore[attr-defined]


def test_what_a_page_says_of_itself_holds_no_controls() -> None:
    said = "Ba&#27;[31mk&#x202e;er&#x9b;2J&#7;&#x200b;&#xe0041;&#0;"
    page = (
        f"<html><head><title>{said}</title><meta property='og:title' content='{said}'><meta name=date content='{said}'>"
        f"<link rel=canonical href='https://x.example/{said}'></head><body><h1>{said}</h1>{PROSE}"
        f"<h2>{said}</h2>{PROSE}<p>Source: {said}</p><p>Last updated: May {said} 2024</p></body></html>"
    )
    guide = parse_text(page, name="baker.html", form=Form.HTML)
    told = [guide.id, guide.title, guide.text, *map(str, vars_of(guide.metadata))]
    told += [name for section in guide.sections for name in (*section.path, section.anchor)]
    assert not CONTROLS.search("".join(told).replace("\n", ""))


PROSE = "<p>A baker bakes bread at night and sleeps by day, while others go to their offices in the city.</p>"
PAGES: dict[str, Callable[[int], str]] = {
    "structured data without end": lambda n: f'<script type="application/ld+json">{"[" * n}</script>',
    "a date without end": lambda n: f'<script>{{"dateModified": "{"9" * n}"}}</script><time datetime="{"2024-" * n}">',
    "meta elements": lambda n: "".join(f"<meta name=m{k} content=x>" for k in range(n // 20)),
    "a long title": lambda n: f'<meta property="og:title" content="{"x | " * n}">',
    "a link in a link": lambda n: "<a href=x>" * (n // 10),
    "words in words": lambda n: "<b>" * (n // 3) + "x",
    "attributes": lambda n: "<p " + " ".join(f"a{k}=b" for k in range(n // 8)) + ">x</p>",
    "cells that span all": lambda n: (
        "<table>" + "<tr><td rowspan=65534 colspan=1000>x</td><td>y</td></tr>" * (n // 50) + "</table>"
    ),
    "entities": lambda n: "&amp;" * (n // 5) + "&#x110000;&#xd800;&#0;&#" + "9" * 5_000 + ";",
    "an entity without end": lambda n: "&" + "a" * n + ";",
    "comments": lambda n: "<!--" * (n // 4) + "-->",
    "sections of data": lambda n: "<![CDATA[" * (n // 9),
    "instructions": lambda n: "<?" * (n // 2) + ">",
    "ends without a beginning": lambda n: "</p>" * (n // 4),
    "scripts": lambda n: "<script></script>" * (n // 17),
    "headings": lambda n: "<h2>Pay</h2><p>b</p>" * (n // 40),
    "line breaks": lambda n: "<p>" + "a<br>" * (n // 5),
    "preformatted lines": lambda n: "<pre>" + "a\n" * (n // 2) + "</pre>",
    "said to be modified": lambda n: "last modified " * (n // 14) + "2024",
    "sources": lambda n: "<p>Source: " + "the data source: " * (n // 17) + "</p>",
}  # fmt: skip


def take_in(text: str, form: Form) -> None:
    try:
        guide = parse_text(text, name="baker.x", form=form)
    except GuideError:
        return
    collect_inputs(chunk_guide(guide))
    find_disagreements(find_facts(guide))


@pytest.mark.parametrize("kind", PAGES)
def test_twice_a_page_costs_less_than_three_times_as_much(kind: str) -> None:
    def page(n: int) -> str:
        return f"<html><head><title>Baker</title></head><body><h1>Baker</h1>{PAGES[kind](n)}{PROSE}</body></html>"

    assert grows_in_step(lambda times: take_in(page(15_000 * times), Form.HTML))


GROWN = {
    "letters with full stops": ("a. ", 50_000),
    "brackets": ("[", 400_000),
    "emphasis within words": ("*a_b ", 400_000),
    "rows": ("| x | $5,000 |\n", 250_000),
    "items": ("- bake bread\n", 250_000),
    "sums of money": ("$1,000 ", 1_000_000),
    "sentences": ("A baker bakes bread at night. ", 1_000_000),
    "headings": ("# Pay\n\n", 20_000),
}


@pytest.mark.torture
@pytest.mark.parametrize("kind", GROWN)
def test_a_guide_of_full_size_costs_no_more_than_its_size(kind: str, rounds: Callable[[int, int], int]) -> None:
    unit, n_chars = GROWN[kind]
    n_chars //= rounds(1, 10)
    head = "| a | b |\n|---|---|\n" if kind == "rows" else "# Baker\n\n"
    n_units = n_chars // 2 // len(unit)
    assert grows_in_step(lambda times: take_in(head + unit * (times * n_units), Form.MARKDOWN))


INCLUDING = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{}">]><html><p>&x;</p>',
    '<!DOCTYPE r [<!ENTITY % x SYSTEM "{}"> %x;]><p>a</p>',
    '<html xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{}" parse="text"/>',
    '<link rel=import href="{}"><audio src="{}"></audio><img src="{}">',
    "# Baker\n\nA baker bakes.\n\n![x]({})\n\n[[include {}]]\n\n.. include:: {}\n\n!include {}\n\n{% include '{}' %}\n",
    "---\nrole: x\n# !include {}\n---\n# Baker\n\nA baker bakes.\n\n<!--#include file='{}' -->\n",
)


@pytest.mark.parametrize("text", INCLUDING)
def test_nothing_outside_a_guide_is_read_into_it(tmp_path: Path, text: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET-7c1")
    for address in (secret.as_uri(), str(secret)):
        form = Form.MARKDOWN if "# Baker" in text else Form.HTML
        guide = parse_text(text.replace("{}", address) + PROSE, name="baker.x", form=form)
        assert "SECRET-7c1" not in guide.text
