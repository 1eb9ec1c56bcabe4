"""What holds for every guide, whatever was in the file."""

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.lint import lint_guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.ingestion.parsing.outline import heading_name, slug

LINES = [
    "", "", "", "Key Duties", "Key Duties:", "WORK SETTING", "7%", "growth rate", "$87,500", "Entry-Level", "Low",
    "High", "remote-friendly", "Experience: 0-2 years", "Source: Job Bank", "Can I work from home?",
    "Yes, in most weeks you can.", "• one", "  - two", "3. three", "1. Overview", "1.1 Parts", "Step 1: Learn",
    "✅ Pros", "❌ Cons", "a\tb", "---", "===", "Frequently Asked Questions", "Career Path Tiers",
    "Subscribe to our newsletter", "$8/month", "Share this", "Cookies",
    "A longer sentence that says what somebody does all day in a plant, and that ends as sentences do.", "β€” x",
    "\xa0", "# Title", "## Part", "> quote", "```", "| a | b |", "|---|---|", "| c | d |", "<p>text</p>", "<h2>x",
    "</div>", "&amp;", "[a](b)", "**bold**", "![i](p)", "id: x", "title: [", "\ufeff", "🇺🇸", "مرحبا", "你好", "—", "?",
    ":", "\\", "*", "`",
]  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=25).map("\n".join),
    st.text(max_size=120),
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=15)), max_size=12).map("\n".join),
)
parsed_forms = pytest.mark.parametrize("form", list(Form))


def parse_or_refuse(text: str, form: Form | None) -> Guide | None:
    try:
        return parse_text(text, name="some guide.txt", form=form)
    except GuideError as error:
        said = str(error)
    assert "some guide.txt" in said
    assert "\n" not in said
    return None


@parsed_forms
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_any_text_is_a_sound_guide_or_a_refusal(form: Form, text: str) -> None:
    guide = parse_or_refuse(text, form)
    assume(guide is not None)
    assert guide is not None
    end = 0
    for section in guide.sections:
        assert end <= section.start < section.end <= len(guide.text)
        assert section.path
        assert all(name.strip() == name != "" for name in section.path)
        at = section.start
        assert section.blocks
        for block in section.blocks:
            assert at <= block.start < block.end <= section.end
            words = guide.text[block.start : block.end]
            assert words == words.strip() != ""
            at = block.end
        end = section.end
    anchors = [section.anchor for section in guide.sections]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", anchor) for anchor in anchors)
    for part in guide.excluded:
        if part.words:
            assert part.start == part.end == len(guide.text)
            continue
        assert 0 <= part.start < part.end <= len(guide.text)
        assert not any(section.start < part.end and part.start < section.end for section in guide.sections)
    for one in guide.repairs:
        assert 0 <= one.start < one.end <= len(guide.text)
    for finding in lint_guide(guide):
        assert 0 <= finding.start <= finding.end <= len(guide.text)
        assert finding.message.endswith(".")


@settings(max_examples=100, deadline=None)
@given(texts)
def test_any_text_is_parsed_without_being_told_its_form(text: str) -> None:
    parse_or_refuse(text, None)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_parsing_the_same_text_twice_gives_the_same_guide(text: str) -> None:
    assert parse_or_refuse(text, Form.PASTED) == parse_or_refuse(text, Form.PASTED)


@given(st.text(max_size=200))
def test_a_slug_is_fit_for_an_address(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", slug(text))


@given(st.text(min_size=1, max_size=60))
def test_a_headings_name_is_one_line_and_never_empty(text: str) -> None:
    name = heading_name(text)
    assert name == " ".join(name.split()) != ""


HOSTILE = {
    "one long line": "word " * 100_000,
    "no blank at all": "x" * 1_000_000,
    "digits": "1" * 500_000,
    "short lines": "a\n" * 10_000,
    "headings only": "Apple Pie\n\n" * 5_000,
    "values": "$5\nfoo\n" * 5_000,
    "boilerplate": "Subscribe\n" * 8_000,
    "questions": "Why?\n\n" * 5_000,
    "garbled": "Ã¢â‚¬â„¢ " * 10_000,
    "brackets": "[" * 100_000,
    "images": "![" * 100_000,
    "comments": "<!--" * 100_000,
    "quotes": ">" * 50_000,
    "headings of Markdown": "# a\n" * 5_000,
    "YAML bomb": "---\na: &a [x,x]\n"
    + "".join(f"b{i}: &b{i} [*{'a' if not i else f'b{i - 1}'}]\n" for i in range(500))
    + "---\nx\n",
}


@pytest.mark.parametrize("form", [Form.PASTED, Form.MARKDOWN])
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_ends_in_a_guide_or_a_refusal(kind: str, form: Form) -> None:
    parse_or_refuse(HOSTILE[kind], form)
