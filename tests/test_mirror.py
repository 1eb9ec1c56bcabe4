"""Tests stand where their packages do."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("top", ["advisor", "server", "evals"])
def test_every_folder_of_tests_is_a_package_of_the_code(top: str) -> None:
    files = sorted((ROOT / "tests" / top).rglob("test_*.py"))
    assert files
    strays = [file for file in files if not (ROOT / file.relative_to(ROOT / "tests").parent / "__init__.py").is_file()]
    assert not strays, f"no package of the code has the name of its folder: {strays}"
