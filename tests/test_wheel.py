"""What is installed from a wheel: the packages with their data and their types."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all files in a wheel of this checkout."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("package", ["advisor", "server", "evals"])
def test_a_wheel_says_that_a_package_has_types(names: set[str], package: str) -> None:
    assert f"{package}/py.typed" in names


@pytest.mark.parametrize(
    "name",
    [
        "advisor/weights.toml",
        "advisor/citation/support_model.onnx",
        "advisor/citation/structure/dictionary.txt",
        "advisor/text/polarity.toml",
        "corpus/production-manager.md",
        "server/templates/chat.html",
        "server/static/reader.js",
        "server/widget/main.js",
        *(f"server/widget/words/{language}.js" for language in ("de", "es", "fr", "pt")),
        "server/slack/manifest.yaml",
        "evals/suites/schema.json",
        "evals/baselines/gates.yaml",
        "evals/reporting/templates/report.html.j2",
        "evals/reporting/prompts/judge.md",
    ],
)
def test_a_wheel_carries_the_files_that_code_reads(names: set[str], name: str) -> None:
    assert name in names


def test_a_wheel_has_neither_tests_nor_examples_nor_sentences_to_train_on(names: set[str]) -> None:
    left_out = ("tests/", "examples/", "evals/fitting/sentences/", "evals/fitting/held/")
    assert not [name for name in names if name.startswith(left_out)]
