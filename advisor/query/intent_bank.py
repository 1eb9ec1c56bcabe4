"""The bank of questions people ask about careers: what a question is like, and whether guides usually answer it.

wordings/ holds the words; bank.npz beside it their vectors by the local encoder and the weights fitted to them, so that
starting costs nothing. ``python -m advisor.query.intent_bank`` writes it anew. A service's encoder makes its own once,
at an ingest, into the data directory.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from advisor.private_files import create_private, make_private_directory
from advisor.query.kernel_ridge import along, fitted, gaussian, spreading_axes

Vectors = npt.NDArray[np.float32]

HERE = Path(__file__).parent
WORDINGS = HERE / "wordings"
SHIPPED = HERE / "bank.npz"

KINDS = ("usual", "unstated", "elsewhere")
SCALE = 254.0  # int8 steps a unit; no component of a unit vector of these encoders passes 0.5
N_LIKE = 3  # wordings and intents that count
N_INTENTS = 8  # that are named
SHARPNESS = 0.08  # how fast the weight of an intent falls behind the best one's, in cosine

NEAREST_SHARE = 3.0  # of the difference between the kinds' nearest wordings in the margin


class Encoder(Protocol):
    """What the bank needs of an embedder."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a question is to what people ask (mean of its three best cosines to the wordings of each kind), the
    topics of the most like usual intents, and a unit vector of how guides word the passage that answers it.

    ``kinds``: the fitted scores of usual, unstated and elsewhere, about -1 to 1. ``intents``: the ids of the most like
    usual intents with their best cosines, best first. ``common``: the mean vector of what is usually asked.
    """

    usual: float
    unstated: float
    elsewhere: float
    topics: tuple[str, ...]
    said: Vectors
    kinds: tuple[float, float, float]
    intents: Mapping[str, float]
    common: Vectors

    @property
    def topic(self) -> str:
        """That of the most like usual intent."""
        return self.topics[0]

    @property
    def margin(self) -> float:
        """Above 0: more like what guides usually answer than like what they do not."""
        usual, unstated, elsewhere = self.kinds
        nearest = self.usual - max(self.unstated, self.elsewhere)
        return usual - max(unstated, elsewhere) + NEAREST_SHARE * nearest

    @property
    def about_careers(self) -> float:
        """Above 0: more like a question about a career than like one about anything else."""
        usual, unstated, elsewhere = self.kinds
        nearest = max(self.usual, self.unstated) - self.elsewhere
        return max(usual, unstated) - elsewhere + NEAREST_SHARE * nearest


class QuestionBank:
    """The bank's vectors. Never changed once built, so safe across threads."""

    def __init__(self, arrays: "_Arrays") -> None:
        self._axes = arrays.axes
        self._asked: Vectors = arrays.asked.astype(np.float32) / SCALE
        self._said: Vectors = arrays.said.astype(np.float32) / SCALE
        self._weights = arrays.weights.astype(np.float32)
        self._topics = [str(topic) for topic in arrays.topics]
        self._ids = intent_ids()
        kinds = arrays.kinds[arrays.owner]
        self._of_kind = {kind: np.flatnonzero(kinds == n) for n, kind in enumerate(KINDS)}
        self._common = arrays.common
        self._usual_intents = np.flatnonzero(arrays.kinds == KINDS.index("usual"))
        # Wordings stand intent by intent, so that the best two of each come from one reduction.
        self._starts = np.flatnonzero(np.diff(arrays.owner, prepend=-1))

    def likeness(self, vector: Vectors) -> Likeness:
        """For a question's unit vector, shape (d,)."""
        return self.likenesses(vector[None])[0]

    def likenesses(self, vectors: Vectors) -> list[Likeness]:
        """For those of several questions, shape (n, d): the wordings are gone through once for all of them."""
        return [self._likeness(row) for row in along(vectors, self._axes) @ self._asked.T]

    def _likeness(self, cosines: Vectors) -> Likeness:
        """From a question's cosines to all wordings, which are used up."""
        means = {
            kind: float(np.partition(cosines[rows], -N_LIKE)[-N_LIKE:].mean()) for kind, rows in self._of_kind.items()
        }
        best = np.maximum.reduceat(cosines, self._starts)
        near = self._usual_intents[np.argsort(-best[self._usual_intents])[:N_INTENTS]].tolist()
        top = near[:N_LIKE]
        scores = best[top]
        weights = np.exp((scores - scores[0]) / SHARPNESS)
        said = weights @ self._said[top]
        said /= np.linalg.norm(said)
        usual, unstated, elsewhere = gaussian(cosines) @ self._weights
        return Likeness(
            means["usual"],
            means["unstated"],
            means["elsewhere"],
            tuple(dict.fromkeys(self._topics[n] for n in top)),
            said.astype(np.float32),
            (float(usual), float(unstated), float(elsewhere)),
            {self._ids[n]: float(best[n]) for n in near},
            self._common,
        )


@dataclass(frozen=True, slots=True)
class _Arrays:
    """asked (n wordings, k), along the ``axes`` (d, k), and said (n intents, d), int8; owner: each wording's intent;
    kinds, topics: of the intents; weights (n wordings, 3): how each wording speaks for each kind; common (d,): the mean
    of the usual wordings' vectors."""

    asked: npt.NDArray[np.int8]
    said: npt.NDArray[np.int8]
    owner: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.int8]
    topics: npt.NDArray[np.str_]
    weights: Vectors
    axes: Vectors
    common: Vectors


def load_bank(encoder_name: str, kept_dir: Path) -> QuestionBank | None:
    """The bank for an encoder, shipped or kept by ``keep_bank``; None when there is none, and questions are likened to
    nothing."""
    key = bank_key(encoder_name)
    for path in (SHIPPED, _kept(kept_dir, key)):
        arrays = _read(path, key)
        if arrays is not None:
            return QuestionBank(arrays)
    return None


def keep_bank(encoder: Encoder, kept_dir: Path) -> None:
    """Make the bank for an encoder that none ships for, once. Raises what the encoder raises, and OSError."""
    if load_bank(encoder.name, kept_dir) is None:
        key = bank_key(encoder.name)
        path = _kept(kept_dir, key)
        arrays = make_bank(encoder)
        make_private_directory(kept_dir)
        create_private(_fresh(path))
        _write(path, key, arrays)


def _fresh(path: Path) -> Path:
    return path.with_suffix(".new.npz")


def _kept(kept_dir: Path, key: str) -> Path:
    return kept_dir / f"bank-{key}.npz"


def bank_key(encoder_name: str) -> str:
    """What a file of vectors depends on: the words and the encoder."""
    return sha256(_words_hash() + encoder_name.encode()).hexdigest()[:16]


@cache
def _words_hash() -> bytes:
    return sha256(b"\0".join(path.read_bytes() for path in _files())).digest()


def _files() -> list[Path]:
    return sorted(WORDINGS.glob("*.yaml"))


def read_intents() -> list[dict[str, Any]]:
    """All entries of the files in wordings/, in the order of the files' names."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [intent for path in _files() for intent in yaml.load(path.read_bytes(), Loader=loader)]  # noqa: S506


def intent_ids() -> list[str]:
    """In the order of the words, without reading all of their YAML: starting has no time for that."""
    texts = (path.read_text(encoding="utf-8") for path in _files())
    return [found for text in texts for found in re.findall(r"^- id: (\S+)$", text, re.MULTILINE)]


def make_bank(encoder: Encoder) -> _Arrays:
    intents = read_intents()
    asked = [(n, wording) for n, intent in enumerate(intents) for wording in intent["asked"]]
    said = [(n, phrase) for n, intent in enumerate(intents) for phrase in intent.get("says", ())]
    whole = encoder.encode([wording for _, wording in asked])
    axes = spreading_axes(whole)
    vectors = _coarse(along(whole, axes))
    phrases = encoder.encode([phrase for _, phrase in said])
    centroids = np.zeros((len(intents), whole.shape[1]), np.float32)
    for (n, _), vector in zip(said, phrases, strict=True):
        centroids[n] += vector
    centroids /= np.maximum(np.linalg.norm(centroids, axis=1, keepdims=True), 1e-9)
    owner = np.array([n for n, _ in asked], np.int32)
    kinds = np.array([KINDS.index(intent["kind"]) for intent in intents], np.int8)
    return _Arrays(
        vectors,
        _coarse(centroids),
        owner,
        kinds,
        np.array([intent["topic"] for intent in intents]),
        fitted(vectors.astype(np.float32) / SCALE, kinds[owner]),
        axes,
        whole[kinds[owner] == KINDS.index("usual")].mean(axis=0),
    )


def _coarse(vectors: Vectors) -> npt.NDArray[np.int8]:
    coarse: npt.NDArray[np.int8] = np.clip(np.rint(vectors * SCALE), -127, 127).astype(np.int8)
    return coarse


def _read(path: Path, key: str) -> _Arrays | None:
    try:
        with np.load(path) as kept:
            if str(kept["key"]) != key:
                return None
            return _Arrays(**{field.name: kept[field.name] for field in fields(_Arrays)})
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def _write(path: Path, key: str, arrays: _Arrays) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    np.savez_compressed(fresh, key=np.array(key), **{f.name: getattr(arrays, f.name) for f in fields(_Arrays)})
    fresh.replace(path)


def main() -> None:
    from advisor.embeddings import OnnxEmbedder

    encoder = OnnxEmbedder()
    _write(SHIPPED, bank_key(encoder.name), make_bank(encoder))


if __name__ == "__main__":
    main()
