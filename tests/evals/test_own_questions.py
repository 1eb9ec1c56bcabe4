"""The small measurement: a guide's own questions, and questions that no guide is about."""

from pathlib import Path

import pytest

from advisor.settings import Settings
from evals.own_questions import OFF_TOPIC, measure_own_questions

GUIDE = """---
id: lighthouse-keeper
title: Lighthouse Keeper
---

# Lighthouse Keeper

## Questions

### Does a lighthouse keeper work at night?

A lighthouse keeper works every second night, and sleeps in the tower on the others.

### What does a lighthouse keeper earn?

A lighthouse keeper earns $41,200 a year in the first post.
"""


def settings(corpus: Path) -> Settings:
    return Settings(data_dir=corpus / "unused", corpus_dir=corpus, embed_model="hash")


def test_each_question_of_a_guide_is_counted_and_what_fails_is_named(tmp_path: Path) -> None:
    (tmp_path / "keeper.md").write_text(GUIDE, encoding="utf-8")

    answered, own, quotes, declined = measure_own_questions(settings(tmp_path))

    assert (answered.n_asked, own.n_asked, declined.n_asked) == (2, 2, len(OFF_TOPIC))
    assert quotes.holds
    assert quotes.n_asked >= own.n_held
    for share in (answered, own, declined):
        assert len(share.failed) == share.n_asked - share.n_held
        assert share.holds == (not share.failed)
        assert all(words in str(share) for words in share.failed)


def test_the_settings_own_data_directory_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keeper.md").write_text(GUIDE, encoding="utf-8")
    measure_own_questions(settings(tmp_path))
    assert not (tmp_path / "unused").exists()


def test_a_corpus_without_questions_gives_nothing_to_count(tmp_path: Path) -> None:
    (tmp_path / "keeper.md").write_text(GUIDE.replace("?", ""), encoding="utf-8")
    assert measure_own_questions(settings(tmp_path)) == ()


@pytest.mark.parametrize("written", ["### Does", "### What"])
def test_a_question_without_an_answer_under_it_is_not_asked(tmp_path: Path, written: str) -> None:
    at = GUIDE.index("\n\n", GUIDE.index(written))
    end = GUIDE.find("\n\n", at + 2)
    (tmp_path / "keeper.md").write_text(GUIDE[:at] + (GUIDE[end:] if end > 0 else "\n"), encoding="utf-8")
    answered, *_ = measure_own_questions(settings(tmp_path))
    assert answered.n_asked == 1
