"""Answers put together by hand over the tailor's guide, for what Slack shows of them."""

from dataclasses import replace
from typing import Any

from advisor.domain import Answer, Claim, Conflict, Guide, Notice, Question, Status
from advisor.ingestion.parsing import parse_text
from advisor.schemas import AnswerOut, answer_out
from tests.made import cite
from tests.server.made import TAILOR

PUBLIC_URL = "https://career.example.org"
HOSTILE = (
    "<!channel> and <@U123> say *bold* _it_ [click](https://evil.example/x) <https://evil.example|here> "
    "@here evil.example www.evil.example mailto:a@b.example & `code` ~~no~~"
)


def tailor() -> Guide:
    return parse_text(TAILOR, name="tailor.md")


def made(status: Status = Status.ANSWERED, **more: Any) -> Answer:
    more.setdefault("question", Question("What does a tailor need?"))
    more.setdefault("searched", more["question"].text)
    return Answer(id="a1b2c3", status=status, writer="extractive", **more)


def out(answer: Answer) -> AnswerOut:
    return answer_out(answer, public_url=PUBLIC_URL)


def answered() -> Answer:
    guide = tailor()
    first = "The apprenticeship of a tailor takes four years — sometimes five."
    citations = cite(guide, first, "Shears, thimble and tape", "Yearly wage: 31,000 shells")
    return made(
        claims=(Claim(first, (1,)), Claim("A tailor needs shears and tape; the wage is 31,000 shells.", (2, 3))),
        citations=citations,
        notices=(Notice("undated", "The guide does not say which year its figures are from."),),
        suggestions=("Can a tailor work from home?", "How much does a tailor earn?"),
        searched="How long does it take a tailor to learn?",
    )


def translated() -> Answer:
    """An answer in German whose second sentence could not be translated."""
    answer = answered()
    german = "Die Lehre eines Schneiders dauert vier Jahre — manchmal fünf."
    claims = (replace(answer.claims[0], translation=german), *answer.claims[1:])
    return replace(answer, claims=claims, language="de", searched=answer.question.text)


def at_home() -> Answer:
    citations = cite(tailor(), "Many tailors 🏠🧵 do.")
    return made(claims=(Claim("Many tailors 🏠🧵 do.", (1,)),), citations=citations)


def conflicting() -> Answer:
    guide = tailor()
    citations = cite(
        guide,
        "Yearly wage: 31,000 shells",
        "Level: Apprentice; Shells: 12,000",
        "A tailor 🧵 makes and mends clothes & costumes for everybody.",
    )
    return made(
        Status.CONFLICTING,
        claims=tuple(Claim(c.quote, (c.number,)) for c in citations),
        citations=citations,
        conflicts=(Conflict("pay", (1, 2)),),
    )


def declined() -> Answer:
    return made(
        Status.NOT_IN_GUIDE,
        message="The guide does not say how many tailors there are.",
        suggestions=(
            "How long does the apprenticeship of a tailor take?",
            "Which of the tools of a tailor does one buy first who begins as an apprentice?",
        ),
    )


def out_of_scope() -> Answer:
    return made(Status.OUT_OF_SCOPE, message="I can only answer questions about the career of Tailor.")


def hostile() -> Answer:
    return made(
        Status.NOT_IN_GUIDE,
        message=HOSTILE,
        notices=(Notice("x", HOSTILE),),
        suggestions=(HOSTILE,),
        searched=HOSTILE,
    )


def endless(n_words: int = 9_000) -> Answer:
    """One claim longer than Slack takes in a message, of a guide made for it."""
    words = " ".join(f"word{n}" for n in range(n_words))
    guide = parse_text(f"---\nid: long\ntitle: Long\nrole: Long\n---\n\n# Long\n\n{words}.\n", name="long.md")
    return made(claims=(Claim(words + ".", (1,)),), citations=cite(guide, words + "."))


ALL = {
    "answered": answered,
    "translated": translated,
    "conflicting": conflicting,
    "declined": declined,
    "out_of_scope": out_of_scope,
    "hostile": hostile,
}
