"""What is kept, for whom, and for how long: the same over SQLite and PostgreSQL."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisor.conversations import (
    LIMIT_KEPT_TURNS,
    LIMIT_READ_BYTES,
    LIMIT_READ_TURNS,
    LIMIT_TURNS,
    MAX_TITLE_CHARS,
    Conversations,
    Rating,
)
from advisor.domain import Choice, Status, Turn
from advisor.errors import UnknownAnswerError, UnknownConversationError
from tests.advisor.conversations.made import ANSWER, GLAZIER, Clock, answer, use

ME, YOU = "owner-me", "owner-you"
CANARY = "CANARY-7f3a"


def stands_in_a_file(folder: Path) -> bool:
    return any(CANARY.encode() in file.read_bytes() for file in folder.iterdir())


def test_a_conversation_is_there_after_a_restart_with_its_turns_in_order(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> str:
        made = await kept.begin(ME)
        for name in ("a1", "a2", "a3"):
            assert await kept.keep(made, ME, answer(name))
        return made

    made = use(data_dir, database_url, talk)
    turns = use(data_dir, database_url, lambda kept: kept.history(made, ME))
    assert [turn.role for turn in turns] == ["user", "assistant"] * 3
    assert [turn.content for turn in turns[::2]] == ["What about a1?", "What about a2?", "What about a3?"]
    assert turns[1] == Turn("assistant", ANSWER.text)


def test_a_kept_answer_still_holds_quotes_of_the_guide_at_their_offsets(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> Any:
        made = await kept.begin(ME)
        await kept.keep(made, ME, ANSWER)
        return (await kept.read(made, ME)).turns[0].answer

    record = use(data_dir, database_url, talk)
    assert record["citations"]
    for citation in record["citations"]:
        assert GLAZIER.text[citation["start"] : citation["end"]] == citation["quote"]


def test_only_the_last_turns_are_history(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> tuple[Turn, ...]:
        made = await kept.begin(ME)
        for n in range(LIMIT_TURNS + 3):
            await kept.keep(made, ME, answer(f"a{n}"))
        return await kept.history(made, ME)

    turns = use(data_dir, database_url, talk)
    assert (len(turns), turns[0].content) == (2 * LIMIT_TURNS, "What about a3?")


def test_of_a_long_conversation_the_newest_turns_are_kept_and_read_page_by_page(
    data_dir: Path, database_url: str
) -> None:
    n_dropped = 3

    async def talk(kept: Conversations) -> list[list[str]]:
        other, made = await kept.begin(ME), await kept.begin(ME)
        await kept.keep(other, ME, answer("other"))
        for n in range(n_dropped + LIMIT_KEPT_TURNS):
            assert await kept.keep(made, ME, answer(f"a{n}"))
        assert (await kept.read(other, ME)).n_turns == 1
        pages, before = [], ""
        while not pages or before:
            page = await kept.read(made, ME, before=before)
            assert (page.n_turns, page.title) == (LIMIT_KEPT_TURNS, f"What about a{n_dropped}?")
            pages.append([turn.answer["id"] for turn in page.turns])
            before = page.before
        return pages

    pages = use(data_dir, database_url, talk)
    assert max(map(len, pages)) <= LIMIT_READ_TURNS
    read = [name for page in reversed(pages) for name in page]
    assert read == [f"a{n_dropped + n}" for n in range(LIMIT_KEPT_TURNS)]


def test_a_reading_of_long_turns_ends_at_its_bytes_and_after_one_turn_at_the_least(
    data_dir: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def talk(kept: Conversations) -> None:
        made = await kept.begin(ME)
        for n in range(40):
            await kept.keep(made, ME, answer(f"a{n}", "\U00010400" * 2000))
        page = await kept.read(made, ME)
        n_bytes = sum(len(json.dumps(turn.answer, ensure_ascii=False).encode()) for turn in page.turns)
        assert LIMIT_READ_BYTES * 0.8 < n_bytes <= LIMIT_READ_BYTES * 1.1
        assert (page.before, page.title) == (page.turns[0].answer["id"], "\U00010400" * MAX_TITLE_CHARS)
        monkeypatch.setattr("advisor.conversations.LIMIT_READ_BYTES", 1)
        assert [turn.answer["id"] for turn in (await kept.read(made, ME, before="a7")).turns] == ["a6"]
        assert (await kept.read(made, ME, before="a1")).before == ""

    use(data_dir, database_url, talk)


def test_a_page_before_an_answer_of_another_conversation_is_unknown(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> None:
        made, theirs = await kept.begin(ME), await kept.begin(YOU)
        await kept.keep(made, ME, answer("a1"))
        await kept.keep(theirs, YOU, answer("a2"))
        for before in ("a2", "none", "\0", "x" * 10_000):
            with pytest.raises(UnknownAnswerError):
                await kept.read(made, ME, before=before)
        assert (await kept.read(made, ME, before="a1")).turns == ()

    use(data_dir, database_url, talk)


def test_what_an_answer_offered_to_choose_from_comes_back_with_the_history(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> tuple[Turn, ...]:
        made = await kept.begin(ME)
        offered = replace(answer("a1", "the top?", status=Status.CLARIFY), choices=(Choice("The top pay?", "glazier"),))
        await kept.keep(made, ME, offered)
        await kept.keep(made, ME, answer("a2"))
        return await kept.history(made, ME)

    history = use(data_dir, database_url, talk)
    assert [turn.choices for turn in history] == [(), (Choice("The top pay?", "glazier"),), (), ()]


def test_nobody_but_the_owner_reads_continues_rates_or_deletes(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> None:
        made = await kept.begin(ME)
        await kept.keep(made, ME, answer("a1"))
        for attempt in (
            kept.history(made, YOU),
            kept.read(made, YOU),
            kept.delete(made, YOU),
            kept.begin(YOU, conversation_id=made),
        ):
            with pytest.raises(UnknownConversationError):
                await attempt
        with pytest.raises(UnknownAnswerError):
            await kept.rate("a1", YOU, Rating("down"))
        assert await kept.keep(made, YOU, answer("a2")) is False
        assert await kept.answer("a1", YOU) is None
        assert await kept.list(YOU) == ()
        assert await kept.delete_all(YOU) == 0
        held = await kept.read(made, ME)
        assert [turn.answer["id"] for turn in held.turns] == ["a1"]
        assert held.turns[0].rating is None

    use(data_dir, database_url, talk)


def test_a_conversation_under_an_id_of_the_callers_own_begins_once(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> None:
        for name in ("a1", "a2"):
            made = await kept.begin(ME, conversation_id="slack-T1-C1-9.5")
            await kept.keep(made, ME, answer(name))
        assert len(await kept.history("slack-T1-C1-9.5", ME)) == 4

    use(data_dir, database_url, talk)


def test_the_list_names_each_conversation_by_its_first_question_the_last_used_first(
    data_dir: Path, database_url: str
) -> None:
    clock = Clock()

    async def talk(kept: Conversations) -> Any:
        first, second = await kept.begin(ME), await kept.begin(ME)
        for n, made in enumerate((first, second, first)):
            clock.now += 10
            await kept.keep(made, ME, answer(f"a{n}"))
        return (first, second), await kept.list(ME)

    (first, second), listed = use(data_dir, database_url, talk, clock)
    assert [(one.id, one.title, one.n_turns) for one in listed] == [
        (first, "What about a0?", 2),
        (second, "What about a1?", 1),
    ]


def test_a_later_rating_takes_the_place_of_an_earlier_one(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> None:
        made = await kept.begin(ME)
        await kept.keep(made, ME, answer("a1"))
        await kept.rate("a1", ME, Rating("up"))
        await kept.rate("a1", ME, Rating("down", "wrong", "no such \0 pay"))
        assert (await kept.read(made, ME)).turns[0].rating == Rating("down", "wrong", "no such \ufffd pay")

    use(data_dir, database_url, talk)


def test_a_question_with_a_zero_byte_is_kept(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> None:
        made = await kept.begin(ME)
        assert await kept.keep(made, ME, answer("a1", "pay\0?"))
        assert (await kept.history(made, ME))[0].content == "pay\ufffd?"

    use(data_dir, database_url, talk)


def test_a_turn_that_ends_after_its_conversation_was_deleted_is_not_kept(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> None:
        made = await kept.begin(ME)
        await kept.delete(made, ME)
        assert await kept.keep(made, ME, answer("a1")) is False
        assert await kept.unanswered("answered", days=1) == ()

    use(data_dir, database_url, talk)


def test_deleted_words_are_in_no_file_any_more(data_dir: Path) -> None:
    async def talk(kept: Conversations) -> None:
        made, other = await kept.begin(ME), await kept.begin(YOU)
        await kept.keep(made, ME, answer("a1", f"{CANARY} asked"))
        await kept.keep(other, YOU, answer("a2"))
        await kept.rate("a1", ME, Rating("down", "other", f"{CANARY} commented"))
        assert stands_in_a_file(data_dir)
        await kept.delete_all(ME)
        assert not stands_in_a_file(data_dir)
        assert len((await kept.read(other, YOU)).turns) == 1

    use(data_dir, "", talk)


def test_a_conversation_goes_when_it_was_unused_for_longer_than_it_is_kept(data_dir: Path, database_url: str) -> None:
    clock = Clock()

    async def talk(kept: Conversations) -> None:
        old, used = await kept.begin(ME), await kept.begin(ME)
        await kept.keep(old, ME, answer("a1"))
        await kept.keep(used, ME, answer("a2"))
        clock.now += 29 * 86_400
        await kept.keep(used, ME, answer("a3"))
        clock.now += 2 * 86_400
        assert await kept.purge(30) == 1
        assert [one.id for one in await kept.list(ME)] == [used]
        assert len(await kept.history(used, ME)) == 4

    use(data_dir, database_url, talk, clock)


def test_questions_that_were_not_answered_or_rated_down_are_found_with_what_went_before(
    data_dir: Path, database_url: str
) -> None:
    clock = Clock()

    async def talk(kept: Conversations) -> None:
        made = await kept.begin(ME)
        await kept.keep(made, ME, answer("a0", status=Status.NOT_IN_GUIDE))
        clock.now += 40 * 86_400
        await kept.keep(made, ME, answer("a1"))
        await kept.keep(made, ME, answer("a2", status=Status.NOT_IN_GUIDE, guide_id="glazier"))
        await kept.rate("a1", ME, Rating("down", "incomplete"))
        (gap,) = await kept.unanswered(days=30)
        assert (gap.answer_id, gap.guide_id, gap.status, gap.rating) == ("a2", "glazier", "not_in_guide", None)
        assert [turn.content for turn in gap.earlier if turn.role == "user"] == ["What about a0?", "What about a1?"]
        (down,) = await kept.rated_down(days=30)
        assert (down.answer_id, down.rating) == ("a1", Rating("down", "incomplete"))

    use(data_dir, database_url, talk, clock)


def test_a_key_is_made_once_whoever_asks_first(data_dir: Path, database_url: str) -> None:
    async def ask(kept: Conversations) -> set[bytes]:
        return set(await asyncio.gather(*(kept.key("sessions") for _ in range(8))))

    first, second = use(data_dir, database_url, ask), use(data_dir, database_url, ask)
    assert len(first) == 1
    assert first == second
    assert len(next(iter(first))) == 32


def test_turns_of_many_conversations_at_once_are_all_kept(data_dir: Path, database_url: str) -> None:
    async def talk(kept: Conversations) -> None:
        async def one(n: int) -> None:
            made = await kept.begin(f"owner-{n}")
            for m in range(3):
                assert await kept.keep(made, f"owner-{n}", answer(f"a{n}-{m}"))

        await asyncio.gather(*(one(n) for n in range(30)))
        assert len(await kept.unanswered("answered", days=1)) == 90

    use(data_dir, database_url, talk)


def test_a_note_stands_until_another_takes_its_place_or_it_is_dropped(data_dir: Path, database_url: str) -> None:
    async def note(kept: Conversations) -> None:
        assert await kept.notes.get("a") is None
        await kept.notes.put("a", "one")
        await kept.notes.put("a", "two")
        await kept.notes.put("b", "other")
        assert await kept.notes.get("a") == "two"
        await kept.notes.drop("a")
        await kept.notes.drop("a")
        assert await kept.notes.get("a") is None

    use(data_dir, database_url, note)
    assert use(data_dir, database_url, lambda kept: kept.notes.get("b")) == "other"


def test_of_many_that_come_at_once_one_is_first_and_again_when_its_time_is_over(
    data_dir: Path, database_url: str
) -> None:
    clock = Clock()

    async def race(kept: Conversations) -> int:
        return sum(await asyncio.gather(*(kept.notes.is_first("e1", life_s=60) for _ in range(12))))

    assert use(data_dir, database_url, race, clock) == 1
    clock.now += 59
    assert use(data_dir, database_url, race, clock) == 0
    clock.now += 1
    assert use(data_dir, database_url, race, clock) == 1


def test_notes_whose_time_is_over_go_with_the_old_conversations_and_the_others_stay(
    data_dir: Path, database_url: str
) -> None:
    clock = Clock()

    async def purged(kept: Conversations) -> tuple[str | None, bool]:
        await kept.notes.put("for good", "x")
        await kept.notes.is_first("e1", life_s=60)
        await kept.notes.is_first("e2", life_s=90_000)
        clock.now += 86_400
        await kept.purge(30)
        left = await kept._database.read("SELECT name FROM notes ORDER BY name")
        assert [row.name for row in left] == ["e2", "for good"]
        return await kept.notes.get("for good"), await kept.notes.is_first("e2", life_s=60)

    assert use(data_dir, database_url, purged, clock) == ("x", False)
