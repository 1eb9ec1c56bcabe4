"""Synthetic guides and vectors, reproducible and of any size."""

import random
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.embeddings.token_vectors import WORD_DIMENSIONS
from advisor.text.content_words import content_words

SECTIONS_PER_GUIDE = 50
# As many sentences as in a chunk of the shipped guide, of about their length.
SENTENCES_PER_SECTION = 5
NOISE = 0.6  # beside two anchors of weight up to 1, so that neighbours are as near as real sentences'

QUESTIONS = (
    "Can I do this job from home?",
    "What does a senior planner earn in a year?",
    "Which certificate helps most at the start of the career?",
    "How many years does it take to lead a team?",
    "What does a usual morning look like?",
    "Is the demand for this work growing?",
    "Which tools should I learn first?",
    "How stressful is the peak season?",
    "Do I need a degree, or is a trade school enough?",
    "What are the downsides of working in shifts?",
    "Who decides how the budget is spent?",
    "How do I move from the shop floor into an office role?",
)

_ROLES = "planner supervisor analyst technician coordinator buyer inspector designer engineer scheduler".split()
_VERBS = "checks plans reviews improves reports measures prepares compares settles documents approves orders".split()
_KINDS = "weekly regional technical seasonal internal yearly digital financial shared early complex routine".split()
_THINGS = (
    "schedule budget inventory contract machine workshop report delivery forecast audit training line "
    "warehouse supplier complaint permit drawing sample invoice shift handover safety plan quality target"
).split()
_PLACES = "plant office workshop laboratory warehouse clinic studio depot yard school".split()
_TIMES = "morning week month quarter shift season year project".split()
_TOPICS = "Duties Pay Outlook Training Tools Hours Advancement Teamwork Stress Certificates Hiring Skills".split()


def write_guides(folder: Path, n_chunks: int, *, n_sentences: int = SENTENCES_PER_SECTION) -> None:
    """Write Markdown guides with ``n_chunks`` one-chunk sections in all."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(n_sentences)
    for number, first in enumerate(range(0, n_chunks, SECTIONS_PER_GUIDE)):
        name = f"made-{number:04d}"
        title = f"{rng.choice(_ROLES).title()} of {rng.choice(_THINGS)} {number}"
        parts = [f"---\nid: {name}\ntitle: {title}\n---\n\n# {title}\n"]
        for n in range(min(SECTIONS_PER_GUIDE, n_chunks - first)):
            heading = f"{rng.choice(_TOPICS)} for the {rng.choice(_THINGS)}, part {n + 1}"
            parts.append(f"\n## {heading}\n\n{' '.join(_sentence(rng) for _ in range(n_sentences))}\n")
        (folder / f"{name}.md").write_text("".join(parts), encoding="utf-8")


def _sentence(rng: random.Random) -> str:
    return (
        f"In the {rng.choice(_PLACES)} the {rng.choice(_ROLES)} {rng.choice(_VERBS)} the {rng.choice(_KINDS)}"
        f" {rng.choice(_THINGS)} and {rng.choice(_VERBS)} {rng.randint(2, 99)} {rng.choice(_KINDS)}"
        f" {rng.choice(_THINGS)}s every {rng.choice(_TIMES)}."
    )


class SyntheticEmbedder:
    """An embedder of random vectors distributed like those of real sentences.

    It bears the name of the encoder it stands for, so that an index of its vectors is served with that encoder.
    """

    def __init__(self, encoder: Embedder, *, n_anchors: int = 200) -> None:
        rng = random.Random(n_anchors)
        self.name = encoder.name
        self.dimensions = encoder.dimensions
        self._anchors = encoder.encode([_sentence(rng) for _ in range(n_anchors)])

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row of length 1 per text, determined by the text."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            rng = np.random.default_rng(int.from_bytes(blake2b(text.encode(), digest_size=8).digest()))
            one, other = rng.integers(len(self._anchors), size=2)
            noise = rng.standard_normal(self.dimensions, np.float32) / self.dimensions**0.5
            made = self._anchors[one] + rng.random() * self._anchors[other] + NOISE * noise
            row[:] = made / np.linalg.norm(made)
        return vectors

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        """Return random vectors for the texts and for their words.

        There are as many word vectors as the encoder would give, since they take memory too.
        """
        rng = np.random.default_rng(len(inputs))
        encoded = []
        for one, vector in zip(inputs, self.encode([one.whole for one in inputs]), strict=True):
            surfaces = tuple(word.surface for word in content_words(one.whole))
            words = rng.integers(-127, 128, (len(surfaces), WORD_DIMENSIONS), np.int8)
            encoded.append(EncodedText(vector, words, surfaces))
        return encoded
