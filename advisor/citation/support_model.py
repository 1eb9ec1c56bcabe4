"""The support model: a cross-encoder of quotes and sentence.

It is trained by evals/fitting/support_model.py on top of the local encoder's word vectors, which it shares.
"""

from functools import cache
from pathlib import Path

import numpy as np

from advisor.citation.piece_marks import N_MARKS, piece_marks
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
        of_held, of_said = piece_marks(held, said)
        marks = [0, *of_held, 0, *(N_MARKS + mark for mark in of_said), N_MARKS]
        words = self._pieces.vectors(ids)[None]
        (logits,) = self._session.run(["logit"], {"words": words, "marks": np.array([marks], np.int64)})
        return float(logits[0, 0])


@cache
def support_model() -> SupportModel:
    """The model, loaded once."""
    return SupportModel()
