"""The support model: a cross-encoder of quotes and sentence.

It is trained by evals/fitting/support_model.py on top of the local encoder's word vectors, which it shares.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from advisor.embeddings.word_pieces import word_pieces

MODEL = Path(__file__).with_name("support_model.onnx")
MAX_PIECES = 128  # of quotes and sentence together, as in training
_BEGIN, _END = 101, 102


class SupportModel:
    """Scorer of pairs; safe to call from several threads."""

    def __init__(self) -> None:
        """Load the model.

        Raises EmbedderMissingError if the local encoder's files are missing.
        """
        import onnxruntime

        self._pieces = word_pieces()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])

    def score(self, quotes: str, sentence: str) -> float:
        """The logit of the quotes saying all of the sentence.

        What does not fit into 128 word pieces is cut off at the end of the quotes.
        """
        said = self._pieces.ids(sentence)[: MAX_PIECES // 2]
        held = self._pieces.ids(quotes)[: MAX_PIECES - 3 - len(said)]
        ids = np.array([_BEGIN, *held, _END, *said, _END])
        kinds = [0, *_shared(held, said), 0, *(3 + mark for mark in _shared(said, held)), 3]
        words = self._pieces.vectors(ids)[None]
        (logits,) = self._session.run(["logit"], {"words": words, "marks": np.array([kinds], np.int64)})
        return float(logits[0, 0])


@cache
def support_model() -> SupportModel:
    """The model, loaded once."""
    return SupportModel()


def _shared(mine: Sequence[int], theirs: Sequence[int]) -> list[int]:
    """For each piece 0 if the other text lacks it, 2 if it stands there with a neighbour, else 1."""
    own = set(theirs)
    pairs = set(pairwise(theirs))
    marks = []
    for n, piece in enumerate(mine):
        beside = (n > 0 and (mine[n - 1], piece) in pairs) or (n + 1 < len(mine) and (piece, mine[n + 1]) in pairs)
        marks.append(0 if piece not in own else 2 if beside else 1)
    return marks
