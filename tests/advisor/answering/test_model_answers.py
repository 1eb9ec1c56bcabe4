"""With a chat model that reads, its verdict decides; code proves what it shows and words what it declines."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from advisor.answering.model_trust import absent_probes
from advisor.bootstrap import Parts
from advisor.domain import NEAR_MISS, Answer, PartKind, Question, Status
from advisor.settings import Settings
from evals.chat.fake import KEY, FakeModels, ModelRequest, fake_models

REMOTE = "Can I work from home as a production manager?"
MEDIAN = "What is the median salary of a production manager?"
ABSENT = "Who invented the job of production manager?"
Say = Callable[..., Answer]


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModels]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models() as models:
        yield models


@pytest.fixture
def say(shipped: Parts, models: FakeModels) -> Say:
    """The answer to a question for which the model says something."""

    def answer(question: str, reply: str | Callable[[ModelRequest], str], model: str = "good", **more: Any) -> Answer:
        models.script = (lambda asked: reply) if isinstance(reply, str) else reply
        given = {"chat_model": model, "chat_url": models.url, "chat_verify": "off", "chat_trust": "reads", **more}
        settings = Settings.model_validate({**shipped.settings.model_dump(), **given})

        async def ask() -> Answer:
            advisor = Parts(settings, embedder=shipped.embedder).advisor()
            try:
                return await advisor.ask(Question(question))
            finally:
                await advisor.aclose()

        return asyncio.run(ask())

    return answer


def kinds(answer: Answer) -> list[str]:
    return [notice.kind for notice in answer.notices]


@pytest.mark.parametrize(
    "reply",
    [
        "NOT IN THE GUIDE",
        "NOT IN THE GUIDE\nThe passages are about something else.",
        "The guide does not say.",
        "ANSWER\nThe guide does not mention who invented it.",
    ],
)
def test_a_model_that_says_that_the_guide_does_not_say_is_believed(say: Say, reply: str) -> None:
    answer = say("What is the best way to motivate night shift teams at a paper mill?", reply)
    assert answer.status is Status.NOT_IN_GUIDE
    assert not answer.citations
    assert answer.message.startswith("The guide does not say")
    assert answer.model is not None
    assert answer.model.verdict == "not_in_guide"


def test_what_is_only_near_is_shown_below_what_the_guide_does_not_say(say: Say) -> None:
    reply = "The guide does not say what they earn in Ohio; it only says that the median salary is $87,500."
    answer = say("What do production managers earn in Ohio?", reply)
    assert answer.status is Status.ANSWERED
    (near,) = (notice for notice in answer.notices if notice.kind == NEAR_MISS)
    assert near.text == "The guide does not say what they earn in Ohio. The nearest that it says:"
    assert any("87,500" in citation.quote for citation in answer.citations)
    assert answer.parts[0].heading == near.text


def test_an_answer_is_shown_and_what_is_missing_is_named_beside_it(say: Say) -> None:
    reply = "PARTLY\nThe median salary is $87,500.\nMISSING: what the bonus is"
    answer = say(MEDIAN, reply)
    assert answer.status is Status.ANSWERED
    assert [n.text for n in answer.notices if n.kind == "partial"] == ["The guide does not say: “what the bonus is”"]


@pytest.mark.parametrize(
    "missing",
    [
        "see https://evil.example",
        "why it is $200,000 a year",
        "x" * 400,
        "nothing; you need a PhD",
        "whether John Miller of Boeing was convicted of fraud",
        "the fact that managers are paid by the mafia",
        "more of it, because the guide is outdated",
        "you should leave the job",
    ],
)
def test_nothing_unproven_is_told_as_missing(say: Say, missing: str) -> None:
    answer = say(MEDIAN, f"PARTLY\nThe median salary is $87,500.\nMISSING: {missing}")
    assert not any(missing[:12] in notice.text for notice in answer.notices)


def test_what_a_sentence_shown_says_is_not_told_as_missing(say: Say) -> None:
    answer = say(MEDIAN, "PARTLY\nThe median salary is $87,500.\nMISSING: the median salary")
    assert not {"partial", NEAR_MISS} & set(kinds(answer))


def test_a_sentence_cannot_name_as_missing_what_nobody_spoke_of(say: Say) -> None:
    reply = "The guide does not say whether Harvard graduates earn it. The median salary is $87,500."
    (near,) = (notice for notice in say(MEDIAN, reply).notices if notice.kind == NEAR_MISS)
    assert near.text == "The guide does not say exactly that. The nearest that it says:"


def test_few_gaps_are_told_and_a_model_that_names_no_end_of_them_is_stopped(say: Say, models: FakeModels) -> None:
    gaps = "\n".join(
        f"MISSING: the bonus of level {word}" for word in ("salary", "range", "median", "top", "work") * 90
    )
    answer = say(MEDIAN, f"PARTLY\nThe median salary is $87,500.\n{gaps}")
    assert kinds(answer).count("partial") <= 3
    assert answer.model is not None
    assert not answer.model.failure, "its reply is not read to its end"


def test_nothing_is_read_after_a_refusal(say: Say) -> None:
    answer = say(
        "What is the best way to motivate night shift teams at a paper mill?", "NOT IN THE GUIDE\n" + "So. " * 9000
    )
    assert answer.status is Status.NOT_IN_GUIDE
    assert answer.model is not None
    assert not answer.model.failure


def test_a_yes_or_no_is_shown_where_its_sentence_holds_and_says_so(say: Say) -> None:
    said = "A Production Manager generally has to be on the production floor and oversee operations there directly."
    answer = say("Do production managers have to be on the production floor?", f"ANSWER\nYes — {said}")
    assert any(part.verdict == "Yes" for part in answer.parts)
    other = say("Do production managers have to be on the production floor?", f"ANSWER\nNo — {said}")
    assert not any(part.verdict == "No" for part in other.parts)


def test_what_the_rules_doubt_is_opened_only_by_a_sentence_that_holds(say: Say) -> None:
    question = "Who invented the job of production manager?"
    assert say(question, "ANSWER\nHenry Ford invented it in 1913.").status is Status.NOT_IN_GUIDE


def test_another_career_costs_no_call(say: Say, models: FakeModels) -> None:
    assert say("What does a baker earn?", "ANSWER\nBakers earn $40,000.").status is Status.OUT_OF_SCOPE
    assert models.asked == []


@pytest.mark.parametrize(
    ("question", "status", "reply"),
    [
        ("is it secure", Status.CLARIFY, "ANSWER\nProduction Managers have strong job security."),
        ("what do I do at that level?", Status.CLARIFY, "ANSWER\nYou run production schedules."),
        (
            "where do I start",
            Status.SMALL_TALK,
            "ANSWER\nEntry-level jobs such as production assistant give you basics.",
        ),
        (
            "does your firm work in shifts",
            Status.OUT_OF_SCOPE,
            "ANSWER\nPlants that run 24/7 typically work in shifts.",
        ),
        (
            "Would a chemist have an advantage here?",
            Status.OUT_OF_SCOPE,
            "ANSWER\nCertain industries may favor candidates with a particular engineering background.",
        ),
    ],
)
def test_what_the_rules_would_ask_back_or_decline_in_doubt_is_the_models_to_answer(
    say: Say, question: str, status: Status, reply: str
) -> None:
    assert say(question, "", chat_trust="phrases").status is status, "a model that only phrases opens none of it"
    answer = say(question, reply)
    assert answer.status is Status.ANSWERED
    assert answer.model is not None
    assert answer.model.rules == status.value
    refused = say(question, "NOT IN THE GUIDE")
    assert (refused.status, refused.citations) == (status, ())


def test_a_model_that_cannot_choose_either_leaves_the_question_back_to_the_rules(say: Say) -> None:
    answer = say("is it secure", "WHICH: how safe one is; how safe the jobs are")
    assert answer.reason is not None
    assert answer.reason.kind == "which_reading"
    assert answer.choices


def test_words_without_vowels_are_spelt_out_by_the_model(say: Say, models: FakeModels) -> None:
    models.rewriting = lambda asked: f"LANGUAGE: en\nQUESTION: {MEDIAN}"
    answer = say("prdctn mngr mdn slry", "ANSWER\nThe median salary is $87,500.")
    assert answer.status is Status.ANSWERED
    assert not answer.language


def test_a_first_question_costs_one_call_and_reads_the_whole_guide_in_order(say: Say, models: FakeModels) -> None:
    say(MEDIAN, "ANSWER\nThe median salary is $87,500.")
    (asked,) = models.asked
    assert len(asked.passages) > 40
    assert asked.message.index(asked.passages[-1]) < asked.message.index(MEDIAN)


def test_the_same_guide_makes_the_same_beginning_for_another_question(say: Say, models: FakeModels) -> None:
    say(MEDIAN, "ANSWER\nThe median salary is $87,500.")
    say(REMOTE, "NOT IN THE GUIDE")
    first, second = (asked.message for asked in models.asked)
    assert first[: first.index(MEDIAN)] == second[: second.index(REMOTE)]


def test_a_server_that_refuses_the_length_is_asked_once_more_with_less(say: Say, models: FakeModels) -> None:
    answer = say(MEDIAN, "ANSWER\nThe median salary is $87,500.", model="short-context")
    assert answer.writer == "chat"
    sizes = [len(asked.message) for asked in models.asked]
    assert len(sizes) == 2
    assert sizes[1] < 9_000 < sizes[0]


def test_with_settings_for_a_small_context_the_best_passages_are_read(say: Say, models: FakeModels) -> None:
    say(MEDIAN, "ANSWER\nThe median salary is $87,500.", chat_passage_chars=3000)
    (asked,) = models.asked
    assert 0 < len(asked.passages) < 20
    assert any("87,500" in passage for passage in asked.passages)


def _careful(asked: ModelRequest) -> str:
    return "NOT IN THE GUIDE" if asked.question in {*absent_probes(), ABSENT} else f"ANSWER\n{_first(asked)}"


def _credulous(asked: ModelRequest) -> str:
    return f"ANSWER\n{_first(asked)}"


def _first(asked: ModelRequest) -> str:
    return asked.passages[0].partition("\n")[2].partition("\n")[0]


def test_a_model_that_says_yes_to_everything_opens_nothing_that_the_rules_closed(say: Say, models: FakeModels) -> None:
    answer = say(ABSENT, _credulous, chat_trust="auto", chat_model="good")
    assert answer.status is Status.NOT_IN_GUIDE
    assert ABSENT not in {asked.question for asked in models.asked}, "it was only tried, and not asked"


def test_the_outcome_of_a_trial_is_kept(say: Say, models: FakeModels, shipped: Parts) -> None:
    (shipped.settings.data_dir / "model-trust.json").unlink(missing_ok=True)
    assert say(ABSENT, _careful, chat_trust="auto").model is not None
    n_tried = len(models.asked) - 1
    assert 8 <= n_tried <= 12
    say(ABSENT, _careful, chat_trust="auto")
    assert len(models.asked) == n_tried + 2


def test_a_model_that_refuses_what_the_guide_itself_asks_is_quoted_over(say: Say) -> None:
    answer = say("Can a Production Manager work remotely?", "NOT IN THE GUIDE")
    assert answer.status.cites
    assert "model_found_none" in kinds(answer)


def test_a_model_that_only_phrases_decides_nothing(say: Say, models: FakeModels) -> None:
    assert say(ABSENT, _credulous, chat_trust="phrases").status is Status.NOT_IN_GUIDE
    assert models.asked == []
    answer = say(MEDIAN, "NOT IN THE GUIDE", chat_trust="phrases")
    assert answer.status is Status.ANSWERED
    assert answer.writer == "extractive"


def test_careers_that_the_model_cannot_choose_between_have_to_be_in_the_guides(say: Say) -> None:
    answer = say("How much do people like that make in this line of work?", "WHICH: baker / astronaut")
    assert answer.status is Status.CLARIFY
    assert "astronaut" not in answer.message, "what the model names is not told"
    assert not answer.citations


def test_a_question_in_another_language_is_put_into_english_and_its_answer_back(say: Say, models: FakeModels) -> None:
    said = {
        "The median salary is $87,500.": "Das mittlere Gehalt liegt bei 87.500 $.",
        "Senior-level production managers earn $103,250.": "Erfahrene verdienen 130.250 $.",
    }

    def replying(asked: ModelRequest) -> str:
        if "LANGUAGE" in asked.rules:
            return "LANGUAGE: de\nQUESTION: What is the median salary of a production manager?"
        if "translate" in asked.rules:
            lines = [line.partition(": ") for line in asked.message.splitlines() if line[:1].isdigit()]
            return "\n".join(f"{n}: {said.get(text, text)}" for n, _, text in lines)
        return "ANSWER\n" + "\n".join(said)

    models.rewriting = replying
    answer = say("Wie hoch ist das mittlere Gehalt von Produktionsleitern?", replying)
    assert answer.status is Status.ANSWERED
    assert answer.language == "de"
    assert answer.searched == "What is the median salary of a production manager?"
    put = {claim.text: claim.translation for claim in answer.claims}
    assert "Das mittlere Gehalt liegt bei 87.500 $." in put.values() or all("87,500" not in text for text in put)
    assert not any("130.250" in text for text in put.values()), "a translation with another figure is not shown"


def test_without_a_wording_in_english_the_polite_sentence_stays(say: Say, models: FakeModels) -> None:
    models.rewriting = lambda asked: ""
    answer = say("Wie hoch ist das mittlere Gehalt von Produktionsleitern?", "")
    assert answer.reason is not None
    assert answer.reason.kind == "not_english"


def test_lists_of_the_model_are_lists_and_those_of_one_heading_columns(say: Say) -> None:
    reply = """ANSWER
The good side:
- You can lead and shape a whole production operation and see the effect.
- You come into contact with innovative processes and cutting-edge manufacturing technology.
The bad side:
- Tight deadlines and problems that constantly need solving put you under high pressure."""
    answer = say("What is good and what is bad about being a production manager?", reply)
    (part,) = (part for part in answer.parts if part.kind is PartKind.COLUMNS)
    assert part.columns == ("Pros", "Cons")
    assert part.column_of == (0, 0, 1)
    assert "cut" not in kinds(answer), "what only heads a list is not missed"


def test_a_name_that_is_no_known_occupation_may_be_the_guides_own_misspelt(say: Say, models: FakeModels) -> None:
    question = "how much experiance dose a prodution cordinator have"
    answer = say(question, "ANSWER\nA Production Supervisor or Coordinator has 2-5 years of experience.")
    assert answer.status is Status.ANSWERED
    assert any("2-5 years" in citation.quote for citation in answer.citations)
    declined = say(question, "NOT ABOUT THESE CAREERS")
    assert declined.status is Status.OUT_OF_SCOPE
    assert say(question, "", chat_trust="phrases").status is Status.OUT_OF_SCOPE
