"""What a question demands of any answer, and whether a guide has it: a value, what is named beside it, a comparison."""

from collections.abc import Sequence

from advisor.domain import Passage
from advisor.index.serving import Snapshot
from advisor.query.answer_type import AnswerType, Value
from advisor.query.comparison import compared, tells_apart
from advisor.query.named_entities import lacking
from advisor.text.content_words import WORD

N_LEADING = 2
FIGURES = frozenset({Value.SHARE, Value.DATE, Value.DURATION, Value.COST, Value.PAY, Value.COUNT})
# Where the figures are from that no place stands beside.
HOME = frozenset({"us", "usa", "u.s", "america", "united states", "united", "states", "usd"})


def lacks_value(asked: AnswerType, ranked: Sequence[Passage]) -> bool:
    """Whether none of the sentences that would answer has a value of the kind that is asked for."""
    return not any(map(asked.is_held_by, _leading(ranked, asked.value)))


def _leading(passages: Sequence[Passage], value: Value | None) -> list[str]:
    """The texts of the sentences that have to hold what is asked for: the best of all passages, and for pay, which is
    worded in every way, all of them."""
    scored = [
        (score, passage.chunk.guide.text[span.start : span.end])
        for passage in passages
        for score, span in zip(passage.sentence_scores, passage.chunk.sentences, strict=True)
    ]
    ranked = [text for _, text in sorted(scored, key=lambda pair: -pair[0])]
    return ranked if value is Value.PAY else ranked[:N_LEADING]


def lacks_named(asked: AnswerType, ranked: Sequence[Passage], vocabulary: frozenset[str]) -> bool:
    """Whether the guide has no word of something that is named, or its figures stand away from all such words.
    ``ranked``: the passages with such figures; without any, the guide's words alone count."""
    names = [name for name in asked.names if name not in HOME or vocabulary.isdisjoint(HOME)]
    if lacking(names, vocabulary) or any(vocabulary.isdisjoint(words) for words in asked.things):
        return True
    if asked.value not in FIGURES or not ranked:
        return False
    elsewhere = [name for name in names if name not in HOME]
    return bool(elsewhere) and all(lacking(elsewhere, _around(passage)) for passage in ranked if _holds(passage, asked))


def never_tells_apart(question: str, snapshot: Snapshot, guide_id: str) -> bool:
    """Whether the question weighs two things that the guide only ever names in one breath."""
    pair = compared(question)
    if pair is None:
        return False
    chunks = (snapshot.chunks[row] for row in snapshot.rows_of_guide[guide_id])
    return not tells_apart((c.guide.text[span.start : span.end] for c in chunks for span in c.sentences), pair)


def _around(passage: Passage) -> frozenset[str]:
    """The words of a passage, its headings and its guide's title, in small letters."""
    chunk = passage.chunk
    texts = (chunk.text, *chunk.section.path, chunk.guide.title)
    return frozenset(word.lower() for text in texts for word in WORD.findall(text))


def _holds(passage: Passage, asked: AnswerType) -> bool:
    text = passage.chunk.guide.text
    return any(asked.is_held_by(text[span.start : span.end]) for span in passage.chunk.sentences)
