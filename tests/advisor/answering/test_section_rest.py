"""What waits behind a press: the rest of the section, proved and numbered on."""

import pytest

from advisor.bootstrap import Parts
from tests.made import ask

pytestmark = pytest.mark.encoder


def test_the_rest_of_the_section_is_quoted_in_its_order_and_numbered_on(shipped: Parts) -> None:
    answer = ask(shipped, "Is a Lean Six Sigma certification worth it?")

    assert answer.more is not None
    part = answer.parts[-1]
    n_shown = len(answer.claims)
    assert part.kind == "more"
    assert part.claims == tuple(range(n_shown, n_shown + len(answer.more.claims)))
    numbers = [citation.number for citation in answer.more.citations]
    assert numbers == list(range(len(answer.citations) + 1, len(answer.citations) + 1 + len(numbers)))
    starts = [citation.start for citation in answer.more.citations]
    assert starts == sorted(starts)
    assert all(c.quote == c.guide.text[c.start : c.end] for c in answer.more.citations)
    assert {c.section.title for c in answer.more.citations} == {part.heading}
    shown = {(c.start, c.end) for c in answer.citations}
    assert not shown & {(c.start, c.end) for c in answer.more.citations}


def test_a_whole_list_leaves_nothing_behind(shipped: Parts) -> None:
    answer = ask(shipped, "What are the pros and cons?")

    assert answer.more is None
    assert [part.kind for part in answer.parts] == ["columns"]


def test_a_decline_has_no_parts(shipped: Parts) -> None:
    answer = ask(shipped, "How many holidays do they get?")

    assert (answer.status, answer.parts, answer.more) == ("not_in_guide", (), None)
