"""Yes/no questions: what is asked, of what, and with which polarity."""

import re
from dataclasses import dataclass
from enum import StrEnum

from advisor.query.disputed_topic import topic_words
from advisor.text.tokens import stems


class YesNoKind(StrEnum):
    """What a question wants to know of its topic."""

    NEEDED = "needed"  # "do I need a degree", "is a degree required"
    POSSIBLE = "possible"  # "can it be done remotely"
    USEFUL = "useful"  # "does a certificate help", "is it important"
    HOLDS = "holds"  # "is it noisy", "do they work weekends"


@dataclass(frozen=True, slots=True)
class YesNoQuestion:
    """A question for yes or no.

    ``topic``: the stems that a sentence needs to have to be about it, never empty. ``is_reversed``: a yes to the topic
    is a no to the reader ("can I do without a degree"). ``is_remote``: it asks for work from elsewhere, whose many
    names are no part of the topic. ``is_task``: it asks whether the topic is part of the work.
    ``is_move``: it asks for moving on to the topic. ``is_doing``: it asks what people of the career do.
    """

    kind: YesNoKind
    topic: frozenset[str]
    is_reversed: bool = False
    is_remote: bool = False
    is_task: bool = False
    is_move: bool = False
    is_doing: bool = False


_AUX = r"(?:do|does|did|is|are|was|were|am|can|could|may|might|will|would|should|shall|must|has|have|r|cn)"
_NOT = r"(?:n['’]?t)?"
_PERSON = r"(?:i|you|u|ya|they|we|it|he|she|one|there|this|that|these|those|someone|anyone|people|my|the|an?|some|any)"
_LEAD = (
    r"(?:(?:and|but|so|or|ok|okay|well|hey|hi|hello|btw|also|plus|now|then|hm+|um+|wait|sorry|please|just|oh|like|lol|yo)"
    r"\b[,.!\s]*)*"
)
_SENTENCE = re.compile(r"(?<=[?!.;])\s+|\n+")
_STARTS = re.compile(rf"^\W*{_LEAD}{_AUX}{_NOT}\s+", re.IGNORECASE)
_INSIDE = re.compile(rf"\b{_AUX}{_NOT}\s+(?={_PERSON}\b)", re.IGNORECASE)
_WHETHER = re.compile(r"\b(?:whether|(?:know|wonder(?:ing)?|tell me|say|see|sure) if)\s+", re.IGNORECASE)
_WH = re.compile(
    r"\b(?:what|whats|what's|which|wich|who|whom|whose|how|hows|how's|why|where|wat|when|tell|list|name|explain|describe)\b",
    re.IGNORECASE,
)
# A subordinate clause before the question is no question word ("when I am a manager, do I …").
_CONDITION = re.compile(r"^\W*(?:if|once|when|while|as|since|after|before)\b.*", re.IGNORECASE)
_SHORT = (
    (
        YesNoKind.NEEDED,
        re.compile(r"^(.+?)(?<!\s)\s++(?:needed|required|necessary|mandatory|compulsory|a must)$", re.I),
    ),
    (YesNoKind.NEEDED, re.compile(r"^(?:need|have to|has to|gotta|got to|must)\s+(.+)$", re.I)),
    (YesNoKind.POSSIBLE, re.compile(r"^(.+?)(?<!\s)\s++(?:possible|ok|okay|allowed|an option)$", re.I)),
    (YesNoKind.USEFUL, re.compile(r"^(.+?)(?<!\s)\s++(?:worth it|useful|important|helpful)$", re.I)),
    (YesNoKind.HOLDS, re.compile(r"^(.+?)(?<!\s)\s++(?:normal|common|usual|typical)$", re.I)),
    (YesNoKind.HOLDS, re.compile(r"^(?:any|much|lots? of|a lot of)\s+(.+)$", re.I)),
    (YesNoKind.HOLDS, re.compile(r"^((?:good|bad|high|low)\s.+)$", re.I)),
)
MAX_SHORT_WORDS = 6
_KINDS = (
    (
        YesNoKind.NEEDED,
        re.compile(
            r"\b(?:need(?:s|ed)?|requir(?:e|es|ed|ements?)|necessary|mandatory|compulsory|obligatory|ha(?:ve|s) to"
            r"|gotta|got to|must|essential|optional|unnecessary)\b",
            re.I,
        ),
    ),
    (
        YesNoKind.USEFUL,
        re.compile(
            r"\b(?:help(?:s|ful)?|useful|worth(?: it|while)?|matters?|important|valued|valuable|a plus|an advantage"
            r"|beneficial|a good idea|a big deal|recommended|pay off)\b",
            re.I,
        ),
    ),
    (YesNoKind.POSSIBLE, re.compile(r"\b(?:(?:im)?possible|allowed|able to|feasible|an option|any way to)\b", re.I)),
)
_BY_AUX = (
    (YesNoKind.NEEDED, re.compile(r"\bmust\b", re.I)),
    (YesNoKind.USEFUL, re.compile(r"\bshould\b", re.I)),
    (YesNoKind.POSSIBLE, re.compile(r"\b(?:can|could|cn|may|might)", re.I)),
)
_DO_IT = re.compile(r"\b(?:do|be|become) (?:it|this|that|one)\b(?! \w*(?:s|ing|ion)\b)", re.I)  # the job itself
_DOES = re.compile(r"\b(?:do|does|did|will|would)\b", re.I)
_WITHOUT = re.compile(r"\b(?:without|with (?:no|zero))\b", re.I)
_REVERSES = re.compile(r"\b(?:impossible|optional|unnecessary)\b", re.I)
# What turns or weighs the sense of a question in ways that a quote's own words do not settle.
_UNSURE = re.compile(
    r"\b(?:not|no|\w+n['’]t|dont|never|nobody|nothing|none|zero|more|less|better|worse|rather|instead|than|versus|vs|beats?|too"
    r"|only|just|enough|same|best|worst|most|least|hard|difficult|tough|harder|easier|stop|avoid|lack|fail|lose|replace\w*)\b",
    re.I,
)
_ALTERNATIVE = re.compile(rf"\bor\s+(?:(?:not|no|nah|nope)\b|{_AUX}\s).*", re.IGNORECASE)
# A pointer to what was said before: the topic is not all here.
_SUBJECT = re.compile(r"^\W*(?:it|they|he|she|you|u|i|we|there|one|people)\b", re.I)
_POINTS = re.compile(
    r"\b(?:it|one|both|each|that|this|these|those|them|em)\b"
    r"(?! (?:job|work|career|role|field|profession|position|line)\b)",
    re.I,
)
_MOVE = re.compile(
    r"\b(?:becom(?:e|ing)|(?:move|go|get|step|switch|advance|transition)(?: (?:up|over|on))? (?:in)?to"
    r"|move (?:up|over|on)"
    r"|(?:be|get) promoted(?: to)?|end up as)\b",
    re.I,
)
_TASK = re.compile(
    r"\b(?:(?:a |any )?part of (?:the |this |my )?(?:job|work|role|day)|come (?:in)?to (?:it|the job)"
    r"|involves?|includes?|handles?"
    r"|deals? with|(?:have |has )?to do with|in charge of|responsible for)\b",
    re.I,
)
_ASIDE = re.compile(r",\s*(?:that(?:'?s| is| was)|thats|i(?:'m| am| was|'ve)|im|ive|since|because|cause|cuz)\b.*", re.I)
# Words that ask and say nothing of what is asked about.
# What alone is no topic: "is it good?" asks about nothing in particular.
_VAGUE = frozenset(stems("good bad nice great fine best better worth worthwhile like right wrong"))
_GENERIC = frozenset(
    stems(
        "job jobs work working career role position field profession people person someone anyone thing stuff lot lots"
        " kind become becoming get gets go going do done doing make use used really actually usually"
        " typically normally generally often"
        " always ever still already also even maybe now today currently"
        " much many quite pretty sometimes commonly common"
        " normal usual typical want guide say says sure true supposed deal tho though all ever everyday later please"
    )
)


def read_yes_no(text: str, role: str = "") -> YesNoQuestion | None:
    """Read the one question for yes or no that a text asks.

    ``role``: the career's name, which is no part of a topic. None for a text that asks anything else too, and where the
    polarity of the question is not plain.
    """
    sentences = [s.strip() for s in _SENTENCE.split(text.replace("’", "'")) if s.strip()]
    found = [one for sentence in sentences if (one := _clause(sentence))]
    others = sum(bool(_WH.search(s)) and s.endswith("?") and _clause(s) is None for s in sentences)
    if len(found) != 1 or others:
        return None
    aux, body, kind = found[0]
    return _read(aux, body, kind, role)


def _clause(sentence: str) -> tuple[str, str, YesNoKind | None] | None:
    """Find the auxiliary and the rest of a sentence that asks for yes or no.

    The kind is that of a short one without an auxiliary, else None.
    """
    whether = _WHETHER.search(sentence)
    if whether:
        return "", sentence[whether.end() :], None
    starts = _STARTS.match(sentence)
    if starts:
        return starts.group(), sentence[starts.end() :], None
    inside = _INSIDE.search(sentence)
    if inside:
        before = sentence[: inside.start()]
        asks_other = _WH.search(before) and not _CONDITION.match(before)
        return None if asks_other else (inside.group(), sentence[inside.end() :], None)
    if len(sentence.split()) <= MAX_SHORT_WORDS and not _WH.search(sentence):
        bare = re.sub(rf"^\W*{_LEAD}|(?<![\s?!.])[\s?!.]++$|(?<!\s)\s++tho(?:ugh)?[\s?!.]*+$", "", sentence, flags=re.I)
        for kind, pattern in _SHORT:
            match = pattern.match(bare)
            if match:
                return "", match[1], kind
    return None


def _read(aux: str, body: str, kind: YesNoKind | None, role: str) -> YesNoQuestion | None:
    """Read the kind, polarity and topic; None where they are not plain."""
    body = _DO_IT.sub(" ", _ASIDE.sub("", _ALTERNATIVE.sub("", body)))
    is_task = bool(_TASK.search(body))
    frame = body = _TASK.sub(" ", body)
    if kind is None:
        named = next((one for one in _KINDS if one[1].search(body)), None)
        kind = named[0] if named else next((one for one, by in _BY_AUX if by.search(aux)), YesNoKind.HOLDS)
        frame = named[1].sub(" ", body) if named else body
    is_reversed = bool(_REVERSES.search(body))
    without = _WITHOUT.search(frame)
    if without:
        before, frame = frame[: without.start()], frame[without.end() :]
        if kind is YesNoKind.USEFUL or _topic(before, role):
            return None
        kind, is_reversed = YesNoKind.NEEDED, not is_reversed
    if _UNSURE.search(frame) or _POINTS.search(_SUBJECT.sub("", frame)):
        return None
    remote = topic_words("remote work")
    is_remote = bool(remote.search(frame.casefold()))
    is_move = kind is YesNoKind.POSSIBLE and bool(_MOVE.search(frame))
    frame = frame if kind is YesNoKind.USEFUL else _MOVE.sub(" ", frame)
    who = _SUBJECT.match(body) or (role and body.casefold().startswith(role.casefold()))
    is_doing = bool(who and _DOES.search(aux))
    topic = _topic(remote.sub(" ", frame.casefold()) if is_remote else frame, role)
    return (
        YesNoQuestion(kind, topic, is_reversed, is_remote, is_task, is_move, is_doing) if topic or is_remote else None
    )


def _topic(text: str, role: str) -> frozenset[str]:
    topic = frozenset(stems(text)) - _GENERIC - frozenset(stems(role))
    return frozenset() if topic <= _VAGUE else topic
