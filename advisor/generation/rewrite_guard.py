"""Guard for rewritten follow-ups: additions and changes of meaning are refused."""

import re
from collections.abc import Sequence

from advisor.careers.gazetteer import Gazetteer, unlisted_career
from advisor.citation.checks import DOMAIN, MARKUP, NEGATIONS
from advisor.citation.names import credentials, name_fault
from advisor.citation.numbers import numerals
from advisor.domain import Turn
from advisor.text.inflection import forms
from advisor.text.tokens import stems, tokenize

MAX_CHARS = 300
MIN_SHARED = 0.5  # share of content words that must stand in the question or the history

_LABEL = re.compile(r"^\W*(?:(?:the |your )?(?:new |rewritten |stand-?alone )*question\s*:\s*)?", re.IGNORECASE)
_MARKER = re.compile(r"(?:(?<!\s)\s++)?\[[\d,;\s]++\]")


def first_question(said: str) -> str:
    """The first line of the output, up to its question mark.

    Labels, quotation marks and markers are removed.
    """
    line = next((line for line in said.splitlines() if re.search(r"\w", line)), "")
    line = _LABEL.sub("", _MARKER.sub("", line), count=1)
    question, mark, _ = line.partition("?")
    return " ".join(f"{question}{mark}".split()).strip("\"'“”‘’* ")


def rewriting_fault(text: str, asked: str, history: Sequence[Turn], careers: Gazetteer) -> str:
    """The reason for refusing a rewriting; empty for an acceptable one.

    Numbers, names, credentials, occupations and negations must stand in the question or the history, and so must half
    of all content words.
    """
    if not text.endswith("?") or len(text) > MAX_CHARS:
        return "it is not a short question"
    if stems(text) == stems(asked):
        return "it repeats the question unchanged"
    said = " \n".join((asked, *(turn.content for turn in history)))
    if text.count('"') % 2 or MARKUP.search(text) or any(match.group() not in said for match in DOMAIN.finditer(text)):
        return "it has an address or markup of its own"
    there = {(one.value, kind) for one in numerals(said) for kind in (one.kind, "plain")}
    if any((one.value, one.kind) not in there for one in numerals(text)):
        return "it adds a number"
    if name_fault(text, [said], []) or credentials(text) - credentials(said):
        return "it adds a name or credential"
    if _flips_negation(text, asked, said):
        return "it adds or drops a negation"
    if _adds_occupation(text, said, careers):
        return "it adds an occupation"
    words, heard = stems(text), set(stems(said))
    if not words or sum(word in heard for word in words) < MIN_SHARED * len(words):
        return "it is about something else"
    own, before = set(stems(asked)), [set(stems(turn.content)) for turn in history if turn.role == "user"]
    if own and not own & set(words) and any(one and one <= set(words) for one in before):
        return "it repeats an earlier question"
    return ""


def _adds_occupation(text: str, said: str, careers: Gazetteer) -> bool:
    heard, known = set(forms(said)), {guide_id for one in careers.named(said) for guide_id in one.guide_ids}
    strange = [one for one in careers.named(text) if not heard >= set(one.name) and not known & set(one.guide_ids)]
    return bool(strange) or not heard >= set(forms(unlisted_career(text)))


def _flips_negation(text: str, asked: str, said: str) -> bool:
    denies, asks_denied = _negates(text), _negates(asked)
    return (denies and not _negates(said)) or (asks_denied and not denies)


def _negates(text: str) -> bool:
    return any(word.replace("-", "") in NEGATIONS for word in tokenize(text))
