"""A need is borne by the words of the sentences that would be quoted."""

import pytest

from advisor.domain import Passage
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text
from advisor.query.needs import read_need
from advisor.retrieval.need_check import bears


def evidence(text: str) -> tuple[Passage, ...]:
    guide = parse_text(f"# Bakers\n\n## Work\n\n{text}\n", name="bakers.md")
    chunks = chunk_guide(guide)
    return tuple(Passage(chunk, 1.0, 1.0, sentence_scores=(1.0,) * len(chunk.sentences)) for chunk in chunks)


def borne(question: str, text: str, said_before: str = "") -> bool:
    need = read_need(question)
    assert need is not None
    return bears(need, question, evidence(text), said_before)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("which oven is quickest", "The deck oven is the quickest of all for bread, bakers say."),
        ("What is the most important skill?", "Attention to detail is essential for every baker."),
        ("which certificates are most valued", "Highly valued certificates include that of a master baker."),
        ("what's the highest pay", "Pay ranges from $30,000 to $52,000 a year."),
        ("is a big bakery easier than a small one", "A large bakery shares the nights, whereas a small one does not."),
        ("why do bakers start early", "Bakers start early because bread has to be fresh in the morning."),
        ("what caused the shortage", "The shortage of flour was caused by a bad harvest in the east."),
        ("part time ok", "Many bakers work part-time in the first years of their career."),
    ],
)
def test_words_that_rank_compare_or_give_a_cause_bear_it(question: str, text: str) -> None:
    assert borne(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("which of those is quickest", "Becoming a baker typically takes three years of practice."),
        ("which of these should I learn first", "Bakers use a deck oven, a mixer and a proofing cabinet."),
        ("which 3 matter most", "Attention to detail is essential for every baker."),  # among those named
        ("which of those pays best", "Pay ranges from $30,000 to $52,000 a year."),
        ("rye or wheat, which is easier", "Attention to detail is equally essential in every bakery."),
        ("why is entry pay lower than the median", "Pay ranges from $30,000 to $52,000 a year."),
        ("what is behind the shortage of bakers", "A shortage of bakers adds to the hours that are worked."),
        ("part time ok", "Training is possible while working full time in a bakery."),
    ],
)
def test_sentences_on_the_topic_alone_do_not(question: str, text: str) -> None:
    assert not borne(question, text)


def test_figures_that_were_just_shown_decide_which_of_them_is_best() -> None:
    shown = "Bakers earn $30,000, confectioners $34,000."
    assert borne("which of those pays best", "Pay differs from place to place and year to year.", shown)
