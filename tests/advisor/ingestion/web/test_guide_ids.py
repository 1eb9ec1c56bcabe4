"""Ids of guides from the addresses of their pages."""

import pytest

from advisor.ingestion.web.addresses import parse_address
from advisor.ingestion.web.guide_ids import guide_id_for


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("https://example.org/careers/nurse", "nurse"),
        ("https://example.org/careers/nurse/", "nurse"),
        ("https://example.org/careers/nurse.html", "nurse"),
        ("https://example.org/careers/nurse/index.php", "nurse"),
        ("https://example.org/Careers/Registered_Nurse.aspx", "registered-nurse"),
        ("https://example.org/job.php?id=12&lang=en", "job-id-12-lang-en"),
        ("https://example.org/caf%C3%A9-owner", "cafe-owner"),
        ("https://jobs.example.org/", "jobs-example-org"),
    ],
)
def test_the_end_of_the_path_is_the_id(address: str, made: str) -> None:
    assert guide_id_for(parse_address(address), ()) == made


def test_parents_tell_pages_of_one_name_apart() -> None:
    address = parse_address("https://example.org/uk/health/nurse")
    taken: list[str] = []
    for expected in ("nurse", "health-nurse", "uk-health-nurse", "example-org-uk-health-nurse"):
        assert guide_id_for(address, taken) == expected
        taken.append(expected)
    last = guide_id_for(address, taken)
    assert last.startswith("nurse-")
    assert last == guide_id_for(address, taken)


def test_letters_that_an_id_cannot_have_become_digits_that_stay() -> None:
    ids = [guide_id_for(parse_address(f"https://example.org/{name}"), ()) for name in ("медсестра", "врач")]
    assert len(set(ids)) == 2
    assert all(one.startswith("guide-") for one in ids)
    long = guide_id_for(parse_address("https://example.org/" + "very-long-name-" * 20), ())
    assert len(long) <= 64
