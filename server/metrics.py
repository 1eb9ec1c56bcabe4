"""Prometheus metrics: requests, answers and the index in use."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from advisor.answering.readiness import Readiness
from advisor.domain import Answer

REQUEST_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The metrics of one app, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "career_http_requests", "Requests ended", ("method", "route", "status"), registry=self._registry
        )
        self._request_s = Histogram(
            "career_http_request_seconds",
            "Time from a request to the end of its answer",
            ("route",),
            buckets=REQUEST_BUCKETS_S,
            registry=self._registry,
        )
        self._answers = Counter(
            "career_answers", "Questions answered, by how they were met", ("status", "writer"), registry=self._registry
        )
        self._stages_s = Histogram(
            "career_answer_stage_seconds",
            "Time one stage of answering took",
            ("stage",),
            buckets=REQUEST_BUCKETS_S,
            registry=self._registry,
        )
        self._model_tokens = Counter(
            "career_model_tokens", "Tokens that a chat model took", ("direction",), registry=self._registry
        )
        self._model_cached_tokens = Counter(
            "career_model_cached_tokens",
            "Of the tokens in, those that the service had in its cache",
            registry=self._registry,
        )
        self._model_calls = Counter("career_model_calls", "Calls of a chat model", registry=self._registry)
        self._cached_answers = Counter(
            "career_cached_answers", "Answers of a chat model given again from the store", registry=self._registry
        )
        self._model_sentences = Counter(
            "career_model_sentences",
            "Sentences of a chat model, by what became of them",
            ("fate",),
            registry=self._registry,
        )
        self._model_failures = Counter(
            "career_model_failures", "Answers that a chat model did not finish", ("reason",), registry=self._registry
        )
        self._model_follow_ups = Counter(
            "career_model_follow_ups",
            "Follow-ups a chat model was to word, by outcome",
            ("outcome",),
            registry=self._registry,
        )
        self._unfinished = Counter(
            "career_questions_unfinished", "Questions without an answer", ("reason",), registry=self._registry
        )
        self._ready = Gauge("career_ready", "1 when an index serves", registry=self._registry)
        self._guides = Gauge("career_guides", "Guides in the serving index", registry=self._registry)
        self._chunks = Gauge("career_chunks", "Chunks in the serving index", registry=self._registry)
        self._warnings = Gauge("career_warnings", "Warnings that /readyz lists", registry=self._registry)

    def request_ended(self, *, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._request_s.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """Count one answer with its stages, model tokens and sentences."""
        self._answers.labels(answer.status.value, answer.writer).inc()
        for stage, ms in answer.timings_ms.items():
            self._stages_s.labels(stage).observe(ms / 1000)
        if use := answer.model:
            for one in (use, use.second) if use.second else (use,):
                self._model_tokens.labels("in").inc(one.tokens_in)
                self._model_tokens.labels("out").inc(one.tokens_out)
                self._model_cached_tokens.inc(one.tokens_cached)
            self._model_calls.inc(use.n_calls)
            if use.cached_answer:  # its sentences were counted when they were written
                self._cached_answers.inc()
                return
            for fate, n in (("kept", use.n_kept), ("repaired", use.n_repaired), ("cut", use.n_cut)):
                self._model_sentences.labels(fate).inc(n)
            if use.failure:
                self._model_failures.labels(use.failure).inc()
            if use.follow_up:
                self._model_follow_ups.labels(use.follow_up).inc()

    def unfinished(self, reason: str) -> None:
        """Count a question without an answer.

        ``reason`` is one of error, stopped, left and cancelled.
        """
        self._unfinished.labels(reason).inc()

    def render(self, readiness: Readiness) -> bytes:
        """Render all metrics in the text format of ``CONTENT_TYPE``."""
        self._ready.set(readiness.ready)
        self._guides.set(readiness.n_guides)
        self._chunks.set(readiness.n_chunks)
        self._warnings.set(len(readiness.warnings))
        return generate_latest(self._registry)
