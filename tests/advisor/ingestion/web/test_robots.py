"""A site's robots.txt: what it allows, and what its absence or trouble means."""

import pytest

from advisor.errors import HostError
from advisor.ingestion.web.addresses import WebAddress, parse_address
from advisor.ingestion.web.fetching import Reply
from advisor.ingestion.web.robots import Robots

PLACE = parse_address("https://example.org/guides/nurse")


def robots(status: int, body: str = "") -> Robots:
    return Robots(lambda address: Reply(address, status, body=body.encode()))


@pytest.mark.parametrize(
    ("body", "is_allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /guides/\nAllow: /guides/nurse", True),
        ("User-agent: *\nDisallow: /*nurse$", False),
        ("User-agent: *\nAllow: /\nUser-agent: career-advisor\nDisallow: /guides", False),
        ("User-agent: other\nDisallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /guides", False),
        ("User-agent: *\nDisallow:", True),
        ("<html>not found</html>", True),
    ],
)
def test_the_rules_for_this_program_are_obeyed(body: str, is_allowed: bool) -> None:
    assert robots(200, body).rules(PLACE).allows(PLACE) is is_allowed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_a_file_all_is_allowed(status: int) -> None:
    assert robots(status).rules(PLACE).allows(PLACE)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_while_the_file_cannot_be_read_nothing_is(status: int) -> None:
    with pytest.raises(HostError, match=rf"robots\.txt answers {status}, and without it no page"):
        robots(status).rules(PLACE)


def test_the_file_of_an_origin_is_read_once_even_if_it_fails() -> None:
    asked: list[WebAddress] = []

    def get(address: WebAddress) -> Reply:
        asked.append(address)
        raise HostError("no answer")

    made = Robots(get)
    for _ in range(3):
        with pytest.raises(HostError, match="no answer"):
            made.rules(PLACE)
    assert list(map(str, asked)) == ["https://example.org/robots.txt"]


def test_a_sitemap_that_the_file_names_may_be_read_and_its_delay_is_known() -> None:
    named = "https://example.org/private/map.xml"
    rules = robots(200, f"Sitemap: {named}\nUser-agent: *\nDisallow: /private\nCrawl-delay: 2.5").rules(PLACE)
    assert rules.allows(parse_address(named))
    assert not rules.allows(parse_address("https://example.org/private/x"))
    assert rules.delay_s == 2.5


def test_wildcards_without_end_cost_no_more_than_their_length() -> None:
    rules = robots(200, "User-agent: *\nDisallow: /" + "*a" * 300 + "b$").rules(PLACE)
    assert rules.allows(parse_address("https://example.org/" + "a" * 1_500))
