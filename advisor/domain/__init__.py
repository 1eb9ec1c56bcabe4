"""Frozen domain values holding one another. Standard library only.

All offsets count Unicode code points of ``Guide.text``, half open: ``text[start:end]``.
"""

from advisor.domain.answer_parts import AnswerPart, PartKind
from advisor.domain.answers import (
    GAPS,
    NEAR_MISS,
    Answer,
    Citation,
    Claim,
    Conflict,
    ModelUse,
    More,
    Notice,
    Reason,
    SecondReading,
    SectionPlace,
    Status,
)
from advisor.domain.events import Arranged, ClaimMade, Event, Finished, PassagesFound, Progressed, Started, Suggested
from advisor.domain.guides import (
    Block,
    BlockKind,
    Chunk,
    Excluded,
    Guide,
    GuideMetadata,
    Polarity,
    Repair,
    Section,
    Span,
)
from advisor.domain.questions import Choice, Draft, DraftClaim, Passage, Question, QuestionPart, Quote, Turn

__all__ = [
    "GAPS",
    "NEAR_MISS",
    "Answer",
    "AnswerPart",
    "Arranged",
    "Block",
    "BlockKind",
    "Choice",
    "Chunk",
    "Citation",
    "Claim",
    "ClaimMade",
    "Conflict",
    "Draft",
    "DraftClaim",
    "Event",
    "Excluded",
    "Finished",
    "Guide",
    "GuideMetadata",
    "ModelUse",
    "More",
    "Notice",
    "PartKind",
    "Passage",
    "PassagesFound",
    "Polarity",
    "Progressed",
    "Question",
    "QuestionPart",
    "Quote",
    "Reason",
    "Repair",
    "SecondReading",
    "Section",
    "SectionPlace",
    "Span",
    "Started",
    "Status",
    "Suggested",
    "Turn",
]
