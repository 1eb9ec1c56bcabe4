"""The support model's network.

It is all-MiniLM-L6-v2 over a place and a sentence, with marks of the tokens that both have.
The word vectors, the positions and the lowest layers stay as the encoder has them; the rest is trained. Needs torch,
which the project does not install: torch is imported inside the functions.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from advisor.citation.piece_marks import N_MARKS

LAYERS, FROZEN, HEADS, WIDTH = 6, 2, 12, 384
DROPOUT = 0.1
LABELS = {"entailment": 0, "neutral": 1, "contradiction": 2, "no": 3}
YES_NO_SHARE = 0.7

Weights = dict[str, Any]
Tokens = tuple[list[int], list[int]]


def initial(encoder: Path, words: np.ndarray, seed: int) -> Weights:
    """The encoder's weights with a new head, to start from.

    ``words``: the installed encoder's word vectors.
    """
    import torch
    from safetensors.torch import load_file

    draw = torch.Generator().manual_seed(seed)
    old = load_file(encoder)
    new: Weights = {
        "word.weight": torch.tensor(words),
        "pos.weight": old["embeddings.position_embeddings.weight"],
        "base": old["embeddings.token_type_embeddings.weight"][0],
        "n.weight": old["embeddings.LayerNorm.weight"],
        "n.bias": old["embeddings.LayerNorm.bias"],
        "seg.weight": 0.1 * torch.randn(2 * N_MARKS, WIDTH, generator=draw),
    }
    names = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "o": "attention.output.dense", "n1": "attention.output.LayerNorm", "i": "intermediate.dense",
        "u": "output.dense", "n2": "output.LayerNorm",
    }  # fmt: skip
    for layer in range(LAYERS):
        for short, long in names.items():
            for part in ("weight", "bias"):
                new[f"layers.{layer}.{short}.{part}"] = old[f"encoder.layer.{layer}.{long}.{part}"]
    for name, n_in, n_out in (("h1", 3 * WIDTH, 256), ("h2", 256, 3)):
        bound = n_in**-0.5
        new[f"{name}.weight"] = (torch.rand(n_out, n_in, generator=draw) * 2 - 1) * bound
        new[f"{name}.bias"] = torch.zeros(n_out)
    return new


def is_trained(name: str) -> bool:
    """Whether a weight changes in training."""
    frozen = ("word.", "pos.", "base", "n.", *(f"layers.{layer}." for layer in range(FROZEN)))
    return not name.startswith(frozen)


def logits(weights: Mapping[str, Any], ids: Any, marks: Any, *, training: bool) -> Any:
    """Logits of entailment, neutral and contradiction, shape (pairs, 3).

    Id 0 is padding.
    """
    import torch
    import torch.nn.functional as F  # noqa: N812

    def linear(x: Any, name: str) -> Any:
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(x: Any, name: str) -> Any:
        return F.layer_norm(x, (WIDTH,), weights[f"{name}.weight"], weights[f"{name}.bias"], 1e-12)

    def layer(x: Any, number: int, drop: float) -> Any:
        own = f"layers.{number}."
        n, t, _ = x.shape
        q, k, v = (linear(x, own + part).view(n, t, HEADS, -1).transpose(1, 2) for part in "qkv")
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).reshape(n, t, WIDTH)
        x = norm(x + F.dropout(linear(mixed, f"{own}o"), drop, training), f"{own}n1")
        return norm(x + F.dropout(linear(F.gelu(linear(x, f"{own}i")), f"{own}u"), drop, training), f"{own}n2")

    known = ids != 0
    bias = torch.zeros(known.shape).masked_fill(~known, -1e4)[:, None, None, :]
    with torch.no_grad():
        x = norm(weights["word.weight"][ids] + weights["pos.weight"][: ids.shape[1]] + weights["base"], "n")
        for number in range(FROZEN):
            x = layer(x, number, 0.0)
    x = F.dropout(x + weights["seg.weight"][marks], DROPOUT, training)
    for number in range(FROZEN, LAYERS):
        x = layer(x, number, DROPOUT)
    said = ((marks >= N_MARKS) & known).unsqueeze(-1)
    mean = (x * said).sum(1) / said.sum(1)
    most = x.masked_fill(~said, -1e4).amax(1)
    pooled = F.dropout(torch.cat([x[:, 0], mean, most], -1), DROPOUT, training)
    return linear(F.gelu(linear(pooled, "h1")), "h2")


def loss(found: Any, labels: Any, weights: Any) -> Any:
    """Cross entropy of yes and no.

    That of the three labels, where they are known, has a smaller share.
    """
    import torch
    import torch.nn.functional as F  # noqa: N812

    logs = F.log_softmax(found, -1)
    no = torch.logsumexp(logs[:, 1:], -1)
    three = torch.where(labels == LABELS["no"], no, logs.gather(1, labels.clamp(max=2)[:, None])[:, 0])
    two = torch.where(labels == LABELS["entailment"], logs[:, 0], no)
    return -((YES_NO_SHARE * two + (1 - YES_NO_SHARE) * three) * weights).sum() / weights.sum()
