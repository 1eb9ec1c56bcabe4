"""The O*NET tables, by the names that releases give them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import GuideError
from advisor.ingestion.official.tables import TableForm

README = "Read Me.txt"
MAIN = "Occupation Data"
MAX_README_CHARS = 20_000
MAX_NAMED = 3

_CODE = {"code": ("O*NET-SOC Code",)}
_ELEMENT = {"element": ("Element ID",), "name": ("Element Name",)}
_RATING = {**_CODE, **_ELEMENT, "scale": ("Scale ID",), "value": ("Data Value",)}
_FLAGS = {"suppress": ("Recommend Suppress",), "not_relevant": ("Not Relevant",), "date": ("Date",)}
_STATISTICS = frozenset(("N", "Standard Error", "Lower CI Bound", "Upper CI Bound", "Domain Source"))
_CATEGORY = {"category": ("Category",)}
_CATEGORIES = {"element": ("Element ID",), "scale": ("Scale ID",), **_CATEGORY, "text": ("Category Description",)}


def _rating(key: str, *namings: tuple[str, ...]) -> TableForm:
    return TableForm(key, namings, _RATING, _FLAGS, _STATISTICS)


def _shares(key: str, *namings: tuple[str, ...]) -> TableForm:
    return TableForm(key, namings, {**_RATING, **_CATEGORY}, _FLAGS, _STATISTICS)


OCCUPATIONS = TableForm("occupations", ((MAIN,),), {**_CODE, "title": ("Title",), "description": ("Description",)})
BY_OCCUPATION = (
    TableForm(
        "titles",
        (("Alternate Titles",), ("Job Titles",)),
        {**_CODE, "title": ("Alternate Title", "Job Title")},
        ignored=frozenset(("Short Title", "Source(s)")),
    ),
    TableForm(
        "reported",
        (("Sample of Reported Titles",),),
        {**_CODE, "title": ("Reported Job Title",)},
        ignored=frozenset(("Shown in My Next Move",)),
    ),
    TableForm(
        "tasks",
        (("Task Statements",),),
        {**_CODE, "task": ("Task",), "type": ("Task Type",)},
        {"date": ("Date",)},
        frozenset(("Task ID", "Incumbents Responding", "Domain Source")),
    ),
    TableForm(
        "emerging",
        (("Emerging Tasks",),),
        {**_CODE, "task": ("Task",), "type": ("Category",)},
        {"date": ("Date",)},
        frozenset(("Original Task ID", "Original Task", "Write-in Total", "Domain Source")),
    ),
    _rating("skills", ("Skills",), ("Essential Skills", "Transferable Skills")),
    _rating("knowledge", ("Knowledge",)),
    _rating("abilities", ("Abilities",)),
    _rating("activities", ("Work Activities",)),
    _rating("styles", ("Work Styles",)),
    _rating("interests", ("Interests",), ("Career Interest Types",)),
    _shares("education", ("Education, Training, and Experience",), ("Education", "Training and Experience")),
    _shares("context", ("Work Context",)),
    TableForm(
        "zones",
        (("Job Zones",),),
        {**_CODE, "zone": ("Job Zone",)},
        {"date": ("Date",)},
        frozenset(("Domain Source",)),
    ),
    TableForm(
        "technology",
        (("Technology Skills",), ("Software Skills",)),
        {**_CODE, "example": ("Example", "Workplace Example"), "group": ("Commodity Title", "Element Name")},
        {"hot": ("Hot Technology",), "in_demand": ("In Demand",)},
        frozenset(("Commodity Code", "Element ID")),
    ),
    TableForm(
        "tools",
        (("Tools Used",),),
        {**_CODE, "example": ("Example",)},
        ignored=frozenset(("Commodity Code", "Commodity Title")),
    ),
    TableForm(
        "related",
        (("Related Occupations",),),
        {**_CODE, "related": ("Related O*NET-SOC Code",)},
        {"tier": ("Relatedness Tier",), "rank": ("Index",)},
    ),
)
ELEMENTS = TableForm("elements", (("Content Model Reference",),), {**_ELEMENT, "description": ("Description",)})
CATEGORIES = (
    TableForm(
        "education_categories",
        (
            ("Education, Training, and Experience Categories",),
            ("Education Categories", "Training and Experience Categories"),
        ),
        _CATEGORIES,
        ignored=frozenset(("Element Name",)),
    ),
    TableForm("context_categories", (("Work Context Categories",),), _CATEGORIES, ignored=frozenset(("Element Name",))),
)
ZONES = TableForm(
    "zone_reference",
    (("Job Zone Reference",),),
    {"zone": ("Job Zone",), "name": ("Name",)},
    {
        "experience": ("Experience",),
        "education": ("Education",),
        "training": ("Job Training",),
        "examples": ("Examples",),
    },
    frozenset(("SVP Range",)),
)
ALL = (OCCUPATIONS, *BY_OCCUPATION, ELEMENTS, *CATEGORIES, ZONES)

# Tables that releases 18.1 to 30.3 have and from which no guide is made.
NOT_FOR_GUIDES = frozenset(
    (
        *("Task Ratings", "Task Categories", "Tasks to DWAs", "DWA Reference", "IWA Reference", "GWAs to IWAs"),
        *("GWAs to IWAs to DWAs", "Level Scale Anchors", "Scales Reference", "Survey Booklet Locations"),
        *("Occupation Level Metadata", "UNSPSC Reference", "RIASEC Keywords", "Basic Interests to RIASEC"),
        *("Career Interest Type Keywords", "Specific Interest Areas", "Work Values"),
        *("Specific Interest Areas to Career Interest Types", "Interests Illustrative Activities"),
        *("Interests Illustrative Occupations", "Abilities to Work Activities", "Abilities to Work Context"),
        *("Skills to Work Activities", "Skills to Work Context", "Essential Skills to Work Activities"),
        *("Essential Skills to Work Context", "Transferable Skills to Work Activities"),
        *("Transferable Skills to Work Context", "Work Styles to Work Activities", "Work Styles to Work Context"),
        *("Green Occupations", "Green Task Statements", "Green DWA Reference", "Tasks to Green DWAs"),
    )
)

_RELEASE = re.compile(r"O\*NET\D{0,3} (\d{1,3}\.\d{1,2})")
_MONTH = re.compile(
    r"\b((?:January|February|March|April|May|June|July|August|September|October|November|December) (?:19|20)\d\d)\b"
)
_FOLDER = re.compile(r"db_(\d{1,3})_(\d{1,2})(?:_\w{1,20})?", re.ASCII)
_CREATIVE_COMMONS = re.compile(r"Creative\s+Commons\s+Attribution\s+4\.0|CC\s+BY\s+4\.0", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OnetRelease:
    """One release of the database in a folder.

    ``files`` are those of each table that is there, by its key; ``unknown`` and ``aside`` name the other ones.
    ``is_creative_commons``: its note says that it is licensed CC BY 4.0.
    """

    number: str
    month: str
    is_creative_commons: bool
    files: Mapping[str, tuple[Path, ...]]
    unknown: tuple[str, ...]
    aside: tuple[str, ...]


def find_release(folder: Path) -> OnetRelease:
    """The release in a folder, or in the one folder within it.

    Raises GuideError when there is none, more than one, or one that does not say which it is.
    """
    root = _root(folder)
    try:
        present = {path.stem: path for path in sorted(root.iterdir()) if path.suffix.lower() == ".txt"}
    except OSError as error:
        raise GuideError(f"{root} cannot be read ({error.strerror or error}).") from error
    files = {form.key: found for form in ALL if (found := _files(form, present, root))}
    number, month, licensed = _read_note(root)
    known = {name for form in ALL for naming in form.namings for name in naming} | {Path(README).stem}
    others = [name for name in present if name not in known]
    return OnetRelease(
        number,
        month,
        licensed,
        files,
        unknown=tuple(name for name in others if name not in NOT_FOR_GUIDES),
        aside=tuple(name for name in others if name in NOT_FOR_GUIDES),
    )


def _root(folder: Path) -> Path:
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise GuideError(f"{folder} {what}; name the folder with the text files of one O*NET release.")
    main = f"{MAIN}.txt"
    found = [path.parent for path in (folder / main, *sorted(folder.glob(f"*/{main}"))) if path.is_file()]
    if len(found) > 1:
        named = ", ".join(path.name for path in found[:MAX_NAMED])
        raise GuideError(f"{folder} holds {len(found)} releases of O*NET ({named}); name the folder of one.")
    if not found:
        raise GuideError(f"{folder} has no table “{main}”; name the folder with the text files of one O*NET release.")
    return found[0]


def _files(form: TableForm, present: Mapping[str, Path], root: Path) -> tuple[Path, ...]:
    found = [[present[name] for name in naming if name in present] for naming in form.namings]
    there = [files for files in found if files]
    if len(there) > 1:
        names = " and ".join(f"“{files[0].name}”" for files in there[:2])
        raise GuideError(f"{root} holds tables of two releases of O*NET, {names}; keep those of one.")
    return tuple(there[0]) if there else ()


def _read_note(root: Path) -> tuple[str, str, bool]:
    """Number and month of the release, and whether its note names the licence."""
    note = root / README
    try:
        with note.open(encoding="utf-8", errors="replace") as file:
            text = file.read(MAX_README_CHARS)
    except FileNotFoundError:
        text = ""
    except OSError as error:
        raise GuideError(f"{note} cannot be read ({error.strerror or error}).") from error
    named = _FOLDER.fullmatch(root.resolve().name)
    by_folder = f"{named[1]}.{named[2]}" if named else ""
    told = _RELEASE.search(text)
    month = _MONTH.search(text, told.end(), told.end() + 80) if told else None
    if told and by_folder and told[1] != by_folder:
        raise GuideError(
            f"{root} is named after release {by_folder} and its “{README}” says {told[1]}; keep the files of one."
        )
    number = told[1] if told else by_folder
    if not number:
        raise GuideError(
            f"{root} does not say which release of O*NET it holds; keep the release's “{README}” beside its tables."
        )
    return number, month[1] if month else "", bool(_CREATIVE_COMMONS.search(text))
