"""Score adjustments: bonuses and penalties of a passage's sentences for a question."""

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from advisor.domain import Passage
from advisor.query.analysis import AnalysedWording
from advisor.query.reader_profile import covers_years
from advisor.text.content_words import WORD
from advisor.text.tokens import N_KEPT, stems
from advisor.weights import weights

# A group within a career, beside a figure: that figure is not one of the whole career, nor of another group.
GROUP = re.compile(r"\b(top|highest|lowest|best[- ]paid|entry|senior|junior|mid)\b(?=.*\d)", re.IGNORECASE | re.DOTALL)
GROUPS = frozenset({"top", "highest", "lowest", "entry", "senior", "junior", "mid"})
BEGINNERS, EXPERIENCED = ("entry", "junior"), ("senior",)
BEST_PAID = ("top", "highest", "best paid", "best-paid")
GROUP_SYNONYMS = {
    **dict.fromkeys(("start", "starting", "starter", "begin", "beginning", "beginner", "beginners"), BEGINNERS),
    **dict.fromkeys(("newcomer", "newcomers", "newbie", "rookie"), BEGINNERS),
    **dict.fromkeys(("top", "highest", "best", "most", "max", "maximum"), BEST_PAID),
    **dict.fromkeys(("experienced", "seasoned", "veteran", "veterans"), EXPERIENCED),
}
# A sentence that only says where to learn more, and questions for one.
POINTER = re.compile(
    r"\b(?:information|details?|resources)\b.{0,80}\b(?:is|are) available (?:from|at|online|through|on)\b"
    r"|^for (?:more|further|additional)? ?(?:information|details?)\b.{0,160}\b(?:contact|visit|see|search)\b"
    r"|^sources?: "
    r"|^(?:visit|see|go to|check) \S*\.(?:com|org|gov|net|edu)\b",
    re.IGNORECASE,
)
ASKS_WHERE = re.compile(
    r"\b(?:information|info|details?|contact|website|site|links?|whom?|learn more|find out|read more|resources?"
    r"|sources?|(?:comes?|came|taken) from|says who|who says)\b",
    re.I,
)
# Topics of questions in which the reader's own years count, and the one of questions about the whole career.
YEARS_TOPICS = frozenset({"experience", "path", "promotion", "situation", "tiers", "transition"})
WHOLE_CAREER = "summary"


def score_adjustments(passage: Passage, wording: AnalysedWording) -> npt.NDArray[np.float32]:
    """Sum up the bonuses and penalties of each sentence of a passage.

    They depend on the group that a sentence is about, its section, and the years that the reader states.
    """
    tuned = weights().reranking
    guide = passage.chunk.guide
    asked = {word.lower() for word in WORD.findall(wording.corrected)}
    asked |= {other for word in asked for other in GROUP_SYNONYMS.get(word, ())}
    gain = np.zeros(len(passage.chunk.sentences), np.float32)
    for n, span in enumerate(passage.chunk.sentences):
        groups, is_pointer = _groups_and_pointer(guide.text[span.start : span.end])
        if not groups <= asked:
            gain[n] -= tuned.group_penalty
        if groups and groups.isdisjoint(asked) and not GROUPS.isdisjoint(asked):
            gain[n] -= tuned.group_penalty
        if is_pointer and not ASKS_WHERE.search(wording.corrected):
            gain[n] -= tuned.pointer_penalty
    titled = set(stems(passage.chunk.section.title)) - set(stems(guide.title))
    if titled and titled <= set(stems(wording.corrected)):
        gain += tuned.title_bonus
    intent = wording.intent
    years = wording.years if intent and not YEARS_TOPICS.isdisjoint(intent.topics) else None
    if years is not None:
        covering = [covers_years(guide.text[s.start : s.end], years) for s in passage.chunk.sentences]
        bonus = tuned.years_bonus
        gain += bonus * np.array(covering, np.float32) + (bonus / 2 if any(covering) else 0.0)
    opening = next((section for section in guide.sections if section.body), None)
    if intent is not None and intent.topic == WHOLE_CAREER and passage.chunk.section is opening:
        gain += tuned.opening_bonus
    return gain


@lru_cache(maxsize=N_KEPT)  # the sentences of a guide meet every question
def _groups_and_pointer(sentence: str) -> tuple[frozenset[str], bool]:
    """Find the groups of a sentence's figures, and tell pointers.

    A pointer only says where to learn more.
    """
    return frozenset(word.lower() for word in GROUP.findall(sentence)), bool(POINTER.search(sentence))
