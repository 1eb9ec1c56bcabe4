"""Pairs for the support model: ``python -m evals.fitting.support_pairs MIRRORS DATA SENTENCES OUT``.

MIRRORS holds git mirrors of public repositories (see support_sources), DATA is the folder of public data, SENTENCES has
one folder for each career with ``guide.*``, ``sentences.tsv`` (kind, true or false, quote, sentence) and perhaps
``echo.tsv`` (quote, and a sentence in nearly its words). OUT becomes a file of JSON lines in the order of training.
Needs no torch.
"""

import argparse
import json
import random
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path

from advisor.citation.sense import sentence_of
from advisor.citation.sources import below_headings, flat, headings_of
from advisor.domain import Guide
from advisor.errors import GuideError
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_guide
from advisor.ingestion.parsing.html import parse_html
from evals.fitting.support_edits import WORDS, capital, changed, exchanged, kept, lowered, role_nouns
from evals.fitting.support_sources import Mirrors, Pair, read_public
from evals.public.data import read_clapnq_answers

SEED = 21
N_PAGES = 130
SHARE_OF_SENTENCES = 0.42
MAX_PUBLIC_WORDS = 75
# Pairs of one public repository; of the others at most OTHER_PUBLIC.
PUBLIC = {
    "salesforce/DocNLI": 7000,
    "OanaMariaCamburu/e-SNLI": 2200,
    "microsoft/TaxiNLI": 2400,
    "verypluming/MED": 2000,
}
OTHER_PUBLIC = 900
# Shares of the public and the edited pairs in each pass over the authors' sentences; the authors' come in all passes.
PASSES = ((0.4, 0.4), (0.25, 0.25), (0.2, 0.2), (0.15, 0.15))
WRONG_PLACE = 0.13
AUTHORS_WEIGHT = 1.5
SHARE_OF_JOINED, MAX_JOINED_WORDS = 12, 34  # in a hundred of the authors' sentences
JOINTS = (", and", ", and", " and", ";", ", but", ", while")
LEAST_OF_QUOTE = 0.6  # of a quote's words, that its place must have
_SUBJECT = re.compile(
    r"([A-Z][\w ]{3,40}?) (?=(?:are|is|may|must|can|should|will|work|use|have|need|often|usually|also)\b)"
)
_CLAUSE = re.compile(r"(?:, (?:and|but|which|who) |\b(?:and|because|while|if|when|in order to|to) )[^,]{12,60}\.$")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence, item or row of a guide with headings and neighbours."""

    guide: str
    heading: str
    before: str
    text: str
    after: str

    def premise(self, draw: random.Random) -> str:
        """The place as the model gets to see it.

        Mostly it stands alone below its headings, as in the product.
        """
        share = draw.random()
        if share < 0.08:
            return self.text
        words = self.text if share < 0.9 else f"{self.before} {self.text}"
        words = f"{words} {self.after}" if share > 0.97 else words
        return f"{self.heading}. {words.strip()}"


@dataclass(frozen=True, slots=True)
class AuthoredSentence:
    """A sentence by an author, with the place that it is about."""

    career: str
    kind: str
    sentence: str
    borne: bool
    place: Place


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fitting.support_pairs")
    for name, about in (
        ("mirrors", "the folder of git mirrors, each named owner+name"),
        ("data", "the folder of the public data"),
        ("sentences", "a folder for each career, with guide.* and sentences.tsv"),
        ("out", "the file of pairs that is written"),
    ):
        parser.add_argument(name, type=Path, help=about)
    arguments = parser.parse_args()
    draw = random.Random(SEED)
    public = list(_public(Mirrors(arguments.mirrors), draw))
    edited = [*_edited(handbook(arguments.data), draw), *_answers(arguments.data, draw), *_lists(draw)]
    ours = own_pairs()
    folders = sorted(arguments.sentences.iterdir())
    authored = [one for folder in folders for one in read_authored(folder)]
    by_career = {folder: [one for one in authored if one.career == folder.name] for folder in folders}
    joined = [pair for folder, own in by_career.items() for pair in _joined(folder, own, draw)]
    turned = [pair for folder, own in by_career.items() for pair in _exchanged(folder, own, draw)]
    echoes = [pair for folder in folders for pair in _echoes(folder, draw)]
    draw.shuffle(public)
    draw.shuffle(edited)
    with arguments.out.open("w", encoding="utf-8") as out:
        start = [0, 0]
        for shares in PASSES:
            ends = [
                at + round(share * len(rows)) for at, share, rows in zip(start, shares, (public, edited), strict=True)
            ]
            rows = [
                *_authored(authored, draw),
                *joined,
                *turned,
                *public[start[0] : ends[0]],
                *edited[start[1] : ends[1]],
                *ours,
            ]
            rows += echoes if shares == PASSES[-1] else ()
            start = ends
            draw.shuffle(rows)
            for pair in rows:
                weight = AUTHORS_WEIGHT if pair.source == "authors" else 1.0
                out.write(json.dumps({**asdict(pair), "weight": weight}) + "\n")
    print(f"{len(public)} public, {len(edited)} edited, {len(ours)} of our own, {len(authored)} by authors")


def read_authored(folder: Path) -> Iterator[AuthoredSentence]:
    """The sentences of one career, each with the place of its quote."""
    guide = parse_guide(next(folder.glob("guide.*")))
    places = list(places_of(guide))
    for line in (folder / "sentences.tsv").read_text(encoding="utf-8").splitlines():
        kind, label, quote, sentence = line.split("\t")
        place, words = holding(places, quote), _words(quote)
        if len(words & _words(place.text)) >= LEAST_OF_QUOTE * len(words):
            yield AuthoredSentence(folder.name, kind, sentence, label == "true", place)


def _echoes(folder: Path, draw: random.Random) -> Iterator[Pair]:
    """Sentences in nearly a place's words and copies of it, all borne; and these after an edit, not borne.

    Without them the model takes closeness for a sign of falsehood: authors' true sentences are never copies.
    """
    file = folder / "echo.tsv"
    if not file.is_file():
        return
    places = list(places_of(parse_guide(next(folder.glob("guide.*")))))
    for line in file.read_text(encoding="utf-8").splitlines():
        quote, sentence = line.split("\t")
        place = holding(places, quote)
        for said in (sentence, place.text):
            yield Pair(place.premise(draw), said, "entailment", "echoes")
            if found := changed(said, draw):
                yield Pair(place.premise(draw), found[0], "no", "echoes")


def _joined(folder: Path, authored: Sequence[AuthoredSentence], draw: random.Random) -> Iterator[Pair]:
    """Sentences about two places of a guide.

    They are the authors' own (``joined.tsv``), and two of theirs put side by side.
    """
    file = folder / "joined.tsv"
    places = list(places_of(parse_guide(next(folder.glob("guide.*")))))
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        first, second, label, sentence = line.split("\t")
        premise = side_by_side(holding(places, first), holding(places, second))
        yield Pair(premise, sentence, "entailment" if label == "true" else "no", "authors")
    true, false = ([one for one in authored if one.borne is borne] for borne in (True, False))
    for n in range(len(authored) * SHARE_OF_JOINED // 100):
        one, other = draw.sample([draw.choice(true), draw.choice(false if n % 2 else true)], 2)
        if one.place.text == other.place.text or len((one.sentence + other.sentence).split()) > MAX_JOINED_WORDS:
            continue
        sentence = f"{one.sentence.rstrip('.')}{draw.choice(JOINTS)} {lowered(other.sentence)}"
        borne = one.borne and other.borne
        yield Pair(side_by_side(one.place, other.place), sentence, "entailment" if borne else "no", "joined")


def side_by_side(first: Place, second: Place) -> str:
    """Two places as the model gets to see them."""
    return below_headings((place.heading, place.text) for place in (first, second))


def _exchanged(folder: Path, authored: Sequence[AuthoredSentence], draw: random.Random) -> Iterator[Pair]:
    """True sentences after two nouns have changed places: who does what to whom."""
    guide = next(folder.glob("guide.*")).read_text(encoding="utf-8")
    nouns = role_nouns(" ".join((guide, *(one.sentence for one in authored))))
    for one in authored:
        if one.borne and (said := exchanged(one.sentence, nouns, draw)):
            yield Pair(one.place.premise(draw), said, "no", "exchanged")


def holding(places: Sequence[Place], quote: str) -> Place:
    """The place that holds a quote, or else the likest one.

    Where two neighbours hold it, they are one place.
    """
    words = flat(quote)
    best = max(places, key=lambda one: (words in one.text, len(_words(words) & _words(one.text))))
    if words in best.text:
        return best
    both = (replace(one, text=f"{one.text} {one.after}", after="") for one in places)
    return next((one for one in both if words in one.text), best)


def places_of(guide: Guide) -> Iterator[Place]:
    for chunk in chunk_guide(guide):
        texts = [flat(sentence_of(guide, span)) for span in chunk.sentences]
        heading = headings_of(chunk.section.path, guide)
        for before, text, after in zip(["", *texts], texts, [*texts[1:], ""], strict=False):
            yield Place(guide.title, heading, before, text, after)


def handbook(data: Path) -> list[Place]:
    """Places of some pages of the Occupational Outlook Handbook."""
    places: list[Place] = []
    with tarfile.open(data / "guides/bls_ooh/html.tar.gz") as archive:
        pages = sorted(one.name for one in archive.getmembers() if one.name.endswith(".html"))
        for name in random.Random(SEED).sample(pages, N_PAGES):
            page = archive.extractfile(name)
            try:
                places += places_of(parse_html(page.read().decode() if page else "", name=Path(name).stem))
            except GuideError:
                continue
    return places


def own_pairs() -> list[Pair]:
    """The pairs of support_pairs.txt."""
    pairs, premise = [], ""
    for line in (files("evals.fitting") / "support_pairs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(("+ ", "- ")):
            pairs.append(Pair(premise, line[2:], "entailment" if line[0] == "+" else "no", "own"))
        elif line and not line.startswith("#"):
            premise = line
    return pairs


def _public(mirrors: Mirrors, draw: random.Random) -> Iterator[Pair]:
    """A sample of every repository; about half of it is borne."""
    groups: dict[str, dict[bool, list[Pair]]] = defaultdict(lambda: {True: [], False: []})
    for pair in dict.fromkeys(read_public(mirrors)):
        if len(pair.premise.split()) + len(pair.sentence.split()) <= MAX_PUBLIC_WORDS:
            groups[pair.source][pair.label == "entailment"].append(pair)
    for source, found in groups.items():
        wanted = PUBLIC.get(source, OTHER_PUBLIC)
        for rows in found.values():
            draw.shuffle(rows)
        n_true = min(len(found[True]), wanted * 45 // 100 if found[False] else wanted)
        yield from found[True][:n_true]
        yield from found[False][: wanted - n_true]


def _authored(sentences: Sequence[AuthoredSentence], draw: random.Random) -> Iterator[Pair]:
    """Each sentence with its place, and some with a similar place that it is not about."""
    places: dict[str, dict[str, Place]] = defaultdict(dict)
    for one in sentences:
        places[one.career].setdefault(one.place.text, one.place)
    for one in sentences:
        label = "entailment" if one.borne else "no"
        yield Pair(one.place.premise(draw), one.sentence, label, "authors")
        if draw.random() < WRONG_PLACE:
            said, own = _words(one.sentence), _words(one.place.text)
            others = [p for p in places[one.career].values() if len(_words(p.text) & own) < len(own) / 2]
            near = sorted(others, key=lambda p: -len(_words(p.text) & said))[:3]
            if near:
                yield Pair(draw.choice(near).premise(draw), one.sentence, "no", "authors, another place")


def _edited(places: Sequence[Place], draw: random.Random) -> Iterator[Pair]:
    """Sentences of the handbook after edits that keep or change what they say."""
    usable = [place for place in dict.fromkeys(places) if _is_usable(place.text)]
    by_heading: dict[str, list[str]] = defaultdict(list)
    for place in usable:
        by_heading[place.heading].append(place.text)
    headings = list(by_heading)
    for place in usable:
        if draw.random() > SHARE_OF_SENTENCES:
            continue
        premise, text = place.premise(draw), place.text
        yield Pair(premise, kept(text, draw, draw.choice((0, 1, 1, 2, 2, 3, 4))), "entailment", "kept")
        for _ in range(2):
            if found := changed(kept(text, draw, draw.choice((0, 0, 1, 1, 2, 3))), draw):
                yield Pair(premise, found[0], "no", found[1])
        # The feature that makes sentences false above stands in the place, too: it is right to keep it.
        if draw.random() < 0.25 and (found := changed(text, draw)) and found[1] != "swapped":
            other = premise.replace(text, found[0])
            yield Pair(other, kept(found[0], draw, draw.choice((1, 2, 3))), "entailment", "both")
            if draw.random() < 0.4:
                yield Pair(other, kept(text, draw, 1), "no", "back")
        share = draw.random()
        if share < 0.07 and (other := draw.choice(by_heading[place.heading])) != text:
            yield Pair(premise, kept(other, draw, 1), "no", "another page")
        elif share < 0.14 and place.before and place.before not in premise:
            yield Pair(premise, kept(place.before, draw, 1), "no", "the sentence before")
        elif share < 0.24:
            yield from _attributed(place, draw)
        elif share < 0.3 and (tail := _CLAUSE.search(draw.choice(by_heading[draw.choice(headings)]))):
            yield Pair(
                premise, text[:-1] + ("" if tail[0].startswith(",") else " ") + tail[0], "no", "another's clause"
            )


def _attributed(place: Place, draw: random.Random) -> Iterator[Pair]:
    """What the second sentence says of its subject, said of the first one's."""
    mine, theirs = _SUBJECT.match(place.text), _SUBJECT.match(place.after)
    vague = ("They", "These", "This", "It")
    if mine and theirs and mine[1] != theirs[1] and not {mine[1], theirs[1]} & set(vague):
        premise = f"{place.heading}. {place.text} {place.after}"
        yield Pair(premise, f"{mine[1]} {place.after[theirs.end() :]}", "no", "attributed")
        yield Pair(premise, kept(draw.choice((place.text, place.after)), draw, 2), "entailment", "attributed")
        yield Pair(premise, f"{place.text[:-1]}, and {lowered(place.after)}", "entailment", "joined")


def _answers(data: Path, draw: random.Random) -> Iterator[Pair]:
    """People's answers of CLAPNQ with the two sentences most like each."""
    for answer in read_clapnq_answers(data):
        for sentence in answer.answer:
            said = _words(sentence)
            near = set(sorted(answer.sentences, key=lambda one: -len(said & _words(one)))[:2])
            premise = " ".join(one for one in answer.sentences if one in near)
            if len(sentence.split()) > 4 and len(said & _words(premise)) > len(said) / 2:
                yield Pair(premise, sentence, "entailment", "CLAPNQ")
                if found := changed(sentence, draw):
                    yield Pair(premise, found[0], "no", "CLAPNQ")


def _lists(draw: random.Random, n: int = 900) -> Iterator[Pair]:
    """Items below a head that is for or against them."""
    items = [*WORDS["adjectives"], *WORDS["names"]]
    things = [f"{a} {b}" for a in WORDS["adjectives"] for b in ("tools", "courses", "shifts", "documents", "customers")]
    for _ in range(n):
        side, other = draw.choice((("for", "against"), ("against", "for")))
        item, second = draw.choice(things), draw.choice(items)
        form = draw.choice(("{0}. {1}", "{0}. {1}; {2}", "{0}. {2} {1}"))
        premise = form.format(draw.choice(WORDS[side]), capital(item), second)
        right = draw.random() < 0.5
        said = draw.choice(WORDS[f"{side if right else other}_said"]).format(item)
        yield Pair(premise, capital(said), "entailment" if right else "no", "lists")


def _is_usable(text: str) -> bool:
    """Whether a text is one plain sentence of ordinary length."""
    return (
        6 <= len(text.split()) <= 32
        and text[0].isupper()
        and text[-1] == "."
        and ". " not in text
        and "BLS" not in text
    )


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


if __name__ == "__main__":
    main()
