"""Need check: whether the evidence for a question bears its need."""

import re
from collections.abc import Sequence

from advisor.domain import Passage
from advisor.query.needs import Need, NeedKind, base_form
from advisor.text.tokens import stems

N_LEADING = 5  # sentences that are read for a need
N_NEAR = 8  # sentences among which figures, a comparison or a cause may stand

# Words by which a guide ranks.
_RANKS = re.compile(
    r"\b(?:most|best|worst|highest|lowest|greatest|largest|leading|foremost|above all|first and foremost|primar\w+|top"
    r"|chief(?:ly)?|main(?:ly)?)\b",
    re.IGNORECASE,
)
# Words by which a guide gives weight, which answer what is most important or best.
_WEIGHS = re.compile(
    r"\b(?:essentials?|critical|crucial|vital|key|important|valued|valuable|invaluable|recogni[sz]ed|prominent"
    r"|sought|standard"
    r"|high regard|recommended|worth|preferred|above all|more \w+ than)\b",
    re.IGNORECASE,
)
_WEIGHT = frozenset(
    stems(
        "best important importance matter valuable valued useful good essential recognized respected"
        " key crucial help worth look want prefer like need count"
    )
)
_FREQUENT = frozenset(stems("common typical usual popular widespread normal frequent"))
_OFTEN = re.compile(
    r"\b(?:most|many|often|common(?:ly)?|typical(?:ly)?|usual(?:ly)?|generally|standard|highly|widely"
    r"|frequently)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:than|whereas|while|unlike|compared|versus|instead of|equally|as \w+ as|both|differs?)\b",
    re.IGNORECASE,
)
_CAUSES = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|so that|so(?= \w+)|therefore|leads? to|results?|caus(?:e|es|ed"
    r"|ing)|mak(?:e|es"
    r"|ing)|makes|helps?|reasons?|driven|depends?|especially|particularly|in order|to (?:keep|protect|become"
    r"|match|avoid|prevent)"
    r"|teach(?:es)?|builds?|gives?|enabl\w+|prepar\w+|lets?|allows?|easier|better|affects?|limits|calls? for"
    r"|needed|important"
    r"|essential|vital|critical|crucial|constant\w*|tension|pressure|stretch|bring|grow\w*|strengthens?|shows?"
    r"|reach)\b",
    re.IGNORECASE,
)
# What a text has to say where a cause itself is asked for, or why a figure is what it is.
_CAUSES_PLAINLY = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|caused by|causes?|results? (?:of|from|in)|reasons?"
    r"|driven by|stems? from|leads? to|makes?|especially for|so that|which \w+s)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£]\s?\d|\b\d{2,3},\d{3}\b")
_PAY = frozenset(stems("pay pays paid earn earns money lucrative salary wage income"))
_MAKES = _PAY | frozenset(stems("makes"))
_LEVEL = frozenset(stems("high low"))
_FIGURE = re.compile(r"\d")
_LENGTH = frozenset(stems("long short"))
_DURATION = re.compile(r"\d\+? (?:years?|months?|weeks?|hours?|days?)\b")
_FIGURES = re.compile(r"\d[\d,.]*(?<![.,])")
# "Why is this figure higher than that?"
_WHY_MORE = re.compile(r"\b(?:higher|lower|more|less|same) (?:than|as)\b|\bgets? (?:more|less)\b", re.IGNORECASE)
_ASKS_CAUSE = re.compile(
    r"\bwhat(?:'s)?\b.{0,12}\b(?:caused|triggered|led|behind|explains|root|cause|reason)\b", re.IGNORECASE
)
# The things whose pay is ranked: "which industry pays the most".
_WHOSE = re.compile(
    r"\b(?:which|what|wich) ((?!ones?\b|of\b|is\b|are\b|pays?\b)[a-z]+) (?:pays?|earns?|makes?|gets?|has)\b", re.I
)
MIN_SHARED = 2  # stems of a question, or amounts: one alone is mostly the career's name, or a side alone


def bears(need: Need, question: str, passages: Sequence[Passage], said_before: str = "") -> bool:
    """Whether the sentences that would be quoted tell what a question needs.

    ``passages``: the evidence, best first. ``said_before``: the answer that the question may point to.
    """
    sentences = _leading(passages)[:N_NEAR]
    if need.kind is NeedKind.TERM:
        return need.term is None or any(need.term.search(passage.chunk.text) for passage in passages)
    if need.kind is NeedKind.CAUSE:
        return _bears_cause(question, sentences)
    if need.quality & _MAKES or _PAY & frozenset(stems(question)):
        return len(_MONEY.findall(said_before)) > 1 if need.points else _bears_pay(need, question, sentences)
    if need.quality & _LEVEL and any(_FIGURE.search(s) for s in sentences[:N_LEADING]):
        return True
    if need.quality & _LENGTH and (whose := _WHOSE.search(question)):
        return _n_timed(frozenset(stems(whose[1])), passages) > 1
    if need.kind is NeedKind.COMPARISON:
        return any(_COMPARES.search(s) and _is_of_sides(question, s) for s in sentences)
    return any(_bears_rank(need, sentence) for sentence in sentences[:N_LEADING])


def states_amount(text: str) -> bool:
    """Whether a text has an amount of money."""
    return _MONEY.search(text) is not None


def _n_timed(whose: frozenset[str], passages: Sequence[Passage]) -> int:
    """Count the passages under a heading of those asked about that have a duration."""
    chunks = [passage.chunk for passage in passages]
    return sum(bool(_DURATION.search(c.text)) and not whose.isdisjoint(stems(c.heading_text)) for c in chunks)


def _leading(passages: Sequence[Passage]) -> list[str]:
    scored = [
        (score, passage.chunk.guide.text[span.start : span.end])
        for passage in passages
        for score, span in zip(passage.sentence_scores, passage.chunk.sentences, strict=False)
    ]
    return [text for _, text in sorted(scored, key=lambda pair: -pair[0])]


def _bears_rank(need: Need, sentence: str) -> bool:
    held = frozenset(stems(sentence))
    is_choice = need.points or _FIGURE.search(need.clause)  # among things named before: each may be essential
    if need.quality & _WEIGHT and _WEIGHS.search(sentence) and not is_choice:
        return True
    if need.quality & _FREQUENT and _OFTEN.search(sentence):
        return True
    ranked = {base for word in re.findall(r"\b[a-z]++(?<=est)", sentence) for base in stems(base_form(word, "est"))}
    return bool(need.quality & (ranked | held if _RANKS.search(sentence) else ranked))


def _bears_cause(question: str, leading: Sequence[str]) -> bool:
    figures = _FIGURES.findall(question)
    asked = frozenset(stems(question))
    if figures or (asked & _PAY and _WHY_MORE.search(question)):
        least = 1 if figures else MIN_SHARED
        leading = [s for s in leading if len(asked & frozenset(stems(s))) >= least and _has_any(figures, s)]
        return any(_CAUSES_PLAINLY.search(sentence) for sentence in leading)
    if _ASKS_CAUSE.search(question):
        return any(_CAUSES_PLAINLY.search(sentence) for sentence in leading[:N_LEADING])
    return any(_CAUSES.search(sentence) for sentence in leading)


def _has_any(figures: Sequence[str], sentence: str) -> bool:
    """Whether one of a question's figures stands in a sentence; true without any."""
    digits = sentence.replace(",", "")
    return not figures or any(figure.replace(",", "") in digits for figure in figures)


def _is_of_sides(question: str, sentence: str) -> bool:
    """Whether a sentence names something of either alternative; true of a question without an "or"."""
    one, joint, other = re.split(r"[?!,;]\s*which\b", question)[0].partition(" or ")
    if not joint:
        return True
    held, mine, theirs = (frozenset(stems(text)) for text in (sentence, one, other))
    return not held.isdisjoint(mine ^ theirs)


def _bears_pay(need: Need, question: str, sentences: Sequence[str]) -> bool:
    """Whether there are amounts of the things that a question compares or ranks by pay."""
    amounts = [s for s in sentences if _MONEY.search(s)]
    if sum(len(_MONEY.findall(amount)) for amount in amounts) < MIN_SHARED:
        return False
    held = _held_by(amounts)
    if need.kind is not NeedKind.COMPARISON:
        whose = _WHOSE.search(question)
        return whose is None or not held.isdisjoint(stems(whose[1]))
    before, _, after = question.partition(" than ")
    return bool(after) and all(not held.isdisjoint(stems(side)) for side in (before, after))


def _held_by(sentences: Sequence[str]) -> frozenset[str]:
    return frozenset(stem for sentence in sentences for stem in stems(sentence))
