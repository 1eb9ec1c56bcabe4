"""The examples run as they stand: no key, no network, and an answer printed."""

import runpy
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
# What each prints for the question that stands in it.
ANSWERS = {
    "ask.py": ("[1]", "Six Sigma"),
    "stream.py": ("passages found", "[1]"),
    "langchain_retriever.py": ("software",),
    "own_guide.py": ("about three years", "[1]"),
}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("examples")


def test_every_example_is_run_here() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_example_prints_an_answer(
    name: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(data_dir))
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")  # the examples are under test, not the encoder
    monkeypatch.setattr(sys, "argv", [name])

    runpy.run_path(str(EXAMPLES / name), run_name="__main__")

    printed = capsys.readouterr().out
    for words in ANSWERS[name]:
        assert words.casefold() in printed.casefold()
