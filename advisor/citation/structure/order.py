"""Order of a sentence's words against that of its quotes: what is turned round, and whether a passive explains it."""

from collections.abc import Sequence

from advisor.citation.structure.alignment import SYNONYM, Alignment
from advisor.citation.structure.reading import Reading

MAX_APART = 8  # words of the sentence between the ends of three that are compared
_EARLIER, _LATER = frozenset({"before", "until"}), frozenset({"after", "once", "since"})


def is_turned_round(sentence: Reading, quotes: Sequence[Reading], aligned: Alignment) -> bool:
    """Whether two of its words change places about a third, in the same voice: A does B, B does A.

    What only moves to the front leaves the others in order, and a passive turns them round rightly.
    """
    placed = [
        (n, link.quote, link.word)
        for n, link in sorted(aligned.links.items())
        if link.quote >= 0 and link.score >= SYNONYM and sentence.words[n].weight == 1
    ]
    for one, two, three in zip(placed, placed[1:], placed[2:], strict=False):
        if len({one[1], two[1], three[1]}) > 1 or three[0] - one[0] > MAX_APART:
            continue
        quote = quotes[one[1]]
        first, last = quote.words[three[2]].clause, quote.words[one[2]].clause
        if (
            not one[2] > two[2] > three[2]
            or first != last
            or sentence.words[one[0]].clause != sentence.words[three[0]].clause
        ):
            continue
        mine = sentence.words[one[0]].clause in sentence.passive
        theirs = first in quote.passive
        if mine == theirs:
            return True
    return False


def is_out_of_time(sentence: Reading, quotes: Sequence[Reading], aligned: Alignment) -> bool:
    """Whether a sentence puts before what its quote puts after, or the reverse.

    "A before B" is "B after A", whichever stands first.
    """
    mine = _earlier_and_later(sentence)
    if mine is None:
        return False
    placed = {
        n: (link.quote, link.word) for n, link in aligned.links.items() if link.quote >= 0 and link.score >= SYNONYM
    }
    early = {placed[n] for n in mine[0] if n in placed}
    late = {placed[n] for n in mine[1] if n in placed}
    for q, quote in enumerate(quotes):
        theirs = _earlier_and_later(quote)
        if theirs is None:
            continue
        first, second = {(q, n) for n in theirs[0]}, {(q, n) for n in theirs[1]}
        straight = min(len(early & first), 1) + min(len(late & second), 1)
        turned = min(len(early & second), 1) + min(len(late & first), 1)
        if turned == 2 and straight < 2:
            return True
    return False


def _earlier_and_later(reading: Reading) -> tuple[frozenset[int], frozenset[int]] | None:
    """The words of what comes first and of what comes later, about the only word of order in a text."""
    at = [n for n, word in enumerate(reading.words) if word.lower in _EARLIER | _LATER]
    if len(at) != 1:
        return None
    (n,) = at
    ahead = frozenset(range(n))
    behind = frozenset(range(n + 1, len(reading.words)))
    if not any(reading.words[m].weight for m in ahead):  # "Before B, A": B ends with its clause
        clause = reading.words[n].clause
        behind = frozenset(m for m in behind if reading.words[m].clause == clause)
        ahead = frozenset(m for m in range(n + 1, len(reading.words)) if m not in behind)
    return (ahead, behind) if reading.words[n].lower in _EARLIER else (behind, ahead)
