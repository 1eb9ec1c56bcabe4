"""Letters of other scripts that look like Latin ones are read as these."""

import pytest

from advisor.text.confusables import fold_lookalikes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A degree is n\u043et needed.", "A degree is not needed."),
        ("\u0421\u0420\u0410 exam", "CPA exam"),
        ("\uff30ython and \U0001d40f\U0001d40c\U0001d40f", "Python and PMP"),
        ("pmp\u2024com", "pmp.com"),
        ("caf\u00e9 owners in \u00d6sterreich", "caf\u00e9 owners in \u00d6sterreich"),
        ("\u041f\u0440\u0438\u0432\u0435\u0442 world", "\u041f\u0440\u0438\u0432\u0435\u0442 world"),
        ("\u03a3iemens", "\u03a3iemens"),
        ("$65,000 \u2013 3\u00bd years", "$65,000 \u2013 3\u00bd years"),
    ],
)
def test_words_that_only_look_latin_are_latin_and_others_stay(text: str, plain: str) -> None:
    assert fold_lookalikes(text) == plain
