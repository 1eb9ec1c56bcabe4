"""Derive the stems of English words: ``python -m evals.fitting.dictionary WORDNET``.

WORDNET is the folder src/yaml of the Open English Wordnet (CC BY 4.0; see advisor/citation/structure/LICENCES.md).
Written are the stems of its words and irregular forms in small letters, three letters and more.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import Stemmer
import yaml

from advisor.citation.structure.dictionary import STEMS

MIN_LETTERS = 3
_LETTERS = re.compile(r"[a-z]+")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fitting.dictionary")
    parser.add_argument("wordnet", type=Path, help="the folder src/yaml of the Open English Wordnet")
    stem = Stemmer.Stemmer("english").stemWord
    stems = {stem(word) for word in read_words(parser.parse_args().wordnet)}
    STEMS.write_text("\n".join(sorted(stems)) + "\n", encoding="utf-8")
    print(f"{len(stems)} stems")


def read_words(folder: Path) -> Iterator[str]:
    """The words of a release in small letters."""
    for path in sorted(folder.glob("entries-*.yaml")):
        for word, parts in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            for form in (word, *(form for entry in parts.values() for form in entry.get("form", ()))):
                if form == form.lower():
                    yield from (one for one in _LETTERS.findall(form) if len(one) >= MIN_LETTERS)


if __name__ == "__main__":
    main()
