"""Small folders of official data in the shapes of the real ones; every word and figure in them is made up."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from advisor.domain import Guide
from advisor.ingestion.official.made_guides import MadeGuide
from advisor.ingestion.parsing import parse_text

STATISTICS = "N\tStandard Error\tLower CI Bound\tUpper CI Bound\tRecommend Suppress\tNot Relevant\tDate\tDomain Source"
BELL, KITE, MIST = "51-1001.00", "51-1002.00", "51-1099.00"
README = (
    "O*NET 29.9 Database\nMay 2031 Release\n----\n"
    "The content is licensed under a Creative Commons Attribution 4.0 International License.\n"
)
RATING_HEAD = f"O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\t{STATISTICS}"
SHARE_HEAD = f"O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tCategory\tData Value\t{STATISTICS}"


def rating(code: str, element: str, name: str, scale: str, value: str, suppress: str = "N", skip: str = "N") -> str:
    return f"{code}\t{element}\t{name}\t{scale}\t{value}\t20\t0.1\t1\t5\t{suppress}\t{skip}\t08/2030\tIncumbent"


def share(code: str, element: str, name: str, scale: str, category: str, value: str, suppress: str = "N") -> str:
    return (
        f"{code}\t{element}\t{name}\t{scale}\t{category}\t{value}\t20\t0.1\t1\t5\t{suppress}\tn/a\t08/2030\tIncumbent"
    )


SKILLS = (
    RATING_HEAD,
    rating(BELL, "2.A.1.b", "Active Listening", "IM", "4.12"),
    rating(BELL, "2.A.1.b", "Active Listening", "LV", "5.00"),
    rating(BELL, "2.A.1.c", "Writing", "IM", "4.90", suppress="Y"),
    rating(BELL, "2.A.1.d", "Speaking", "IM", "3.00"),
    rating(BELL, "2.A.1.e", "Mathematics", "IM", "4.50", skip="Y"),
    rating(BELL, "2.A.1.f", "Science", "IM", "1.20"),
    rating(KITE, "2.A.1.d", "Speaking", "IM", "3.40"),
)
TABLES: Mapping[str, Sequence[str]] = {
    "Occupation Data": (
        "O*NET-SOC Code\tTitle\tDescription",
        f"{BELL}\tBell Tuners\tTune and hang bells of towers. May mend clappers.",
        f"{KITE}\tKite Makers\tMake kites *by hand* and test them.",
        f"{MIST}\tMist Workers, All Other\tAll mist workers not listed separately.",
    ),
    "Alternate Titles": (
        "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)",
        f"{BELL}\tChime Tuner\tn/a\t09",
        f"{MIST}\tFogger\tn/a\t09",
    ),
    "Sample of Reported Titles": (
        "O*NET-SOC Code\tReported Job Title\tShown in My Next Move",
        f"{BELL}\tCarillon Tuner (CT)\tY",
    ),
    "Task Statements": (
        "O*NET-SOC Code\tTask ID\tTask\tTask Type\tIncumbents Responding\tDate\tDomain Source",
        f"{BELL}\t1\tSweep the bell chamber.\tSupplemental\t20\t08/2030\tIncumbent",
        f"{BELL}\t2\tFile the inside of bells to tune them.\tCore\t20\t08/2030\tIncumbent",
        f"{KITE}\t3\tSew sails.\tCore\t20\t08/2030\tIncumbent",
    ),
    "Emerging Tasks": (
        "O*NET-SOC Code\tTask\tCategory\tOriginal Task ID\tOriginal Task\tDate\tDomain Source",
        f"{BELL}\tScan bells with lasers\tNew\tn/a\tn/a\t08/2030\tIncumbent",
    ),
    "Skills": SKILLS,
    "Knowledge": (RATING_HEAD, rating(BELL, "2.C.9", "Acoustics", "IM", "4.60")),
    "Education, Training, and Experience": (
        SHARE_HEAD,
        share(BELL, "2.D.1", "Required Level of Education", "RL", "2", "62.40"),
        share(BELL, "2.D.1", "Required Level of Education", "RL", "6", "37.60"),
        share(BELL, "3.A.1", "Related Work Experience", "RW", "1", "30.00"),
        share(BELL, "3.A.1", "Related Work Experience", "RW", "5", "70.00", suppress="Y"),
        share(KITE, "2.D.1", "Required Level of Education", "RL", "6", "100.00"),
    ),
    "Education, Training, and Experience Categories": (
        "Element ID\tElement Name\tScale ID\tCategory\tCategory Description",
        "2.D.1\tRequired Level of Education\tRL\t2\tHigh School Diploma",
        "2.D.1\tRequired Level of Education\tRL\t6\tBachelor's Degree",
        "3.A.1\tRelated Work Experience\tRW\t1\tNone",
        "3.A.1\tRelated Work Experience\tRW\t5\tOver 6 months, up to and including 1 year",
    ),
    "Job Zones": ("O*NET-SOC Code\tJob Zone\tDate\tDomain Source", f"{BELL}\t2\t08/2030\tAnalyst"),
    "Job Zone Reference": (
        "Job Zone\tName\tExperience\tEducation\tJob Training\tExamples\tSVP Range",
        "2\tJob Zone Two: Some Preparation Needed\tSome experience helps.\tA diploma is usual.\tA year.\tRopers\t(4)",
    ),
    "Technology Skills": (
        "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand",
        f"{BELL}\tBellScope\t1\tTuning software\tN\tY",
        f"{BELL}\tSheetWell\t2\tSpreadsheet software\tY\tN",
    ),
    "Tools Used": ("O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title", f"{BELL}\tTuning forks\t1\tForks"),
    "Work Context": (
        SHARE_HEAD,
        share(BELL, "4.C.2.a.1.c", "Outdoors, Exposed to Weather", "CX", "n/a", "4.10"),
        share(BELL, "4.C.2.a.1.c", "Outdoors, Exposed to Weather", "CXP", "5", "80.00"),
        share(BELL, "4.C.2.a.1.c", "Outdoors, Exposed to Weather", "CXP", "1", "20.00"),
        share(BELL, "4.C.3.d.8", "Duration of Typical Work Week", "CT", "n/a", "2.10"),
        share(BELL, "4.C.3.d.8", "Duration of Typical Work Week", "CTP", "2", "75.00"),
    ),
    "Work Context Categories": (
        "Element ID\tElement Name\tScale ID\tCategory\tCategory Description",
        "4.C.2.a.1.c\tOutdoors, Exposed to Weather\tCXP\t1\tNever",
        "4.C.2.a.1.c\tOutdoors, Exposed to Weather\tCXP\t5\tEvery day",
        "4.C.3.d.8\tDuration of Typical Work Week\tCTP\t2\t40 hours",
    ),
    "Interests": (
        "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tDate\tDomain Source",
        f"{BELL}\t1.B.1.a\tRealistic\tOI\t6.33\t08/2030\tAnalyst",
        f"{BELL}\t1.B.1.b\tInvestigative\tOI\t1.50\t08/2030\tAnalyst",
    ),
    "Related Occupations": (
        "O*NET-SOC Code\tRelated O*NET-SOC Code\tRelatedness Tier\tIndex",
        f"{BELL}\t{KITE}\tPrimary-Short\t1",
    ),
    "Content Model Reference": (
        "Element ID\tElement Name\tDescription",
        "2.A.1.b\tActive Listening\tGiving full attention to what others say.",
        "2.C.9\tAcoustics\tKnowledge of sound.",
    ),
}

# Names that releases from 30.2 on give the same tables and columns.
RENAMED = {
    "Alternate Titles": "Job Titles",
    "Skills": "Essential Skills",
    "Education, Training, and Experience": "Education",
    "Education, Training, and Experience Categories": "Education Categories",
    "Technology Skills": "Software Skills",
    "Interests": "Career Interest Types",
}
RENAMED_COLUMNS = {
    "Alternate Title\t": "Job Title\t",
    "\tExample\tCommodity Code\tCommodity Title": "\tWorkplace Example\tElement ID\tElement Name",
}


def write_release(folder: Path, *, without: Sequence[str] = (), readme: str = README, **changed: Sequence[str]) -> Path:
    """Write the tables as files; ``changed`` gives lines for a table by its name without blanks."""
    folder.mkdir(parents=True, exist_ok=True)
    if readme:
        (folder / "Read Me.txt").write_text(readme, encoding="utf-8")
    for name, lines in TABLES.items():
        if name not in without:
            told = changed.get(name.replace(" ", "_").replace(",", ""), lines)
            (folder / f"{name}.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
    return folder


def write_renamed_release(folder: Path) -> Path:
    """The same release with the newer names of tables and columns."""
    write_release(folder, readme=README.replace("29.9", "31.0"))
    for old, new in RENAMED.items():
        text = (folder / f"{old}.txt").read_text(encoding="utf-8")
        for name, other in RENAMED_COLUMNS.items():
            text = text.replace(name, other)
        (folder / f"{new}.txt").write_text(text, encoding="utf-8")
        (folder / f"{old}.txt").unlink()
    return folder


def handbook_page(title: str, *, edition: str = "2024-34", pay: str = "$51,230", soc: str = "51-1001") -> str:
    """A page with the handbook's tabs: a summary, its parts, and tabs that point elsewhere."""
    low, one = title.lower(), title.removesuffix("s")
    first = edition[:4]
    return f"""<!doctype html><html><head><title>{title} : Occupational Outlook Handbook</title>
<link rel="canonical" href="https://www.bls.gov/ooh/production/{low.replace(" ", "-")}.htm"></head><body>
<nav><a href="/">Home</a><a href="/ooh">OOH</a></nav><main>
<h1>{title}</h1>
<div><h2>Summary</h2><table><caption>Quick Facts: {title}</caption>
<tr><th>{first} Median Pay</th><td>{pay} per year<br>$24.63 per hour</td></tr>
<tr><th>Typical Entry-Level Education</th><td>High school diploma or equivalent</td></tr>
<tr><th>Number of Jobs, {first}</th><td>4,200</td></tr>
<tr><th>Job Outlook, {edition}</th><td>6% (Faster than average)</td></tr></table>
<h3>What {title} Do</h3><p>{title} tune and hang bells in towers.</p>
<h3>Pay</h3><p>The median annual wage for {low} was {pay} in May {first}.</p></div>
<div><h2>What {title} Do</h2>

<img src="b.jpg" alt="Bells"><div class="image-caption" style="width: 9px;">{title} smile in a photo.</div>
<p>{title} tune and hang bells in towers and schools. They also file clappers by hand.</p>
<h3>Duties</h3><p>{title} typically do the following:</p><ul><li>File the inside of bells</li><li>Hang bells</li>
</ul></div>
<div><h2>Work Environment</h2><p>{title} held about 4,200 jobs in {first}. The largest employers were as follows:</p>
<table><tr><td>Foundries</td><td>61%</td></tr><tr><td>Churches</td><td>25</td></tr></table>
<p>They climb ladders and work in all weathers.</p></div>
<div><h2>How to Become a {one}</h2><p>{title} usually learn on the job, which takes four years.</p></div>
<div><h2>Pay</h2>
<p>The median annual wage for {low} was {pay} in May {first}. The lowest 10 percent earned less than $30,100.</p>
<p>The median annual wages in the top industries were as follows:</p>
<table><tr><td>Foundries</td><td>$55,000</td></tr><tr><td>Churches</td><td>43,000</td></tr></table></div>
<div><h2>Job Outlook</h2><p>Employment of {low} is projected to grow 6 percent from {first} to 2034.</p>
<table><thead><tr><th>Occupational Title</th><th>SOC Code</th><th>Employment, {first}</th><th>Change (Percent)</th>
</tr></thead>
<tr><td>{title}</td><td>{soc}</td><td>4,200</td><td>6</td></tr></table></div>
<div><h2>State &amp; Area Data</h2><h3>Projections Central</h3>
<p>All state projections are available elsewhere on the web.</p></div>
<div><h2>Similar Occupations</h2><table><thead><tr><th>Occupation</th><th>Job Duties</th>
<th>{first} MEDIAN PAY</th></tr></thead>
<tr><td>Kite Makers</td><td>Kite makers sew sails</td><td>$39,000</td></tr>
<tr><td>Drum Turners</td><td>Drum turners turn shells</td><td>$41,000</td></tr></table></div>
<div><h2>Contacts for More Information</h2><p>For more information about bells, visit the League of Ringers.</p>
<h3>O*NET</h3><p><a href="https://www.onetonline.org/link/summary/51-1001.00">Bell Tuners</a></p>
<p><a href="https://www.onetonline.org/link/summary/51-1001.03">Carillon Tuners</a></p></div>
<p>Last Modified Date: August 28, 2025</p></main><footer><a href="/help">Help</a></footer></body></html>"""


def made(source: Iterable[object]) -> dict[str, Guide]:
    """The guides that a source makes, by name."""
    found = [one for one in source if isinstance(one, MadeGuide)]
    return {one.name: parse_text(one.markdown, name=f"{one.name}.md") for one in found}


def lines_of(guide: Guide, title: str) -> list[str]:
    """The blocks of a section below its heading."""
    section = next(section for section in guide.sections if section.title == title)
    return [guide.text[block.start : block.end] for block in section.body]
