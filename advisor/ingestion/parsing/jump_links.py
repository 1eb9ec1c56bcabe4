"""Jump links in a page's reading text, and other pointers elsewhere.

Links by name, invitations to read on, and the page's own name.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import replace

from advisor.domain import BlockKind, Excluded, Guide, Section
from advisor.ingestion.parsing import line_shapes
from advisor.ingestion.parsing.vocabulary import vocabulary
from advisor.text.tokens import stems

MAX_WORDS = 60  # longer paragraphs are prose, whatever their words
MAX_NAME_WORDS = 8
REASON = "a line of the web page that only points elsewhere"

# A lead-in cut off before its link: "For a video on this career, visit".
LEAD_IN = re.compile(r"^(?!.*\bcontact\b).*\b(?:visit|see|at|from)$", re.IGNORECASE)


def exclude_jump_links(guide: Guide) -> Guide:
    """Exclude paragraphs pointing elsewhere; the text is unchanged."""
    kept: list[Section] = []
    excluded: list[Excluded] = []
    for section in guide.sections:
        out = set(_jump_links(guide, section))
        blocks = tuple(block for n, block in enumerate(section.blocks) if n not in out)
        if not blocks:  # a section needs a place in the text
            kept.append(section)
            continue
        excluded += [Excluded(section.blocks[n].start, section.blocks[n].end, REASON) for n in sorted(out)]
        kept.append(replace(section, blocks=blocks, start=blocks[0].start, end=blocks[-1].end) if out else section)
    return replace(guide, sections=tuple(kept), excluded=tuple(excluded)) if excluded else guide


def _jump_links(guide: Guide, section: Section) -> Iterator[int]:
    """The indexes of such paragraphs among a section's blocks.

    The target of a lead-in stays ("…, visit / the FAA").
    """
    links = vocabulary().links.search(" ".join(section.path)) is not None
    own = set(stems(" ".join((guide.title, *section.path))))
    lead, named = -1, False  # the last lead-in, and whether its target stays
    for n, block in enumerate(section.blocks):
        text = " ".join(guide.text[block.start : block.end].split())
        is_name = block.kind is BlockKind.PARAGRAPH and not line_shapes.ends_sentence(text)
        if is_name and len(text.split()) <= MAX_NAME_WORDS and not LEAD_IN.search(text):
            if _says_nothing(text, own) or (links and lead < 0):
                yield n
            else:
                named = True
            continue
        if lead >= 0 and not named:
            yield lead
        lead, named = (n, False) if is_name and len(text.split()) <= MAX_WORDS and LEAD_IN.search(text) else (-1, False)
        if (
            block.kind is BlockKind.PARAGRAPH
            and len(text.split()) <= MAX_WORDS
            and vocabulary().jump_links.search(text)
        ):
            yield n
    if lead >= 0 and not named:
        yield lead


def _says_nothing(text: str, own: Set[str]) -> bool:
    """Whether a line only repeats the names of its guide and headings."""
    bare = vocabulary().fillers.sub(" ", text)
    said = set(stems(bare))
    return bool(stems(text)) and not any(char.isdigit() for char in text) and said <= own
