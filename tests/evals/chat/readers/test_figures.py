"""The product measured with readers behind it."""

import pytest

from advisor.bootstrap import Parts
from evals.cases.observation import Observation
from evals.cases.record import CaseRecord
from evals.cases.suite import Answerability, Case, Half
from evals.chat.lines import ModelFigure
from evals.chat.readers.asking import Group, ReadAnswer, drawn_questions, group_of
from evals.chat.readers.figures import ReaderChoice, chosen_readers, measure_reader, missed_answers, reader_figures
from evals.chat.readers.gold import Style, known_questions
from evals.chat.readers.judging import Fate, is_right, judged_sentences, named_by_model, turned_into_quotes
from evals.chat.readers.replies import ReaderVerdict, SaidReply, SaidSentence
from evals.chat.readers.requests import Purpose

PLACE = "Entry-Level: $71,750"


def observed(status: str, *claims: str, notices: tuple[str, ...] = ()) -> Observation:
    cited = [
        {
            "number": 1, "guide": "g", "guide_title": "G", "version": "v", "section": ["Pay"], "anchor": "a",
            "start": 0, "end": len(PLACE), "quote": PLACE, "url": "u",
        }
    ]  # fmt: skip
    answer = {
        "id": "a", "conversation_id": "", "question": "q", "searched": "q", "status": status, "answer": "x",
        "writer": "w", "claims": [{"text": text, "citations": [1]} for text in claims],
        "citations": cited if claims else [], "conflicts": [],
        "notices": [{"kind": kind, "text": "t"} for kind in notices], "suggestions": [],
        "timings_ms": {},
    }  # fmt: skip
    return Observation.model_validate({"answer": answer})


def read_answer(
    seen: Observation,
    verdict: ReaderVerdict,
    *given: str,
    answerability: str = "unanswerable",
    group: Group = Group.ABSENT,
) -> ReadAnswer:
    gold = [{"section": ["Pay"], "quote": PLACE}] if answerability == "answerable" else []
    nuggets = [{"any_of": ["71,750"]}] if gold else []
    case = Case.model_validate(
        {"id": "a-case", "question": "q", "answerability": answerability, "gold": gold, "nuggets": nuggets}
    )
    record = CaseRecord(case=case, half=Half.DEVELOPMENT, slices=(), observed=seen)
    sentences = tuple(SaidSentence(text, (PLACE,), (1,), style=Style.TALK) for text in given)
    return ReadAnswer(Group.ABSENT, record, (SaidReply(Purpose.ANSWER, "q", verdict, sentences),))


def test_a_decline_of_the_model_with_other_claims_is_a_decline_turned_into_quotes() -> None:
    quotes = read_answer(observed("answered", "Entry-Level: $71,750"), ReaderVerdict.NOT_IN_GUIDE)
    own = read_answer(
        observed("answered", "The entry level is $71,750.", notices=("near_miss",)),
        ReaderVerdict.NOT_IN_GUIDE,
        "It only says that the entry level is $71,750.",
    )
    declined = read_answer(observed("not_in_guide"), ReaderVerdict.NOT_IN_GUIDE)
    answered = read_answer(observed("answered", "Any."), ReaderVerdict.ANSWER, "Any.")
    assert [turned_into_quotes(one) for one in (quotes, own, declined, answered)] == [True, False, False, None]
    assert [is_right(one) for one in (quotes, own, declined)] == [False, True, True]
    assert named_by_model(own)


@pytest.mark.parametrize(
    ("claims", "fate"),
    [
        (("You start at $71,750.",), Fate.AS_WRITTEN),
        (("Entry-Level: $71,750",), Fate.BY_PLACE),
        ((), Fate.LOST),
    ],
)
def test_a_sentence_is_shown_or_its_place_or_it_is_lost(claims: tuple[str, ...], fate: Fate) -> None:
    seen = observed("answered" if claims else "not_in_guide", *claims)
    one = read_answer(seen, ReaderVerdict.ANSWER, "You start at $71,750.", answerability="answerable")
    assert [judged.fate for judged in judged_sentences(one)] == [fate]
    assert is_right(one) is bool(claims)
    assert bool(missed_answers([one])) is (not claims)


def test_what_is_asked_for_may_stand_in_the_quote_of_a_claim() -> None:
    said = "That is what you start with."
    assert is_right(read_answer(observed("answered", said), ReaderVerdict.ANSWER, said, answerability="answerable"))


def test_the_draw_has_every_group_and_is_alike_in_every_run() -> None:
    drawn = drawn_questions(sample=8)
    assert {group: len(cases) for group, cases in drawn.items() if group is not Group.FOLLOW_UP} == dict.fromkeys(
        (Group.ANSWERABLE, Group.ABSENT, Group.OUTSIDE), 8
    )
    assert len(drawn[Group.FOLLOW_UP]) > 8
    assert drawn == drawn_questions(sample=8)
    assert all(case.half is Half.TEST for case in drawn_questions(Half.TEST, 8)[Group.ABSENT])


def test_without_a_size_every_question_is_drawn() -> None:
    few, every = drawn_questions(sample=8), drawn_questions()
    assert all(len(every[group]) > len(few[group]) for group in Group)
    assert sum(map(len, every.values())) > 500


def test_only_answerable_questions_with_sentences_are_measured_as_answerable() -> None:
    plain = [known for known in known_questions() if group_of(known) is Group.ANSWERABLE]
    assert all(known.sentences and known.case.answerability is Answerability.ANSWERABLE for known in plain)
    prices = [known for known in known_questions() if "fee" in known.case.slices and not known.before]
    assert {group_of(known) for known in prices if known.case.answerability is Answerability.UNANSWERABLE} == {
        Group.OUTSIDE
    }


def test_readers_are_chosen_by_name_and_style() -> None:
    names = [choice.name for choice in chosen_readers(("perfect", "liar"), ("guide", "joined"), plain=False)]
    assert names == ["perfect, guide", "perfect, joined", "liar, talk"]


@pytest.mark.parametrize("reader", ["perfect", "sloppy", "liar"])
def test_the_product_is_measured_with_a_reader_behind_it(
    shipped: Parts, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    choice = ReaderChoice(reader, Style.GUIDE, sample=3)
    answers = measure_reader(shipped, choice)
    assert {one.group for one in answers} == set(Group)
    assert any(one.reading for one in answers)
    figures = {figure.name: figure for figure in reader_figures(choice, answers)}
    assert all(isinstance(figure, ModelFigure) for figure in figures.values())
    right = figures[f"{reader}, guide: answered right"]
    assert right.n >= 3
    assert right.value is not None
    if reader == "perfect":
        assert right.least == 0.98
        assert figures["perfect, guide: its declines turned into quotes"].most == 0
    else:
        assert figures[f"{reader}, guide: false sentences shown"].n > 0
    assert figures[f"{reader}, guide: calls for a first question"].value is not None
