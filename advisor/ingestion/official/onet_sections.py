"""The sections of a guide made of one O*NET occupation."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from advisor.ingestion.official.guide_text import GuideText
from advisor.ingestion.official.onet_figures import (
    MIN_IMPORTANT,
    OnetRating,
    important,
    number,
    percent,
    rated_in,
    ratings,
    shares,
)
from advisor.ingestion.official.tables import Row

LIMIT_RATED = 15
LIMIT_LISTED = 40
LIMIT_GROUPS = 20
MIN_SHOWN_SHARE = 0.5
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class OnetReference:
    """What the rows of all occupations refer to.

    ``descriptions`` are by element; ``categories`` by element, scale and category; ``zones`` by job zone; ``titles`` by
    occupation. ``release`` is such as "O*NET 29.3".
    """

    release: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    categories: Mapping[tuple[str, str, str], str]
    zones: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class OnetSections:
    """Writer of one occupation's sections.

    Each tells whether it had anything to write.
    """

    text: GuideText
    rows: Rows
    reference: OnetReference
    title: str

    def write(self) -> int:
        """Write all sections; return how many tell of the work."""
        telling: tuple[Callable[[], bool], ...] = (
            *(self._tasks, self._activities, self._context, self._schedule, self._education, self._experience),
            *(self._zone, self._skills, self._knowledge, self._abilities, self._technology, self._tools),
            *(self._styles, self._interests),
        )
        n_told = sum(section() for section in telling)
        self._related()
        self._titles()
        return n_told

    def _tasks(self) -> bool:
        parts = (
            ("Main Tasks", "tasks", ("core",)),
            ("Other Tasks", "tasks", ("supplemental",)),
            ("Tasks", "tasks", ("",)),
            ("New Tasks", "emerging", ("new", "revision")),
        )
        found = False
        for heading, table, kinds in parts:
            if tasks := [row["task"] for row in self.rows.get(table, ()) if row["type"].lower() in kinds]:
                self.text.heading(3, heading)
                self.text.items(_sentence(task) for task in tasks)
                found = True
        return found

    def _activities(self) -> bool:
        return self._rated("activities", "Work Activities", "What the work consists of")

    def _skills(self) -> bool:
        return self._rated("skills", "Skills", "Skills that the work needs")

    def _knowledge(self) -> bool:
        return self._rated("knowledge", "Knowledge", "Fields of knowledge that the work needs")

    def _abilities(self) -> bool:
        return self._rated("abilities", "Abilities", "Abilities that the work needs")

    def _styles(self) -> bool:
        if self._rated("styles", "Work Styles", "Personal qualities that the work asks for"):
            return True
        rows = self.rows.get("styles", ())
        found = [rating for rating in ratings(rows, "WI") if rating.value >= 1][:LIMIT_RATED]
        if not found:
            return False
        self.text.heading(2, "Work Styles")
        self.text.paragraph(f"Personal qualities that help in the work{self._rated_when(rows)}:")
        self.text.items(self._element(one, f"Impact {one.value:+.1f} on a scale from -3 to +3") for one in found)
        return True

    def _rated(self, table: str, heading: str, lead: str) -> bool:
        rows = self.rows.get(table, ())
        found = [rating for rating in ratings(rows, "IM") if rating.value >= MIN_IMPORTANT][:LIMIT_RATED]
        if not found:
            return False
        self.text.heading(2, heading)
        self.text.paragraph(f"{lead}, the most important first{self._rated_when(rows)}:")
        self.text.items(self._element(one, f"Importance {one.value:.1f} of 5, {important(one.value)}") for one in found)
        return True

    def _rated_when(self, rows: Sequence[Row]) -> str:
        when = rated_in(rows)
        return f", as rated in {when}" if when else ""

    def _element(self, rating: OnetRating, figure: str) -> str:
        """One element with what it means and its figure."""
        means = self.reference.descriptions.get(rating.element, "").rstrip(".")
        return f"{rating.name}: {f'{means}. ' if means else ''}{figure} ({self.reference.release})."

    def _education(self) -> bool:
        return self._shared("Education", (("2.D.1", "RL", "level of education required"),))

    def _experience(self) -> bool:
        asked = (
            ("3.A.1", "RW", "related work experience required"),
            ("3.A.2", "PT", "on-site or in-plant training"),
            ("3.A.3", "OJ", "on-the-job training"),
        )
        return self._shared("Experience and Training", asked)

    def _shared(self, heading: str, asked: Sequence[tuple[str, str, str]]) -> bool:
        rows = self.rows.get("education", ())
        found = False
        for element, scale, what in asked:
            named = shares(rows, element, scale)
            told = [one for one in named if not one.suppressed and one.percent >= MIN_SHOWN_SHARE]
            texts = [self.reference.categories.get((element, scale, one.category), "") for one in told]
            # Without the largest share, what is left would tell another story.
            if not told or not all(texts) or named[0].suppressed:
                continue
            if not found:
                self.text.heading(2, heading)
            found = True
            share = percent(told[0].percent)
            self.text.paragraph(
                f"Most common {what}: {texts[0]}, named by {share} of respondents ({self.reference.release})."
            )
            if len(told) > 1:
                when = self._rated_when([row for row in rows if row["element"] == element])
                self.text.paragraph(f"{what[0].upper()}{what[1:]}, by share of respondents{when}:")
                self.text.items(
                    f"{text}: {percent(one.percent)} of respondents ({self.reference.release})"
                    for text, one in zip(texts, told, strict=True)
                )
        return found

    def _zone(self) -> bool:
        rows = self.rows.get("zones", ())
        zone = rows[0]["zone"] if rows else ""
        known = self.reference.zones.get(zone)
        if known is None:
            return False
        self.text.heading(2, "Preparation Needed (Job Zone)")
        self.text.paragraph(f"{known['name'].rstrip('.')} ({self.reference.release}).")
        for name, key in (("Education", "education"), ("Experience", "experience"), ("Training", "training")):
            if told := known.get(key, ""):
                self.text.heading(3, f"{name} in This Job Zone")
                self.text.paragraph(told)
        return True

    def _schedule(self) -> bool:
        """Context that is told in kinds, not in how much of it: hours a week, regularity."""
        return self._contexts("Work Schedule", "CTP")

    def _context(self) -> bool:
        return self._contexts("Work Context", "CXP")

    def _contexts(self, heading: str, scale: str) -> bool:
        rows = self.rows.get("context", ())
        left_out = {row["element"] for row in rows if row.get("not_relevant", "").upper() == "Y"}
        means = {row["element"]: number(row["value"]) or 0 for row in rows if row["scale"] == scale[:2]}
        names = {row["element"]: row["name"] for row in rows if row["scale"] == scale}
        told = []
        for element in sorted(names.keys() - left_out, key=lambda one: (-means.get(one, 0), one)):
            named = shares(rows, element, scale)
            text = self.reference.categories.get((element, scale, named[0].category), "") if named else ""
            if text and not named[0].suppressed:
                share = percent(named[0].percent)
                told.append(f"{names[element]}: {text}, said {share} of respondents ({self.reference.release}).")
        if not told:
            return False
        self.text.heading(2, heading)
        self.text.paragraph(f"What most respondents said of their work{self._rated_when(rows)}:")
        self.text.items(told)
        return True

    def _technology(self) -> bool:
        rows = self.rows.get("technology", ())
        if not rows:
            return False
        self.text.heading(2, "Technology")
        asked = list(dict.fromkeys(row["example"] for row in rows if row.get("in_demand", "").upper() == "Y"))
        hot = [row["example"] for row in rows if row.get("hot", "").upper() == "Y" and row["example"] not in asked]
        self._listed(asked, "Software in demand, often asked for in job postings for this occupation")
        self._listed(list(dict.fromkeys(hot)), "Hot technologies, often asked for in job postings of all kinds")
        groups: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if row["example"] not in groups[row["group"]]:
                groups[row["group"]].append(row["example"])
        largest = sorted(groups.items(), key=lambda group: -len(group[1]))[:LIMIT_GROUPS]
        self.text.paragraph(f"Software by kind ({self.reference.release}):")
        self.text.items(f"{kind}: {', '.join(names[:LIMIT_RATED])}" for kind, names in largest)
        return True

    def _listed(self, names: Sequence[str], lead: str) -> None:
        if names:
            of = f"{LIMIT_LISTED} of {len(names)}; " if len(names) > LIMIT_LISTED else ""
            self.text.paragraph(f"{lead} ({of}{self.reference.release}):")
            self.text.items(names[:LIMIT_LISTED])

    def _tools(self) -> bool:
        names = list(dict.fromkeys(row["example"] for row in self.rows.get("tools", ())))
        if names:
            self.text.heading(2, "Tools Used")
            self._listed(names, "Tools and equipment that the work is done with")
        return bool(names)

    def _interests(self) -> bool:
        rows = self.rows.get("interests", ())
        found = [one for one in ratings(rows, "OI") if one.value >= 3]
        if not found:
            return False
        self.text.heading(2, "Interests")
        self.text.paragraph(f"Interests that the work suits, the strongest first{self._rated_when(rows)}:")
        self.text.items(self._element(one, f"Interest {one.value:.1f} of 7") for one in found)
        return True

    def _related(self) -> None:
        rows = [row for row in self.rows.get("related", ()) if not row.get("tier", "").startswith("Supplemental")]
        rows = sorted(rows, key=lambda row: number(row.get("rank", "")) or 0)
        names = [self.reference.titles[row["related"]] for row in rows if row["related"] in self.reference.titles]
        if names:
            self.text.heading(2, "Related Careers")
            self._listed(list(dict.fromkeys(names)), "Careers that are like this one, the nearest first")

    def _titles(self) -> None:
        names = [row["title"] for table in ("reported", "titles") for row in self.rows.get(table, ())]
        if names:
            self.text.heading(2, "Other Job Titles")
            self._listed(list(dict.fromkeys(names)), f"Job titles that belong to {self.title}")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
