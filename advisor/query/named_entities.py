"""Named entities of a question: places, firms, people, years, terms of employment."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from advisor.text.context import text_before
from advisor.text.spelling import is_english
from advisor.text.tokens import STOPWORDS

HERE = Path(__file__).parent

# The reader's own place or employer, past or present, follows this; it is no condition of the answer.
OWN = re.compile(
    r"\b(?:i'?m|im|i am|i was|i live|i work(?:ed)?|i grew|working|worked|i come|moved|moving|i have|i studied|i'?ve"
    r"|my \w+|between)\b[^.?!;]{0,60}$",
    re.IGNORECASE,
)
# A name recognised by its capitals; at the beginning of a sentence or quotation every word has one.
CAPITALS = re.compile(
    r"(?<![.!?:…]\s)(?<!^)(?<![\"“‘'(])\b(?!I\b|I'|OK\b)[A-Z][a-z]+(?:[A-Z&.'-]?\w+)*(?:\s[A-Z][a-z]\w+)*"
)
# "OSHA", "SHRM", and web addresses.
ACRONYM = re.compile(r"(?<![\w.-])[A-Z][A-Z&]{2,6}(?![\w-])|\b\w+\.(?:com|io|org|net|ai)\b", re.ASCII)
# Abbreviations that everybody uses, which are no names.
EVERYDAY = frozenset(
    "WFH FAQ ASAP FYI DIY TLDR LOL BTW IMO IMHO OMG WTF CEO CFO COO CTO TBH IDK USA USD EUR GBP ETC VIP POV BFF NGL IRL"
    " ROFL LMAO FTE STEM GPA GED".split()
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find_names(question: str) -> tuple[str, ...]:
    """Find places, employers, years and capitalised names, in lower case.

    The reader's own place and employer are left out.
    """
    found = [*_known_names().finditer(question), *YEAR.finditer(question)]
    if sum(map(str.isupper, question)) * 2 < sum(map(str.isalpha, question)):
        # A question within a sentence begins with a capital too.
        found += [match for match in CAPITALS.finditer(question) if match.group().lower() not in STOPWORDS]
        found += [
            m for m in ACRONYM.finditer(question) if m.group() not in EVERYDAY and not is_english(m.group().lower())
        ]
    own = [match for match in found if not OWN.search(text_before(question, match.start()))]
    return tuple(dict.fromkeys(match.group().lower().removesuffix("'s") for match in own))


def find_employment_terms(question: str) -> tuple[frozenset[str], ...]:
    """Find the terms of employment in a question, such as pensions.

    Gives for each the words by which guides speak of it.
    """
    text = question.lower().replace("’", "'")
    return tuple(words for pattern, words in _known_terms() if pattern.search(text))


def missing_names(names: Collection[str], vocabulary: Collection[str]) -> tuple[str, ...]:
    """Select the names without a single word in a vocabulary.

    ``vocabulary``: the lower-case words of a guide or a passage.
    """
    return tuple(
        name
        for name in names
        if not any(_is_known(word, vocabulary) for word in re.findall(r"[\w&+#]+", name) if len(word) > 1)
    )


def _is_known(word: str, vocabulary: Collection[str]) -> bool:
    return not {word, f"{word}s", word.removesuffix("s"), word.removesuffix("es")}.isdisjoint(vocabulary)


@cache
def _known_terms() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    lines = (HERE / "employment_terms.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("|") for line in lines if line and not line.startswith("#")]
    return tuple(
        (
            re.compile(rf"\b(?:{'|'.join(re.escape(name.strip()) for name in names.split(','))})(?!\w)"),
            frozenset(words.split()),
        )
        for names, words in pairs
    )


@cache
def _known_names() -> re.Pattern[str]:
    lines = [
        line
        for file in ("places.txt", "employers.txt")
        for line in (HERE / file).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    longest_first = sorted(lines, key=len, reverse=True)
    return re.compile(rf"(?<![\w&])(?:{'|'.join(map(re.escape, longest_first))})(?:'s)?(?![\w&])", re.IGNORECASE)
