"""Intent bank: usual and unusual questions about careers.

wordings/ holds the words; bank.npz beside it holds their vectors by the local encoder and the weights fitted to them.
``python -m advisor.query.intent_bank`` writes it anew. For a service's encoder a bank is built once, at an ingest, into
the data directory.
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
from advisor.query.kernel_ridge import fit_kernel_ridge, gaussian_kernel, principal_axes, project
from advisor.query.section_kinds import MAP, AnsweringSections, HeadingModel, answering_sections, read_section_kinds
from advisor.text.phrase_model import write_phrases
from advisor.weights import weights

Vectors = npt.NDArray[np.float32]

HERE = Path(__file__).parent
WORDINGS = HERE / "wordings"
SHIPPED = HERE / "bank.npz"

KINDS = ("usual", "unstated", "elsewhere")
SCALE = 254.0  # int8 steps a unit; no component of a unit vector of these encoders passes 0.5
N_NEAREST = 3  # wordings and intents that count
N_INTENTS = 8  # that are named


class Encoder(Protocol):
    """The part of an embedder that builds a bank."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class IntentMatch:
    """The similarity of one question to the wordings of the bank.

    ``usual``, ``unstated``, ``elsewhere``: the mean of its three best cosines to the wordings of each kind. ``topics``:
    those of the nearest usual intents, nearest first. ``answer_vector``: a unit vector of how guides word a passage
    that answers it. ``kind_scores``: the fitted scores of the three kinds, about -1 to 1. ``intents``: the ids of the
    nearest usual intents with their best cosines, best first. ``common_vector``: the mean of all usual wordings.
    ``sections``: the kinds of sections that answer it, None when not told.
    """

    usual: float
    unstated: float
    elsewhere: float
    topics: tuple[str, ...]
    answer_vector: Vectors
    kind_scores: tuple[float, float, float]
    intents: Mapping[str, float]
    common_vector: Vectors
    sections: AnsweringSections | None = None

    @property
    def topic(self) -> str:
        """The topic of the nearest usual intent."""
        return self.topics[0]

    @property
    def margin(self) -> float:
        """The lead of what guides usually answer over what they do not.

        Above 0: more like the former.
        """
        usual, unstated, elsewhere = self.kind_scores
        nearest = self.usual - max(self.unstated, self.elsewhere)
        return usual - max(unstated, elsewhere) + weights().intent_bank.nearest_share * nearest

    @property
    def career_margin(self) -> float:
        """The lead of questions about careers over those about anything else.

        Above 0: more like the former.
        """
        usual, unstated, elsewhere = self.kind_scores
        nearest = max(self.usual, self.unstated) - self.elsewhere
        return max(usual, unstated) - elsewhere + weights().intent_bank.nearest_share * nearest


class IntentBank:
    """The bank's vectors. Immutable, so safe across threads."""

    def __init__(self, arrays: "_BankArrays") -> None:
        self._axes = arrays.axes
        # One row for each axis: read along its rows, the product takes half as long.
        self._asked: Vectors = np.ascontiguousarray(arrays.asked.T).astype(np.float32) / SCALE
        self._said: Vectors = arrays.said.astype(np.float32) / SCALE
        self._weights = arrays.weights.astype(np.float32)
        self._topics = [str(topic) for topic in arrays.topics]
        self._ids = intent_ids()
        kinds = arrays.kinds[arrays.owner]
        self._of_kind = {kind: np.flatnonzero(kinds == n) for n, kind in enumerate(KINDS)}
        self._common = arrays.common
        self._section_weights = arrays.section_weights.astype(np.float32)
        self._headings = HeadingModel(
            tuple(str(name) for name in arrays.sections),
            arrays.headings.astype(np.float32) / SCALE,
            np.flatnonzero(np.diff(arrays.heading_owner, prepend=-1)),
        )
        self._usual_intents = np.flatnonzero(arrays.kinds == KINDS.index("usual"))
        # Wordings are in the order of their intents, so that the best of each comes from one reduction.
        self._starts = np.flatnonzero(np.diff(arrays.owner, prepend=-1))

    def match(self, vector: Vectors) -> IntentMatch:
        """Match a question by its unit vector, shape (d,)."""
        return self.match_all(vector[None])[0]

    def match_all(self, vectors: Vectors) -> list[IntentMatch]:
        """Match several questions, shape (n, d), in one product with the wordings."""
        return [self._match(row) for row in project(vectors, self._axes) @ self._asked]

    def _match(self, cosines: Vectors) -> IntentMatch:
        """Match one question by its cosines to all wordings, which are overwritten."""
        means = {
            kind: float(np.partition(cosines[rows], -N_NEAREST)[-N_NEAREST:].mean())
            for kind, rows in self._of_kind.items()
        }
        best = np.maximum.reduceat(cosines, self._starts)
        near = self._usual_intents[np.argsort(-best[self._usual_intents])[:N_INTENTS]].tolist()
        top = near[:N_NEAREST]
        scores = best[top]
        shares = np.exp((scores - scores[0]) / weights().intent_bank.sharpness)
        answer = shares @ self._said[top]
        answer /= np.linalg.norm(answer)
        near_wordings = gaussian_kernel(cosines)
        usual, unstated, elsewhere = near_wordings @ self._weights
        sections = near_wordings[self._of_kind["usual"]] @ self._section_weights
        return IntentMatch(
            usual=means["usual"],
            unstated=means["unstated"],
            elsewhere=means["elsewhere"],
            topics=tuple(dict.fromkeys(self._topics[n] for n in top)),
            answer_vector=answer.astype(np.float32),
            kind_scores=(float(usual), float(unstated), float(elsewhere)),
            intents={self._ids[n]: float(best[n]) for n in near},
            common_vector=self._common,
            sections=answering_sections(sections, self._headings),
        )


@dataclass(frozen=True, slots=True)
class _BankArrays:
    """The arrays of a bank, by their names in its file.

    ``asked`` (n wordings, k): the wordings' vectors in steps of int8, projected onto ``axes`` (d, k). ``said`` (n
    intents, d): those of how guides word the answer. ``owner``: each wording's intent. ``kinds``, ``topics``: of the
    intents. ``weights`` (n wordings, 3): the fitted weight of each wording for each kind. ``common`` (d,): the mean of
    the usual wordings' vectors. ``sections``: the names of the kinds of sections; ``section_weights`` (n usual
    wordings, n sections): the fitted weights of those; ``headings`` (n headings, d), ``heading_owner``: how guides
    title each.
    """

    asked: npt.NDArray[np.int8]
    said: npt.NDArray[np.int8]
    owner: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.int8]
    topics: npt.NDArray[np.str_]
    weights: Vectors
    axes: Vectors
    common: Vectors
    sections: npt.NDArray[np.str_]
    section_weights: npt.NDArray[np.float16]
    headings: npt.NDArray[np.int8]
    heading_owner: npt.NDArray[np.int32]


def load_bank(encoder_name: str, bank_dir: Path) -> IntentBank | None:
    """Load the bank for an encoder, shipped or built.

    None when there is none, and questions are compared with no intents.
    """
    key = bank_key(encoder_name)
    for path in (SHIPPED, _path_of(bank_dir, key)):
        arrays = _read(path, key)
        if arrays is not None:
            return IntentBank(arrays)
    return None


def ensure_bank(encoder: Encoder, bank_dir: Path) -> None:
    """Build the bank for an encoder unless there is one.

    Raises what the encoder raises, and OSError.
    """
    if load_bank(encoder.name, bank_dir) is None:
        key = bank_key(encoder.name)
        path = _path_of(bank_dir, key)
        arrays = build_bank(encoder)
        make_private_directory(bank_dir)
        create_private(_fresh(path))
        _write(path, key, arrays)


def _fresh(path: Path) -> Path:
    return path.with_suffix(".new.npz")


def _path_of(bank_dir: Path, key: str) -> Path:
    return bank_dir / f"bank-{key}.npz"


def bank_key(encoder_name: str) -> str:
    """Hash what a bank's file depends on: the words and the encoder."""
    return sha256(_words_hash() + encoder_name.encode()).hexdigest()[:16]


@cache
def _words_hash() -> bytes:
    return sha256(b"\0".join(path.read_bytes() for path in (*_files(), MAP))).digest()


def _files() -> list[Path]:
    return sorted(WORDINGS.glob("*.yaml"))


def read_intents() -> list[dict[str, Any]]:
    """Read all entries of wordings/, in the order of the files' names."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [intent for path in _files() for intent in yaml.load(path.read_bytes(), Loader=loader)]  # noqa: S506


def intent_ids() -> list[str]:
    """List the ids in the order of ``read_intents``.

    The YAML is not parsed: that would make starting slow.
    """
    texts = (path.read_text(encoding="utf-8") for path in _files())
    return [found for text in texts for found in re.findall(r"^- id: (\S+)$", text, re.MULTILINE)]


def career_wordings() -> list[str]:
    """All wordings about careers, by which misspelt questions are read."""
    return [wording for intent in read_intents() if intent["kind"] != "elsewhere" for wording in intent["asked"]]


def build_bank(encoder: Encoder) -> _BankArrays:
    """Encode all wordings and fit the weights of all kinds."""
    intents = read_intents()
    asked = [(n, wording) for n, intent in enumerate(intents) for wording in intent["asked"]]
    said = [(n, phrase) for n, intent in enumerate(intents) for phrase in intent.get("says", ())]
    whole = encoder.encode([wording for _, wording in asked])
    axes = principal_axes(whole)
    vectors = _quantize(project(whole, axes))
    phrases = encoder.encode([phrase for _, phrase in said])
    centroids = np.zeros((len(intents), whole.shape[1]), np.float32)
    for (n, _), vector in zip(said, phrases, strict=True):
        centroids[n] += vector
    centroids /= np.maximum(np.linalg.norm(centroids, axis=1, keepdims=True), 1e-9)
    owner = np.array([n for n, _ in asked], np.int32)
    kinds = np.array([KINDS.index(intent["kind"]) for intent in intents], np.int8)
    sections = read_section_kinds(intents)
    titles = [(n, title) for n, section in enumerate(sections) for title in section.headings]
    answered = np.array([[intent["id"] in section.intents for section in sections] for intent in intents], np.float32)
    tuned = weights().kernel_ridge
    of_kind = np.array((tuned.usual, tuned.unstated, tuned.elsewhere), np.float32)[kinds[owner]]
    is_own = np.where(kinds[owner][:, None] == np.arange(len(KINDS)), 1.0, -1.0).astype(np.float32)
    wordings = vectors.astype(np.float32) / SCALE
    usual = kinds[owner] == KINDS.index("usual")
    return _BankArrays(
        asked=vectors,
        said=_quantize(centroids),
        owner=owner,
        kinds=kinds,
        topics=np.array([intent["topic"] for intent in intents]),
        weights=fit_kernel_ridge(wordings, is_own, of_kind),
        axes=axes,
        common=whole[usual].mean(axis=0),
        sections=np.array([section.name for section in sections]),
        section_weights=fit_kernel_ridge(wordings[usual], answered[owner[usual]], of_kind[usual]).astype(np.float16),
        headings=_quantize(encoder.encode([title for _, title in titles])),
        heading_owner=np.array([n for n, _ in titles], np.int32),
    )


def _quantize(vectors: Vectors) -> npt.NDArray[np.int8]:
    steps: npt.NDArray[np.int8] = np.clip(np.rint(vectors * SCALE), -127, 127).astype(np.int8)
    return steps


def _read(path: Path, key: str) -> _BankArrays | None:
    try:
        with np.load(path) as stored:
            if str(stored["key"]) != key:
                return None
            return _BankArrays(**{field.name: stored[field.name] for field in fields(_BankArrays)})
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None


def _write(path: Path, key: str, arrays: _BankArrays) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    np.savez_compressed(fresh, key=np.array(key), **{f.name: getattr(arrays, f.name) for f in fields(_BankArrays)})
    fresh.replace(path)


def main() -> None:
    """Write the shipped bank anew."""
    from advisor.embeddings import OnnxEmbedder

    write_phrases(career_wordings())
    encoder = OnnxEmbedder()
    _write(SHIPPED, bank_key(encoder.name), build_bank(encoder))


if __name__ == "__main__":
    main()
