"""Pieces are marked by what the other side has, and whether it has it in the same order."""

from advisor.citation.piece_marks import N_MARKS, laid_out, piece_marks


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


def test_both_sides_stand_in_one_row_and_what_does_not_fit_is_cut_off_at_the_end_of_the_place() -> None:
    ids, marks = laid_out([5, 6, 7], [7, 9, 5, 6])
    assert ids == [101, 5, 6, 7, 102, 7, 9, 5, 6, 102]
    assert marks == [0, 2, 2, 3, 0, 8, 5, 7, 7, 5]
    assert laid_out([5, 6, 7, 8], [9, 9, 9, 9, 9], max_pieces=8)[0] == [101, 5, 102, 9, 9, 9, 9, 102]
