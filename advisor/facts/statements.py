"""Statements: the quotable units of a guide with hints of facts."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from advisor.domain import Block, BlockKind, Guide, Section, Span
from advisor.facts.label_scope import caption_words, label_words, title_words
from advisor.facts.model import TablePlace, Weight
from advisor.facts.subject import Subject, SubjectResolver
from advisor.facts.tables import TableCell, TableRow, read_tables
from advisor.text.sentences import split_block

MAX_NAME_WORDS = 9
MAX_HEAD_WORDS = 9  # of an item or lead-in that says of whom the items below it are
MAX_LIST_DEPTH = 6
MAX_SHORT_CHARS = 2_000  # of a figure, a label or a row; what is longer is read as prose
_PAIR = re.compile(r"([^:\n]{2,70}):\s+(\S[^\n]*)")
_VALUE_LINE = re.compile(
    r"^[~≈<>+-]?\s*(?:[$£€¥₹]|usd|eur|gbp)?\s?\d[\w.,%+–—-]*(?:\s?[–—-]\s?\S+)?(?:\s?(?:%|/\s?\w+|years?|k))?$", re.I
)

_SPLIT = re.compile(
    r";|\s-\s|, (?=(?:but|although|though|while|whereas|so|yet|which|because|since|however)\b)"
    r"|, (?=and (?:the|some|many|most|they|a|an|it|others?|half|few)\b)|(?<=\w) (?=(?:although|whereas"
    r"|while|but|because)\b)"
    r"|(?<=[a-z)]): (?=[a-z])|(?<=\w) (?=and some\b)"
)
_JOINER = re.compile(
    r"^(?:(?:but|although|though|while|whereas|and|so|yet|which|because|since|however|even|then|still),? )+"
)
_OPENER = re.compile(r"^(?:although|though|while|whereas|because|since)\b")
_DASHES = str.maketrans({"’": "'", "‘": "'", "–": "-", "‑": "-", "−": "-", "“": '"', "”": '"', "\n": " "})


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence in plain lower case, with its subject.

    See ``plain`` for the form of the text.
    """

    text: str
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence, item, row, label or figure.

    ``name`` and ``value`` are the two parts of a label or figure, in plain lower case; a badge has only a value, prose
    neither. ``scope`` is that of its heading or row, ``caption`` the preceding words, ``topics`` those its letters hint
    at, ``before`` the subject of the sentence before. A value of a table has its ``cell`` and the further names
    ``beside`` it, whose words are in ``scope`` and not in ``setting``; ``swapped`` is the same value named by its row
    and limited by its column. ``heads`` are limiting words of the items and lead-ins over it.
    """

    section: Section
    start: int
    end: int
    text: str
    weight: Weight
    scope: str
    caption: str
    topics: frozenset[str]
    clauses: tuple[Clause, ...] = ()
    name: str = ""
    value: str = ""
    is_label: bool = False
    before: Subject = field(default_factory=Subject)
    beside: tuple[str, ...] = ()
    setting: str = ""
    cell: TablePlace | None = None
    swapped: "Statement | None" = None
    heads: tuple[str, ...] = ()


def read_statements(guide: Guide, stems: Mapping[str, frozenset[str]]) -> Iterator[Statement]:
    """The statements of blocks containing one of ``stems``, in text order.

    ``stems`` maps letter sequences to topics.
    """
    hints = _hints(guide, stems)
    resolver = SubjectResolver(guide)
    for section in guide.sections:
        body = section.body
        if not any(block.start in hints for block in body):
            continue
        scope = next((s for title in reversed(section.path) if (s := resolver.section_scope(title))), "")
        if section.title == guide.title or resolver.is_own(section.title):
            scope = ""
        caption = ""
        parents = {Span(block.start, block.end): block for block in body if block.kind is BlockKind.ITEM}
        tables = read_tables(guide, section, lambda name: any(stem in name for stem in stems))
        topics_of: dict[int, frozenset[str]] = {}
        for start, one in tables.items():
            here = hints.get(start, frozenset()) | hints.get(one.table, frozenset())
            topics_of[one.table] = topics_of.get(one.table, frozenset()) | here
        heads = {one.table for one in tables.values()} - set(tables)  # rows that name columns have no values
        above = ""
        for block in body:
            text = guide.text[block.start : block.end][:MAX_SHORT_CHARS]
            row = tables.get(block.start)
            if row is not None:
                reader = _TableReader(
                    section=section,
                    scope=scope,
                    caption=caption,
                    above=above,
                    topics=topics_of[row.table] | _topics_in(f"{section.title} {above}", stems),
                    resolver=resolver,
                )
                yield from reader.read(row, block, text) if reader.topics else ()
            elif block.start in heads:
                continue
            elif block.start in hints:
                above_words = _head_words(guide, block, parents, resolver)
                for statement in _read_block(
                    guide,
                    block,
                    section=section,
                    scope=scope,
                    caption=caption,
                    topics=hints[block.start],
                    resolver=resolver,
                ):
                    yield replace(statement, heads=tuple(above_words)) if above_words else statement
            if row is None:
                above = text if block.kind is BlockKind.PARAGRAPH else ""
            if block.kind is BlockKind.PARAGRAPH:
                caption = plain(guide.text[max(block.start, block.end - MAX_SHORT_CHARS) : block.end])[-300:]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TableReader:
    """Reads the values of one table, each as a statement.

    ``above`` is the paragraph right before the table, ``topics`` are those of all its rows.
    """

    section: Section
    scope: str
    caption: str
    above: str
    topics: frozenset[str]
    resolver: SubjectResolver

    def read(self, row: TableRow, block: Block, text: str) -> Iterator[Statement]:
        setting = " ".join(filter(None, (self.scope, *caption_words(self.above, self.resolver))))
        context = frozenset(word for title in self.section.path for word in title_words(title, self.resolver))
        context |= frozenset(label_words(self.above, self.resolver))
        for cell in row.cells:
            column, names = plain(cell.column), tuple(plain(name) for name in cell.row)
            read = partial(self._statement, row, cell, block, text, setting=setting, context=context)
            if column and any(names):
                yield read(column, names, swapped=read(" ".join(names), (column,)))
            else:
                yield read(column or " ".join(names), ())

    def _statement(
        self,
        row: TableRow,
        cell: TableCell,
        block: Block,
        text: str,
        name: str,
        beside: tuple[str, ...],
        *,
        setting: str,
        context: frozenset[str],
        swapped: Statement | None = None,
    ) -> Statement:
        words = [word for other in beside for word in label_words(other, self.resolver)]
        return Statement(
            section=self.section,
            start=block.start,
            end=block.end,
            text=text,
            weight=Weight.LABEL,
            scope=" ".join(filter(None, (setting, *words))),
            caption=f"{self.caption} {plain(row.corner)}".strip(),
            topics=self.topics,
            name=name,
            value=plain(cell.value),
            is_label=True,
            beside=beside,
            setting=setting,
            cell=TablePlace(row.table, tuple(map(plain, cell.identity)), context),
            swapped=swapped,
        )


def plain(text: str) -> str:
    """The text in lower case on one line, with ASCII punctuation.

    A dash between words becomes a spaced hyphen.
    """
    line = re.sub(r"(?<=\d)\s?[—–]\s?(?=[$£€¥₹\d])", "-", text)
    return " ".join(line.replace("—", " - ").translate(_DASHES).lower().split())


def _head_words(guide: Guide, block: Block, items: Mapping[Span, Block], resolver: SubjectResolver) -> list[str]:
    """The words of the items and lead-ins over an item that limit what it says: ``Offshore divers earn:``."""
    words: dict[str, None] = {}
    at: Block | None = block if block.kind in (BlockKind.ITEM, BlockKind.LABEL) else None
    for _ in range(MAX_LIST_DEPTH):
        if at is None:
            break
        for span in (at.lead, at.parent):
            text = guide.text[span.start : span.end] if span else ""
            if text and len(text.split()) <= MAX_HEAD_WORDS and not text.endswith((".", "!", "?")):
                words.update(dict.fromkeys(reversed(label_words(text.rstrip(": "), resolver))))
        at = items.get(at.parent) if at.parent else None
    return [word for word in reversed(words) if any(map(str.isalpha, word))]


def _topics_in(text: str, stems: Mapping[str, frozenset[str]]) -> frozenset[str]:
    lower = text.lower()
    return frozenset[str]().union(*(topics for stem, topics in stems.items() if stem in lower))


def _hints(guide: Guide, stems: Mapping[str, frozenset[str]]) -> dict[int, frozenset[str]]:
    """The topics hinted at by each block's letters, by block start."""
    lower = guide.text.lower()
    if len(lower) != len(guide.text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in guide.text)
    starts = [block.start for section in guide.sections for block in section.body]
    ends = [block.end for section in guide.sections for block in section.body]
    found: dict[int, frozenset[str]] = {}
    for stem, topics in stems.items():
        at = lower.find(stem)
        while at >= 0:
            n = bisect_right(starts, at) - 1
            if n >= 0 and at < ends[n]:
                found[starts[n]] = found.get(starts[n], frozenset()) | topics
                at = lower.find(stem, ends[n])
            else:
                at = lower.find(stem, at + 1)
    return found


def _read_block(
    guide: Guide,
    block: Block,
    *,
    section: Section,
    scope: str,
    caption: str,
    topics: frozenset[str],
    resolver: SubjectResolver,
) -> Iterator[Statement]:
    text = guide.text[block.start : block.end]
    is_short = len(text) <= MAX_SHORT_CHARS
    if block.kind is BlockKind.FIGURE and is_short:
        name, value = _figure(text, section)
        yield Statement(
            section=section,
            start=block.start,
            end=block.end,
            text=text,
            weight=Weight.FIGURE,
            scope=scope,
            caption=caption,
            topics=topics,
            name=name,
            value=value,
            is_label=True,
            setting=scope,
        )
        return
    pairs = _pairs(text) if is_short and (block.kind is not BlockKind.PARAGRAPH or len(text) <= 120) else []
    if pairs:
        for name, value in pairs:
            yield Statement(
                section=section,
                start=block.start,
                end=block.end,
                text=text,
                weight=Weight.LABEL,
                scope=scope,
                caption=caption,
                topics=topics,
                name=plain(name),
                value=plain(value),
                is_label=True,
                setting=scope,
            )
        if len(pairs) > 1 or block.kind is not BlockKind.ITEM:
            return
    before = Subject()
    for span in split_block(guide.text, block):
        sentence = guide.text[span.start : span.end]
        clauses = tuple(_clauses(sentence, resolver, before))
        yield Statement(
            section=section,
            start=span.start,
            end=span.end,
            text=sentence,
            weight=Weight.PROSE,
            scope=scope,
            caption=caption,
            topics=topics,
            clauses=clauses,
            before=before,
        )
        before = next((clause.subject for clause in clauses if clause.subject.named), before)


def _figure(text: str, section: Section) -> tuple[str, str]:
    """The name and value of a figure.

    The words of a gauge end in its value; its heading is the name.
    """
    pair = _PAIR.fullmatch(text.strip())
    if pair:
        return plain(pair[1]), plain(pair[2])
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    numbers = [line for line in lines if _VALUE_LINE.match(line)]
    names = [line for line in lines if line not in numbers]
    if numbers and names:
        return plain(" ".join(names)), plain(" ".join(numbers))
    return plain(section.title), plain(lines[-1]) if lines else ""


def _pairs(text: str) -> list[tuple[str, str]]:
    """The "Name: value" parts of a label or row, or none."""
    if not _PAIR.match(text):
        return []
    parts = text.split("; ")
    if len(parts) > 1 and all(_PAIR.fullmatch(part) for part in parts):
        return [(match[1], match[2]) for part in parts if (match := _PAIR.fullmatch(part))]
    match = _PAIR.fullmatch(text)
    if not match or len(match[1].split()) > MAX_NAME_WORDS or len(match[2].split()) > 14:
        return []
    return [(match[1], match[2])]


def _clauses(sentence: str, resolver: SubjectResolver, before: Subject) -> Iterator[Clause]:
    named = before
    first = True
    for part in _parts(plain(sentence)):
        subject = resolver.subject_of_clause(part)
        if subject.pronoun or (not first and not subject.named):
            subject = Subject(named.scope, subject.usual and (named.usual or subject.pronoun), named=named.named)
        elif subject.named:
            named = subject
        if first:
            named, first = subject, False
        yield Clause(part, subject)


def _parts(text: str) -> Iterable[str]:
    for piece in _SPLIT.split(text):
        part = piece.strip(" ,")
        opened = _OPENER.match(part)
        bare = _JOINER.sub("", part)
        if opened and ", " in bare:
            yield from (half.strip() for half in bare.split(", ", 1) if half.strip())
        elif bare:
            yield bare.rstrip(". ")
