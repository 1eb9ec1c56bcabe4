"""Subject resolution: the group of people a statement is about.

That is the guide's career as a whole, another role or rank, or only some of them.
"""

import re
from dataclasses import dataclass

from advisor.domain import Guide
from advisor.domain.page_titles import career_in_title
from advisor.facts.role_words import (
    GENERIC,
    OPENS,
    PREPOSITION,
    PRONOUN,
    RANKS,
    SOME,
    TOPIC,
    USUAL,
    is_agent_noun,
    key,
    last_person_index,
    singular_words,
)

_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|being|can|cannot|can't|could|may|might|must|should|will|would|do|does|don't|doesn't"
    r"|did|has|have|had|needs?|requires?|earn(?:s|ed)?|makes?|made|take|takes|typically|usually|generally|often|always"
    r"|never|rarely|seldom|sometimes|hardly|frequently|normally|also|enjoys?|faces?|held|holds?|expects?|asks?|involves?"
    r"|offers?|starts?|ranges?|runs?|works?(?! (?:of|is|can|may|schedules?))|travels?|experiences?(?! (?:is|of|as))"
    r"|stands?|comes?|belong|prefer|receives?|begins?|grows?|shrinks?|live|lives|remains?|means?|becomes?|shows?|plays?|leads?|uses?|wears?|spends?|meets?|gets?|provides?|helps?)\b"
)
_IS_NOUN_TOO = re.compile(r"(?:works?|travels?|experiences?|needs?|makes?|plays?|uses?)$")
_INTRO = re.compile(
    r"^(?:in|at|for|with|to|as|on|under|by|within|outside|depending|if|when|where|before|after|during|among|unlike"
    r"|compared|according|because|since|despite|however|generally|typically|usually|often|overall|currently|today)\b"
    r"[^,;]{0,90}, "
)
_POSSESSIVE = re.compile(r"(\w)(?:'s|(?<=s)')(?= )")
_BENIGN = re.compile(
    r"^(?:in|of|for|within|to) (?:the |this |an? |their |your |our |that |all )*"
    r"(?:field|occupation|career|profession|role|job|position|work|industry as a whole|united states|u\.?s\.?|country"
    r"|nation|most|all|entry)\b"
)
# "Most zoos require zookeepers to have a degree", "to become chief engineer": the subject is inside.
_OF_OTHERS = re.compile(
    r"\brequires? ([\w ,'&-]{3,60}?) (?:to|who)\b|^(?:to|before) (?:becom\w+|be"
    r"|reach\w*(?: the rank of)?) ([^,]{3,60}), "
)
_PERCENT_GROUP = re.compile(r"\b(?:top|highest|best|lowest|bottom|upper)\b")


@dataclass(frozen=True, slots=True)
class Subject:
    """The group a clause is about.

    ``scope`` empty: the career. ``named``: the clause names the group itself, in any words. ``usual``: most of the
    group. ``pronoun``: it refers back to the subject of the sentence before.
    """

    scope: str = ""
    usual: bool = True
    named: bool = False
    pronoun: bool = False


class SubjectResolver:
    """Resolves subjects, given the names a guide has for its own career."""

    def __init__(self, guide: Guide) -> None:
        self._keys: set[frozenset[str]] = set()
        self._full: set[frozenset[str]] = set()
        self.place = guide.metadata.country.casefold()
        self.country = frozenset({*self.place.split(), "united", "state"} if self.place else ())
        self.currency = guide.metadata.currency or "USD"
        for name in {guide.metadata.role, career_in_title(guide.title)} - {""}:
            words = singular_words(re.sub(r"\([^)]{0,200}+\)", " ", name))
            self._keys.add(key(words))
            self._full.add(key(words))
            if not self._lists_people(words):
                plain = [word for word in words if word not in {",", "and", "or"}]
                self._keys.update(key(plain[at:]) for at in range(len(plain)) if is_agent_noun(plain[-1]))
                if not {",", "and", "or"} & set(words):
                    continue
                self._keys = {one for one in self._keys if len(one) == 1 or one == key(words)}
        self._keys.discard(frozenset())

    @staticmethod
    def _lists_people(words: list[str]) -> bool:
        """Whether a title names several occupations: ``Physicians and Surgeons``."""
        parts = re.split(r" (?:,|and|or) ", " ".join(words))
        return sum(1 for part in parts if part.split() and is_agent_noun(part.split()[-1])) > 1

    def scope_of(self, name: str) -> str:
        """The scope of a name for people.

        Empty for the career itself and for workers in general.
        """
        words = [word for word in singular_words(name) if word not in USUAL]
        while words and words[-1] in {",", "and", "or"}:
            words.pop()
        if key(words) in self._keys or (len(words) == 1 and words[0] in GENERIC):
            return ""
        return " ".join(word for word in words if word != ",")

    def without_own(self, words: list[str]) -> list[str]:
        """The words of a name without the career's own name in them.

        Nothing is left of a name for workers in general.
        """
        own = max((key for key in self._keys if key <= set(words)), key=len, default=frozenset())
        left = [word for word in words if word not in own]
        return [] if all(word in GENERIC for word in left) else left

    def is_own(self, name: str) -> bool:
        """Whether a heading or row name is the career's own full name."""
        return key(singular_words(name)) in self._full

    def subject_of_clause(self, clause: str) -> Subject:
        """The subject of a lower-case clause."""
        for match in _OF_OTHERS.finditer(clause):
            other = self.subject_of_phrase(match[1] or match[2])
            if other.named and not other.pronoun and (match[1] or other.scope):
                return other
        intro = _INTRO.match(clause)
        partial = bool(intro and is_limited(intro[0]))
        rest = clause[intro.end() :] if intro else clause
        verb = next(
            (
                v
                for v in _VERB.finditer(rest)
                if not _IS_NOUN_TOO.match(v[0]) or last_person_index(singular_words(rest[: v.start()])) is not None
            ),
            None,
        )
        phrase = rest[: verb.start()] if verb else rest[:120]
        if not phrase.strip(" ,"):
            return Subject(usual=not partial)
        found = self.subject_of_phrase(phrase)
        return Subject(found.scope, found.usual and not partial, found.named, found.pronoun)

    def subject_of_phrase(self, phrase: str) -> Subject:
        """The subject of a lower-case noun phrase.

        ``a nurse``, ``employment of senior nurses in hospitals``.
        """
        words = singular_words(_POSSESSIVE.sub(r"\1 's", phrase))[:30]
        groups: list[list[str]] = [[]]
        openers = [""]
        for word in words:
            if word in PREPOSITION:
                groups.append([])
                openers.append(word)
            else:
                groups[-1].append(word)
        usual = not (groups[0] and groups[0][0] in SOME)
        for n, group in enumerate(groups):
            if n and openers[n] not in OPENS:
                break
            bare = [word for word in group if word not in USUAL]
            some = bool(bare) and bare[0] in SOME
            bare = [word for word in bare if word not in SOME]
            at = last_person_index(bare)
            if at is None:
                if n == 0 and any(word in PRONOUN for word in group) and not bare:
                    return Subject(usual=usual, pronoun=True)
                if any(word in RANKS for word in bare):
                    return Subject(" ".join(word for word in bare if word in RANKS), usual, named=True)
                continue
            name = " ".join(word for word in bare if word not in {"'s"})
            if name in PRONOUN:
                return Subject(usual=usual and not some, pronoun=True)
            after = " ".join(
                " ".join([opener, *part]) for opener, part in zip(openers[n + 1 :], groups[n + 1 :], strict=True)
            )
            limited = (
                bool(after)
                and not after.startswith("'s")
                and not _BENIGN.match(after)
                and not _PERCENT_GROUP.search(" ".join(groups[0]))
            )
            scope = self.scope_of(name)
            usual = usual and not some and "no" not in group
            return Subject(f"{scope or 'they'} {after}" if limited else scope, usual, named=True)
        said = [w for g, o in zip(groups, openers, strict=True) if g is groups[0] or o in OPENS for w in g]
        bare = [word for word in said if word not in USUAL and word not in SOME and not word[0].isdigit()]
        if bare and not any(part in TOPIC for word in bare for part in (word, *word.split("-"))):
            return Subject(" ".join(bare), usual, named=True)
        return Subject(usual=usual)

    def section_scope(self, title: str) -> str:
        """The role or rank a heading consists of.

        Empty for the career itself and for other headings.
        """
        line = re.sub(r"\([^)]{0,200}+\)|(?<!\d)\d++\s*+[.)]|[“”\"]", " ", title).casefold().strip(" :")
        if title.rstrip().endswith("?") or not line or len(line.split()) > 9:
            return ""
        parts = [singular_words(part) for part in re.split(r"/|,|\bor\b|\band\b|&", line)]
        tops = [part for part in parts if part]
        if not tops or any(word in PREPOSITION for part in tops for word in part):
            return ""
        is_role = all(is_agent_noun(part[-1]) or part[-1] in RANKS for part in tops)
        words = [word for part in tops for word in part]
        is_rank = all(word in RANKS or word in {"level", "career", "stage", "tier"} for word in words)
        is_rank = is_rank and any(word in RANKS for word in words)
        if not (is_role or is_rank) or not any(part[-1] not in {"lead", "head"} for part in tops):
            return ""
        return self.scope_of(line.replace("/", " / "))


_LIMITED = re.compile(
    r"\b(?:in|at|for|within|among|with|under|by)\s+(?!(?:(?:all|every|each|any|most) ))(?:[\w'’.-]+\s+){0,4}?"
    r"(?:hospitals?|schools?|industr(?:y|ies)|sectors?|firms?|compan(?:y|ies)|states?|settings?|areas?|regions?|cit(?:y|ies)"
    r"|countr(?:y|ies)|markets?|practices?|agenc(?:y|ies)|government|specialt(?:y|ies)|positions?|organi[sz]ations?"
    r"|plants?|universit(?:y|ies)|colleges?|clinics?|offices?|degrees?|roles?|jobs|nonresidential|leadership|management"
    r"|tiers?|ranks?|levels?|clearance|facilit(?:y|ies)|manufactur\w+|retail|restaurants?|union|bonuses)\b"
)
_ENTRY = re.compile(r"\b(?:for|in) (?:senior|advanced|higher|management|leadership|entry[- ]level|executive)\b")
_OF_THIS = re.compile(
    r"\b(?:in|within|for|at) (?:this|the|an?|their|your|our|that|its|all|most|every|each)? ?(?:field|occupation|career"
    r"|profession|role|job|position|industry as a whole|entry level|workplace|united states|country|nation)\b"
    r"|\bwith (?:\w+ )?levels? of\b"
)
_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]cross|[Tt]hroughout) (?:the )?(?!May\b|Mays\b|June\b|July\b|January\b|February\b"
    r"|March\b|April\b|August\b"
    r"|September\b|October\b|November\b|December\b|United States|U\.?S|America\b|Summer|Winter|Spring|Fall\b)"
    r"([A-Z][a-z]+(?: [A-Z][a-z]+)*)"
)


def is_limited(text: str) -> bool:
    """Whether words such as "in hospitals" limit a lower-case statement."""
    rest = _OF_THIS.sub(" ", text)
    return bool(_LIMITED.search(rest) or _ENTRY.search(rest))


def places_in(text: str, country: str) -> tuple[str, ...]:
    """The places outside ``country`` that a sentence is about ("in Ohio").

    The sentence is in its original case.
    """
    return tuple(match[1] for match in _PLACE.finditer(text) if match[1].casefold() not in country)


def names_place(text: str, country: str) -> bool:
    """Whether a sentence is about a place ("in Ohio") outside ``country``."""
    return bool(places_in(text, country))
