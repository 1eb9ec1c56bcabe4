"""A question's words, each text of it parsed once: spelling, careers, roles, answer type."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from advisor.careers.gazetteer import Gazetteer, NamedCareer
from advisor.careers.role_detection import DetectedRole, detect_roles
from advisor.query.answer_type import AnswerType, analyse
from advisor.text.spelling import Speller


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """The facts of a question's own words, before anything is searched.

    ``spelt``: the text with slips of the keyboard mended. ``told``: the one of both whose careers count, the text as
    typed unless only the mended one names any. ``careers`` and ``roles``: those named in ``told``, in order.
    ``answer_type``: what an answer has to hold.
    """

    text: str
    spelt: str
    told: str
    careers: tuple[NamedCareer, ...]
    roles: tuple[DetectedRole, ...]
    answer_type: AnswerType


class Parser:
    """Parses the texts of one question, its wordings and what was said before, each at most once.

    Not for several threads at a time.
    """

    def __init__(self, careers: Gazetteer, speller: Speller) -> None:
        self._gazetteer = careers
        self._speller = speller
        self._spelt: dict[str, str] = {}
        self._careers: dict[str, tuple[NamedCareer, ...]] = {}
        self._roles: dict[str, tuple[DetectedRole, ...]] = {}
        self._answer_types: dict[str, AnswerType] = {}

    @property
    def titles(self) -> Mapping[str, str]:
        """What each guide is about, by its id."""
        return self._gazetteer.titles

    @property
    def guiding(self) -> Collection[str]:
        """The ids of the guides that are about a career."""
        return self._gazetteer.guiding

    def parse(self, text: str) -> ParsedQuestion:
        spelt = self.spelt(text)
        told = spelt if spelt != text and not self.named(text) and self.named(spelt) else text
        return ParsedQuestion(text, spelt, told, self.named(told), self.roles(told), self.answer_type(spelt))

    def spelt(self, text: str) -> str:
        """The text with misspelt words replaced, by the guides' words before any others."""
        if text not in self._spelt:
            self._spelt[text] = self._speller.correct(text)
        return self._spelt[text]

    def named(self, text: str) -> tuple[NamedCareer, ...]:
        """The careers named in a text, in order."""
        if text not in self._careers:
            self._careers[text] = self._gazetteer.named(text)
        return self._careers[text]

    def roles(self, text: str) -> tuple[DetectedRole, ...]:
        """The roles that a text speaks of, known by name or not, in order."""
        if text not in self._roles:
            self._roles[text] = detect_roles(text)
        return self._roles[text]

    def answer_type(self, text: str) -> AnswerType:
        """What an answer to a text has to hold."""
        if text not in self._answer_types:
            self._answer_types[text] = analyse(text)
        return self._answer_types[text]
