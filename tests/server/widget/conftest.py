"""One Chromium and one server for all tests that only look; tests that hold or break something make their own."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from tests.made import write_guides
from tests.server.made import Live, build_parts, serving, write_tailor
from tests.server.widget.browsing import SCREENS, SITE, Host, Visit, chromium, hosting
from tests.server.widget.scripted import (
    ScriptedAdvisor,
    cooper_answers,
    cooper_text,
    shaped_answers,
    translated_answers,
)


# Not for the session: while it is there, a loop runs in this thread, which other tests want for themselves.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    made = Visit(browser, viewport=SCREENS["wide"])
    yield made
    made.context.close()


@pytest.fixture
def artifacts(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("CI_ARTIFACTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def cooper_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """An index of the cooper's guide, the tailor's and one more."""
    folder = tmp_path_factory.mktemp("widget")
    corpus = write_tailor(write_guides(folder / "guides", ("Baker",)))
    (corpus / "cooper.md").write_text(cooper_text())
    parts = build_parts(folder / "data", corpus)
    parts.ingest([])
    return parts


@dataclass
class Stage:
    """A server with scripted answers, and a page of another origin that it allows."""

    live: Live
    advisor: ScriptedAdvisor
    host: Host

    @property
    def url(self) -> str:
        return self.live.url


def sites_of(host: Host) -> dict[str, Any]:
    return {"sites": {SITE: {"origins": [host.url]}}}


@contextmanager
def staged(parts: Parts, **settings: Any) -> Iterator[Stage]:
    made: list[ScriptedAdvisor] = []

    def script(advisor: Advisor) -> ScriptedAdvisor:
        guide = advisor.guide("cooper")
        answers = cooper_answers(guide) | shaped_answers(guide) | translated_answers(guide)
        made.append(ScriptedAdvisor(advisor, answers))
        return made[0]

    with hosting() as host, serving(parts, around=script, **{**sites_of(host), **settings}) as live:
        host.api = live.url
        host.tags = host.tag(site=SITE)
        try:
            yield Stage(live, made[0], host)
        finally:
            made[0].release.set()


@pytest.fixture(scope="session")
def shared_stage(cooper_parts: Parts) -> Iterator[Stage]:
    with staged(cooper_parts) as stage:
        yield stage


@pytest.fixture
def stage(shared_stage: Stage) -> Stage:
    """A server that all tests share, and a host page as it is at first."""
    host = shared_stage.host
    host.inside, host.tags = "", host.tag(site=SITE)
    host.lang, host.dir = "en", "ltr"
    return shared_stage


@pytest.fixture
def own_stage(cooper_parts: Parts) -> Callable[..., AbstractContextManager[Stage]]:
    """A server for one test, with settings of its own."""
    return lambda **settings: staged(cooper_parts, **settings)
