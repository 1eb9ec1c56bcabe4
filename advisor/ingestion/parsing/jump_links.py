"""What of a page's reading text only points elsewhere: links by their names, invitations to read on, its own name."""

import re
from collections.abc import Iterator, Set
from dataclasses import replace

from advisor.domain import BlockKind, Excluded, Guide, Section
from advisor.ingestion.parsing import line_shapes as look
from advisor.ingestion.parsing.vocabulary import vocabulary
from advisor.text.tokens import stems

MAX_WORDS = 60  # a longer paragraph is prose, whatever words it has
MAX_NAME_WORDS = 8
REASON = "a line of the web page that only points elsewhere"

# Cut off before the link that it leads to: "For a video on this career, visit".
LEADS_ON = re.compile(r"^(?!.*\bcontact\b).*\b(?:visit|see|at|from)$", re.IGNORECASE)


def leave_out_signposts(guide: Guide) -> Guide:
    """The guide with the paragraphs that only point elsewhere excluded; its text stays as it is."""
    kept: list[Section] = []
    excluded: list[Excluded] = []
    for section in guide.sections:
        out = set(_signposts(guide, section))
        blocks = tuple(block for n, block in enumerate(section.blocks) if n not in out)
        if not blocks:  # a section needs a place in the text: what was supplied for nothing stays
            kept.append(section)
            continue
        excluded += [Excluded(section.blocks[n].start, section.blocks[n].end, REASON) for n in sorted(out)]
        kept.append(replace(section, blocks=blocks, start=blocks[0].start, end=blocks[-1].end) if out else section)
    return replace(guide, sections=tuple(kept), excluded=tuple(excluded)) if excluded else guide


def _signposts(guide: Guide, section: Section) -> Iterator[int]:
    """The places of such paragraphs among a section's blocks. What a lead names stays ("…, visit / the FAA")."""
    links = vocabulary().links.search(" ".join(section.path)) is not None
    own = set(stems(" ".join((guide.title, *section.path))))
    lead, named = -1, False  # the last paragraph that leads on, and whether it named anything that stays
    for n, block in enumerate(section.blocks):
        text = " ".join(guide.text[block.start : block.end].split())
        is_name = block.kind is BlockKind.PARAGRAPH and not look.ends_sentence(text)
        if is_name and len(text.split()) <= MAX_NAME_WORDS and not LEADS_ON.search(text):
            if _says_nothing(text, own) or (links and lead < 0):
                yield n
            else:
                named = True
            continue
        if lead >= 0 and not named:
            yield lead
        lead, named = (
            (n, False) if is_name and len(text.split()) <= MAX_WORDS and LEADS_ON.search(text) else (-1, False)
        )
        if block.kind is BlockKind.PARAGRAPH and len(text.split()) <= MAX_WORDS and vocabulary().signposts.search(text):
            yield n
    if lead >= 0 and not named:
        yield lead


def _says_nothing(text: str, own: Set[str]) -> bool:
    """Whether a line repeats the names of its guide and headings, and no more."""
    bare = vocabulary().standing.sub(" ", text)
    told = set(stems(bare))
    return bool(stems(text)) and not any(char.isdigit() for char in text) and told <= own
