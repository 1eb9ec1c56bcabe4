"""A chat model that says what the passages say, no more.

It knows a question only by its words as they arrive, and uses only gold whose quote stands among the passages of the
same request.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from advisor.answering.model_trust import absent_probes
from advisor.text.sentences import split_sentences
from advisor.text.tokens import stems
from evals.cases.suite import Answerability
from evals.chat.readers.gold import KnownQuestion, Style, folded, known_questions
from evals.chat.readers.replies import ReaderVerdict, SaidReply, SaidSentence
from evals.chat.readers.requests import Purpose, ReadingRequest, SentPassage, SentSentence, read_purpose
from evals.chat.readers.wordings import NOT_ABOUT, continued, draw, first_sentence, not_said
from evals.chat.replying import ModelRequest

ENOUGH_WORDS = 0.6  # share of a probe's content words that a passage answering it has
ONE_IN = 3  # of its declines, those that add what the passages say instead
LIMIT_ITEMS, LIMIT_PROSE = 12, 6
_LIST_MARK = re.compile(r"^\s{0,8}[-•*] ")
_AS_ANSWER = re.compile(r"^To the question “[^”]*” the answer is: ")
LEAST_TOLD_APART = 12  # letters of a sentence that may lack its opener, when it is judged again


class PerfectReader:
    """A reader in one style; ``said`` keeps its replies in order."""

    def __init__(
        self, style: Style = Style.GUIDE, *, first_line: bool = True, known: Sequence[KnownQuestion] | None = None
    ) -> None:
        """Learn questions; by default those of the suites.

        ``first_line``: write a verdict where the prompt asks for one. Raises SuiteError.
        """
        self.style = style
        self.first_line = first_line
        self.said: list[SaidReply] = []
        self._known: dict[str, list[KnownQuestion]] = {}
        self._true: list[_TrueWords] = []
        for one in known_questions() if known is None else known:
            for words in dict.fromkeys((folded(one.case.question), folded(one.alone))):
                if words:
                    self._known.setdefault(words, []).append(one)
            golds = tuple(folded(gold.quote) for gold in one.case.gold)
            self._true += [
                _TrueWords(_letters(own.text), (*map(folded, own.quotes), *golds))
                for sentences in one.sentences.values()
                for own in sentences
            ]

    def respond(self, asked: ModelRequest) -> str:
        """Write the reply to a request, as a fake server's script."""
        request = read_purpose(asked)
        reply = self._reply(request)
        self.said.append(reply)
        return reply.text(first_line=self.first_line and request.wants_verdict)

    def _reply(self, request: ReadingRequest) -> SaidReply:
        if request.purpose is Purpose.ANSWER:
            return self.answer(request)
        if request.purpose is Purpose.VERIFY:
            verdicts = ("supported" if self.supports(one) else "not supported" for one in request.sentences)
            lines = [f"{one.number}: {said}" for one, said in zip(request.sentences, verdicts, strict=True)]
            return SaidReply(request.purpose, whole="\n".join(lines))
        if request.purpose is Purpose.TRANSLATE:
            return SaidReply(request.purpose, whole=request.question)
        known = self.recognise(request)
        alone = known.alone if known and known.alone else request.question
        whole = f"QUESTION: {alone}" if request.purpose is Purpose.UNDERSTAND else alone
        return SaidReply(request.purpose, request.question, whole=whole)

    def recognise(self, request: ReadingRequest) -> KnownQuestion | None:
        """Find the question by its words and what was asked before."""
        found = self._known.get(folded(request.question), [])
        earlier = folded(request.earlier)
        fitting = [one for one in found if (folded(one.before) in earlier if one.before else not earlier)]
        return next(iter(fitting or found), None)

    def answer(self, request: ReadingRequest) -> SaidReply:
        """Answer a question from the passages sent with it."""
        known = self.recognise(request)
        if known is None:
            return replace(self._probed(request), is_probe=True)
        case = known.case
        if case.answerability is Answerability.OUT_OF_SCOPE:
            return SaidReply(Purpose.ANSWER, request.question, ReaderVerdict.NOT_ABOUT, decline=NOT_ABOUT)
        if case.answerability is Answerability.UNDERSPECIFIED:
            return self._asks_back(request)
        sentences = tuple(self._sentences(known, request)) if case.answerability is Answerability.ANSWERABLE else ()
        if not sentences:
            return self.declined(request)
        said = [folded(quote) for sentence in sentences for quote in sentence.quotes]
        parts = {gold.part for gold in case.gold}
        told = {gold.part for gold in case.gold if any(folded(gold.quote) in quote for quote in said)}
        missing = (case.lacks,) if case.lacks else ("the rest of what was asked",) if parts - told else ()
        verdict = ReaderVerdict.PARTLY if missing else ReaderVerdict.ANSWER
        return SaidReply(Purpose.ANSWER, request.question, verdict, sentences, missing)

    def _sentences(self, known: KnownQuestion, request: ReadingRequest) -> Iterator[SaidSentence]:
        own = self._standing(known, self.style, request)
        yield from own or self._standing(known, Style.ECHO, request) or _gold_sentences(known, request)

    @staticmethod
    def _standing(known: KnownQuestion, style: Style, request: ReadingRequest) -> list[SaidSentence]:
        """Keep the sentences of a style all of whose quotes stand in the request."""
        found = []
        for one in known.sentences.get(style, ()):
            held = [passage for quote in one.quotes if (passage := request.holding(quote))]
            if len(held) == len(one.quotes):
                markers = tuple(dict.fromkeys(passage.number for passage in held))
                found.append(SaidSentence(one.text, one.quotes, markers, is_item=one.is_item, style=style))
        return found

    def declined(self, request: ReadingRequest) -> SaidReply:
        """Decline, at times with what the guide says instead."""
        words, beside = not_said(request.question), first_sentence(request.passages[0].text)
        said: tuple[SaidSentence, ...] = ()
        if beside and draw(f"beside {request.question}", ONE_IN) == 0:
            only = f"It only says that {continued(beside)}"
            said = (SaidSentence(only, (beside,), (request.passages[0].number,)),)
        return SaidReply(Purpose.ANSWER, request.question, ReaderVerdict.NOT_IN_GUIDE, said, decline=words)

    @staticmethod
    def _asks_back(request: ReadingRequest) -> SaidReply:
        heads = dict.fromkeys(passage.head.rpartition(": ")[2] for passage in request.passages)
        return SaidReply(Purpose.ANSWER, request.question, ReaderVerdict.WHICH, which=tuple(heads)[:2])

    def _probed(self, request: ReadingRequest) -> SaidReply:
        """Answer an unknown question from the nearest passage, or decline.

        What guides hardly ever answer is declined, though a passage may share its words.
        """
        words = set(stems(request.question)) if request.question not in absent_probes() else set()

        def shared(text: str) -> float:
            return len(words & set(stems(text))) / max(1, len(words))

        enough = [one for one in request.passages if shared(f"{one.head} {one.text}") >= ENOUGH_WORDS]
        if words and enough:
            best = max(enough, key=lambda one: (shared(one.head), shared(one.text)))
            if text := first_sentence(best.text):
                said = (SaidSentence(text, (text,), (best.number,)),)
                return SaidReply(Purpose.ANSWER, request.question, ReaderVerdict.ANSWER, said)
        return self.declined(request)

    def supports(self, sentence: SentSentence, /) -> bool:
        """Whether a sentence is known to be true by its quotes.

        It may be put as the answer to a question, with its yes or no.
        """
        said = _AS_ANSWER.sub("", sentence.text)
        letters, quotes = _letters(said), folded(sentence.quotes)
        if letters and letters in _letters(quotes):
            return True
        return any(
            (true.letters == letters or (len(letters) >= LEAST_TOLD_APART and true.letters.endswith(letters)))
            and any(place in quotes for place in true.places)
            for true in self._true
        )


@dataclass(frozen=True, slots=True)
class _TrueWords:
    """The letters of a true sentence, and the places that bear it."""

    letters: str
    places: tuple[str, ...]


def with_kind(sentence: SaidSentence, text: str, kind: str) -> SaidSentence:
    """Return another, false wording of a sentence."""
    return replace(sentence, text=text, is_true=False, kind=kind)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _gold_sentences(known: KnownQuestion, request: ReadingRequest) -> Iterator[SaidSentence]:
    """Yield the guide's sentences around gold quotes that were sent.

    Of each part these are the items of one list, or a sentence or two.
    """
    for part in sorted({gold.part for gold in known.case.gold}):
        golds = [gold for gold in known.case.gold if gold.part == part]
        held = [(gold, passage) for gold in golds if gold.quote and (passage := request.holding(gold.quote))]
        own = [(gold, passage) for gold, passage in held if gold.section == held[0][0].section]
        found: dict[str, SaidSentence] = {}
        for gold, passage in own:
            text, is_item = _around(passage, gold.quote)
            said = SaidSentence(text, (gold.quote,), (passage.number,), is_item=is_item, style=Style.GUIDE)
            found.setdefault(folded(text), said)
        is_list = all(said.is_item for said in found.values())
        yield from islice(found.values(), LIMIT_ITEMS if is_list else LIMIT_PROSE)


def _around(passage: SentPassage, quote: str) -> tuple[str, bool]:
    """Return the sentence or item around a quote, and which it is."""
    for line in passage.text.splitlines():
        body = _LIST_MARK.sub("", line)
        for span in split_sentences(body):
            text = body[span.start : span.end]
            if folded(quote) in folded(text):
                return " ".join(text.split()), body != line
    return " ".join(quote.split()), False
