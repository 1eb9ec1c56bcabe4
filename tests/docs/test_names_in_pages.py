"""What pages say of the tree is there: every file they name, and every package in the architecture's tables."""

import re
from pathlib import Path

import pytest

from tests.docs.walking import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "evals/fitting/README.md", *(ROOT / "docs").glob("*.md")]
NAMED = re.compile(
    r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|toml|md|yaml|txt|js|npy|npz)|(?:advisor|server|evals|tests|docs)/[\w./-]*/)`"
)
PLACES = (ROOT, ROOT / "advisor", ROOT / "advisor" / "ingestion")
READERS_OWN = {"guides/harbour-pilot.md"}  # files that the tutorial's reader makes


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = set(NAMED.findall(page.read_text(encoding="utf-8"))) - READERS_OWN
    missing = [path for path in sorted(named) if not any((place / path).exists() for place in PLACES)]
    assert missing == []


@pytest.mark.parametrize("place", ["advisor", "server", "evals"])
def test_the_architecture_has_a_line_for_every_package(place: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.split(f"### {place}/\n")[1].split("\n#")[0]
    packages = {path.parent.name for path in (ROOT / place).glob("*/__init__.py")}
    assert packages
    assert {name for name in packages if f"`{name}/`" not in table} == set()


def test_the_layers_that_contributors_are_told_are_those_that_are_enforced() -> None:
    def layers(text: str) -> list[str]:
        return [line.strip().strip('",') for line in text.splitlines() if line.strip()]

    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split('containers = ["advisor"]')[1]
    assert layers(told) == layers(contract.split("layers = [")[1].split("]")[0])
