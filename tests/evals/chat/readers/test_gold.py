"""The sentences written by hand: enough of them, in four styles, and true by the shipped guide."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from advisor.settings import Settings
from evals.cases.suite import Answerability
from evals.chat.drafts import GUIDE
from evals.chat.readers.gold import KnownQuestion, Style, folded, known_questions, read_sentences
from evals.metrics.answers import says
from evals.runs.fresh_index import find_guide_file

ENOUGH = 140


@pytest.fixture(scope="module")
def guide() -> str:
    return find_guide_file(Settings(), GUIDE).read_text(encoding="utf-8")


def written() -> list[KnownQuestion]:
    return [known for known in known_questions() if known.sentences]


def test_there_are_enough_answerable_questions_each_in_every_style() -> None:
    known = written()
    assert len(known) >= ENOUGH
    assert {one.case.id for one in known} == set(read_sentences())
    for one in known:
        assert one.case.answerability is Answerability.ANSWERABLE
        assert set(one.sentences) == set(Style), one.case.id


def test_every_quote_stands_in_the_shipped_guide(guide: str) -> None:
    quotes = {
        quote for own in read_sentences().values() for said in own.values() for one in said for quote in one.quotes
    }
    assert [quote for quote in quotes if quote not in guide] == []


def test_no_sentence_has_a_figure_that_its_quotes_lack() -> None:
    for case_id, own in read_sentences().items():
        for said in own.values():
            for one in said:
                held = set(re.findall(r"\d[\d,.]*\d|\d", " ".join(one.quotes)))
                assert set(re.findall(r"\d[\d,.]*\d|\d", one.text)) <= held, (case_id, one.text)


def test_the_guides_own_style_is_the_guides_own_words_and_the_joined_one_has_two_places() -> None:
    for case_id, own in read_sentences().items():
        assert all((one.text,) == one.quotes for one in own[Style.GUIDE]), case_id
        assert any(len(set(one.quotes)) > 1 for one in own[Style.JOINED]), case_id


@pytest.mark.parametrize("style", Style)
def test_what_is_asked_for_stands_in_the_sentences_or_their_places(style: Style) -> None:
    for known in written():
        said = " ".join(f"{one.text} {' '.join(one.quotes)}" for one in known.sentences[style])
        golds = [folded(gold.quote) for gold in known.case.gold]
        assert any(gold in folded(said) for gold in golds), known.case.id
        assert all(says(said, nugget) for nugget in known.case.nuggets if nugget.vital), known.case.id


def test_a_sentence_is_read_with_its_places_and_whether_it_is_an_item(tmp_path: Path) -> None:
    file = tmp_path / "sentences.tsv"
    file.write_text("a-b\techo\t- One.\tQ.\na-b\techo\tTwo.\tQ.\tR.\n", encoding="utf-8")
    first, second = read_sentences(file)["a-b"][Style.ECHO]
    assert (first.text, first.quotes, first.is_item, first.line) == ("One.", ("Q.",), True, "- One.")
    assert (second.text, second.quotes, second.is_item, second.line) == ("Two.", ("Q.", "R."), False, "Two.")


def test_a_later_turn_knows_what_was_asked_before_it() -> None:
    turns = [known for known in known_questions() if known.case.talk]
    pairs = [(one, two) for one, two in pairwise(turns) if one.case.talk == two.case.talk]
    assert pairs
    assert all(two.before == one.case.question for one, two in pairs)
