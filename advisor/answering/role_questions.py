"""Questions about another role in a guide, and the places about it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.careers.gazetteer import NamedCareer, NameKind, is_known_occupation
from advisor.careers.mentions import ELSEWHERE, mentions
from advisor.careers.names import names_of
from advisor.domain import Block, BlockKind, Guide, Passage, Section, Span
from advisor.facts.role_words import RANKS, is_agent_noun
from advisor.facts.subject import SubjectResolver
from advisor.query.analysis import AnalysedWording
from advisor.query.named_entities import OWN
from advisor.retrieval.need_check import states_amount
from advisor.text.context import text_before
from advisor.text.inflection import forms, words
from advisor.text.inflection import plural as noun_plural
from advisor.text.sentences import split_block
from advisor.text.tokens import STOPWORDS, stems
from advisor.weights import weights

# Words around the name of a role that are no part of it.
FILLER = frozenset(
    "the a an some any those these that this for in with about of as one ones level role position job post people guy"
    " guys person folk tier step rank who are is only just".split()
)
BEGINNERS = frozenset("beginner newcomer newbie rookie starter beginning starting start junior entry".split())
MAX_NAME_WORDS = 4
ARTICLE = re.compile(r"\b(?:an?|the)\s+$", re.IGNORECASE)
EITHER = re.compile(r"(?:(?<!\s)\s++)?(?:/|,|&|\bor\b|\band\b)\s*+", re.IGNORECASE)

EXCLUDED_SCORE = -10.0  # of a sentence that is not to be quoted
STEP_DOWN = 0.01  # from one sentence to the next of those that are told in their order
DUTIES = frozenset({"duties", "summary"})

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideRole:
    """A role named by a guide besides its own career.

    ``name`` in the reader's words. ``places``: all sentences about it, in order. ``has_tier``: a section is about it.
    """

    name: str
    places: tuple[Span, ...]
    has_tier: bool

    @property
    def plural(self) -> str:
        """The name in the plural."""
        return _in_number(self.name, plural=True)


def find_guide_role(phrase: str, guide: Guide) -> GuideRole | None:
    """Find the role named by a phrase ("plant managers", "the senior ones").

    None where the guide names no such role, or where it is the guide's own career.
    """
    roles = SubjectResolver(guide)
    own = names_of(guide).titled
    alternatives = [name for part in EITHER.split(phrase) if (name := _name(part))]
    if not alternatives or not all(map(_is_role, alternatives)):
        return None
    if any(name in own or not roles.scope_of(" ".join(name)) for name in alternatives):
        return None
    tiers = [section for name in alternatives for section in _tiers(name, guide, roles)]
    places: dict[Span, None] = {}
    for section, block, span in _sentences(guide):
        text = guide.text[span.start : span.end]
        if section in tiers or any(_is_about(name, text, block.kind, roles) for name in alternatives):
            places[span] = None
    if not places and all(map(_is_known, alternatives)):
        sentences = ((span, forms(guide.text[span.start : span.end])) for _, _, span in _sentences(guide))
        places = dict.fromkeys(span for span, words in sentences if any(_has(words, name) for name in alternatives))
    return GuideRole(_strip_filler(phrase), tuple(places), bool(tiers)) if places else None


def _sentences(guide: Guide) -> Iterator[tuple[Section, Block, Span]]:
    """Go through a guide's sentences, but for its lists of other careers."""
    for section in guide.sections:
        of_others = any(ELSEWHERE.search(title) for title in section.path)
        for block in section.body:
            if not of_others or block.kind is BlockKind.PARAGRAPH:
                yield from ((section, block, span) for span in split_block(guide.text, block))


def _strip_filler(phrase: str) -> str:
    """Strip the words around a name, which stays as written."""
    words = phrase.strip(" ?.!,").split()
    while len(words) > 1 and set(forms(words[0])) <= FILLER:
        words.pop(0)
    while len(words) > 1 and set(forms(words[-1])) <= FILLER:
        words.pop()
    return " ".join(words)


def restrict_to_places(places: Collection[Span], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Give the passages with sentences at some places, best first.

    Their other sentences get EXCLUDED_SCORE.
    """
    kept = []
    for passage in passages:
        scores = tuple(
            score if span in places else EXCLUDED_SCORE
            for span, score in zip(passage.chunk.sentences, passage.sentence_scores, strict=False)
        )
        if any(span in places for span in passage.chunk.sentences):
            kept.append(replace(passage, score=max(scores, default=passage.score), sentence_scores=scores))
    return tuple(sorted(kept, key=lambda passage: -passage.score))


def tell_in_order(places: Sequence[Span], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Give the passages with sentences at some places, in their order.

    Their other sentences get EXCLUDED_SCORE.
    """
    place = {span: n for n, span in enumerate(places)}
    kept = [
        replace(
            passage,
            score=1.0 - STEP_DOWN * place[first],
            sentence_scores=tuple(
                1.0 - STEP_DOWN * place[span] if span in place else EXCLUDED_SCORE for span in passage.chunk.sentences
            ),
        )
        for passage in passages
        if (first := next((span for span in passage.chunk.sentences if span in place), None)) is not None
    ]
    return tuple(sorted(kept, key=lambda passage: -passage.score))


def answers_for_role(
    role: GuideRole, wording: AnalysedWording, own: Sequence[Passage], passages: Sequence[Passage]
) -> bool:
    """Whether the guide answers a question for a role.

    Not only for its own career. ``own`` are the passages at the role's places, ``passages`` all. A section about a role
    mostly tells its duties.
    """
    if not own:
        return False
    texts = [
        passage.chunk.guide.text[span.start : span.end]
        for passage in own
        for span in passage.chunk.sentences
        if span in role.places
    ]
    if not any(map(wording.answer_type.is_held_by, texts)):
        return False
    if wording.encoded is None:  # without an encoder: by the words
        wanted = set(stems(wording.corrected))
        return not wanted or any(wanted & set(stems(text)) for text in texts)
    topic = wording.intent.topic if wording.intent else ""
    shares = weights().roles
    share = shares.duties_score_share if role.has_tier and topic in DUTIES else shares.score_share
    return own[0].score >= share * passages[0].score


def question_about_role(role: GuideRole, question: str, guide: Guide, named: Sequence[NamedCareer]) -> str:
    """Put a role into a question in place of its own.

    Without one the role follows the question in brackets. ``named``: the careers that the question names.
    """
    found = _role_in(question, guide) or next(((o.start, o.end) for o in named if o.kind is not NameKind.FIELD), None)
    if found is None:
        return f"{question.strip(' ?.!')} ({role.plural})?"
    start, end = found
    before = ARTICLE.search(question[:start])
    plural = words(question[start:end])[-1].plural
    return question[: before.start() if before else start] + _in_number(role.name, plural=plural) + question[end:]


def lacks_pay_of_role(question: str, guide: Guide, passages: Sequence[Passage]) -> bool:
    """Whether a question asks for another role's pay, and none is given.

    An amount is a role's where it stands at one of its places, or beside a word of its name ("Senior-Level: $103,250").
    """
    found = _role_in(question, guide)
    if found is None or OWN.search(text_before(question, found[0])):
        return False
    name = question[found[0] : found[1]]
    role = find_guide_role(name, guide)
    if role is None:
        return False
    more = set(stems(name)) - set(stems(guide.metadata.role))
    for passage in passages:
        for span in passage.chunk.sentences:
            text = guide.text[span.start : span.end]
            if states_amount(text) and (span in role.places or more & set(stems(text))):
                return False
    return True


def _role_in(question: str, guide: Guide) -> tuple[int, int] | None:
    """Find the start and end of a role in a question.

    The longest one named by the guide too.
    """
    question_words = words(question)
    for length in range(min(MAX_NAME_WORDS, len(question_words)), 0, -1):
        for at in range(len(question_words) - length + 1):
            run = question_words[at : at + length]
            name = tuple(word.form for word in run)
            plain = not any(question[w.start : w.end].lower() in STOPWORDS for w in run)
            if plain and _is_role(name) and mentions(guide, name, everywhere=True):
                return run[0].start, run[-1].end
    return None


def _in_number(name: str, *, plural: bool) -> str:
    """Put a name into the plural, or singular with an article."""
    lead, of, rest = name.partition(" of ")
    last = words(lead)[-1]
    if plural:
        return name if last.plural else f"{noun_plural(lead)}{of}{rest}"
    one = (lead[: last.start] + last.form if last.plural else lead) + of + rest
    return f"{'an' if one[0].lower() in 'aeiou' else 'a'} {one}"


def _name(phrase: str) -> Name:
    """Normalize the name of a role, without filler."""
    words = list(forms(phrase))
    while words and words[0] in FILLER:
        words.pop(0)
    while words and words[-1] in FILLER:
        words.pop()
    return tuple("entry" if word in BEGINNERS else word for word in words)


def _is_role(name: Name) -> bool:
    """Whether a name may be an occupation, known or not."""
    return _is_known(name) or _head(name)[-1] in RANKS or is_agent_noun(_head(name)[-1])


def _is_known(name: Name) -> bool:
    return all(word in RANKS for word in name) or is_known_occupation(_head(name))


def _head(name: Name) -> Name:
    """Give the head of a name: ``director`` of a director of manufacturing."""
    return name[: name.index("of")] if "of" in name[1:] else name


def _tiers(name: Name, guide: Guide, roles: SubjectResolver) -> list[Section]:
    """Find the sections about a role, with those under them.

    Their headings have the role's words and the fewest others.
    """
    found: list[tuple[int, Section]] = []
    for section in guide.sections:
        for title in section.path:
            if not roles.section_scope(title) or not section.body:
                continue
            for part in EITHER.split(title):
                words = _name(part)
                if set(name) <= set(words):
                    found.append((len(set(words) - set(name)), section))
    fewest = min((extra for extra, _ in found), default=0)
    return [section for extra, section in found if extra == fewest]


def _is_about(name: Name, text: str, kind: BlockKind, roles: SubjectResolver) -> bool:
    """Whether a row is of a role, or a sentence about it.

    A label counts as a row; a sentence is about its subject.
    """
    if kind in (BlockKind.LABEL, BlockKind.ROW, BlockKind.FIGURE) or (kind is BlockKind.ITEM and ":" in text[:60]):
        return _has(forms(text.split(":", maxsplit=1)[0]), name)
    if not _has(forms(text), name):
        return False
    subject = roles.subject_of_clause(text.casefold())
    if not subject.named or not _has(forms(subject.scope), name):
        return False
    # "Assistant supervisors" are no supervisors where these have a section of their own.
    return not (set(forms(subject.scope)) - set(name)) & RANKS


def _has(words: Name, name: Name) -> bool:
    """Whether some words have those of a name one after another."""
    plain = tuple("entry" if word in BEGINNERS else word for word in words)
    return any(plain[n : n + len(name)] == name for n in range(len(plain) - len(name) + 1))
