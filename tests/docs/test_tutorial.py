"""Every command of docs/tutorial.md, run as it stands there, up to an answer on the page that it makes."""

import os
import shlex
import sys

import pytest

from tests.docs.walking import ROOT, Walked, free_port, read_page, walk
from tests.server.widget.browsing import CHROMIUM

pytestmark = pytest.mark.process

PAGE = "tutorial.md"
FOLDER = "harbour"
HOME = "/home/you"  # what the page calls the reader's home
INSTALL = "make install\nsource .venv/bin/activate\n"
QUESTION = "How long is the training?"
WIDTH = "100"

HAS_CHROMIUM = CHROMIUM is not None or bool(os.environ.get("CI"))


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The page gone through once, with an empty folder as its reader's home. What it installs is installed already."""
    home = tmp_path_factory.mktemp("home")
    site = free_port()
    page = read_page(PAGE)
    assert INSTALL in page
    visit = shlex.join([sys.executable, "-m", "tests.docs.open_page", f"http://localhost:{site}/", QUESTION])
    return walk(
        page.replace(INSTALL, "true\n"),
        home / FOLDER,
        {"HOME": str(home), "COLUMNS": WIDTH},
        {"8000": free_port(), "9000": site},
        *([f"(cd {shlex.quote(str(ROOT))} && {visit})"] if HAS_CHROMIUM else []),
    )


def test_what_the_page_says_that_its_commands_print_is_what_they_print(walked: Walked) -> None:
    home = str(walked.folder.parent)
    told = [
        (block.shown, plain(printed).replace(home, HOME)) for block, printed in walked.blocks if block.shown is not None
    ]
    assert len(told) >= 4
    if os.environ.get("GOLDEN") == "write":
        page = read_page(PAGE)
        for shown, printed in told:
            page = page.replace(f"```text\n{shown}```", f"```text\n{printed}\n```", 1)
        (ROOT / "docs" / PAGE).write_text(page, encoding="utf-8")
    else:
        assert [plain(shown) for shown, _ in told] == [printed for _, printed in told]


def test_the_server_answers_over_http_from_the_readers_own_guide(walked: Walked) -> None:
    answer = walked.after("curl")
    assert '"status":"answered"' in answer
    assert "Ships arrive at night and at weekends" in answer


@pytest.mark.skipif(not HAS_CHROMIUM, reason="no chromium, chromium-browser or google-chrome on the path")
def test_the_readers_own_page_answers_and_its_number_opens_the_guide_at_the_quote(walked: Walked) -> None:
    assert f'ask "{QUESTION}"' in read_page(PAGE)
    visited = walked.after("http.server")
    sentence = "Training on the job takes two years: the first on simulators, the second beside a senior pilot."
    _, on_page, marked = visited.replace("Marked in the guide:", "On the page:").split("On the page:")
    assert sentence in on_page
    assert sentence in marked


def plain(text: str) -> str:
    """Without blanks at the ends of lines and empty lines around it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
