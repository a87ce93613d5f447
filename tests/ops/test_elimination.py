"""Small systems in float32 have PyTorch's bits: digests of what torch 2.13 answers on random matrices."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from gradcli.ops import arrays, elimination
from gradcli.ops.decompositions import solve_triangular

MATRICES = 20
ANSWERS = {  # what is asked, rows, columns of the right side: digest
    "inv 1": "f86a04d38de1ca1a",
    "inv 2": "35a9a54b883f01b1",
    "inv 3": "4c6e885b090d66ef",
    "inv 4": "d78e10784c238782",
    "inv 5": "79c365fbadaa471b",
    "inv 7": "b831b616f5abe7fa",
    "det 1": "fb562496f9966bba",
    "det 2": "85f688b6bbfde450",
    "det 3": "cc0796eb1f6e0825",
    "det 4": "43b14c286ed83759",
    "det 5": "8d5ed33243a44334",
    "det 8": "0b95b199f67be7f5",
    "det 16": "925d723a60d77303",
    "solve 2 1": "fe9b89ccaf456b15",
    "solve 2 3": "ca0585a862da2f35",
    "solve 3 1": "1b03986e0f58a74a",
    "solve 3 3": "6b0d63275cdb95ef",
    "solve 4 1": "63b5820d9919e7ef",
    "solve 4 3": "ed514a672e69bc0a",
    "solve 7 1": "543fe5577a9dc0c1",
    "solve 7 3": "d59f1a76033e62a6",
    "upper 2 1": "adbee39bae13b9f2",
    "upper 2 2": "d53403a8f8fd2516",
    "upper 2 5": "751991eef2ab198f",
    "upper 3 1": "5a0ebe68837b73a8",
    "upper 3 2": "6c1ade05710d731c",
    "upper 3 5": "13f73c3acb3f9af3",
    "upper 4 1": "a9f5a17a3e920059",
    "upper 4 2": "372493a4a8a9ac8b",
    "upper 4 5": "87262e83b4afc85d",
    "lower 2 1": "f61e05d8c8eecec9",
    "lower 2 2": "a7c80b09ba470058",
    "lower 2 5": "01408e6906542599",
    "lower 3 1": "f0e49d5bf2b74cc4",
    "lower 3 2": "cd9a1dffbf7aad63",
    "lower 3 5": "02ce202deec66394",
    "lower 4 1": "544a3a3b55aab2d8",
    "lower 4 2": "d91b28176e6261d9",
    "lower 4 5": "9d05510435b06e99",
}


def made(rows: int, columns: int, seed: int = 0) -> Any:
    """Random matrices, the same in every version of NumPy."""
    return np.random.RandomState(seed + 100 * rows + columns).standard_normal((MATRICES, rows, columns)).astype(np.float32)


def triangles(rows: int, upper: bool) -> Any:
    return np.ascontiguousarray((np.triu if upper else np.tril)(made(rows, rows)))


def digest(answers: Any) -> str:
    return hashlib.sha256(np.ascontiguousarray(answers, dtype=np.float32).tobytes()).hexdigest()[:16]


def answered(name: str, side: Any) -> Any:
    """What a side, one by name, answers: `inv 3`, `solve 2 1`, `upper 3 2`."""
    what, *numbers = name.split()
    rows, columns = map(int, (*numbers, numbers[0])[:2])
    if what in ("upper", "lower"):
        return side.triangular(triangles(rows, what == "upper"), made(rows, columns, 1), what == "upper")
    if what == "solve":
        return side.solve(made(rows, rows), made(rows, columns, 1))
    return getattr(side, what)(made(rows, rows))


class Ours:
    """gradcli's kernels."""

    solve, inv, det = arrays.solve, arrays.inv, arrays.det

    @staticmethod
    def triangular(a: Any, b: Any, upper: bool) -> Any:
        return solve_triangular.kernel(arrays, a, b, upper=upper)


@pytest.mark.parametrize("name", ANSWERS)
def test_bits_are_torch_s(name: str) -> None:
    assert digest(answered(name, Ours)) == ANSWERS[name]


@pytest.mark.parametrize("rows", [1, 3, 7, 16])
def test_inverses_are_inverses(rows: int) -> None:
    matrices = made(rows, rows) + 4 * np.eye(rows, dtype=np.float32)
    assert np.allclose(arrays.inv(matrices) @ matrices, np.eye(rows), atol=1e-4)
    assert np.allclose(arrays.det(matrices), np.linalg.det(matrices.astype(float)), rtol=1e-3)
    assert np.allclose(arrays.slogdet(matrices)[0], np.linalg.slogdet(matrices)[0])


def test_a_matrix_that_lies_in_columns_is_taken_apart_as_it_lies() -> None:
    matrix = made(3, 3)[0]
    assert arrays.det(matrix.T.copy().T) == pytest.approx(float(arrays.det(matrix)), rel=1e-5)
    assert arrays.det(np.asfortranarray(matrix)) == arrays.det(np.ascontiguousarray(matrix.T))


def test_singular_matrices() -> None:
    singular = np.array([[1, 2], [2, 4]], dtype=np.float32)
    with pytest.raises(arrays.SingularMatrix):
        arrays.inv(singular)
    assert str(float(arrays.det(singular))) == "-0.0", "one swap, and a pivot of zero"
    assert arrays.slogdet(np.zeros((2, 2), np.float32))[1] == -np.inf


def test_what_is_large_or_lies_otherwise_is_left_to_numpy() -> None:
    assert not elimination.is_small(made(8, 8)[0])
    assert not elimination.is_small(np.eye(2))
    assert not elimination.is_small_triangle(np.asfortranarray(triangles(3, True)[0]), False)
    assert not elimination.is_small_triangle(triangles(4, True)[0], True)
