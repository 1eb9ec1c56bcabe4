"""Kernel ridge regression over the vectors of wordings, and the few directions in which they are looked through."""

import numpy as np
import numpy.typing as npt

from advisor.weights import weights

Vectors = npt.NDArray[np.float32]

N_ROWS, MAX_STEPS, TOLERANCE = 2_000, 500, 1e-3


def spreading_axes(vectors: Vectors) -> Vectors:
    """The directions in which vectors, shape (n, d), spread most, shape (d, at most ``n_axes``), turned at random among
    themselves, so that no one of them holds more than a coarse number takes."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    kept = directions[:, ::-1][:, : weights().kernel_ridge.n_axes]
    turned, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((kept.shape[1], kept.shape[1])))
    axes: Vectors = (kept @ turned).astype(np.float32)
    return axes


def along(vectors: Vectors, axes: Vectors) -> Vectors:
    """Vectors, shape (…, d), along ``axes``, shape (d, k), at length 1."""
    short = vectors @ axes
    kept: Vectors = short / np.maximum(np.linalg.norm(short, axis=-1, keepdims=True), 1e-9)
    return kept


def gaussian(cosines: Vectors) -> Vectors:
    """exp(2 * ``width`` * (cosine - 1)), in place: a square of all wordings leaves no room for a copy."""
    cosines -= 1
    cosines *= 2 * weights().kernel_ridge.width
    np.exp(cosines, out=cosines)
    return cosines


def fitted(vectors: Vectors, kinds: npt.NDArray[np.int8]) -> Vectors:
    """Weights, shape (n, 3), with which the kernel's values give 1 for a wording's own kind and -1 for the others.

    By conjugate gradients, all three kinds at once: a factorization would take three times the memory (Hestenes &
    Stiefel, Methods of Conjugate Gradients for Solving Linear Systems, 1952).
    """
    ridge = weights().kernel_ridge
    of_kind = np.array((ridge.usual, ridge.unstated, ridge.elsewhere), np.float32)
    kernel = np.empty((len(vectors), len(vectors)), np.float32)
    for start in range(0, len(vectors), N_ROWS):
        gaussian(np.matmul(vectors[start : start + N_ROWS], vectors.T, out=kernel[start : start + N_ROWS]))
    kernel[np.diag_indices(len(kernel))] += ridge.ridge / of_kind[kinds]
    wanted = np.where(kinds[:, None] == np.arange(len(of_kind)), 1.0, -1.0).astype(np.float32)
    solution = np.zeros_like(wanted)
    rest, way = wanted.copy(), wanted.copy()
    left = (rest * rest).sum(axis=0)
    first = left.copy()
    for _ in range(MAX_STEPS):
        ahead = kernel @ way
        step = left / (way * ahead).sum(axis=0)
        solution += step * way
        rest -= step * ahead
        before, left = left, (rest * rest).sum(axis=0)
        if (left < TOLERANCE**2 * first).all():
            break
        way = rest + (left / before) * way
    return solution
