"""The columns of one line of a table written as plain text."""

import re

_BORDER = re.compile(r"[ ]*\t+[ ]*|[ ]{3,}|(?<![.!?:;,])[ ]{2}|[ ]+\|[ ]*|[ ]*\|[ ]+")


def split_columns(line: str) -> list[str]:
    """The cells of a line, without blank ones at its end.

    They are set apart by tabs, by bars or by more than one blank.
    """
    bare = line.strip(" |") if "|" in line else line.strip(" ")
    return [cell.strip() for cell in _BORDER.split(bare)]


def is_set_in_columns(line: str) -> bool:
    """Whether a line has several cells."""
    return len(split_columns(line)) > 1
