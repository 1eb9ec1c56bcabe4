"""A provider's errors are told apart by what they say: a request too long for a server is no failing of it."""

import asyncio

import pytest

from advisor.generation.chat_model import Deadlines, Tokens, build_chat_model
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.providers import translate_error
from evals.chat.fake import KEY, FakeModels, fake_models
from evals.chat.length_refusals import REFUSALS_OF_LENGTH, SHORT_CONTEXT_CHARS


class StatusError(Exception):
    """An error of a provider's library, with the status of its reply."""

    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status_code = status
        self.code = code


class ContextOverflowError(Exception):
    """An error named like LangChain's own."""


@pytest.mark.parametrize("refusal", REFUSALS_OF_LENGTH.values(), ids=REFUSALS_OF_LENGTH)
def test_what_servers_say_of_a_request_too_long_is_understood(refusal: tuple[int, str, str]) -> None:
    assert translate_error(StatusError(*refusal)).kind is Failure.TOO_LONG


@pytest.mark.parametrize(
    "error",
    [
        ContextOverflowError("whatever it says"),
        Exception("Input is too long for requested model."),  # Bedrock's have no status
        StatusError(400, "", "context_length_exceeded"),
    ],
    ids=repr,
)
def test_so_is_one_without_a_status_or_without_words(error: Exception) -> None:
    assert translate_error(error).kind is Failure.TOO_LONG


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (StatusError(400, "max_tokens is too large: 400. This model supports at most 256."), Failure.REFUSED),
        (StatusError(400, "Unsupported parameter: 'context'"), Failure.REFUSED),
        (StatusError(400, "Quota exceeded for this project"), Failure.REFUSED),
        (StatusError(429, "Too many tokens, please wait before trying again."), Failure.LIMIT),
        (StatusError(401, "This key may not use the long context window."), Failure.REFUSED_KEY),
        (StatusError(404, "No model has this context length."), Failure.UNKNOWN_MODEL),
        (StatusError(500, "The server had an error"), Failure.SERVER),
        (StatusError(400, "Bad value: " + "x" * 3_000 + " context window"), Failure.REFUSED),  # the question, repeated
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_only_sounds_like_it_is_something_else(error: Exception, kind: Failure) -> None:
    assert translate_error(error).kind is kind


def ask(models: FakeModels, n_chars: int) -> list[str | Tokens]:
    async def listen() -> list[str | Tokens]:
        model = build_chat_model("short-context", models.url, Deadlines())
        try:
            return [piece async for piece in model.stream("Be brief.", "x" * n_chars)]
        finally:
            await model.aclose()

    return asyncio.run(listen())


def test_a_server_with_a_short_context_answers_what_fits_and_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models(rewriting=lambda _: "It fits.") as models:
        with pytest.raises(ModelFailedError) as refused:
            ask(models, SHORT_CONTEXT_CHARS)
        assert (refused.value.kind, len(models.asked)) == (Failure.TOO_LONG, 1)
        said = ask(models, SHORT_CONTEXT_CHARS - len("Be brief."))
    assert "".join(piece for piece in said if isinstance(piece, str)) == "It fits."
