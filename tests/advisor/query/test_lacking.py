"""What a reader lacks is asked the way guides answer it."""

import pytest

from advisor.embeddings import EncoderInput, OnnxEmbedder
from advisor.query.analysis import AnalysedWording
from advisor.query.answer_type import detect_answer_type
from advisor.query.intent_bank import SHIPPED, load_bank
from advisor.query.lacking import find_counterpart

pytestmark = pytest.mark.encoder


def analysed(encoder: OnnxEmbedder, *texts: str) -> list[AnalysedWording]:
    bank = load_bank(encoder.name, SHIPPED.parent)
    assert bank is not None
    encoded = encoder.encode_in_context([EncoderInput("", text) for text in texts])
    return [
        AnalysedWording(text, text, detect_answer_type(text), one, bank.match(one.vector))
        for text, one in zip(texts, encoded, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("what if i dont have a degree", "degree"),
        ("i never finished high school. any chance?", "degree"),
        ("zero experience, where do I start", "entry-level"),
        ("what if I never managed anybody", "leadership"),
        ("without certifications?", "required"),
    ],
)
def test_a_lack_has_a_question_that_guides_answer(encoder: OnnxEmbedder, text: str, word: str) -> None:
    assert word in find_counterpart(analysed(encoder, text), leaning=False)


@pytest.mark.parametrize(
    "text",
    [
        "do you need a degree",
        "which degree do they have",
        "what percentage of them have no degree",
        "do they not work weekends",
        "why is there never an end to studying",
        "how much do they earn",
    ],
)
def test_any_other_question_has_none(encoder: OnnxEmbedder, text: str) -> None:
    assert find_counterpart(analysed(encoder, text), leaning=False) == ""


def test_a_follow_up_lacks_what_was_asked_about_before(encoder: OnnxEmbedder) -> None:
    wordings = analysed(encoder, "and without that?", "without that (what degree do i need)")
    assert "degree" in find_counterpart(wordings, leaning=True)
