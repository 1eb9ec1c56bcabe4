"""Gather ordinary words: ``python -m evals.fitting.ordinary_words ARCHIVE_OF_PAGES``.

A word at the beginning of a claim is no name when its stem is among them. They are the lower-case words of the
Occupational Outlook Handbook's pages and of the intent bank, kept in advisor/citation/ordinary.txt.
"""

import re
import sys
import tarfile
from collections import Counter

from bs4 import BeautifulSoup

from advisor.citation.names import ORDINARY
from advisor.query.intent_bank import WORDINGS
from advisor.text.tokens import STOPWORDS, stems

MIN_PAGES = 4
MOSTLY = 10  # ratio of lower-case to capitalized uses inside sentences
INSIDE = re.compile(r"(?<=[a-z,;] )[A-Za-z]+\b")


def main() -> None:
    small, capital = Counter[str](), Counter[str]()
    with tarfile.open(sys.argv[1]) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".html") else None
            if file:
                words = set(INSIDE.findall(BeautifulSoup(file.read(), "lxml").get_text(" ")))
                small.update(word for word in words if word.islower())
                capital.update(word.lower() for word in words if word.istitle())
    asked = {
        word for path in sorted(WORDINGS.glob("*.yaml")) for word in INSIDE.findall(path.read_text(encoding="utf-8"))
    }
    kept = {word for word, n in small.items() if n >= MIN_PAGES and n >= MOSTLY * capital[word]}
    kept |= {word for word in asked if word.islower() and small[word] >= MOSTLY * capital[word]}
    found = {stem for word in kept - STOPWORDS for stem in stems(word)}
    ORDINARY.write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")
    print(f"{len(found)} stems")


if __name__ == "__main__":
    main()
