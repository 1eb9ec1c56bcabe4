"""The scope in a label: what is left beside its measure."""

import re
from collections.abc import Collection, Iterable

from advisor.facts.amounts import MONEY
from advisor.facts.role_words import PREPOSITION, USUAL, singular_words
from advisor.facts.subject import SubjectResolver, places_in

_BY = re.compile(r"\b(?:by|per) (?!hour|year|week|month|day)[\w ,/&-]+")
_WITH_FIGURE = re.compile(r"\([^()]{0,60}\d[^()]{0,60}\)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MARKS = re.compile(r"\b(?:table|figure|chart|exhibit) \d++[.:]?|[$£€¥₹#*†‡%]|\b(?:us\$|'?000s?)")
# Words of labels that name a sum, its unit or its period, and none of whom or where.
_SUM = frozenset(
    """
    pay salary wage earning income compensation remuneration rate amount sum figure number value money payment package
    us usd eur gbp cad aud inr chf jpy dollar euro pound thousand k currency unit per
    hourly yearly annual annually annum weekly monthly daily
    """.split()
)
_PLAIN = frozenset(
    """
    typical typically current currently expected estimated approximate approx about around usual usually common general
    national nationwide overall country nation american u.s level tier stage career detail information description
    fact data answer item requirement what how much many do does can is are be it they you we make earn get paid
    glance overview summary introduction guide stat statistic table chart list outlook expectation potential prospect
    comparison breakdown following below above here as follow and or not , ; 's most recent latest
    """.split()
)
_PERIOD = frozenset("hour year week month day fortnight".split())  # beside a sum; alone they are shifts and the like


def label_words(text: str, resolver: SubjectResolver, measured: Collection[str] = ()) -> list[str]:
    """The words of a label that limit what its value is of.

    Those that name a sum, its period or unit, the career itself or all workers are left out, and so are ``measured``
    ones and years. Empty for a label about the career as a whole.
    """
    plain = _BY.sub(" ", _YEAR.sub(" ", _MARKS.sub(" ", text.casefold())))
    if measured:  # "Entry level (0-2 years)" only explains the level
        plain = _WITH_FIGURE.sub(" ", plain)
    away = {*measured, *_SUM, *_PLAIN, *PREPOSITION, *USUAL}
    said = singular_words(plain)
    if _SUM & set(said):
        away |= _PERIOD
    words = [word for word in said if word not in away and word not in resolver.country]
    return resolver.without_own(words)


def title_words(title: str, resolver: SubjectResolver) -> list[str]:
    """The words of a heading that limit what stands under it."""
    return [] if _COORDINATED.search(title) else label_words(title, resolver)


def phrase_words(title: str, resolver: SubjectResolver) -> list[str]:
    """The words of a heading after a preposition: ``Pay in Canada``."""
    return [word for match in _PHRASE.finditer(title.casefold()) for word in label_words(match[1], resolver)]


def caption_words(above: str, resolver: SubjectResolver) -> list[str]:
    """The words of the line above a table that limit its values.

    Of a sentence, only the places it names.
    """
    line = above.strip()
    if len(line.split()) <= MAX_CAPTION_WORDS and not line.endswith((".", "!", "?")):
        return label_words(line, resolver)
    return [word for place in places_in(above, resolver.place) for word in singular_words(place)]


MAX_CAPTION_WORDS = 9
_COORDINATED = re.compile(r"[,&/:;?]|\band\b|\bor\b", re.IGNORECASE)
_PHRASE = re.compile(
    r"\b(?:in|at|for|within|outside|across|under|with|among) ([^,(:;|–—]{2,80}?)(?=$| ?[,(:;|–—]| (?:by|per|and|with) )"
)


def period_labels(labels: Iterable[str]) -> str:
    """The labels that may name the period of a sum."""
    return " ".join(label for label in labels if _SUM & set(singular_words(label)) or _MARKS.search(label))


def with_unit(value: str, labels: str, currency: str) -> str:
    """A sum with the currency and scale of its labels.

    A value with both, and one that is no number, stay as they are.
    """
    scale = "k" if _THOUSANDS.search(labels) else ""
    if MONEY.search(value):
        return _BARE_END.sub(rf"\g<0>{scale}", value) if scale else value
    if not _BARE.fullmatch(value):
        return value
    mark = next((code for pattern, code in _CURRENCY if pattern.search(labels)), currency)
    number = _BARE_END.sub(rf"\g<0>{scale}", value.lstrip("~≈ "))
    return f"{mark} {number}"


_THOUSANDS = re.compile(r"\bthousands?\b|'000|\b000s\b|\b1,?000s?\b|[$£€]\s?k\b|\(k\)")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_BARE = re.compile(rf"[~≈]?\s?(?:{_NUMBER})k?(?:\s?(?:-|to)\s?(?:{_NUMBER})k?)?\s?\+?")
_BARE_END = re.compile(rf"(?:{_NUMBER})(?![\d,.]{0, 20}\d)(?!\s?(?:k|thousand|million|m)\b)")
_CURRENCY = (
    (re.compile(r"us\$|\busd\b"), "usd"),
    (re.compile(r"\bcad\b|c\$"), "cad"),
    (re.compile(r"\baud\b|a\$"), "aud"),
    (re.compile(r"\bchf\b|\bfrancs?\b"), "chf"),
    (re.compile(r"£|\bgbp\b|\bpounds?\b"), "gbp"),
    (re.compile(r"€|\beur\b|\beuros?\b"), "eur"),
    (re.compile(r"₹|\binr\b|\brupees?\b"), "inr"),
)
