"""Answers written beforehand, in every kind there is, that go the server's whole way to the page."""

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from advisor.answering.advisor import Advisor
from advisor.domain import (
    NEAR_MISS,
    Answer,
    AnswerPart,
    Arranged,
    Claim,
    ClaimMade,
    Conflict,
    Event,
    Finished,
    Guide,
    More,
    Notice,
    PartKind,
    Progressed,
    Question,
    Reason,
    SectionPlace,
    Started,
    Status,
    Suggested,
)
from advisor.errors import ProviderError
from tests.made import cite

CONFLICT = "Is this job done from home?"
PARTIAL = "What does a cooper earn in Kyoto?"
CLARIFY = "How long?"
OUT_OF_SCOPE = "How much is the Plus subscription?"
NOT_IN_GUIDE = "Do coopers get a company car?"
ANSWERED = "What does a cooper make?"
HELD = "What does a cooper use?"
FAILING = "Does a cooper need a licence?"
LANDING = "Where does all of this stand?"
PAGED = "What does the PDF say of a cooper?"
GERMAN = "Was stellt ein Böttcher her, und was verdient er?"
GERMAN_CARD = "Was sind die Löhne?"
ARABIC = "ماذا يصنع صانع البراميل؟"

COOPER = """\
---
id: cooper
title: Cooper Career Guide
role: Cooper
country: Atlantis
currency: ATL
---

# Cooper Career Guide

A cooper makes casks, barrels and vats from staves of oak. The work is remote-friendly for bookkeeping.

## Pay

The median pay of a cooper is $61,400 (£48,900) a year — well above a hooper's €39,000.

## Tools

- A croze-iron, a side-axe and a well-worn bung-borer
- Chalk 🖍 and a pair of dividers 📐

## Typical Day

The day begins at six with the fire.

By noon the staves are bent, hooped and hammered, says the guild-master.

{padding}

## Good and Bad

### Pros

- Work with one's own hands at the fire
- A trade that few people still know

### Cons

- Smoke in the eyes from morning to night
- Heavy staves, which are lifted all day long

## Wages

Apprentice: $21,000

Journeyman: $44,000

Master: $61,400

## Frequently Asked Questions

### Can a cooper work from home?

A cooper has to be in the cooperage, because the fire is there.

### How long does the apprenticeship take?

It takes four years, some say five.
"""
PADDING = "\n\n".join(f"Paragraph {n} tells of casks number {n * 7}, which leak a little." for n in range(1, 60))

# What each citation of the landing answer has to find: a sentence, an item, blocks, hyphens, currency, emoji.
LANDINGS = {
    "sentence": "A cooper makes casks, barrels and vats from staves of oak.",
    "item": "A croze-iron, a side-axe and a well-worn bung-borer",
    "blocks": "The day begins at six with the fire.\n\n"
    "By noon the staves are bent, hooped and hammered, says the guild-master.",
    "currency": "The median pay of a cooper is $61,400 (£48,900) a year — well above a hooper's €39,000.",
    "emoji": "Chalk 🖍 and a pair of dividers 📐",
    "late": "A cooper has to be in the cooperage, because the fire is there.",
}


def cooper_text() -> str:
    return COOPER.format(padding=PADDING)


def answer_of(guide: Guide, *quotes: str, status: Status = Status.ANSWERED, **more: Any) -> Answer:
    """An answer that quotes these words, each a claim of its own."""
    citations = cite(guide, *quotes)
    claims = tuple(Claim(one.quote, (one.number,)) for one in citations)
    return Answer("", Question(""), "", status, "scripted", claims, citations, **more)


def declined(status: Status, message: str, **more: Any) -> Answer:
    return Answer("", Question(""), "", status, "scripted", message=message, **more)


def cooper_answers(guide: Guide) -> dict[str, Answer]:
    home = "A cooper has to be in the cooperage, because the fire is there."
    remote = "The work is remote-friendly for bookkeeping."
    next_questions = ("Can a cooper work from home?", "How long does the apprenticeship take?")
    return {
        ANSWERED: answer_of(guide, LANDINGS["sentence"], LANDINGS["currency"], suggestions=next_questions),
        HELD: answer_of(guide, LANDINGS["item"], LANDINGS["sentence"]),
        LANDING: answer_of(guide, *LANDINGS.values()),
        PAGED: answer_of(replace(guide, pages=(0, 5, 9)), LANDINGS["sentence"]),
        CONFLICT: answer_of(
            guide,
            remote,
            home,
            LANDINGS["sentence"],
            status=Status.CONFLICTING,
            conflicts=(Conflict("working from home", (1, 2)),),
            notices=(Notice("undated", "The guide does not say when it was written."),),
        ),
        PARTIAL: answer_of(
            guide,
            LANDINGS["currency"],
            notices=(
                Notice("partial", "The guide gives no figures for Kyoto; these are for Atlantis."),
                Notice("cut", "One sentence was left out because the guide does not bear it out."),
            ),
            suggestions=next_questions,
        ),
        CLARIFY: declined(Status.CLARIFY, "Do you mean the apprenticeship or the day?", suggestions=next_questions),
        OUT_OF_SCOPE: declined(Status.OUT_OF_SCOPE, "I can only answer questions about the career of Cooper."),
        NOT_IN_GUIDE: declined(
            Status.NOT_IN_GUIDE,
            "The guide does not say. The nearest section is “Pay”.",
            suggestions=next_questions,
            reason=Reason("absent"),
            nearest=SectionPlace(guide, next(section for section in guide.sections if section.title == "Pay")),
        ),
    }


TRANSLATIONS = {
    GERMAN: {
        LANDINGS["sentence"]: "Ein Böttcher fertigt Fässer, Tonnen und Bottiche aus Eichendauben.",
        LANDINGS["currency"]: "Der Medianlohn eines Böttchers liegt bei 61.400 $ (48.900 £) im Jahr.",
    },
    GERMAN_CARD: {"Apprentice: $21,000": "Lehrling: 21.000 $", "Journeyman: $44,000": "Geselle: 44.000 $"},
    ARABIC: {LANDINGS["sentence"]: "يصنع صانع البراميل الدنان والبراميل والأحواض من ألواح البلوط."},
}


def translated(answer: Answer, language: str, translations: Mapping[str, str]) -> Answer:
    """The answer with the translations of those of its sentences that have one."""
    claims = tuple(replace(claim, translation=translations.get(claim.text, "")) for claim in answer.claims)
    return replace(answer, claims=claims, language=language)


def translated_answers(guide: Guide) -> dict[str, Answer]:
    """Answers in the language of their questions; one sentence of the card stays as the guide says it."""
    card = shaped_answers(guide)[SHAPED["figures"]]
    german = answer_of(guide, LANDINGS["sentence"], LANDINGS["currency"])
    return {
        GERMAN: translated(german, "de", TRANSLATIONS[GERMAN]),
        GERMAN_CARD: translated(card, "de", TRANSLATIONS[GERMAN_CARD]),
        ARABIC: translated(answer_of(guide, LANDINGS["sentence"]), "ar", TRANSLATIONS[ARABIC]),
    }


# A question for each shape that an answer may have.
SHAPED = {
    "verdict": "Does a cooper have to be in the cooperage?",
    "list": "What are the tools?",
    "figures": "What are the wages?",
    "timeline": "What is the day like?",
    "steps": "What are the steps?",
    "columns": "What are the pros and cons?",
    "table": "Compare coopers and millers",
    "careers": "Which careers pay over $20,000?",
    "both-sides": "Is it done from home or not?",
    "near-miss": "Which tool is the best?",
}


def shaped_answers(guide: Guide) -> dict[str, Answer]:
    """An answer of each shape, by its question."""
    pros = ("Work with one's own hands at the fire", "A trade that few people still know")
    cons = ("Smoke in the eyes from morning to night", "Heavy staves, which are lifted all day long")
    day = tuple(LANDINGS["blocks"].split("\n\n"))
    wages = ("Apprentice: $21,000", "Journeyman: $44,000", "Master: $61,400")
    levels, sums = ("Apprentice", "Journeyman", "Master"), ("$21,000", "$44,000", "$61,400")
    fire, home = LANDINGS["late"], "The work is remote-friendly for bookkeeping."
    has_to = guide.text.index("has to be")
    missing = "The guide does not say which tool is the best. It does say:"

    def shaped(*quotes: str, n_more: int = 0, parts: tuple[AnswerPart, ...], **more: Any) -> Answer:
        """The last ``n_more`` quotes wait behind a press."""
        whole = answer_of(guide, *quotes)
        n = len(quotes) - n_more
        rest = More(whole.claims[n:], whole.citations[n:]) if n_more else None
        kept = replace(whole, claims=whole.claims[:n], citations=whole.citations[:n])
        return replace(kept, parts=parts, more=rest, **more)

    return {
        SHAPED["verdict"]: shaped(
            fire,
            LANDINGS["sentence"],
            *day,
            n_more=2,
            parts=(
                AnswerPart(PartKind.LEAD, (0, 1), verdict="Yes", verdict_words=((has_to, has_to + len("has to be")),)),
                AnswerPart(PartKind.MORE, (2, 3), "Typical Day"),
            ),
        ),
        SHAPED["list"]: shaped(
            LANDINGS["item"],
            LANDINGS["emoji"],
            parts=(AnswerPart(PartKind.LIST, (0, 1), "Tools", n_all=5),),
        ),
        SHAPED["figures"]: shaped(
            "Wages", *wages, parts=(AnswerPart(PartKind.FIGURES, (1, 2, 3), "Wages", (1,), texts=sums, rows=levels),)
        ),
        SHAPED["timeline"]: shaped(
            *day,
            parts=(
                AnswerPart(PartKind.TIMELINE, (0, 1), "Typical Day", columns=("Morning", "Noon"), column_of=(0, 1)),
            ),
        ),
        SHAPED["steps"]: shaped(
            *wages,
            parts=(
                AnswerPart(PartKind.STEPS, (0, 1, 2), "Wages", texts=sums, columns=levels, column_of=(0, 1, 2), own=1),
            ),
        ),
        SHAPED["columns"]: shaped(
            *pros,
            *cons,
            parts=(
                AnswerPart(
                    PartKind.COLUMNS, (0, 1, 2, 3), "Good and Bad", columns=("Pros", "Cons"), column_of=(0, 0, 1, 1)
                ),
            ),
        ),
        SHAPED["table"]: shaped(
            *wages[:2],
            *pros,
            parts=(
                AnswerPart(
                    PartKind.TABLE,
                    (0, 1, 2, 3),
                    rows=("Pay", "Pay", "Day", "Day"),
                    columns=("Coopers", "Millers"),
                    column_of=(0, 1, 1, 1),
                ),
            ),
        ),
        SHAPED["careers"]: shaped(
            *wages, parts=(AnswerPart(PartKind.CAREERS, (0, 1, 2), rows=("Coopers", "Millers", "Smiths"), n_all=14),)
        ),
        SHAPED["both-sides"]: shaped(
            home,
            fire,
            LANDINGS["sentence"],
            parts=(AnswerPart(PartKind.BOTH_SIDES, (0, 1), "working from home"), AnswerPart(PartKind.LEAD, (2,))),
            status=Status.CONFLICTING,
            conflicts=(Conflict("working from home", (1, 2)),),
        ),
        SHAPED["near-miss"]: shaped(
            LANDINGS["item"],
            parts=(AnswerPart(PartKind.NEAR_MISS, (0,), missing),),
            notices=(Notice(NEAR_MISS, missing),),
        ),
    }


@dataclass
class ScriptedAdvisor:
    """The real Advisor, but for the questions that have an answer here; ``HELD`` waits after its first claim."""

    inner: Advisor
    answers: Mapping[str, Answer] = field(default_factory=dict)
    started: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    reads_any_language: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def ask(self, question: Question, *, answer_id: str | None = None) -> Answer:
        async for event in self.stream(question, answer_id=answer_id):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream without an end")

    async def stream(self, question: Question, *, answer_id: str | None = None) -> AsyncIterator[Event]:
        if question.text == FAILING:
            raise ProviderError("The chat service is not there.")
        scripted = self.answers.get(question.text)
        if scripted is None:
            async for event in self.inner.stream(question, answer_id=answer_id):
                yield event
            return
        answer = replace(scripted, id=answer_id or "scripted", question=question)
        known = {citation.number: citation for citation in answer.citations}
        yield Started(answer.id, question.text)
        yield Progressed("Searching the guides")
        if shown := tuple(part for part in answer.parts if part.kind is not PartKind.MORE):
            yield Arranged(shown)
        for n, claim in enumerate(answer.claims):
            yield ClaimMade(claim, tuple(known.pop(number) for number in claim.citations if number in known))
            if question.text == HELD and n == 0:
                self.started.set()
                while not self.release.is_set():  # noqa: ASYNC110  # set in the test's own thread
                    await asyncio.sleep(0.01)
        if answer.suggestions:
            yield Suggested(answer.suggestions)
        yield Finished(answer)
