"""Faults of structure: what a sentence turns round, strengthens or leaves out, whatever words it shares with its quotes."""

import re
from collections.abc import Collection, Sequence

from advisor.citation.structure.alignment import align
from advisor.citation.structure.order import is_out_of_time, is_turned_round
from advisor.citation.structure.reading import read
from advisor.domain import Polarity
from advisor.text.polarity import Verdict, verdicts_of

_AS_MUCH = re.compile(
    r"\b(?:about|just|roughly|nearly|almost|exactly|equally)?\s?as (?:\w+ly |\w+ )?\w+ as\b|\bequally\b|\bthe same \w+ as\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more|less|fewer|\w+er)\b(?: \w+){0,3} than\b", re.IGNORECASE)
_SURE = re.compile(
    r"\b(?:certainly|definitely|guaranteed?|guarantees|surely|undoubtedly|without (?:a )?doubt|without fail|inevitabl[ey]"
    r"|(?:certain|sure|bound) to|automatically|no doubt|absolutely|in any case|whether or not|in every case)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|nothing but|sole|nothing except|nothing other than|the one thing|purely)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:only|solely|exclusively|just|sole|unless|except|alone|nothing|nobody|no one|none|single|limited|restricted|reserved"
    r"|not until|apart from|no other|merely|purely|without|all|entirely|neither|never|no|one of)\b|\bun\w+|n't\b|\bnot\b",
    re.IGNORECASE,
)


def structure_fault(
    sentence: str, quotes: Sequence[str], headings: Collection[str], polarities: Collection[Polarity]
) -> str:
    """The reason why quotes cannot bear a sentence as it stands, or empty.

    ``quotes`` come with what their sense hangs on, and ``polarities`` are what that makes of them.
    """
    held = " ".join((*quotes, *headings))
    if fault := _polarity_fault(sentence, held, polarities):
        return fault
    for pattern, other in ((_AS_MUCH, _MORE_THAN), (_MORE_THAN, _AS_MUCH)):
        if pattern.search(sentence) and not other.search(sentence) and other.search(held) and not pattern.search(held):
            return "it compares otherwise than its quotes"
    if _SURE.search(sentence) and not _SURE.search(held):
        return "it is surer than its quotes"
    if _ONLY.search(sentence) and not _LIMITS.search(held):
        return "it says only, and its quotes do not"
    mine, theirs = read(sentence), [read(quote) for quote in quotes]
    aligned = align(mine, theirs, ())
    if is_turned_round(mine, theirs, aligned):
        return "it turns round who does what"
    if is_out_of_time(mine, theirs, aligned):
        return "it turns round what comes first"
    return ""


def _polarity_fault(sentence: str, held: str, polarities: Collection[Polarity]) -> str:
    mine, theirs = verdicts_of(sentence), verdicts_of(held)
    if Polarity.NEGATIVE in polarities and Verdict.DENIED not in mine:
        return "it leaves out that its quote is denied"
    if (
        Polarity.ADVERSE in polarities
        and Verdict.ADVANTAGE in mine
        and Verdict.DRAWBACK not in mine
        and Verdict.ADVANTAGE not in theirs
    ):
        return "it makes an advantage of a drawback"
    if Verdict.DRAWBACK in mine and Verdict.DRAWBACK not in theirs and Verdict.ADVANTAGE in theirs:
        return "it makes a drawback of an advantage"
    return ""
