"""Tells whether a clause calls the guide silent, and about what."""

import re
from dataclasses import dataclass

from advisor.generation.refusals.cues import (
    ABOUT_OR_END,
    ABOUT_TAIL,
    AFFIRMS,
    ALL_IT_SAYS,
    ALONE,
    ANYTHING,
    BARE_NO,
    CAREER_END,
    COUNTED,
    DETAILED,
    DONT_THINK,
    ENDS_HERE,
    ENDS_STATED,
    FIRST_PERSON,
    FIXED,
    HARD_NOUN,
    HAS_INFORMATION,
    HERE,
    IS,
    IS_SAID,
    LOOSE,
    NAMES,
    NEWS,
    NO_THING,
    NO_VERB,
    NOT_COVERED,
    NOT_SOMETHING,
    NOTHING_MORE,
    OF_INFORMATION,
    ONLY_OF_WORDS,
    OPEN_QUESTION,
    OUTWARD,
    PREDICATE,
    REPORTING,
    SAID_OF,
    SAY_WORDS,
    SAYING_ONLY,
    SOUGHT,
    SPECIFIC_SUBJECT,
    STARTS_WITH_SOURCE,
    STATED_IN,
    SURE_PARTICIPLE,
    SURE_UNSAID,
    UNSAID_WORD,
    VAGUE_SUBJECT,
    VALUE,
)
from advisor.generation.refusals.forms import (
    ANSWERER_HAS_NO,
    CANNOT,
    CLEFT,
    DOES_NOT_APPEAR,
    ELUDES,
    FRONTED,
    INVERTED,
    IS_MISSING,
    IS_NOT_SAID,
    IS_NOT_THERE,
    IT_IS_NOT_SAID,
    IT_IS_UNSAID,
    NEEDS_MORE,
    NEITHER_OF_SOURCES,
    NEITHER_SAID,
    NO_SOURCE,
    NO_SUCH,
    NO_WAY,
    NOT_HERE,
    NOT_SAID,
    NOT_TOLD,
    NOTHING_ABOUT,
    NOTHING_HERE,
    NOTHING_SAYS,
    NOWHERE,
    PRONOUN_DOES_NOT,
    SAID_END,
    SOMETHING_NOT,
    SOMETHING_SILENT,
    SOURCE_DOES_NOT,
    SOURCE_HAS_NO,
    SOURCE_IS_NOT,
    SOURCE_IS_SILENT,
    SOURCE_LACKS,
    SOURCE_LEAVES,
    SURE_NO,
    SURE_PRONOUN,
    THERE_IS_NO,
    WHOLE,
    YOU_WILL_NOT_FIND,
)
from advisor.generation.refusals.missing import name_missing


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about a clause from the words around it."""

    framed: bool = False  # the sentence names the guide
    placed: bool = False  # the clause itself names the guide as the place that was looked at
    inherits: bool = False  # the clause before has the guide, or whoever answers, as its subject
    reported: bool = False  # the clause before says what the guide does say, which may go on


def missing_in(clause: str, setting: Setting) -> str | None:
    """Return what a clause says is missing, or None.

    It is empty when the clause names nothing.
    """
    clause = clause.strip(" .!?…,;:\"'()")
    if WHOLE.fullmatch(clause):
        return ""
    for read in (_source_is_silent, _answerer_cannot, _is_unsaid, _there_is_none, _subject_unsaid):
        if read is not _source_is_silent and AFFIRMS.match(clause):
            return None
        found = read(clause, setting)
        if found is not None:
            return name_missing(found)
    return None


def _source_is_silent(clause: str, setting: Setting) -> str | None:
    named = _starts_with_source(clause)
    found = SOURCE_HAS_NO.match(clause)
    if found and ((NO_VERB.match(found["verb"]) and (named or _continues(found, setting))) or SURE_NO.match(clause)):
        negates = (
            PREDICATE.search(found["x"]) if found["no"].lower() in {"no", "neither", "none"} else IS.match(found["x"])
        )
        return None if REPORTING.match(found["verb"]) and negates else found["x"]
    found = SOURCE_DOES_NOT.match(clause)
    if found:
        return found["x"]
    for pattern in (
        SOURCE_IS_SILENT,
        SOURCE_IS_NOT,
        SOURCE_LACKS,
        NO_SOURCE,
        NEITHER_OF_SOURCES,
        NOTHING_SAYS,
        SOURCE_LEAVES,
    ):
        found = pattern.match(clause)
        if not found:
            continue
        groups = found.groupdict()
        if groups.get("loose") and not (
            _continues(found, setting)
            if pattern is NO_SOURCE
            else LOOSE.match(clause) or (setting.framed and "silent" in clause)
        ):
            continue
        if pattern is NOTHING_SAYS and not (setting.placed or found["where"]):
            continue
        return (groups.get("x1") or "") or found["x"]
    found = NOWHERE.match(clause)
    if found and (setting.framed or NAMES.search(clause)) and (found["who"] or SAID_END.match(found["x"])):
        return SAY_WORDS.sub("", found["x"])
    found = PRONOUN_DOES_NOT.match(clause)
    if found and (
        SURE_PRONOUN.match(clause)
        or ((setting.framed if found["pronoun"] else setting.inherits) and _continues(found, setting))
    ):
        return found["x"]
    found = BARE_NO.match(clause)
    if (
        found
        and setting.inherits
        and (_continues(found, setting) if found["verb"] else OF_INFORMATION.match(found["y"]) or not setting.reported)
    ):
        return found["x"] or found["y"]
    return None


def _continues(found: re.Match[str], setting: Setting) -> bool:
    """Whether a clause whose subject is a pronoun, or none, has the guide as its subject."""
    if setting.inherits and not setting.reported:
        return True
    return setting.framed and bool(SAYING_ONLY.match(found["verb"]) or OF_INFORMATION.match(found["x"]))


def _starts_with_source(clause: str) -> bool:
    return bool(STARTS_WITH_SOURCE.match(clause))


def _answerer_cannot(clause: str, setting: Setting) -> str | None:
    first = bool(FIRST_PERSON.match(clause))
    for pattern in (CANNOT, NEEDS_MORE, ANSWERER_HAS_NO):
        found = pattern.match(clause)
        if found and (first or setting.inherits or setting.placed or ALONE.match(clause) or SOUGHT.match(clause)):
            return found["x"]
    if NOT_SOMETHING.fullmatch(clause) or ALL_IT_SAYS.fullmatch(clause):
        return ""
    found = NOT_TOLD.match(clause) or DONT_THINK.match(clause)
    if found:
        return found["x"]
    found = YOU_WILL_NOT_FIND.match(clause)
    if found and (setting.placed or first or HERE.search(clause)):
        return found["x"]
    return None


def _is_unsaid(clause: str, setting: Setting) -> str | None:
    for pattern in (IT_IS_NOT_SAID, IT_IS_UNSAID):
        found = pattern.match(clause)
        if found and (
            setting.placed
            or SURE_UNSAID.match(clause)
            or (setting.framed and DETAILED.match(found["x"].strip() or "how"))
            or (NOTHING_MORE.match(found["x"]) and ENDS_STATED.search(clause))
        ):
            return found["x"]
    for pattern in (SOMETHING_SILENT, FRONTED, CLEFT):
        found = pattern.match(clause)
        if found:
            inner = Setting(framed=True)
            heard = _source_is_silent(found["clause"], inner)
            heard = _answerer_cannot(found["clause"], inner) if heard is None else heard
            if heard is not None:
                return found["x"] if pattern is CLEFT else found["x1"]
    return None


def _there_is_none(clause: str, setting: Setting) -> str | None:
    found = NO_WAY.match(clause)
    if found and (setting.placed or (setting.framed and DETAILED.match(found["x"].strip()))):
        return found["x"]
    found = NOTHING_HERE.match(clause)
    if found and (setting.placed or found["about"] or SAID_OF.match(found["x"])):
        return found["about"] or found["x"]
    found = NOTHING_ABOUT.match(clause)
    if found and (
        setting.placed
        or setting.inherits
        or (found["x"].strip() and len(found["x"].split()) < 4)
        or HERE.search(clause)
    ):
        return SAY_WORDS.sub("", found["x"])
    found = THERE_IS_NO.match(clause)
    if found:
        information = HAS_INFORMATION.match(found["x"])
        if information and ABOUT_OR_END.match(information["after"]):
            hard, after = HARD_NOUN.match(information["noun"]), information["after"]
            fixed = FIXED.match(found["x"][: information.start("after")])
            if (
                (setting.placed and not fixed)
                or COUNTED.match(found["x"])
                or (hard and (setting.framed or SAID_OF.match(after)))
                or (ENDS_HERE.match(after) and not fixed)
            ):
                return found["x"]
        elif setting.placed and ANYTHING.match(found["x"]):
            return found["x"]
    found = NO_SUCH.match(clause)
    if found and ABOUT_OR_END.match(found["x"]):
        return _no_such(found, setting)
    found = NO_THING.match(clause)
    if found and (
        setting.placed
        or setting.inherits
        or (NOTHING_MORE.match(found["x"]) and (SURE_PARTICIPLE.match(found["said"]) or VALUE.search(found["noun"])))
    ):
        return found["noun"] if NOTHING_MORE.match(found["x"]) else f"{found['noun']} {found['x']}"
    return None


def _no_such(found: re.Match[str], setting: Setting) -> str | None:
    tail = found["x"]
    said = IS_SAID.search(tail)
    hard = bool(HARD_NOUN.match(found["noun"].split()[-1]))
    if said and not setting.placed and (not STATED_IN.search(said[0]) or OUTWARD.match(tail[said.end() :])):
        return None
    if not (
        said
        or setting.placed
        or setting.inherits
        or not tail.strip()
        or (hard and SAID_OF.match(tail))
        or ENDS_HERE.match(tail)
    ):
        return None
    if said:
        tail = f"{tail[: said.start()]} {tail[said.end() :]}"
    return f"{found['noun']}{tail}"


def _subject_unsaid(clause: str, setting: Setting) -> str | None:
    found = INVERTED.match(clause)
    if found and (setting.placed or NOT_COVERED.match(clause)):
        return found["x"]
    found = NOT_HERE.match(clause) or NOT_SAID.match(clause)
    if found and (
        setting.placed
        or setting.inherits
        or NOTHING_MORE.match(found["x"])
        or (setting.framed and ONLY_OF_WORDS.match(found[0].split()[-1]))
    ):
        return "" if NOTHING_MORE.match(found["x"]) else found["x"]
    found = NEITHER_SAID.match(clause)
    if found and (setting.placed or NOTHING_MORE.match(found["x"])):
        return found["x1"]
    for pattern in (SOMETHING_NOT, ELUDES, IS_NOT_THERE, DOES_NOT_APPEAR):
        found = pattern.search(clause)
        if found and (setting.placed or pattern is IS_NOT_THERE or NAMES.search(clause)):
            return clause[: found.start()]
    found = IS_MISSING.search(clause)
    if found and _is_missing(clause, found, setting):
        return clause[: found.start()]
    found = IS_NOT_SAID.search(clause)
    return _not_said(clause, found, setting) if found else None


def _is_missing(clause: str, found: re.Match[str], setting: Setting) -> bool:
    if OPEN_QUESTION.match(clause):
        return True
    if UNSAID_WORD.match(found["how"]):
        return (
            setting.placed
            or found["how"].endswith("unmentioned")
            or (
                setting.framed
                and _informs(clause[: found.start()])
                and bool(SAID_OF.match(found["x"]) or NOTHING_MORE.match(found["x"]))
            )
        )
    return setting.placed or bool(NEWS.match(clause)) or bool(NAMES.search(found["x"]))


def _informs(subject: str) -> bool:
    return any(pattern.match(subject) for pattern in (DETAILED, VAGUE_SUBJECT, SPECIFIC_SUBJECT)) or bool(
        VALUE.search(subject)
    )


def _not_said(clause: str, found: re.Match[str], setting: Setting) -> str | None:
    subject, tail = clause[: found.start()], found["x"]
    ends = bool(NOTHING_MORE.match(tail))
    of_words = bool(ONLY_OF_WORDS.match(found["said"]))
    if setting.placed or (
        setting.framed
        and not CAREER_END.match(tail)
        and (of_words or (ENDS_STATED.match(found["said"]) and _informs(subject)))
    ):
        about = ABOUT_TAIL.match(tail)
        return f"{subject} {tail}" if about and not ends else subject
    unframed = (
        found["be"].lower() == "not"
        or DETAILED.match(subject)
        or VAGUE_SUBJECT.match(subject)
        or SPECIFIC_SUBJECT.match(subject)
        or SURE_PARTICIPLE.match(found["said"])
        or (found["said"].lower() == "given" and VALUE.search(subject))
    )
    return subject if ends and ENDS_STATED.match(found["said"]) and unframed else None
