"""What Slack shows of an Answer: the same sentences and numbers, within its limits, and never more than text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.domain import TRANSLATED, Claim, SectionPlace
from server.slack.markdown import JOINER, escape
from server.slack.rendering import MAX_CHARS, Message, StreamedParts, for_sharing, paged, render, shared
from tests.made import cite
from tests.server.slack.answers import (
    ALL,
    HOSTILE,
    answered,
    at_home,
    declined,
    endless,
    hostile,
    made,
    out,
    tailor,
    translated,
)
from tests.server.slack.golden import check, readable

LINK = re.compile(r"(?<!\\)\[(\d+)\]\((\S+?)\)")
PARSER = MarkdownIt("commonmark")


def shown(markdown: str) -> str:
    """The text that a reader sees, without the invisible joiner."""
    tokens = [child for token in PARSER.parse(markdown) for child in token.children or []]
    return "".join(t.content if t.type != "softbreak" else "\n" for t in tokens).replace(JOINER, "")


@pytest.mark.parametrize("name", ALL)
def test_an_answer_reads_as_its_golden_file(name: str) -> None:
    check(name, readable(render(out(ALL[name]()))))


def test_numbers_and_links_are_those_of_the_answer_and_every_citation_is_listed() -> None:
    answer = out(answered())
    (message,) = render(answer)
    body, sources = message.markdown.split("**Sources**")
    assert [int(n) for n, _ in LINK.findall(body)] == [n for claim in answer.claims for n in claim.citations]
    urls = {citation.number: citation.url for citation in answer.citations}
    assert {(int(n), url) for n, url in LINK.findall(message.markdown)} == set(urls.items())
    assert [int(n) for n, _ in LINK.findall(sources)] == [citation.number for citation in answer.citations]


def test_a_decline_links_to_the_nearest_section_where_it_names_it() -> None:
    guide = tailor()
    pay = next(section for section in guide.sections if section.title == "Pay")
    said = "The guide does not say. The nearest section is “Pay” in “Tailor Career Guide”."
    answer = out(replace(declined(), message=said, nearest=SectionPlace(guide, pay)))
    (message,) = render(answer)
    assert answer.nearest
    assert f"The nearest section is [Pay]({answer.nearest.url}) in “Tailor Career Guide”." in message.markdown


def test_quotes_of_one_section_share_a_line_of_the_sources() -> None:
    said = ("The apprenticeship of a tailor takes four years", "sometimes five.")
    citations = cite(tailor(), *said, "Yearly wage: 31,000 shells")
    claims = tuple(Claim(c.quote, (c.number,)) for c in citations)
    (message,) = render(out(made(claims=claims, citations=citations)))
    lines = message.markdown.split("**Sources**\n")[1].split("\n")
    assert [[int(n) for n, _ in LINK.findall(line)] for line in lines] == [[1, 2], [3]]
    assert lines[0].endswith(" Tailor Career Guide › Frequently Asked Questions › How long does the apprenticeship of a"
                             " tailor take?")  # fmt: skip


def test_a_quote_that_no_sentence_shows_as_it_is_stands_with_its_source() -> None:
    (message,) = render(out(answered()))
    text = shown(message.markdown.split("**Sources**")[1])
    assert "“Shears, thimble and tape”" in text
    assert "“The apprenticeship" not in text, "it is the sentence above"


def test_a_translated_sentence_has_the_quote_it_came_from_with_its_source_and_is_said_to_be_translated() -> None:
    answer = out(translated())
    (message,) = render(answer)
    body, sources = map(shown, message.markdown.split("**Sources**"))
    assert "Die Lehre eines Schneiders dauert vier Jahre — manchmal fünf." in body
    assert body.count(TRANSLATED) == 1
    assert f"“{answer.citations[0].quote}”" in sources
    assert answer.citations[0].quote not in body
    assert message.fallback.startswith("Die Lehre")


def test_a_translated_sentence_streams_as_the_whole_answer_has_it() -> None:
    answer = out(translated())
    streamed = StreamedParts()
    paragraphs = [text for claim in answer.claims for text in streamed.add(claim, answer.citations)]
    assert render(answer)[0].markdown.startswith("\n\n".join(paragraphs))


def test_a_decline_has_no_links_and_its_questions_are_buttons_with_all_their_words() -> None:
    (message,) = render(out(declined()))
    assert "](" not in message.markdown
    (buttons, _) = message.below
    assert [b["value"] for b in buttons["elements"]] == list(declined().suggestions)
    assert all(len(b["text"]["text"]) <= 75 for b in buttons["elements"])
    assert len({b["action_id"] for b in buttons["elements"]}) == 2


def test_a_sentence_longer_than_a_message_is_parted_and_loses_nothing() -> None:
    answer = out(endless())
    messages = render(answer)
    assert len(messages) > 4
    assert all(len(message.markdown) <= MAX_CHARS for message in messages)
    text = "\n".join(shown(message.markdown) for message in messages)
    assert text.split()[: len(answer.claims[0].text.split())] == answer.claims[0].text.split()
    assert [bool(message.rates) for message in messages] == [False] * (len(messages) - 1) + [True]


@given(st.lists(st.text(alphabet="ab &<*\\\n", max_size=60), min_size=1, max_size=6), st.integers(1, 400))
def test_pages_hold_everything_within_their_limit(paragraphs: list[str], times: int) -> None:
    pages = paged([paragraph * times for paragraph in paragraphs])
    assert all(len(page) <= MAX_CHARS for page in pages)
    assert "".join("".join(pages).split()) == "".join("".join(p * times for p in paragraphs).split())


def test_hostile_text_neither_pings_nor_links_nor_formats() -> None:
    for message in render(out(hostile())):
        assert "<" not in message.markdown
        assert ">" not in message.markdown
        assert "<" not in message.fallback
        for scheme in ("https://", "@here", "@U123", "www.", "a@b", "evil.example", "mailto:a"):
            assert scheme not in message.markdown
        kinds = {child.type for token in PARSER.parse(message.markdown) for child in token.children or []}
        assert kinds <= {"text", "text_special", "em_open", "em_close", "softbreak"}, "the note's own italics"


def test_a_hostile_translation_is_text_like_any_other() -> None:
    answer = at_home()
    claims = (replace(answer.claims[0], translation=HOSTILE),)
    (message,) = render(out(replace(answer, claims=claims, language="de")))
    assert "<" not in message.markdown + message.fallback
    assert [url for _, url in LINK.findall(message.markdown) if "evil" in url] == []
    assert message.markdown.startswith(escape(HOSTILE))


def test_a_private_answer_can_be_shared_and_names_who_shared_it() -> None:
    private = for_sharing(out(answered()), render(out(answered())))
    assert private[-1].buttons[0] == ("share", "Share", "a1b2c3")
    public = shared(render(out(answered())), user="U7", question=HOSTILE)
    assert public[0].markdown.startswith("<@U7> asked: ")
    assert "<!channel>" not in public[0].markdown
    assert not public[-1].buttons
    check("shared", readable(public))


def test_blocks_are_markdown_then_buttons_then_thumbs() -> None:
    (message,) = render(out(answered()))
    assert [block["type"] for block in message.blocks] == ["markdown", "actions", "context_actions"]
    assert Message("x").blocks == [{"type": "markdown", "text": "x"}]


def test_sources_of_a_guide_with_pages_say_the_page() -> None:
    answer = answered()
    paged = replace(answer.citations[0].guide, pages=(0, answer.citations[0].start))
    citations = tuple(replace(one, guide=paged) for one in answer.citations)
    (message,) = render(out(replace(answer, citations=citations)))
    sources = message.markdown.split("**Sources**")[1].strip().splitlines()[: len(citations)]
    assert {one.page for one in citations} == {1, 2}
    for source, citation in zip(sources, citations, strict=True):
        assert f", p. {citation.page}" in source
