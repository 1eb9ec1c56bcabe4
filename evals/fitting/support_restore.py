"""The support model's graph read back as a checkpoint to train on.

Its int8 weights become floats again; what is frozen comes from the encoder. Needs torch, safetensors and onnx.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.fitting.support_network import Weights, initial

SEED = 1  # of a head that is replaced at once


def restore(model: Path, encoder: Path, words: npt.NDArray[np.float32], checkpoint: Path) -> None:
    """Write the checkpoint of a graph that ``support_export`` wrote.

    ``words``: the installed encoder's word vectors. Raises ValueError for a graph of another network.
    """
    import torch
    from safetensors.torch import save_file

    weights, constants = initial(encoder, words, SEED), _constants(model)
    for name, value in weights.items():
        found = _found(name, constants)
        if found is None:
            continue
        if found.shape != tuple(value.shape):
            raise ValueError(f"{name} has the shape {found.shape} in the graph and {tuple(value.shape)} here")
        weights[name] = torch.tensor(np.ascontiguousarray(found, dtype=np.float32))
    save_file(weights, checkpoint)


def _constants(model: Path) -> dict[str, npt.NDArray[Any]]:
    import onnx
    from onnx import numpy_helper

    return {one.name: numpy_helper.to_array(one) for one in onnx.load(str(model)).graph.initializer}


def _found(name: str, constants: Weights) -> npt.NDArray[Any] | None:
    """A weight as the graph has it; None for one that the encoder gives."""
    base, _, part = name.rpartition(".")
    if name == "seg.weight":
        return np.asarray(constants["seg"])
    if part == "weight" and f"{base}.w_quantized" in constants:
        steps = constants[f"{base}.w_quantized"].astype(np.float32)
        return np.asarray(((steps - constants[f"{base}.w_zero_point"]) * constants[f"{base}.w_scale"]).T)
    kept = {"weight": f"{base}.g", "bias": f"{base}.c" if f"{base}.c" in constants else f"{base}.b"}.get(part, "")
    return np.asarray(constants[kept]) if kept in constants else None
