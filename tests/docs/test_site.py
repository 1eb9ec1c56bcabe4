"""The documentation site, built anew: it loads nothing from elsewhere, and a broken link fails."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.walking import ROOT

pytestmark = pytest.mark.process

LOADED = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"([^\"]+)\"|<link\b[^>]*\bhref=\"([^\"]+)\"")


def build(folder: Path, source: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = build(folder)
    assert built.returncode == 0, built.stderr
    return folder


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        loaded = ["".join(found) for found in LOADED.findall(page.read_text(encoding="utf-8"))]
        assert loaded
        assert [address for address in loaded if re.match(r"(?:https?:)?//", address)] == [], page


def test_pages_take_in_the_texts_that_stand_elsewhere(site: Path) -> None:
    assert "make check" in (site / "contributing.html").read_text(encoding="utf-8")
    assert "DECLINE_BELOW" in (site / "fitting.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("link", ["nowhere.md", "settings.md#nowhere"])
def test_a_broken_link_fails_the_build(tmp_path: Path, link: str) -> None:
    for name in ("mkdocs.yml", "CONTRIBUTING.md", "docs", "evals/fitting/README.md"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    page = tmp_path / "docs" / "index.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n[Here]({link}) it ends.\n", encoding="utf-8")

    built = build(tmp_path / "site", tmp_path)

    assert built.returncode != 0
    assert "nowhere" in built.stderr + built.stdout
