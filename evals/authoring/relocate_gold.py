"""Relocate a suite's gold to another text of the same guide.

Run as ``python -m evals.authoring.relocate_gold SUITE GUIDE_FILE OUT``.

The two texts must have the same sections in the same order with the same blocks in them. Within a paragraph, the
sentence at the same position is taken; where the numbers of sentences differ, the run of one to three sentences closest
in meaning, numbers included.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from advisor.domain import Block, BlockKind, Guide, Section
from advisor.embeddings import Embedder, build_embedder
from advisor.ingestion.parsing import parse_guide
from advisor.settings import load_settings
from advisor.text.sentences import split_sentences
from evals.cases.suite import Binding, Gold, GoldLocation, SuiteError, load_suite, spans_of
from evals.metrics.numerals import count_numerals
from evals.runs.fresh_index import find_guide_file

LONGEST_RUN = 3
LONGER_BY = 0.08  # cosine gain required of each further sentence
PER_NUMBER = 0.1  # penalty for a number on one side only
PER_SHIFT = 0.4  # largest penalty for another position in the paragraph


@dataclass(frozen=True, slots=True)
class RelocatedGold:
    """A gold's new location.

    ``words`` is the text there and ``likeness`` the cosine to the old one.
    """

    binding: Binding
    words: str
    likeness: float


def relocate(golds: Sequence[Gold], here: Guide, there: Guide, embedder: Embedder) -> Iterator[RelocatedGold]:
    """Locate each distinct gold of ``here`` in ``there``.

    Yields them sorted by section and quote. Raises SuiteError for a gold without a counterpart.
    """
    for section_path, quote in sorted({(gold.section, gold.quote) for gold in golds}):
        gold = Gold(section=section_path, quote=quote)
        start, end = spans_of(gold, here)[0]
        section = next(s for s in here.sections if s.path == section_path)
        other = _counterpart(section, there)
        pairs = list(_blocks(section, other, start, end))
        if not pairs:
            raise SuiteError(f"{quote[:60]!r} is in no block of {' > '.join(section_path)!r}")
        places = [_relocate_in_block(here, a, there, b, start, end, embedder) for a, b in pairs]
        first, last = min(p[0] for p in places), max(p[1] for p in places)
        words = there.text[first:last]
        place = GoldLocation(section=other.path, start=first, end=last, sha256=sha256(words.encode()).hexdigest())
        found = Binding(section=section_path, quote=quote, there=place)
        yield RelocatedGold(found, words, min(p[2] for p in places))


def _counterpart(section: Section, there: Guide) -> Section:
    """Return the section with the same headings.

    Else the only one with the same last heading. Raises SuiteError when there is no such section or several.
    """
    wanted = [title.casefold() for title in section.path]
    same = [s for s in there.sections if [title.casefold() for title in s.path] == wanted]
    same = same or [s for s in there.sections if s.title.casefold() == wanted[-1]]
    if len(same) != 1:
        raise SuiteError(f"the other text has {len(same)} sections like {' > '.join(section.path)!r}")
    return same[0]


def _blocks(section: Section, other: Section, start: int, end: int) -> Iterator[tuple[Block, Block]]:
    """Yield the blocks overlapping ``start``..``end`` with their counterparts by position.

    Raises SuiteError when the sections' numbers of blocks differ.
    """
    for kind in (True, False):
        mine = [b for b in section.blocks if (b.kind is BlockKind.HEADING) == kind]
        theirs = [b for b in other.blocks if (b.kind is BlockKind.HEADING) == kind]
        touched = [n for n, block in enumerate(mine) if block.start < end and start < block.end]
        if touched and len(mine) != len(theirs):
            raise SuiteError(f"{' > '.join(section.path)!r} has {len(mine)} blocks here and {len(theirs)} there")
        for n in touched:
            yield mine[n], theirs[n]


def _relocate_in_block(
    here: Guide, mine: Block, there: Guide, theirs: Block, start: int, end: int, embedder: Embedder
) -> tuple[int, int, float]:
    first, last = max(start, mine.start), min(end, mine.end)
    text = there.text[theirs.start : theirs.end]
    if mine.kind is not BlockKind.PARAGRAPH or (first, last) == (mine.start, mine.end):
        vectors = embedder.encode([here.text[first:last], text])
        return theirs.start, theirs.end, float(vectors[0] @ vectors[1])
    words = here.text[first:last]
    sentences = split_sentences(text)
    mine_sentences = split_sentences(here.text[mine.start : mine.end])
    if len(mine_sentences) == len(sentences):
        touched = [
            n for n, s in enumerate(mine_sentences) if mine.start + s.start < last and first < mine.start + s.end
        ]
        a, b = sentences[touched[0]].start, sentences[touched[-1]].end
        vectors = embedder.encode([words, text[a:b]])
        return theirs.start + a, theirs.start + b, float(vectors[0] @ vectors[1])
    runs = [
        (sentences[n].start, sentences[m].end, m - n)
        for n in range(len(sentences))
        for m in range(n, min(n + LONGEST_RUN, len(sentences)))
    ]
    vectors = embedder.encode([words, *(text[a:b] for a, b, _ in runs)])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    wanted = count_numerals(words)
    middle = ((first + last) / 2 - mine.start) / (mine.end - mine.start)

    def score(n: int) -> float:
        a, b, extra = runs[n]
        held = count_numerals(text[a:b])
        odd = (wanted - held).total() + (held - wanted).total()
        shift = abs((a + b) / 2 / len(text) - middle)
        return float(cosines[n]) - LONGER_BY * extra - PER_NUMBER * odd - PER_SHIFT * shift

    best = max(range(len(runs)), key=score)
    return theirs.start + runs[best][0], theirs.start + runs[best][1], float(cosines[best])


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.authoring.relocate_gold", description=__doc__)
    parser.add_argument("suite", type=Path, help="the suite whose gold is looked for, a folder or file")
    parser.add_argument("guide_file", type=Path, help="the other text")
    parser.add_argument("out", type=Path, help="the JSONL file to write, beside the suite")
    parser.add_argument("--review", action="store_true", help="print each pair, the least similar first")
    arguments = parser.parse_args(argv)
    settings = load_settings()
    try:
        suite = load_suite(arguments.suite)
        here, there = parse_guide(find_guide_file(settings, suite.guide)), parse_guide(arguments.guide_file)
        golds = [gold for case in suite.cases for gold in case.gold]
        found = list(relocate(golds, here, there, build_embedder(settings)))
    except SuiteError as error:
        print(f"relocate_gold: {error}", file=sys.stderr)
        return 1
    head = {
        "suite": arguments.out.stem,
        "rebinds": suite.name,
        "guide": there.id,
        "guide_version": there.version,
    }
    lines = [head, *(one.binding.model_dump() for one in found)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    arguments.out.write_text(text, encoding="utf-8")
    if arguments.review:
        for one in sorted(found, key=lambda one: one.likeness):
            print(f"{one.likeness:.2f} {' > '.join(one.binding.section)}")
            print(f"     {one.binding.quote}\n     {one.words}")
    print(f"{len(found)} places of gold in {arguments.out}, the least alike {min(one.likeness for one in found):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
