"""What an answer cost: calls of the encoder, tokens of a chat model. Times, which differ each run, are kept apart."""

from evals.cases.measured import Measured, no
from evals.cases.observation import Observed

NAMES = ("encoder_calls", "tokens")


def cost_metrics(observed: Observed) -> dict[str, Measured]:
    """encoder_calls: how often the encoder was called for this answer, 0 and up; what was read before costs nothing.
    tokens: read and written by a chat model for this answer, its rewriting of a follow-up included; 0 where no model
    was asked.
    """
    calls, tokens = observed.encoder_calls, observed.tokens
    return {
        "encoder_calls": no("the target does not tell how often it encodes") if calls is None else Measured(calls),
        "tokens": no("the target does not tell the tokens of its model") if tokens is None else Measured(tokens),
    }
