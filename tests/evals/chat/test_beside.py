"""The product beside a plain stack: the draw, the rows, and what is asked of them."""

from pathlib import Path

import pytest

from advisor.bootstrap import Parts
from advisor.integrations.demo_model import NAME, DemoModel
from evals.cases.observation import Observation
from evals.cases.record import CaseRecord
from evals.cases.suite import Case
from evals.chat.beside import (
    BETTER_MODEL,
    Answerer,
    BesideAnswer,
    BesideAnswers,
    ask_over,
    ask_product,
    beside_figures,
    drawn,
    models_to_measure,
    told_answers,
)
from evals.chat.fake import KEY, ModelRequest, fake_models
from evals.chat.readers.asking import Group
from evals.metrics.score import record_of
from tests.evals.by_hand import answered, case, citation, declined, guide

PAY = "The median salary is $52,000."
INVENTED = "They earn $123,456 a year [1]."


def measured(group: Group, asked: Case, observed: Observation, *invented: str) -> BesideAnswer:
    held = guide()
    return BesideAnswer(group, record_of(asked, observed, {held.id: held}, held), invented)


def pay(*, is_right: bool) -> BesideAnswer:
    quote = PAY if is_right else "You need three years at sea."
    asked = case(nuggets=[{"any_of": ["$52,000"]}])
    # The wrong one has the words, but cites another place.
    return measured(Group.ANSWERABLE, asked, answered((PAY, [1]), citations=[citation(1, quote)]))


def shoes(observed: Observation) -> BesideAnswer:
    return measured(Group.ABSENT, case("unanswerable"), observed, "$9")


def answers(n_with: int, n_without: int, n_plain: int) -> BesideAnswers:
    by = {
        who: [*(pay(is_right=at < n) for at in range(4)), shoes(declined() if who is not Answerer.PLAIN else said())]
        for who, n in ((Answerer.WITH, n_with), (Answerer.WITHOUT, n_without), (Answerer.PLAIN, n_plain))
    }
    return BesideAnswers("reader-7b", by)


def said() -> Observation:
    return answered(("Shoes are free.", [1]), citations=[citation(1, PAY)])


@pytest.mark.parametrize(
    ("n_with", "n_without", "n_plain", "verdict"),
    [(3, 3, 3, "holds"), (3, 4, 0, "MISSED"), (3, 0, 4, "MISSED"), (4, 2, 3, "holds")],
)
def test_the_product_may_not_fall_behind_itself_without_a_model_nor_behind_the_plain_stack(
    n_with: int, n_without: int, n_plain: int, verdict: str
) -> None:
    figures = {one.name: one for one in beside_figures(answers(n_with, n_without, n_plain))}
    right = figures["reader-7b: answered right, the product with it"]
    assert (right.value, right.n, right.verdict) == (n_with / 4, 4, verdict)
    assert figures["reader-7b: answered right, a plain stack over it"].verdict == "–"
    assert figures["reader-7b: answered right, the product without a model"].value == n_without / 4


def test_invented_figures_are_counted_and_none_is_allowed_to_the_product() -> None:
    figures = {one.name: one for one in beside_figures(answers(4, 4, 4))}
    own = figures["reader-7b: invented figures, the product with it"]
    assert (own.value, own.n, own.verdict) == (1, 5, "MISSED")
    assert figures["reader-7b: invented figures, a plain stack over it"].verdict == "–"


def test_absent_facts_are_declined_or_said_to_be_a_near_miss() -> None:
    figures = {one.name: one for one in beside_figures(answers(4, 4, 4))}
    name = "reader-7b: absent facts declined, or said to be a near miss"
    assert (figures[f"{name}, the product with it"].value, figures[f"{name}, a plain stack over it"].value) == (1, 0)
    assert figures["reader-7b: follow-ups right"].verdict == "not measured"


def test_a_question_that_could_not_be_asked_is_not_right() -> None:
    one = case()
    failed = BesideAnswer(Group.ANSWERABLE, CaseRecord(case=one, half=one.half, slices=(), error="gone"))
    by = {who: [failed if who is Answerer.PLAIN else pay(is_right=True)] for who in Answerer}
    figures = {one.name: one for one in beside_figures(BesideAnswers("m", by))}
    plain = figures["m: answered right, a plain stack over it"]
    assert (plain.value, plain.beside) == (0, "1 could not be asked")


def test_the_better_model_is_a_file_that_somebody_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(BETTER_MODEL, raising=False)
    assert [one.name for one in models_to_measure()] == [NAME]
    monkeypatch.setenv(BETTER_MODEL, str(tmp_path / "reader-7b.gguf"))
    better = list(models_to_measure())[1]
    assert (better.name, better.trouble) == ("reader-7b", "EVALS_BETTER_MODEL names no file")
    (tmp_path / "reader-7b.gguf").touch()
    assert not better.trouble
    (unmeasured,) = beside_figures(BesideAnswers("reader-7b", trouble="EVALS_BETTER_MODEL names no file"))
    assert unmeasured.verdict == "not measured"


def test_a_few_questions_are_of_every_group_and_alike_in_every_run() -> None:
    questions = drawn(None, 12)
    assert len({one.id for _, one in questions}) == len(questions) == 12
    assert questions[:6] == drawn(None, 6)
    assert [group for group, _ in questions].count(Group.ANSWERABLE) == 5
    assert {group for group, _ in questions[:5]} == set(Group)
    assert not any(one.talk for _, one in questions)
    assert all(one.history for group, one in questions if group is Group.FOLLOW_UP)


def test_all_three_answer_the_same_questions_over_one_model(shipped: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    questions = drawn(None, 5)

    def plain(asked: ModelRequest) -> str:
        return INVENTED if asked.message.startswith("Use the following context") else asked.question

    with fake_models(lambda _: INVENTED, plain) as models:
        by = ask_over(shipped, DemoModel(models.url, KEY, "good"), {"chat_trust": "reads"}, questions)
    by[Answerer.WITHOUT] = ask_product(shipped, questions)
    assert all([one.record.id for one in own] == [one.id for _, one in questions] for own in by.values())
    assert any(one.record.observed and one.record.observed.answer.model for one in by[Answerer.WITH])
    assert not any(one.record.observed and one.record.observed.answer.model for one in by[Answerer.WITHOUT])
    figures = {one.name: one for one in beside_figures(BesideAnswers("good", by))}
    assert figures["good: invented figures, a plain stack over it"].value == 5
    assert figures["good: invented figures, the product with it"].verdict == "holds"
    assert figures["good: answered right, a plain stack over it"].value == 0
    assert figures["good: answered right, the product without a model"].value
    told = told_answers(BesideAnswers("good", by))
    assert {one["answerer"] for one in told} == {who.value for who in Answerer}
    assert {one["id"] for one in told} == {one.id for _, one in questions if one.half == "development"}
