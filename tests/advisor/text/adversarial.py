"""Texts that are hard for a pattern, made from the pattern itself."""

import math
import random
import re
from collections.abc import Iterator
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# What backtracks in patterns of any kind: white space, marks, letters, digits, joining words, and mixtures.
USUAL = (
    " ",
    ",",
    "a",
    "a ",
    "and ",
    "7",
    "7,",
    "a. ",
    "$1,000 ",
    "-",
    "'",
    "(",
    "[",
    "a-b ",
    "Aa ",
    "\n",
    ", . ",
    "of ",
)
LONGEST = 60
MOST_SEEDS, MOST_BEGINNINGS, MOST_DEPTH = 12, 10, 3


def seeds(pattern: re.Pattern[str], random_source: random.Random) -> list[str]:
    """Short texts to repeat: the usual ones, what each repetition of the pattern matches, and a whole match."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    own: set[str] = set()
    for body in _repetitions(tree):
        each = [_sample(alternative, random_source)[:LONGEST] for alternative in _alternatives(body)]
        own |= {*each, _sample(body, random_source)[:LONGEST], "".join(random_source.sample(each, min(2, len(each))))}
    own.add(_sample(tree, random_source)[:LONGEST])
    return sorted({*USUAL, *_some(own, MOST_SEEDS, random_source)} - {""})


def beginnings(pattern: re.Pattern[str], random_source: random.Random) -> list[str]:
    """Texts that lead into each part of a pattern; the empty one too."""
    found = _prefixes(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG), random_source, 0)
    return sorted({"", *_some({text[:LONGEST] for text in found}, MOST_BEGINNINGS, random_source)})


def reach(pattern: re.Pattern[str]) -> float:
    """How many characters one try of a pattern can look at, those ahead and behind included; infinity without a bound.

    A pattern of a finite reach costs each place of a text no more than some constant, however long the text is.
    """
    return _reach(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))


def _reach(tree: Any) -> float:
    total = 0.0
    for op, argument in tree:
        match str(op):
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN" | "CATEGORY":
                total += 1
            case "AT":
                pass
            case "ASSERT" | "ASSERT_NOT":
                total += _reach(argument[1])
            case "BRANCH" | "SUBPATTERN" | "ATOMIC_GROUP" as name:
                total += max(map(_reach, _inner(name, argument)))
            case name if name.endswith("_REPEAT") and argument[1] != parser.MAXREPEAT:
                total += argument[1] * _reach(argument[2])
            case _:  # without a bound, or something that a group before has matched
                return math.inf
    return total


def _some(texts: set[str], most: int, random_source: random.Random) -> list[str]:
    return sorted(texts) if len(texts) <= most else random_source.sample(sorted(texts), most)


def _prefixes(tree: Any, random_source: random.Random, depth: int) -> Iterator[str]:
    """Texts that lead to each item of a tree, and to each item within its groups and alternatives."""
    items = list(tree)
    for n, (op, argument) in enumerate(items[:6]):
        before = _sample(items[:n], random_source)
        yield before + _sample(items[n : n + 1], random_source)
        if depth < MOST_DEPTH:
            for inner in _inner(str(op), argument):
                yield from (before + prefix for prefix in _prefixes(inner, random_source, depth + 1))


def _inner(name: str, argument: Any) -> list[Any]:
    """The trees within an item: a group's, or those of its alternatives."""
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "ATOMIC_GROUP":
        return [argument]
    return list(argument[1]) if name == "BRANCH" else []


def _alternatives(tree: Any) -> list[Any]:
    """The alternatives of a tree that is a group of some, else the tree itself."""
    items = list(tree)
    inner = _inner(str(items[0][0]), items[0][1]) if len(items) == 1 else []
    return [one for tree in inner for one in _alternatives(tree)] if inner else [tree]


def _repetitions(tree: Any) -> Iterator[Any]:
    for op, argument in tree:
        name = str(op)
        if name.endswith("_REPEAT"):
            if argument[1] > LONGEST // 8:
                yield argument[2]
            yield from _repetitions(argument[2])
        elif name == "SUBPATTERN":
            yield from _repetitions(argument[3])
        elif name == "ATOMIC_GROUP":
            yield from _repetitions(argument)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _repetitions(branch)
        elif name.startswith("ASSERT"):
            yield from _repetitions(argument[1])


def _sample(tree: Any, random_source: random.Random) -> str:
    """A text that a parsed pattern matches, or nearly."""
    made = []
    for op, argument in tree:
        name = str(op)
        if name == "LITERAL":
            made.append(chr(argument))
        elif name == "NOT_LITERAL":
            made.append("x" if argument != ord("x") else "y")
        elif name == "ANY":
            made.append("a")
        elif name == "IN":
            made.append(_character(argument, random_source))
        elif name.endswith("_REPEAT"):
            made.append(_sample(argument[2], random_source) * max(1, min(argument[0], 5)))
        elif name == "SUBPATTERN":
            made.append(_sample(argument[3], random_source))
        elif name == "ATOMIC_GROUP":
            made.append(_sample(argument, random_source))
        elif name == "BRANCH":
            made.append(_sample(random_source.choice(argument[1]), random_source))
        elif name == "CATEGORY":
            made.append(_of_category(str(argument)))
    return "".join(made)


def _character(members: Any, random_source: random.Random) -> str:
    if str(members[0][0]) == "NEGATE":
        return random_source.choice("a7 ")
    found = []
    for op, argument in members:
        name = str(op)
        found += [chr(argument)] if name == "LITERAL" else []
        found += [chr(argument[0]), chr(argument[1])] if name == "RANGE" else []
        found += [_of_category(str(argument))] if name == "CATEGORY" else []
    return random_source.choice(found)


def _of_category(name: str) -> str:
    return {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_NOT_WORD": " "}.get(name, "a")
