"""Faults of structure: what a sentence turns round or strengthens."""

import re
from collections.abc import Collection

from advisor.citation.checks import n_denials
from advisor.citation.structure.alignment import align
from advisor.citation.structure.denial import keeps_denial
from advisor.citation.structure.order import is_turned_round
from advisor.citation.structure.reading import ReadText, read
from advisor.domain import Polarity
from advisor.text.polarity import SaidVerdict, verdicts_of

MAX_MORE = 3  # words that one of two near copies may have more
_OPENER = re.compile(r"^(?:yes|no)\b[,.:; –—-]*", re.IGNORECASE)
_AS_MUCH = re.compile(
    r"\bas (?:\w+ ){1,2}as\b|\bequally\b|\bthe same \w+ as\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more|less|fewer|\w+er)\b(?: \w+){0,3} than\b", re.IGNORECASE)
_SURE = re.compile(
    r"\b(?:certainly|definitely|guaranteed?|guarantees|surely|undoubtedly|without (?:a )?doubt|without fail"
    r"|inevitabl[ey]|(?:certain|sure|bound) to|automatically|no doubt|absolutely|in any case|whether or not"
    r"|in every case)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:only(?! (?:after|when|once|if|rarely|seldom)\b)|solely|exclusively|nothing but|sole|nothing except"
    r"|nothing other than|the one thing|purely)\b",
    re.IGNORECASE,
)
_OBLIGES = re.compile(
    r"(?<!n't )(?<!not )\b(?:must|ha(?:ve|s) to|needs? (?:to|an?|your)|requires?|should"
    r"|ought to|(?:is|are) (?:required|needed|necessary|mandatory))\b",
    re.IGNORECASE,
)
# What a place may say that a sentence puts as something to be done.
_WEIGHS = re.compile(
    r"\b(?:must|ha(?:ve|s|d) to|need\w*|requir\w*|prerequisit\w*|qualif\w*|necess\w*|mandatory|compulsory|essential"
    r"|vital|crucial|critical|indispensable|obli\w*|should|ought|standard|expect\w*|calls? for|insist\w*|demand\w*|only"
    r"|importan\w*|takes?|law|legal\w*|licen\w*|recommend\w*|advi[sc]\w*|worth|look|aim|stay|learn|the place|before"
    r"|never|no|not|without|do|make sure|tips?|steps?|rules?)\b|n't",
    re.IGNORECASE,
)
_WILL = re.compile(r"\b(?:you|your [a-z]{1,20}) will\b|\byou['’]ll\b", re.IGNORECASE)
_MAYBE = re.compile(
    r"\b(?:can|may|might|could|would|typically|usually|often|generally|normally|commonly|sometimes|occasionally|likely"
    r"|probabl[ey]|possibl[ey]|perhaps|if|unless)\b",
    re.IGNORECASE,
)
_ROW = re.compile(r"(?P<label>[^:\n]{2,40}):\s(?P<value>[^\n]{1,60})")
_SPAN = frozenset({"to", "or", "and", "–", "-", "up"})
_LIMITS = re.compile(
    r"\b(?:only|solely|exclusively|just|sole|unless|except|alone|nothing|nobody|no one|none|single|limited|restricted"
    r"|reserved|not until|apart from|no other|merely|purely|without|all|entirely|neither|never|no|one of)\b|\bun\w+"
    r"|n't\b|\bnot\b",
    re.IGNORECASE,
)


def structure_fault(
    sentence: str, quote: str, headings: Collection[str], polarity: Polarity, *, turned: str = ""
) -> str:
    """The reason why a quote cannot bear a sentence, or empty.

    ``quote`` comes with what its sense hangs on, and ``polarity`` is what that makes of the words ``turned`` in it.
    """
    held = " ".join((quote, *headings))
    if fault := _polarity_fault(sentence, held, polarity, turned):
        return fault
    for pattern, other in ((_AS_MUCH, _MORE_THAN), (_MORE_THAN, _AS_MUCH)):
        if pattern.search(sentence) and not other.search(sentence) and other.search(held) and not pattern.search(held):
            return "it compares otherwise than its quotes"
    if _SURE.search(sentence) and not _SURE.search(held):
        return "it is surer than its quotes"
    if _ONLY.search(sentence) and not _LIMITS.search(held) and SaidVerdict.DENIED not in verdicts_of(sentence):
        return "it says only, and its quotes do not"
    if _cuts_value(sentence, quote):
        return "it cuts the value of its quote"
    # A heading weighs its items, and no whole sentence.
    if _is_firmer(sentence, quote if quote.rstrip().endswith(".") else held):
        return "it is firmer than its quotes"
    mine, theirs = read(sentence), read(quote)
    aligned = align(mine, theirs)
    if is_turned_round(mine, theirs, aligned):
        return "it turns round who does what"
    if n_denials(_OPENER.sub("", sentence)) != n_denials(quote) and _are_alike(mine, theirs):
        return "it denies otherwise than its quotes"
    return ""


def _cuts_value(sentence: str, quote: str) -> bool:
    """Whether a label stands with only one end of its value: "Moderate" of "Moderate to High"."""
    mine, theirs = _ROW.fullmatch(sentence.strip(" .")), _ROW.fullmatch(quote.strip(" ."))
    if mine is None or theirs is None or mine["label"].casefold() != theirs["label"].casefold():
        return False
    own, whole = (one["value"].casefold().split() for one in (mine, theirs))
    return set(own) < set(whole) and not _SPAN.isdisjoint(set(whole) - set(own))


def _is_firmer(sentence: str, held: str) -> bool:
    """Whether a sentence makes a duty of what is no more than told, or a promise of what may be."""
    if _OBLIGES.search(sentence) and not _WEIGHS.search(held):
        return True
    is_promise = _WILL.search(sentence) and not _MAYBE.search(sentence)
    return bool(is_promise and _MAYBE.search(held))


def _are_alike(mine: ReadText, theirs: ReadText) -> bool:
    """Whether two texts have the same content words, and few others."""
    own, other = ({word.stem for word in text.words if word.has_content} for text in (mine, theirs))
    return own == other and abs(len(mine.words) - len(theirs.words)) <= MAX_MORE


def _polarity_fault(sentence: str, held: str, polarity: Polarity, turned: str) -> str:
    mine, theirs = verdicts_of(sentence), verdicts_of(held)
    is_denied = polarity is Polarity.NEGATIVE and SaidVerdict.DENIED not in mine
    if is_denied and not (turned and keeps_denial(sentence, turned, held)):
        return "it leaves out that its quote is denied"
    praised, blamed = SaidVerdict.ADVANTAGE in mine, SaidVerdict.DRAWBACK in mine
    if polarity is Polarity.ADVERSE and praised and not blamed and SaidVerdict.ADVANTAGE not in theirs:
        return "it makes an advantage of a drawback"
    if blamed and SaidVerdict.DRAWBACK not in theirs and SaidVerdict.ADVANTAGE in theirs:
        return "it makes a drawback of an advantage"
    return ""
