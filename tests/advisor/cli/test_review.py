"""What was asked in vain is grouped by the nearest section, and asked again after the guide was edited."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisor.__main__ import main
from advisor.answering.extractive_writer import QuotingWriter
from advisor.bootstrap import Parts, build_conversations
from advisor.cli.review import find_gaps, replay
from advisor.conversations import Rating
from advisor.domain import Draft, QuestionPart, Status
from advisor.settings import Settings
from tests.advisor.conversations.made import answer

HOLIDAYS = "Does a Welder get sabbatical holidays?"
PENSION = "What pension scheme covers welders?"


@pytest.fixture
def readers(indexed: Parts, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Parts:
    """An index, and the settings of a terminal beside it."""
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(settings.corpus_dir))
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    return indexed


@dataclass
class ExactWriter:
    """Quotes a passage only when it holds the question's own words."""

    name: str = "exact"

    def draft(self, parts: Sequence[QuestionPart]) -> Draft:
        held = [
            QuestionPart(part.question, tuple(p for p in part.passages if part.question in p.chunk.guide.text))
            for part in parts
        ]
        return QuotingWriter().draft(held)


def have_kept(parts: Parts, questions: Sequence[str], *, rate: Rating | None = None) -> None:
    """One conversation each, with an answer that declines, or one that is rated."""
    status = Status.ANSWERED if rate else Status.NOT_IN_GUIDE

    async def run() -> None:
        kept = build_conversations(parts.settings)
        for n, text in enumerate(questions):
            made = await kept.begin("somebody")
            made_answer = answer(f"{status}-{n}-{rate}", text, status=status, guide_id="welder")
            await kept.keep(made, "somebody", made_answer)
            if rate:
                await kept.rate(made_answer.id, "somebody", rate)
        await kept.aclose()

    asyncio.run(run())


def replayed(parts: Parts) -> dict[str, bool]:
    """Each question asked in vain, and whether it is answered now."""

    async def run() -> dict[str, bool]:
        advisor, kept = parts.advisor(writer=ExactWriter()), build_conversations(parts.settings)
        groups = await find_gaps(advisor, await kept.unanswered(days=1))
        found = {one.gap.asked.question: one.is_answered for one in await replay(advisor, groups)}
        await kept.aclose()
        await advisor.aclose()
        return found

    return asyncio.run(run())


def test_gaps_are_listed_under_the_nearest_section_and_the_same_question_counts_once(
    readers: Parts, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    have_kept(readers, [HOLIDAYS, HOLIDAYS.upper(), PENSION])
    file = tmp_path / "gaps.jsonl"
    assert main(["gaps", "--jsonl", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "(2 times)" in shown
    assert "Welder Career Guide ›" in shown
    assert "2 questions not answered." in shown
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert {line["question"].casefold() for line in lines} == {HOLIDAYS.casefold(), PENSION.casefold()}
    assert {(line["kind"], line["status"], line["nearest"]["guide"]) for line in lines} == {
        ("gap", "not_in_guide", "welder")
    }


def test_a_question_flips_when_the_edited_guide_answers_it_and_the_others_do_not(readers: Parts) -> None:
    have_kept(readers, [HOLIDAYS, PENSION])
    assert replayed(readers) == {HOLIDAYS: False, PENSION: False}
    file = Path(str(readers.settings.corpus_dir)) / "welder.md"
    file.write_text(file.read_text() + f"\n### {HOLIDAYS}\n\nA Welder gets sabbatical holidays every fifth year.\n")
    readers.ingest([])
    flipped = replayed(readers)
    assert flipped[HOLIDAYS]


def test_replay_shows_the_answers_of_today_and_counts_them(readers: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    question = "Can a Welder work from home?"
    have_kept(readers, [question])
    assert main(["gaps", "--replay"]) == 0
    shown = capsys.readouterr().out
    assert f"Answered now: {question}" in shown
    assert "[1]" in shown
    assert "1 of 1 questions are answered now." in shown


def test_a_gap_in_a_guide_that_is_gone_is_listed_near_nothing(
    readers: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    have_kept(readers, [PENSION])
    (Path(str(readers.settings.corpus_dir)) / "welder.md").unlink()
    readers.ingest([])
    assert main(["gaps"]) == 0
    assert "near nothing" in capsys.readouterr().out
    assert main(["gaps", "--replay"]) == 0


def test_feedback_shows_what_was_rated_down_and_why(
    readers: Parts, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    question = "Can a Welder work from home?"
    have_kept(readers, [question], rate=Rating("down", "wrong", "mine did"))
    have_kept(readers, ["Which tools does a Welder use?"], rate=Rating("up"))
    file = tmp_path / "feedback.jsonl"
    assert main(["feedback", "--jsonl", str(file)]) == 0
    shown = capsys.readouterr().out
    assert question in shown
    assert "wrong: mine did" in shown
    assert "1 answer rated down." in shown
    (line,) = [json.loads(line) for line in file.read_text().splitlines()]
    assert (line["kind"], line["question"], line["reason"], line["comment"]) == (
        "rated_down", question, "wrong", "mine did",
    )  # fmt: skip
    assert "owner" not in line


def test_with_nothing_kept_there_is_nothing_to_list(readers: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps"]) == 0
    assert main(["feedback"]) == 0
    shown = capsys.readouterr().out
    assert "0 questions not answered." in shown
    assert "0 answers rated down." in shown


def test_a_file_that_cannot_be_written_is_named(readers: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback", "--jsonl", "/nowhere/at/all.jsonl"]) == 1
    assert "/nowhere/at/all.jsonl cannot be written" in capsys.readouterr().err
