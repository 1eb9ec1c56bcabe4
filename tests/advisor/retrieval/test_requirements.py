"""What an answer has to hold besides words that are near the question's."""

import pytest

from advisor.domain import Passage
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text
from advisor.query.answer_type import detect_answer_type
from advisor.retrieval.requirements import says_all

GUIDE = parse_text(
    "# Bakers\n\n## Exams\n\nThe pastry exam takes 3½ hours. The fire test is free for members.\n"
    "\n## Pay\n\nIn Norway bakers earn NOK 420 000 a year.\n",
    name="bakers.md",
)
PASSAGES = [Passage(chunk, 0.5, 1.0, 0.5) for chunk in chunk_guide(GUIDE)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How long does the pastry exam take?", True),
        ("How much do bakers earn in Norway?", True),
        ("How long does the fire test take?", False),
        ("How long does the bread exam take?", False),
        ("How long does it take?", False),
        ("What is the pastry exam?", False),
    ],
)
def test_a_figure_answers_where_its_sentence_has_all_that_is_asked_of(question: str, said: bool) -> None:
    assert says_all(detect_answer_type(question), question, PASSAGES) is said
