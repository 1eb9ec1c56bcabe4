"""The passages that a chat model is given to read."""

from collections.abc import Sequence

from advisor.domain import Chunk, Passage
from advisor.index.serving import Snapshot

MAX_GUIDES = 3  # that share one prompt


def passages_to_read(snapshot: Snapshot, found: Sequence[Passage], max_chars: int) -> tuple[Passage, ...]:
    """Select what a model reads, in the guides' order.

    A guide that fits into its share of ``max_chars`` is read whole; of any other the best passages with their
    neighbours. ``found`` are the passages found for a question, best first; the guides come in the order of their best.
    """
    guide_ids = tuple(dict.fromkeys(passage.chunk.guide.id for passage in found))[:MAX_GUIDES]
    chosen: list[Passage] = []
    left = max_chars
    for n, guide_id in enumerate(guide_ids):
        own = [passage for passage in found if passage.chunk.guide.id == guide_id]
        of_guide = _of_guide(snapshot, guide_id, own, left // (len(guide_ids) - n))
        left -= sum(map(_n_chars, (passage.chunk for passage in of_guide)))
        chosen += of_guide
    return tuple(chosen)


def reads_whole(snapshot: Snapshot, passages: Sequence[Passage]) -> bool:
    """Whether these passages are all that their guides have."""
    guide_ids = {passage.chunk.guide.id for passage in passages}
    return len(passages) == sum(len(snapshot.rows_of_guide.get(guide_id, ())) for guide_id in guide_ids)


def _of_guide(snapshot: Snapshot, guide_id: str, own: Sequence[Passage], max_chars: int) -> list[Passage]:
    by_id = {passage.chunk.id: passage for passage in own}
    chunks = sorted((snapshot.chunks[row] for row in snapshot.rows_of_guide[guide_id]), key=lambda chunk: chunk.start)
    place = {chunk.id: n for n, chunk in enumerate(chunks)}
    wanted = list(range(len(chunks)))
    if sum(map(_n_chars, chunks)) > max_chars:
        ranked = [place[passage.chunk.id] for passage in own if passage.chunk.id in place]
        around = [n + step for n in ranked for step in (0, 1, -1) if _are_together(chunks, n, n + step)]
        # The best passages all come before their neighbours.
        wanted = _fitting(list(dict.fromkeys([*ranked[: len(ranked) // 2 + 1], *around, *ranked])), chunks, max_chars)
    return [by_id.get(chunks[n].id) or Passage(chunks[n], 0.0, 0.0) for n in sorted(wanted)]


def _are_together(chunks: Sequence[Chunk], one: int, other: int) -> bool:
    """Whether two chunks are of one section."""
    return 0 <= other < len(chunks) and chunks[one].section.path == chunks[other].section.path


def _fitting(ranked: Sequence[int], chunks: Sequence[Chunk], max_chars: int) -> list[int]:
    """Take the first that fit together; always the very first."""
    taken: list[int] = []
    left = max_chars
    for n in ranked:
        left -= _n_chars(chunks[n])
        if taken and left < 0:
            break
        taken.append(n)
    return taken


def _n_chars(chunk: Chunk) -> int:
    return len(chunk.heading_text) + len(chunk.text)
