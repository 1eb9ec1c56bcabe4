"""Phrase replacement: a follow-up's phrase put into an earlier question."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from advisor.embeddings.token_vectors import WORD_SCALE, EncodedText
from advisor.text.content_words import ContentWord, content_words
from advisor.weights import weights

Encode = Callable[[Sequence[str]], Sequence[EncodedText]]

# The beginning of a text that asks, and is no mere phrase.
ASKS = re.compile(
    r"^(?:(?:by|in|for|at|to|from|with|of|on) )?(?:what|whats|how|hows|who|whos|where|wheres|when|which|why|whose|do"
    r"|does|did|can|could|is|are|was|were|will|would|should|has|have|had|am|may|tell|give|list|name|show|explain"
    r"|describe|i|im|i'm|my|write|say)\b",
    re.IGNORECASE,
)
PREPOSITIONS = "in|at|for|on|during|after|before|between|with|without|from|near|as|under|over|by|about"
AMOUNTS = frozenset("much many long often far old most more less few".split())  # these words are never replaced
BETWEEN = frozenset("between during after before without under over above below through per with across".split())
LINKED = re.compile(r"^(?:\s*+,?\s*+(?:and|or|&)\s*+|\s*+[/-]\s*+|\s++)$", re.IGNORECASE)
AFTER_PREPOSITION = re.compile(rf"\b(?:{PREPOSITIONS})\s+(?:the |an? )?$", re.IGNORECASE)
JOINED = re.compile(r"^\s*(?:,\s*)?(?:and|or|&)\s*$", re.IGNORECASE)
ONE = re.compile(r"(?:(?<!\s)\s++)?\bones?$", re.IGNORECASE)
DETERMINER = re.compile(r"^(?:the|an?|some) ", re.IGNORECASE)
LEADING_PREPOSITION = re.compile(rf"^({PREPOSITIONS})\s", re.IGNORECASE)


def replace_phrase(phrase: str, question: str, encode: Encode | None) -> str:
    """Put a phrase into a question in place of its counterpart.

    Empty where it has none. Its like is the phrase after the same preposition, or the words that the encoder finds most
    similar. Raises what ``encode`` raises.
    """
    words = content_words(question)
    led = LEADING_PREPOSITION.match(phrase)
    if led:
        same = re.search(rf"\b{led[1]}\s+(?:the |a |an )?", question, re.IGNORECASE)
        first = next((n for n, word in enumerate(words) if same and word.start == same.end()), None)
        if same and first is not None:
            last = first
            while last + 1 < len(words) and _linked(question, words[last], words[last + 1]):
                last += 1
            return f"{question[: same.start()]}{phrase}{question[words[last].end :]}"
    few = len(phrase.split()) <= weights().rewriting.replacing_words
    found = _most_similar(phrase, question, words, encode) if few and encode and words else None
    if found and led and not AFTER_PREPOSITION.search(question[: found[0]]):
        found = None  # an addition ("and at night?") replaces nothing
    if found is None:
        return ""
    start, end = found
    if ONE.search(phrase):  # "the inventory one": another of the same kind
        which, kind = ONE.sub("", DETERMINER.sub("", phrase)), question[start:end].split()
        return f"{question[:start]}{which} {kind[-1]}{question[end:]}"
    before = AFTER_PREPOSITION.sub("", question[:start]) if led else question[:start]
    if re.search(r"\bbetween\s+$", before, re.IGNORECASE):
        before = before.rstrip()[: -len("between")]
    has_determiner = DETERMINER.search(before.rstrip() + " ") or re.search(r"\b(?:the|an?)\s+$", before, re.IGNORECASE)
    return f"{before}{DETERMINER.sub('', phrase) if has_determiner else phrase}{question[end:]}"


def _most_similar(phrase: str, question: str, words: Sequence[ContentWord], encode: Encode) -> tuple[int, int] | None:
    """Find start and end of the most similar phrase.

    None where no word of the question is similar enough.
    """
    encoded = encode((question, ONE.sub("", phrase)))
    if len(encoded) != 2 or len(encoded[0].words) != len(words) or not len(encoded[1].words):
        return None
    cosines = (encoded[0].words.astype(int) @ encoded[1].words.astype(int).T) / WORD_SCALE**2
    best = np.where([word.surface.lower() in AMOUNTS for word in words], -1.0, cosines.max(axis=1))
    n = int(best.argmax())
    # A question of a few words without a verb has nothing but such phrases.
    likely = best[n] >= weights().rewriting.replaced_cosine
    return _phrase_around(question, words, n, best) if likely or not ASKS.match(question) else None


def _phrase_around(
    text: str, words: Sequence[ContentWord], n: int, similarity: npt.NDArray[np.float64]
) -> tuple[int, int]:
    """Find the phrase around a content word, with joined ones.

    "And" and "or" join phrases. ``similarity``: of each word to the phrase that replaces it, by which a verb before it
    ("work nights") stays.
    """
    least = weights().rewriting.phrase_share * similarity[n]
    first = last = n
    while first > 0 and _linked(text, words[first - 1], words[first]):
        first -= 1
    while first < n and similarity[first] < least:
        first += 1
    while last + 1 < len(words) and JOINED.match(text[words[last].end : words[last + 1].start]):
        last += 1
    return words[first].start, words[last].end


def _linked(text: str, one: ContentWord, other: ContentWord) -> bool:
    return bool(LINKED.match(text[one.end : other.start])) and one.surface.lower() not in BETWEEN
