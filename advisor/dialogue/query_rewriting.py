"""Query rewriting: follow-ups in standalone words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor.careers.names import is_person
from advisor.dialogue.history import Conversation, Exchange, fix_transpositions, listed_items
from advisor.dialogue.phrase_replacement import AMOUNTS, ASKS, LEADING_PREPOSITION, Encode, replace_phrase
from advisor.dialogue.small_talk import is_vague
from advisor.domain import Question
from advisor.text.content_words import content_words
from advisor.text.inflection import words
from advisor.text.tokens import STOPWORDS, stems
from advisor.weights import weights

MAX_SEARCHED_CHARS = 400

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMBERED = re.compile(
    rf"\b(?:the )?(?P<place>{'|'.join(ORDINALS)}|1st|2nd|3rd|[4-9]th|last|latter|former)"
    r"(?: (?:one|point|item)s?)?(?: of (?:those|these|them))?\b(?! (?:thing|time|year|step|job|shift|level|part))",
    re.IGNORECASE,
)
POINTS_AT_LIST = re.compile(r"\b(?:one|ones|point|item|those|these|them|former|latter)\b", re.IGNORECASE)
ASKS_WHY = re.compile(
    r"^(?:(?:but|and|so|oh|ok|hm+|really) )*(?:why|how come|how so|why so|why not|what for|why (?:is|are|was|do|does)"
    r" (?:that|this|it|they|those)(?: so)?|what makes you say (?:that|so)|(?:for )?what reasons?|how'?s that)$",
    re.IGNORECASE,
)
ASKS_SOURCE = re.compile(
    r"^(?:(?:but|and|so|oh|ok|hm+|really) )*(?:says who|who (?:says|said)(?: (?:so|that|this|it))?"
    r"|according to who(?:m)?"
    r"|(?:what|which)(?:'s| is) (?:the|your|its|that|their) source(?: (?:of|for) (?:that|this|it))?|source"
    r"|where (?:does|do|is) (?:that|this|it|those)(?: \w+)? (?:come )?from)$",
    re.IGNORECASE,
)
ASKS_MORE = re.compile(
    r"^(?:(?:ok|okay|and|so|got (?:it|that)(?: one)?|thanks|cool|yes|right) ?)*(?:any|are there|is there"
    r"|do you have)? ?(?:(?:any(?:thing)?|what|some|something|tell me|say|give me) ?)?(?:else|more|others?"
    r"|another(?: one)?|go on|continue|other ones|more of (?:those|them)|the rest|more details?|more about (?:it|that"
    r"|this))$",
    re.IGNORECASE,
)
SAME_FOR = re.compile(
    r"^(?:(?:and|but|ok|okay|so|now|then|or|n|no|sorry|well) )*(?:(?:could|can|would) you )?(?:please )?(?:tell me )?"
    r"(?:what about|how about|wh?at bout|(?:the |ask )?same(?: \w+)?(?: but)? (?:for|about|with|in|on)|same \w+ but"
    r"|and (?:if|for)|for|i me?a?nt|i mean|i was asking about|i asked about)\b(?P<other>[^,;:]+)",
    re.IGNORECASE,
)
TRAILING_WORDS = re.compile(
    r"(?<![ ,])(?:[ ,]++(?:too|then|as well|though|now|please|pls|instead|again|tho)){1,8}$", re.IGNORECASE
)
CONJUNCTION = re.compile(r"^(?:and|but|or|so|also|then|now|n|k|plus|ok|okay|what if)\b[ ,]*", re.IGNORECASE)
POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|their|theirs|(?<!is )(?<!are )there|ones?|he|she|his|him|her|former"
    r"|latter|above|such|same)\b",
    re.IGNORECASE,
)
# "Which" without a noun asks about what was told.
BARE_WHICH = re.compile(
    r"^\W*(?:which|wich)(?:'?s| (?:is|are|was|were|pays?|takes?|comes?|costs?|do|does|should|would|can|will"
    r"|matters?))\b",
    re.IGNORECASE,
)
THE_ONES = re.compile(
    r"(?:the )?(?P<kind>(?!other\b|same\b|first\b|second\b|last\b)[a-z]{3,}(?:[- ][a-z]+)?) ones", re.IGNORECASE
)
# An "it" that stands for nothing said before ("how long does it take to …", "is it hard to …").
EMPTY_IT = re.compile(
    r"\bit (?:takes?|costs?|pays?|helps?|matters?) (?:to|people|somebody|someone|you|me|one|an?|the|if|that|for)\b"
    r"|\b(?:is|was|would|will|can) it (?:be )?(?:\w+ ){1,4}(?:to|for|that|if|when|as|being)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RewrittenQuestion:
    """A question with the wordings to search for.

    ``searched``: what the reader is told was searched for; their own words unless it is a whole sentence. ``wordings``:
    all that is searched for, the reader's own first. ``context``: what the last of them adds to the reader's own
    question, which alone decides on the form of the answer; empty where the last one is a question of its own.
    ``needs_context``: the question says too little without the conversation. ``given_answer``: the last answer, where
    the reader asks for something beyond it. ``context_answer``: the last answer, where the question needs it.
    ``shown``: all answers so far.
    """

    searched: str
    wordings: tuple[str, ...]
    context: str = ""
    needs_context: bool = False
    given_answer: str = ""
    context_answer: str = ""
    shown: tuple[str, ...] = ()

    def reworded(self, text: str) -> "RewrittenQuestion":
        """Replace the wording made here by another; the reader's own stays."""
        return replace(self, searched=text, wordings=tuple(dict.fromkeys((self.wordings[0], text))), context="")


def asks_source(question: Question) -> bool:
    """Whether a reader asks for the source of the last answer."""
    bare = " ".join(re.sub(r"[^\w' ]+", " ", question.text).split())
    return bool(question.history) and ASKS_SOURCE.match(bare) is not None


def rewrite(question: Question, conversation: Conversation, encode: Encode | None = None) -> RewrittenQuestion:
    """Make a follow-up stand alone; leave any other question as it is.

    ``encode`` finds the phrase of an earlier question that a new one replaces; without it both are searched for side by
    side. Raises what ``encode`` raises.
    """
    shown = tuple(exchange.answer for exchange in conversation.earlier if exchange.answer)
    return replace(_rewrite(question, conversation, encode), shown=shown)


def _rewrite(question: Question, conversation: Conversation, encode: Encode | None) -> RewrittenQuestion:
    bare, earlier = conversation.question, conversation.earlier
    if earlier and bare.back_to is not None:
        exchange = earlier[0] if bare.back_to == "first" else _nearest(bare.back_to, earlier)
        return _resolve(bare.text, Topic(exchange.question), exchange.answer, encode)[0]
    if not earlier or bare.switches:
        own = bare.text if earlier or not bare.switches else question.text
        return RewrittenQuestion(own, (own,))
    if bare.corrects:
        topic = earlier[-1].question.strip(" ?.!")
        return RewrittenQuestion(bare.text, (bare.text, f"{bare.text} ({topic})"), context=topic)
    about, answer = Topic(earlier[0].question), earlier[0].answer
    for exchange in earlier[1:]:
        about, answer = _resolve(exchange.question, about, answer, encode)[1], exchange.answer
    rewritten = _resolve(bare.text, about, answer, encode)[0]
    return replace(rewritten, context_answer=answer) if rewritten.needs_context else rewritten


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic of a conversation.

    ``asked``: the last question that names it. ``beside``: the question before that, where ``asked`` is a mere phrase.
    """

    asked: str
    beside: str = ""

    @property
    def words(self) -> str:
        """Both questions in one phrase, cut to what is searched for."""
        both = ", ".join(part.strip(" ?.!") for part in (self.asked, self.beside) if part)
        return both[:MAX_SEARCHED_CHARS]


@dataclass(frozen=True, slots=True)
class Substitution:
    """A phrase to replace another in an earlier question.

    "Same question for plant managers" asks ``question`` again.
    """

    phrase: str
    question: str


def find_substitution(conversation: Conversation) -> Substitution | None:
    """Find a follow-up's phrase and the last full question.

    None where the follow-up is a full question or nothing was asked before.
    """
    bare = conversation.question
    phrase = _phrase(bare.text)
    if not phrase or bare.switches or bare.corrects:
        return None
    full = [exchange.question for exchange in conversation.earlier if not _phrase(exchange.question)]
    return Substitution(phrase, full[-1]) if full else None


def _phrase(text: str) -> str:
    """Find the phrase of a text; empty for a full question."""
    return LEADING_PREPOSITION.sub("", _new_phrase(_strip_marks(fix_transpositions(text))))


def _strip_marks(text: str) -> str:
    return " ".join(re.sub(r"[^\w'&/+$%,;:-]+", " ", text).split()).strip(" ,;:")


def _new_phrase(bare: str) -> str:
    """Find the phrase of a text, also after "same for"."""
    same = SAME_FOR.match(bare)
    if _asks_of_another(bare):
        return ""
    return TRAILING_WORDS.sub("", same["other"].strip() if same else _mere_phrase(bare))


def _asks_of_another(bare: str) -> bool:
    """Whether a text names another subject and asks about that: "what about nurses, is it hard"."""
    same = SAME_FOR.match(bare)
    rest = TRAILING_WORDS.sub("", bare[same.end() :].strip(" ,;:")) if same else ""
    return ASKS.match(rest) is not None and bool(content_words(rest))


def _nearest(words: str, earlier: Sequence[Exchange]) -> Exchange:
    """Find the exchange with most stems of some words.

    The latest of equals.
    """
    wanted = set(stems(words))
    return max(reversed(earlier), key=lambda one: len(wanted & set(stems(f"{one.question} {one.answer}"))))


def _resolve(own: str, topic: Topic, answer: str, encode: Encode | None) -> tuple[RewrittenQuestion, Topic]:
    """Rewrite one question by topic and last answer.

    The topic after it comes along.
    """
    own = fix_transpositions(own)
    bare = _strip_marks(own)
    if ASKS_SOURCE.match(bare):
        return _in_context(own, f"What is the source of this: {topic.words}"), topic
    if ASKS_WHY.match(bare):
        return _in_context(own, f"Why: {topic.words}", topic.words, given_answer=answer), topic
    if ASKS_MORE.match(bare):
        whole = topic.words if topic.beside else topic.asked
        return _in_context(own, whole, given_answer=answer), topic
    if bare and all(word in AMOUNTS for word in bare.lower().split()):
        return _in_context(own, f"How {bare.lower()}: {topic.words}", topic.words), topic
    numbered = NUMBERED.search(own)
    if numbered and POINTS_AT_LIST.search(numbered.group()):
        item = _item(numbered["place"].lower(), listed_items(answer))
        if item:
            searched = f"{own[: numbered.start()]}{item}{own[numbered.end() :]}"
            return replace(_in_context(own, searched), searched=searched), Topic(searched)
    phrase = _new_phrase(bare)
    if phrase:
        frame = topic.beside or topic.asked
        named = _name_ones(phrase, frame)
        if named:
            return _in_context(own, named, given_answer=answer), Topic(named)
        replaced = replace_phrase(phrase, frame, encode)
        searched = replaced or f"{phrase} ({frame.strip(' ?.!')})"
        return _in_context(own, searched, given_answer=answer), Topic(replaced) if replaced else Topic(phrase, frame)
    asked = CONJUNCTION.sub("", own)
    if _asks_of_another(bare):
        return RewrittenQuestion(own, (own,)), Topic(own)
    if POINTS_BACK.search(EMPTY_IT.sub("", own)) or CONJUNCTION.match(own) or BARE_WHICH.match(own) or is_vague(own):
        after = topic if is_vague(own) else Topic(asked) if ASKS.match(asked) else Topic(asked, topic.asked)
        context = "" if is_vague(own) else topic.words
        return _in_context(own, f"{asked} ({topic.words})", context), after
    return RewrittenQuestion(own, (own, f"{own} ({topic.words})"), topic.words), Topic(own)


def _in_context(own: str, searched: str, context: str = "", *, given_answer: str = "") -> RewrittenQuestion:
    wordings = tuple(dict.fromkeys((own, searched[-MAX_SEARCHED_CHARS:])))
    return RewrittenQuestion(own, wordings, context, needs_context=True, given_answer=given_answer)


def _item(place: str, items: Sequence[str]) -> str:
    """Find the item of a list by a word like ``third``.

    Empty without one.
    """
    if place in ("last", "latter"):
        return items[-1] if len(items) > 1 else ""
    n = 0 if place == "former" else ORDINALS.index(place) if place in ORDINALS else int(place[0]) - 1
    return items[n] if n < len(items) and len(items) > 1 else ""


def _name_ones(phrase: str, frame: str) -> str:
    """Put the things of an earlier question in place of "ones" ("the soft ones").

    Empty for any other phrase, and where the question names no things.
    """
    kind = THE_ONES.fullmatch(phrase)
    plurals = [word for word in words(frame) if word.plural and word.form not in STOPWORDS]
    things = [frame[word.start : word.end] for word in plurals if not is_person(word.form)]
    return f"{kind['kind']} {things[-1]}" if kind and things else ""


def _mere_phrase(bare: str) -> str:
    """Strip a mere phrase ("and the median?", "in Europe").

    Empty for any other question.
    """
    phrase = CONJUNCTION.sub("", CONJUNCTION.sub("", bare)).strip(" ,")
    if not phrase or len(phrase.split()) > weights().rewriting.phrase_words or ASKS.match(phrase):
        # "is workforce management?": a verb and a phrase, with nothing said of it
        verb = re.match(r"^(?:is|are|was) (?!it\b|that\b|this\b|there\b|they\b)(\w++(?: \w++){0,3} ?)$", phrase, re.I)
        return verb[1] if verb and len(content_words(verb[1])) == len(verb[1].split()) else ""
    return "" if POINTS_BACK.search(phrase) and not re.search(r"\bones?\b", phrase) else phrase
