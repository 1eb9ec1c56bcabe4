"""Models of other providers: Anthropic's own protocol, Groq and Mistral through their packages, and none that is not
installed."""

from collections.abc import Iterator

import pytest

from advisor.__main__ import main
from advisor.bootstrap import Parts
from advisor.errors import SettingsError
from advisor.generation import build_chat_writer
from advisor.settings import Settings
from evals.chat.fake import KEY as FAKES_KEY
from evals.chat.fake import FakeModels
from tests.server.chatting import PARAPHRASE, assert_cited, chatting
from tests.server.made import REMOTE
from tests.server.messages import KEY, Messages, messages

MISSING = "cohere:command-r"  # of a provider whose package is not among the extras


@pytest.fixture
def anthropic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Messages]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with messages(f"{PARAPHRASE} [1]") as serving:
        yield serving


def test_a_model_of_anthropic_writes_and_its_tokens_are_counted(
    tailor_parts: Parts, models: FakeModels, anthropic: Messages
) -> None:
    with chatting(tailor_parts, models, "anthropic:claude-any", chat_url=anthropic.url) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert answer["claims"][0]["text"] == PARAPHRASE
    use = answer["model"]
    assert (use["failure"], use["tokens_in"], use["tokens_out"]) == ("", 812, len(anthropic.text.split()))
    (body,) = anthropic.bodies
    assert (body["model"], body["temperature"]) == ("claude-any", 0)
    assert "career guides" in str(body["system"])
    assert models.asked == []


@pytest.mark.parametrize(
    ("name", "failure", "writer"),
    [
        ("anthropic:cut", "broke_off", "chat"),
        ("anthropic:refusing", "filtered", "chat"),
        ("anthropic:busy", "server", "extractive"),
    ],
)
def test_what_goes_wrong_at_anthropic_is_told_apart(
    tailor_parts: Parts, models: FakeModels, anthropic: Messages, name: str, failure: str, writer: str
) -> None:
    with chatting(tailor_parts, models, name, chat_url=anthropic.url) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert (answer["model"]["failure"], answer["writer"]) == (failure, writer)


@pytest.mark.parametrize(("key", "failure", "n_calls"), [("sk-another", "refused_key", 1), ("", "no_key", 0)])
def test_a_missing_or_refused_key_is_asked_for_by_its_own_name(
    tailor_parts: Parts,
    models: FakeModels,
    anthropic: Messages,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    failure: str,
    n_calls: int,
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", key)
    with chatting(tailor_parts, models, "anthropic:claude-any", chat_url=anthropic.url) as live:
        reply = live.ask({"question": REMOTE})
        assert_cited(live, reply.json())
        (warning,) = live.get("/readyz").json()["warnings"]
    assert (reply.json()["model"]["failure"], len(anthropic.bodies)) == (failure, n_calls)
    assert "ANTHROPIC_API_KEY" in warning
    assert "OPENAI" not in warning
    assert "_API_KEY" not in reply.text


@pytest.mark.parametrize(("name", "key_name"), [("groq:good", "GROQ_API_KEY"), ("mistralai:good", "MISTRAL_API_KEY")])
def test_models_of_groq_and_mistral_write_through_their_own_packages(
    tailor_parts: Parts, models: FakeModels, monkeypatch: pytest.MonkeyPatch, name: str, key_name: str
) -> None:
    monkeypatch.setenv(key_name, FAKES_KEY)
    with chatting(tailor_parts, models, name) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert (answer["claims"][0]["text"], answer["model"]["failure"]) == (PARAPHRASE, "")
    assert [(asked.model, asked.key) for asked in models.asked] == [("good", FAKES_KEY)]


@pytest.mark.parametrize(
    ("name", "key_name", "failure"),
    [
        ("groq:no-such-model", "GROQ_API_KEY", "unknown_model"),
        ("groq:limit", "GROQ_API_KEY", "limit"),
        ("mistralai:no-such-model", "MISTRAL_API_KEY", "unknown_model"),
        ("mistralai:server-error", "MISTRAL_API_KEY", "server"),
        ("mistralai:cut-mid-word", "MISTRAL_API_KEY", "broke_off"),
    ],
)
def test_what_goes_wrong_at_groq_and_mistral_is_told_apart(
    tailor_parts: Parts, models: FakeModels, monkeypatch: pytest.MonkeyPatch, name: str, key_name: str, failure: str
) -> None:
    monkeypatch.setenv(key_name, FAKES_KEY)
    with chatting(tailor_parts, models, name) as live:
        answer = live.ask({"question": REMOTE}).json()
        assert_cited(live, answer)
    assert answer["model"]["failure"] == failure


def test_openai_may_be_named_too(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "openai:good") as live:
        assert live.ask({"question": REMOTE}).json()["writer"] == "chat"
    assert [asked.model for asked in models.asked] == ["good"]


def test_a_name_with_a_colon_of_its_own_stays_whole(tailor_parts: Parts, models: FakeModels) -> None:
    with chatting(tailor_parts, models, "llama3.2:3b") as live:
        live.ask({"question": REMOTE}).raise_for_status()
    assert [asked.model for asked in models.asked] == ["llama3.2:3b"]


def test_a_provider_whose_package_is_missing_is_refused_in_one_sentence_that_says_what_to_install(
    tailor_parts: Parts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingsError, match=r"needs a package that is not installed: pip install langchain-cohere$"):
        build_chat_writer(Settings(chat_model=MISSING))
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tailor_parts.settings.data_dir))
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(tailor_parts.settings.corpus_dir))
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    monkeypatch.setenv("ADVISOR_CHAT_MODEL", MISSING)
    assert main(["ask", REMOTE]) != 0
    assert "langchain-cohere" in capsys.readouterr().err
