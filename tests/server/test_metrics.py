"""What a chat model took is counted, and what is given again is not counted twice."""

from advisor.answering.readiness import Readiness
from advisor.domain import Answer, ModelUse, Question, SecondReading, Status
from server.metrics import Metrics

READY = Readiness(True, 1, 1, "hash", "exact", "build", ())


def counted(*uses: ModelUse) -> dict[str, str]:
    metrics = Metrics()
    for use in uses:
        metrics.answered(Answer("i", Question("Q"), "Q", Status.CLARIFY, "chat", message="What?", model=use))
    lines = metrics.render(READY).decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line.startswith(("career_model", "career_cached")))


def test_tokens_and_calls_of_both_readings_are_counted_and_those_that_were_cached() -> None:
    second = SecondReading("m", 2, 1, tokens_in=90, tokens_out=9, tokens_cached=16)
    told = counted(ModelUse("m", tokens_in=700, tokens_out=40, tokens_cached=512, n_calls=2, n_kept=3, second=second))
    assert told['career_model_tokens_total{direction="in"}'] == "790.0"
    assert told['career_model_tokens_total{direction="out"}'] == "49.0"
    assert told["career_model_cached_tokens_total"] == "528.0"
    assert told["career_model_calls_total"] == "2.0"
    assert told["career_cached_answers_total"] == "0.0"


def test_an_answer_given_again_counts_as_one_and_its_sentences_do_not() -> None:
    told = counted(ModelUse("m", n_kept=3, n_calls=1), ModelUse("m", n_kept=3, cached_answer=True))
    assert told['career_model_sentences_total{fate="kept"}'] == "3.0"
    assert told["career_cached_answers_total"] == "1.0"
    assert told["career_model_calls_total"] == "1.0"
