"""What a question is likened to."""

from pathlib import Path

import pytest

from advisor.embeddings import HashEmbedder, OnnxEmbedder
from advisor.query.intent_bank import IntentBank, ensure_bank, load_bank


@pytest.fixture(scope="module")
def encoder() -> OnnxEmbedder:
    return OnnxEmbedder()


@pytest.fixture(scope="module")
def bank(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> IntentBank:
    shipped = load_bank(encoder.name, tmp_path_factory.mktemp("nothing"))
    assert shipped is not None, "bank.npz is not of today's words: run python -m advisor.query.intent_bank"
    return shipped


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("whats the money like in this job", "usual"),
        ("do I need a degree for it", "usual"),
        ("how many vacation days do they get", "unstated"),
        ("what is the exam fee", "unstated"),
        ("who won the world cup", "elsewhere"),
        ("write me a poem about the sea", "elsewhere"),
    ],
)
def test_a_question_is_most_like_those_of_its_own_kind(
    encoder: OnnxEmbedder, bank: IntentBank, question: str, kind: str
) -> None:
    match = bank.match(encoder.encode([question])[0])
    assert max(("usual", "unstated", "elsewhere"), key=lambda k: float(getattr(match, k))) == kind


def test_an_encoder_without_a_shipped_bank_keeps_one_of_its_own(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    assert load_bank(embedder.name, tmp_path) is None
    ensure_bank(embedder, tmp_path)
    kept = load_bank(embedder.name, tmp_path)
    assert kept is not None
    match = kept.match(embedder.encode(["what is the median salary"])[0])
    assert match.usual > match.unstated
    assert match.topic == "pay"
