"""Pay: the measure of a sum, with its scope, years and period.

Measures are median, entry level, top tenth, range and so on.
"""

import re
from collections.abc import Iterator

from advisor.facts.amounts import BARE_RANGE, FoundAmount, money
from advisor.facts.model import Amount, FactKind
from advisor.facts.role_words import RANKS
from advisor.facts.scoped_value import ScopedValue, is_hedged, scope_of, years_in
from advisor.facts.statements import Clause, Statement
from advisor.facts.subject import SubjectResolver, is_limited, names_place

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
_NUMBERS = {"ten": "10", "five": "5", "quarter": "25", "third": "33"}


def find_pay(statement: Statement, resolver: SubjectResolver) -> Iterator[ScopedValue]:
    """Sums in a statement, if they are people's pay."""
    around = f"{statement.section.title.casefold()} {statement.caption}"
    if statement.is_label:
        yield from _values_of_label(statement, resolver, around)
        return
    place = names_place(statement.text, resolver.place)
    for clause in statement.clauses:
        if not (PAY_WORDS.search(clause.text) or PAY_WORDS.search(statement.section.title.casefold())):
            continue
        if _OTHER_MONEY.search(clause.text):
            continue
        limited = place or is_limited(clause.text)
        found = list(money(clause.text, clause.text))
        for n, one in enumerate(found):
            since = found[n - 1].end if n else 0
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
                scope=scope,
                usual=usual,
                years=years_in(clause.text, statement.caption[-80:]),
            )


def _values_of_label(statement: Statement, resolver: SubjectResolver, around: str) -> Iterator[ScopedValue]:
    """The pay of a label, figure or row.

    Its name gives the measure, or the group if the words before it give the measure.
    """
    name = statement.name
    if _OTHER_MONEY.search(name):
        return
    context = f"{name} {around}"
    if not PAY_WORDS.search(context):
        return
    if not PAY_WORDS.search(name) and _measure(name) is None:
        if not re.search(r"\bmedian\b", statement.caption) or "industr" in statement.caption:
            if BARE_RANGE.match(statement.value):
                yield from _bare_range(statement, resolver)
            return
        if not resolver.is_own(name):
            return
        about, scope = MEDIAN, ""
    else:
        about = _measure(name) or PLAIN
        if not about or _measure(name) == "":
            return
        scope = statement.scope
    usual = not names_place(statement.text, resolver.place) and not is_limited(name)
    for one in money(statement.value, f"{name} {statement.caption[-80:]}"):
        yield ScopedValue(
            FactKind.PAY,
            RANGE if _is_range(one, about) else about,
            one.amount,
            scope=scope,
            usual=usual,
            years=years_in(name, statement.caption[-80:]),
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
