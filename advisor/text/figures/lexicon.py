"""Words and signs beside numbers: currencies, scales, units, periods, bounds."""

from advisor.text.figures.model import Bound


def _each(entries: str) -> dict[str, str]:
    """Words' meanings, from lines of a meaning and its words."""
    pairs = (line.split(": ") for line in entries.strip().splitlines())
    return {word: meaning for meaning, words in pairs for word in words.split()}


CURRENCIES = _each(
    """
$: $ dollar dollars bucks buck
USD: usd
CAD: cad
AUD: aud
NZD: nzd
SGD: sgd
HKD: hkd
GBP: £ gbp pound pounds quid sterling
EUR: € eur euro euros
CHF: chf fr sfr franken francs franc
INR: ₹ inr rs rupee rupees ₨
¥: ¥
JPY: jpy yen
CNY: cny rmb yuan renminbi
kr: kr kroner kronor krone krona kronur
SEK: sek
NOK: nok
DKK: dkk
PLN: pln zł zloty
KRW: ₩ krw
RUB: ₽ rub roubles rubles
TRY: ₺ lira
NGN: ₦ ngn naira
PHP: ₱ php
ILS: ₪ ils shekels
THB: ฿ baht
ZAR: zar rand
BRL: brl reais
MXN: mxn pesos
AED: aed dirham dirhams
KES: kes ksh shilling shillings
"""
)
CENTS = {"¢": "$", "cent": "¢", "cents": "¢", "pence": "GBP", "penny": "GBP", "paise": "INR"}
# What stands glued before a dollar sign, or as an adjective before "dollars".
DOLLARS = {
    "us": "USD", "u": "USD", "s": "SGD", "ca": "CAD", "c": "CAD", "can": "CAD", "a": "AUD", "au": "AUD", "nz": "NZD",
    "hk": "HKD", "r": "BRL", "mx": "MXN", "usd": "USD", "cad": "CAD", "aud": "AUD", "sg": "SGD",
}  # fmt: skip
NATIONS = {
    "us": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "singapore": "SGD", "zealand": "NZD",
    "hong": "HKD", "kong": "HKD", "swiss": "CHF", "british": "GBP", "indian": "INR", "swedish": "SEK",
    "norwegian": "NOK", "danish": "DKK",
}  # fmt: skip
SHARED_SIGNS = {
    "$": frozenset("USD CAD AUD NZD SGD HKD MXN ¢".split()),
    "¥": frozenset(("JPY", "CNY")),
    "kr": frozenset("SEK NOK DKK".split()),
    "¢": frozenset("$ USD CAD AUD NZD SGD HKD EUR".split()),
}
# Marks that only stand beside sums, and codes that may not be words of a sentence.
CURRENCY_SIGNS = frozenset("$£€₹¥₨₩₽₺₦₱₪฿")
PREFIXED = frozenset(
    "usd cad aud nzd sgd hkd gbp eur chf fr sfr inr rs jpy cny rmb kr sek nok dkk pln krw rub ngn php ils thb zar brl"
    " mxn aed kes ksh".split()
)

THOUSAND, LAKH, MILLION, CRORE, BILLION, TRILLION = 1e3, 1e5, 1e6, 1e7, 1e9, 1e12
SCALES = {
    "k": THOUSAND, "thousand": THOUSAND, "thousands": THOUSAND, "grand": THOUSAND, "tsd": THOUSAND,
    "tausend": THOUSAND, "lakh": LAKH, "lakhs": LAKH, "lac": LAKH, "lacs": LAKH, "lpa": LAKH, "m": MILLION,
    "mn": MILLION, "mm": MILLION, "mio": MILLION, "mln": MILLION, "million": MILLION, "millions": MILLION,
    "millionen": MILLION, "crore": CRORE, "crores": CRORE, "cr": CRORE, "b": BILLION, "bn": BILLION, "bln": BILLION,
    "mrd": BILLION, "billion": BILLION, "billions": BILLION, "tn": TRILLION, "trillion": TRILLION,
    "hundred": 100.0, "dozen": 12.0,
}  # fmt: skip
ONLY_MONEY = frozenset(("mm", "b", "cr", "l"))  # scales beside sums only
SPELT_SCALES = frozenset(
    "hundred thousand million billion trillion lakh lakhs crore crores dozen thousands millions billions".split()
)

UNITS = _each(
    """
second: second seconds sec secs sekunden
minute: minute minutes min mins minuten
hour: hour hours hr hrs h stunde stunden std
day: day days tag tage tagen
week: week weeks wk wks woche wochen
fortnight: fortnight fortnights
month: month months mo mos monat monate monaten
year: year years yr yrs jahr jahre jahren
decade: decade decades
century: century centuries
percent: % percent pct prozent ‰
points: pp
person: people person persons employee employees worker workers staff jobs job positions workforce
word: word words
page: page pages
time: times twofold
g: g gram grams gramme grammes
kg: kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes
t: tonne tonnes ton tons
lb: lb lbs
oz: oz ounce ounces
mm: mm millimetre millimetres millimeter millimeters
cm: cm centimetre centimetres centimeter centimeters
m: metre metres meter meters
km: km kms kilometre kilometres kilometer kilometers
mile: mile miles mi
foot: foot feet ft
inch: inch inches
mph: mph
km/h: kmh
litre: litre litres liter liters
gallon: gallon gallons
°: ° degrees degree
°C: ℃
°F: ℉
kW: kw
kWh: kwh
W: watt watts
V: volt volts
dB: db decibel decibels
GB: gb gigabytes
MB: mb megabytes
credit: credit credits
"""
)
# Units of one dimension in terms of the first one named there.
SIZES: dict[str, tuple[str, float]] = {
    "second": ("second", 1), "minute": ("second", 60), "hour": ("second", 3600), "day": ("second", 86_400),
    "week": ("second", 604_800), "fortnight": ("second", 1_209_600), "month": ("month", 1), "year": ("month", 12),
    "decade": ("month", 120), "century": ("month", 1200), "g": ("g", 1), "kg": ("g", 1000), "t": ("g", 1e6),
    "mm": ("mm", 1), "cm": ("mm", 10), "m": ("mm", 1000), "km": ("mm", 1e6), "inch": ("inch", 1), "foot": ("inch", 12),
}  # fmt: skip
TIMES = frozenset("second minute hour day week fortnight month year decade century".split())
PARTS = {"year": "month", "hour": "minute", "week": "day", "day": "hour", "minute": "second", "foot": "inch"}
GERMAN = frozenset(
    "stunde stunden std minuten sekunden tage tagen wochen monat monate monaten jahre jahren euro mio mrd prozent"
    " franken bis".split()
)

PERIODS = _each(
    """
hour: hour hr h hourly hrs stunde
minute: minute min
day: day daily diem tag
week: week weekly wk w woche
month: month monthly mo monat pcm
quarter: quarter quarterly
year: year annual annually yearly annum yr jahr y
fortnight: fortnight fortnightly
night: night nightly
shift: shift
word: word
page: page
lesson: lesson
session: session
visit: visit
piece: piece
article: article
line: line
person: person head
project: project
mile: mile
km: km kilometre kilometer
kg: kg
class: class
patient: patient
term: term
semester: semester
"""
)
PERIOD_WORDS = frozenset("hourly daily weekly monthly quarterly annual annually yearly fortnightly nightly pcm".split())
PER = frozenset(("a", "an", "per", "each", "every", "/", "pro", "im", "the"))

# Words before a number, longest first; "*" is any word.
BEFORE: dict[tuple[str, ...], Bound] = {
    tuple(words.split()): bound
    for bound, lines in {
        Bound.AT_LEAST: "at least|a minimum of|minimum of|minimum|min|no less than|not less than|no fewer than"
        "|not fewer than|not under|not below|never less than|as of|≥|> =|at a minimum|least|mindestens",
        Bound.STARTING: "starts at|start at|starting at|starts from|starting from|start from|starts around|begins at"
        "|begin at|beginning at|starting|starts|started at|start with|starts with|starting with|from|ab",
        Bound.MORE_THAN: "more than|over|above|exceed|exceeds|exceeding|exceeded|in excess of|beyond|greater than"
        "|higher than|upwards of|upward of|north of|longer than|better than|>|surpass|surpasses|larger than"
        "|older than|go past|goes past|going past|run past|runs past|is past|are past",
        Bound.AT_MOST: "up to|at most|at the most|no more than|not more than|never more than|a maximum of|maximum of"
        "|maximum|max|as much as|as many as|as high as|not over|not above|not exceed|not exceeding|≤|< ="
        "|no longer than|no over|as long as|capped at|no higher than|limited to|höchstens|not longer than"
        "|can reach|may reach|could reach|might reach",
        Bound.LESS_THAN: "less than|fewer than|under|below|lower than|short of|<|shorter than|smaller than|beneath"
        "|younger than",
        Bound.ABOUT: "about|around|roughly|approximately|approx|circa|ca|some|close to|~|≈|in the region of|or so|etwa"
        "|an estimated|estimated|near|on the order of|somewhere around|in the area of",
        Bound.NEARLY: "nearly|almost|just under|just below|slightly under|slightly below|slightly less than"
        "|a little under|a little less than|just short of|not quite|knapp",
        Bound.JUST_OVER: "just over|just above|slightly over|slightly above|slightly more than|a little over"
        "|a little more than|a little above|a bit over|a bit more than",
    }.items()
    for words in lines.split("|")
}
AFTER: dict[tuple[str, ...], Bound] = {
    tuple(words.split()): bound
    for bound, lines in {
        Bound.OR_MORE: "+|plus|and up|and more|and over|and above|and upward|and upwards|upward|upwards|and beyond"
        "|or beyond",
        Bound.AT_LEAST: "or more|or even more|or above|or over|or longer|or higher|or greater|minimum|or up|at least"
        "|or older|at a minimum|at the least|or better",
        Bound.AT_MOST: "or less|or fewer|or below|or under|at most|at the most|maximum|max|or shorter|or lower"
        "|at maximum|or younger",
        Bound.ABOUT: "or so|or thereabouts|approximately|ish|- ish|approx",
    }.items()
    for words in lines.split("|")
}

RISE = frozenset(
    "rise rises rose risen rising grow grows grew grown growing growth increase increases increased increasing gain"
    " gains gained climb climbs climbed jump jumps jumped surge surges surged expand expands expanded expansion raise"
    " raises raised raising improve improves improved add adds added higher up boost boosts boosted plus swell".split()
)
FALL = frozenset(
    "fall falls fell fallen falling decline declines declined declining decrease decreases decreased decreasing drop"
    " drops dropped dropping shrink shrinks shrank shrunk shrinking reduce reduces reduced reducing reduction cut cuts"
    " cutting lower lowers lowered lowering lose loses lost losing down dip dips dipped slump slumps slumped contract"
    " contracts contraction minus less fewer cutback save saves saved slide slides slid sink sinks sank plunge"
    " plunges plunged diminish diminishes diminished shed sheds worse".split()
)
DIRECTED_AFTER = frozenset(
    "rise increase growth gain jump surge expansion raise higher more up decline decrease drop fall reduction cut lower"
    " down less fewer dip slump contraction loss faster slower lower".split()
)
DOWN_AFTER = frozenset(
    "decline decrease drop fall reduction cut lower down less fewer dip slump contraction loss slower".split()
)

# Words before a noun that say nothing of its number's unit end the look for it.
NO_MODIFIERS = frozenset(
    "because when while where whereas although as of in at a an per each every the to and or for on is are"
    " was were be been with by as than from has have had will can may that which who into over under after"
    " before between during within until since but if so not it they he she we you i their its his her our"
    " your this these those plus minus more up about around".split()
)
# Stem-like endings of nouns for people.
PERSONAL = ("er", "or", "ist", "ian", "ant", "ent", "women", "men", "nurse", "children")

# Words whose number tells one of them apart.
NAMING = frozenset(
    "level grade step tier phase stage section chapter form class part band room version route type category module"
    " unit figure table appendix article rule title act page volume track block gate zone rank number no model windows"
    " python java php iso iec article paragraph line schedule group appendix exhibit article nvq rqf scqf eqf stufe"
    " division lesson option question job-zone generation industry web".split()
)
# Figures that are words of their own.
FIXED_NAMES = frozenset(("401k", "403b", "457b", "1099", "24/7", "9/11", "7/24", "24/5", "20/20", "50/50"))
MONTHS = {
    name: n
    for n, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct"
        "|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
