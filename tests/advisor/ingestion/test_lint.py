"""Linting says what is wrong with a guide, and nothing about one that is right."""

from pathlib import Path

import pytest

from advisor.ingestion.lint import Finding, lint_guide
from advisor.ingestion.parsing import Form, parse_guide, parse_text

SOUND = """# Nurse

Nurses care for the sick.

## Pay

As of May 2024 nurses earn $50,000. Source: Job Bank

## Sources

- Job Bank, wage report
"""


def lint(text: str, form: Form = Form.MARKDOWN) -> tuple[Finding, ...]:
    return lint_guide(parse_text(text, name="nurse.md", form=form))


def messages(findings: tuple[Finding, ...], kind: str) -> list[str]:
    return [finding.message for finding in findings if finding.kind == kind]


def test_a_sound_guide_has_no_findings() -> None:
    assert lint(SOUND) == ()


def test_repaired_text_is_one_finding_a_kind_with_its_count() -> None:
    found = lint(SOUND.replace("Nurses care", "β€” a β€” b πŸ‘‰ Nurses care"))
    assert messages(found, "repaired_text") == [
        "Garbled text was repaired 2 times, first under “Nurse”: 'β€”' is read as '—'.",
        "Garbled text was repaired once under “Nurse”: 'πŸ‘‰' is read as '👉'.",
    ]


def test_a_heading_with_nothing_under_it_is_found_but_not_a_parent_or_the_title() -> None:
    found = lint("# Nurse\n\n## Parent\n\n### Child\n\ntext\n\n## Related Roles\n\n## Last\n\n### Deep\n")
    assert messages(found, "empty_section") == [
        "The section “Related Roles” is empty: nothing stands under its heading.",
        "The section “Deep” is empty: nothing stands under its heading.",
    ]


def test_words_that_are_not_in_the_text_are_told_by_reason() -> None:
    found = lint(SOUND.replace("care for", "~~look at~~ care for ~~all~~ <!-- check -->"))
    assert [(finding.kind, finding.message) for finding in found] == [
        ("left_out", "Left out as struck out: “look at”, “all”."),
        ("left_out", "Left out as a comment: “check”."),
    ]


def test_what_was_left_out_is_said_with_its_first_line() -> None:
    text = "Nurse\n\nPay\n\nGood pay is paid.\n\nShare this guide\n\nSubscribe to our newsletter\n\nSign up\n"
    (found,) = lint(text, Form.PASTED)
    assert found.kind == "excluded_boilerplate"
    assert found.message.startswith("3 lines from line 7 on (“Share this guide”) left out as ")


@pytest.mark.parametrize(
    ("change", "who", "lacks"),
    [
        (("## Sources\n\n- Job Bank, wage report\n", ""), "Job Bank", "the guide lists no sources"),
        (("- Job Bank, wage report\n", ""), "Job Bank", "the guide lists no sources"),
        (("- Job Bank", "- Union"), "Job Bank", "its sources do not name it"),
        (("Source: Job", "According to the Job"), "", ""),
        (("Source: Job Bank", "According to the Job Bank of Ohio"), "Job Bank of Ohio", "its sources do not name it"),
    ],
)  # fmt: skip
def test_a_credit_must_stand_among_the_sources(change: tuple[str, str], who: str, lacks: str) -> None:
    found = messages(lint(SOUND.replace(*change)), "unsourced_figure")
    assert found == ([f"The section “Pay” credits {who}, but {lacks}."] if who else [])


def test_a_credit_in_the_front_matter_must_stand_among_the_sources_too() -> None:
    found = lint("---\ncredited: [Nurses Union]\ndate: 2024\n---\n" + SOUND)
    assert messages(found, "unsourced_figure") == ["The guide credits Nurses Union, but its sources do not name it."]
    linked = lint("---\ncredited: [Nurses Union]\nsource_url: https://example.org\n---\n" + SOUND)
    assert messages(linked, "unsourced_figure") == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("# Nurse\n\nNurses earn $50,000 a year.\n", True),
        ("# Nurse\n\nJobs grow by 7%.\n", True),
        ("# Nurse\n\nNurses care.\n", False),
        ("# Nurse\n\nNurses earned $50,000 in 2023.\n", False),
        ("# Nurse\n\nLast updated: May 2024\n\nNurses earn $50,000.\n", False),
        ("---\ndate: 2024\n---\n# Nurse\n\nNurses earn $50,000.\n", False),
        ("---\ndate: unknown\n---\n# Nurse\n\nNurses earn $50,000.\n", True),
    ],
)
def test_figures_want_a_date(text: str, missing: bool) -> None:
    assert bool(messages(lint(text), "missing_date")) is missing


def test_every_finding_points_into_the_text() -> None:
    guide = parse_text(SOUND.replace("As of May 2024", "β€”"), name="nurse.md", form=Form.MARKDOWN)
    found = {finding.kind: guide.text[finding.start : finding.end] for finding in lint_guide(guide)}
    assert found["repaired_text"] == "—"
    assert "$50,000" in found["missing_date"]


def test_the_first_guide_has_all_six_kinds_of_finding(shared_data: Path) -> None:
    guide = parse_guide(shared_data / "guides" / "production-manager-career-path-guide.txt")
    found = lint_guide(guide)
    assert {finding.kind for finding in found} == {
        "repaired_text",
        "empty_section",
        "excluded_boilerplate",
        "disagreement",
        "unsourced_figure",
        "missing_date",
    }
    assert [message.split("“")[1].split("”")[0] for message in messages(found, "empty_section")] == [
        "Related Roles",
        "Sources & References",
    ]
    assert len(messages(found, "unsourced_figure")) == 1
