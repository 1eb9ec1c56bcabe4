"""Pay: the measure of a sum, with its scope, years and period.

Measures are median, entry level, top tenth, range and so on.
"""

import re
from collections.abc import Iterable, Iterator

from advisor.domain import Section
from advisor.facts.amounts import BARE_RANGE, FoundAmount, money
from advisor.facts.differences import is_difference, is_whole_sum, names_difference
from advisor.facts.label_scope import label_words, period_labels, phrase_words, title_words, with_unit
from advisor.facts.model import Amount, FactKind
from advisor.facts.role_words import RANKS, singular_words
from advisor.facts.scoped_value import ScopedValue, is_hedged, scope_of, years_in
from advisor.facts.statements import Clause, Statement
from advisor.facts.subject import SubjectResolver, is_limited, places_in

STEMS = ("$", "£", "€", "₹", "usd", "eur ", "gbp", "salar", "wage", "pay", ",000")
PAY_WORDS = re.compile(
    r"\b(?:salar\w+|wages?|pay|paid|pays|earn\w*|income|compensation|remuneration|median|make[sn]?)\b"
)
_OTHER_MONEY = re.compile(
    r"\b(?:bonus(?:es)?|tuition|fees?|costs?|budgets?|revenues?|loans?|allowance|per diem|insurance|worth"
    r"|benefits?|expenses?"
    r"|scholarships?|fines?|assets?|rent|charge[sd]?|tips|commissions?|funding|grants?|profits?|sales|spend\w*|savings?)\b"
)
_OPEN = re.compile(r"\b(?:up to|as much as|as little as|can reach|reach\w*|exceed\w*|can|could|some|many|often)\b")
MEDIAN, RANGE, PLAIN = "median pay", "pay range", "pay"
_SHARE = r"(?:[\w-]+ )?(\d+|ten|five|quarter|third)(?: ?%| ?percent| ?per cent|\b)"
_MEASURES = (
    (re.compile(rf"\b(?:lowest|bottom|worst)[- ]?(?:paid|earning)? {_SHARE}"), "pay of the lowest {}%"),
    (re.compile(rf"\b(?:highest|top|best|upper)[- ]?(?:paid|earning)? {_SHARE}"), "pay of the highest {}%"),
    (re.compile(r"\b(?:quartile|percentile|quarter|lowest|highest|minimum|maximum|top earners)\b"), ""),
    (
        re.compile(r"\b(?:entry|starting|starts?|beginners?|beginning|new graduates|newcomers|junior|trainees?)\b"),
        "entry-level pay",
    ),
    (re.compile(r"\bmid(?:dle)?[- ]?(?:level|career)\b"), "mid-level pay"),
    (re.compile(r"\b(?:senior|experienced|late[- ]career)\b"), "senior pay"),
    (re.compile(r"\bmedian\b"), MEDIAN),
    (re.compile(r"\b(?:average|mean)\b"), "average pay"),
    (re.compile(r"\brange[sd]?\b"), RANGE),
)
_PERCENTILE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)(?: \(?pay|wage)? percentile\b|\bp(\d{2})\b")
_END = {True: "lowest", False: "highest"}
# Words of labels that give the measure.
_MEASURE_WORDS = frozenset(
    """
    median average mean range entry entry-level level start starting beginner beginning newcomer graduate
    junior trainee mid mid-level mid-career middle career senior experienced late late-career percentile lowest highest
    bottom top paid best worst quarter third ten five earner earning percent 10 25 75 90 10th 25th 50th 75th 90th
    """.split()
)
MAX_NAME_WORDS = 6  # of a heading that consists of a name
_NUMBERS = {"ten": "10", "five": "5", "quarter": "25", "third": "33"}


def find_pay(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """Sums in a statement, if they are people's pay."""
    title = statement.section.title.casefold()
    if statement.is_label:
        yield from _values_of_label(statement, resolver, f"{title} {statement.caption}")
        return
    places = [*places_in(statement.text, resolver.place), *places_in(statement.section.title, resolver.place)]
    where = [word for place in dict.fromkeys(places) for word in singular_words(place)]
    where += [word for word in heading_words(statement.section, resolver) if word not in where]
    for clause in statement.clauses:
        if not (PAY_WORDS.search(clause.text) or PAY_WORDS.search(title)):
            continue
        if _OTHER_MONEY.search(clause.text) or names_difference(clause.text):
            continue
        limited = is_limited(clause.text)
        found = list(money(clause.text, clause.text))
        for n, one in enumerate(found):
            since = found[n - 1].end if n else 0
            if not is_whole_sum(clause.text, one.start, one.end, since):
                continue
            window = clause.text[since : one.start]
            about = _measure(window)
            if about is None:
                until = found[n + 1].start if n + 1 < len(found) else len(clause.text)
                after = _measure(clause.text[one.end : until])
                about = after if after is not None else (None if n else PLAIN)
            if about is None or not about:
                continue
            if one.is_range and about in (PLAIN, RANGE, MEDIAN):
                about = RANGE
            scope = _scope(statement, clause, about, resolver)
            hedged = is_hedged(clause.text) or (about in (PLAIN, RANGE) and bool(_OPEN.search(window)))
            usual = clause.subject.usual and not limited and not hedged
            yield ScopedValue(
                FactKind.PAY,
                about,
                one.amount,
                scope=_joined(scope, where),
                usual=usual,
                years=years_in(clause.text, statement.caption[-80:], title),
            )


def _joined(scope: str, words: Iterable[str]) -> str:
    said = scope.split()
    return " ".join((*said, *dict.fromkeys(word for word in words if word not in said)))


def heading_words(section: Section, resolver: SubjectResolver) -> list[str]:
    """The words of a section's headings that limit the pay under them.

    They follow a preposition, or are all of a heading under one about pay: ``Canada``.
    """
    words: list[str] = []
    about_pay = False
    for title in section.path:
        line = title.casefold()
        words += phrase_words(title, resolver)
        if about_pay and not PAY_WORDS.search(line) and _measure(line) is None and len(line.split()) <= MAX_NAME_WORDS:
            words += title_words(title, resolver)
        about_pay = about_pay or bool(PAY_WORDS.search(line))
    return words


def _values_of_label(statement: Statement, resolver: SubjectResolver, around: str) -> Iterator[ScopedValue]:
    """The pay of a label, figure or value of a table.

    The names beside it give the measure and the group; the words around a table may give the measure as well.
    """
    name = statement.name
    names = " ".join((name, *statement.beside))
    labels = (name, *statement.beside)
    if _OTHER_MONEY.search(names) or any(map(names_difference, labels)) or is_difference(statement.value):
        return
    context = f"{names} {around}"
    if not PAY_WORDS.search(context):
        return
    if PAY_WORDS.search(names) or _measure(names) is not None:
        about = _measure(names)
        about = PLAIN if about is None else about
    elif statement.beside:
        about = _measure(around)
        about = PLAIN if about is None else about
    elif re.search(r"\bmedian\b", statement.caption) and "industr" not in statement.caption:
        if not resolver.is_own(name):
            return
        about = MEDIAN
    else:
        if BARE_RANGE.match(statement.value):
            yield from _bare_range(statement, resolver)
        return
    if not about:
        return
    measured = _MEASURE_WORDS if about != PLAIN else ()
    limits = [word for text in (*statement.beside, name) for word in label_words(text, resolver, measured)]
    scope = _joined(statement.setting, [*heading_words(statement.section, resolver), *limits])
    period = period_labels(labels) if statement.cell else name
    value = with_unit(statement.value, f"{names} {around}", resolver.currency.lower())
    for one in money(value, f"{period} {statement.caption[-80:]} {around}"):
        yield ScopedValue(
            FactKind.PAY,
            RANGE if _is_range(one, about) else about,
            one.amount,
            scope=scope,
            years=years_in(names, statement.caption[-80:], around),
        )


def _bare_range(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    match = BARE_RANGE.match(statement.value)
    if match:
        low, high = (float(match[side].replace(",", "")) for side in ("low", "high"))
        yield ScopedValue(FactKind.PAY, RANGE, Amount(low, high, f"{resolver.currency} per year"), statement.scope)


def _is_range(one: FoundAmount, about: str) -> bool:
    return one.is_range and about in (PLAIN, MEDIAN, RANGE)


def _measure(words: str) -> str | None:
    """The measure of a sum by the words beside it.

    Empty for a measure that is not compared, None without a measure.
    """
    if rank := _PERCENTILE.search(words):
        below = int(rank[1] or rank[2])
        return MEDIAN if below == 50 else f"pay of the {_END[below < 50]} {below if below < 50 else 100 - below}%"
    for pattern, about in _MEASURES:
        match = pattern.search(words)
        if match:
            return about.format(_NUMBERS.get(match[1], match[1])) if "{}" in about else about
    return None


def _scope(statement: Statement, clause: Clause, about: str, resolver: SubjectResolver) -> str:
    """The group a sum is about, without words told by the measure.

    A rank that the measure tells is no scope, nor are the earners that a share is taken of.
    """
    scope = scope_of(statement, clause) or statement.before.scope
    if clause.subject.named and not clause.subject.scope and not about.startswith("pay of"):
        return statement.scope
    if about.startswith(("entry", "mid", "senior")) and clause.subject.scope:
        return resolver.scope_of(" ".join(word for word in scope.split() if word not in RANKS) or "worker")
    if about.startswith("pay of"):
        return resolver.scope_of(
            " ".join(
                word
                for word in scope.split()
                if word
                not in {"earner", "they", "of", "top", "highest", "lowest", "highest-paid", "best-paid", "bottom"}
                and not word.isdigit()
            )
            or "worker"
        )
    return scope
