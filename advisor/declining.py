"""When not to answer: greetings, what no guide is about, and what the guide does not say. Never cited."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from advisor.domain import Guide, Passage, Status
from advisor.evidence import Evidence
from advisor.questions.bank import Likeness
from advisor.questions.understanding import Understood

# The logit of "the guide answers this", fitted by logistic regression on the development half of the suite for the
# shipped guide: how much more the question is like what guides answer, and how well its words are met.
LIKENESS_WEIGHT, WORDS_WEIGHT, INTERCEPT = 10.5, 2.7, -2.0
DECLINE_BELOW = -0.6
# Cosine of the nearest passage under which a question is about something else altogether.
FOREIGN_BELOW = 0.12
# Without the bank or word vectors: the retrieved score, or the share of the question's words that a passage has.
DENSE_FOREIGN_BELOW, DENSE_DECLINE_BELOW = 0.24, 0.35
LEXICAL_DECLINE_BELOW = 0.5

GREETING = re.compile(
    r"^\W*(hi|hello|hey|hiya|good (morning|afternoon|evening)|greetings|howdy)( there| again| everyone)?\W*$", re.I
)
THANKS = re.compile(
    r"^\W*(thanks|thank you|thx|cheers|great|perfect|awesome|nice)( a lot| so much| very much| you)?\W*$", re.I
)
FAREWELL = re.compile(r"^\W*(bye|goodbye|see you|see ya|that'?s all)\W*$", re.I)
ABOUT_US = re.compile(r"^\W*(who|what) are you\W*$|^\W*what can you (do|help( me)? with)\W*$|^\W*help\W*$", re.I)

TITLE_WORDS = re.compile(r"\b(career( path)?|guide|handbook)\b", re.I)
N_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Decline:
    """A status without citations, its one or two sentences, and questions to ask instead."""

    status: Status
    message: str
    suggestions: tuple[str, ...] = ()


def small_talk(text: str, guides: Sequence[Guide]) -> Decline | None:
    """A friendly word for a greeting, thanks, a farewell or a question about us; None for any other text."""
    offer = f"I answer questions about {named(guides)} and show where in the guide each sentence stands."
    if GREETING.match(text):
        message = f"Hello! {offer}"
    elif THANKS.match(text):
        message = "You are welcome. Ask me anything else about the guides."
    elif FAREWELL.match(text):
        message = "Goodbye, and good luck."
    elif ABOUT_US.match(text):
        message = offer
    else:
        return None
    return Decline(Status.SMALL_TALK, message, suggestions(guides))


def decline(understood: Understood, evidence: Evidence, guides: Sequence[Guide]) -> Decline | None:
    """Why a question should not be answered from this evidence; None when it should."""
    passages = evidence.passages
    if not passages:
        return Decline(Status.OUT_OF_SCOPE, f"I can only answer questions about {named(guides)}.", suggestions(guides))
    nearest = max((passage.dense for passage in passages if passage.dense is not None), default=None)
    likeness = understood.likeness
    if nearest is None:
        foreign, absent = False, passages[0].score < LEXICAL_DECLINE_BELOW
    elif likeness is None or evidence.words is None:
        foreign, absent = evidence.retrieved < DENSE_FOREIGN_BELOW, evidence.retrieved < DENSE_DECLINE_BELOW
    else:
        absent = confidence(likeness, evidence.words) < DECLINE_BELOW
        foreign = nearest < FOREIGN_BELOW or (absent and likeness.elsewhere > max(likeness.usual, likeness.unstated))
    if foreign:
        return Decline(Status.OUT_OF_SCOPE, f"I can only answer questions about {named(guides)}.", suggestions(guides))
    return nothing_holds(passages) if absent else None


def confidence(likeness: Likeness, words: float) -> float:
    """The logit of the guide answering: 0 is even odds."""
    return LIKENESS_WEIGHT * likeness.margin + WORDS_WEIGHT * words + INTERCEPT


def nothing_holds(passages: Sequence[Passage]) -> Decline:
    """The decline for a question about the career that the guide does not answer, with the nearest section."""
    chunk = passages[0].chunk
    near = " > ".join(chunk.section.path)
    return Decline(
        Status.NOT_IN_GUIDE,
        f"The guide does not say. The nearest section is “{near}” in “{chunk.guide.title}”.",
        suggestions((chunk.guide,)),
    )


def named(guides: Sequence[Guide]) -> str:
    """What the loaded guides are about, in a few words."""
    roles = [guide.credentials.role or TITLE_WORDS.sub("", guide.title).strip() or guide.title for guide in guides]
    if not roles:
        return "careers, once a guide is loaded"
    if len(roles) <= 3:
        return "the career of " + " or ".join(roles) if len(roles) == 1 else "these careers: " + ", ".join(roles)
    return f"the {len(roles)} careers I have guides for"


def suggestions(guides: Sequence[Guide], seen: Collection[str] = ()) -> tuple[str, ...]:
    """Questions that a guide asks and answers itself, in its own order; not those whose anchors were ``seen``."""
    found = [
        section.title
        for guide in guides
        for section in guide.sections
        if section.title.endswith("?") and section.body and section.anchor not in seen
    ]
    return tuple(found[:N_SUGGESTIONS])
