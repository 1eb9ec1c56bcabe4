"""The support model: a cross-encoder of quotes and sentence.

It is trained by evals/fitting/support_model.py on top of the local encoder's word vectors, which it shares.
"""

from functools import cache
from pathlib import Path

import numpy as np

from advisor.citation.piece_marks import laid_out
from advisor.embeddings.word_pieces import word_pieces

MODEL = Path(__file__).with_name("support_model.onnx")


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
        ids, marks = laid_out(self._pieces.ids(quotes), self._pieces.ids(sentence))
        words = self._pieces.vectors(np.array(ids))[None]
        (logits,) = self._session.run(["logit"], {"words": words, "marks": np.array([marks], np.int64)})
        return float(logits[0, 0])


@cache
def support_model() -> SupportModel:
    """The model, loaded once."""
    return SupportModel()
