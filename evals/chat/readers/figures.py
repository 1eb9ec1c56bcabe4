"""Figures of the product with a reader behind it."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.bootstrap import Parts
from evals.cases.suite import Answerability, Half
from evals.chat.lines import ModelFigure
from evals.chat.readers.asking import Group, ReadAnswer, ask_with, drawn_questions
from evals.chat.readers.gold import Style
from evals.chat.readers.judging import (
    Fate,
    JudgedSentence,
    calls_of,
    is_right,
    judged_sentences,
    of_groups,
    turned_into_quotes,
)
from evals.chat.readers.serving import make_reader
from evals.runs.model_decisions import differ

LEAST_SHOWN = {Style.GUIDE: 0.98, Style.ECHO: 0.92, Style.TALK: 0.75, Style.JOINED: 0.60}
MOST_FALSE, MOST_FALSE_OF_A_KIND, ENOUGH_OF_A_KIND = 0.05, 0.15, 20


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """The reader to measure, and how many questions of each group."""

    reader: str = "perfect"
    style: Style = Style.GUIDE
    first_line: bool = True
    half: Half | None = None
    sample: int | None = None

    @property
    def name(self) -> str:
        plain = "" if self.first_line else ", no first line"
        return f"{self.reader}, {self.style}{plain}"


def measure_reader(parts: Parts, choice: ReaderChoice) -> list[ReadAnswer]:
    """Ask the product the suites' questions with one reader.

    Raises AdvisorError, RunError and SuiteError.
    """
    reader = make_reader(choice.reader, choice.style, first_line=choice.first_line)
    return asyncio.run(ask_with(parts, reader, drawn_questions(choice.half, choice.sample)))


def chosen_readers(readers: Sequence[str], styles: Sequence[str], *, plain: bool) -> Iterator[ReaderChoice]:
    """Yield the perfect reader in each style, the others in one."""
    for reader in readers:
        for style in styles if reader == "perfect" else (Style.TALK,):
            yield ReaderChoice(reader, Style(style), first_line=not plain)


def missed_answers(answers: Sequence[ReadAnswer]) -> list[dict[str, Any]]:
    """List development cases in which a reader did not fare well.

    They are not right, lost a sentence, or turned a decline into quotes. Each has what the model gave, and what was
    shown.
    """
    found = []
    for one in answers:
        case, observed = one.record.case, one.record.observed
        lost = [judged.sentence.text for judged in judged_sentences(one) if judged.fate is Fate.LOST]
        is_well = is_right(one) and not lost and not turned_into_quotes(one)
        if observed is None or case.half is not Half.DEVELOPMENT or is_well:
            continue
        reading = one.reading
        found.append(
            {
                "id": case.id,
                "group": one.group.value,
                "question": case.question,
                "model": str(reading.verdict or "") if reading else "not asked",
                "given": [sentence.text for sentence in reading.sentences] if reading else [],
                "status": observed.answer.status,
                "shown": [claim.text for claim in observed.answer.claims],
                "lost": lost,
            }
        )
    return found


def reader_figures(choice: ReaderChoice, answers: Sequence[ReadAnswer]) -> Iterator[ModelFigure]:
    """Yield the figures of one reader, with what is asked of them."""
    every = list(answers)
    judged = [one for answer in every for one in judged_sentences(answer)]
    if choice.reader == "perfect":
        yield from _of_perfect(choice, every, judged)
    else:
        yield from _of_false(choice, every, judged)
    yield from _costs(choice, every)


def _of_perfect(choice: ReaderChoice, every: list[ReadAnswer], judged: list[JudgedSentence]) -> Iterator[ModelFigure]:
    name = choice.name
    plain = of_groups(every, Group.ANSWERABLE)
    yield _share(f"{name}: answered right", [is_right(one) for one in plain], least=0.98)
    absent = of_groups(every, Group.ABSENT)
    yield _share(f"{name}: absent facts declined, or named by the model", [is_right(one) for one in absent], least=0.98)
    outside = of_groups(every, Group.OUTSIDE)
    declined = [_declined(one) for one in outside]
    yield _share(f"{name}: other careers, off-topic, prices declined", declined, least=0.99)
    yield _share(f"{name}: answerable declined", [_declined(one) for one in plain], most=0.005)
    of_style = [one for one in judged if one.sentence.style is choice.style]
    if choice.style is Style.JOINED:
        of_style = [one for one in of_style if len(one.sentence.quotes) > 1]
    shown = [one.fate is Fate.AS_WRITTEN for one in of_style]
    yield _share(f"{name}: true sentences shown as written", shown, least=LEAST_SHOWN[choice.style])
    yield _share(f"{name}: true sentences lost", [one.fate is Fate.LOST for one in judged], most=0.02)
    follow_ups = of_groups(every, Group.FOLLOW_UP)
    yield _share(f"{name}: follow-ups right", [is_right(one) for one in follow_ups], least=0.97)
    turned = [found for one in every if (found := turned_into_quotes(one)) is not None]
    yield _share(f"{name}: its declines turned into quotes", turned, most=0)


def _of_false(choice: ReaderChoice, every: list[ReadAnswer], judged: list[JudgedSentence]) -> Iterator[ModelFigure]:
    name = choice.name
    false = [one for one in judged if not one.sentence.is_true]
    shown = [one.fate is Fate.AS_WRITTEN for one in false]
    yield _share(f"{name}: false sentences shown", shown, most=MOST_FALSE)
    kinds: dict[str, list[bool]] = {}
    for one in false:
        kinds.setdefault(one.sentence.kind, []).append(one.fate is Fate.AS_WRITTEN)
    for kind, own in sorted(kinds.items()):
        bound = MOST_FALSE_OF_A_KIND if len(own) >= ENOUGH_OF_A_KIND else None
        yield _share(f"{name}: false sentences shown ({kind})", own, most=bound)
    true = [one.fate is Fate.AS_WRITTEN for one in judged if one.sentence.is_true]
    yield _share(f"{name}: true sentences beside them shown as written", true)
    plain = of_groups(every, Group.ANSWERABLE)
    yield _share(f"{name}: answered right", [is_right(one) for one in plain])
    without = of_groups(every, Group.ABSENT, Group.OUTSIDE)
    yield _share(f"{name}: questions without an answer declined", [is_right(one) for one in without])


def _costs(choice: ReaderChoice, every: list[ReadAnswer]) -> Iterator[ModelFigure]:
    name = choice.name
    follow_ups = [calls_of(one) for one in every if one.record.case.history]
    first = [calls_of(one) for one in every if not one.record.case.history]
    yield _mean(f"{name}: calls for a first question", first)
    yield _mean(f"{name}: calls for a follow-up", follow_ups)
    answerable = [one.reading is not None for one in every if one.record.case.answerability is Answerability.ANSWERABLE]
    yield _share(f"{name}: answerable questions that reached the model", answerable)
    pairs = verdict_pairs(every)
    n = pairs.total()
    n_differing = sum(count for (model, rules), count in pairs.items() if differ(model, rules))
    beside = "" if n else "the answers do not tell"
    yield ModelFigure(f"{name}: model and rules differ", n_differing / n if n else None, n, beside=beside)


def verdict_pairs(answers: Sequence[ReadAnswer]) -> Counter[tuple[str, str]]:
    """Count what model and rules said, where both are told."""
    pairs: Counter[tuple[str, str]] = Counter()
    for one in answers:
        model = one.record.observed.answer.model if one.record.observed else None
        said, rules = (str(getattr(model, name, "") or "") for name in ("verdict", "rules"))
        if said and rules:
            pairs[said, rules] += 1
    return pairs


def _declined(one: ReadAnswer) -> bool:
    return one.record.observed is not None and one.record.observed.declined


def _share(name: str, found: Sequence[bool], *, least: float | None = None, most: float | None = None) -> ModelFigure:
    if not found:
        return ModelFigure(name, None, beside="there was none")
    return ModelFigure(name, sum(found) / len(found), len(found), least=least, most=most)


def _mean(name: str, found: Sequence[int]) -> ModelFigure:
    return ModelFigure(name, sum(found) / len(found), len(found)) if found else _share(name, [])
