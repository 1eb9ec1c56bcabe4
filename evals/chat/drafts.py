"""Right and deliberately spoilt drafts, put through the support check.

Right drafts are in paraphrases.tsv: a piece of the guide's sentence, a tab, and another wording of it. They were
written before the check was fitted; every second one is kept for testing.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from advisor.answering.model_passages import passages_to_read
from advisor.answering.support_sources import support_sources
from advisor.bootstrap import Parts
from advisor.citation.numbers import numerals
from advisor.citation.support import SupportChecker, SupportResult
from advisor.domain import Guide, Passage
from advisor.errors import AdvisorError
from advisor.index.serving import ServingIndex, Snapshot
from advisor.ingestion.chunking import chunk_guide
from advisor.settings import Settings
from evals.public.data import read_titles, sample

HERE = Path(__file__).parent
PARAPHRASES, FOREIGN, ADDITIONS = HERE / "paraphrases.tsv", HERE / "foreign.txt", HERE / "additions.txt"
SEED = 11
N_DRAFTS = 200
N_FITTED, N_PAGES = 40, 15  # handbook pages fitted on, and pages drawn from the others
GUIDE = "production-manager"
MIN_WORDS = 5
MAX_CHARS: int = Settings.model_fields["chat_passage_chars"].default


@dataclass(frozen=True, slots=True)
class SupportedDraft:
    """A supported sentence, with a piece of the guide's own sentence."""

    gold: str
    text: str
    guide: str = GUIDE


@dataclass(frozen=True, slots=True)
class SpoiltDraft:
    """A wrong sentence made from a right one.

    It is checked against the passages of ``of``.
    """

    kind: str
    text: str
    of: SupportedDraft


@cache
def paraphrases() -> tuple[SupportedDraft, ...]:
    """Read the paraphrases of the shipped guide."""
    lines = PARAPHRASES.read_text(encoding="utf-8").splitlines()
    return tuple(SupportedDraft(*line.split("\t")) for line in lines)


def own_sentences(guide: Guide) -> tuple[SupportedDraft, ...]:
    """Return the guide's own sentences as drafts; each supports itself."""
    texts = (guide.text[span.start : span.end] for chunk in chunk_guide(guide) for span in chunk.sentences)
    return tuple(
        SupportedDraft(text, " ".join(text.split()), guide.id) for text in texts if len(text.split()) > MIN_WORDS
    )


class DraftCheck:
    """The product's support check over an index of guides.

    It has the shipped guide and, where given, others.
    """

    def __init__(self, parts: Parts) -> None:
        """Open the index of ``parts``.

        Raises AdvisorError.
        """
        self._parts = parts
        self._index: ServingIndex = parts.serving_index()
        self._retriever = parts.retriever()
        self._held: dict[SupportedDraft, tuple[SupportChecker, tuple[Passage, ...]]] = {}

    @cached_property
    def snapshot(self) -> Snapshot:
        return self._index.current()

    @property
    def guides(self) -> tuple[Guide, ...]:
        """All indexed guides, the shipped one first."""
        return tuple(sorted(self.snapshot.guides.values(), key=lambda guide: guide.id != GUIDE))

    def bearing(self, right: SupportedDraft) -> tuple[SupportChecker, tuple[Passage, ...]]:
        """Return the check and passages for a question in the draft's words.

        The passages are those that would be sent to a model; both are cached.
        """
        if right not in self._held:
            found = self._retriever.retrieve(self.snapshot, [right.text], right.guide)
            passages = passages_to_read(self.snapshot, found, MAX_CHARS)
            self._held[right] = SupportChecker(support_sources(self.snapshot, passages), self._parts.embedder), passages
        return self._held[right]

    def right(self, right: SupportedDraft) -> SupportResult:
        return self.bearing(right)[0].check(right.text)

    def spoilt(self, spoilt: SpoiltDraft) -> SupportResult:
        return self.bearing(spoilt.of)[0].check(spoilt.text)

    def close(self) -> None:
        self._index.close()


def spoil_all(check: DraftCheck) -> tuple[SpoiltDraft, ...]:
    """Return about ``N_DRAFTS`` wrong sentences, evenly over the kinds.

    They are made of our paraphrases first, then of the guides' own sentences. The draw is seeded.
    """
    pools = (paraphrases(), *(own_sentences(guide) for guide in check.guides))
    share = -(-N_DRAFTS // len(KINDS))
    found: list[SpoiltDraft] = []
    for kind, spoil in KINDS.items():
        own: list[SpoiltDraft] = []
        for pool in pools:
            if len(own) < share:
                own += _spoil_pool(kind, spoil, pool, check)[: share - len(own)]
        found += own
    return tuple(found)


def _spoil_pool(kind: str, spoil: "Spoil", rights: Sequence[SupportedDraft], check: DraftCheck) -> list[SpoiltDraft]:
    draw = random.Random(f"{SEED} {kind}")
    own = []
    for right in rights:
        if not any(spoil(SpoilInput(right.text, "", draw))) and kind not in FROM_AROUND:
            continue
        around = "\n".join(passage.chunk.text for passage in check.bearing(right)[1])
        options = [text for text in dict.fromkeys(spoil(SpoilInput(right.text, around, draw))) if text != right.text]
        own += [SpoiltDraft(kind, text, right) for text in draw.sample(options, min(2, len(options)))]
    return draw.sample(own, len(own))


@dataclass(frozen=True, slots=True)
class SpoilInput:
    """A right sentence to spoil, its passages' text, and a seeded draw."""

    text: str
    around: str
    draw: random.Random


Spoil = Callable[[SpoilInput], Iterator[str]]


def _change_number(before: SpoilInput) -> Iterator[str]:
    text = before.text
    held = {one.value for one in numerals(before.around)}
    for match in re.finditer(r"\d+(?:,\d{3})*", text):
        value = int(match.group().replace(",", ""))
        for factor in (0.5, 1.3, 2.2):
            new = round(value * factor) + 1
            if new not in held:
                yield f"{text[: match.start()]}{new:,}{text[match.end() :]}"


def _swap_within_passage(before: SpoilInput) -> Iterator[str]:
    text = before.text
    mine = numerals(text)
    for one in mine:
        written = re.search(r"\d+(?:,\d{3})*", text[one.start : one.end])
        if not written:
            continue
        for other in numerals(before.around):
            if (
                other.kind == one.kind
                and other.value not in {m.value for m in mine}
                and other.value == int(other.value)
            ):
                at = one.start + written.start()
                yield f"{text[:at]}{int(other.value):,}{text[at + len(written.group()) :]}"


def _swap_in_sentence(before: SpoilInput) -> Iterator[str]:
    text = before.text
    matches = list(re.finditer(r"\d+(?:,\d{3})*", text))
    for first, second in pairwise(matches):
        if first.group() != second.group():
            between = text[first.end() : second.start()]
            yield f"{text[: first.start()]}{second.group()}{between}{first.group()}{text[second.end() :]}"


SWAPS = {
    "PMP": "CFA", "Lean Six Sigma": "ITIL", "CPIM": "CISSP", "bachelor's": "master's", "master's": "bachelor's",
    "MBA": "PhD", "APICS": "AWS", "POMS": "IEEE", "SAP": "Salesforce", "Oracle": "Shopify", "Kronos": "Workday",
    "Tableau": "Looker", "Trello": "Asana", "Slack": "Discord", "Germany": "France", "India": "Nigeria",
    "Japan": "Norway", "Kanban": "Scrum", "Europe": "Africa", "Power BI": "Stata", "Asprova": "Primavera",
    "ISO": "OSHA", "certification": "license", "China": "Brazil", "Supply Chain Manager": "Sales Director",
}  # fmt: skip


def _swap_name(before: SpoilInput) -> Iterator[str]:
    text = before.text
    for name, other in SWAPS.items():
        if re.search(rf"\b{re.escape(name)}\b", text) and other not in before.around:
            yield re.sub(rf"\b{re.escape(name)}\b", other, text)


_VERB = re.compile(r"\b(is|are|can|has to|have to|may|must|should|does|do)\b(?! not\b)")


def _insert_not(before: SpoilInput) -> Iterator[str]:
    text = before.text
    for match in _VERB.finditer(text):
        if match.group() in ("has to", "have to"):
            does = "does not have to" if match.group() == "has to" else "do not have to"
            yield f"{text[: match.start()]}{does}{text[match.end() :]}"
        else:
            yield f"{text[: match.end()]} not{text[match.end() :]}"
    subject = re.search(r"\b(Production Managers|[Tt]hey) (?=[a-z]+[^s] )", text)
    if subject and not _VERB.search(text):
        yield f"{text[: subject.end()]}never {text[subject.end() :]}"


_DENIES_NOTHING = re.compile(r"\bnot (?:only|just|necessarily|always|all|to)\b|\b(?:or|if|why) not\b", re.IGNORECASE)
_NOT = (
    (r"\bdo(?:es)? not ", ""),
    (r"\bcannot\b", "can"),
    (r"\b(can|may|must|should|will|is|are|was|were|have|has|need) not\b", r"\1"),
    (r"\bnever ", ""),
    (r"\bwithout\b", "with"),
    (r"\brarely\b", "often"),
    (r"\bstill rare\b", "common"),
)


def _remove_not(before: SpoilInput) -> Iterator[str]:
    text = before.text
    if not _DENIES_NOTHING.search(text):
        yield from (re.sub(pattern, put, text, count=1) for pattern, put in _NOT if re.search(pattern, text))


def _foreign(before: SpoilInput) -> Iterator[str]:
    yield before.draw.choice(FOREIGN.read_text(encoding="utf-8").splitlines())


def _append(before: SpoilInput) -> Iterator[str]:
    yield appended(before.text, before.draw)


def appended(text: str, draw: random.Random) -> str:
    """Append an invented clause to a sentence, as models embellish."""
    return f"{text.rstrip('.')} {draw.choice(ADDITIONS.read_text(encoding='utf-8').splitlines())}."


def _merge(before: SpoilInput) -> Iterator[str]:
    """Join the beginning of this sentence with the end of another."""
    other = before.draw.choice(paraphrases()).text
    words, theirs = before.text.rstrip(".").split(), other.split()
    if len(words) > 7 and len(theirs) > 7:
        yield " ".join([*words[: len(words) // 2], *theirs[len(theirs) // 2 :]])


# Kinds that insert something from the surrounding passages.
FROM_AROUND = frozenset({"number swapped for another of the passages"})
KINDS: dict[str, Spoil] = {
    "number changed": _change_number,
    "number swapped for another of the passages": _swap_within_passage,
    "two numbers of one sentence swapped": _swap_in_sentence,
    "name or credential swapped": _swap_name,
    "“not” inserted": _insert_not,
    "“not” removed": _remove_not,
    "sentence from another career": _foreign,
    "two facts merged": _merge,
    "clause of its own appended": _append,
}


def guide_parts(parts: Parts) -> Parts:
    """Return the parts with the shipped guide indexed.

    Raises AdvisorError.
    """
    if parts.embedder is None:
        raise AdvisorError(parts.embedder_trouble)
    parts.ensure_index()
    return parts


def with_handbook(parts: Parts, data: Path, folder: Path) -> Parts:
    """Add handbook pages not fitted on to the parts' index.

    Raises AdvisorError and DataError.
    """
    fitted, every = read_titles(data, N_FITTED, 1).pages, read_titles(data, 0, 1).pages
    pages = folder / "handbook"
    pages.mkdir()
    for slug in sample(sorted(set(every) - set(fitted)), N_PAGES):
        (pages / f"{slug}.html").write_bytes(every[slug])
    settings = parts.settings.model_copy(update={"data_dir": folder / "handbook-data"})
    both = guide_parts(Parts(settings, embedder=parts.embedder, rehearse=lambda _: None))
    both.ingest([pages])
    return both
