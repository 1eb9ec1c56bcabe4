"""What a reader asks, by one short call of a chat model.

Its searches and titles can assert nothing; its question and parts are shown or searched only within the guard.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import cache

from advisor.careers.gazetteer import Gazetteer
from advisor.citation.checks import DOMAIN, MARKUP
from advisor.dialogue.small_talk import is_other_language
from advisor.domain import Question
from advisor.generation.failures import ModelFailedError
from advisor.generation.metered_model import MeteredModel, ModelRun
from advisor.generation.prompt_builder import understanding_prompt
from advisor.generation.rewrite_guard import first_question, rewriting_fault
from advisor.generation.understanding_guard import foreign_question_fault, part_fault
from advisor.query.decomposition import decompose
from advisor.text.spelling import is_english
from advisor.text.tokens import stems

log = logging.getLogger(__name__)

LIMIT_SEARCHES = 3
LIMIT_CAREERS = 3
MIN_PARTS, LIMIT_PARTS = 2, 4
MAX_LINE_CHARS = 120  # of a search
MAX_SAID_CHARS = 2_000  # more is no answer in this form
MIN_ENGLISH = 0.9  # share of English words in a text that is plainly English
MAX_ENGLISH = 0.34  # share of English words in a text that plainly is not
MIN_FOREIGN_WORDS = 3

_LINE = re.compile(
    r"^[\s*#>`\d.)-]{0,10}(language|question|search|career|part)\b[\s*`\d]{0,6}[:：][\s*`]{0,6}(.*)$", re.I
)
_TAG = re.compile(r"^([a-z]{2,3})((?:-[a-z0-9]{2,8}){0,3})$", re.IGNORECASE)
_NOTHING = re.compile(r"^\W*+(?:none|nothing|n/?a|null|empty|unknown|und|mul|not applicable)?\W*+$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# What small models write for a code.
_CODES = dict(
    pair.split(":")
    for pair in (
        "english:en german:de deutsch:de spanish:es español:es castellano:es french:fr français:fr portuguese:pt"
        " português:pt italian:it italiano:it dutch:nl nederlands:nl polish:pl polski:pl russian:ru русский:ru"
        " arabic:ar العربية:ar hindi:hi हिन्दी:hi japanese:ja 日本語:ja chinese:zh mandarin:zh 中文:zh korean:ko"
        " turkish:tr türkçe:tr swedish:sv svenska:sv danish:da dansk:da norwegian:no norsk:no finnish:fi suomi:fi"
        " czech:cs slovak:sk hungarian:hu romanian:ro bulgarian:bg greek:el ukrainian:uk hebrew:he persian:fa"
        " farsi:fa urdu:ur bengali:bn thai:th vietnamese:vi indonesian:id malay:ms catalan:ca"
    ).split()
)
# A wish for all of a guide rather than for one thing.
_SUMMARY = re.compile(
    r"\b(?:everything|all (?:there is|you (?:know|have|can)|about)|(?:an|the|short|brief|quick|general) overview"
    r"|overview of|summar(?:y|ise|ize)|sum up|in a nutshell|key (?:facts|points)|main (?:facts|points)|break ?down of"
    r"|rundown|the basics|tell me (?:more )?about|what should i know|(?:walk|talk) me through)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as a model understood it.

    ``question``: standing alone, in English; empty where refused or missing. ``careers``: titles of guides.
    ``language``: the reader's, empty for English. ``is_english``: it said so. ``refused``: why the guard refused the
    wording, or empty.
    """

    question: str = ""
    searches: tuple[str, ...] = ()
    careers: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    language: str = ""
    is_english: bool = False
    refused: str = ""


class Understander:
    """Reader of questions by one short call of a chat model."""

    def __init__(self, calls: MeteredModel) -> None:
        self._calls = calls

    async def understand(
        self, question: Question, titles: Sequence[str], careers: Gazetteer, run: ModelRun
    ) -> Understanding:
        """What a question asks, after what was said before it.

        It has to be complete within the time to a first token. A failing model raises nothing; ``run`` records its
        failure.
        """
        prompt, said = understanding_prompt(question.text, question.history, titles), ""
        try:
            async with aclosing(self._calls.stream(prompt, run, self._calls.model.deadlines.first_s)) as pieces:
                async for piece in pieces:
                    said += piece
                    if len(said) > MAX_SAID_CHARS:
                        break
        except ModelFailedError as failure:
            log.warning("the chat model did not understand a question: %s", failure.kind)
            run.use = replace(run.use, follow_up=failure.kind.value)
            run.failure = failure.kind if failure.kind.is_timeout else None  # after a timeout, do not wait again
            return Understanding()
        found = read_understanding(said, question, careers, titles)
        if found.refused:
            log.info("a model's wording of a question was refused: %s", found.refused)
        run.use = replace(run.use, follow_up="rewritten" if found.question else "refused")
        return found


def read_understanding(said: str, question: Question, careers: Gazetteer, titles: Sequence[str]) -> Understanding:
    """Read the lines of a reply, as far as the guard allows.

    Labels may be in any case and marked up; a reply without any is taken for the question alone.
    """
    lines = list(_lines(said))
    language = _language(_values(lines, "language"), question.text)
    is_foreign = bool(language) or needs_language_help(question.text)
    wordings = _values(lines, "question") or ([] if lines else [said])
    text = first_question(wordings[0]) if wordings else ""
    refused = _fault(text, question, careers, language, is_foreign=is_foreign) if text else ""
    parts = tuple(dict.fromkeys(first_question(one) for one in _values(lines, "part")))[:LIMIT_PARTS]
    if len(parts) < MIN_PARTS or any(
        part_fault(one, question, careers, language, is_foreign=is_foreign) for one in parts
    ):
        parts = ()
    return Understanding(
        question="" if refused else text,
        searches=tuple(dict.fromkeys(filter(_is_search, map(_bare, _values(lines, "search")))))[:LIMIT_SEARCHES],
        careers=tuple(dict.fromkeys(_titles_in(_values(lines, "career"), titles)))[:LIMIT_CAREERS],
        parts=parts,
        language=language,
        is_english=not language and any(map(_is_english_code, _values(lines, "language"))),
        refused=refused,
    )


def needs_language_help(text: str) -> bool:
    """Whether a text is plainly not English.

    By its script or small words, or by hardly any of its words being English.
    """
    if is_other_language(text):
        return True
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    plain = [word for word in words if word == word.lower() or word == words[0]]
    strange = [word for word in plain if not is_english(word.lower())]
    return len(strange) >= MIN_FOREIGN_WORDS and len(strange) >= (1 - MAX_ENGLISH) * len(words)


def is_manifold(text: str) -> bool:
    """Whether a question asks several things, or for a summary."""
    return len(decompose(text)) > 1 or _SUMMARY.search(text) is not None


def _fault(text: str, question: Question, careers: Gazetteer, language: str, *, is_foreign: bool) -> str:
    if is_foreign:
        return foreign_question_fault(text, question, language)
    if stems(text) == stems(question.text) and not question.history:
        return ""  # a first question may stand as it is
    return rewriting_fault(text, question.text, question.history, careers)


def _lines(said: str) -> Iterator[tuple[str, str]]:
    for line in said.splitlines():
        match = _LINE.match(line)
        if match and not _NOTHING.match(match[2]) and match[2].strip() not in _rules():
            yield match[1].lower(), match[2].strip()


@cache
def _rules() -> frozenset[str]:
    """What the prompt says of each line, which small models repeat."""
    lines = understanding_prompt("", (), ()).system.splitlines()
    return frozenset(match[2].strip() for line in lines if (match := _LINE.match(line)))


def _values(lines: Sequence[tuple[str, str]], label: str) -> list[str]:
    return [value for name, value in lines if name == label]


def _bare(value: str) -> str:
    return " ".join(value.split()).strip("\"'“”‘’*`.;, ")


def _is_search(value: str) -> bool:
    has_words = _WORD.search(value) is not None
    return has_words and len(value) <= MAX_LINE_CHARS and not MARKUP.search(value) and not DOMAIN.search(value)


def _titles_in(values: Sequence[str], titles: Sequence[str]) -> Iterator[str]:
    """The titles of guides that lines name, in any case and number."""
    known: dict[tuple[str, ...], str] = {}
    for title in titles:
        known.setdefault(tuple(stems(title)), title)
    for value in values:
        whole = known.get(tuple(stems(value)), "")
        several = [whole] if whole else [known.get(tuple(stems(one)), "") for one in re.split(r"[,;|]", value)]
        yield from filter(None, several)


def _language(values: Sequence[str], text: str) -> str:
    """The language that a reply names, empty for English and where the text plainly is English."""
    if not values or _is_plainly_english(text):
        return ""
    words = [word.strip("\"'“”*`.,;:") for word in values[0].replace("_", "-").partition("(")[0].split()]
    named = [_CODES[word.lower()] for word in words if word.lower() in _CODES] or words
    tag = _TAG.match(named[0]) if len(named) == 1 else None
    if tag is None or tag[1].lower() == "en":
        return ""
    return tag[1].lower() + "".join(
        f"-{part.upper() if len(part) == 2 else part.title()}" for part in tag[2][1:].split("-") if part
    )


def _is_english_code(value: str) -> bool:
    tag = value.strip(" \"'“”*`.,;:").lower().partition("(")[0].strip()
    return _CODES.get(tag, tag).partition("-")[0] == "en"


def _is_plainly_english(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return not is_other_language(text) and sum(map(is_english, words)) >= MIN_ENGLISH * len(words)
