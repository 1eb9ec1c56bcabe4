"""Derive the lexicon of the sense check: ``python -m evals.fitting.lexicon WORDNET PUBLIC_DATA``.

WORDNET is the folder src/yaml of the Open English Wordnet (CC BY 4.0; see advisor/citation/structure/LICENCES.md).
Written are the stems of its words, and of words that the public data use twice or more: synonyms by a usual sense or
by derivation, more general words, and opposites.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import Stemmer
import yaml

from advisor.citation.structure.lexicon import TABLES, WORDS
from evals.public.data import read_titles

N_SENSES, N_FIRST = 3, 2  # of a word, the commonest first: for synonyms, and for broader words and opposites
MIN_USES, MIN_LETTERS = 2, 3
TEXTS = ("qa/clapnq/*.jsonl", "qa/squad2/*.json", "attribution/mtrag/*.json")
_TAG = re.compile(r"<[^<>]*>")
_LETTERS = re.compile(r"[a-z]+(?:-[a-z]+)*")

Pair = tuple[str, str]


@dataclass(slots=True)
class Wordnet:
    """Words by their senses, and the sets of synonyms."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    synsets: dict[str, dict[str, Any]] = field(default_factory=dict)

    def senses(self) -> Iterator[tuple[str, str, int, Mapping[str, Any]]]:
        """All senses of single words in small letters: word, part of speech, rank, entry."""
        for word, parts in self.entries.items():
            if " " not in word and word == word.lower():
                for part, entry in parts.items():
                    for rank, sense in enumerate(entry["sense"]):
                        yield word, part[0], rank, sense


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fitting.lexicon")
    parser.add_argument("wordnet", type=Path, help="the folder src/yaml of the Open English Wordnet")
    parser.add_argument("data", type=Path, help="the folder of the public data")
    arguments = parser.parse_args()
    wordnet = read_wordnet(arguments.wordnet)
    tables = derive_tables(wordnet, used_words(arguments.data))
    lines = [line for name, pairs in tables.items() for line in (f"[{name}]", *_by_first(pairs))]
    TABLES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    WORDS.write_text("\n".join(sorted(all_stems(wordnet))) + "\n", encoding="utf-8")
    print({name: len(pairs) for name, pairs in tables.items()})


def read_wordnet(folder: Path) -> Wordnet:
    """Read the files of a release."""
    found = Wordnet()
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "frames.yaml":
            content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
            (found.entries if path.name.startswith("entries-") else found.synsets).update(content)
    return found


def used_words(data: Path) -> frozenset[str]:
    """The words that the handbook and the public questions use."""
    counts: Counter[str] = Counter()
    for page in read_titles(data, 0, 1).pages.values():
        counts.update(_LETTERS.findall(_TAG.sub(" ", page.decode("utf-8", "replace"))))
    for pattern in TEXTS:
        for path in data.glob(pattern):
            counts.update(_LETTERS.findall(path.read_text(encoding="utf-8")))
    return frozenset(word for word, n in counts.items() if n >= MIN_USES and len(word) >= MIN_LETTERS)


def all_stems(wordnet: Wordnet) -> frozenset[str]:
    """The stems of all words and irregular forms in small letters."""
    stem = Stemmer.Stemmer("english").stemWord
    written = (
        form
        for word, parts in wordnet.entries.items()
        for form in (word, *(form for entry in parts.values() for form in entry.get("form", ())))
    )
    words = (word for form in written if form == form.lower() for word in _LETTERS.findall(form))
    return frozenset(stem(part) for word in words for part in word.split("-") if len(part) >= MIN_LETTERS)


def derive_tables(wordnet: Wordnet, used: frozenset[str]) -> dict[str, set[Pair]]:
    """Pairs of stems by relation."""
    stem = Stemmer.Stemmer("english").stemWord
    place = {
        sense["id"]: (word, sense["synset"])
        for word, parts in wordnet.entries.items()
        for entry in parts.values()
        for sense in entry["sense"]
    }
    ranks = {(word, sense["synset"]): rank for word, _, rank, sense in wordnet.senses()}
    opposite_of_synset: dict[str, set[str]] = defaultdict(set)
    for _, _, _, sense in wordnet.senses():
        opposite_of_synset[sense["synset"]] |= {place[one][0] for one in sense.get("antonym", ()) if one in place}

    synonyms: set[Pair] = set()
    broader: set[Pair] = set()
    opposites: set[Pair] = set()

    def add(pairs: set[Pair], word: str, others: Iterable[str], *, ordered: bool = False) -> None:
        for other in others:
            one, two = stem(word), stem(other)
            if other in used and one != two:
                pairs.add((one, two) if ordered or one < two else (two, one))

    for word, part, rank, sense in wordnet.senses():
        if word not in used:
            continue
        synset = wordnet.synsets[sense["synset"]]
        add(opposites, word, (place[one][0] for one in sense.get("antonym", ()) if one in place))
        if rank < N_SENSES:
            add(synonyms, word, (o for o in synset["members"] if ranks.get((o, sense["synset"]), 9) < N_SENSES))
            derived = (place[one] for one in sense.get("derivation", ()) if one in place)
            add(synonyms, word, (o for o, its in derived if ranks.get((o, its), 9) < N_SENSES))
        if rank < N_FIRST and part in "nv":
            for upper in synset.get("hypernym", ()):
                members = wordnet.synsets[upper]["members"]
                add(broader, word, (o for o in members if ranks.get((o, upper), 9) < N_FIRST), ordered=True)
        if rank < N_FIRST and part in "as":
            for like in synset.get("similar", ()):
                add(opposites, word, opposite_of_synset[like])
    return {"synonyms": synonyms - opposites, "broader": broader, "opposites": opposites}


def _by_first(pairs: Iterable[Pair]) -> Iterator[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(pairs):
        found[one].append(other)
    yield from (f"{one} {' '.join(others)}" for one, others in found.items())


if __name__ == "__main__":
    main()
