"""Wordings in which readers say that a guide does not say."""

import re
from hashlib import sha256

from evals.chat.readers.gold import folded

NOT_SAID = (
    "The guide does not say.",
    "I'm sorry, but the guide doesn't tell you that.",
    "That isn't something the passages cover.",
    "There is nothing about that in the guide.",
    "Unfortunately, the text I was given has no information on this.",
    "The passages don't answer your question.",
    "I can't find that anywhere in the guide.",
    "This is not mentioned in the guide.",
    "Your question goes beyond what the guide contains.",
    "No figure or statement on that is given here.",
)
NOT_ABOUT = "Your question is not about the careers in these guides."
_ONE_SENTENCE = re.compile(r"[^.!?\n]{25,300}\.(?=\s|$)")
_SMALL = frozenset("a an the some many most with in at under over as for these to when".split())


def draw(text: str, among: int) -> int:
    """Choose one of several by a text's hash, alike in every run."""
    return int(sha256(folded(text).encode()).hexdigest(), 16) % among


def not_said(question: str) -> str:
    """Say that the guide does not say, in one of the wordings."""
    return NOT_SAID[draw(question, len(NOT_SAID))]


def first_sentence(text: str) -> str:
    """Return a passage's first whole sentence, or ""."""
    match = _ONE_SENTENCE.search(text)
    return " ".join(match.group().lstrip("-•* ").split()) if match else ""


def continued(sentence: str) -> str:
    """Word a sentence so that it can follow "that"."""
    first = sentence.split(" ", 1)[0]
    return sentence[0].lower() + sentence[1:] if first.lower() in _SMALL else sentence
