"""Parsing of a question's texts: spelling, careers, roles, answer type."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from advisor.careers.gazetteer import Gazetteer, NamedCareer, NameKind
from advisor.careers.role_detection import DetectedRole, detect_roles
from advisor.query.answer_type import AnswerType, detect_answer_type
from advisor.query.everyday_words import in_words_of_guides
from advisor.text.spelling import Speller


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """The facts of a question's own words, before anything is searched.

    ``corrected``: the text with its spelling corrected. ``career_text``: the one of both whose careers count, the text
    as typed unless only the corrected one names any, or a guide's by its whole name. ``careers`` and ``roles``: those
    named in ``career_text``, in order. ``answer_type``: what an answer has to hold.
    """

    text: str
    corrected: str
    career_text: str
    careers: tuple[NamedCareer, ...]
    roles: tuple[DetectedRole, ...]
    answer_type: AnswerType


class Parser:
    """Parser of the texts of one question: its wordings and earlier turns.

    Each text is parsed at most once. Not for several threads at a time.
    """

    def __init__(
        self,
        careers: Gazetteer,
        speller: Speller,
        *,
        vocabulary: Collection[str] = (),
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """``vocabulary``: the guides' words. ``before_each`` is called before a text is parsed anew, and may raise."""
        self._vocabulary = vocabulary
        self._gazetteer = careers
        self._speller = speller
        self._before_each = before_each
        self._corrected: dict[str, str] = {}
        self._careers: dict[str, tuple[NamedCareer, ...]] = {}
        self._roles: dict[str, tuple[DetectedRole, ...]] = {}
        self._answer_types: dict[str, AnswerType] = {}

    @property
    def titles(self) -> Mapping[str, str]:
        """The career of each guide, by the guide's id."""
        return self._gazetteer.titles

    @property
    def guiding(self) -> Collection[str]:
        """The ids of the career guides."""
        return self._gazetteer.guiding

    def parse(self, text: str) -> ParsedQuestion:
        """Parse a question."""
        corrected = self.corrected(text)
        career_text = corrected if corrected != text and self._names_more(corrected, text) else text
        return ParsedQuestion(
            text=text,
            corrected=corrected,
            career_text=career_text,
            careers=self.named(career_text),
            roles=self.roles(career_text),
            answer_type=self.answer_type(corrected),
        )

    def _names_more(self, corrected: str, text: str) -> bool:
        """Whether only a corrected text names a career, or a guide's by its whole name."""
        found, typed = self.named(corrected), self.named(text)
        is_whole = any(one.kind is NameKind.WHOLE for one in found)
        return bool(found) and (not typed or (is_whole and all(one.kind is NameKind.PART for one in typed)))

    def corrected(self, text: str) -> str:
        """Correct a text's spelling, and put it in words of guides.

        The guides' words come before any others.
        """
        if text not in self._corrected:
            self._before_each()
            self._corrected[text] = in_words_of_guides(self._speller.correct(text), self._vocabulary)
        return self._corrected[text]

    def named(self, text: str) -> tuple[NamedCareer, ...]:
        """Find the careers named in a text, in order."""
        if text not in self._careers:
            self._before_each()
            self._careers[text] = self._gazetteer.named(text)
        return self._careers[text]

    def roles(self, text: str) -> tuple[DetectedRole, ...]:
        """Find the roles in a text, listed or not, in order."""
        if text not in self._roles:
            self._before_each()
            self._roles[text] = detect_roles(text)
        return self._roles[text]

    def answer_type(self, text: str) -> AnswerType:
        """Detect what an answer to a text has to hold."""
        if text not in self._answer_types:
            self._answer_types[text] = detect_answer_type(text)
        return self._answer_types[text]
