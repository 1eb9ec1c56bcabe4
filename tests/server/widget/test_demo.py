"""``advisor-server --demo`` as a person starts it: the page of another origin has a working, cited advisor."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.server.made import REMOTE, write_tailor
from tests.server.widget.browsing import Visit, asked, needs_chromium

pytestmark = needs_chromium


@pytest.fixture
def demo_url(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "server", "--demo", "--port", "0"]
    folders = {"ADVISOR_DATA_DIR": str(tmp_path / "data"), "ADVISOR_CORPUS_DIR": str(write_tailor(tmp_path / "guides"))}
    with subprocess.Popen(command, env={**os.environ, **folders}, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            said = ""
            for line in server.stdout:
                said += line
                if "is ready" in line:
                    break
            found = re.search(r"with the widget on it: (http://\S+)", said)
            assert found, said
            yield found[1]
        finally:
            server.terminate()


def test_the_demo_page_of_another_origin_answers_with_citations(demo_url: str, visit: Visit) -> None:
    page = visit.open(demo_url)
    page.get_by_role("button", name="Ask about careers").click()
    answer = asked(page, REMOTE)
    with visit.context.expect_page() as opened:
        answer.locator(".chip").first.click()
    expect(opened.value.locator(".quoted")).to_be_visible()
    assert visit.faults == []
