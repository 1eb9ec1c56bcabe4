"""Follow-up -> wordings to search for: the reader's own, and one that stands without the history."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.dialogue.history import Conversation, items_of, mended
from advisor.dialogue.small_talk import unclear
from advisor.domain import Question
from advisor.embeddings.token_vectors import WORD_SCALE, EncodedText
from advisor.text.content_words import ContentWord, content_words
from advisor.text.tokens import stems

Read = Callable[[Sequence[str]], Sequence[EncodedText]]

MAX_SEARCHED_CHARS = 400
ALIKE = 0.25  # cosine of two words in context from which one is likely to stand in the other's place
STAYS = 0.5  # of the most alike word's cosine, under which a word before it in its phrase is not replaced
FEW = 7  # words of a phrase that a reader puts in the place of another ("what about the second shift?")
FEW_IN_PLACE = 5  # of these, how many can stand in the place of others without making nonsense

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NUMBERED = re.compile(
    rf"\b(?:the )?(?P<place>{'|'.join(ORDINALS)}|1st|2nd|3rd|[4-9]th|last|latter|former)"
    r"(?: (?:one|point|item)s?)?(?: of (?:those|these|them))?\b(?! (?:thing|time|year|step|job|shift|level|part))",
    re.IGNORECASE,
)
POINTS_AT_LIST = re.compile(r"\b(?:one|ones|point|item|those|these|them|former|latter)\b", re.IGNORECASE)
WHY = re.compile(
    r"^(?:(?:but|and|so|oh|ok|hm+|really) )*(?:why|how come|how so|why so|why not|what for|why (?:is|are|was|do|does)"
    r" (?:that|this|it|they|those)(?: so)?|what makes you say (?:that|so)|(?:for )?what reasons?|how'?s that)$",
    re.IGNORECASE,
)
SAYS_WHO = re.compile(
    r"^(?:(?:but|and|so|oh|ok|hm+|really) )*(?:says who|who (?:says|said)(?: (?:so|that|this|it))?"
    r"|according to who(?:m)?"
    r"|(?:what|which)(?:'s| is) (?:the|your|its|that|their) source(?: (?:of|for) (?:that|this|it))?|source"
    r"|where (?:does|do|is) (?:that|this|it|those)(?: \w+)? (?:come )?from)$",
    re.IGNORECASE,
)
MORE = re.compile(
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
TRAILS = re.compile(r"(?:[ ,]+(?:too|then|as well|though|now|please|pls|instead|again|tho))+$", re.IGNORECASE)
JOINS = re.compile(r"^(?:and|but|or|so|also|then|now|n|k|plus|ok|okay|what if)\b[ ,]*", re.IGNORECASE)
ASKS = re.compile(
    r"^(?:(?:by|in|for|at|to|from|with|of|on) )?(?:what|whats|how|hows|who|whos|where|wheres|when|which|why|whose|do"
    r"|does|did|can|could|is|are|was|were|will|would|should|has|have|had|am|may|tell|give|list|name|show|explain"
    r"|describe|i|im|i'm|my|write|say)\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|their|theirs|(?<!is )(?<!are )there|ones?|he|she|his|him|her|former"
    r"|latter|above|such|same)\b",
    re.IGNORECASE,
)
PREPOSITIONS = "in|at|for|on|during|after|before|between|with|without|from|near|as|under|over|by|about"
AMOUNTS = frozenset("much many long often far old most more less few".split())  # they ask, and are asked for by nothing
BETWEEN = frozenset("between during after before without under over above below through per with across".split())
LINKED = re.compile(r"^(?:\s*+,?\s*+(?:and|or|&)\s*+|\s*+[/-]\s*+|\s++)$", re.IGNORECASE)
TAKEN = re.compile(rf"\b(?:{PREPOSITIONS})\s+(?:the |an? )?$", re.IGNORECASE)  # the place of a preposition
JOINED = re.compile(r"^\s*(?:,\s*)?(?:and|or|&)\s*$", re.IGNORECASE)
ONE = re.compile(r"(?:(?<!\s)\s++)?\bones?$", re.IGNORECASE)
DETERMINER = re.compile(r"^(?:the|an?|some) ", re.IGNORECASE)
LED = re.compile(rf"^({PREPOSITIONS})\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``searched`` is what the reader is told; ``wordings`` are all that is searched for, the reader's own first.

    ``leans``: the question says too little without what was said before. ``said``: the last answer, where the reader
    asks for more than that; empty otherwise. ``answer``: the last answer, where the question leans on what was said.
    """

    searched: str
    wordings: tuple[str, ...]
    leans: bool = False
    said: str = ""
    answer: str = ""

    def reworded(self, text: str) -> "Rewritten":
        """With another wording in place of the one made here; the reader's own stays."""
        return replace(self, searched=text, wordings=tuple(dict.fromkeys((self.wordings[0], text))))


def asks_source(question: Question) -> bool:
    """Whether a reader asks who says what was answered last."""
    bare = " ".join(re.sub(r"[^\w' ]+", " ", question.text).split())
    return bool(question.history) and SAYS_WHO.match(bare) is not None


def rewrite(question: Question, conversation: Conversation, read: Read | None = None) -> Rewritten:
    """Make a follow-up stand alone from what was said before; leave any other question as it is.

    ``read`` gives the encoder's view of some texts, by which a phrase finds the one that it is to replace; without it
    both are searched for side by side. Raises what ``read`` raises.
    """
    asked, turns = conversation.own, conversation.topics
    if turns and asked.back_to is not None:
        first, answer = turns[0] if asked.back_to == "first" else _nearest(asked.back_to, turns)
        return _resolve(asked.text, Topic(first), answer, read)[0]
    if not turns or asked.switches:
        own = asked.text if turns or not asked.switches else question.text
        return Rewritten(own, (own,))
    if asked.corrects:
        return Rewritten(asked.text, (asked.text, f"{asked.text} ({turns[-1][0].strip(' ?.!')})"))
    topic, answer = Topic(turns[0][0]), turns[0][1]
    for text, said in turns[1:]:
        topic, answer = _resolve(text, topic, answer, read)[1], said
    rewritten = _resolve(asked.text, topic, answer, read)[0]
    return replace(rewritten, answer=answer) if rewritten.leans else rewritten


@dataclass(frozen=True, slots=True)
class Topic:
    """What the talk is about: the last question that says it, and the one before that a mere phrase leans on."""

    asked: str
    beside: str = ""

    @property
    def words(self) -> str:
        return ", ".join(part.strip(" ?.!") for part in (self.asked, self.beside) if part)


@dataclass(frozen=True, slots=True)
class Swapped:
    """What a follow-up names in the place of something else ("same question for plant managers"), and the question
    that it asks again."""

    phrase: str
    asked: str


def swapped(conversation: Conversation) -> Swapped | None:
    """The phrase that a follow-up comes to, with the last question before it that was more than a phrase.

    None where it asks for itself or nothing was asked before.
    """
    asked = conversation.own
    phrase = _phrase(asked.text)
    if not phrase or asked.switches or asked.corrects:
        return None
    before = [text for text, _ in conversation.topics if not _phrase(text)]
    return Swapped(phrase, before[-1]) if before else None


def _phrase(text: str) -> str:
    """What is asked about where a text is no question of its own; empty where it is one."""
    bare = " ".join(re.sub(r"[^\w'&/+$%,;:-]+", " ", mended(text)).split()).strip(" ,;:")
    same = SAME_FOR.match(bare)
    phrase = TRAILS.sub("", same["other"].strip() if same else _bare_phrase(bare))
    return LED.sub("", phrase)


def _nearest(words: str, turns: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The turn that shares most with some words, the latest of equals."""
    wanted = set(stems(words))
    return max(reversed(turns), key=lambda turn: len(wanted & set(stems(" ".join(turn)))))


def _resolve(own: str, topic: Topic, answer: str, read: Read | None) -> tuple[Rewritten, Topic]:
    """One question in the light of a topic and what was answered last, and what the talk is about from then on."""
    own = mended(own)
    bare = " ".join(re.sub(r"[^\w'&/+$%,;:-]+", " ", own).split()).strip(" ,;:")
    if SAYS_WHO.match(bare):
        return _leaning(own, f"What is the source of this: {topic.words}"), topic
    if WHY.match(bare):
        return _leaning(own, f"Why: {topic.words}", said=answer), topic
    if MORE.match(bare):
        whole = topic.words if topic.beside else topic.asked
        return _leaning(own, whole, said=answer), topic
    if bare and all(word in AMOUNTS for word in bare.lower().split()):
        return _leaning(own, f"How {bare.lower()}: {topic.words}"), topic
    numbered = NUMBERED.search(own)
    if numbered and POINTS_AT_LIST.search(numbered.group()):
        item = _item(numbered["place"].lower(), items_of(answer))
        if item:
            searched = f"{own[: numbered.start()]}{item}{own[numbered.end() :]}"
            return _leaning(own, searched), Topic(searched)
    same = SAME_FOR.match(bare)
    other = TRAILS.sub("", same["other"].strip() if same else _bare_phrase(bare))
    if other:
        frame = topic.beside or topic.asked
        placed = _in_place(other, frame, read)
        searched = placed or f"{other} ({frame.strip(' ?.!')})"
        return _leaning(own, searched, said=answer), Topic(placed) if placed else Topic(other, frame)
    asked = JOINS.sub("", own)
    if POINTS_BACK.search(own) or JOINS.match(own) or unclear(own):
        after = topic if unclear(own) else Topic(asked) if ASKS.match(asked) else Topic(asked, topic.asked)
        return _leaning(own, f"{asked} ({topic.words})"), after
    return Rewritten(own, (own, f"{own} ({topic.words})")), Topic(own)


def _leaning(own: str, searched: str, *, said: str = "") -> Rewritten:
    searched = searched[-MAX_SEARCHED_CHARS:]
    return Rewritten(searched, tuple(dict.fromkeys((own, searched))), leans=True, said=said)


def _item(place: str, items: Sequence[str]) -> str:
    """The item of a list that a word like ``third`` or ``latter`` names; empty when there is none."""
    if place in ("last", "latter"):
        return items[-1] if len(items) > 1 else ""
    n = 0 if place == "former" else ORDINALS.index(place) if place in ORDINALS else int(place[0]) - 1
    return items[n] if n < len(items) and len(items) > 1 else ""


def _bare_phrase(bare: str) -> str:
    """What is asked about, where a question is no more than a phrase ("and the median?", "in Europe")."""
    phrase = JOINS.sub("", JOINS.sub("", bare)).strip(" ,")
    if not phrase or len(phrase.split()) > FEW or ASKS.match(phrase):
        # "is workforce management?": a verb and a phrase, with nothing said of it
        verb = re.match(r"^(?:is|are|was) (?!it\b|that\b|this\b|there\b|they\b)(\w++(?: \w++){0,3} ?)$", phrase, re.I)
        return verb[1] if verb and len(content_words(verb[1])) == len(verb[1].split()) else ""
    return "" if POINTS_BACK.search(phrase) and not re.search(r"\bones?\b", phrase) else phrase


def _in_place(other: str, topic: str, read: Read | None) -> str:
    """A question with a phrase put where its like stands: the phrase after the same preposition, or the words that the
    encoder finds most alike; empty when nothing is."""
    words = content_words(topic)
    led = LED.match(other)
    if led:
        same = re.search(rf"\b{led[1]}\s+(?:the |a |an )?", topic, re.IGNORECASE)
        first = next((n for n, word in enumerate(words) if same and word.start == same.end()), None)
        if same and first is not None:
            last = first
            while last + 1 < len(words) and _linked(topic, words[last], words[last + 1]):
                last += 1
            return f"{topic[: same.start()]}{other}{topic[words[last].end :]}"
    few = len(other.split()) <= FEW_IN_PLACE
    found = _alike(other, topic, words, read) if few and read and words else None
    if found and led and not TAKEN.search(topic[: found[0]]):
        found = None  # an addition ("and at night?"), that takes no one's place
    if found is None:
        return ""
    start, end = found
    if ONE.search(other):  # "the inventory one": another of the same kind
        which, kind = ONE.sub("", DETERMINER.sub("", other)), topic[start:end].split()
        return f"{topic[:start]}{which} {kind[-1]}{topic[end:]}"
    before = TAKEN.sub("", topic[:start]) if led else topic[:start]
    if re.search(r"\bbetween\s+$", before, re.IGNORECASE):
        before = before.rstrip()[: -len("between")]
    has_one = DETERMINER.search(before.rstrip() + " ") or re.search(r"\b(?:the|an?)\s+$", before, re.IGNORECASE)
    return f"{before}{DETERMINER.sub('', other) if has_one else other}{topic[end:]}"


def _alike(other: str, topic: str, words: Sequence[ContentWord], read: Read) -> tuple[int, int] | None:
    """Where the words of the topic stand that are most like the other phrase, with all that belongs to them."""
    readings = read((topic, ONE.sub("", other)))
    if len(readings) != 2 or len(readings[0].words) != len(words) or not len(readings[1].words):
        return None
    cosines = (readings[0].words.astype(int) @ readings[1].words.astype(int).T) / WORD_SCALE**2
    best = np.where([word.surface.lower() in AMOUNTS for word in words], -1.0, cosines.max(axis=1))
    n = int(best.argmax())
    # A topic of a few words without a verb has nothing but such phrases.
    return _run(topic, words, n, best) if best[n] >= ALIKE or not ASKS.match(topic) else None


def _run(text: str, words: Sequence[ContentWord], n: int, alike: npt.NDArray[np.float64]) -> tuple[int, int]:
    """The span of a content word with those before it in the same phrase, and all that "and" and "or" join to them;
    ``alike``: how alike each word is to what comes in its place, by which a verb before it ("work nights") stays."""
    first = last = n
    while first > 0 and _linked(text, words[first - 1], words[first]):
        first -= 1
    while first < n and alike[first] < STAYS * alike[n]:
        first += 1
    while last + 1 < len(words) and JOINED.match(text[words[last].end : words[last + 1].start]):
        last += 1
    return words[first].start, words[last].end


def _linked(text: str, one: ContentWord, other: ContentWord) -> bool:
    return bool(LINKED.match(text[one.end : other.start])) and one.surface.lower() not in BETWEEN
