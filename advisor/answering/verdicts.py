"""Verdicts: the answer to a yes/no question that a quote's words earn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor.answering.verdict_patterns import CAN, MAY, MUST, RARELY, SOME
from advisor.answering.verdict_words import VerdictLabel, is_about, judge, weighing_words
from advisor.citation import fold
from advisor.citation.checks import n_denials
from advisor.citation.sense import heads_of, polarity_of
from advisor.domain import Citation, Claim, Conflict, Draft, DraftClaim, Guide, Polarity, Quote, Span
from advisor.query.yes_no import YesNoKind, YesNoQuestion, read_yes_no
from advisor.text.polarity import SaidVerdict, is_question, verdicts_of
from advisor.text.tokens import stems

__all__ = ["QuotedClaim", "Verdict", "VerdictLabel", "quoted_claims", "verdict"]

_OF_BEING = re.compile(r"\b(?:is|are|was|were|be|being|isn't|aren't)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_YES_OR_NO = re.compile(r"(?P<yes>yes|yeah|definitely|absolutely|of course)\b|(?:no|nope|not at all)\b", re.IGNORECASE)
# "It can be.", "They usually do.": an answer of a few words that stands for its question.
_STANDS_FOR = re.compile(
    r"(?:it|they|you|we|there|that|this|he|she) (?:(?P<usually>usually|generally|often|mostly|typically) )?"
    r"(?:(?P<can>can|could|may|might)|is|are|do|does|will|has|have|should|must)"
    r"(?P<not>n['’]t| not|not)?(?: (?:be|do))?(?=\W*$)",
    re.IGNORECASE,
)
_DEPENDS = re.compile(
    r"\b(?:depend\w*|if|unless|some|var(?:y|ies)|while|but|partly|usually|often|both|only|when|where|limited)\b",
    re.IGNORECASE,
)
_SAYS_SO = {YesNoKind.NEEDED: MUST, YesNoKind.POSSIBLE: re.compile(rf"{CAN.pattern}|{MAY.pattern}", re.IGNORECASE)}
_HEDGED = re.compile("|".join(one.pattern for one in (CAN, MAY, SOME, RARELY)), re.IGNORECASE)
# Words that weigh what is asked, which an answer has to share.
_WEIGHS = frozenset(
    stems(
        "good bad nice great fine like right wrong all always every everyone ever many much often usually usual"
        " normally normal typically typical commonly common generally mostly sometimes still already quite pretty"
    )
)
_HELD_BACK = {"it depends": VerdictLabel.IT_DEPENDS, "in part": VerdictLabel.IN_PART}
# An item under a heading of mistakes answers for what it does, and for nothing that it does besides.
_MISTAKES = re.compile(r"\b(?:mistakes?|blunders?|errors?|pitfalls?|don['’]?ts)\b", re.IGNORECASE)
_MISTAKE_END = re.compile(r"[:;,.(–—]|\s(?:because|since|which|so that|as if|instead of|rather than)\s", re.IGNORECASE)
_MISTAKE_LEAD = re.compile(r"^(?:trying|attempting|wanting|starting|beginning) to ", re.IGNORECASE)
_OF_NO_WEIGHT = frozenset("a an the your my his her their our own to of in on for with and at yourself".split())
LEAST_ABOUT = 0.5  # of a question's words, that a sentence about what it depends on has
N_CLAIMS = 3  # the leading claims, one of which may earn the verdict
FOR = frozenset({VerdictLabel.YES, VerdictLabel.USUALLY})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label with the words of a quote that earn it.

    ``claim``: the index of the claim that is quoted. ``words``: places in the guide's text, inside that claim's quote.
    ``against``: for two minds, the words of the other side's quote.
    """

    label: VerdictLabel
    claim: int
    words: tuple[Span, ...]
    against: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotedClaim:
    """One claim as its quote.

    It begins at ``start`` of its guide's text. ``role``: the guide's career. ``disputed``: the claim
    is a side of a contradiction that the answer shows. ``heads`` are quoted before it, and ``polarity`` is what they
    make of it.
    """

    quote: str
    start: int = 0
    role: str = ""
    disputed: bool = False
    heads: tuple["QuotedClaim", ...] = ()
    polarity: Polarity = Polarity.PLAIN

    @classmethod
    def at(cls, guide: Guide, span: Span, *, disputed: bool = False) -> "QuotedClaim":
        """Take a place of a guide with its heads."""
        heads = tuple(cls(guide.text[h.start : h.end], h.start) for h in heads_of(guide, span))
        return cls(
            guide.text[span.start : span.end],
            span.start,
            guide.metadata.role,
            disputed,
            heads,
            polarity_of(guide, span),
        )

    def places(self, words: Sequence[Span]) -> tuple[Span, ...]:
        """Give places in the quote as places in the guide's text."""
        return tuple(Span(self.start + word.start, self.start + word.end) for word in words)

    def judged(self, question: str, asked: YesNoQuestion) -> tuple[VerdictLabel, tuple[Span, ...]] | None:
        """Judge what the claim says to a question, with its heads.

        What is denied by a head earns no yes, and what is limited by one only a no.
        """
        if self.heads and is_question(self.heads[-1].quote):
            return self._answered(asked)
        if self.polarity is Polarity.NEGATIVE and (mistaken := self._mistaken(question, asked)):
            return mistaken
        heads = () if self.polarity is Polarity.ADVERSE else self.heads
        texts = [" ".join(head.quote.rstrip(" :").split("\n")) for head in heads]
        whole = " ".join((*texts, self.quote))
        earned = judge(question, asked, whole, self.role)
        if earned is None:
            return None
        is_turned = self.polarity in (Polarity.NEGATIVE, Polarity.LIMITING)
        contrary = VerdictLabel.YES if asked.is_reversed else VerdictLabel.NO
        if is_turned and earned.label is not contrary:
            return None
        places: list[Span] = []
        at = 0
        for text, piece in zip((*texts, self.quote), (*heads, self), strict=True):
            inside = [Span(max(0, w.start - at), min(len(text), w.end - at)) for w in earned.words]
            places += piece.places([word for word in inside if word.start < word.end])
            at += len(text) + 1
        return earned.label, tuple(places)

    def _mistaken(self, question: str, asked: YesNoQuestion) -> tuple[VerdictLabel, tuple[Span, ...]] | None:
        """Take a no from an item that the guide lists as a mistake.

        It has to say nothing that is not asked: "giving it too little time" is no reason to give it none. A question
        that itself calls it a mistake gets a yes.
        """
        named = [(head, found) for head in self.heads if (found := _MISTAKES.search(head.quote))]
        if not named:
            return None
        says_so = _MISTAKES.search(question)
        if asked.is_reversed or not (says_so or asked.kind is YesNoKind.USEFUL):
            return None
        done = _MISTAKE_LEAD.sub("", _MISTAKE_END.split(self.quote, maxsplit=1)[0])
        words, known = re.findall(r"[\w'’]+", done.lower()), frozenset(stems(question))
        weighty = [word for word in words if word not in _OF_NO_WEIGHT]
        if not weighty or not all(stems(word) and known.issuperset(stems(word)) for word in weighty):
            return None
        head, found = named[-1]
        return VerdictLabel.YES if says_so else VerdictLabel.NO, head.places([Span(*found.span())])

    def _answered(self, asked: YesNoQuestion) -> tuple[VerdictLabel, tuple[Span, ...]] | None:
        """Take the yes or no that the guide gives to the same question."""
        own = read_yes_no(self.heads[-1].quote, self.role)
        same = own is not None and (own.kind, own.is_reversed) == (asked.kind, asked.is_reversed)
        if own is None or not same or not asked.topic <= own.topic:
            return None
        if said := _YES_OR_NO.match(self.quote):
            label = VerdictLabel.YES if said["yes"] else VerdictLabel.NO
        elif said := _STANDS_FOR.match(self.quote):
            label = _label_of_short(said)
        else:
            return None
        return label, self.places([Span(*said.span())])


def _label_of_short(said: re.Match[str]) -> VerdictLabel:
    if said["not"]:
        return VerdictLabel.NO
    if said["usually"]:
        return VerdictLabel.USUALLY
    return VerdictLabel.CAN_BE if said["can"] else VerdictLabel.YES


def verdict(question: str, claims: Sequence[QuotedClaim]) -> Verdict | None:
    """Tell what the leading claims answer to a yes/no question.

    None for any other question, and where no quote that is about all that was asked has words that settle it.
    """
    leading = claims[:N_CLAIMS]
    asked = read_yes_no(question, leading[0].role) if leading else None
    if asked is None:
        return None
    sides = [n for n, claim in enumerate(leading) if claim.disputed and is_about(asked, claim.quote)]
    if sides and (disputed := _of_dispute(question, leading)):
        return disputed
    judged = [(n, claim.judged(question, asked)) for n, claim in enumerate(leading)]
    found = [(n, *earned) for n, earned in judged if earned is not None]
    if not found:
        return None
    n, label, words = found[0]
    if label is VerdictLabel.CAN_BE and not _OF_BEING.search(question):
        return Verdict(VerdictLabel.POSSIBLY, n, words)
    for _, other, against in found[1:]:
        if {label, other} & FOR and VerdictLabel.NO in {label, other}:
            return Verdict(VerdictLabel.TWO_MINDS, n, words, against)
    return Verdict(label, n, words)


def quoted_claims(
    claims: Sequence[Claim], citations: Sequence[Citation], conflicts: Sequence[Conflict]
) -> tuple[QuotedClaim, ...]:
    """Give each claim as its own quote, without its heading."""
    by_number = {citation.number: citation for citation in citations}
    sides = {number for conflict in conflicts for number in conflict.citations}
    found = []
    for claim in claims:
        own = _own_citation(claim.text, [by_number[number] for number in claim.citations])
        is_side = not sides.isdisjoint(claim.citations)
        found.append(QuotedClaim.at(own.guide, Span(own.start, own.end), disputed=is_side))
    return tuple(found)


def opening_label(opener: str, sentence: str, question: str, role: str) -> VerdictLabel | None:
    """The label of a yes or no before a proven sentence.

    None where the sentence is not seen to say so. The question's polarity has to be plain and the sentence has to have
    all that is asked about, with the question's own weight ("usually", "good"). It has a denial for a no alone, and for
    a yes no hedge, or to what is needed or possible a word for that.
    """
    own = frozenset(stems(sentence))
    if held_back := _HELD_BACK.get(opener):
        topic = frozenset(stems(question)) - frozenset(stems(role))
        is_near = bool(topic) and len(topic & own) >= LEAST_ABOUT * len(topic)
        return held_back if is_near and _DEPENDS.search(sentence) else None
    said = VerdictLabel.YES if opener == "yes" else VerdictLabel.NO
    asked = read_yes_no(question, role)
    if asked is None:
        return None
    earned = judge(question, asked, sentence, role)
    if earned is not None:
        return earned.label if (earned.label is VerdictLabel.NO) == (said is VerdictLabel.NO) else None
    if not is_about(asked, sentence) or not frozenset(stems(question)) & _WEIGHS <= own:
        return None
    is_yes = (said is VerdictLabel.YES) != asked.is_reversed
    words = _SAYS_SO.get(asked.kind)
    if is_yes and (not words.search(sentence) if words else _HEDGED.search(sentence)):
        return None
    denies = n_denials(sentence) > 0 or SaidVerdict.DENIED in verdicts_of(sentence)
    return said if denies != is_yes else None


def lead_with_verdict(question: str, draft: Draft) -> Draft:
    """Put the sentence that answers with yes or no first.

    A draft that begins with it, or has none, stays as it is.
    """
    quotes = [_own_quote(claim) for claim in draft.claims]
    claims = [QuotedClaim.at(q.passage.chunk.guide, Span(q.start, q.end)) for q in quotes]
    earned = verdict(question, claims)
    if earned is None or earned.claim == 0:
        return draft
    first = draft.claims[earned.claim]
    return replace(draft, claims=(first, *(claim for claim in draft.claims if claim is not first)))


def _own_quote(claim: DraftClaim) -> Quote:
    return next((one for one in claim.quotes if claim.text.endswith(fold(one.text))), claim.quotes[0])


def _own_citation(text: str, cited: Sequence[Citation]) -> Citation:
    """Find the citation that a claim ends with; a heading may come before it."""
    return next((one for one in cited if text.endswith(fold(one.quote))), cited[0])


def _of_dispute(question: str, claims: Sequence[QuotedClaim]) -> Verdict | None:
    """Find the verdict where the guide contradicts itself about what was asked.

    A disagreement on how much is none on whether.
    """
    sides = [(n, claim) for n, claim in enumerate(claims) if claim.disputed]
    if len(sides) < 2:
        return None
    (n, one), (_, other) = sides[:2]
    if all(_FIGURE.search(claim.quote) for claim in (one, other)) and not _FIGURE.search(question):
        return None
    words = one.places(weighing_words(one.quote))
    return Verdict(VerdictLabel.TWO_MINDS, n, words, other.places(weighing_words(other.quote))) if words else None
