"""Further figures: job growth, number of jobs, experience, weekly hours."""

import math
import re
from collections.abc import Iterator

from advisor.facts.amounts import head_count, percents, years
from advisor.facts.model import Amount, FactKind, OptionSet
from advisor.facts.scoped_value import ScopedValue, is_hedged, scope_of, years_in
from advisor.facts.statements import Clause, Statement
from advisor.facts.subject import SubjectResolver, is_limited, names_place

GROWTH_STEMS = ("growth", "grow", "outlook", "declin", "shrink", "percent change", "projected", "average")
JOBS_STEMS = ("jobs",)
EXPERIENCE_STEMS = ("experience",)
HOURS_STEMS = ("hours", "-hour", "workweek", "work week")
GROWTH, JOBS, EXPERIENCE, HOURS = "job growth", "number of jobs", "years of experience", "hours per week"

# --- growth ---

_GROWTH_NAME = re.compile(
    r"^(?:(?:projected|job|employment|expected|annual|career|10-year|ten-year|bls) )*(?:growth(?: rate)?|outlook)"
    r"(?:[, (]+(?:rate|outlook|status|projected|\d{4}.*|us\)?|for .*|\(.*))*$|^percent change in employment|^status$"
)
_GROWS = re.compile(
    r"\b(?:grow\w*|increas\w+|declin\w+|shrink\w*|decreas\w+|fall|falling|rise|rising|expand\w*|change)\b"
)
_DOWN = re.compile(
    r"\b(?:declin\w+|shrink\w*|decreas\w+|fall|falling|drop\w*|lose|losses|contract)\b(?! (?:in"
    r"|of) (?!employment|jobs))"
)
_EMPLOYMENT = re.compile(
    r"\b(?:employment|jobs|job growth|job outlook|growth rate|job market|number of (?:jobs|positions"
    r"|workers|people employed)"
    r"|(?:this|the) (?:occupation|career|profession|role)|this field)\b"
)
_OTHER_GROWTH = re.compile(
    r"\b(?:salar\w+|wages?|pay|revenue|market size|sector|demand|throughput|costs?|productivity|sales|population|energy"
    r"|prices?|businesses|spending|budget|output|downtime|defects|efficien\w+|average of|unemployment"
    r"|of all workers|self-employ\w*)\b"
)
_AGAINST = (
    (re.compile(r"\bfaster than (?:the )?(?:national )?average"), {"faster"}),
    (
        re.compile(
            r"\bas fast as (?:the )?(?:national )?average|\bat (?:about )?the (?:national )?average|average growth"
        ),
        {"as fast"},
    ),
    (re.compile(r"\b(?:slower|more slowly|less quickly) than (?:the )?(?:national )?average"), {"slower"}),
    (
        re.compile(r"\blittle or no (?:change|growth)|\bno (?:change|growth)\b|remain (?:stable|flat|unchanged)"),
        {"little", "slower"},
    ),
)
_WITHIN = re.compile(
    r"\b(?:in|at|for) (?!the (?:next|coming|following|united|decade|us\b|u\.s)|this|these|\d|general|all"
    r"|recent|total|employment)([a-z]+s)\b"
)
_NOT_ALL = re.compile(r"\bfor (?:other|some|many|certain|these|most)\b")
_EXPECTED = re.compile(
    r"\b(?:is|are|was|were) (?:\w+ )?(?:projected|expected|forecast|predicted|estimated|set"
    r"|likely) to (?:\w+ )?{down}|\bwill (?:\w+ )?{down}".replace(
        "{down}", r"(?:declin|shrink|decreas|fall|drop|contract)"
    )
)


def find_growth(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """Percentages of job growth, and comparisons with the average.

    A decline is negative.
    """
    if statement.is_label:
        yield from _growth_of_label(statement, resolver)
        return
    place = names_place(statement.text, resolver.place)
    for clause in statement.clauses:
        text = clause.text
        if not (_EMPLOYMENT.search(text) and _GROWS.search(text)) or _OTHER_GROWTH.search(text):
            continue
        usual = clause.subject.usual and not (
            place or is_limited(text) or is_hedged(text) or _is_within(text, resolver)
        )
        scope = scope_of(statement, clause)
        found = [one for one in percents(text) if not re.match(r" of (?:the|all|jobs|\w+s)\b", text[one.end :])]
        for one in found[:1]:
            yield ScopedValue(
                FactKind.GROWTH, GROWTH, _signed(one.amount, text), scope=scope, usual=usual, years=_period(text)
            )
        options = _against_average(text, has_figure=bool(found))
        if options:
            yield ScopedValue(
                FactKind.GROWTH, GROWTH, OptionSet(frozenset(options)), scope=scope, usual=usual, years=_period(text)
            )


def _is_within(text: str, resolver: SubjectResolver) -> bool:
    """Whether the growth is about another group than the career.

    Such a group is named with "in" or "for": "in hospitals", "for nurses".
    """
    named = (resolver.subject_of_phrase(match[1]) for match in _WITHIN.finditer(text))
    return any(who.scope or not who.named for who in named)


def _growth_of_label(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    name, value = statement.name, statement.value
    scope = statement.scope
    if not _GROWTH_NAME.match(name):
        if not re.search(r"percent change in employment|projected growth", statement.caption):
            return
        if not resolver.is_own(name):
            return
    period = _period(name) or _period(statement.caption[-80:])
    for one in list(percents(value))[:1]:
        yield ScopedValue(FactKind.GROWTH, GROWTH, _signed(one.amount, value), scope, years=period)
    options = _against_average(f"employment is {value}", has_figure="%" in value)
    if options:
        yield ScopedValue(FactKind.GROWTH, GROWTH, OptionSet(frozenset(options)), scope, years=period)


def _against_average(text: str, *, has_figure: bool) -> set[str]:
    for pattern, options in _AGAINST:
        if pattern.search(text):
            return set(options)
    if has_figure:
        return set()
    if _EXPECTED.search(text) and not _NOT_ALL.search(text):
        return {"decline"}
    return set()


def _signed(amount: Amount, text: str) -> Amount:
    if amount.low > 0 and _DOWN.search(text):
        return Amount(-amount.high, -amount.low, amount.unit, amount.slack)
    return amount


def _period(text: str) -> frozenset[str]:
    match = re.search(r"\b((?:19|20)\d\d)(?: to | and |-)(?:(?:19|20))?(\d\d)\b", text)
    return frozenset({f"{match[1]}-{match[2]}"}) if match else frozenset()


# --- jobs ---

_HELD = re.compile(r"\bheld\b|\bthere (?:were|are)\b|\bnumber of jobs\b|\bemploy(?:ed|s)\b")


def find_jobs(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """The number of jobs in the career."""
    if statement.is_label:
        if re.match(r"^(?:total )?(?:number of )?jobs\b(?!.*(?:open|grow|change|outlook))", statement.name):
            for one in list(head_count(statement.value))[:1]:
                yield ScopedValue(
                    FactKind.JOBS, JOBS, one.amount, statement.scope, years=years_in(statement.name, statement.value)
                )
        return
    place = names_place(statement.text, resolver.place)
    for clause in statement.clauses:
        match = _HELD.search(clause.text)
        if not match or not re.search(r"\bjobs\b", clause.text) or "opening" in clause.text:
            continue
        if match[0] == "held" and not clause.subject.named:
            continue
        scope = scope_of(statement, clause)
        who = re.search(r"\bjobs (?:for|held by|of) ([\w ,/&-]+?)(?: in \d{4}|$)", clause.text)
        if who:
            scope = resolver.subject_of_phrase(who[1]).scope or statement.scope
        usual = clause.subject.usual and not place and not is_limited(clause.text)
        for one in list(head_count(clause.text))[:1]:
            yield ScopedValue(FactKind.JOBS, JOBS, one.amount, scope=scope, usual=usual, years=years_in(clause.text))


# --- experience ---

_EXPERIENCE_NAME = re.compile(
    r"^(?:(?:typical|minimum|required|relevant|prior|previous|related|recommended|total|necessary) )*(?:work )?"
    r"(?:years of )?experience(?: in a related occupation| required| needed| level| requirements?|, years| \(years\))*$"
)
_NEEDS = re.compile(
    r"\b(?:needs?|needed|requires?|required|requirement|must|minimum|takes?(?! place)|asks? for|looks? for"
    r"|expects?|wants?|demands?"
    r"|hired|at least|typically ha(?:s|ve)|usually ha(?:s|ve))\b"
)
_OTHER_EXPERIENCE = re.compile(
    r"\b(?:certifi\w*|licens\w*|credential|exam|advance\w*|promot\w*|apprentice\w*|degree program|eligible|internship"
    r"|supervised|gain\w*|training|residency|instead of|in lieu|substitute|depending|prefer\w*|some states"
    r"|qualify for)\b"
)
# Sections with these headings are not about entering the career.
ELSEWHERE = re.compile(r"\b(?:advanc\w+|licen[sc]\w+|certif\w+|promotion)\b")
INTO = re.compile(
    r"\b(?:into|become|becoming|for|as|before (?:being|becoming|reaching|getting))(?: to be)? (?:an?|the"
    r"|their first job as an?) "
    r"([\w ,/&-]{1,120}?)(?= (?:role|position|job|typically|usually|generally|takes?|requires?|one|you|in|with|of)\b|$)"
)
_NONE = re.compile(
    r"\b(?:no|without(?: any)?|not (?:\w+ )?(?:need|require) (?:any )?) ?(?:(?:prior|previous|work|related"
    r"|relevant|formal|or|professional|job) )*"
    r"experience\b(?! (?:is|are) (?:alike|better))|\bexperience (?:in [\w ]+ )?(?:is"
    r"|are) (?:\w+ )?(?:not (?:\w+ )?(?:required|needed|necessary)|unnecessary)"
)


def find_experience(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """Years of experience required for a role; none means zero years."""
    if statement.is_label:
        if _EXPERIENCE_NAME.match(statement.name):
            value = statement.value
            if re.match(r"(?:none|no|not required|not needed)\b", value):
                yield ScopedValue(FactKind.EXPERIENCE, EXPERIENCE, Amount(0, 0, "years"), statement.scope)
                return
            span = value if re.search(r"years?|yrs?", value) else f"{value} years"
            for one in list(years(span))[:1]:
                yield ScopedValue(FactKind.EXPERIENCE, EXPERIENCE, one.amount, statement.scope)
        return
    if ELSEWHERE.search(statement.section.title.casefold()):
        return
    for clause in statement.clauses:
        text = clause.text
        if "experience" not in text or _OTHER_EXPERIENCE.search(text):
            continue
        usual = clause.subject.usual and not is_hedged(text) and not re.search(r"\bfor (?:senior|higher|some)\b", text)
        scope = _experience_scope(statement, clause, resolver)
        if _NONE.search(text):
            yield ScopedValue(FactKind.EXPERIENCE, EXPERIENCE, Amount(0, 0, "years"), scope=scope, usual=usual)
        elif _NEEDS.search(text):
            for one in list(years(text))[:1]:
                yield ScopedValue(FactKind.EXPERIENCE, EXPERIENCE, one.amount, scope=scope, usual=usual)


def _experience_scope(statement: Statement, clause: Clause, resolver: SubjectResolver) -> str:
    """The role to be entered, not the one the experience comes from.

    The latter is named with "as": "two years as a cook".
    """
    for match in INTO.finditer(clause.text):
        if match[0].startswith("as "):
            continue
        who = resolver.subject_of_phrase(match[1])
        if who.named:
            return who.scope
    return scope_of(statement, clause)


# --- hours ---

_HOURS = re.compile(
    r"(?P<more>more than |over |at least |in excess of )?(?P<less>less than |fewer than |up to )?\b(?P<low>\d{2})"
    r"(?:\s?(?:-|to)\s?(?P<high>\d{2}))?(?P<plus>\+| or more)?[- ]hours?(?:,)? (?:a |per |each |in a "
    r"|every )?(?:work ?)?week\b"
)
_WEEK_IS = re.compile(
    r"\b(?:work ?week|working week|week) (?:is|has|averages) (?:about )?(?P<low>\d{2})(?:-(?P<high>\d{2}))? hours"
)


def find_hours(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """Usual working hours per week."""
    del resolver
    if statement.is_label:
        if re.match(
            r"^(?:(?:typical|usual|average|working|work|weekly) )*hours(?: per week| a week| worked)?(?: per week)?$",
            statement.name,
        ):
            match = re.match(
                r"(?:about )?(?P<low>\d{2})(?:\s?(?:-|to)\s?(?P<high>\d{2}))?(?P<plus>\+)?", statement.value
            )
            if match:
                yield ScopedValue(FactKind.HOURS, HOURS, _week(match), statement.scope)
        return
    for clause in statement.clauses:
        match = _HOURS.search(clause.text) or _WEEK_IS.search(clause.text)
        if match:
            usual = clause.subject.usual and not is_hedged(clause.text) and not is_limited(clause.text)
            yield ScopedValue(FactKind.HOURS, HOURS, _week(match), scope=scope_of(statement, clause), usual=usual)


def _week(match: re.Match[str]) -> Amount:
    parts = match.groupdict()
    low = float(parts["low"])
    high = float(parts["high"]) if parts.get("high") else low
    if parts.get("less"):
        low = 0.0
    if parts.get("more") or parts.get("plus"):
        high = math.inf
    return Amount(low, high, HOURS)
