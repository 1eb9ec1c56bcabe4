"""Questions and histories that cost as much as any of their length."""

import random
import re
from collections.abc import Callable, Iterator
from functools import partial

from advisor.careers.gazetteer import NAMES
from evals.bench.made import QUESTIONS

MAX_QUESTION_CHARS = 2_000
MAX_ANSWER_CHARS = 4_000
MAX_HISTORY_CHARS, MAX_TURNS = 32_000, 40
MAX_BODY_BYTES = 60_000  # what a request may have, with room for its JSON
FOLLOW_UP = "and why is that?"

# Texts that are repeated as they are, each of them once worse than its length.
REPEATED = (
    "How much do tailors,,,,and,, production managers earn ",
    "i wasnt ask    x ",
    "welder vs baker vs ",
    "wlder maneger sallary recieve ",
    "7,7,",
    "as a welder, as a baker, ",
    "(a [b ",
    "how is how is difference between ",
    "the first one and the second of those ",
)

Turns = list[dict[str, str]]


class HostileTexts:
    """Texts of any length that nothing shortens.

    Their units differ. ``words`` are those of the guides; the same seed gives the same texts.
    """

    def __init__(self, words: str, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._words = sorted(set(re.findall(r"[A-Za-z]{3,20}", words)))
        lines = NAMES.read_text(encoding="utf-8").splitlines()
        self._careers = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        word, career = self._word, self._career
        self._units: dict[str, Callable[[], str]] = {
            "questions": lambda: f"{self._random.choice(QUESTIONS)} ",
            "questions about pay": lambda: f"How much does a {career()} earn? ",
            "questions about the guide": lambda: f"How much do production managers earn for {word()}? ",
            "yes or no": lambda: f"Is {word()} {word()} for a production manager, ",
            "careers": lambda: f"{career()}, ",
            "comparisons": lambda: f"{career()} vs ",
            "differences": lambda: f"difference between {career()} and {career()} ",
            "roles": lambda: f"as a {career()}, ",
            "words": lambda: f"{word()} ",
            "misspelt words": lambda: f"{self._misspelt()} ",
            "compounds": lambda: f"{word()}-",
            "sentences": lambda: f"{word()} {word()}. ",
            "lines": lambda: f"{word()}\n",
            "short words": lambda: f"{self._letters('abcdefghijklmnopqrstuvwxyz', 2)} ",
            "no words": lambda: f"{self._letters('abcdefghijklmnopqrstuvwxyz', 8)} ",
            "capitals": lambda: f"{self._letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 3)} ",
            "sums": lambda: f"${self._random.randrange(100_000):,} ",
            "marks": lambda: self._letters(",;:.-!?()[]\"'", 1),
            "letters": lambda: self._letters("abcdefghijklmnopqrstuvwxyz0123456789", 1),
            "ideographs": lambda: chr(self._random.randrange(0x4E00, 0x9000)),
            "pictures": lambda: chr(self._random.randrange(0x1F300, 0x1F600)),
        }

    def questions(self) -> Iterator[tuple[str, str]]:
        """Yield the kind and text of questions of full length."""
        for name, make in self._all():
            yield name, _filled(make, MAX_QUESTION_CHARS)

    def histories(self) -> Iterator[tuple[str, Turns]]:
        """Yield the kind and turns of histories of full length.

        They are in turns that are as long as is read of one, and in as many turns as are read.
        """
        for name, make in self._all():
            sample = _filled(make, MAX_QUESTION_CHARS)
            most = min(MAX_HISTORY_CHARS, MAX_BODY_BYTES * len(sample) // len(sample.encode()))
            for n_pairs in (MAX_HISTORY_CHARS // (MAX_QUESTION_CHARS + MAX_ANSWER_CHARS), MAX_TURNS // 2):
                n_chars = most // n_pairs
                n_asked = min(MAX_QUESTION_CHARS, n_chars // 2)
                lengths = {"user": n_asked, "assistant": n_chars - n_asked}
                turns = [
                    {"role": role, "content": _filled(make, n)} for _ in range(n_pairs) for role, n in lengths.items()
                ]
                yield f"{name}, {len(turns)} turns", turns

    def _all(self) -> Iterator[tuple[str, Callable[[], str]]]:
        yield from self._units.items()
        for text in REPEATED:
            yield repr(text), partial(str, text)

    def _word(self) -> str:
        return str(self._random.choice(self._words))

    def _career(self) -> str:
        return self._random.choice(self._careers)

    def _misspelt(self) -> str:
        word = self._word()
        left_out = self._random.randrange(1, len(word))
        return word[:left_out] + word[left_out + 1 :]

    def _letters(self, alphabet: str, n_chars: int) -> str:
        return "".join(self._random.choices(alphabet, k=n_chars))


def _filled(make: Callable[[], str], n_chars: int) -> str:
    """Repeat until the length is reached, without white space at the ends."""
    made, length = [], 0
    while length < n_chars:
        made.append(make())
        length += len(made[-1])
    return "".join(made)[:n_chars].strip()
