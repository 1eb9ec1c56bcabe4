"""Gazetteer of career names: those of the loaded guides and other occupations.

Look-ups cost the same with one guide as with a thousand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from advisor.careers.names import GENERIC, Name, career_of, is_listed_person, is_person, names_of
from advisor.careers.readers_past import Standing, standing_of
from advisor.domain import Guide
from advisor.text.inflection import InflectedWord, forms, words
from advisor.text.tokens import STOPWORDS

NAMES = Path(__file__).with_name("occupations.txt")

# Modifiers of people in any career, so never part of a career's name.
PLAIN = frozenset(
    "good great best better top average typical new newly young old older senior junior experienced inexperienced"
    " entry level beginner beginning starting certified licensed qualified professional full part time self employed"
    " freelance private independent union male female woman man first second year real actual usual normal regular"
    " american us successful aspiring future fresh graduate rookie seasoned working other busy big large small most"
    " different many few lot kind type more less paid staff local rural urban".split()
)
# Names that are everyday words too: they count as careers only after an article or in the plural.
EVERYDAY = frozenset(
    "principal judge model pilot cook guard host coach doctor scout guide aide agent official actor teller referee"
    " conductor cutter fitter editor dancer driver logger miner reporter secretary writer painter producer server"
    " orderly tester animator tapper baker porter cleaner broker buyer composer critic finisher hanger setter rn"
    " pa pt".split()
)
ARTICLES = frozenset("a an the as".split())

# Places of an unlisted career's name in a question.
_FRAME = re.compile(
    r"\b(?:becom(?:e|ing)|be|being|work(?:ing)? as|(?:job|career|life|work) (?:as|of)|train(?:ing)? as|hired as) an? "
    r"(?P<one>[a-z][a-z -]{2,40}?)"
    r"(?=\?|[.,;:!]|$| (?:in|at|for|with|without|and|or|is|from|after|if|when|like|do|who)\b)"
    r"|\b(?:do|does|are|can|should|must|will) (?:an? |the |most )?(?P<many>[a-z][a-z -]{2,40}?) "
    r"(?:make|earn|need|work|get|have|use|wear|do|learn|study|take|spend)\b"
    r"|^(?P<first>[a-z][a-z -]{2,40}?) (?:salary|salaries|pay|wages?|job outlook|outlook|duties|requirements|license)\b"
    r"|^(?:and|what about|how about|same (?:\w+ )?for) (?:for |a |an |the )*(?P<last>[a-z][a-z -]{2,40}?)\W*$",
    re.IGNORECASE,
)


class NameKind(IntEnum):
    """The way a name was recognised."""

    WHOLE = 0  # a guide's own name
    PART = 1  # the end of a guide's name: nurses, truck drivers
    LISTED = 2  # an occupation that no guide is named after
    FIELD = 3  # the work itself: plumbing


@dataclass(frozen=True, slots=True)
class NamedCareer:
    """A career named at ``start``..``end`` of a text.

    ``guide_ids`` are the possible guides, none for ``LISTED``. ``own``: it is the reader's present or former career, or
    may be; ``as_one``: it only may be ("as a nurse").
    """

    start: int
    end: int
    name: Name
    text: str
    kind: NameKind
    guide_ids: tuple[str, ...]
    own: bool = False
    as_one: bool = False


class Gazetteer:
    """The names of the loaded guides and of listed occupations.

    Built once with the guides and immutable, so safe across threads. ``titles``: the career of each guide, by its id;
    ``words``: the words of all names, in lower case; ``guiding``: the ids of guides named after a career, not another
    matter.
    """

    def __init__(self, guides: Iterable[Guide]) -> None:
        self.titles: dict[str, str] = {}
        self.guiding: set[str] = set()
        whole: dict[Name, list[str]] = defaultdict(list)
        also: dict[Name, list[str]] = defaultdict(list)
        part: dict[Name, list[str]] = defaultdict(list)
        field: dict[Name, list[str]] = defaultdict(list)
        for guide in guides:
            self.titles[guide.id] = career_of(guide)
            names = names_of(guide)
            if guide.metadata.role or "career" in guide.title.lower() or _names_careers(guide.title, names.titled):
                self.guiding.add(guide.id)
            for name in names.titled | names.also:
                alone = len(name) == 1 and name[0] in GENERIC
                if not alone:
                    (whole if name in names.titled else also)[name].append(guide.id)
                for at in range(0 if alone else 1, len(name)):
                    if is_person(name[-1]) and guide.id not in part[name[at:]]:
                        part[name[at:]].append(guide.id)
                for worked in _field_names(name):
                    if guide.id not in field[worked]:
                        field[worked].append(guide.id)
        # A name in a guide's title wins over the same alias of another guide.
        whole = {**also, **whole}
        for one, other in _synonyms():
            for known in (whole, part):
                if other in known and one not in whole:
                    known.setdefault(one, known[other])
        self._whole: Mapping[Name, tuple[str, ...]] = {name: tuple(ids) for name, ids in whole.items()}
        self._part: Mapping[Name, tuple[str, ...]] = {n: tuple(i) for n, i in part.items() if n not in whole}
        self._field: Mapping[Name, tuple[str, ...]] = {n: tuple(i) for n, i in field.items() if n not in whole}
        self.words = frozenset(form for name in whole for word in name for form in (word, f"{word}s"))
        self._longest = max((len(n) for n in (*self._whole, *_listed())), default=1)

    def named(self, text: str) -> tuple[NamedCareer, ...]:
        """The careers named in a text in order, the longest of overlaps."""
        said = words(text)
        found: list[NamedCareer] = []
        at = 0
        while at < len(said):
            one = self._longest_at(text, said, at)
            if one is None:
                at += 1
                continue
            found.append(one)
            at = next((n for n in range(at, len(said)) if said[n].start >= one.end), len(said))
        return tuple(found)

    def _longest_at(self, text: str, said: list[InflectedWord], at: int) -> NamedCareer | None:
        for length in range(min(self._longest, len(said) - at), 0, -1):
            run = said[at : at + length]
            name = tuple(word.form for word in run)
            for kind, ids in (
                (NameKind.WHOLE, self._whole.get(name)),
                (NameKind.PART, self._part.get(name)),
                (NameKind.FIELD, self._field.get(name)),
                (NameKind.LISTED, () if name in _listed() else None),
            ):
                if ids is None or (length == 1 and not _is_unambiguous(text, said, at, kind)):
                    continue
                start, end = run[0].start, run[-1].end
                standing = standing_of(text, start, plural=run[-1].plural)
                return NamedCareer(
                    start=start,
                    end=end,
                    name=name,
                    text=text[start:end],
                    kind=kind,
                    guide_ids=ids,
                    own=standing is not Standing.ASKED,
                    as_one=standing is Standing.AS_ONE,
                )
        return None


def unlisted_career(text: str) -> str:
    """An unlisted career named by the question's structure, or empty.

    Example: "how do I become a doula".
    """
    for match in _FRAME.finditer(text):
        phrase = next(filter(None, match.groups()), "")
        kept = [word for word in words(phrase) if word.form not in PLAIN]
        if not kept or len(kept) > 4 or any(phrase[w.start : w.end].lower() in _NOT_NAMED for w in kept):
            continue
        return phrase[kept[0].start : kept[-1].end]
    return ""


_NOT_NAMED = STOPWORDS | frozenset(
    "much long many often people person anyone someone everyone worker one it job work career money degree thing"
    " workers jobs careers hours days weeks part school college year years night nights".split()
)


def modifiers_before(text: str, named: NamedCareer) -> tuple[InflectedWord, ...]:
    """Modifiers right before a name and part of it ("acoustic" engineers).

    Words said of people in any career are left out.
    """
    before: list[InflectedWord] = []
    for word in reversed([word for word in words(text[: named.start]) if word.end <= named.start]):
        between = text[word.end : (before[-1].start if before else named.start)]
        shown = text[word.start : word.end].lower()
        if between.strip("- ") or shown in NOT_MODIFIERS or word.form in PLAIN or len(before) == 3:
            break
        before.append(word)
    return tuple(reversed(before))


NOT_MODIFIERS = STOPWORDS | frozenset(
    "become becoming hire help between than versus vs compare compared against like need money hour day week month"
    " time hours days pay paid salary earn make earns makes made call called see under over per no not every each any"
    " all both either using use by since until because say says said think know knows want wants would go going gets"
    " about regarding question same next being only even still usually normally really actually often always never"
    " plus minus then now maybe also come comes study studying degree license skills tools hiring average".split()
)


def _is_unambiguous(text: str, said: list[InflectedWord], at: int, kind: NameKind) -> bool:
    """Whether a single word names a career at this place."""
    word = said[at]
    if len(word.form) <= 3 and text[word.start : word.end].rstrip("s").isupper():
        return True  # RN in capitals, not "rn" for "right now"
    if kind is NameKind.FIELD or word.form not in EVERYDAY:
        return True
    return word.plural or (at > 0 and said[at - 1].form in ARTICLES) or len(said) <= 2


def _field_names(name: Name) -> Iterable[Name]:
    """Names of the field of work, derived from a career's name.

    Examples: plumbing, nursing, civil engineering.
    """
    *lead, last = name
    if last in GENERIC and not lead:
        return
    made = ""
    if last.endswith("eer"):
        made = last + "ing"
    elif last.endswith(("er", "or")) and len(last) > 5 and last not in GENERIC:
        made = last[:-2] + "ing"
    elif last.endswith("ountant"):
        made = last[:-3] + "ing"
    elif last == "nurse":
        made = "nursing"
    elif last.endswith(("therapist", "ologist")):
        made = last[:-3] + "y"
    elif last.endswith("ist") and len(last) > 5:
        made = last + "ry"
    elif last.endswith("ian") and last.startswith("librar"):
        made = "librarianship"
    elif last == "lawyer":
        made = "law"
    elif last.endswith("tect"):
        made = last + "ure"
    if made:
        yield (*lead, made)
        if lead and made in ("nursing", "law"):
            yield (made,)


def is_known_occupation(name: Name) -> bool:
    """Whether a name is certainly an occupation, not only by its ending."""
    return bool(name) and (
        name[-1] in GENERIC or is_listed_person(name[-1]) or name[-1:] in _listed() or name in _listed()
    )


def _names_careers(title: str, names: Iterable[Name]) -> bool:
    """Whether a title names careers.

    It does with a known occupation, or with a plural ending like several people: "Sadness" is nobody, "The Maze Runner"
    is one.
    """
    several = title.rstrip(" .").lower().endswith("s")
    return any(is_known_occupation(name) or (several and is_person(name[-1])) for name in names)


@cache
def occupation_words() -> frozenset[str]:
    """The words of all occupations' names in lower case, singular and plural."""
    return frozenset(form for name in _listed() for word in name for form in (word, f"{word}s"))


@cache
def _listed() -> frozenset[Name]:
    return frozenset(name for line in _lines() for written in line.split("=") if (name := forms(written)))


@cache
def _synonyms() -> tuple[tuple[Name, Name], ...]:
    """Pairs of synonymous names, in both directions: ``trucker = truck driver``."""
    pairs = [tuple(forms(name) for name in line.split("=")) for line in _lines() if "=" in line]
    return tuple((one, other) for pair in pairs for one in pair for other in pair if one != other)


@cache
def _lines() -> tuple[str, ...]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))
