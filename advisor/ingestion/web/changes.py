"""What changed between two versions of a guide."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor.domain import Guide, Section
from advisor.text.figures import Figure, figures
from advisor.text.sentences import split_block

MAX_COMPARED = 2_000  # sentences of one section whose figures are compared
MIN_SHARED = 0.5  # of the words, for two sentences to be one reworded


class ChangeKind(StrEnum):
    """What happened to a section."""

    ADDED = "added"
    GONE = "gone"
    RENAMED = "renamed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that another stands in place of, with today's sentence."""

    was: str
    now: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section that changed.

    ``path`` is today's, or the last it had. ``before`` and ``after`` are the first sentence that differs, old and new;
    empty where there is none. Of a renamed section ``before`` is the old title.
    """

    kind: ChangeKind
    path: tuple[str, ...]
    before: str = ""
    after: str = ""
    n_sentences: int = 0
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed in a guide, what is gone last."""

    sections: tuple[SectionChange, ...] = ()
    title_was: str = ""

    @property
    def figures(self) -> tuple[FigureChange, ...]:
        """The changed figures of all sections."""
        return tuple(one for section in self.sections for one in section.figures)


def compare_guides(old: Guide, new: Guide) -> Changes:
    """What changed from one version to the next."""
    before, after = _sections(old), _sections(new)
    gone = {key: one for key, one in before.items() if key not in after}
    by_words: dict[tuple[str, ...], tuple[tuple[str, ...], int]] = {}
    for key, sentences in gone.items():
        if sentences:
            by_words.setdefault(sentences, key)
    found: list[SectionChange] = []
    for key, sentences in after.items():
        path = key[0]
        if key in before:
            if before[key] != sentences and (one := _reworded(path, before[key], sentences)):
                found.append(one)
        elif (was := by_words.pop(sentences, None)) is not None:
            del gone[was]
            found.append(SectionChange(ChangeKind.RENAMED, path, before=" › ".join(was[0])))
        else:
            first = next(iter(sentences), "")
            found.append(SectionChange(ChangeKind.ADDED, path, after=first, n_sentences=len(sentences)))
    for key, sentences in gone.items():
        first = next(iter(sentences), "")
        found.append(SectionChange(ChangeKind.GONE, key[0], before=first, n_sentences=len(sentences)))
    return Changes(tuple(found), old.title if old.title != new.title else "")


def _sections(guide: Guide) -> dict[tuple[tuple[str, ...], int], tuple[str, ...]]:
    """The sentences of each section, by its path and which of that path it is."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for section in guide.sections:
        found[section.path, seen[section.path]] = tuple(_sentences(guide, section))
        seen[section.path] += 1
    return found


def _sentences(guide: Guide, section: Section) -> Iterable[str]:
    for block in section.body:
        for span in split_block(guide.text, block):
            if words := " ".join(guide.text[span.start : span.end].split()):
                yield words


def _reworded(path: tuple[str, ...], old: Sequence[str], new: Sequence[str]) -> SectionChange | None:
    gone, came = _without(old, new), _without(new, old)
    if not gone and not came:  # the same sentences in another order
        at = next(n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
        return SectionChange(ChangeKind.REWORDED, path, before=old[at], after=new[at])
    pairs = _pairs(gone[:MAX_COMPARED], came[:MAX_COMPARED])
    changed = tuple(one for a, b in pairs for one in _figure_changes(a, b))
    before, after = next(iter(pairs), (next(iter(gone), ""), next(iter(came), "")))
    if not pairs and gone and came:
        before, after = gone[0], came[0]
    n_changed = max(len(gone), len(came))
    return SectionChange(ChangeKind.REWORDED, path, before, after, n_changed, changed)


def _without(these: Sequence[str], others: Sequence[str]) -> list[str]:
    """Sentences that the others lack, as often as they lack them."""
    left = Counter(others)
    out = []
    for one in these:
        if left[one]:
            left[one] -= 1
        else:
            out.append(one)
    return out


def _pairs(gone: Sequence[str], came: Sequence[str]) -> list[tuple[str, str]]:
    """Old and new wordings of one sentence.

    First those that differ in figures alone, then those at the same place that share half of their words.
    """
    by_frame: dict[str, list[str]] = {}
    for one in gone:
        by_frame.setdefault(_frame(one), []).append(one)
    pairs, rest = [], []
    for one in came:
        same = by_frame.get(_frame(one))
        if same:
            pairs.append((same.pop(0), one))
        else:
            rest.append(one)
    left = [one for ones in by_frame.values() for one in ones]
    for old, new in zip(left, rest, strict=False):
        a, b = set(old.casefold().split()), set(new.casefold().split())
        if len(a & b) >= MIN_SHARED * min(len(a), len(b)):
            pairs.append((old, new))
    return pairs


def _frame(sentence: str) -> str:
    """A sentence with its figures blotted out."""
    out, at = [], 0
    for one in figures(sentence):
        if one.start >= at:
            out += [sentence[at : one.start], "#"]
            at = one.end
    return "".join((*out, sentence[at:])).casefold()


def _figure_changes(old: str, new: str) -> list[FigureChange]:
    """The figures of a pair that differ, where each has its counterpart."""
    were, are = _stated(old), _stated(new)
    if len(were) != len(are):
        return []
    return [
        FigureChange(a, b, new)
        for (a, kind_a), (b, kind_b) in zip(were, are, strict=True)
        if a != b and kind_a == kind_b
    ]


def _stated(sentence: str) -> list[tuple[str, str]]:
    found: list[Figure] = []
    for one in figures(sentence):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return [(sentence[one.start : one.end].strip(), one.kind.value) for one in found]
