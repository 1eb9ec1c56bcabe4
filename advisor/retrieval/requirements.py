"""Requirements of a question: a value, the names beside it, a comparison."""

from collections.abc import Sequence

from advisor.domain import Passage
from advisor.index.serving import Snapshot
from advisor.query.answer_type import AnswerType
from advisor.query.comparison import compared_pair, distinguishes
from advisor.query.named_entities import missing_names
from advisor.query.value_kind import ValueKind
from advisor.text.content_words import WORD
from advisor.text.tokens import stems
from advisor.weights import weights

FIGURES = frozenset(
    {ValueKind.SHARE, ValueKind.DATE, ValueKind.DURATION, ValueKind.COST, ValueKind.PAY, ValueKind.COUNT}
)
# Stems of words that ask for a figure and do not say of what.
ASKING = frozenset(
    stem
    for word in (
        "much many long cost costs price fee charge take takes last lasts earn make paid pay get percent percentage"
        " share number year date time money usually typically average"
    ).split()
    for stem in stems(word)
)
MIN_SAID = 2  # words that say of what
# The country of figures without a place.
HOME = frozenset({"us", "usa", "u.s", "america", "united states", "united", "states", "usd"})


def lacks_value(asked: AnswerType, ranked: Sequence[Passage]) -> bool:
    """Whether no leading sentence has the required kind of value."""
    return not any(map(asked.is_held_by, _leading_sentences(ranked, asked.value)))


def _leading_sentences(passages: Sequence[Passage], value: ValueKind | None) -> list[str]:
    """Give the texts of the leading sentences.

    They are the best of all passages; for pay, which is worded in every way, all sentences.
    """
    scored = [
        (score, passage.chunk.guide.text[span.start : span.end])
        for passage in passages
        for score, span in zip(passage.sentence_scores, passage.chunk.sentences, strict=True)
    ]
    ranked = [text for _, text in sorted(scored, key=lambda pair: -pair[0])]
    return ranked if value is ValueKind.PAY else ranked[: weights().requirements.n_leading]


def says_all(asked: AnswerType, question: str, ranked: Sequence[Passage]) -> bool:
    """Whether one sentence has the figure and all that it is of.

    It has every word of the question that says of what. However rarely guides say such things, it answers.
    """
    wanted = set(stems(question)) - ASKING
    if asked.value not in FIGURES or len(wanted) < MIN_SAID:
        return False
    return any(
        wanted <= set(stems(text)) and asked.is_held_by(text)
        for passage in ranked
        for text in (passage.chunk.guide.text[span.start : span.end] for span in passage.chunk.sentences)
    )


def lacks_names(asked: AnswerType, ranked: Sequence[Passage], vocabulary: frozenset[str]) -> bool:
    """Whether the guide lacks the question's names.

    Also where all figures that are asked for stand in passages without any of the names. ``ranked``: the passages with
    such figures; without any, the guide's vocabulary alone counts.
    """
    names = [name for name in asked.names if name not in HOME or vocabulary.isdisjoint(HOME)]
    if missing_names(names, vocabulary) or any(vocabulary.isdisjoint(words) for words in asked.employment_terms):
        return True
    if asked.value not in FIGURES or not ranked:
        return False
    elsewhere = [name for name in names if name not in HOME]
    if not elsewhere:
        return False
    return all(missing_names(elsewhere, _words_of(passage)) for passage in ranked if _has_value(passage, asked))


def never_distinguishes(question: str, snapshot: Snapshot, guide_id: str) -> bool:
    """Whether a question compares two things never distinguished by the guide."""
    pair = compared_pair(question)
    if pair is None:
        return False
    chunks = (snapshot.chunks[row] for row in snapshot.rows_of_guide[guide_id])
    return not distinguishes((c.guide.text[span.start : span.end] for c in chunks for span in c.sentences), pair)


def _words_of(passage: Passage) -> frozenset[str]:
    """Give the lower-case words of a passage, its headings and title."""
    chunk = passage.chunk
    texts = (chunk.text, *chunk.section.path, chunk.guide.title)
    return frozenset(word.lower() for text in texts for word in WORD.findall(text))


def _has_value(passage: Passage, asked: AnswerType) -> bool:
    text = passage.chunk.guide.text
    return any(asked.is_held_by(text[span.start : span.end]) for span in passage.chunk.sentences)
