"""An embedding service over HTTP: what is asked, what is made of the reply, how its failures read."""

import gzip
import json
import resource
import threading
import traceback
from collections.abc import Callable, Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler

import numpy as np
import pytest

from advisor.embeddings import OpenAIEmbedder, build_embedder
from advisor.embeddings.openai import MAX_BYTES, MAX_DIMENSIONS
from advisor.errors import ProviderError, SettingsError
from advisor.settings import Settings
from evals.chat.loopback import listening

KEY = "sk-a-secret-key"
SECRET_TEXT = "May I leave my job because of my illness?"

Reply = Callable[[BaseHTTPRequestHandler, dict], None]


class Service:
    """A loopback server that answers each request with the next reply, and the last one from then on."""

    def __init__(self) -> None:
        self.replies: list[Reply] = [embeddings()]
        self.requests: list[dict] = []
        self.headers: list[Message] = []
        self.stopping = threading.Event()
        self.url = ""
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                service.requests.append(body)
                service.headers.append(self.headers)
                reply = service.replies.pop(0) if len(service.replies) > 1 else service.replies[0]
                reply(self, body)

        self.handler = Handler


def send(status: int, body: bytes, headers: dict | None = None) -> Reply:
    def reply(handler: BaseHTTPRequestHandler, request: dict) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def send_json(value: object, status: int = 200, **headers: str) -> Reply:
    return send(status, json.dumps(value).encode(), {name.replace("_", "-"): text for name, text in headers.items()})


def entry(index: int, *values: float) -> dict:
    return {"object": "embedding", "index": index, "embedding": list(values)}


def embeddings(dimensions: int = 3) -> Reply:
    """What a sound service sends: the number of characters tells the vectors apart. Out of order, as it may be."""

    def reply(handler: BaseHTTPRequestHandler, request: dict) -> None:
        data = [entry(i, len(text), *[1.0] * (dimensions - 1)) for i, text in enumerate(request["input"])]
        send_json({"object": "list", "data": data[::-1], "model": request["model"]})(handler, request)

    return reply


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    service = Service()
    with listening(service.handler) as url:
        service.url = f"{url}/v1"
        yield service
        service.stopping.set()


def asked(service: Service, **options) -> OpenAIEmbedder:
    options = {"base_url": service.url, "api_key": KEY, "timeout_s": 10.0, "retry_waits_s": (0, 0), **options}
    return OpenAIEmbedder("some-model", **options)


def test_a_service_gives_unit_vectors_in_order_asked_in_batches_without_blanks_and_repeats(service: Service) -> None:
    texts = ["x" * length for length in range(150)] + ["", "x"]
    vectors = asked(service).encode(texts)
    expected = np.array([[len(text), 1, 1] for text in texts], float)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    expected[[0, 150]] = 0
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, expected)
    sent = [text for request in service.requests for text in request["input"]]
    assert sorted(sent) == sorted(set(texts) - {""})
    assert len(service.requests) > 1
    assert all(request["encoding_format"] == "float" for request in service.requests)
    assert service.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_dimensions_are_asked_for_once(service: Service) -> None:
    embedder = asked(service)
    assert (embedder.dimensions, embedder.dimensions, embedder.encode([" "]).shape) == (3, 3, (1, 3))
    assert len(service.requests) == 1


def test_the_name_tells_models_and_addresses_apart_and_holds_no_password(service: Service) -> None:
    embedder = asked(service, base_url=service.url.replace("//", "//user:hunter2@"))
    assert embedder.name == f"some-model at {service.url}"


def test_passing_failures_are_tried_again(service: Service) -> None:
    service.replies = [send(503, b"busy"), send_json({}, 429, Retry_After="0"), embeddings()]
    assert asked(service).encode(["work"]).shape == (1, 3)
    assert len(service.requests) == 3


def test_lasting_failures_are_not_tried_again(service: Service) -> None:
    service.replies = [send_json({}, 401)]
    with pytest.raises(ProviderError):
        asked(service).encode(["work"])
    assert len(service.requests) == 1


def echo(status: int) -> Reply:
    """A service that puts the key and the text into its error."""
    return send_json({"error": {"message": f"Bad key {KEY} for {SECRET_TEXT}", "code": "x"}}, status)


def cut_short(handler: BaseHTTPRequestHandler, request: dict) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"data": [')


def hang_up(handler: BaseHTTPRequestHandler, request: dict) -> None:
    handler.close_connection = True


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (echo(401), "does not accept the key (401). Check OPENAI_API_KEY"),
        (echo(403), "does not accept the key (403)"),
        (echo(404), "does not know the path or the model 'some-model' (404)"),
        (echo(400), "refused the request (400)"),
        (echo(429), "limit is used up (429)"),
        (echo(500), "failed (500)"),
        (echo(503), "failed (503)"),
        (hang_up, "cannot be reached"),
        (cut_short, "broke off in the middle"),
        (send(200, b"<html>Sign in</html>", {"Content-Type": "text/html"}), "not a list of embeddings"),
        (send(200, b""), "not a list of embeddings"),
        (send(200, b"\xff\xfe"), "not a list of embeddings"),
        (send(200, b"[" * 20), "not a list of embeddings"),
        (send(200, b"[" * 100_000), "more than 2 vectors can take"),
        (send(200, b'{"data": [' + b"[]," * 40_000 + b"[]]}"), "more than 2 vectors can take"),
        (send(200, b'{"data": [' + b"1," * 80_000 + b"1]}"), "more than 2 vectors can take"),
        (send(200, b" " * (3 * MAX_BYTES + 1)), "more than 2 vectors can take"),
        (send(200, gzip.compress(b" " * 10_000_000), {"Content-Encoding": "gzip"}), "or sent them compressed"),
        (send_json(["data"]), "not a list of embeddings"),
        (send_json({"data": "text"}), "not a list of embeddings"),
        (send_json({"data": [{"index": 0}, {"index": 1}]}), "not a list of embeddings"),
        (send_json({"data": [entry(0, 1.0), entry(0, 1.0)]}), "not a list of embeddings"),
        (send_json({"data": []}), "sent 0 vectors for 2 texts"),
        (send_json({"data": [entry(0, 1.0)]}), "sent 1 vectors for 2 texts"),
        (send_json({"data": [entry(0, 1.0), entry(1, 1.0, 2.0)]}), "different lengths"),
        (send_json({"data": [entry(0), entry(1)]}), "malformed vectors"),
        (send_json({"data": [{"index": i, "embedding": "AACAPwAAAAA="} for i in range(2)]}), "malformed vectors"),
        (send_json({"data": [entry(0, 1.0, 0.0), entry(1, 0.0, 0.0)]}), "zero vector"),
        (send_json({"data": [entry(0, 1.0, 0.0), entry(1, float("nan"), 1.0)]}), "not finite"),
        (send_json({"data": [entry(0, 1.0, 0.0), entry(1, float("inf"), 1.0)]}), "not finite"),
        (send_json({"data": [{"index": i, "embedding": [None, 1.0]} for i in range(2)]}), "not finite"),
    ],
)
def test_what_goes_wrong_at_a_service_is_said_plainly_without_key_or_text(
    service: Service, reply: Reply, words: str
) -> None:
    service.replies = [reply]
    with pytest.raises(ProviderError) as failure:
        asked(service).encode([SECRET_TEXT, "another text"])
    assert words in str(failure.value)
    assert f"The embedding service at {service.url} " in str(failure.value)
    shown = "".join(traceback.format_exception(failure.value))
    assert KEY not in shown
    assert SECRET_TEXT not in shown


def test_vectors_of_another_length_than_before_are_refused(service: Service) -> None:
    service.replies = [embeddings(3), embeddings(4)]
    embedder = asked(service)
    embedder.encode(["work"])
    with pytest.raises(ProviderError, match="vectors of 4 values after ones of 3"):
        embedder.encode(["pay"])


def test_a_service_that_says_nothing_is_given_up(service: Service) -> None:
    service.replies = [lambda handler, request: service.stopping.wait() and None]
    with pytest.raises(ProviderError, match=r"did not answer within 0\.2 s"):
        asked(service, timeout_s=0.2, retry_waits_s=()).encode(["work"])


def test_a_service_that_drips_its_answer_without_end_is_given_up(service: Service) -> None:
    def drip(handler: BaseHTTPRequestHandler, request: dict) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**6))
        handler.end_headers()
        while not service.stopping.wait(0.02):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    service.replies = [drip]
    with pytest.raises(ProviderError, match=r"within 0\.5 s"):
        asked(service, timeout_s=0.5, retry_waits_s=()).encode(["work"])


def on_and_on(head: bytes, repeated: bytes, pause_s: float = 0) -> Reply:
    """A reply without end."""

    def reply(handler: BaseHTTPRequestHandler, request: dict) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(head)
            while not NEVER.wait(pause_s):
                handler.wfile.write(repeated)
        except OSError:
            return

    return reply


NEVER = threading.Event()  # it is the client that ends them
ERROR_HEAD = b"HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        on_and_on(ERROR_HEAD, b" ", pause_s=0.02),
        on_and_on(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        on_and_on(b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", pause_s=0.02),
        on_and_on(b"HTTP/1.1 200 OK\r\nX: ", b"a", pause_s=0.02),
    ],
    ids=["error", "interim", "slow interim", "headers"],
)
def test_what_comes_before_an_answer_is_waited_for_no_longer_than_the_answer(service: Service, reply: Reply) -> None:
    service.replies = [reply]
    with pytest.raises(ProviderError, match=r"did not answer within 0\.5 s"):
        asked(service, timeout_s=0.5, retry_waits_s=()).encode(["work"])


@pytest.mark.parametrize("repeated", [b"x" * 65_536, b"\n" * 65_536, b"x\n" * 30_000])
def test_an_error_without_end_keeps_its_meaning_and_costs_little(service: Service, repeated: bytes) -> None:
    service.replies = [echo(400)]
    with pytest.raises(ProviderError):
        asked(service).encode(["warm"])  # imports the vendor's package
    service.replies = [on_and_on(ERROR_HEAD, repeated)]
    memory_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ProviderError, match=r"refused the request \(400\)"):
        asked(service, timeout_s=600, retry_waits_s=()).encode(["work"])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory_kb < 100_000


def test_the_longest_vectors_are_read_however_they_are_set_out(service: Service) -> None:
    def reply(handler: BaseHTTPRequestHandler, request: dict) -> None:
        data = [entry(i, *[-1 / 3e-7] * MAX_DIMENSIONS) for i in range(len(request["input"]))]
        send(200, json.dumps({"data": data}, indent=2).encode())(handler, request)

    service.replies = [reply]
    assert asked(service).encode(["1", "2", "3"]).shape == (3, MAX_DIMENSIONS)


def test_a_service_that_is_not_there_is_named(service: Service) -> None:
    with listening(service.handler) as gone:
        port = gone.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost"):  # the second may have several addresses
        service.url = f"http://{host}:{port}/v1"
        with pytest.raises(ProviderError, match=rf"{host}:{port}/v1 cannot be reached: Connection refused\."):
            asked(service).encode(["work"])


def test_a_host_that_does_not_exist_is_named() -> None:
    embedder = OpenAIEmbedder("some-model", base_url="http://no-such-host.invalid/v1", retry_waits_s=())
    with pytest.raises(ProviderError, match=r"http://no-such-host\.invalid/v1 cannot be reached"):
        embedder.encode(["work"])


@pytest.mark.parametrize(
    "address", ["localhost:8080", "ftp://host/v1", "http://", "http://host:port/v1", "http://[::1"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="ADVISOR_EMBED_URL"):
        OpenAIEmbedder("some-model", base_url=address)


@pytest.mark.parametrize("key", ["sk-new\nline", "schlüssel", "sk \ud800"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as failure:
        OpenAIEmbedder("some-model", api_key=key)
    assert key not in str(failure.value)


def test_a_model_of_a_service_uses_the_key_and_the_address_of_the_settings(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY + "\n")
    embedder = build_embedder(Settings(embed_model="some-model", embed_url=service.url))
    assert embedder.encode(["work"]).shape == (1, 3)
    assert service.requests[0]["model"] == "some-model"
    assert service.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_a_server_of_ones_own_needs_no_key(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert build_embedder(Settings(embed_model="some-model", embed_url=service.url)).dimensions == 3
