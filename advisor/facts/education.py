"""Education levels sufficient to enter a career, as typical or required."""

import re
from collections.abc import Iterator

from advisor.facts.figures import ELSEWHERE, INTO
from advisor.facts.model import FactKind, OptionSet
from advisor.facts.scoped_value import ScopedValue, is_hedged, scope_of
from advisor.facts.statements import Statement
from advisor.facts.subject import SubjectResolver

STEMS = (
    "degree",
    "diploma",
    "educat",
    "bachelor",
    "master",
    "associate",
    "doctora",
    "high school",
    "school",
    "ph.d",
    "phd",
)
EDUCATION = "education"
LADDER = ("none", "high school", "some college", "associate's", "bachelor's", "master's", "doctoral")
_LEVELS = (
    (
        re.compile(r"\bno formal (?:education\w*|credential|schooling)|\bno (?:formal )?educational credential"),
        {"none"},
    ),
    (
        re.compile(
            r"\bhigh[- ]school\b(?! (?:teach|student|princip|coach|counsel|sport|level))|\bged\b"
            r"|\bsecondary school diploma"
        ),
        {"high school"},
    ),
    (
        re.compile(r"\bpost-?secondary (?!non-?degree|teach|education admin|admin|instruct)"),
        {"some college", "associate's"},
    ),
    (
        re.compile(r"\bsome college|\bnon-?degree|\bcertificate|\bvocational|\btrade school|\btechnical school"),
        {"some college"},
    ),
    (
        re.compile(
            r"\bassociate(?:'s|s)?(?:'s)? (?:or \w+(?:'s)? )?degree|\bassociate's|\bassociate of"
            r"|\b2-year degree|\btwo-year degree"
        ),
        {"associate's"},
    ),
    (re.compile(r"\bbachelor|\bundergraduate degree|\bfour-year degree|\b4-year degree"), {"bachelor's"}),
    (re.compile(r"\bcollege degree|\buniversity degree"), {"associate's", "bachelor's"}),
    (re.compile(r"\bmaster's|\bmasters? (?:degree|of)\b|\bm\.?b\.?a\b"), {"master's"}),
    (re.compile(r"\b(?:graduate|advanced|postgraduate) degree"), {"master's", "doctoral"}),
    (
        re.compile(
            r"\bdoctora\w+|\bph\.?d|\bprofessional degree|\blaw (?:degree|school)|\bmedical (?:degree"
            r"|school)|\bj\.d|\bm\.d\b|\bdoctor of"
        ),
        {"doctoral"},
    ),
)
_NAME = re.compile(
    r"^(?:(?:typical|minimum|required|usual|recommended|entry-level|formal|highest) )*(?:education(?:al)?"
    r"|degree|qualifications?)"
    r"(?: level| requirements?| required| needed| background)*$"
)
_NEEDED = re.compile(
    r"\b(?:needs?|needed|must|requires?|required|requirement|necessary|mandatory|enough|sufficient|suffices|minimum"
    r"|(?:typical|standard|usual|common|normal) (?:entry|point|education|requirement|path|qualification)|begins? with"
    r"|typical(?:ly)? ha(?:s|ve)|to enter|usually ha(?:s|ve))\b|\bmost [\w ,/&-]{1,60} (?:have|hold)\b"
    r"|\bwithout (?:a|any)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:advance\w*|promot\w*|admi(?:t\w*|ssions?)|enroll\w*|prefer\w*|favor\w*|licens\w*|certif(?:ied|ication\w*)|research|teach"
    r"|instead|programs?|leadership|senior|higher[- ]level|candidacy|graduates?|internships?|helpful"
    r"|desir\w+|open doors"
    r"|experience may|compete|additional|also (?:have|earn)|management positions|supervis\w+"
    r"|degrees? in other|not always|not necessarily|not only|apprentice\w*|specific|schools|years old"
    r"|certain)\b"
)
_NEGATED = re.compile(
    r"\bno (?:[\w'-]+ ){0,2}(?:degree|diploma|education|schooling)\b|\b(?:not"
    r"|n't) (?:[\w'-]+ ){0,4}(?:degree|diploma|education)\b"
    r"|\bwithout (?:[\w'-]+ ){0,3}(?:degree|diploma)\b|\b(?:degree|diploma|education) (?:\w+ )?(?:is"
    r"|are) (?:\w+ )?(?:not|never|un)"
)
_UPWARD = re.compile(r"\bat least (?:an?|some) |\bor higher\b|\bminimum (?:of an?|an?)\b|\bor above\b")


def find_education(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """The education levels of a statement.

    A sentence with several levels leaves all of them open.
    """
    if statement.is_label:
        if _NAME.match(statement.name):
            levels = _levels(statement.value)
            if re.match(r"(?:none|no degree|not required|no formal)", statement.value):
                levels = {"none"} if "formal" in statement.value else set(LADDER[:3])
            if levels:
                yield ScopedValue(FactKind.EDUCATION, EDUCATION, OptionSet(frozenset(levels)), statement.scope)
        return
    if ELSEWHERE.search(statement.section.title.casefold()):
        return
    whole = " ; ".join(clause.text for clause in statement.clauses)
    named = _levels(whole)
    for clause in statement.clauses:
        text = clause.text
        if (
            not _NEEDED.search(text)
            or _ELSEWHERE.search(text)
            or not re.search(r"degree|diploma|educat|bachelor|master|doctor|school|ph\.?d", text)
        ):
            continue
        levels = named if _levels(text) else set()
        if _NEGATED.search(text):
            own = _levels(text) & set(LADDER[3:])
            levels = set(LADDER[: min((LADDER.index(level) for level in own), default=3)]) | (_levels(text) - own)
        if not levels:
            continue
        into = [match[1] for match in INTO.finditer(text) if not match[0].startswith(("for ", "as "))]
        who = resolver.subject_of_phrase(into[0]) if into else None
        scope = who.scope if who and who.named else scope_of(statement, clause)
        usual = (
            clause.subject.usual
            and not is_hedged(text)
            and not re.search(r"\b(?:some|certain|other|many|few|can|could)\b", text)
        )
        yield ScopedValue(FactKind.EDUCATION, EDUCATION, OptionSet(frozenset(levels)), scope=scope, usual=usual)


def _levels(text: str) -> set[str]:
    found: set[str] = set()
    for pattern, levels in _LEVELS:
        if pattern.search(text):
            found |= levels
    if found and _UPWARD.search(text):
        found |= set(LADDER[min(LADDER.index(level) for level in found) :])
    return found
