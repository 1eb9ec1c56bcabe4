"""The same question gets the answer that a model wrote for it before: whole, proven again, and without the question."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisor.answering.answer_cache import (
    AnswerCache,
    AnswerKey,
    AnswerStore,
    NoCache,
    answer_key,
    build_answer_cache,
    is_worth_keeping,
)
from advisor.answering.answer_file import FILE_NAME, _checksum
from advisor.answering.answer_record import replay
from advisor.bootstrap import Parts
from advisor.domain import (
    Answer,
    Arranged,
    Choice,
    ClaimMade,
    Event,
    ModelUse,
    Notice,
    Question,
    SecondReading,
    Status,
    Suggested,
    Turn,
)
from advisor.index.snapshot import Snapshot
from advisor.settings import Settings

USE = ModelUse("m", tokens_in=700, tokens_out=40, n_kept=2, n_cut=1, n_calls=1)
QUESTIONS = (
    "Can I work from home?",
    "How much do they earn?",
    "What are the pros and cons?",
    "Describe a typical day.",
    "What is the career ladder?",
    "What skills do I need and what do they pay?",
    "Do I need a degree?",
    "How much does the CPIM exam cost?",
    "How many vacation days do they get?",
    "How much do welders earn?",
)


@pytest.fixture(scope="module")
def snapshot(shipped: Parts) -> Snapshot:
    return shipped.exact_index().current()


@pytest.fixture(scope="module")
def answers(shipped: Parts) -> tuple[Answer, ...]:
    """Answers of the shipped guide, as if a model had taken part in them."""

    async def ask() -> tuple[Answer, ...]:
        advisor = shipped.advisor()
        try:
            return tuple([replace(await advisor.ask(Question(text)), model=USE) for text in QUESTIONS])
        finally:
            await advisor.aclose()

    return asyncio.run(ask())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", chat_model="m", chat_cache="exact")


@pytest.fixture
def cache(settings: Settings) -> AnswerStore:
    made = build_answer_cache(settings)
    assert isinstance(made, AnswerCache)
    return made


def key_of(answer: Answer, snapshot: Snapshot) -> AnswerKey:
    return answer_key(answer.question, (answer.searched,), snapshot.record.id)


def stored(settings: Settings) -> list[str]:
    path = settings.data_dir / FILE_NAME
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as db:
        return [record for (record,) in db.execute("SELECT record FROM records")]


def test_an_answer_comes_back_whole_with_an_id_and_a_question_of_its_own(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot
) -> None:
    assert {answer.status for answer in answers} >= {Status.ANSWERED, Status.CONFLICTING, Status.NOT_IN_GUIDE}
    assert any(answer.more for answer in answers)
    assert any(answer.nearest for answer in answers)
    for answer in answers:
        cache.put(key_of(answer, snapshot), answer)
    for answer in answers:
        asked = Question(f"  {answer.question.text.upper()} ")
        found = cache.get(answer_key(asked, (answer.searched,), snapshot.record.id), asked, snapshot, "")
        assert found is not None, answer.question.text
        assert found.id not in ("", answer.id)
        assert found.question is asked
        assert found.model == ModelUse("m", n_kept=2, n_cut=1, cached_answer=True)
        own = {"id": "", "question": answer.question, "searched": "", "timings_ms": {}, "model": None}
        assert replace(found, **own) == replace(answer, **own)
        for citation in (*found.citations, *(found.more.citations if found.more else ())):
            assert citation.guide is snapshot.guides[citation.guide.id]
            assert citation.quote == citation.guide.text[citation.start : citation.end]


def test_an_answer_given_again_is_shown_in_the_events_of_a_quoted_one(
    shipped: Parts, answers: tuple[Answer, ...]
) -> None:
    async def stream(question: Question) -> list[Event]:
        advisor = shipped.advisor()
        try:
            return [event async for event in advisor.stream(question)]
        finally:
            await advisor.aclose()

    for answer in answers[:3]:
        shown = [
            one for one in asyncio.run(stream(answer.question)) if isinstance(one, Arranged | ClaimMade | Suggested)
        ]
        assert list(replay(answer)) == shown


def test_no_question_is_kept_with_its_answer(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot, settings: Settings
) -> None:
    answer = replace(answers[1], question=Question("what would zebedee earn"), searched="what would zebedee earn")
    cache.put(key_of(answer, snapshot), answer)
    assert stored(settings)
    assert b"zebedee" not in (settings.data_dir / FILE_NAME).read_bytes()


def test_words_that_were_searched_and_are_not_in_the_key_keep_an_answer_out(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot, settings: Settings
) -> None:
    answer = replace(answers[1], searched="what does Zebedee earn as a line lead")
    cache.put(answer_key(answer.question, (), snapshot.record.id), answer)
    assert stored(settings) == []
    key = answer_key(answer.question, (answer.searched,), snapshot.record.id)
    cache.put(key, answer)
    found = cache.get(key, answer.question, snapshot, "")
    assert found is not None
    assert found.searched == answer.searched
    assert "Zebedee" not in "".join(stored(settings))


BASE = Question("Can I work from home?", (Turn("user", "Hello"), Turn("assistant", "Hi", (Choice("a"),))))


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, text="Can I work at home?"),
        replace(BASE, history=()),
        replace(BASE, history=(Turn("user", "hello"), BASE.history[1])),
        replace(BASE, history=(BASE.history[0], Turn("assistant", "Hi", (Choice("b"),)))),
        replace(BASE, guide_id="production-manager"),
        replace(BASE, among=("production-manager",)),
        replace(BASE, with_model=False),
    ],
)
def test_all_that_decides_an_answer_is_in_its_key(other: Question) -> None:
    assert answer_key(other, ("x",), "build") != answer_key(BASE, ("x",), "build")
    assert answer_key(replace(other), ("x",), "build") == answer_key(other, ("x",), "build")


def test_so_are_build_wordings_language_and_what_else_is_named() -> None:
    keys = [
        answer_key(BASE, ("x",), "build"),
        answer_key(BASE, ("x",), "newer"),
        answer_key(BASE, ("y",), "build"),
        answer_key(BASE, ("x",), "build", language="de"),
        answer_key(BASE, ("x",), "build", also=("reads",)),
    ]
    assert len({key.hashed for key in keys}) == len(keys)
    folded = replace(BASE, text="  can I  WORK from home? ")
    assert answer_key(folded, ("X ",), "build").hashed == keys[0].hashed


@pytest.mark.parametrize(
    "other",
    [{"chat_model": "n"}, {"chat_url": "http://localhost/v1"}, {"chat_verify": "all"}, {"chat_verify_model": "v"},
     {"chat_passage_chars": 700}],
    ids=str,
)  # fmt: skip
def test_another_models_answers_are_others(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot, settings: Settings, other: dict[str, Any]
) -> None:
    key = key_of(answers[0], snapshot)
    cache.put(key, answers[0])
    changed = build_answer_cache(settings.model_copy(update=Settings(**other).model_dump(include=set(other))))
    assert changed.get(key, answers[0].question, snapshot, "") is None
    assert cache.get(key, answers[0].question, snapshot, "") is not None


def changed_quote(answer: dict[str, Any]) -> None:
    answer["citations"][0]["quote"] += "!"


def shifted(answer: dict[str, Any]) -> None:
    answer["citations"][0]["start"] += 1


def out_of_the_text(answer: dict[str, Any]) -> None:
    answer["citations"][0]["end"] = 10**9


def before_the_text(answer: dict[str, Any]) -> None:
    answer["citations"][0]["start"] = -5


def another_version(answer: dict[str, Any]) -> None:
    answer["citations"][0]["version"] = "0" * 8


def unknown_guide(answer: dict[str, Any]) -> None:
    answer["citations"][0]["guide"] = "plumber"


def another_section(answer: dict[str, Any]) -> None:
    answer["citations"][0]["anchor"] = "elsewhere"


def another_heading(answer: dict[str, Any]) -> None:
    answer["citations"][0]["section"] = ["Elsewhere"]


def another_link(answer: dict[str, Any]) -> None:
    answer["citations"][0]["url"] = "https://evil.example"


def renumbered(answer: dict[str, Any]) -> None:
    answer["citations"][0]["number"] = 7


def claim_without_proof(answer: dict[str, Any]) -> None:
    answer["claims"][0]["citations"] = []


def claim_of_no_citation(answer: dict[str, Any]) -> None:
    answer["claims"][0]["citations"] = [99]


def claim_beside_its_text(answer: dict[str, Any]) -> None:
    answer["claims"][0]["text"] = "Everybody earns a million."


def part_of_no_claim(answer: dict[str, Any]) -> None:
    answer["parts"][0]["claims"] = [-1]


def part_out_of_shape(answer: dict[str, Any]) -> None:
    answer["parts"][0]["rows"] = ["one", "too", "many", "for", "any", "part", "of", "an", "answer", "of", "claims"]


def no_claims(answer: dict[str, Any]) -> None:
    answer["claims"] = []


def declined(answer: dict[str, Any]) -> None:
    answer["status"] = "not_in_guide"


def unknown_status(answer: dict[str, Any]) -> None:
    answer["status"] = "sure"


def unknown_field(answer: dict[str, Any]) -> None:
    answer["lead"] = "Yes."


def another_question(answer: dict[str, Any]) -> None:
    answer["question"] = "What did somebody else ask?"


@pytest.mark.parametrize(
    "damage",
    [changed_quote, shifted, out_of_the_text, before_the_text, another_version, unknown_guide, another_section,
     another_heading, another_link, renumbered, claim_without_proof, claim_of_no_citation, claim_beside_its_text,
     part_of_no_claim, part_out_of_shape, no_claims, declined, unknown_status, unknown_field, another_question],
    ids=lambda damage: damage.__name__,
)  # fmt: skip
def test_a_record_that_proves_nothing_is_no_answer_and_is_deleted(
    cache: AnswerStore,
    answers: tuple[Answer, ...],
    snapshot: Snapshot,
    settings: Settings,
    damage: Callable[[dict[str, Any]], None],
) -> None:
    key = key_of(answers[0], snapshot)
    cache.put(key, answers[0])
    with closing(sqlite3.connect(settings.data_dir / FILE_NAME)) as db, db:
        ((name, record),) = db.execute("SELECT name, record FROM records").fetchall()
        kept = json.loads(record)
        damage(kept["answer"])
        changed = json.dumps(kept)
        assert changed != record
        db.execute("UPDATE records SET record = ?, checksum = ?", (changed, _checksum(name, changed)))
    assert cache.get(key, answers[0].question, snapshot, "") is None
    assert stored(settings) == []


def test_an_answer_is_given_on_its_own_build_only(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot, settings: Settings
) -> None:
    old = answer_key(answers[0].question, (answers[0].searched,), "an-older-build")
    cache.put(old, answers[0])
    assert cache.get(old, answers[0].question, snapshot, "") is None
    cache.put(key_of(answers[0], snapshot), answers[0])
    assert len(stored(settings)) == 2
    cache.purge([snapshot.record.id])
    assert len(stored(settings)) == 1


@pytest.mark.parametrize(
    "use",
    [
        None,
        replace(USE, failure="server"),
        replace(USE, follow_up="no_first_token", n_calls=2),
        replace(USE, second=SecondReading("m", 1, failure="limit")),
        replace(USE, n_calls=0),
        replace(USE, follow_up="rewritten", n_calls=1),
        replace(USE, cached_answer=True),
    ],
    ids=str,
)
def test_only_what_a_model_wrote_and_ended_is_kept(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot, settings: Settings, use: ModelUse | None
) -> None:
    for answer in (answers[0], answers[-1]):
        cache.put(key_of(answer, snapshot), replace(answer, model=use))
    assert stored(settings) == []


def test_small_talk_is_not_kept_and_a_follow_up_that_a_model_answered_is(answers: tuple[Answer, ...]) -> None:
    assert not is_worth_keeping(Answer("i", Question("Hi"), "Hi", Status.SMALL_TALK, "m", message="Hi!", model=USE))
    assert is_worth_keeping(replace(answers[0], model=replace(USE, follow_up="rewritten", n_calls=2)))
    assert is_worth_keeping(replace(answers[0], model=replace(USE, second=SecondReading("m", 1), n_calls=2)))


def test_what_is_no_text_in_an_answer_keeps_it_out(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot, settings: Settings
) -> None:
    answer = replace(answers[0], notices=(Notice("odd", "half a character: \ud800"),))
    cache.put(key_of(answer, snapshot), answer)
    assert stored(settings) == []


def test_without_the_setting_or_a_model_nothing_is_kept_and_what_was_is_purged(
    cache: AnswerStore, answers: tuple[Answer, ...], snapshot: Snapshot, settings: Settings
) -> None:
    key = key_of(answers[0], snapshot)
    cache.put(key, answers[0])
    for change in ({"chat_cache": Settings().chat_cache}, {"chat_model": ""}):
        off = build_answer_cache(settings.model_copy(update=change))
        assert isinstance(off, NoCache)
        off.put(key_of(answers[1], snapshot), answers[1])
        assert off.get(key, answers[0].question, snapshot) is None
    assert len(stored(settings)) == 1
    off.purge(["another-build"])
    assert stored(settings) == []


def test_a_store_without_a_file_has_nothing_to_purge() -> None:
    NoCache().purge(["build"])
