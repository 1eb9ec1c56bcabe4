"""Support sources: the guide's sentences that may bear a writer's."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import Stemmer

from advisor.citation.checks import fold, headed_text
from advisor.citation.numbers import HeadedText
from advisor.citation.sense import heads_of, polarity_of, sentence_of
from advisor.domain import DraftClaim, Guide, Passage, Polarity, Quote, Span
from advisor.text.figures import without_figures
from advisor.text.figures.spelt import NUMBER_WORDS
from advisor.text.tokens import stems, tokenize

Words = npt.NDArray[np.int8]
Vector = npt.NDArray[np.float32]

SYNONYM_STEMS = {
    **dict.fromkeys(("earn", "salari", "wage", "paid", "incom", "compens"), "pay"),
    **dict.fromkeys(("annual", "yearli"), "year"),
}
FILLER_STEMS = frozenset("take taken includ usual typic general exampl such like also well call use mean one".split())
N_HEADINGS = 2  # of a section's path, the innermost, which are read with a sentence
_MARKS = re.compile(r"[\s|*_`#>]+")


@dataclass(frozen=True)
class SourceSentence:
    """One sentence of a passage, with its vectors if there are any.

    ``number`` is its passage's, from 1.
    """

    passage: Passage
    span: Span
    number: int
    vector: Vector | None = None
    words: Words | None = None

    @cached_property
    def text(self) -> str:
        return self.passage.chunk.guide.text[self.span.start : self.span.end]

    @cached_property
    def headed(self) -> HeadedText:
        return headed_text(self.quote)

    @cached_property
    def whole(self) -> str:
        """The sentence as one line, with what its sense hangs on."""
        return sentence_of(self.passage.chunk.guide, self.span)

    @cached_property
    def polarity(self) -> Polarity:
        """What the head of its list or paragraph makes of it.

        Plain for a later sentence of a block, which may answer the first.
        """
        guide = self.passage.chunk.guide
        block = guide.block_at(self.span.start, self.span.end)
        is_first = block is None or block.start == self.span.start
        return polarity_of(guide, self.span) if is_first else Polarity.PLAIN

    @cached_property
    def heading(self) -> str:
        """Its innermost headings on one line."""
        return headings_of(self.headed.headings, self.passage.chunk.guide)

    @cached_property
    def above(self) -> frozenset[str]:
        return frozenset(content_stems(" ".join((*self.headed.headings, *self.headed.common))))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(content_stems(self.whole)) | self.above

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(word_pairs(self.text))

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    def prepare(self) -> None:
        """Compute the cached properties needed for every sentence."""
        self.stems, self.pairs, self.folded, self.headed.numerals()

    @cached_property
    def quote(self) -> Quote:
        return Quote(self.passage, self.span.start, self.span.end, self.text)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """The sentence's own quote, behind those of its heads."""
        guide = self.passage.chunk.guide
        heads = heads_of(guide, self.span)
        return (*(Quote(self.passage, h.start, h.end, guide.text[h.start : h.end]) for h in heads), self.quote)

    @property
    def own_words(self) -> DraftClaim:
        """The guide's own sentence as a claim."""
        return DraftClaim(self.whole, self.quotes)


def side_by_side(places: Iterable[SourceSentence]) -> str:
    """Places on one line, as the support model reads them."""
    return below_headings((place.heading, flat(place.whole)) for place in places)


def below_headings(places: Iterable[tuple[str, str]]) -> str:
    """Headings and texts on one line.

    Each text stands below its headings, or below those of the one before if they are the same.
    """
    read: list[str] = []
    above = ""
    for heading, text in places:
        if heading not in ("", above):
            read.append(f"{heading}.")
        read.append(text)
        above = heading
    return " ".join(read)


def headings_of(path: Sequence[str], guide: Guide) -> str:
    """The innermost headings of a section, as the support model reads them."""
    return ": ".join(flat(title) for title in ([t for t in path if t != guide.title] or list(path))[-N_HEADINGS:])


def content_stems(text: str) -> tuple[str, ...]:
    """The distinct stems carrying content, with synonyms for pay and year merged.

    Figures are left out because they are checked by value, and filler words because any sentence may have them.
    """
    found = (SYNONYM_STEMS.get(stem, stem) for stem in stems(without_figures(text)) if stem not in FILLER_STEMS)
    return tuple(dict.fromkeys(stem for stem in found if not is_number(stem)))


def is_number(word: str) -> bool:
    """Whether a single word is a number, in digits or letters."""
    return word[:1].isdigit() or word.lower() in NUMBER_WORDS


def word_pairs(text: str) -> Iterator[tuple[str, str]]:
    """The stems of neighbouring words."""
    return pairwise(Stemmer.Stemmer("english").stemWords(tokenize(text)))


def flat(text: str) -> str:
    """One line without the marks of tables and lists."""
    return _MARKS.sub(" ", text).strip()
