"""Marks of the word pieces that a place and a sentence share."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

N_MARKS = 5  # of each side
MAX_PIECES = 128  # of both sides together
BEGIN, END = 101, 102

Pieces = tuple[list[int], list[int]]


def laid_out(place: Sequence[int], sentence: Sequence[int], max_pieces: int = MAX_PIECES) -> Pieces:
    """The pieces of both sides in one row, with their marks.

    The sentence's marks follow the place's. What does not fit is cut off at the end of the place.
    """
    sentence = sentence[: max_pieces // 2]
    place = place[: max_pieces - 3 - len(sentence)]
    held, said = piece_marks(place, sentence)
    marks = [0, *held, 0, *(N_MARKS + mark for mark in said), N_MARKS]
    return [BEGIN, *place, END, *sentence, END], marks


def piece_marks(place: Sequence[int], sentence: Sequence[int]) -> tuple[list[int], list[int]]:
    """A mark for each piece of a place, and of a sentence.

    0: the other side lacks it; 1: it has it; 2: beside the same neighbour; 3 and 4: the same, but not in the order that
    both have in common.
    """
    blocks = SequenceMatcher(None, place, sentence, autojunk=False).get_matching_blocks()
    in_place = {n for block in blocks for n in range(block.a, block.a + block.size)}
    in_sentence = {n for block in blocks for n in range(block.b, block.b + block.size)}
    return _marks(place, sentence, in_place), _marks(sentence, place, in_sentence)


def _marks(mine: Sequence[int], theirs: Sequence[int], in_order: set[int]) -> list[int]:
    own, pairs = set(theirs), set(pairwise(theirs))
    beside = [pair in pairs for pair in pairwise(mine)]
    return [
        (1 + any(beside[max(n - 1, 0) : n + 1]) + 2 * (n not in in_order)) if piece in own else 0
        for n, piece in enumerate(mine)
    ]
