"""Readers asked about twenty handbook pages that are loaded together."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from advisor.domain import Guide
from advisor.settings import Settings
from evals.cases.suite import Answerability, Case
from evals.chat.readers.asking import Group, ReadAnswer, ask_with
from evals.chat.readers.figures import ReaderChoice
from evals.chat.readers.gold import KnownQuestion
from evals.chat.readers.serving import make_reader
from evals.public.guides import SUITE, GuidesCase, check_gold, read_pages, read_suite
from evals.public.pool import ingested


def measure_handbook(data: Path, settings: Settings, choice: ReaderChoice) -> list[ReadAnswer]:
    """Index twenty pages and ask their suite with one reader.

    The reader has no sentences of its own here and gives those of the pages. Raises AdvisorError, DataError and
    RunError.
    """
    head, cases = read_suite(SUITE)
    with ingested(read_pages(data, tuple(head.guides)), settings) as parts:
        advisor = parts.advisor()
        guides = {guide.id: guide for guide in advisor.guides()}
        asyncio.run(advisor.aclose())
        check_gold(head, cases, guides)
        known = [_with_quotes(case, guides) for case in cases if choice.half in (None, case.half)]
        reader = make_reader(choice.reader, choice.style, first_line=choice.first_line, known=known)
        return asyncio.run(ask_with(parts, reader, _grouped(known)))


def _with_quotes(case: GuidesCase, guides: Mapping[str, Guide]) -> KnownQuestion:
    """A case whose gold has its words."""
    gold = tuple(
        one.model_copy(update={"quote": guides[one.guide].text[one.start : one.end]}) for one in case.gold if one.end
    )
    before = next((turn.content for turn in reversed(case.history) if turn.role == "user"), "")
    return KnownQuestion(case.model_copy(update={"gold": gold}), before)


def _grouped(known: Sequence[KnownQuestion]) -> dict[Group, list[Case]]:
    groups: dict[Group, list[Case]] = {group: [] for group in Group}
    for one in known:
        if one.case.answerability is not Answerability.UNDERSPECIFIED:  # asked back without a model
            groups[_group_of(one)].append(one.case)
    return groups


def _group_of(known: KnownQuestion) -> Group:
    match known.case.answerability:
        case Answerability.ANSWERABLE:
            return Group.FOLLOW_UP if known.before else Group.ANSWERABLE
        case Answerability.OUT_OF_SCOPE:
            return Group.OUTSIDE
        case _:
            return Group.ABSENT
