"""README.md: its answers are today's, its links lead somewhere, and it stays short."""

import importlib.util
import re
from types import ModuleType

import pytest

from advisor.bootstrap import Parts
from evals.reporting.marked_blocks import GENERATED, fill_blocks
from tests.docs.walking import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_answers_in_the_readme_are_those_that_the_advisor_gives_today(generate: ModuleType, shipped: Parts) -> None:
    answers = generate.answers_of(shipped)
    assert answers.count("$ advisor ask") == 5
    assert fill_blocks(README, GENERATED, {generate.ANSWERS: answers}) == README, "run make docs"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "evals/README.md", "evals/fitting/README.md"])
def test_every_link_of_a_page_outside_docs_leads_to_a_file(page: str) -> None:
    file = ROOT / page
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", file.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (file.parent / target).exists(), target


def test_the_readme_fits_on_a_few_screens() -> None:
    assert len(README.splitlines()) <= 135
