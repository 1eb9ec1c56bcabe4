"""The product's answers with a reader behind it, beside its replies."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from advisor.bootstrap import Parts
from evals.cases.observation import Observation
from evals.cases.record import CaseRecord
from evals.cases.suite import Answerability, Case, Half
from evals.chat.fake import KEY
from evals.chat.models import key_set, with_model
from evals.chat.readers.gold import PRICES, KnownQuestion, known_questions
from evals.chat.readers.perfect import PerfectReader
from evals.chat.readers.replies import SaidReply
from evals.chat.readers.requests import Purpose
from evals.chat.readers.serving import MODEL, serve_reader
from evals.runs.run import CaseSelection, ask_all
from evals.runs.targets import InProcessTarget

SEED = 17


class Group(StrEnum):
    """What a question is measured as."""

    ANSWERABLE = "answerable"
    ABSENT = "absent"
    OUTSIDE = "other careers, off-topic, prices"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A case's answer with the reader's replies for it, in order."""

    group: Group
    record: CaseRecord
    replies: tuple[SaidReply, ...]

    @property
    def reading(self) -> SaidReply | None:
        """The last reply to the question itself, if any."""
        said = [reply for reply in reversed(self.replies) if reply.purpose is Purpose.ANSWER]
        return next((reply for reply in said if not reply.is_probe), next(iter(said), None))


class WatchedTarget(InProcessTarget):
    """The advisor with a reader, which notes the replies for each case."""

    def __init__(self, parts: Parts, reader: PerfectReader) -> None:
        """Build the advisor of ``parts``.

        Raises RunError without an encoder.
        """
        super().__init__(parts)
        self._reader = reader
        self.replies: dict[str, tuple[SaidReply, ...]] = {}

    async def observe(self, case: Case) -> Observation:
        """Ask a case; raises TargetError."""
        before = len(self._reader.said)
        observed = await super().observe(case)
        self.replies[case.id] = tuple(self._reader.said[before:])
        return observed


def group_of(known: KnownQuestion) -> Group | None:
    """Return the group of a question that is measured."""
    case = known.case
    if case.press or case.small_talk or case.answerability is Answerability.UNDERSPECIFIED:
        return None
    if known.before:
        return Group.FOLLOW_UP
    group = _plain_group(case)
    return None if group is Group.ANSWERABLE and not known.sentences else group


def drawn_questions(half: Half | None = None, sample: int | None = None) -> dict[Group, list[Case]]:
    """Draw up to ``sample`` questions of each group; None: all.

    They are alike in every run. A conversation is drawn as a whole and its first turns do not count. Raises SuiteError.
    """
    found: dict[Group, list[Case]] = {group: [] for group in Group}
    talks: dict[str, list[Case]] = {}
    for known in known_questions():
        if known.case.talk and not known.case.press:
            talks.setdefault(known.case.talk, []).append(known.case)
        group = group_of(known)
        if group and (half is None or known.case.half is half) and not (group is Group.FOLLOW_UP and known.case.talk):
            found[group].append(known.case)
    for group, cases in found.items():
        # The text is hashed, so that the draw does not depend on Python's own seed.
        cases.sort(key=lambda case: random.Random(f"{SEED} {case.id}").random())
        del cases[len(cases) if sample is None else sample :]
        if group is Group.FOLLOW_UP:
            whole = sorted(talks, key=lambda talk: random.Random(f"{SEED} {talk}").random())
            fitting = [talk for talk in whole if half is None or talks[talk][0].half is half]
            for talk in fitting[: None if sample is None else max(1, sample // 8)]:
                cases.extend(talks[talk])
    return found


async def ask_with(
    parts: Parts,
    reader: PerfectReader,
    questions: dict[Group, list[Case]],
    on_done: Callable[[], None] = lambda: None,
) -> list[ReadAnswer]:
    """Ask the product all questions, with a reader as its model.

    Raises AdvisorError and RunError.
    """
    with serve_reader(reader) as models, key_set(KEY):
        target = WatchedTarget(with_model(parts, MODEL, models.url), reader)
        try:
            answers: list[ReadAnswer] = []
            for group, cases in questions.items():
                records = await ask_all(target, cases, CaseSelection(), on_done)
                answers += [
                    ReadAnswer(_turn_group(group, record.case), record, target.replies.get(record.case.id, ()))
                    for record in records
                ]
            return answers
        finally:
            await target.aclose()


def _turn_group(group: Group, case: Case) -> Group:
    """A conversation's first turn is measured as no follow-up."""
    if group is Group.FOLLOW_UP and case.talk and not case.history:
        return _plain_group(case)
    return group


def _plain_group(case: Case) -> Group:
    if case.answerability is Answerability.ANSWERABLE:
        return Group.ANSWERABLE
    is_outside = case.answerability is Answerability.OUT_OF_SCOPE or PRICES in case.slices
    return Group.OUTSIDE if is_outside else Group.ABSENT
