"""Order of a sentence's words against that of its quote's."""

from advisor.citation.structure.reading import ReadText

MAX_APART = 8  # words of the sentence between the ends of three that are compared
MAX_NEW = 0.2  # share of its words that are not its quote's, up to which a sentence is a near copy
# With these, words may rightly stand the other way round ("x after y" for "y before x").
_TURNING = frozenset(
    "less more fewer better worse larger smaller longer shorter earlier later sooner after before until then by from of"
    " who which that whose vice versa than rather instead against behind under above below".split()
)


def is_turned_round(sentence: ReadText, quote: ReadText, aligned: dict[int, int]) -> bool:
    """Whether two words of a near copy change places about a third.

    What only moves to the front leaves the others in order, and a passive turns them round rightly. Other words may
    say the same in any order.
    """
    if not _is_near_copy(sentence, quote, aligned):
        return False
    placed = sorted(aligned.items())
    for one, two, three in zip(placed, placed[1:], placed[2:], strict=False):
        if three[0] - one[0] > MAX_APART or not one[1] > two[1] > three[1]:
            continue
        mine, theirs = sentence.words[one[0]].clause, quote.words[one[1]].clause
        if sentence.words[three[0]].clause != mine or quote.words[three[1]].clause != theirs:
            continue
        if (mine in sentence.passive) == (theirs in quote.passive):
            return True
    return False


def _is_near_copy(sentence: ReadText, quote: ReadText, aligned: dict[int, int]) -> bool:
    """Whether a sentence has its quote's words and few others, none of which may turn its sense."""
    held = {form for word in quote.words for form in (word.lower, word.stem)}
    new = [word.lower for word in sentence.words if word.lower not in held and word.stem not in held]
    is_covered = all(n in aligned for n, word in enumerate(sentence.words) if word.has_content)
    return is_covered and len(new) <= MAX_NEW * len(sentence.words) and _TURNING.isdisjoint(new)
