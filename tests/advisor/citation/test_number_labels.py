"""Labels of numbers: which words a text has beside them, and whose row a sentence names."""

from advisor.citation.number_labels import NumberPlace, NumberSpan, are_exchanged, label, named_in, names_other, places
from advisor.text.tokens import stems


def _place(value: float, words: str, measure: str = "") -> NumberPlace:
    return NumberPlace(frozenset((value,)), measure, frozenset(stems(words)))


def test_the_words_beside_a_number_end_at_the_next_one_and_at_breaks() -> None:
    text = "A small kitchen takes 2 days, a large kitchen 4."
    spans = [NumberSpan(text.index(one), text.index(one) + 1, frozenset((float(one),)), "") for one in "24"]
    small, large = places(text, spans, frozenset(stems("kitchen")))
    assert small.beside == frozenset(stems("small takes"))
    assert large.beside == frozenset(stems("large"))


def test_numbers_are_exchanged_where_each_stands_only_at_the_words_of_the_other() -> None:
    held = [_place(2, "small kitchen"), _place(4, "large kitchen")]
    assert are_exchanged([_place(4, "small kitchen"), _place(2, "large kitchen")], held)
    assert not are_exchanged([_place(4, "large"), _place(2, "small")], held)
    assert not are_exchanged([_place(4, "kitchen"), _place(2, "kitchen")], held)
    assert not are_exchanged([_place(4, "small")], held)


def test_numbers_of_different_measures_are_not_exchanged() -> None:
    held = [_place(15, "Bergen", "second"), _place(150, "private", "money")]
    assert not are_exchanged([_place(15, "private", "second"), _place(150, "Bergen", "money")], held)


def test_a_row_begins_with_its_label() -> None:
    assert label("Leading hand: $42 an hour") == frozenset(stems("leading hand"))
    assert label("Machine minder £31,500 £28,200") == frozenset(stems("machine minder"))
    assert label("Role: Skipper; Shares: 2 shares") == frozenset(stems("skipper"))
    assert not label("Body: knees and backs suffer more than hands. About a third report it.")
    assert not label("Nobody is paid.")


def test_a_row_is_named_in_full_and_not_beside_the_own_one() -> None:
    own, other = frozenset(stems("leading hand")), frozenset(stems("junior fitter"))
    assert names_other(named_in("A junior fitter gets $42."), own, iter([other]))
    assert not names_other(named_in("A leading hand gets more than a junior fitter."), own, iter([other]))
    assert not names_other(named_in("A fitter gets $42."), own, iter([other]))
    assert not names_other(named_in("It is paid outside London."), own, iter([frozenset(stems("London"))]))
