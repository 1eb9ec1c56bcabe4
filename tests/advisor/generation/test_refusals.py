"""Sentences that say that the guide does not say are told from those about the career."""

import csv
import hashlib
from pathlib import Path
from typing import NamedTuple

import pytest

from advisor.generation.refusals import Refusal, read_refusal

HERE = Path(__file__).parent
MAX_NONE_READ = 0.005  # of sentences about careers behind "According to the guide,"


class Wording(NamedTuple):
    """A sentence by which a model may say that the guide is silent, with a word of what is to be read in it."""

    sentence: str
    lacks: str
    rest: str

    @property
    def is_held_back(self) -> bool:
        """Whether the patterns were made without a look at this wording."""
        return bool(hashlib.sha256(self.sentence.encode()).digest()[0] % 2)


def wordings() -> list[Wording]:
    with (HERE / "refusals.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Wording(row["sentence"], row["lacks"] or "", row["rest"] or "") for row in rows]


def of_careers() -> list[str]:
    return (HERE / "refusals_none.txt").read_text(encoding="utf-8").splitlines()


def holds(said: str, expected: str) -> bool:
    return expected.lower() in said.lower() if expected else not said


@pytest.mark.parametrize(("is_held_back", "seen", "read"), [(False, 0.97, 0.96), (True, 0.875, 0.84)])
def test_hundreds_of_wordings_are_seen_and_what_they_lack_is_read(is_held_back: bool, seen: float, read: float) -> None:
    half = [one for one in wordings() if one.is_held_back == is_held_back]
    found = [(one, read_refusal(one.sentence)) for one in half]
    heard = [(one, refusal) for one, refusal in found if refusal]
    right = [one for one, refusal in heard if holds(refusal.lacks, one.lacks) and holds(refusal.rest, one.rest)]

    assert len(half) > 300
    assert len(heard) >= seen * len(half), [one.sentence for one, refusal in found if not refusal]
    assert len(right) >= read * len(half), [one.sentence for one, _ in heard if one not in right]


def test_no_sentence_about_a_career_is_taken_for_one() -> None:
    sentences = of_careers()

    assert len(sentences) > 500
    assert {one: found for one in sentences if (found := read_refusal(one))} == {}


@pytest.mark.parametrize("frame", ["According to the guide, {}", "The guide says that {}", "Based on the passages, {}"])
def test_the_guide_as_the_source_of_a_sentence_about_a_career_makes_it_none(frame: str) -> None:
    sentences = [one for one in of_careers() if "guide" not in one.lower() and "passages" not in one.lower()]
    read = [one for one in sentences if read_refusal(frame.format(one[:1].lower() + one[1:]))]

    assert len(read) <= MAX_NONE_READ * len(sentences), read


@pytest.mark.parametrize(
    ("sentence", "lacks", "rest"),
    [
        ("The guide doesn't say.", "", ""),
        ("N/A", "", ""),
        ("The passages do not mention how much the CPIM exam costs.", "how much the CPIM exam costs", ""),
        ("There is no information about parental leave in the provided text.", "parental leave", ""),
        (
            "No figure is given for food plants; it only mentions the general range of $65,000 to $95,000 [2].",
            "figure for food plants",
            "The general range of $65,000 to $95,000.",
        ),
        ("While the guide talks about remote work, it does not say how many days.", "how many days", ""),
        (
            "Although the guide states that a degree is usual, it does not say which one.",
            "which one",
            "A degree is usual.",
        ),
        (
            "Pay rises with experience, but the guide does not say by how much [2].",
            "by how much",
            "Pay rises with experience.",
        ),
        (
            "The guide doesn’t say how many home days are usual; it only says that reports can wait a day [1].",
            "how many home days are usual",
            "Reports can wait a day.",
        ),
        (
            "**The text leaves open whether a degree in history is accepted.**",
            "whether a degree in history is accepted",
            "",
        ),
        (
            "The question asks how many cases lawyers win, which is not mentioned in the passages.",
            "how many cases lawyers win",
            "",
        ),
        ("The guide doesn't mention this, so I'd suggest asking an employer.", "", ""),
    ],
)
def test_what_is_missing_and_what_is_said_all_the_same_are_kept_apart(sentence: str, lacks: str, rest: str) -> None:
    assert read_refusal(sentence) == Refusal(lacks, rest)


def test_a_text_longer_than_a_sentence_is_none() -> None:
    assert read_refusal("The guide does not say " + "how many hours " * 60) is None
