"""Pairs of figures written by hand are judged right."""

from collections import Counter

from evals.chat.figure_pairs import LEAST_RIGHT, figure_pairs, judge_pairs


def test_there_are_hundreds_of_pairs_half_of_them_the_same() -> None:
    pairs = figure_pairs()
    n_same = Counter(pair.is_same for pair in pairs)
    assert len(set(pairs)) == len(pairs) >= 300
    assert abs(n_same[True] - n_same[False]) < 0.05 * len(pairs)


def test_nearly_all_pairs_of_either_half_are_judged_right() -> None:
    for half in {row.half for row in judge_pairs()}:
        rows = [row for row in judge_pairs() if row.half == half]
        wrong = [pair for row in rows for pair in row.wrong]
        assert 1 - len(wrong) / sum(row.n for row in rows) >= LEAST_RIGHT, wrong
