"""Guard for questions put into English from another language, and for parts.

Words of two languages cannot be compared: figures, names and degrees can.
"""

from collections.abc import Iterator

from advisor.careers.gazetteer import Gazetteer
from advisor.citation.checks import DOMAIN, MARKUP
from advisor.citation.countries import other_names
from advisor.citation.names import credentials, names, ordinary_stems
from advisor.citation.structure.dictionary import is_known
from advisor.domain import Question
from advisor.generation.figure_words import in_grammar_words, words_of
from advisor.generation.rewrite_guard import MAX_CHARS, rewriting_fault
from advisor.generation.translated_figures import Atom, atoms
from advisor.generation.translated_names import DATES, PUT_INTO_WORDS, folded_words, kept_names
from advisor.text.tokens import stems

# Faults of a whole wording that are none of a part: it may say again what was asked, and less of it.
_OF_WHOLES = frozenset(
    (
        "it repeats the question unchanged",
        "it repeats an earlier question",
        "it is about something else",
        "it adds or drops a negation",
    )
)


def foreign_question_fault(text: str, question: Question, language: str) -> str:
    """The reason for refusing an English wording of a foreign question.

    Empty for an acceptable one. Numbers have to be the same; names and degrees have to stand in the question or the
    history.
    """
    fault = _form_fault(text, question)
    if fault:
        return fault
    asked = list(atoms(in_grammar_words(question.text, language)))
    left = list(asked)
    before = [one for turn in question.history for one in (*atoms(turn.content), *_read(turn.content, language))]
    for one in atoms(text):
        match = next((other for other in left if _is_same(one, other)), None)
        if match is not None:
            left.remove(match)
        elif not one.is_free and not any(_is_same(one, other) for other in (*asked, *before)):
            return "it adds a number"
    if any(not one.is_free for one in left):
        return "it drops a number"
    return _name_fault(text, question, language)


def part_fault(text: str, question: Question, careers: Gazetteer, language: str, *, is_foreign: bool) -> str:
    """The reason for refusing a part of a question, or empty."""
    if not is_foreign:
        fault = rewriting_fault(text, question.text, question.history, careers)
        return "" if fault in _OF_WHOLES else fault
    fault = foreign_question_fault(text, question, language)
    return "" if fault == "it drops a number" else fault


def _form_fault(text: str, question: Question) -> str:
    if not text.endswith("?") or len(text) > MAX_CHARS:
        return "it is not a short question"
    said = _said(question)
    if MARKUP.search(text) or any(match.group() not in said for match in DOMAIN.finditer(text)):
        return "it has an address or markup of its own"
    return ""


def _name_fault(text: str, question: Question, language: str) -> str:
    said = _said(question)
    heard = {form for word in folded_words(said) for form in (word, word.removesuffix("s"))}
    places = folded_words(" ".join(other_names(text)))  # called otherwise in every language
    strange = (name for name in names(text) if not _is_ordinary(name))
    for name in (*strange, *kept_names(text)):
        if name not in PUT_INTO_WORDS and not folded_words(name) <= heard | places:
            return "it adds a name or credential"
    known = words_of(language)
    told = credentials(" ".join(turn.content for turn in question.history))
    added = [
        level
        for level, pattern in (known.levels if known else {}).items()
        if level in credentials(text) and level not in told and not pattern.search(said)
    ]
    return "it adds a name or credential" if added else ""


def _is_ordinary(word: str) -> bool:
    """Whether a word with a capital is one of English all the same, but no abbreviation."""
    own, plain = stems(word), word.lower()
    if plain.removesuffix("s") in DATES:
        return True
    return word[1:] == word[1:].lower() and (not own or own[0] in ordinary_stems() or any(map(is_known, (plain, *own))))


def _read(text: str, language: str) -> Iterator[Atom]:
    return atoms(in_grammar_words(text, language))


def _is_same(one: Atom, other: Atom) -> bool:
    return abs(one.value - other.value) <= max(one.figure.slack, other.figure.slack, 1e-9 * abs(one.value))


def _said(question: Question) -> str:
    return "\n".join((question.text, *(turn.content for turn in question.history)))
