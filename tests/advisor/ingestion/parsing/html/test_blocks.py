"""What stands in a page's sentences, charts, questions and cards is read where it belongs."""

import pytest

from advisor.domain import Guide
from tests.advisor.ingestion.parsing.html_pages import parse, words

INTRO = "<h1>Farrier</h1><p>Farriers shoe horses and trim their hooves, at stables and on farms, in every weather.</p>"


def under(body: str, head: str = "") -> list[str]:
    """The blocks of a page below its introduction."""
    return words(page(body, head))[2:]


def page(body: str, head: str = "") -> Guide:
    return parse(f"<html><head><title>Farrier</title>{head}</head><body><main>{INTRO}{body}</main></body></html>")


def left_out(guide: Guide) -> dict[str, str]:
    return {part.words: part.reason for part in guide.excluded}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('The <span class="tooltip" title="x">trade test</span> costs $90.', "The trade test costs $90."),
        ('It is <a class="popover-link" href="#n">$70 a horse</a> here.', "It is $70 a horse here."),
        ('Pay is <span class="badge share-box">$45,000</span> a year.', "Pay is $45,000 a year."),
        (
            'Ask the <span class="tooltip">guild<span class="tooltiptext">A union of smiths</span></span> first.',
            "Ask the guild first.",
        ),
        (
            'You pass with <span aria-hidden="true">70%</span><span class="sr-only">seventy percent</span> of it.',
            "You pass with 70% of it.",
        ),
        ('Wait <i class="material-icons" aria-hidden="true">schedule</i> two hours.', "Wait two hours."),
        ('Pay is <span class="line-through">$30</span> $40 a hoof.', "Pay is $40 a hoof."),
        ('Pay is <span style="text-decoration: line-through">$30</span> $40 a hoof.', "Pay is $40 a hoof."),
    ],
)
def test_words_of_a_sentence_are_no_furniture_whatever_their_class(html: str, text: str) -> None:
    assert under(f"<h2>Work</h2><p>{html}</p>")[1:] == [f"paragraph: {text}"]


@pytest.mark.parametrize("name", ["sharing", "consent-box", "popup-note", "sponsored", "sidebar", "newsletter"])
def test_a_block_that_is_all_there_is_under_a_heading_stays(name: str) -> None:
    body = (
        f'<h2>Tools</h2><div class="{name}"><p>Farriers share an anvil, which costs $600.</p></div><h2>End</h2><p>x</p>'
    )
    assert under(body)[:2] == ["== Tools", "paragraph: Farriers share an anvil, which costs $600."]


def test_what_is_left_out_of_a_page_is_told_with_its_reason() -> None:
    guide = page(
        "<h2>Pay</h2><p>Pay is <s>$20</s> $40 a hoof.</p>"
        '<div class="ad">Advertisement<p>Win a horse! <a href="/x">Click</a></p></div>'
        '<div class="sharedaddy sharing"><h3>Share this:</h3><ul><li><a href="#">Tweet</a></li></ul></div>'
        "<nav><a href='/'>All trades</a></nav><div hidden>Old price list</div>",
        "<style>p {color: red}</style><script>let pay = 3</script>",
    )
    assert left_out(guide) == {
        "$20": "struck out",
        "Advertisement Win a horse! Click": "a box of the page",
        "Share this: Tweet": "an advert or notice",
        "All trades": "navigation",
        "Old price list": "hidden on the page",
    }
    assert "Click" not in guide.text
    assert all(part.start == part.end == len(guide.text) for part in guide.excluded)


CHART = '<div class="chart"><h3>Pay of smiths, for comparison</h3>{}</div><p>Farriers earn $45,000.</p>'


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        (
            "<table><tr><th>Level</th><th>Pay</th></tr><tr><td>New</td><td>$30,000</td></tr></table>",
            ["paragraph: Pay of smiths, for comparison", "row: Level: New; Pay: $30,000"],
        ),
        ("<ul><li>New: $30,000</li></ul>", ["paragraph: Pay of smiths, for comparison", "item: New: $30,000"]),
        ("<dl><dt>New</dt><dd>$30,000</dd></dl>", ["paragraph: Pay of smiths, for comparison", "row: New: $30,000"]),
        ("<p>New ones get $30,000.</p>", ["paragraph: Pay of smiths, for comparison: New ones get $30,000."]),
        ("<svg><text>$30,000</text></svg>", []),
        ("<canvas>$30,000</canvas>", []),
    ],
)
def test_the_title_of_a_chart_stays_with_the_chart(inside: str, read: list[str]) -> None:
    guide = page("<h2>Pay</h2>" + CHART.format(inside))
    assert words(guide)[3:] == [*read, "paragraph: Farriers earn $45,000."]
    if not read:
        assert left_out(guide) == {"Pay of smiths, for comparison": "the title of a chart without text"}


def test_the_bare_caption_of_a_picture_is_left_out_and_a_sentence_stays() -> None:
    body = (
        "<figure><img src=a><figcaption>A smith at work</figcaption></figure>"
        "<figure><img src=b><figcaption>Hooves grow a third of an inch a month.</figcaption></figure>"
    )
    assert under(body) == ["paragraph: Hooves grow a third of an inch a month."]


PANEL = '<div id="{}" style="display:none"><p>Answer {}.</p></div>'


def test_questions_of_every_accordion_stand_beside_one_another() -> None:
    body = (
        "<h2>Questions</h2>"
        "<details><summary>Is one?</summary><p>Answer 1.</p><h4>More</h4><p>Much more.</p></details>"
        '<div class="item"><h3><button data-bs-toggle="collapse" data-bs-target="#c2">Is two?</button></h3>'
        + PANEL.format("c2", 2)
        + '</div><div role="button" aria-controls="c3">Is three?</div>'
        + PANEL.format("c3", 3)
        + '<div class="faq-q" onclick="t()">Is four?</div><div class="faq-a" style="display:none">Answer 4.</div>'
        '<div class="tab-title" role="tab"><a>Is five?</a></div>'
        '<div role="tabpanel" class="tab" hidden><p>Answer 5.</p></div>'
        '<div itemscope itemtype="https://schema.org/Question"><span itemprop="name">Is six?</span>'
        '<div itemprop="text">Answer 6.</div></div><dl><dt>Is seven?</dt><dd>Answer 7.</dd></dl>'
    )
    assert under(body) == [
        "== Questions",
        "== Questions > Is one?",
        "paragraph: Answer 1.",
        "== Questions > Is one? > More",
        "paragraph: Much more.",
        "== Questions > Is two?",
        "paragraph: Answer 2.",
        "== Questions > Is three?",
        "paragraph: Answer 3.",
        "== Questions > Is four?",
        "paragraph: Answer 4.",
        "== Questions > Is five?",
        "paragraph: Answer 5.",
        "== Questions > Is six?",
        "paragraph: Answer 6.",
        "== Questions > Is seven?",
        "paragraph: Answer 7.",
    ]


def test_questions_of_the_level_of_the_heading_right_above_them_stand_below_it() -> None:
    item = '<h2><button data-bs-toggle="collapse">{}</button></h2><div class="collapse">{}</div>'
    body = f"<h2>FAQ</h2>{item.format('Is one?', 'Yes.')}{item.format('Is two?', 'No.')}<h2>Pay</h2><p>Good.</p>"
    assert [line for line in under(body) if line.startswith("==")] == [
        "== FAQ",
        "== FAQ > Is one?",
        "== FAQ > Is two?",
        "== Pay",
    ]


def test_sections_that_unfold_stay_sections() -> None:
    body = "".join(
        f'<h2><button aria-expanded="false" aria-controls="p{n}">{name}</button></h2>'
        f'<div id="p{n}" hidden><p>On {name}.</p></div>'
        for n, name in enumerate(("Pay", "Hours"))
    )
    assert under(body) == ["== Pay", "paragraph: On Pay.", "== Hours", "paragraph: On Hours."]


def test_the_sign_that_opens_an_answer_is_no_word_of_its_question() -> None:
    body = '<h2>FAQ</h2><h3><button aria-expanded="false">Is it hard?<span>+</span></button></h3><p>No.</p>'
    assert under(body)[1:] == ["== FAQ > Is it hard?", "paragraph: No."]
    assert under("<h2>C++</h2><p>Not needed.</p>")[0] == "== C++"


def test_a_question_and_its_answer_marked_by_letters_are_no_name_and_value() -> None:
    body = "<h2>FAQ</h2><p><b>Q:</b> Is it hard?<br><b>A:</b> At first.</p>"
    assert under(body)[1:] == ["paragraph: Is it hard?", "paragraph: At first."]


CARD = (
    '<div class="facts"><h4>Fast facts</h4>'
    '<div><span class="fact-label">Pay</span><span class="fact-value">$45,000</span></div>'
    '<div><span class="fact-label">Entry</span><span class="fact-value">Apprenticeship</span></div></div>'
)
TEXT = f"{INTRO}<h2>Work</h2><p>{'They hammer iron and look at hooves all day long. ' * 6}</p>"


@pytest.mark.parametrize(
    "html",
    [
        f"<div><div>{CARD}</div><div>{TEXT}</div></div>",
        f"<div>{CARD}<main>{TEXT}</main></div>",
        f"<main>{TEXT}</main><aside>{CARD}</aside>",
        f"<article><aside>{CARD}</aside>{TEXT}</article>",
        f'<article>{TEXT}</article><div class="sidebar">{CARD}<ul><li><a href="/s">Smith: $50,000</a></li></ul></div>',
    ],
)
def test_a_card_of_facts_beside_the_text_comes_after_its_introduction(html: str) -> None:
    assert words(parse(f"<html><body>{html}</body></html>"))[1:6] == [
        "paragraph: Farriers shoe horses and trim their hooves, at stables and on farms, in every weather.",
        "== Fast facts",
        "label: Pay: $45,000",
        "label: Entry: Apprenticeship",
        "== Work",
    ]


def test_items_of_office_programs_are_nested_by_the_level_they_name() -> None:
    body = (
        '<p>Do not bring:</p><ul class="lst-kix_a-0 start"><li>knives</li></ul>'
        '<ul class="lst-kix_a-1 start"><li>unless sheathed</li></ul><ul class="lst-kix_a-0"><li>dogs</li></ul>'
    )
    section = page(f"<h2>Visit</h2>{body}").sections[-1]
    parents = [block.parent is not None for block in section.body]
    assert parents == [False, False, True, False]


def test_paragraphs_that_word_writes_as_items_are_items() -> None:
    item = "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>o </span>{}</p>"
    section = page(f"<h2>Visit</h2><p>Do not bring:</p>{item.format(1, 'knives')}{item.format(2, 'if long')}").sections[
        -1
    ]
    assert [block.kind.value for block in section.body] == ["paragraph", "item", "item"]
    assert [block.polarity.value for block in section.body[1:]] == ["negative", "negative"]
    assert section.body[2].parent is not None


def test_another_list_right_after_one_is_not_under_its_lead_in() -> None:
    body = "<p>You do not need:</p><ol><li>a degree</li></ol><ul><li>Fees:<ul><li>licence: $40</li></ul></li></ul>"
    section = page(f"<h2>Start</h2>{body}").sections[-1]
    assert [block.polarity.value for block in section.body[1:]] == ["negative", "plain", "plain"]


def test_a_button_that_asks_is_the_heading_of_what_follows_it() -> None:
    body = '<h2>FAQ</h2><button class="collapsible">Is it hard?</button><div><p>No.</p></div><button>Is it?</button>'
    guide = page(body)
    assert words(guide)[3:] == ["== FAQ > Is it hard?", "paragraph: No."]
    assert left_out(guide) == {"Is it?": "a control of the page"}


def test_facts_in_the_head_beside_the_title_are_kept() -> None:
    stats = "".join(
        f"<div><strong>{value}</strong><span>{name}</span></div>"
        for value, name in (("$45,000", "Pay"), ("4%", "Growth"))
    )
    text = "They hammer iron and look at hooves all day long. " * 6
    raw = f"<header><h1>Farrier</h1><div>{stats}</div></header><main><p>{text}</p><h2>Work</h2><p>{text}</p></main>"
    assert words(parse(f"<html><body>{raw}</body></html>"))[1:3] == ["figure: $45,000\nPay", "figure: 4%\nGrowth"]


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        ("<title>TradeHub | Farrier Guide</title><meta property=og:site_name content=TradeHub>", "", "Farrier Guide"),
        ("<title>Farrier Guide - trade.example.com</title>", "", "Farrier Guide"),
        ("<title>Farrier | TradeHub</title>", '<h1 class="site-title">TradeHub</h1><h1>Farrier</h1>', "Farrier"),
        (
            "<title>x</title><meta property=og:site_name content=TradeHub>",
            "<h1>TradeHub</h1><h1>Farrier</h1>",
            "Farrier",
        ),
    ],
)
def test_the_title_of_a_page_is_not_its_sites_name(head: str, h1: str, title: str) -> None:
    text = "<p>Farriers shoe horses.</p><h2>Pay</h2><p>Good.</p>"
    assert parse(f"<html><head>{head}</head><body>{h1}{text}</body></html>").title == title


def test_the_title_of_a_page_of_an_office_program_is_above_its_chapters() -> None:
    raw = (
        "<html><head><title>Doc</title></head><body><p class=MsoTitle>Farrier Guide</p><p>Farriers shoe horses.</p>"
        "<h1>1 Pay</h1><p>Pay is good.</p><h1>2 Hours</h1><p>Hours are long.</p></body></html>"
    )
    assert parse(raw).title == "Farrier Guide"
