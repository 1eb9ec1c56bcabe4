"""Readers of the public data into plain values.

Samples are drawn with a fixed seed.
"""

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
OUT_OF_SCOPE = "NO_NODES_DETECTED"  # HINT3's label of messages without an intent

T = TypeVar("T")


class DataError(Exception):
    """Missing or malformed public data; the text names the file."""


@dataclass(frozen=True, slots=True)
class Text:
    """One passage, or one page of a FAQ: a title and paragraphs."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """One question of a public data set.

    ``gold``: ids of the texts that answer it; ``given``: the one text it is asked of, if any; ``answerable``: whether
    that text, or any, answers it; ``answers``: people's answers, where known.
    """

    question: str
    gold: tuple[str, ...] = ()
    given: str = ""
    answerable: bool = True
    slices: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


def is_held_out(title: str) -> bool:
    """Whether passages of this title are in the half not fitted on."""
    return int(sha256(title.encode()).hexdigest(), 16) % 2 == 1


@dataclass(frozen=True, slots=True)
class TitleQueries:
    """Alternate job titles, and the handbook pages about them."""

    pages: Mapping[str, bytes]
    asked: tuple[PublicQuestion, ...]


def read_pages(data: Path) -> dict[str, bytes]:
    """Read the handbook's pages by name, sorted."""
    with tarfile.open(_existing_file(data / "guides" / "bls_ooh" / "html.tar.gz")) as archive:
        members = {Path(m.name).stem: m for m in archive.getmembers() if m.isfile() and m.name.endswith(".html")}
        return {slug: file.read() for slug in sorted(members) if (file := archive.extractfile(members[slug]))}


def read_titles(data: Path, n_pages: int, n_questions: int) -> TitleQueries:
    """Sample handbook pages, and O*NET alternate titles about those alone.

    0 for ``n_pages`` or ``n_questions`` takes all of them.
    """
    every = read_pages(data)
    pages = {slug: every[slug] for slug in sorted(sample(sorted(every), n_pages or len(every)))}
    folder = data / "qa" / "career_titles"
    gold = _pages_of_titles(folder)
    asked = [
        PublicQuestion(row["text"], tuple(gold[row["_id"]]), slices=(row["slice"],))
        for row in _lines(folder / "queries.jsonl")
        if row["_id"] in gold and set(gold[row["_id"]]) <= set(pages)
    ]
    return TitleQueries(pages, tuple(sample(asked, n_questions or len(asked))))


def read_alternate_titles(data: Path) -> dict[str, set[str]]:
    """Read every O*NET alternate title with its handbook pages."""
    folder = data / "qa" / "career_titles"
    gold = _pages_of_titles(folder)
    return {row["text"]: set(gold.get(row["_id"], ())) for row in _lines(folder / "queries.jsonl")}


def _pages_of_titles(folder: Path) -> dict[str, list[str]]:
    gold: dict[str, list[str]] = {}
    for row in _rows(folder / "qrels.tsv", delimiter="\t"):
        gold.setdefault(row["query-id"], []).append(row["corpus-id"])
    return gold


def read_clapnq(data: Path) -> tuple[tuple[Text, ...], tuple[PublicQuestion, ...]]:
    """Read the distinct passages, and the questions with their passage."""
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
            asked.append(PublicQuestion(row["input"], gold, text.id, answerable, answers=people))
    return tuple(texts.values()), tuple(asked)


@dataclass(frozen=True, slots=True)
class ClapnqAnswer:
    """A person's answer from one passage, both split into sentences."""

    title: str
    sentences: tuple[str, ...]
    answer: tuple[str, ...]


def read_clapnq_answers(data: Path) -> tuple[ClapnqAnswer, ...]:
    """Read the first answer to each answerable question, in print spacing."""
    written = []
    for row in _lines(data / "qa" / "clapnq" / "answerable.jsonl"):
        passage, answer = row["passages"][0], as_printed(row["output"][0]["answer"])
        sentences = tuple(as_printed(sentence) for sentence in passage["sentences"])
        answers = tuple(answer[span.start : span.end] for span in split_sentences(answer))
        written.append(ClapnqAnswer(passage["title"], sentences, answers))
    return tuple(written)


def as_printed(tokens: str) -> str:
    """Undo tokenized spacing.

    ``a one - year plan .`` gives ``a one-year plan.``
    """
    text = re.sub(r"``\s*|\s*''", '"', tokens)
    text = re.sub(r"(?<=\w) - (?=\w)", "-", text)
    text = re.sub(r"\s+([,.;:!?%)\]]|n't\b|'(?:s|re|ve|ll|d|m)\b|'(?=\s))", r"\1", text)
    return " ".join(re.sub(r"([(\[$])\s+", r"\1", text).split())


def read_squad(data: Path, n_paragraphs: int) -> tuple[tuple[Text, ...], tuple[PublicQuestion, ...]]:
    """Sample paragraphs of SQuAD 2.0, and read all their questions.

    0 for ``n_paragraphs`` takes all of them.
    """
    content = json.loads(_existing_file(data / "qa" / "squad2" / "dev_first8.json").read_text(encoding="utf-8"))
    paragraphs = [(article["title"], paragraph) for article in content["data"] for paragraph in article["paragraphs"]]
    texts, asked = [], []
    for n, (title, paragraph) in enumerate(sample(paragraphs, n_paragraphs or len(paragraphs))):
        text = Text(f"squad-{n:04}", title.replace("_", " "), (paragraph["context"],))
        texts.append(text)
        asked += [
            PublicQuestion(q["question"], () if q["is_impossible"] else (text.id,), text.id, not q["is_impossible"])
            for q in paragraph["qas"]
        ]
    return tuple(texts), tuple(asked)


def read_hint3(data: Path) -> tuple[tuple[Text, ...], tuple[PublicQuestion, ...]]:
    """Read a shop's FAQ bot: its intents and messages to it.

    Each intent is a text of its training sentences.
    """
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
            asked.append(PublicQuestion(row["sentence"], (ids[row["label"]],)))
        elif row["label"] == OUT_OF_SCOPE:
            asked.append(PublicQuestion(row["sentence"], answerable=False))
    return texts, tuple(asked)


def sample(values: Sequence[T], n: int) -> list[T]:
    """Draw ``n`` of the values, or all, with a fixed seed."""
    return random.Random(SEED).sample(list(values), min(n, len(values)))


def _existing_file(path: Path) -> Path:
    if not path.is_file():
        raise DataError(f"{path} is not there.")
    return path


def _lines(path: Path) -> list[dict[str, Any]]:
    with _existing_file(path).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with _existing_file(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
