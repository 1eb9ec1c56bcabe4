"""A visitor gets so many answers in a model's words a day, and after them the guide's."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.conversations import Conversations
from advisor.conversations.sqlite import FILE_NAME, SqliteFile
from advisor.domain import Answer, Event, Question
from evals.chat.fake import FakeModels
from server.access.model_share import ModelShare
from tests.server.made import REMOTE, Live, build_parts, events_of, serving
from tests.server.readers import Reader

ACME = "https://acme.example"
SITES: Any = {"acme-key": {"origins": [ACME]}}
SPENT = ["model_spent"]


class Day:
    def __init__(self) -> None:
        self.now = date(2026, 11, 30)

    def __call__(self) -> date:
        return self.now


async def takes(share: ModelShare, visitor: str, n: int) -> list[bool]:
    return [await share.take(visitor) is not None for _ in range(n)]


def test_each_visitor_has_a_share_a_day_over_all_processes(tmp_path: Path) -> None:
    async def go() -> None:
        day = Day()
        stores = [Conversations(SqliteFile(tmp_path)) for _ in range(2)]
        one, two = (ModelShare(store.notes, 3, day=day) for store in stores)
        assert await takes(one, "ann", 2) == [True, True]
        assert await takes(two, "ann", 2) == [True, False]
        assert await takes(one, "bob", 4) == [True, True, True, False]
        day.now += timedelta(days=1)
        assert await takes(one, "ann", 4) == [True, True, True, False]
        for store in stores:
            await store.aclose()

    asyncio.run(go())
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        notes = [name for (name,) in db.execute("SELECT name FROM notes")]
    assert len(notes) == 3
    assert not any(who in note for note in notes for who in ("ann", "bob"))


def test_what_is_given_back_can_be_taken_again(tmp_path: Path) -> None:
    async def go() -> None:
        store = Conversations(SqliteFile(tmp_path))
        share = ModelShare(store.notes, 1)
        for _ in range(3):
            receipt = await share.take("ann")
            assert receipt
            assert await share.take("ann") is None
            await share.give_back(receipt)
        await store.aclose()

    asyncio.run(go())


@pytest.mark.parametrize(("per_day", "visitor"), [(0, "ann"), (2, "")])
def test_without_a_limit_or_a_name_nothing_is_counted(tmp_path: Path, per_day: int, visitor: str) -> None:
    async def go() -> None:
        store = Conversations(SqliteFile(tmp_path))
        share = ModelShare(store.notes, per_day)
        assert {await share.take(visitor) for _ in range(5)} == {""}
        await share.give_back("")
        await store.aclose()

    asyncio.run(go())
    assert not (tmp_path / FILE_NAME).exists()


def test_while_they_cannot_be_counted_all_may_ask(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all " * 100)

    async def go() -> None:
        store = Conversations(SqliteFile(tmp_path))
        share = ModelShare(store.notes, 1)
        with caplog.at_level(logging.WARNING):
            assert await share.take("ann") == ""
            await share.give_back("model-answers/x/y")
        await store.aclose()

    asyncio.run(go())
    assert "could not be counted" in caplog.text


class Spy:
    """The advisor, with the questions that came to it."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self.asked: list[Question] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._advisor, name)

    async def ask(self, question: Question, **more: Any) -> Answer:
        self.asked.append(question)
        return await self._advisor.ask(question, **more)

    async def stream(self, question: Question, **more: Any) -> AsyncGenerator[Event]:
        self.asked.append(question)
        async for event in self._advisor.stream(question, **more):
            yield event


def sited(tailor_parts: Parts, models: FakeModels, tmp_path: Path, spies: list[Spy], model: str = "good") -> Any:
    corpus = tailor_parts.settings.corpus_dir
    assert corpus is not None
    parts = build_parts(tailor_parts.settings.data_dir, corpus, chat_url=models.url, chat_model=model)

    def spy(advisor: Advisor) -> Any:
        spies.append(Spy(advisor))
        return spies[-1]

    kept = Conversations(SqliteFile(tmp_path))
    return serving(parts, around=spy, conversations=kept, sites=SITES, limit_model_answers_per_session=2)


def kinds(answer: dict[str, Any]) -> list[str]:
    return [notice["kind"] for notice in answer["notices"] if notice["kind"].startswith("model_")]


def test_a_session_whose_share_is_spent_is_answered_without_the_model_and_told_so(
    tailor_parts: Parts, models: FakeModels, tmp_path: Path
) -> None:
    spies: list[Spy] = []
    with sited(tailor_parts, models, tmp_path, spies) as live:
        reader = Reader(live, origin=ACME, site_key="acme-key").open()
        answers = [reader.ask(REMOTE) for _ in range(3)]
        done = reader.events(REMOTE)[-1].data
        other = Reader(live, origin=ACME, site_key="acme-key").open().ask(REMOTE)

    assert [kinds(answer) for answer in (*answers, done, other)] == [[], [], SPENT, SPENT, []]
    assert [question.with_model for question in spies[0].asked] == [True, True, False, False, True]
    assert all(answer["status"] == "answered" for answer in (*answers, done, other))
    assert answers[2]["conversation_id"]  # and it is kept like any other


def test_what_no_model_was_asked_for_costs_nothing(tailor_parts: Parts, models: FakeModels, tmp_path: Path) -> None:
    spies: list[Spy] = []
    with sited(tailor_parts, models, tmp_path, spies) as live:
        reader = Reader(live, origin=ACME, site_key="acme-key").open()
        for _ in range(4):
            reader.ask("Hello!")
        assert [kinds(reader.ask(REMOTE)) for _ in range(3)] == [[], [], SPENT]
        assert kinds(reader.ask("Hello!")) == []  # small talk has nothing to do with a model


def test_who_has_no_session_is_counted_by_address(tailor_parts: Parts, models: FakeModels, tmp_path: Path) -> None:
    spies: list[Spy] = []
    with sited(tailor_parts, models, tmp_path, spies) as live:
        script: Live = live
        assert [kinds(script.ask({"question": REMOTE}).json()) for _ in range(2)] == [[], []]
        assert kinds(events_of(script, REMOTE)[-1].data) == SPENT
        assert kinds(Reader(live, origin=ACME, site_key="acme-key").open().ask(REMOTE)) == []
