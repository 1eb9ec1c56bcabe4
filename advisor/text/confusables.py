"""Letters of other scripts that look like Latin ones, folded to them."""

import unicodedata

# Cyrillic and Greek letters, and a few others, that a reader takes for Latin ones.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝьАВЕКМНОРСТУХІЈЅԌԚԜαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɑɡℓ․",
    "aeopcyxijshdqwbABEKMHOPCTYXIJSGQWaovptuikABEZHIKMNOPTYXiagl.",
)


def fold_lookalikes(text: str) -> str:
    """The text with words that only look Latin in Latin.

    A word is folded if all of its letters are Latin then; a word really in another script stays.
    """
    if text.isascii():
        return text
    return " ".join(_fold_word(word) for word in text.split(" "))


def _fold_word(word: str) -> str:
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKC", word) if any(_is_wide(c) for c in word) else word
    folded = plain.translate(_LOOKALIKES)
    return folded if all(not c.isalpha() or _is_latin(c) for c in folded) else plain


def _is_wide(character: str) -> bool:
    """Whether a character is a full-width or mathematical form of another."""
    return "\uff01" <= character <= "\uff5e" or "\U0001d400" <= character <= "\U0001d7ff"


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MICRO"))
