"""Answer type: value, names and terms required of an answer."""

from dataclasses import dataclass

from advisor.query.answer_type_patterns import (
    AMOUNT,
    ASKED_UNIT,
    ASKED_VALUES,
    COUNTED,
    NEAR_UNITS,
    NO_COUNT,
    OF_PAY,
    STATED_VALUES,
)
from advisor.query.named_entities import find_employment_terms, find_names
from advisor.query.value_kind import ValueKind
from advisor.text.spelling import is_english
from advisor.text.tokens import stems

COUNTED_WITHIN = 50  # characters after a figure within which its noun stands


@dataclass(frozen=True, slots=True)
class AnswerType:
    """The content that an answer has to have.

    ``value``: the kind of value, None when anything may do. ``names``: places, employers, people and years, lower case.
    ``employment_terms``: for each term that is asked for by name, the words of guides about it. ``counted``: stems of
    what is to be counted. ``unit``: the unit of time that is asked for, singular.
    """

    value: ValueKind | None
    names: tuple[str, ...]
    employment_terms: tuple[frozenset[str], ...] = ()
    counted: frozenset[str] = frozenset()
    unit: str = ""

    def is_held_by(self, sentence: str) -> bool:
        """Whether a sentence has a value of the required kind.

        True when no value is asked for.
        """
        if self.value is None:
            return True
        found = STATED_VALUES[self.value].finditer(sentence)
        if self.value is ValueKind.PERSON:
            # A title has words of the language; a name has not.
            return any(not is_english(word.lower()) for match in found for word in match.group().split())
        if self.value is ValueKind.COUNT:
            after = [
                sentence[match.end() : match.end() + COUNTED_WITHIN]
                for match in found
                if not NO_COUNT.match(sentence, match.start())
            ]
            return any(not self.counted or self.counted & set(stems(text)) for text in after)
        if self.value is ValueKind.COST and self._prices_names(sentence):
            return True
        if self.value is ValueKind.DURATION and self.unit:
            near = NEAR_UNITS[self.unit]
            return any(near.search(match.group()) for match in found)
        if self.value is ValueKind.SHARE and self.counted and not self.counted & set(stems(sentence)):
            return False
        return any(True for _ in found)

    def is_told_by(self, sentence: str) -> bool:
        """Whether a reader would take a sentence for such a value.

        A share tells how many ("Self-employed: 18%").
        """
        tells_share = self.value is ValueKind.COUNT and STATED_VALUES[ValueKind.SHARE].search(sentence) is not None
        return tells_share or self.is_held_by(sentence)

    def _prices_names(self, sentence: str) -> bool:
        """Whether an amount stands beside the names asked about, and is no pay: "CFE: an exam, $450"."""
        low = sentence.lower()
        named = bool(self.names) and all(name in low for name in self.names)
        return named and AMOUNT.search(sentence) is not None and not OF_PAY.search(sentence)


def detect_answer_type(question: str) -> AnswerType:
    """Read off a question what its answer has to hold."""
    counted = COUNTED.search(question)
    unit = ASKED_UNIT.search(question)
    return AnswerType(
        value=_asked_value(question),
        names=find_names(question),
        employment_terms=find_employment_terms(question),
        counted=frozenset(stems(counted[1])) if counted else frozenset(),
        unit=unit[1].lower() if unit else "",
    )


def _asked_value(question: str) -> ValueKind | None:
    return next((value for value, pattern in ASKED_VALUES.items() if pattern.search(question)), None)
