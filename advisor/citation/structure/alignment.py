"""The words of a sentence aligned with those of its quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from advisor.citation.structure.lexicon import are_opposites, are_synonyms, is_broader
from advisor.citation.structure.reading import Reading, Word

SAME, SYNONYM, BROADER, NARROWER = 1.0, 0.8, 0.6, 0.3
MIN_ALIGNED = 0.5


@dataclass(frozen=True, slots=True)
class Link:
    """A word of the sentence and its best fellow: in quote ``quote`` (-1: above them), word ``word``."""

    score: float
    quote: int
    word: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which word of the sentence stands where in its quotes, and what follows from that."""

    links: dict[int, Link]
    opposites: tuple[int, ...]
    near_clauses: tuple[frozenset[int], ...]
    roles_changed: int
    inversions: float
    left_over: float

    def score(self, n: int) -> float:
        """How well a word of the sentence is aligned, 0..1."""
        return self.links[n].score if n in self.links else 0.0

    def is_above(self, n: int) -> bool:
        """Whether a word stands only above the quotes."""
        return n in self.links and self.links[n].quote < 0


def align(sentence: Reading, quotes: Sequence[Reading], above: Sequence[Reading]) -> Alignment:
    """Align a sentence with its quotes, and where they lack a word with what stands above them."""
    links: dict[int, Link] = {}
    opposites = []
    for n in sentence.content:
        word = sentence.words[n]
        best = max(
            (
                Link(_likeness(word, other), q, m)
                for q, quote in enumerate(quotes)
                for m, other in enumerate(quote.words)
                if other.weight
            ),
            key=lambda link: link.score,
            default=None,
        )
        if best is None or best.score < SAME:
            over = max((_likeness(word, other) for part in above for other in part.words if other.weight), default=0.0)
            if over > (best.score if best else 0.0):
                best = Link(over, -1, -1)
        if best and best.score:
            links[n] = best
        if (best is None or best.score < SYNONYM) and any(
            other.weight and are_opposites(word.stem, other.stem) for quote in quotes for other in quote.words
        ):
            opposites.append(n)
    placed = {n: link for n, link in links.items() if link.quote >= 0 and link.score >= MIN_ALIGNED}
    near = tuple(
        frozenset(quote.words[link.word].clause for link in placed.values() if link.quote == q)
        for q, quote in enumerate(quotes)
    )
    changed, inversions = _moved(sentence, quotes, placed)
    return Alignment(links, tuple(opposites), near, changed, inversions, _left_over(quotes, placed, near))


def _likeness(word: Word, other: Word) -> float:
    if word.stem == other.stem or word.lower == other.lower:
        return SAME
    if are_synonyms(word.stem, other.stem):
        return SYNONYM
    if is_broader(other.stem, word.stem):
        return BROADER
    return NARROWER if is_broader(word.stem, other.stem) else 0.0


def _moved(sentence: Reading, quotes: Sequence[Reading], placed: dict[int, Link]) -> tuple[int, float]:
    """How many aligned words have another role than in their quote, and the share of pairs turned round."""
    changed = pairs = turned = 0
    for n, link in placed.items():
        if link.score >= SYNONYM and sentence.words[n].weight == 1:
            changed += sentence.words[n].role != quotes[link.quote].words[link.word].role
    full = [(n, link) for n, link in sorted(placed.items()) if link.score >= SYNONYM and sentence.words[n].weight == 1]
    for (_, one), (_, other) in combinations(full, 2):
        if one.quote == other.quote and one.word != other.word:
            pairs += 1
            turned += one.word > other.word
    return changed, turned / pairs if pairs else 0.0


def _left_over(quotes: Sequence[Reading], placed: dict[int, Link], near: Sequence[frozenset[int]]) -> float:
    """The share of the content of the quotes' clauses in use that no word of the sentence stands for."""
    used = {(link.quote, link.word) for link in placed.values()}
    words = [
        (q, m)
        for q, quote in enumerate(quotes)
        for m, word in enumerate(quote.words)
        if word.weight == 1 and word.clause in near[q]
    ]
    return sum(one not in used for one in words) / len(words) if words else 1.0
