"""Kernel ridge regression over the vectors of wordings, in few dimensions."""

import numpy as np
import numpy.typing as npt

from advisor.weights import weights

Vectors = npt.NDArray[np.float32]

N_ROWS, MAX_STEPS, TOLERANCE = 2_000, 500, 1e-3


def principal_axes(vectors: Vectors) -> Vectors:
    """Give the principal axes of vectors, rotated at random among themselves.

    ``vectors`` has the shape (n, d), the axes (d, at most ``n_axes``). By the rotation no single axis holds more than
    an int8 takes.
    """
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    kept = directions[:, ::-1][:, : weights().kernel_ridge.n_axes]
    turned, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((kept.shape[1], kept.shape[1])))
    axes: Vectors = (kept @ turned).astype(np.float32)
    return axes


def project(vectors: Vectors, axes: Vectors) -> Vectors:
    """Project vectors onto axes, at length 1.

    ``vectors`` has the shape (…, d), ``axes`` (d, k).
    """
    short = vectors @ axes
    kept: Vectors = short / np.maximum(np.linalg.norm(short, axis=-1, keepdims=True), 1e-9)
    return kept


def gaussian_kernel(cosines: Vectors) -> Vectors:
    """Turn cosines into exp(2 * ``width`` * (cosine - 1)).

    In place: the square matrix of all wordings leaves no room for a copy.
    """
    cosines -= 1
    cosines *= 2 * weights().kernel_ridge.width
    np.exp(cosines, out=cosines)
    return cosines


def fit_kernel_ridge(vectors: Vectors, kinds: npt.NDArray[np.int8]) -> Vectors:
    """Fit weights, shape (n, 3), of the kernel's values for each kind.

    With them a wording scores 1 for its own kind and -1 for the others. Solved by conjugate gradients, all three kinds
    at once: a factorization would take three times the memory (Hestenes & Stiefel, Methods of Conjugate Gradients for
    Solving Linear Systems, 1952).
    """
    ridge = weights().kernel_ridge
    of_kind = np.array((ridge.usual, ridge.unstated, ridge.elsewhere), np.float32)
    kernel = np.empty((len(vectors), len(vectors)), np.float32)
    for start in range(0, len(vectors), N_ROWS):
        gaussian_kernel(np.matmul(vectors[start : start + N_ROWS], vectors.T, out=kernel[start : start + N_ROWS]))
    kernel[np.diag_indices(len(kernel))] += ridge.ridge / of_kind[kinds]
    wanted = np.where(kinds[:, None] == np.arange(len(of_kind)), 1.0, -1.0).astype(np.float32)
    solution = np.zeros_like(wanted)
    residual, direction = wanted.copy(), wanted.copy()
    error = (residual * residual).sum(axis=0)
    first = error.copy()
    for _ in range(MAX_STEPS):
        image = kernel @ direction
        step = error / (direction * image).sum(axis=0)
        solution += step * direction
        residual -= step * image
        before, error = error, (residual * residual).sum(axis=0)
        if (error < TOLERANCE**2 * first).all():
            break
        direction = residual + (error / before) * direction
    return solution
