"""Order of a sentence's words against that of its quote's."""

from advisor.citation.structure.reading import ReadText

MAX_APART = 8  # words of the sentence between the ends of three that are compared


def is_turned_round(sentence: ReadText, quote: ReadText, aligned: dict[int, int]) -> bool:
    """Whether two words change places about a third.

    What only moves to the front leaves the others in order, and a passive turns them round rightly.
    """
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
