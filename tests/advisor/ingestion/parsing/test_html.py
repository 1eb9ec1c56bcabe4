"""HTML pages become guides by their structure, without the furniture around their text."""

import re

import pytest

from advisor.ingestion.parsing.html import parse_html
from tests.advisor.ingestion.parsing.html_pages import PAGES, assert_whole, page, parse, words

# --- whole pages of three kinds ---------------------------------------------


def test_tables_definition_lists_and_questions_keep_rows_and_sections() -> None:
    assert words(page("bell-founder")) == [
        "== Bell Founder",
        "paragraph: Bell founders cast, tune and hang bells for churches, ships and clocks – and repair the old ones.",
        "== Key facts",
        "row: Median pay: £31,400 a year",
        "row: Entry route: Apprenticeship; Foundry work",
        "row: Working week: 39 hours",
        "== Pay by level",
        "paragraph: Pay in the trade, 2024",
        "row: Level: Apprentice; Experience: 0–3 years; Yearly pay (Low): £18,000; Yearly pay (High): £22,500",
        "row: Level: Founder; Experience: 4–9 years; Yearly pay (Low): £27,000; Yearly pay (High): £34,000",
        "row: Level: Master founder; Experience: 10 years or more; Yearly pay: agreed for each peal",
        "paragraph: Source: Guild of Bell Founders, pay survey",
        "row: Hearing test: every 2 years",
        "row: Shift: 06:30 to 15:00; Saturdays at casting time",
        "== What a bell founder does",
        "paragraph: The work follows the bell from mould to tower:",
        "item: shapes the core and the cope",
        "item: mixes loam, goat hair and dung",
        "item: pours bronze at about 1,100 °C",
        "item: Tuning: turns metal from the inside until the partials agree",
        "== What a bell founder does > A tip from the foundry",
        "paragraph: Visit a casting before you apply; most foundries open their doors in May.",
        "== Questions and answers",
        "== Questions and answers > Can a bell founder work from home?",
        "paragraph: No. A furnace needs a foundry, though drawings can be made anywhere.",
        "== Questions and answers > Is a degree needed?",
        "paragraph: A degree is not asked for; metallurgy helps with alloys.",
        "== Questions and answers > Is the work dangerous?",
        "paragraph: Molten bronze burns, and dust harms the lungs.",
        "paragraph: Masks and leather aprons are required by law.",
        "paragraph: Source: Guild of Bell Founders, pay survey",
    ]


def test_headings_that_only_a_class_a_role_or_bold_type_marks_divide_a_page() -> None:
    assert words(page("tide-pilot")) == [
        "== Tide pilot",
        "paragraph: Tide pilots bring large ships through shallow water.",
        "paragraph: They know every bank and buoy of one estuary.",
        "figure: $96,200\naverage yearly pay",
        "label: Open posts: 140",
        "== Daily work",
        "paragraph: A pilot boards from a small boat, often at night.",
        "== Daily work > Before the tide",
        "paragraph: Reads the forecast, the draught of the ship and the gauge at the bar.",
        "== Daily work > On the bridge",
        "paragraph: Gives the helmsman courses and speeds and speaks to the tugs.",
        "paragraph: Writes the passage down afterwards.",
        "== Getting in",
        "paragraph: Ports ask for:",
        "item: a master's certificate",
        "item: five years at sea as an officer",
        "item: normal colour vision",
        "== Getting in > Training",
        "paragraph: Training lasts two to three years and ends with 300 supervised passages.",
        "== Getting in > Examination",
        "paragraph: The port authority examines candidates on its own chart, drawn from memory.",
        "== Getting in > Summer rota",
        "paragraph: One week on, one week off, by the tide table.",
        "== Getting in > Winter rota",
        "paragraph: Five days on and five off, with a second pilot in ice.",
        "== Outlook",
        "paragraph: Ships grow, so fewer but better trained pilots are wanted.",
    ]


def test_a_page_without_headings_is_one_section_under_its_title() -> None:
    assert words(page("lighthouse-keeper")) == [
        "== Lighthouse keeper",
        "paragraph: Keepers watch over a light & its fog signal. Nearly all lights run by themselves now, so keepers "
        "look after several of them from one station.",
        "paragraph: The pay starts at 24,000 crowns a month.",
        "paragraph: After five years it is 29,500 crowns.",
        "paragraph: A keeper should be:",
        "item: patient",
        "item: handy with engines",
        "item: at ease alone",
        "paragraph: A typical day begins at 5 a.m. with the weather report, which goes by radio to the mainland. "
        "Then lamps are cleaned, engines run for ten minutes each, and the log is written up.",
        "paragraph: Training takes eight weeks at the coast school <no fee>, with an exam in signals.",
        "paragraph: Most keepers retire at 60; the posts are then advertised in the harbour office.",
    ]


@pytest.mark.parametrize("name", ["bell-founder", "tide-pilot", "lighthouse-keeper"])
def test_blocks_lie_in_order_inside_sections_with_anchors_of_their_own(name: str) -> None:
    assert_whole(page(name))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda raw: re.sub(r"\n\s*", " ", raw), id="one line"),
        pytest.param(lambda raw: re.sub(r"</(?:p|li|dt|dd|td|th|tr)>", "", raw), id="end tags left out"),
        pytest.param(lambda raw: re.sub(r"(</?)(\w+)", lambda m: m[1] + m[2].upper(), raw), id="capital tags"),
        pytest.param(lambda raw: re.sub(r"<(h[1-6])[^>]*>", r'<\1 class="q7 z">', raw), id="other classes"),
        pytest.param(lambda raw: re.sub(r"<(/?)main>", r"<\1div>", raw), id="no main element"),
        pytest.param(lambda raw: raw.replace("\n", "\r\n"), id="Windows lines"),
    ],
)
def test_a_page_written_another_way_gives_the_same_guide(change: object) -> None:
    raw = (PAGES / "bell-founder.html").read_text(encoding="utf-8")
    assert callable(change)
    assert words(parse_html(change(raw), name="bell-founder.html")) == words(page("bell-founder"))


# --- what is said of the page ------------------------------------------------


def test_id_title_version_and_credentials_come_from_the_page() -> None:
    guide = page("bell-founder")
    assert (guide.id, guide.title) == ("bell-founder", "Bell Founder")
    assert re.fullmatch(r"[0-9a-f]{16}", guide.version)
    said = guide.metadata
    assert (said.date, said.source_url) == ("2025-04-09", "https://crafts.example/careers/bell-founder")
    assert (said.credited, said.currency, said.country) == (("Guild of Bell Founders, pay survey",), "GBP", "")


def test_the_version_follows_the_text_and_not_the_markup() -> None:
    assert parse("<p>Cooks cook.</p>").version == parse("<div class=x>Cooks <i>cook</i>.</div>").version
    assert parse("<p>Cooks cook.</p>").version != parse("<p>Cooks bake.</p>").version


@pytest.mark.parametrize(
    ("html", "date"),
    [
        ('<meta property="article:modified_time" content="2024-02-03T10:00:00Z"><p>Cooks cook.</p>', "2024-02-03"),
        ("<p>Cooks cook.</p><p><b>Last Modified Date:</b> Thursday, August 28, 2025</p>", "2025-08-28"),
        ("<p>Cooks cook.</p><p>Updated on 7 March 2023</p>", "2023-03-07"),
        ('<p>Cooks cook.</p><time datetime="2022-11">November</time>', "2022-11"),
        ('<script type="application/ld+json">{"dateModified": "2021-05-06"}</script><p>Cooks cook.</p>', "2021-05-06"),
        ('<meta name="date" content="2025-19-45"><p>Cooks cook.</p>', ""),
    ],
)
def test_the_date_of_the_last_change_is_found_where_pages_put_it(html: str, date: str) -> None:
    assert parse(html).metadata.date == date


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Cook"><title>Cook :: A site</title><body><h1>The cook</h1>', "Cook"),
        ('<meta property="og:title" content="Cook | Jobs"><body><h1>Cook</h1>', "Cook"),
        ("<title>Cook | Jobs and more</title><body>", "Cook"),
        ("<title>Cook - how to be one - Jobs</title><body>", "Cook"),
        ("", "Guide"),
    ],
)
def test_the_title_is_the_pages_own_without_its_site(head: str, title: str) -> None:
    assert parse(head + "<p>Cooks cook.</p>").title == title


def test_a_dollar_sign_alone_is_no_currency() -> None:
    assert parse("<p>Cooks earn $50.</p>").metadata.currency == ""
    assert parse("<p>Cooks earn US$50.</p>").metadata.currency == "USD"
    assert parse("<p>Cooks earn $50.</p><p>Source: U.S. Cook Office</p>").metadata.currency == "USD"
    assert parse("<p>Cooks earn £50 or €60.</p>").metadata.currency == ""


# --- text --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>A<em>B</em>C <b>d</b> <i>e</i>,<u> f</u></p>", "ABC d e, f"),
        ("<p>risk<em> </em>management\n   teams&nbsp;grow</p>", "risk management teams grow"),
        ("<p><b>Teamwork.</b>Cooks share a stove.</p>", "Teamwork. Cooks share a stove."),
        ("<p>It&#8217;s 5 &lt; 6 &amp; so&shy;up</p>", "It’s 5 < 6 & soup"),
        ("<p>Casks hold 10<sup>2</sup> litres<sup><a href='#n1'>3</a></sup>.</p>", "Casks hold 10² litres."),
        ("<p>one line that is<br>wrapped in the source</p>", "one line that is wrapped in the source"),
        ("<p>Pay is <s>$9</s> <ins>$12</ins> an hour.</p>", "Pay is $12 an hour."),
        ("<div>bare text</div>", "bare text"),
        ("just text, no tags at all", "just text, no tags at all"),
    ],
)
def test_inline_text_reads_as_the_browser_shows_it(html: str, text: str) -> None:
    assert parse(html).text.removesuffix("\n") == text


def test_text_between_nested_boxes_is_kept_in_order() -> None:
    guide = parse("<div>alpha <div>beta <div>gamma</div> delta</div> epsilon</div>")
    assert [line.removeprefix("paragraph: ") for line in words(guide)] == ["alpha", "beta", "gamma", "delta", "epsilon"]


def test_plain_text_in_pre_is_read_as_pasted_text() -> None:
    guide = parse("<title>x</title><pre>Chandler\n\nChandlers sell rope.\n\nPay\n\nThey earn $5 &amp; more.\n</pre>")
    assert words(guide) == [
        "== Chandler",
        "paragraph: Chandlers sell rope.",
        "== Pay",
        "paragraph: They earn $5 & more.",
    ]


# --- tables and boxes --------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("<tr><th>Pay<td>$5<br>$6 with tips", ["row: Pay: $5; $6 with tips"]),
        ("<tr><td>Cooks<td>78%<tr><td>Bakers<td>14", ["row: Cooks: 78%", "row: Bakers: 14"]),
        ("<tr><th><th>2023<th>2024<tr><th>Jobs<td>100<td>120", ["row: Jobs; 2023: 100; 2024: 120"]),
        ("<tr><td><b>Level</b><td><b>Pay</b><tr><td>New<td>$5", ["row: Level: New; Pay: $5"]),
        (
            "<tr><td>Level<td>Years<td>Pay<tr><td>New<td>0-2<td>$5<tr><td>Old<td>3<td>$9",
            ["row: Level: New; Years: 0-2; Pay: $5", "row: Level: Old; Years: 3; Pay: $9"],
        ),
        (
            "<thead><tr><th>Level<th>Pay<tbody><tr><td rowspan=2>New<td>$5<tr><td>$6",
            ["row: Level: New; Pay: $5", "row: Level: New; Pay: $6"],
        ),
        ("<thead><tr><th colspan=2>Facts: cooks<tbody><tr><th>Pay<td>$5", ["paragraph: Facts: cooks", "row: Pay: $5"]),
        ("<tr><th>Education<td><a href=#t>See how to become one</a><tr><th>Pay<td>$5", ["row: Pay: $5"]),
        ("<tr><th>Bonus<td> <tr><th>Pay<td>$5", ["row: Pay: $5"]),
        ("<tr><td><p>Only for the layout.</p><h3>Pay</h3><p>Fair.</p>", ["paragraph: Only for the layout.", "== Pay"]),
    ],
)
def test_a_row_can_be_read_on_its_own(rows: str, lines: list[str]) -> None:
    assert words(parse(f"<table>{rows}</table>"))[: len(lines)] == lines


def test_a_chart_in_a_section_does_not_take_the_prose_after_it() -> None:
    chart = "<div class=chart><h3>Cooks</h3><p>Yearly pay</p><dl><dt>Cooks<dd>$5<dt>All<dd>$4</dl></div>"
    guide = parse(f"<h2>Pay</h2>{chart}<p>Cooks earn a little more than all.</p>")
    assert words(guide) == [
        "== Pay",
        "paragraph: Cooks: Yearly pay",
        "row: Cooks: $5",
        "row: All: $4",
        "paragraph: Cooks earn a little more than all.",
    ]


# --- furniture ---------------------------------------------------------------

GUIDE_TEXT = "<h1>Cook</h1><h2>Work</h2><p>Cooks prepare meals in a kitchen.</p>"


@pytest.mark.parametrize(
    "extra",
    [
        "<nav><a href=/>Home</a></nav>",
        "<header>Unwanted site name</header>",
        "<footer>Unwanted &copy; 2025</footer>",
        "<script>unwanted()</script><style>unwanted{}</style><template><p>unwanted</p></template>",
        "<noscript><p>Unwanted: switch scripts on.</p></noscript><!-- unwanted -->",
        "<div hidden>unwanted</div><p aria-hidden=true>unwanted</p><p style='color:red; display : none'>unwanted</p>",
        "<div class='cookie-banner'><p>Unwanted: we use cookies.</p></div>",
        "<div id='newsletterSignup'><p>Unwanted news every week</p></div>",
        "<div class='share'><a href=/f>Unwanted</a> <a href=/t>Tweet</a></div>",
        "<ol class=breadcrumb><li><a href=/>Unwanted</a><li>Cook</ol>",
        "<h2>Related articles</h2><ul><li><a href=/1>Unwanted 1</a><li><a href=/2>Unwanted 2</a></ul>",
        "<h2>You may also like</h2><ul><li><a href=/1>Unwanted 1</a></ul>",
        "<ul><li><a href=#a>Unwanted</a><li><a href=#b>Unwanted</a><li><a href=#c>Unwanted</a></ul>",
        "<section id=comments><h2>Remarks</h2><p>Unwanted praise.</p></section>",
        "<h2>3 comments</h2><p>Unwanted praise.</p>",
        "<form><label>Unwanted address</label><input></form>",
        "<p><a href=#top>Back to top</a></p><p>Last updated: 3 March 2025</p>",
        "<div><a href=/p>&lt;- Unwanted</a></div>",
        "<div role=dialog class=modal><p>Unwanted words of help</p></div>",
        "<div class=box><strong>Suggested citation:</strong><p>Unwanted Office, at https://x.example</p></div>",
        "<select><option>Unwanted</option></select><button>Unwanted</button>",
    ],
)
def test_furniture_is_left_out(extra: str) -> None:
    wanted = words(parse(GUIDE_TEXT))
    assert words(parse(f"<body>{GUIDE_TEXT}{extra}</body>")) == wanted
    assert words(parse(f"<body><main>{GUIDE_TEXT}{extra}</main></body>")) == wanted


@pytest.mark.parametrize(
    "extra",
    [
        "<aside>A cook may earn $60,000 in a hotel, says the guild.</aside>",
        "<details><summary>Is it hard?</summary>A cook may earn $60,000.</details>",
        "<button aria-controls=a1>Is it hard?</button><div id=a1 hidden>$60,000</div>",
        "<ul role=tablist><li><a href=#t1>Pay</a></ul><div id=t1 style='display:none'>$60,000</div>",
        "<div class='collapse panel' aria-hidden=true>Pay is $60,000.</div>",
        "<div class='hidden md:block'>Pay is $60,000.</div>",
        "<div class='social-worker related-experience'>Pay is $60,000.</div>",
        "<div class='no-sidebar has-footer'>Pay is $60,000.</div>",
        "<form action=/page.aspx><h2>Pay</h2>" + "<p>Cooks in hotels earn $60,000 a year or more.</p>" * 30 + "</form>",
        "<h2>Similar jobs</h2><ul><li><a href=/b>Baker, $60,000</a></ul>",
        "<ul><li>Print</li><li>Pay: $60,000</li></ul>",
    ],
)
def test_real_text_in_odd_places_is_kept(extra: str) -> None:
    assert "$60,000" in parse(f"<body><main>{GUIDE_TEXT}{extra}</main></body>").text


def test_of_several_parts_the_main_one_is_read() -> None:
    beside = "<div><p>Our shop sells pans, pots and good knives to everyone who asks for them at the door.</p></div>"
    prose = "<p>Cooks prepare meals in a kitchen, day and night, for guests who wait.</p>" * 5
    assert "pans" not in parse(f"{beside}<main>{GUIDE_TEXT}{prose}</main>").text
    assert "pans" not in parse(f"{beside}<article>{GUIDE_TEXT}{prose}</article>").text
    assert "pans" in parse(f"{beside}<div>{GUIDE_TEXT}{prose}</div>").text
