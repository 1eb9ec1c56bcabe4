"""The wordings that planting uses: first those that contradict a page's own figures, then pairs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from advisor.domain import BlockKind, Guide

PROSE, LABEL, ROW, FIGURE = BlockKind.PARAGRAPH, BlockKind.LABEL, BlockKind.ROW, BlockKind.FIGURE
PAY, OUTLOOK, ENTRY, SETTING = r"\bpay\b|salar", r"outlook", r"become|educat|qualif", r"environment|schedule|setting"


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say it, the kind of block it stands in, and a pattern of the headings under which it would."""

    text: str
    place: str
    about: tuple[str, ...]
    kind: BlockKind = PROSE
    against: tuple[str, ...] = ()


def _ways(
    place: str, about: str, *texts: str, kind: BlockKind = PROSE, against: tuple[str, ...] = ()
) -> tuple[Wording, ...]:
    return tuple(Wording(text, place, tuple(about.split("|")), kind, against) for text in texts)


def quick_facts(guide: Guide) -> dict[str, str]:
    """The rows "Name: value" of an Occupational Outlook Handbook page, by name without its years."""
    rows: dict[str, str] = {}
    for section in guide.sections[:3]:
        for block in section.body:
            name, colon, value = guide.text[block.start : block.end].partition(": ")
            if colon and block.kind in (ROW, LABEL):
                rows.setdefault(re.sub(r",? ?\d{4}(?:[–-]\d\d)? ?", "", name).strip().casefold(), value)
    return rows


def against_page(guide: Guide) -> dict[str, tuple[Wording, ...]]:
    """Statements that contradict what the page says of itself in its quick facts."""
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
    prose = _ways(
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
    labels = _ways(
        PAY, "median pay", f"Median pay: ${other:,} per year", f"Median salary: ${near:,}", kind=LABEL, against=against
    )
    figures = _ways("summary", "median pay", f"${other:,}\nmedian salary", kind=FIGURE, against=against)
    return (*prose, *labels, *figures)


def _other_growth(value: str) -> tuple[Wording, ...]:
    match = re.match(r"(-?\d+)% \((.+?)\)", value)
    if not match:
        return ()
    own = int(match[1])
    other = own + 6 if own >= 0 else 8
    against = (f"{own}%", f"{abs(own)} percent", match[2], "decline" if own < 0 else "projected to")
    ways = _ways(
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
    ways += _ways(OUTLOOK, "job growth", f"Growth rate: {other}%", f"Job growth: {other}%", kind=LABEL, against=against)
    ways += _ways("summary", "job growth", f"{other}%\ngrowth rate", kind=FIGURE, against=against)
    if own >= 4:
        ways += _ways(
            OUTLOOK,
            "job growth",
            "Employment of {people} is projected to decline 3 percent from 2024 to 2034.",
            "Jobs in this occupation are expected to shrink over the coming decade.",
            "Employment is projected to grow more slowly than the average for all occupations.",
            against=against,
        )
    elif own < 0:
        ways += _ways(
            OUTLOOK,
            "job growth",
            "Job growth is much faster than average.",
            "Employment of {people} is projected to grow faster than the average for all occupations.",
            against=against,
        )
    return ways


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
        ways = _ways(
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
        ways += _ways(ENTRY, about, "Education: High school diploma", kind=LABEL, against=against)
        if value.startswith("Bachelor"):
            ways += _ways(
                ENTRY, about, "{People} must have a doctoral degree.", "A master's degree is required.", against=against
            )
        return ways
    if re.match(r"High school|No formal", value):
        ways = _ways(
            ENTRY,
            about,
            "{People} typically need a bachelor's degree.",
            "A bachelor's degree is required to enter this occupation.",
            "Employers require a master's degree.",
            "Most {people} need a bachelor’s degree to get hired.",
            "{People} must hold a bachelor's degree.",
            against=against,
        )
        return ways + _ways(ENTRY, about, "Minimum education: Bachelor's degree", kind=LABEL, against=against)
    return ()


def _other_experience(value: str) -> tuple[Wording, ...]:
    about, against = "years of experience", (value, "years")
    if value == "None":
        ways = _ways(
            ENTRY,
            about,
            "{People} need at least 5 years of experience in a related occupation.",
            "Getting hired requires 6 to 8 years of related work experience.",
            "A minimum of four years of prior experience is required.",
            "Employers ask for five or more years of relevant experience.",
            against=("experience in a related occupation: none",),
        )
        return ways + _ways(
            ENTRY, about, "Experience: 5-7 years", kind=LABEL, against=("experience in a related occupation: none",)
        )
    if value.startswith("5 years"):
        return _ways(
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
    return _ways(
        r"summary|environment|outlook",
        "number of jobs",
        f"{{People}} held about {other:,} jobs in 2024.",
        f"There were {other:,} jobs for {{people}} in 2024.",
        f"In 2024, there were about {other:,} jobs in this occupation.",
        against=(value, "jobs in 2024"),
    )


def _pair(*sides: tuple[Wording, ...]) -> tuple[tuple[Wording, ...], ...]:
    return sides


PAIRS: Mapping[str, tuple[tuple[Wording, ...], ...]] = {
    "remote": _pair(
        _ways(
            SETTING,
            "remote work",
            "The work can be done fully remotely.",
            "Most {people} work from home.",
            "{People} can work remotely.",
            "This is a remote-friendly career.",
            "It is easy to do this job from home full time.",
            "Telework is the norm for {people}.",
        )
        + _ways(SETTING, "remote work", "remote-friendly", kind=FIGURE)
        + _ways(SETTING, "remote work", "Remote work: Yes", "Remote: fully remote possible", kind=LABEL),
        _ways(
            SETTING,
            "remote work",
            "{People} must be on site.",
            "The job generally requires a presence at the workplace.",
            "Remote work is not possible.",
            "Remote positions are rare.",
            "{People} cannot work from home.",
            "Working from home is not an option, because the work is hands-on.",
            "Opportunities for remote work are very limited.",
            "{People} have to be physically present at the worksite.",
            "The hands-on nature of the job rules out telecommuting.",
        )
        + _ways(SETTING, "remote work", "Remote work: Not possible", "Remote work: No", kind=LABEL),
    ),
    "stress": _pair(
        _ways(
            SETTING,
            "stress",
            "The job is low in stress.",
            "{People} experience little stress.",
            "This is a low-stress occupation.",
            "The work is rarely stressful.",
            "Stress levels are low.",
        )
        + _ways(SETTING, "stress", "Stress level: Low", kind=LABEL),
        _ways(
            SETTING,
            "stress",
            "The work is highly stressful.",
            "{People} are under a great deal of stress.",
            "The role comes with high levels of stress.",
            "{People} often experience elevated stress levels.",
            "It is a high-stress job.",
        )
        + _ways(SETTING, "stress", "Stress Level: High", "Stress: Very high", kind=LABEL),
    ),
    "weekends": _pair(
        _ways(
            SETTING,
            "weekend work",
            "{People} never work on weekends.",
            "No weekend work is required.",
            "Weekends are always free.",
            "Weekend work is not required.",
            "{People} do not work weekends.",
        ),
        _ways(
            SETTING,
            "weekend work",
            "{People} often work nights and weekends.",
            "Weekend shifts are common.",
            "{People} must work weekends and holidays.",
            "Evening or weekend hours are required.",
            "Schedules usually include weekends.",
        ),
    ),
    "shifts": _pair(
        _ways(
            SETTING,
            "shift work",
            "There is no shift work.",
            "{People} do not work shifts.",
            "Shift work is not required.",
        ),
        _ways(
            SETTING,
            "shift work",
            "{People} work in shifts.",
            "Shift work is common.",
            "The job requires rotating shifts.",
            "{People} usually work 12-hour shifts.",
        ),
    ),
    "hours": _pair(
        _ways(
            SETTING,
            "hours per week",
            "{People} typically work 40 hours a week.",
            "The standard workweek is 38 hours.",
        )
        + _ways(SETTING, "hours per week", "Hours per week: 40", kind=LABEL),
        _ways(
            SETTING,
            "hours per week",
            "{People} usually work 55 to 60 hours per week.",
            "A 60-hour week is the norm.",
            "Most {people} work more than 50 hours a week.",
        ),
    ),
    "full time": _pair(
        _ways(
            SETTING, "full-time work", "Most {people} work full time.", "Nearly all {people} are employed full time."
        ),
        _ways(SETTING, "full-time work", "Most {people} work part time.", "Part-time work is the rule for {people}."),
    ),
    "licence": _pair(
        _ways(
            ENTRY,
            "licence",
            "{People} must be licensed.",
            "All states require {people} to have a license.",
            "A state license is required.",
            "Licensure is mandatory in every state.",
            "You need a licence to work in this occupation.",
        )
        + _ways(ENTRY, "licence", "License: Required", kind=LABEL),
        _ways(
            ENTRY,
            "licence",
            "No licence is needed.",
            "{People} do not need a license.",
            "A license is not required.",
            "The occupation requires no licence.",
            "{People} are not required to be licensed.",
        )
        + _ways(ENTRY, "licence", "Licence: Not required", kind=LABEL),
    ),
    "certification": _pair(
        _ways(
            ENTRY,
            "certification",
            "{People} must be certified.",
            "Certification is mandatory.",
            "Employers require certification.",
            "Professional certification is required.",
        ),
        _ways(
            ENTRY,
            "certification",
            "Certification is not required.",
            "{People} do not need any certification.",
            "No certification is needed.",
            "Certification is entirely optional.",
        ),
    ),
    "demand": _pair(
        _ways(
            OUTLOOK,
            "demand",
            "Demand for {people} is high.",
            "{People} are in high demand.",
            "There is strong demand for {people}.",
        )
        + _ways(OUTLOOK, "demand", "Demand: High", "Demand level: Very high", kind=LABEL),
        _ways(
            OUTLOOK,
            "demand",
            "Demand for {people} is low.",
            "There is little demand for {people}.",
            "Demand is weak at present.",
            "{People} are not in demand.",
        )
        + _ways(OUTLOOK, "demand", "Demand: Low", kind=LABEL),
    ),
    "balance": _pair(
        _ways(
            SETTING,
            "work-life balance",
            "{People} enjoy a good work-life balance.",
            "Work-life balance is excellent in this field.",
        )
        + _ways(SETTING, "work-life balance", "Work-life balance: Good", "Balance rating: Excellent", kind=LABEL),
        _ways(
            SETTING,
            "work-life balance",
            "Work-life balance is poor.",
            "The hours make work–life balance difficult.",
            "A healthy work-life balance is hard to achieve.",
        )
        + _ways(SETTING, "work-life balance", "Work-life balance: Challenging", kind=LABEL),
    ),
    "physical": _pair(
        _ways(SETTING, "physical demands", "The work is physically demanding.", "{People} do strenuous physical work."),
        _ways(
            SETTING,
            "physical demands",
            "The work is not physically demanding.",
            "The job makes few physical demands.",
            "There are no physical demands.",
        ),
    ),
    "travel": _pair(
        _ways(
            SETTING,
            "travel",
            "{People} travel frequently.",
            "Frequent travel is required.",
            "The job involves a lot of travel.",
        ),
        _ways(
            SETTING,
            "travel",
            "No travel is required.",
            "{People} never travel for work.",
            "The job involves no travel.",
        ),
    ),
    "security": _pair(
        _ways(OUTLOOK, "job security", "Job security is strong.", "{People} enjoy excellent job security."),
        _ways(OUTLOOK, "job security", "Job security is poor.", "{People} have little job security."),
    ),
    "entry pay": _pair(
        _ways(
            PAY,
            "entry-level pay",
            "Entry-level {people} earn about $41,000 a year.",
            "The starting salary is $41,000 a year.",
        )
        + _ways(PAY, "entry-level pay", "Entry-Level: $41,000", "Starting salary: $41,000", kind=LABEL),
        _ways(
            PAY,
            "entry-level pay",
            "Starting salaries are around $52,500 per year.",
            "At entry level the pay is $52,500 a year.",
            "Beginners can expect a starting salary of $52,500.",
        ),
    ),
    "range": _pair(
        _ways(PAY, "pay range", "Range: $65,000–$110,000", "Salary range: $65,000 - $110,000", kind=LABEL)
        + _ways(PAY, "pay range", "Salaries range from $65,000 to $110,000 a year."),
        _ways(
            PAY,
            "pay range",
            "{People} typically earn between $48,000 and $82,000 per year.",
            "The salary range runs from $48,000 to $82,000.",
        ),
    ),
    "top pay": _pair(
        _ways(
            PAY,
            "pay of the highest 10%",
            "The highest 10 percent earned more than $251,000.",
            "Salaries for the top 10% start at $251,000.",
        ),
        _ways(
            PAY,
            "pay of the highest 10%",
            "The top 10 percent of {people} earn over $297,500 a year.",
            "The best-paid 10% make more than $297,500.",
        ),
    ),
}


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
    return _ways(PAY, "", *texts)


def _restated_growth(guide: Guide) -> Sequence[Wording]:
    match = re.match(r"(-?\d+)% \((.+?)\)", quick_facts(guide).get("job outlook", ""))
    if not match:
        return ()
    own = int(match[1])
    verb = "decline" if own < 0 else "grow"
    return _ways(
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
    return _ways(
        ENTRY, "", f"{{People}} typically need a {level}.", f"Education: {value}", f"A {level} is usually required."
    )


def _always(place: str, *texts: str) -> Callable[[Guide], Sequence[Wording]]:
    wordings = _ways(place, "", *texts)
    return lambda _guide: wordings


AGREEING: Mapping[str, Callable[[Guide], Sequence[Wording]]] = {
    "restated pay": _restated_pay,
    "restated growth": _restated_growth,
    "restated education": _restated_education,
}

# What speaks of others, of a part or of another time, and so contradicts nothing.
REGIONS: Mapping[str, Callable[[Guide], Sequence[Wording]]] = {
    "other place": _always(
        PAY,
        "The median annual wage for {people} in California is $312,000.",
        "In Germany the median salary is $31,000 a year.",
        "In hospitals the median annual wage was $312,000.",
        "The median annual wage in the finance industry was $312,000.",
    ),
    "other year": _always(
        PAY,
        "In 2012 the median annual wage for {people} was $19,000.",
        "In May 2003, the median pay was $19,000 a year.",
    ),
    "other measure": _always(
        PAY,
        "The lowest-paid quarter earn less than $19,500 a year.",
        "With bonuses, some earn $400,000 a year.",
        "The average salary is $133,000 a year.",
        "Pay can reach $400,000 a year.",
    ),
    "other tier": _always(
        PAY,
        "Senior {people} earn a median of $399,000 a year.",
        "Supervisors of {people} need 12 years of experience.",
        "Senior {people} typically need 10 or more years of experience.",
    ),
    "optional": _always(
        ENTRY,
        "A doctoral degree can open doors to leadership positions.",
        "Some employers prefer candidates with a master's degree.",
        "Some employers require a doctoral degree.",
        "Some states require a license.",
        "Optional certifications may improve job prospects.",
        "A certificate in first aid is helpful but not required.",
    ),
    "partly": _always(
        SETTING,
        "Some paperwork can be done from home.",
        "Some {people} work evenings or weekends.",
        "The work may be stressful at times.",
        "Some travel may be necessary.",
        "Some {people} work more than 50 hours per week.",
        "Data can be gathered by remote sensing in remote areas.",
    ),
    "other growth": _always(
        OUTLOOK,
        "Demand for electricity is expected to grow 40 percent over the decade.",
        "The industry's revenue grew by 44% in 2023.",
        "Employment of all workers is projected to grow 3 percent from 2024 to 2034.",
        "Salaries rose 9 percent last year.",
        "Employment of supervisors is projected to decline 12 percent from 2024 to 2034.",
    ),
}
