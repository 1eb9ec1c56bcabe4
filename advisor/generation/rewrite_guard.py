"""Follow-up -> a question that stands alone, as a chat model words it; refused where it adds or turns anything."""

import re
from collections.abc import Sequence

from advisor.careers.gazetteer import Gazetteer, unlisted_career
from advisor.citation.checks import DOMAIN, MARKUP, NEGATIONS
from advisor.citation.names import name_fault
from advisor.citation.numbers import numerals
from advisor.domain import Turn
from advisor.text.inflection import forms
from advisor.text.tokens import stems, tokenize

MAX_CHARS = 300
HEARD = 0.5  # share of its content words that the question or the history have to hold

_LABEL = re.compile(r"^\W*(?:(?:the |your )?(?:new |rewritten |stand-?alone )*question\s*:\s*)?", re.IGNORECASE)
_MARKER = re.compile(r"\s*\[[\d,;\s]+\]")


def is_whole(said: str) -> bool:
    """Whether a model that is still writing has said all that is taken from it."""
    return len(said) > MAX_CHARS or re.search(r"\w[^\n]*(?:\?|\n)", said) is not None


def first_question(said: str) -> str:
    """The first line of what a model said, up to its question mark, without a label, quotation marks and markers."""
    line = next((line for line in said.splitlines() if re.search(r"\w", line)), "")
    line = _LABEL.sub("", _MARKER.sub("", line), count=1)
    question, mark, _ = line.partition("?")
    return " ".join(f"{question}{mark}".split()).strip("\"'“”‘’* ")


def addition(text: str, asked: str, history: Sequence[Turn], careers: Gazetteer) -> str:
    """Why a rewriting is not searched for; empty when it is. Facts (numbers, names, credentials, occupations)
    and a "not" have to stand in the question or the history, and so has half of all else."""
    if not text.endswith("?") or len(text) > MAX_CHARS:
        return "it is no short question"
    if stems(text) == stems(asked):
        return "it is the question as it was"
    said = " \n".join((asked, *(turn.content for turn in history)))
    if text.count('"') % 2 or MARKUP.search(text) or any(match.group() not in said for match in DOMAIN.finditer(text)):
        return "it has an address or markup of its own"
    there = {(one.value, kind) for one in numerals(said) for kind in (one.kind, "plain")}
    if any((one.value, one.kind) not in there for one in numerals(text)):
        return "it adds a number"
    if name_fault(text, [said], []):
        return "it adds a name or credential"
    if _turns(text, asked, said):
        return "it denies what was not denied, or the contrary"
    if _adds_occupation(text, said, careers):
        return "it adds an occupation"
    words, heard = stems(text), set(stems(said))
    if not words or sum(word in heard for word in words) < HEARD * len(words):
        return "it is about something else"
    own, before = set(stems(asked)), [set(stems(turn.content)) for turn in history if turn.role == "user"]
    if own and not own & set(words) and any(one and one <= set(words) for one in before):
        return "it asks what was asked before"
    return ""


def _adds_occupation(text: str, said: str, careers: Gazetteer) -> bool:
    heard, known = set(forms(said)), {guide_id for one in careers.named(said) for guide_id in one.guide_ids}
    strange = [one for one in careers.named(text) if not heard >= set(one.name) and not known & set(one.guide_ids)]
    return bool(strange) or not heard >= set(forms(unlisted_career(text)))


def _turns(text: str, asked: str, said: str) -> bool:
    denies, asks_denied = _denies(text), _denies(asked)
    return (denies and not _denies(said)) or (asks_denied and not denies)


def _denies(text: str) -> bool:
    return any(word.replace("-", "") in NEGATIONS for word in tokenize(text))
