"""Kernel ridge regression over the vectors of wordings, in few dimensions."""

import numpy as np
import numpy.typing as npt

from advisor.weights import weights

Vectors = npt.NDArray[np.float32]

N_ROWS, MAX_STEPS, TOLERANCE = 2_000, 500, 1e-3
TINY = 1e-20  # in place of 0 where nothing is left to solve


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


def fit_kernel_ridge(vectors: Vectors, wanted: Vectors, counts: Vectors) -> Vectors:
    """Fit weights of the kernel's values for m things at once.

    Their shape is (n, m). With them a wording scores what is ``wanted`` of it, shape (n, m). ``counts``: how much each
    wording counts, shape (n,). Solved by conjugate gradients: a factorization would take three times the memory
    (Hestenes & Stiefel, Methods of Conjugate Gradients for Solving Linear Systems, 1952).
    """
    kernel = np.empty((len(vectors), len(vectors)), np.float32)
    for start in range(0, len(vectors), N_ROWS):
        gaussian_kernel(np.matmul(vectors[start : start + N_ROWS], vectors.T, out=kernel[start : start + N_ROWS]))
    kernel[np.diag_indices(len(kernel))] += weights().kernel_ridge.ridge / counts
    solution = np.zeros_like(wanted)
    residual, direction = wanted.copy(), wanted.copy()
    error = (residual * residual).sum(axis=0)
    first = error.copy()
    for _ in range(MAX_STEPS):
        image = kernel @ direction
        step = error / np.maximum((direction * image).sum(axis=0), TINY)
        solution += step * direction
        residual -= step * image
        before, error = error, (residual * residual).sum(axis=0)
        if (error < TOLERANCE**2 * first).all():
            break
        direction = residual + (error / np.maximum(before, TINY)) * direction
    return solution
