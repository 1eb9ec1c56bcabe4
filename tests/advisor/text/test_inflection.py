"""Singulars and plurals of people at work and what they work with, held against a library of English."""

import re
from pathlib import Path

import inflect
import pytest

from advisor.careers.gazetteer import NAMES
from advisor.facts.role_words import singular_words
from advisor.text.inflection import forms, plural, singular, words

CORPUS = Path(__file__).parents[3] / "corpus"
ENGLISH = inflect.engine()
# Words that end in s and are no plural, of which the library cuts off a letter all the same.
NOT_PLURAL = re.compile(r"(?:us|is|ss)$")


def occupations() -> list[str]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    names = [name.strip() for line in lines if line and not line.startswith("#") for name in line.split("=")]
    return [name for name in dict.fromkeys(names) if name and not name.endswith("s")]


@pytest.fixture(scope="module")
def guide_words() -> list[str]:
    texts = [path.read_text(encoding="utf-8").lower() for path in CORPUS.glob("*.md")]
    return sorted({word for text in texts for word in re.findall(r"[a-z]{4,}", text)})


def test_every_occupation_in_the_plural_has_its_own_singular() -> None:
    names = occupations()
    assert len(names) > 500
    wrong = {name: forms(ENGLISH.plural(name)) for name in names if forms(ENGLISH.plural(name)) != forms(name)}
    assert wrong == {}


def test_every_occupation_is_put_into_the_plural_as_english_does() -> None:
    wrong = {name: plural(name) for name in occupations() if plural(name) != ENGLISH.plural(name)}
    assert wrong == {}


def test_singular_words_the_guides_have_the_singular_that_english_gives_them(guide_words: list[str]) -> None:
    nouns = [word for word in guide_words if word.endswith("s") and not NOT_PLURAL.search(word)]
    assert len(nouns) > 200
    wrong = {word: singular(word) for word in nouns if singular(word) != (ENGLISH.singular_noun(word) or word)}
    # What the library gets wrong: sciences, and words that are no nouns.
    assert wrong.keys() <= {"sales", "always", "confuses"} | {word for word in nouns if word.endswith("ics")}


@pytest.mark.parametrize("word", ["sales", "news", "physics", "analysis", "bus", "gas", "continuous", "this", "its"])
def test_a_word_that_only_ends_like_a_plural_stays_whole(word: str) -> None:
    assert singular(word) == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Registered Nurses", ("registered", "nurse")),
        ("the sales managers' tools", ("the", "sales", "manager", "tool")),
        ("firemen and midwives", ("fireman", "and", "midwife")),
        ("Coaches, judges, movies", ("coach", "judge", "movie")),
        ("RNs", ("rn",)),
    ],
)
def test_the_forms_of_a_name_are_its_singulars_in_lower_case(text: str, expected: tuple[str, ...]) -> None:
    assert forms(text) == expected


def test_a_word_knows_where_it_stands_and_whether_it_was_a_plural() -> None:
    (two, nurses) = words("two nurses")
    assert (nurses.start, nurses.end, nurses.form, nurses.plural) == (4, 10, "nurse", True)
    assert not two.plural


def test_names_are_told_apart_by_the_same_singular_everywhere() -> None:
    assert tuple(singular_words("sales managers")) == forms("sales managers") == ("sales", "manager")
