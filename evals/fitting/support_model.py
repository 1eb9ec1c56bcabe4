"""Train the support model: ``python -m evals.fitting.support_model train|export|restore|measure …``.

Run it by hand in an environment of its own that also has torch, safetensors and onnx. ``train`` reads the pairs that
support_pairs wrote and the encoder's original weights, and goes on from a checkpoint if one is given; ``export`` writes
the graph, and ``restore`` reads a graph back as a checkpoint; ``measure`` prints how the graph judges authors'
sentences that were not trained on. The figures are in evals/fitting/README.md.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from advisor.citation.piece_marks import laid_out
from advisor.embeddings.onnx import MODEL_FILE, MODEL_PACKAGE, TOKENIZER_FILE, TOKENIZER_PACKAGE
from evals.fitting.support_network import LABELS, Tokens, initial, is_trained, logits, loss

ROWS, TOKENS, WINDOW = 24, 1000, 2048
MAX_TRAINED_TOKENS = 112
RATE, WARM_STEPS, LEAST_RATE, DECAY = 1.2e-4, 50, 0.02, 0.01
SAVE_SECONDS = 300
ACCEPTED_FALSE = 0.05
WORDS = "inner.embeddings.word_embeddings.weight"  # in the installed encoder's file

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncodedPair:
    """A pair as tokens, with its label."""

    tokens: Tokens
    label: int
    weight: float

    def __len__(self) -> int:
        return len(self.tokens[0])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.fitting.support_model")
    commands = parser.add_subparsers(required=True)
    train_ = commands.add_parser("train", help="train and save a checkpoint every five minutes")
    train_.add_argument("pairs", type=Path, help="the file that support_pairs wrote")
    train_.add_argument("encoder", type=Path, help="model.safetensors of all-MiniLM-L6-v2")
    train_.add_argument("checkpoint", type=Path, help="the file that is written")
    train_.add_argument("--start", type=Path, help="a checkpoint to go on from")
    train_.add_argument("--minutes", type=float, default=60)
    train_.add_argument("--rate", type=float, default=RATE)
    train_.add_argument("--processes", type=int, default=2, help="processes that share the weights")
    train_.add_argument("--seed", type=int, default=1)
    train_.set_defaults(run=train)
    export_ = commands.add_parser("export", help="write a checkpoint as a graph with int8 weights")
    export_.add_argument("checkpoint", type=Path)
    export_.add_argument("model", type=Path)
    export_.set_defaults(run=write_graph)
    restore_ = commands.add_parser("restore", help="read a graph back as a checkpoint to go on from")
    restore_.add_argument("model", type=Path)
    restore_.add_argument("encoder", type=Path, help="model.safetensors of all-MiniLM-L6-v2")
    restore_.add_argument("checkpoint", type=Path, help="the file that is written")
    restore_.set_defaults(run=read_graph)
    measure_ = commands.add_parser("measure", help="print figures on authors' sentences")
    measure_.add_argument("model", type=Path)
    measure_.add_argument("sentences", type=Path, help="a folder for each career, with guide.* and sentences.tsv")
    measure_.set_defaults(run=measure)
    arguments = parser.parse_args()
    arguments.run(arguments)


def train(arguments: argparse.Namespace) -> None:
    """Train in several processes that share the weights.

    They do not wait for each other, so two runs never give the same weights.
    """
    import torch
    import torch.multiprocessing as processes
    from safetensors.torch import load_file

    torch.set_num_threads(1)
    words = word_vectors()
    weights = initial(arguments.encoder, words[0] * words[1], arguments.seed)
    if arguments.start:
        weights.update(load_file(arguments.start))
    for value in weights.values():
        value.share_memory_()
    examples = list(read_examples(arguments.pairs))
    print(f"{len(examples)} pairs", flush=True)
    started = [
        processes.Process(target=_work, args=(rank, weights, examples, arguments))
        for rank in range(arguments.processes)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join()
    _save(weights, arguments.checkpoint)


def _work(rank: int, weights: dict[str, Any], examples: Sequence[EncodedPair], arguments: argparse.Namespace) -> None:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed * 10 + rank)
    trained = {name: value.requires_grad_() for name, value in weights.items() if is_trained(name)}
    groups = [
        {
            "params": [v for v in trained.values() if (v.ndim > 1) is matrices],
            "weight_decay": DECAY if matrices else 0.0,
        }
        for matrices in (True, False)
    ]
    optimizer = torch.optim.AdamW(groups, lr=arguments.rate, betas=(0.9, 0.98))
    draw, start, saved, shown, step = random.Random(arguments.seed), time.monotonic(), 0.0, 0.0, 0
    while True:
        for batch in list(batches(examples, draw))[rank :: arguments.processes]:
            passed = time.monotonic() - start
            share = passed / (60 * arguments.minutes)
            if share >= 1:
                return
            for group in optimizer.param_groups:
                group["lr"] = arguments.rate * min(1.0, (step + 1) / WARM_STEPS) * max(LEAST_RATE, 1 - share)
            ids, marks = padded([one.tokens for one in batch])
            found = logits(weights, torch.tensor(ids), torch.tensor(marks), training=True)
            labels = torch.tensor([one.label for one in batch])
            lost = loss(found, labels, torch.tensor([one.weight for one in batch]))
            optimizer.zero_grad(set_to_none=True)
            lost.backward()
            torch.nn.utils.clip_grad_norm_(list(trained.values()), 1.0)
            optimizer.step()
            step += 1
            shown = float(lost.detach()) * (0.02 if step > 1 else 1.0) + 0.98 * shown
            if rank == 0 and passed - saved > SAVE_SECONDS:
                saved = passed
                _save(weights, arguments.checkpoint)
                print(f"{passed / 60:.0f} minutes, step {step}, loss {shown:.3f}", flush=True)


def _save(weights: dict[str, Any], path: Path) -> None:
    from safetensors.torch import save_file

    save_file({name: value.detach().clone() for name, value in weights.items()}, path)


def batches(examples: Sequence[EncodedPair], draw: random.Random) -> Iterator[list[EncodedPair]]:
    """Batches of pairs of like length, in about the order given."""
    for start in range(0, len(examples), WINDOW):
        window = sorted(examples[start : start + WINDOW], key=len)
        groups: list[list[EncodedPair]] = [[]]
        for one in window:
            if len(groups[-1]) >= ROWS or (len(groups[-1]) + 1) * len(one) > TOKENS:
                groups.append([])
            groups[-1].append(one)
        draw.shuffle(groups)
        yield from (group for group in groups if group)


def padded(tokens: Sequence[Tokens]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ids and marks of shape (pairs, longest); 0 fills."""
    ids = np.zeros((len(tokens), max(len(own) for own, _ in tokens)), np.int64)
    marks = np.zeros_like(ids)
    for row, (own, marked) in enumerate(tokens):
        ids[row, : len(own)] = own
        marks[row, : len(own)] = marked
    return ids, marks


def read_examples(path: Path) -> Iterator[EncodedPair]:
    """The pairs of a file that are short enough."""
    tokens = tokenizer()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        place, sentence = (tokens.encode(row[name], add_special_tokens=False).ids for name in ("premise", "sentence"))
        pair = laid_out(place, sentence, max_pieces=10**6)
        if len(pair[0]) <= MAX_TRAINED_TOKENS:
            yield EncodedPair(pair, LABELS[row["label"]], row["weight"])


def tokenizer() -> Any:
    """The installed encoder's tokenizer."""
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(str(files(TOKENIZER_PACKAGE) / TOKENIZER_FILE))
    found.no_padding()
    found.no_truncation()
    return found


def word_vectors() -> tuple[npt.NDArray[np.int8], Floats]:
    """The installed encoder's int8 word vectors and their scales."""
    import onnx
    from onnx import numpy_helper

    constants = {one.name: one for one in onnx.load(str(files(MODEL_PACKAGE) / MODEL_FILE)).graph.initializer}
    return numpy_helper.to_array(constants[f"{WORDS}_q"]), numpy_helper.to_array(constants[f"{WORDS}_scale"])


def write_graph(arguments: argparse.Namespace) -> None:
    from safetensors.torch import load_file

    from evals.fitting.support_export import export

    export({name: value.numpy() for name, value in load_file(arguments.checkpoint).items()}, arguments.model)


def read_graph(arguments: argparse.Namespace) -> None:
    from evals.fitting.support_restore import restore

    words, scales = word_vectors()
    restore(arguments.model, arguments.encoder, words * scales, arguments.checkpoint)


def measure(arguments: argparse.Namespace) -> None:
    """Print AUROC, and what is accepted at the threshold.

    There, 5 % of all false sentences are accepted.
    """
    import onnxruntime
    from sklearn.metrics import roc_auc_score

    from evals.fitting.support_pairs import read_authored

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(arguments.model), options)
    tokens, (words, scales) = tokenizer(), word_vectors()
    rows = [one for folder in sorted(arguments.sentences.iterdir()) for one in read_authored(folder)]
    scores, start = np.zeros(len(rows)), time.perf_counter()
    for n, one in enumerate(rows):
        premise = f"{one.place.heading}. {one.place.text}"
        ids, marks = laid_out(*(tokens.encode(text, add_special_tokens=False).ids for text in (premise, one.sentence)))
        inputs = {"words": (words[ids] * scales[ids])[None].astype(np.float32), "marks": np.array([marks])}
        scores[n] = session.run(["logit"], inputs)[0][0, 0]
    each = 1000 * (time.perf_counter() - start) / len(rows)
    right, kinds = np.array([one.borne for one in rows]), np.array([one.kind for one in rows])
    at = float(np.quantile(scores[~right], 1 - ACCEPTED_FALSE))
    print(f"n {len(rows)}, AUROC {roc_auc_score(right, scores):.3f}, threshold {at:.2f}, {each:.1f} ms a pair")
    for kind in (*dict.fromkeys(kinds.tolist()), "all"):
        mine = np.isin(kinds, kinds if kind == "all" else [kind])
        false, true = scores[mine & ~right] > at, scores[mine & right] > at
        auroc = roc_auc_score(right[mine], scores[mine])
        print(f"  {kind}: AUROC {auroc:.3f}, accepted {false.mean():.3f} of the false, {true.mean():.3f} of the true")


if __name__ == "__main__":
    main()
