"""What a question is likened to."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor.embeddings import HashEmbedder, OnnxEmbedder
from advisor.query import intent_bank
from advisor.query.intent_bank import IntentBank, ensure_bank, load_bank


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


@pytest.fixture(params=[10, pytest.param(1, marks=pytest.mark.torture)], ids=["a tenth", "all"])
def wordings(
    request: pytest.FixtureRequest, rounds: Callable[[int, int], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A share of the bank's words: fitting all of them takes a minute of two cores and four gigabytes."""
    every = request.param if request.param > 1 else rounds(1, 4)
    folder = tmp_path / "wordings"
    folder.mkdir()
    for path in intent_bank.WORDINGS.glob("*.yaml"):
        entries = re.split(r"^(?=- id: )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (folder / path.name).write_text("".join(entries[1::every]), encoding="utf-8")
    monkeypatch.setattr(intent_bank, "WORDINGS", folder)
    intent_bank._words_hash.cache_clear()
    yield folder
    intent_bank._words_hash.cache_clear()


@pytest.mark.usefixtures("wordings")
def test_an_encoder_without_a_shipped_bank_keeps_one_of_its_own(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    assert load_bank(embedder.name, tmp_path) is None
    ensure_bank(embedder, tmp_path)
    kept = load_bank(embedder.name, tmp_path)
    assert kept is not None
    match = kept.match(embedder.encode(["what is the median salary"])[0])
    assert match.usual > match.unstated
    assert match.topic == "pay"
