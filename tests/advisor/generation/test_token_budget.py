"""Tokens are counted against the day's ceiling, over restarts too."""

from datetime import date
from pathlib import Path

import pytest

from advisor.generation.token_budget import FILE_NAME, TokenBudget


def test_what_is_set_aside_counts_and_what_was_spent_outlives_a_restart_until_the_day_ends(tmp_path: Path) -> None:
    day = date(2026, 11, 25)
    spending = TokenBudget(tmp_path, 1_000, lambda: day)
    assert spending.reserve(600)
    assert not spending.reserve(600)
    spending.settle(600, 500)
    assert spending.reserve(500)
    spending.settle(500, 0)

    again = TokenBudget(tmp_path, 1_000, lambda: day)
    assert again.spent == 500
    assert not again.reserve(501)
    day = date(2026, 11, 26)
    assert again.reserve(1_000)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"day": "yesterday", "tokens": 3}', '{"day": 5, "tokens": 1}'])
def test_a_damaged_count_starts_from_nothing_and_says_so(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    assert TokenBudget(tmp_path, 10).spent == 0
    assert "cannot be read" in caplog.text


def test_without_a_ceiling_nothing_is_refused_or_written(tmp_path: Path) -> None:
    spending = TokenBudget(tmp_path)
    assert spending.reserve(10**9)
    spending.settle(10**9, 10**9)
    assert list(tmp_path.iterdir()) == []
