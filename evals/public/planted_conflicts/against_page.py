"""Statements contradicting a handbook page's quick facts, and restatements."""

import re
from collections.abc import Callable, Mapping, Sequence

from advisor.domain import BlockKind, Guide
from evals.public.planted_conflicts.wording import ENTRY, OUTLOOK, PAY, SUMMARY, Wording, ways

LABEL, ROW, FIGURE = BlockKind.LABEL, BlockKind.ROW, BlockKind.FIGURE


def quick_facts(guide: Guide) -> dict[str, str]:
    """Return the "Name: value" rows of a handbook page.

    Names are in lower case and without years.
    """
    rows: dict[str, str] = {}
    for section in guide.sections[:3]:
        for block in section.body:
            name, colon, value = guide.text[block.start : block.end].partition(": ")
            if colon and block.kind in (ROW, LABEL):
                rows.setdefault(re.sub(r",? ?\d{4}(?:[–-]\d\d)? ?", "", name).strip().casefold(), value)
    return rows


def against_page(guide: Guide) -> dict[str, tuple[Wording, ...]]:
    """Return statements contradicting the page's quick facts, by name."""
    facts = quick_facts(guide)
    makers: Mapping[str, Callable[[str], tuple[Wording, ...]]] = {
        "median pay": _other_pay,
        "job outlook": _other_growth,
        "typical entry-level education": _other_education,
        "work experience in a related occupation": _other_experience,
        "number of jobs": _other_jobs,
    }
    made = {name: make(facts[name]) for name, make in makers.items() if name in facts}
    return {f"page: {name}": wordings for name, wordings in made.items() if wordings}


def _other_pay(value: str) -> tuple[Wording, ...]:
    match = re.match(r"\$([\d,]+)(?:\.\d+)? per year", value)
    if not match:
        return ()
    own = int(match[1].replace(",", ""))
    other, near = round(int(own * 1.3), -2), own + 1_000
    against = (f"${match[1]}",)
    prose = ways(
        PAY,
        "median pay",
        f"The median annual salary is ${other:,}.",
        f"{{People}} earn a median of ${other:,} a year.",
        f"Half of all {{people}} make more than the median salary of ${near:,} per year.",
        f"The median wage for {{people}} is about ${other // 1000}k per year.",
        f"According to recent figures, the median pay for {{people}} stands at ${near:,} annually.",
        f"In this career the median yearly income is USD {other:,}.",
        f"{{People}} had a median annual wage of ${other:,}.",
        against=against,
    )
    labels = ways(
        PAY, "median pay", f"Median pay: ${other:,} per year", f"Median salary: ${near:,}", kind=LABEL, against=against
    )
    figures = ways(SUMMARY, "median pay", f"${other:,}\nmedian salary", kind=FIGURE, against=against)
    return (*prose, *labels, *figures)


def _other_growth(value: str) -> tuple[Wording, ...]:
    match = re.match(r"(-?\d+)% \((.+?)\)", value)
    if not match:
        return ()
    own = int(match[1])
    other = own + 6 if own >= 0 else 8
    against = (f"{own}%", f"{abs(own)} percent", match[2], "decline" if own < 0 else "projected to")
    found = ways(
        OUTLOOK,
        "job growth",
        f"Employment of {{people}} is expected to grow by {other} percent over the decade.",
        f"The number of jobs is projected to increase {other}% in the coming ten years.",
        f"Job growth of {other}% is forecast for this occupation.",
        f"{{People}} can expect job growth of about {other} percent.",
        f"Jobs for {{people}} will grow {other}% between 2024 and 2034.",
        f"This career has a projected growth rate of {other}%.",
        against=against,
    )
    found += ways(OUTLOOK, "job growth", f"Growth rate: {other}%", f"Job growth: {other}%", kind=LABEL, against=against)
    found += ways(SUMMARY, "job growth", f"{other}%\ngrowth rate", kind=FIGURE, against=against)
    if own >= 4:
        found += ways(
            OUTLOOK,
            "job growth",
            "Employment of {people} is projected to decline 3 percent from 2024 to 2034.",
            "Jobs in this occupation are expected to shrink over the coming decade.",
            "Employment is projected to grow more slowly than the average for all occupations.",
            against=against,
        )
    elif own < 0:
        found += ways(
            OUTLOOK,
            "job growth",
            "Job growth is much faster than average.",
            "Employment of {people} is projected to grow faster than the average for all occupations.",
            against=against,
        )
    return found


def _other_education(value: str) -> tuple[Wording, ...]:
    against: tuple[str, ...] = (
        value.replace("'", "’"),
        value,
        "bachelor",
        "master",
        "doctora",
        "professional degree",
        "high school",
    )
    against += ("associate", "postsecondary", "no formal", "some college", "law degree", "Ph.D")
    about = "education"
    if re.match(r"Bachelor|Master|Doctoral", value):
        found = ways(
            ENTRY,
            about,
            "No degree is needed to enter this occupation.",
            "A college degree is not required.",
            "{People} do not need a degree.",
            "{People} typically need only a high school diploma.",
            "You can become one of the {people} without a degree; a high school diploma is enough.",
            "A high school diploma is the usual entry requirement.",
            against=against,
        )
        found += ways(ENTRY, about, "Education: High school diploma", kind=LABEL, against=against)
        if value.startswith("Bachelor"):
            found += ways(
                ENTRY, about, "{People} must have a doctoral degree.", "A master's degree is required.", against=against
            )
        return found
    if re.match(r"High school|No formal", value):
        found = ways(
            ENTRY,
            about,
            "{People} typically need a bachelor's degree.",
            "A bachelor's degree is required to enter this occupation.",
            "Employers require a master's degree.",
            "Most {people} need a bachelor’s degree to get hired.",
            "{People} must hold a bachelor's degree.",
            against=against,
        )
        return found + ways(ENTRY, about, "Minimum education: Bachelor's degree", kind=LABEL, against=against)
    return ()


def _other_experience(value: str) -> tuple[Wording, ...]:
    about, against = "years of experience", (value, "years")
    if value == "None":
        found = ways(
            ENTRY,
            about,
            "{People} need at least 5 years of experience in a related occupation.",
            "Getting hired requires 6 to 8 years of related work experience.",
            "A minimum of four years of prior experience is required.",
            "Employers ask for five or more years of relevant experience.",
            against=("experience in a related occupation: none",),
        )
        return found + ways(
            ENTRY, about, "Experience: 5-7 years", kind=LABEL, against=("experience in a related occupation: none",)
        )
    if value.startswith("5 years"):
        return ways(
            ENTRY,
            about,
            "No previous experience is needed.",
            "{People} typically need 1 to 2 years of experience.",
            "Prior work experience is not required for this occupation.",
            "Employers usually require 2–3 years of experience.",
            "Newcomers can start without any experience.",
            against=against,
        )
    return ()


def _other_jobs(value: str) -> tuple[Wording, ...]:
    own = int(re.sub(r"\D", "", value) or 0)
    if own < 1000:
        return ()
    other = round(int(own * 1.6), -2)
    return ways(
        OUTLOOK,
        "number of jobs",
        f"{{People}} held about {other:,} jobs in 2024.",
        f"There were {other:,} jobs for {{people}} in 2024.",
        f"In 2024, there were about {other:,} jobs in this occupation.",
        against=(value, "jobs in 2024"),
    )


def _restated_pay(guide: Guide) -> Sequence[Wording]:
    match = re.match(r"\$([\d,]+)(?:\.\d+)? per year", quick_facts(guide).get("median pay", ""))
    if not match:
        return ()
    own = int(match[1].replace(",", ""))
    texts = (
        f"The median annual salary is ${own:,}.",
        f"{{People}} earn a median of about ${round(own, -3):,} a year.",
        f"The median wage for {{people}} is roughly ${round(own / 1000)}k per year.",
        f"Median pay: ${own:,} per year",
    )
    return ways(PAY, "", *texts)


def _restated_growth(guide: Guide) -> Sequence[Wording]:
    match = re.match(r"(-?\d+)% \((.+?)\)", quick_facts(guide).get("job outlook", ""))
    if not match:
        return ()
    own = int(match[1])
    verb = "decline" if own < 0 else "grow"
    return ways(
        OUTLOOK,
        "",
        f"Employment of {{people}} is expected to {verb} by {abs(own)} percent over the decade.",
        f"Growth rate: {own}%",
    )


def _restated_education(guide: Guide) -> Sequence[Wording]:
    value = quick_facts(guide).get("typical entry-level education", "")
    if not value.startswith(("Bachelor", "Master", "High")):
        return ()
    level = value[0].lower() + value[1:].replace(" or equivalent", "")
    return ways(
        ENTRY, "", f"{{People}} typically need a {level}.", f"Education: {value}", f"A {level} is usually required."
    )


def restating(guide: Guide) -> dict[str, tuple[Wording, ...]]:
    """Return the page's own figures in other words, by name."""
    makers: Mapping[str, Callable[[Guide], Sequence[Wording]]] = {
        "restated pay": _restated_pay,
        "restated growth": _restated_growth,
        "restated education": _restated_education,
    }
    return {name: tuple(wordings) for name, make in makers.items() if (wordings := make(guide))}
