"""The text around a place, as far as patterns may look."""

REACH = 160  # characters; no pattern that ends at a place spans more


def text_before(text: str, at: int) -> str:
    """The characters right before a place, for patterns that are anchored at their end.

    Looking at all that comes before each of many places would cost the square of a text's length.
    """
    return text[max(0, at - REACH) : at]
