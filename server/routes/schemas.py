"""Request schemas of the chat API."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from advisor.dialogue.reader_text import MAX_QUESTION_CHARS
from advisor.domain import Question, Turn

MAX_TURNS = 50
MAX_HISTORY_CHARS = 32_000
MAX_STRING_CHARS = 10_000_000  # more than a body may have

EXAMPLES: list[Any] = [
    {"question": "Can a production manager work remotely?"},
    {
        "question": "And how much experience does that take?",
        "history": [
            {"role": "user", "content": "What does a production manager do?"},
            {"role": "assistant", "content": "A production manager plans and oversees production. [1]"},
        ],
        "guide": "production-manager",
    },
]


class In(BaseModel):
    # With a limit of their length, strings are also checked for characters that cannot be encoded.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_max_length=MAX_STRING_CHARS)


class TurnIn(In):
    role: Literal["user", "assistant"]
    content: str


class ChatIn(In):
    """One question with the conversation before it."""

    model_config = ConfigDict(json_schema_extra={"examples": EXAMPLES})

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION_CHARS)] = (
        Field(description="what is asked; white space around it does not count")
    )
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] = Field(
        default_factory=list, description=f"earlier turns, oldest first; at most {MAX_HISTORY_CHARS:,} characters"
    )
    conversation_id: str | None = Field(
        default=None,
        max_length=128,
        description="a conversation of this session, to ask on in it; not together with history",
    )
    guide: str | None = Field(default=None, description="id of the one guide to look in; none: all of them")

    @field_validator("history")
    @classmethod
    def _is_not_too_long(cls, value: list[TurnIn]) -> list[TurnIn]:
        n_chars = sum(len(turn.content) for turn in value)
        if n_chars > MAX_HISTORY_CHARS:
            raise ValueError(f"has {n_chars:,} characters in all; at most {MAX_HISTORY_CHARS:,} are taken")
        return value

    def to_question(self) -> Question:
        history = tuple(Turn(turn.role, turn.content) for turn in self.history)
        return Question(self.question, history, self.guide)
