"""Training for a career, and whether its work is outdoors."""

import re
from collections.abc import Iterator

from advisor.facts.model import FactKind, OptionSet
from advisor.facts.scoped_value import ScopedValue, is_hedged, scope_of
from advisor.facts.statements import Statement
from advisor.facts.subject import SubjectResolver, is_limited

TRAINING_STEMS = ("training", "apprentice", "traineeship", "residency")
OUTDOOR_STEMS = ("outdoor", "outside", "open air")
TRAINING, OUTDOORS = "training", "outdoor work"
NONE, SHORT, MODERATE, LONG, APPRENTICESHIP = "none", "short", "moderate", "long", "apprenticeship"
SHORT_MONTHS, MODERATE_MONTHS = 3.0, 12.0

_NAME = re.compile(
    r"^(?:(?:typical|required|usual|initial|length of|duration of) )*(?:on-the-job |vocational |job )?"
    r"(?:training|apprenticeship|traineeship)(?: time| period| length| duration| needed| required| on the job)*$"
)
_NO_TRAINING = re.compile(
    r"\bno (?:[\w-]+ ){0,3}training (?:is )?(?:needed|required|necessary)\b"
    r"|\b(?:need|require|receive)s? no (?:[\w-]+ ){0,2}training\b|\btraining is not (?:needed|required|necessary)\b"
    r"|\b(?:do|does) not (?:need|require) (?:any )?(?:[\w-]+ ){0,2}training\b"
)
_TERMS = (
    (re.compile(r"\b(?:short-term|short|brief)\b(?! of)"), SHORT),
    (re.compile(r"\bmoderate-term\b"), MODERATE),
    (re.compile(r"\blong-term\b"), LONG),
)
_ABOUT_TRAINING = re.compile(r"\b(?:training|traineeship|apprenticeship)\b")
_ITSELF = frozenset({"training", "apprenticeship", "traineeship"})  # subjects that limit nothing
_LENGTH = re.compile(
    r"\b(?P<low>\d{1,3}|an?|one|two|three|four|five|six|several|a few)"
    r"(?:\s?-\s?(?P<to>\d{1,3})| (?:to|or) (?P<high>\d{1,3}|two|three|four|five|six|seven|eight|ten|twelve))?"
    r"[ -](?P<unit>hours?|days?|weeks?|months?|years?)\b"
)
_NUMBERS = {
    word: n for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1, "several": 4, "a few": 3}
_MONTHS = {"hour": 1 / 160, "day": 1 / 21, "week": 12 / 52, "month": 1.0, "year": 12.0}
# Prose that tells how people come into the career; other training is told of beside it.
_ENTERS = re.compile(
    r"\b(?:typically|usually|generally|most|must|need|needs|require[sd]?|learn(?:s|ed)?|receive|complete|takes?|lasts?"
    r"|begins? with|is)\b"
)
_OTHER_TRAINING = re.compile(
    r"\b(?:continuing|safety|further|additional|advanced?|optional|ongoing|annual|strength|weight|some|may"
    r"|programs? that|specialized|fellowship)\b"
)
_OUTDOORS = re.compile(
    r"\b(?:outdoors?|open air)\b"
    r"|\b(?:work\w*|time|done|spent?) (?:[\w-]+ ){0,3}outside\b(?! (?:of|the|their)\b)"
)
_INDOORS_ONLY = re.compile(r"\b(?:never|not|rarely|seldom|no) (?:[\w-]+ ){0,3}(?:outdoors?|outside)\b|\bindoors only\b")
_PARTLY = re.compile(r"\b(?:some|sometimes|occasional\w*|may|might|can|depending|partly|at times)\b")
_OUTDOOR_NAME = re.compile(r"^(?:work (?:place|setting|environment|location)|workplace|setting|outdoors?(?: work)?)$")


def find_training(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """How long people of the career are trained for it.

    None, up to three months, up to a year, longer, or an apprenticeship.
    """
    del resolver
    if statement.is_label:
        if _NAME.match(statement.name):
            options = _terms(statement.value, is_label=True)
            if options:
                yield ScopedValue(FactKind.TRAINING, TRAINING, OptionSet(options), statement.scope)
        return
    for clause in statement.clauses:
        text = clause.text
        if not _ABOUT_TRAINING.search(text) or _OTHER_TRAINING.search(text) or not _ENTERS.search(text):
            continue
        options = _terms(text, is_label=False)
        if options:
            usual = clause.subject.usual and not is_hedged(text) and not is_limited(text)
            scope = scope_of(statement, clause)
            if set(scope.split()) <= _ITSELF:
                scope = statement.scope
            yield ScopedValue(FactKind.TRAINING, TRAINING, OptionSet(options), scope=scope, usual=usual)


def find_outdoors(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """Whether the work is done outdoors: yes, some of it, or never."""
    del resolver
    if statement.is_label:
        if _OUTDOOR_NAME.match(statement.name) and (option := _outdoors(statement.value, statement.name)):
            yield ScopedValue(FactKind.OUTDOORS, OUTDOORS, OptionSet(frozenset({option})), statement.scope)
        return
    for clause in statement.clauses:
        if option := _outdoors(clause.text, ""):
            scope = scope_of(statement, clause)
            usual = clause.subject.usual and option != "some"
            yield ScopedValue(FactKind.OUTDOORS, OUTDOORS, OptionSet(frozenset({option})), scope=scope, usual=usual)


def _terms(text: str, *, is_label: bool) -> frozenset[str]:
    if _NO_TRAINING.search(text) or (is_label and re.match(r"(?:none|no|not (?:needed|required))\b", text)):
        return frozenset({NONE})
    found = {term for pattern, term in _TERMS if pattern.search(text)}
    lengths = [_months(match) for match in _LENGTH.finditer(text)]
    found |= {_term(months) for months in lengths[:1]}
    if re.search(r"\bapprentice(?:ship)?\b", text):
        found = (found & {LONG}) | {APPRENTICESHIP}
    if is_label and re.search(r"\b(?:internship|residency)\b", text):
        found |= {LONG}
    return frozenset(found)


def _months(match: re.Match[str]) -> float:
    """The longest time of a length, in months."""
    count = match["to"] or match["high"] or match["low"]
    number = float(_NUMBERS.get(count, 0) or (count.isdigit() and count) or 0)
    return number * _MONTHS[match["unit"].rstrip("s")]


def _term(months: float) -> str:
    return SHORT if months <= SHORT_MONTHS else MODERATE if months <= MODERATE_MONTHS else LONG


def _outdoors(text: str, name: str) -> str:
    if _INDOORS_ONLY.search(text):
        return "never"
    if name.startswith("outdoor"):
        return "never" if re.match(r"(?:no|none|never)\b", text) else "some" if _PARTLY.search(text) else "yes"
    if not _OUTDOORS.search(text):
        return ""
    return "some" if _PARTLY.search(text) else "yes"
