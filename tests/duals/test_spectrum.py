"""Eigenvalues and singular values in balls: LAPACK's, known to many digits, with the slopes of difference quotients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli.checks.checking import Claims, check
from gradcli.checks.findings import Rules
from gradcli.duals.balls import has_balls
from gradcli.duals.fields import Unsuited

if not has_balls():
    pytest.skip("needs the extra exact: python-flint", allow_module_level=True)
from flint import acb_mat

from gradcli.duals import spectrum
from tests.duals.matrices import FIELDS, agrees, balls, drawn, drawn_symmetric, floats, moving, narrow

TWICE = np.diag([1.0, 1.0, 2.0])


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("uplo", ["L", "U"])
def test_eigenvalues_and_vectors(kind: str, n: int, uplo: Any) -> None:
    x, way = drawn_symmetric(n), drawn_symmetric(n)
    with balls(kind) as (field, m):
        for k, part in enumerate(m.eigh(moving(field, x, way), uplo)):
            agrees(field, part, lambda z, k=k: np.linalg.eigh(z, uplo)[k], x, way)


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("size", [(1, 1), (3, 3), (4, 2), (2, 4)])
def test_singular_values_and_vectors(kind: str, size: tuple[int, int]) -> None:
    x, way = drawn(*size), drawn(*size)
    with balls(kind) as (field, m):
        for k, part in enumerate(m.svd(moving(field, x, way))):
            agrees(field, part, lambda z, k=k: np.linalg.svd(z, full_matrices=False)[k], x, way)


def test_flint_finds_the_same_eigenvalues() -> None:
    x = drawn_symmetric(5)
    with balls("arb") as (field, m):
        found, _ = spectrum.enclosed(m, field.lift(x), np.linalg.eigh(x)[1])
        known = sorted((z.real for z in acb_mat(5, 5, field.lift(x).reshape(-1).tolist()).eig()), key=float)
        assert all(a.overlaps(b) for a, b in zip(found, known, strict=True)) and narrow(field, found)


@pytest.mark.parametrize("kind", FIELDS)
def test_bounds_hold_for_decimals_that_are_no_floats(kind: str) -> None:
    """x.x is the sum, and the product of all eigenvalues the determinant."""
    x = drawn_symmetric(4)
    with balls(kind) as (field, m):
        values, vectors = spectrum.enclosed(m, field.lift(x), np.linalg.eigh(x)[1])
        product = values[0] * values[1] * values[2] * values[3]
        assert field.overlap(product, m.det(m.constant(x)).value)
        rest = field.matmul(field.lift(x), vectors) - vectors * values
        assert all(field.overlap(r, field.lift(0.0)) for r in rest.reshape(-1)) and narrow(field, rest)


@pytest.mark.parametrize("kind", FIELDS)
def test_equal_values_are_covered_and_their_vectors_are_not_known(kind: str) -> None:
    with balls(kind) as (field, m):
        values, vectors = m.eigh(moving(field, TWICE, np.eye(3)), "L")
        assert narrow(field, values.value) and floats(values.value).tolist() == pytest.approx([1.0, 1.0, 2.0])
        assert field.isnan(vectors.value[:, 0]).all() and not field.isnan(vectors.value[:, 2]).any()
        assert field.isnan(values.slope[:2]).all() and floats(values.slope[2]) == pytest.approx(1.0)


def test_where_no_digits_help_it_is_said_at_once() -> None:
    from gradcli.duals.arb import Arbs, precision
    from gradcli.duals.dual import Primitives

    with precision(4096), pytest.raises(Unsuited, match="equal"):
        Primitives(field := Arbs()).eigh(moving(field, TWICE, np.eye(3)), "L")


@pytest.mark.parametrize("kind", FIELDS)
def test_a_singular_value_of_0_is_not_below_0(kind: str) -> None:
    with balls(kind) as (field, m):
        _, s, _ = m.svd(moving(field, [[1.0, 2.0], [2.0, 4.0]], np.eye(2)))
        assert floats(s.value) == pytest.approx([5.0, 0.0]) and floats(s.slope[0]) == pytest.approx(1.0)
        assert field.isnan(s.slope[1])


@pytest.mark.parametrize("extra", [True, False])
@pytest.mark.parametrize(
    ("text", "x", "verdict"),
    [
        ("eigvalsh(x)[0]", [[2.0, 1.0], [1.0, 3.0]], "pass"),
        ("eigvalsh(x)[2]", TWICE, "pass"),
        ("eigvalsh(x)[0]", TWICE, "undecided"),
        ("eigvalsh(x).sum()", [[2.0, 0.5], [0.25, 3.0]], "undecided"),
        ("(eigh(x)[1][0]**3).sum()", [[2.0, 1.0], [1.0, 3.0]], "pass"),
        ("eigh(x)[1][0, 0]", [[1.0, 1e-12], [1e-12, 1.0]], "pass"),
        ("svdvals(x).sum()", [[1.0, 2.0], [2.0, 4.0]], "kink"),
        ("svdvals(x)[0]", [[1.0, 2.0], [2.0, 4.0]], "pass"),
        ("svdvals(x).sum()", [[1.0, 1.0], [1.0, -1.0]], "pass"),
        ("cholesky(x)[2, 0]", [[7.74, -1.407, 0.32], [-1.407, 4.101, 0.588], [0.32, 0.588, 8.143]], "pass"),
        ("cond(x)", [[1.0, 2.0], [3.0, 4.0]], "pass"),
        ("qr(x)[1].sum()", [[2.0, 1.0], [0.0, 3.0]], "undecided"),
        ("qr(x)[1][1, 0]", [[2.0, 1.0], [4.0, 3.0]], "pass"),
        ("(corrcoef(x)*[[1.0, 2.0], [3.0, 4.0]]).sum()", [[2.0, 1.0, 0.5], [4.0, 3.0, 7.0]], "pass"),
        ("logdet(x)", [[[2.0, 1.0], [1.0, 3.0]]], "pass"),
    ],
)
def test_verdicts_on_the_own_gradient(text: str, x: Any, verdict: str, extra: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not extra:
        monkeypatch.setattr("gradcli.duals.balls.has_balls", lambda: False)
    text = text if np.ndim(x) < 3 else f"{text}.sum()"
    assert check(text, {"x": np.asarray(x)}, Claims(), Rules()).verdict == verdict


@pytest.mark.parametrize("text", ["eigvalsh(x)[0]", "svdvals(x)[0]", "cholesky(x).sum()", "qr(x)[1][0, 1]", "slogdet(x)[1]"])
def test_a_wrong_gradient_fails(text: str) -> None:
    x = np.array([[2.0, 1.0], [1.0, 3.0]])
    right = np.asarray(check(text, {"x": x}, Claims(), Rules()).findings[0].claimed)
    for change in ([[1e-6, 0], [0, 0]], [[0, 0], [1e-6, 0]]):
        assert check(text, {"x": x}, Claims(expect=(("x", right + change),)), Rules()).verdict == "fail"
