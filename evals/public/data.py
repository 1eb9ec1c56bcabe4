"""Readers of the public data, each file into plain values. A sample is drawn by a fixed seed."""

import csv
import json
import random
import re
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from advisor.text.sentences import split_sentences

SEED = 29
OUT_OF_SCOPE = "NO_NODES_DETECTED"  # HINT3's label of what no answer fits

T = TypeVar("T")


class DataError(Exception):
    """The public data is not there or is not what it should be; the text says which file."""


@dataclass(frozen=True, slots=True)
class Text:
    """One passage to be found, or one page of FAQ: a title and paragraphs."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``gold``: ids of the texts that answer it; ``given``: the one text it is asked of, if one is;
    ``answerable``: whether that text, or any, answers it; ``answers``: people's, where they are known."""

    question: str
    gold: tuple[str, ...] = ()
    given: str = ""
    answerable: bool = True
    slices: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


def is_held_out(title: str) -> bool:
    """Whether a passage of this title is of the half that nothing was fitted on; the same for all its questions."""
    return int(sha256(title.encode()).hexdigest(), 16) % 2 == 1


@dataclass(frozen=True, slots=True)
class Titles:
    """Job titles as people use them, and the handbook pages that are about them."""

    pages: Mapping[str, bytes]
    asked: tuple[Asked, ...]


def read_pages(data: Path) -> dict[str, bytes]:
    """The handbook's pages by name, in order of their names."""
    with tarfile.open(_there(data / "guides" / "bls_ooh" / "html.tar.gz")) as archive:
        members = {Path(m.name).stem: m for m in archive.getmembers() if m.isfile() and m.name.endswith(".html")}
        return {slug: file.read() for slug in sorted(members) if (file := archive.extractfile(members[slug]))}


def read_titles(data: Path, n_pages: int, n_questions: int) -> Titles:
    """O*NET alternate titles whose pages are all among ``n_pages`` drawn of the handbook (0: all of them)."""
    every = read_pages(data)
    pages = {slug: every[slug] for slug in sorted(sample(sorted(every), n_pages or len(every)))}
    folder = data / "qa" / "career_titles"
    gold = _pages_of_titles(folder)
    asked = [
        Asked(row["text"], tuple(gold[row["_id"]]), slices=(row["slice"],))
        for row in _lines(folder / "queries.jsonl")
        if row["_id"] in gold and set(gold[row["_id"]]) <= set(pages)
    ]
    return Titles(pages, tuple(sample(asked, n_questions or len(asked))))


def read_alternate_titles(data: Path) -> dict[str, set[str]]:
    """Every O*NET alternate title, with the names of the handbook's pages that are about it."""
    folder = data / "qa" / "career_titles"
    gold = _pages_of_titles(folder)
    return {row["text"]: set(gold.get(row["_id"], ())) for row in _lines(folder / "queries.jsonl")}


def _pages_of_titles(folder: Path) -> dict[str, list[str]]:
    gold: dict[str, list[str]] = {}
    for row in _rows(folder / "qrels.tsv", delimiter="\t"):
        gold.setdefault(row["query-id"], []).append(row["corpus-id"])
    return gold


def read_clapnq(data: Path) -> tuple[tuple[Text, ...], tuple[Asked, ...]]:
    """The pool of passages, each text once, and the questions with the one passage each is asked of."""
    texts: dict[str, Text] = {}
    asked = []
    for name, answerable in (("answerable", True), ("unanswerable", False)):
        for row in _lines(data / "qa" / "clapnq" / f"{name}.jsonl"):
            passage = row["passages"][0]
            text = texts.setdefault(
                passage["text"], Text(f"clapnq-{len(texts):04}", passage["title"], (passage["text"],))
            )
            people = tuple(one["answer"] for one in row["output"] if one["answer"]) if answerable else ()
            gold = (text.id,) if answerable else ()
            asked.append(Asked(row["input"], gold, text.id, answerable, answers=people))
    return tuple(texts.values()), tuple(asked)


@dataclass(frozen=True, slots=True)
class Written:
    """What people answered from one passage, sentence by sentence, and the passage's own sentences."""

    title: str
    sentences: tuple[str, ...]
    answer: tuple[str, ...]


def read_clapnq_answers(data: Path) -> tuple[Written, ...]:
    """The first answer to each question that its passage answers, with the spacing of print."""
    written = []
    for row in _lines(data / "qa" / "clapnq" / "answerable.jsonl"):
        passage, answer = row["passages"][0], as_printed(row["output"][0]["answer"])
        sentences = tuple(as_printed(sentence) for sentence in passage["sentences"])
        answers = tuple(answer[span.start : span.end] for span in split_sentences(answer))
        written.append(Written(passage["title"], sentences, answers))
    return tuple(written)


def as_printed(tokens: str) -> str:
    """Words set apart for counting, put together as in print: ``a one - year plan .`` gives ``a one-year plan.``"""
    text = re.sub(r"``\s*|\s*''", '"', tokens)
    text = re.sub(r"(?<=\w) - (?=\w)", "-", text)
    text = re.sub(r"\s+([,.;:!?%)\]]|n't\b|'(?:s|re|ve|ll|d|m)\b|'(?=\s))", r"\1", text)
    return " ".join(re.sub(r"([(\[$])\s+", r"\1", text).split())


def read_squad(data: Path, n_paragraphs: int) -> tuple[tuple[Text, ...], tuple[Asked, ...]]:
    """Paragraphs drawn of SQuAD 2.0 (0: all of them), and every question that is asked of them."""
    content = json.loads(_there(data / "qa" / "squad2" / "dev_first8.json").read_text(encoding="utf-8"))
    paragraphs = [(article["title"], paragraph) for article in content["data"] for paragraph in article["paragraphs"]]
    texts, asked = [], []
    for n, (title, paragraph) in enumerate(sample(paragraphs, n_paragraphs or len(paragraphs))):
        text = Text(f"squad-{n:04}", title.replace("_", " "), (paragraph["context"],))
        texts.append(text)
        asked += [
            Asked(q["question"], () if q["is_impossible"] else (text.id,), text.id, not q["is_impossible"])
            for q in paragraph["qas"]
        ]
    return tuple(texts), tuple(asked)


def read_hint3(data: Path) -> tuple[tuple[Text, ...], tuple[Asked, ...]]:
    """A shop's FAQ bot: each intent with its training sentences as a text, and what people wrote to it."""
    folder = data / "qa" / "hint3"
    sentences: dict[str, list[str]] = {}
    for row in _rows(folder / "curekart_train.csv"):
        if row["label"] != OUT_OF_SCOPE:
            sentences.setdefault(row["label"], []).append(row["sentence"])
    ids = {label: f"hint3-{label.lower().replace('_', '-')}" for label in sentences}
    texts = tuple(
        Text(ids[label], label.replace("_", " ").capitalize(), tuple(own)) for label, own in sorted(sentences.items())
    )
    asked = []
    for row in _rows(folder / "curekart_test.csv"):
        if row["label"] in ids:
            asked.append(Asked(row["sentence"], (ids[row["label"]],)))
        elif row["label"] == OUT_OF_SCOPE:
            asked.append(Asked(row["sentence"], answerable=False))
    return texts, tuple(asked)


def sample(values: Sequence[T], n: int) -> list[T]:
    """``n`` of the values, or all when there are fewer; the same ones each time."""
    return random.Random(SEED).sample(list(values), min(n, len(values)))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise DataError(f"{path} is not there.")
    return path


def _lines(path: Path) -> list[dict[str, Any]]:
    with _there(path).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with _there(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
