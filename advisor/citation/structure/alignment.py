"""The words of a sentence aligned with those of its quote."""

from advisor.citation.structure.reading import ReadText


def align(sentence: ReadText, quote: ReadText) -> dict[int, int]:
    """Where each content word of a sentence stands in its quote.

    The same word or an inflection of it counts, no synonym. Of several places, the first not yet taken.
    """
    places: dict[str, list[int]] = {}
    for n, word in enumerate(quote.words):
        if word.has_content:
            places.setdefault(word.stem, []).append(n)
    found = {}
    for n, word in enumerate(sentence.words):
        if word.has_content and (held := places.get(word.stem)):
            found[n] = held.pop(0) if len(held) > 1 else held[0]
    return found
