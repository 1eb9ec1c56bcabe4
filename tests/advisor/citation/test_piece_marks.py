"""Pieces are marked by what the other side has, and whether it has it in the same order."""

from advisor.citation.piece_marks import N_MARKS, piece_marks


def test_pieces_are_marked_by_what_the_other_side_has() -> None:
    assert piece_marks([1, 2, 3, 9], [5, 2, 3]) == ([0, 2, 2, 0], [0, 2, 2])
    assert piece_marks([], [1]) == ([], [0])


def test_what_stands_elsewhere_in_the_order_is_marked_apart() -> None:
    of_place, of_sentence = piece_marks([1, 2, 3, 4, 5, 6], [5, 6, 1, 2, 3])
    assert of_place == [2, 2, 2, 0, 4, 4]
    assert of_sentence == [4, 4, 2, 2, 2]
    assert max(of_place) < N_MARKS


def test_a_word_that_only_changes_its_neighbours_is_no_part_of_a_run() -> None:
    assert piece_marks([1, 2, 3], [1, 7, 3]) == ([1, 0, 1], [1, 0, 1])
    assert piece_marks([1, 2, 3], [3, 7, 1])[1] in ([3, 0, 1], [1, 0, 3])
