"""Cold starts of ``advisor ask`` and the server, beside unavoidable imports."""

import importlib.util
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from advisor.embeddings.onnx import MODEL_FILE, MODEL_PACKAGE
from evals.bench.figures import BenchFigure, Bound, CannotMeasureError
from evals.bench.made import QUESTIONS
from evals.bench.prepared import BenchData
from evals.bench.serving import environment, running_server
from evals.bench.timing import Timing, interleave, measure_command, median_cpu_ms, ratio, run_command

ASK, SERVER = "ask", "server"
BOUND = Bound(most=1.3)
CHAT_LIBRARIES = frozenset(
    {"langchain", "langchain_core", "langchain_openai", "langchain_text_splitters", "openai", "tiktoken"}
)
SERVER_LIBRARIES = frozenset({"fastapi", "starlette", "uvicorn"})

# The session as the encoder opens it: one thread and no arena, which is faster than the defaults.
OPEN = """
import sys
import chromadb, onnxruntime
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
options.enable_cpu_mem_arena = options.enable_mem_pattern = False
onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
"""
OPEN_AND_SERVE = f"{OPEN}import fastapi, uvicorn\n"

_IMPORTED = re.compile(r"^import time:\s*\d+ \|\s*\d+ \|\s*([\w.]+)$", re.MULTILINE)


def measure_ask(prepared: BenchData, n_pairs: int) -> Iterator[BenchFigure]:
    """Measure a cold question on the command line and its imports."""
    data_dir = prepared.shipped
    ask = ["-m", "advisor", "ask", QUESTIONS[0]]
    opening = [sys.executable, "-c", OPEN, str(model_path())]
    around = environment(data_dir)
    imported = top_level(run_command([sys.executable, "-X", "importtime", *ask], around))
    run_command(opening, around)
    pairs = interleave(
        n_pairs,
        lambda _: measure_command([sys.executable, *ask], around),
        lambda _: measure_command(opening, around),
    )
    name = "advisor ask from cold ÷ import chromadb + open the ONNX session"
    yield ratio(ASK, name, pairs, BOUND, _seconds(pairs.ours, pairs.reference))
    yield _imports(ASK, "chat-model libraries that advisor ask imports", imported & CHAT_LIBRARIES)
    yield _imports(ASK, "server libraries that advisor ask imports", imported & SERVER_LIBRARIES)


def measure_server(prepared: BenchData, n_pairs: int) -> Iterator[BenchFigure]:
    """Measure a server's start until /readyz answers 200, and its imports."""
    data_dir = prepared.shipped
    opening = [sys.executable, "-c", OPEN_AND_SERVE, str(model_path())]
    around = environment(data_dir)
    run_command(opening, around)

    def serve(_: int) -> Timing:
        with running_server(data_dir) as server:
            return server.spent

    serve(0)
    pairs = interleave(n_pairs, serve, lambda _: measure_command(opening, around))
    name = "server ready ÷ import chromadb, FastAPI and uvicorn + open the ONNX session"
    yield ratio(SERVER, name, pairs, BOUND, _seconds(pairs.ours, pairs.reference))
    with running_server(data_dir, python_options=["-X", "importtime"]) as server:
        server.ask(QUESTIONS[0])
        imported = top_level(server.said())
    yield _imports(SERVER, "chat-model libraries that a server imports to answer", imported & CHAT_LIBRARIES)


def model_path() -> Path:
    """Return the local encoder's file.

    Raises CannotMeasureError when it is missing.
    """
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    for folder in (spec and spec.submodule_search_locations) or ():
        return Path(folder) / MODEL_FILE
    raise CannotMeasureError(f"The package {MODEL_PACKAGE} with the local encoder is not installed.")


def top_level(importtime: str) -> set[str]:
    """Return the top-level packages in ``python -X importtime`` output."""
    return {name.partition(".")[0] for name in _IMPORTED.findall(importtime)}


def _imports(bench: str, name: str, found: set[str]) -> BenchFigure:
    return BenchFigure(bench, name, len(found), bound=Bound(most=0), beside=", ".join(sorted(found)) or "none")


def _seconds(ours: tuple[Timing, ...], reference: tuple[Timing, ...]) -> str:
    wall = statistics.median(run.wall_s for run in ours)
    return f"{median_cpu_ms(ours) / 1000:.2f} ÷ {median_cpu_ms(reference) / 1000:.2f} s CPU, {wall:.2f} s wall"
