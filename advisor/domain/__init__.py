"""Frozen domain values holding one another. Standard library only.

All offsets count Unicode code points of ``Guide.text``, half open: ``text[start:end]``.
"""

from advisor.domain.answers import Answer, Citation, Claim, Conflict, ModelUse, Notice, Status
from advisor.domain.events import ClaimMade, Event, Finished, PassagesFound, Progressed, Started, Suggested
from advisor.domain.guides import Block, BlockKind, Chunk, Excluded, Guide, GuideMetadata, Repair, Section, Span
from advisor.domain.questions import Choice, Draft, DraftClaim, Passage, Question, Quote, Sought, Turn

__all__ = [
    "Answer",
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
    "Notice",
    "Passage",
    "PassagesFound",
    "Progressed",
    "Question",
    "Quote",
    "Repair",
    "Section",
    "Sought",
    "Span",
    "Started",
    "Status",
    "Suggested",
    "Turn",
]
