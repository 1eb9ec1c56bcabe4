"""One app in one workspace for all tests of a module."""

from collections.abc import Iterator

import pytest

from advisor.bootstrap import Parts
from tests.server.slack.people import Person, in_slack


@pytest.fixture(scope="module")
def slack(tailor_parts: Parts) -> Iterator[Person]:
    """Signed HTTP, a fake Slack beside it, and a person."""
    with in_slack(tailor_parts) as person:
        yield person
