"""Halves: where a sentence may join what two places say."""

import re
from collections.abc import Iterator

MAX_JOINTS = 6
_JOINT = re.compile(r",? (?=(?:and|but|while|which|who|although|though|whereas|yet|or|with)\b)|[;:] |, ", re.IGNORECASE)


def halves(sentence: str) -> Iterator[tuple[str, str]]:
    """The parts before and behind the first joints of a sentence."""
    for _, joint in zip(range(MAX_JOINTS), _JOINT.finditer(sentence), strict=False):
        yield sentence[: joint.start()], sentence[joint.end() :]
