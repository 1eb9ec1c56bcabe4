"""Replies of readers: a verdict, sentences and what is missing, as lines."""

from dataclasses import dataclass
from enum import StrEnum

from evals.chat.readers.gold import Style
from evals.chat.readers.requests import Purpose


class ReaderVerdict(StrEnum):
    """The first line of an answer."""

    ANSWER = "ANSWER"
    PARTLY = "PARTLY"
    NOT_IN_GUIDE = "NOT IN THE GUIDE"
    NOT_ABOUT = "NOT ABOUT THESE CAREERS"
    WHICH = "WHICH"

    @property
    def answers(self) -> bool:
        return self in (ReaderVerdict.ANSWER, ReaderVerdict.PARTLY)


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """A sentence that a reader gave, with the guide's words behind it.

    ``style`` is how a true one is worded, ``kind`` what a false one tries.
    """

    text: str
    quotes: tuple[str, ...]
    markers: tuple[int, ...] = ()
    is_true: bool = True
    is_item: bool = False
    style: Style | None = None
    kind: str = ""

    @property
    def line(self) -> str:
        body = f"{self.text} {''.join(f'[{n}]' for n in self.markers)}".strip()
        return f"- {body}" if self.is_item else body


@dataclass(frozen=True, slots=True)
class SaidReply:
    """One reply of a reader, in parts.

    ``decline`` is its own way to say that there is no answer. ``is_probe``: no suite has the question, so that it is
    one by which the product tries the model.
    """

    purpose: Purpose
    question: str = ""
    verdict: ReaderVerdict | None = None
    sentences: tuple[SaidSentence, ...] = ()
    missing: tuple[str, ...] = ()
    decline: str = ""
    which: tuple[str, ...] = ()
    whole: str = ""
    is_probe: bool = False

    def text(self, *, first_line: bool) -> str:
        """Write the reply, with or without the protocol's lines."""
        if self.verdict is None:
            return self.whole
        lines = [sentence.line for sentence in self.sentences]
        if not first_line:
            alone = [self.decline] if self.decline else []
            alone += [f"Do you mean {' or '.join(self.which)}?"] if self.which else []
            lacking = [f"The guide does not say {one}." for one in self.missing]
            apart = "\n" if any(sentence.is_item for sentence in self.sentences) else " "
            return apart.join([*alone, *lines, *lacking])
        head = f"{self.verdict}: {' / '.join(self.which)}" if self.which else str(self.verdict)
        said = [self.decline] if self.decline else []
        return "\n".join([head, *said, *lines, *(f"MISSING: {one}" for one in self.missing)])
