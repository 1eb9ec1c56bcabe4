"""Reads what a sentence calls missing, and what it says nevertheless."""

import re

from advisor.generation.refusals.clauses import JoinedClause, led_in, plain, split, without_openers, without_places
from advisor.generation.refusals.missing import name_missing
from advisor.generation.refusals.refusal import Refusal
from advisor.generation.refusals.silence import Setting, missing_in
from advisor.generation.refusals.vocabulary import ADVERBS, BARE_SOURCE, INFORMATION, QUESTION, SOURCE

MAX_CHARS = 600  # of a sentence; what is longer is no plain refusal


_SAYS = re.compile(
    rf"(?:all (?:that )?{SOURCE} (?:says?|tells? us|states?|mentions?) (?:about it )?is(?: that)?"
    rf"|what (?:{SOURCE}|it) (?:does )?(?:says?|mentions?|states?) is(?: that)?"
    rf"|(?P<subject>{SOURCE}|it|they|guide|passages?|we|i can (?:only )?(?:say|tell you)"
    rf"|we (?:only )?(?:learn|know|are told))?{ADVERBS}\s?(?P<only1>only|just|merely"
    rf"|simply)?\s?(?:does|do|did|can)?\s?(?:only|just|merely|simply|also|at least)?\s?"
    r"(?P<verb>says?|said|saying|states?|stating|mentions?|mentioning|mentioned"
    r"|notes?|noting|gives?|giving|lists?|listing|indicates?|indicating|explains?"
    r"|explaining|reports?|reporting|tells?(?: us| you)?|telling(?: us| you)?"
    r"|suggests?|suggesting|shows?|points? out|provides?|providing|describes?"
    r"|describing|discuss(?:es|ing)?|covers?|covering|talks? (?:only )?about|talking about"
    r"|addresses|addressing|deals? with|focus(?:es)? (?:only )?on|touch(?:es)? (?:only )?on"
    r"|contains?|includes?|refers? to|speaks? of|learn|know|are told|goes into"
    r"|offers?|names?|is about|are about|can (?:only )?(?:say|tell you))\b"
    r"(?P<only2>\sonly|\sjust|\smerely|\ssimply)?,?\s?(?:in general )?(?P<that>that\b)?(?P<y>.*))",
    re.IGNORECASE,
)
_ABOUTNESS = re.compile(
    r"(?:discuss|cover|talk|address|deal|focus|touch|refer|describ|speak|goes|is about|are about)", re.IGNORECASE
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|can|could|may|might|must|should|will|would|has|have"
    r"|had|do|does|did|'s|'re|isn't|aren't|don't|doesn't|\w{3,}(?:s|ed)|earn|work"
    r"|need|take|get|pay|make|use|vary|start|go|vary|depend|tend|exist|fail|rise"
    r"|differ|report|visit|help|run|travel|wait|spend|require)\b",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"(?:(?:so|and|but|then|therefore|thus)\s)?(?:(?:i|we)(?:'d|'m|'ve|'ll)?\b"
    r"|please\b|you(?:'d| would|'ll| may| might| will| should| can| could)? (?:(?:want"
    r"|need|have|do well|be better off|be best) (?:to )?)?(?:check|ask|consult"
    r"|look|contact|refer|research|turn|try|find|search|verify|see)\b|it(?:'s"
    r"| is| may be| might be| would be) (?:best|worth|better|advisable|helpful"
    r"|a good idea|wise)\b"
    r"|the (?:question|user|reader) (?:asks?|asked|is asking|wants|is)|my answer"
    r"|sorry|let me|feel free|if you (?:need|want|have|'d like|would like|are"
    r"|'re)\b|for (?:details|more|this|that)\b|good luck|hope|that's all|this is all"
    r"|other sources|another source|a (?:specialist|licensing|school|local)\b.{0,30}\bwould"
    r"|check\b|ask\b|consult\b|contact\b|see\b|try\b)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:the (?:question|user|reader) (?:asks?|asked|is asking|wants to know|is)(?: about)?"
    r"|you (?:asked|ask|want to know)(?: about)?|(?:the )?(?:only )?(?:thing|detail)s? (?:that is "
    r"|that's )?missing is)\s(?P<topic>.+)",
    re.IGNORECASE,
)
_NOT_ALSO = re.compile(
    r"(?:(?:and |but )?(?:not)?(?: \w{1,10}ly)?\s?(?P<about>about|on|for|of|in)?\s?(?P<x>.+)"
    r"|(?:and |but )?(?:nothing|not a word|no \w+) (?:on|about|of|regarding)\s(?P<y>.+))",
    re.IGNORECASE,
)
_NOT_OPENS = re.compile(r"(?:and |but )?(?:not|nothing|no)\b", re.IGNORECASE)


def read_refusal(sentence: str) -> Refusal | None:
    """Return what a sentence says that the guide lacks, if it does."""
    if len(sentence) > MAX_CHARS:
        return None
    text, framed, topic = without_openers(plain(sentence))
    pieces = _clauses(text)
    framed = framed or bool(_NAMED.search(plain(sentence)))
    read = [_read(one, framed=framed, before=pieces[at - 1].text if at else "") for at, one in enumerate(pieces)]
    if not any(lacks is not None for lacks, _ in read):
        return None
    named = [lacks for (lacks, _), one in zip(read, pieces, strict=True) if lacks and one.joint not in _REASONS]
    named += [lacks for lacks, _ in read if lacks]
    return Refusal((named or [name_missing(topic)])[0], " ".join(rest for _, rest in read if rest))


_ASKS = re.compile(r"(?:how|what|which|who|whether)\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"(?:say|said|stat|mention|not|indicat|explain|report|tell|suggest|show|point|learn|know|are told|can|$)",
    re.IGNORECASE,
)
_TELLS = re.compile(r"(?:say|said|stat|tell|learn|know|are told|can)", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|can|could|may|might|must|should|will|would|has|have|had)\b", re.IGNORECASE
)
_EXTENT = re.compile(
    r"(?:how (?:long|much|many|often|large|big|high|far|old|hard|common|to)|whether|for how)\b", re.IGNORECASE
)
_GOES_ON = {"but", "not", "and", "only", "though", "yet", ";", "just", "nor"}
_SOURCE_FIRST = re.compile(
    rf"(?:{SOURCE}|{BARE_SOURCE}|it (?:only |just |merely |simply )?(?:says|mentions"
    rf"|states|gives|lists|notes|covers|discusses)|i|we|i've|we've|i'm)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    rf"(?:giving|saying|naming|stating|specifying|mentioning|providing|going into"
    rf"|offering|quoting|explaining)\s(?P<x>(?:exactly |any |a |an |the |specific "
    rf"|exact |further |more )*(?:{INFORMATION}\b|{QUESTION}\b|by how).*)",
    re.IGNORECASE,
)
_REASONS = {"since", "because", "as", "for", "given that"}
_NAMED = re.compile(rf"\b{SOURCE}|^{BARE_SOURCE}\b", re.IGNORECASE)
_MENTIONED = re.compile(
    r".{1,160}\b(?:is|are|was|were) (?:only |also )?(?:mentioned|discussed|covered"
    r"|addressed|touched on|described|given|listed|stated)\b",
    re.IGNORECASE,
)
_ONLY_MENTIONED = re.compile(
    r".{1,160}\b(?:is|are|was|were) (?:only |also |briefly )?(?:mentioned|discussed"
    r"|covered|addressed|touched on|described)$",
    re.IGNORECASE,
)


def _clauses(text: str) -> list[JoinedClause]:
    """The clauses, those of "While A, B" among them."""
    ways = led_in(text)
    if not ways:
        return split(text)
    for word, first, second in ways:
        opened, _, _ = without_openers(second)
        parts = split(second)
        if any(_is_silent(one) for one in (opened if len(parts) < 2 else parts[0].text, first)):
            return [JoinedClause(first, word), *(JoinedClause(one.text, one.joint or ",") for one in parts)]
    return split(text)


def _is_silent(text: str) -> bool:
    cleared, placed = without_places(text)
    return missing_in(cleared, Setting(framed=True, placed=placed)) is not None


def _read(clause: JoinedClause, *, framed: bool, before: str) -> tuple[str | None, str]:
    """What one clause says is missing, if it does, and what it says of the career."""
    text, opened, topic = without_openers(clause.text)
    cleared, placed = without_places(text)
    if clause.joint == "without" and (without := _WITHOUT.match(text)) and (framed or _SOURCE_FIRST.match(before)):
        return name_missing(without["x"]), ""
    inherits = bool(_SOURCE_FIRST.match(before)) and clause.joint in _GOES_ON
    reported = bool(
        (says := _SAYS.match(before))
        and (says["that"] or (_FINITE.search(says["y"] or "") and not _ABOUTNESS.match(says["verb"] or "")))
    )
    lacks = missing_in(cleared, Setting(framed or opened or placed, placed, inherits, reported))
    if lacks is not None:
        if not lacks:
            lacks = name_missing(topic)
        if (
            not lacks
            and clause.joint in {"which", "but", "and", "as", "since", "because"}
            and (asked := _ASKED.match(before))
        ):
            lacks = name_missing(asked["topic"])
        return lacks, ""
    if also := _left_out(text, clause, before):
        return name_missing(also["x"] or also["y"]), ""
    return None, _said(text, clause, framed=framed)


def _left_out(text: str, clause: JoinedClause, before: str) -> re.Match[str] | None:
    """What the guide is said not to speak of, after what it does: "…, but not their price"."""
    if clause.joint not in _GOES_ON or not (clause.joint == "not" or _NOT_OPENS.match(text)):
        return None
    also = _NOT_ALSO.match(text)
    if not also:
        return None
    says = _SAYS.match(before)
    if says and says["subject"] and says["verb"] and not says["that"]:
        named = _ABOUTNESS.match(says["verb"]) or not _FINITE.search(says["y"] or "")
        if (
            named
            and (clause.joint != "not" or _ABOUTNESS.match(says["verb"]))
            and len(says["y"].split()) > (clause.joint != "but")
        ):
            return also
    if says and says["subject"]:
        return also if (_EXTENT if clause.joint == "not" else _ASKS).match(also["x"] or "") else None
    return also if clause.joint != "not" and _MENTIONED.match(before) else None


def _said(text: str, clause: JoinedClause, *, framed: bool) -> str:
    """What a clause says of the career, as a sentence of its own."""
    only = clause.joint in {"only", "just"}
    says = _SAYS.match(text)
    if says and (says["subject"] or (says["verb"] and (framed or not clause.joint))):
        said = says["y"].strip(" ,:")
        is_clause = bool(says["that"]) or (
            bool(_REPORTS.match(says["verb"] or ""))
            and bool((_FINITE if _TELLS.match(says["verb"] or "say") else _AUXILIARY).search(said))
            and not re.match(rf"{QUESTION}\b", said, re.IGNORECASE)
        )
        only = only or bool(says["only1"] or says["only2"])
        if says["verb"] and _ABOUTNESS.match(says["verb"]):
            return ""
        if not is_clause and not (re.search(r"\d", said) or (only and len(said.split()) > 2)):
            return ""
        return _sentence(said)
    if _NAMED.match(text) or _IDLE.match(text) or _ONLY_MENTIONED.match(text) or _ASKED.match(text):
        return ""
    said = re.sub(r"^that\s", "", text)
    if only and said != text:
        return _sentence(said)
    if not (_FINITE.search(said) or re.search(r"\d", said)) or len(said.split()) < 3:
        return ""
    return _sentence(said)


def _sentence(text: str) -> str:
    text = text.strip(" ,;:–—-")
    text = text if text[-1:] in ".!?" else f"{text}."
    return text[:1].upper() + text[1:] if len(text) > 1 else ""
