"""The cost of an answer: encoder calls and chat-model tokens.

Times differ from run to run and are kept apart.
"""

from evals.cases.measured import MetricValue, not_applicable
from evals.cases.observation import Observation

NAMES = ("encoder_calls", "tokens")


def cost_metrics(observed: Observation) -> dict[str, MetricValue]:
    """Measure the cost of one answer.

    encoder_calls: calls of the encoder for this answer, 0 and up; cached encodings cost nothing.
    tokens: tokens read and written by a chat model for this answer, including the rewriting of a follow-up; 0 without a
        model.
    """
    calls, tokens = observed.encoder_calls, observed.tokens
    return {
        "encoder_calls": not_applicable("the target does not tell how often it encodes")
        if calls is None
        else MetricValue(calls),
        "tokens": not_applicable("the target does not tell the tokens of its model")
        if tokens is None
        else MetricValue(tokens),
    }
