"""The questions that the corpus guides ask themselves, put to the advisor: the first, small form of a measurement."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.answering import Advisor
from advisor.bootstrap import Parts, corpus_dir
from advisor.domain import Answer, Guide, Question, Section
from advisor.parsing import parse_guide
from advisor.settings import Settings
from advisor.sources import gather
from advisor.wire import answer_out

OFF_TOPIC = (
    "What is the capital of France?",
    "Write me a poem about the sea.",
    "How do I bake sourdough bread?",
    "Who won the football world cup in 2018?",
    "What will the weather be like tomorrow?",
    "How much is the Plus subscription?",
    "Which medicine helps against a headache?",
    "Can you fix the bug in my Python script?",
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; ``failed`` names the others in a few words each."""

    name: str
    n_held: int
    n_asked: int
    failed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.n_held == self.n_asked

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.n_held} of {self.n_asked}", *(f"    not: {words}" for words in self.failed)]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One of a guide's own questions with what came of it."""

    guide: Guide
    section: Section
    answer: Answer


def measure_own_questions(settings: Settings) -> tuple[Share, ...]:
    """Index the corpus in a temporary folder and ask. Empty when no guide of the corpus asks a question.

    Guides are parsed here once more, and quotes are compared with that text and not with the index's.
    Raises AdvisorError when the corpus cannot be indexed.
    """
    guides = [parse_guide(source.path) for source in gather([corpus_dir(settings)]).sources]
    with TemporaryDirectory(prefix="career-advisor-run-") as folder:
        parts = Parts(settings.model_copy(update={"data_dir": Path(folder)}))
        parts.ensure_index()
        asked, refused = asyncio.run(_ask_all(parts.advisor(), guides))
    if not asked:
        return ()
    quotes = [
        (item.quote == guide.text[item.start : item.end] and item.version == guide.version, item.quote)
        for guide, answer in ((asking.guide, asking.answer) for asking in asked)
        for item in answer_out(answer).citations
    ]
    return (
        _share("answered", [(a.answer.status.cites, a.section.title) for a in asked]),
        _share("cites its own section first", [(_cites_own_section(a), a.section.title) for a in asked]),
        _share("quotes that stand in the guide", quotes),
        _share("off-topic questions declined", [(not a.status.cites, a.question.text) for a in refused]),
    )


async def _ask_all(advisor: Advisor, guides: Sequence[Guide]) -> tuple[list[_Asked], list[Answer]]:
    try:
        asked = [
            _Asked(guide, section, await advisor.ask(Question(section.title, guide_id=guide.id)))
            for guide in guides
            for section in guide.sections
            if section.title.endswith("?") and section.body
        ]
        return asked, [await advisor.ask(Question(text)) for text in OFF_TOPIC]
    finally:
        await advisor.aclose()


def _cites_own_section(asked: _Asked) -> bool:
    citations = asked.answer.citations
    return bool(citations) and citations[0].section.path == asked.section.path


def _share(name: str, held: Sequence[tuple[bool, str]]) -> Share:
    return Share(name, sum(ok for ok, _ in held), len(held), tuple(words for ok, words in held if not ok))
