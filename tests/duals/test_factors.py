"""Factors of matrices of dual numbers: LAPACK's values with its signs, and slopes that are those of difference quotients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli.duals.balls import has_balls
from gradcli.duals.fields import Fractions, Unsuited
from tests.duals.test_dual import moved

if not has_balls():
    pytest.skip("needs the extra exact: python-flint", allow_module_level=True)
from tests.duals.matrices import FIELDS, agrees, balls, drawn, drawn_symmetric, floats, moving

SIZES = [(1, 1), (2, 2), (3, 3), (4, 2), (2, 4), (5, 4)]


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("n", [1, 2, 4])
def test_cholesky(kind: str, n: int) -> None:
    x, way = drawn_symmetric(n, positive=True), drawn_symmetric(n)
    with balls(kind) as (field, m):
        agrees(field, m.cholesky(moving(field, x, way)), np.linalg.cholesky, x, way)


def test_what_is_not_symmetric_moves_by_its_symmetric_part() -> None:
    x, way = drawn_symmetric(3, positive=True), drawn(3, 3)
    with balls("arb") as (field, m):
        one = m.cholesky(moving(field, x, way))
        other = m.cholesky(moving(field, x, (way + way.T) / 2))
        np.testing.assert_allclose(floats(one.slope), floats(other.slope), rtol=1e-14)


def test_what_is_not_symmetric_or_not_positive() -> None:
    with balls("arb") as (_, m):
        with pytest.raises(Unsuited):
            m.cholesky(m.constant([[2.0, 1.0], [0.5, 2.0]]))
        with pytest.raises(m.SingularMatrix):
            m.cholesky(m.constant([[1.0, 2.0], [2.0, 1.0]]))


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("mode", ["reduced", "complete"])
@pytest.mark.parametrize("size", SIZES)
def test_qr(kind: str, mode: Any, size: tuple[int, int]) -> None:
    x, way = drawn(*size), drawn(*size)
    with balls(kind) as (field, m):
        for k, part in enumerate(m.qr(moving(field, x, way), mode=mode)):
            agrees(field, part, lambda z, k=k: np.linalg.qr(z, mode=mode)[k], x, way)


def test_qr_keeps_what_is_triangular() -> None:
    x, way = np.array([[2.0, 1.0], [0.0, -3.0]]), np.array([[1.0, 1.0], [0.0, 1.0]])
    with balls("arb") as (field, m):
        for k, part in enumerate(m.qr(moving(field, x, way), mode="reduced")):
            agrees(field, part, lambda z, k=k: np.linalg.qr(z)[k], x, way)


@pytest.mark.parametrize("x", [[[2.0, 1.0], [0.0, 3.0]], [[0.0, 1.0], [1.0, 2.0]]])
def test_where_the_signs_of_qr_jump_nothing_is_known(x: Any) -> None:
    with balls("arb") as (field, m), pytest.raises(Unsuited):
        m.qr(moving(field, x, np.ones((2, 2))), mode="reduced")


@pytest.mark.parametrize("kind", FIELDS)
def test_batches(kind: str) -> None:
    x, way, y = drawn(2, 3, 3), drawn(2, 3, 3), drawn(3, 2)
    with balls(kind) as (field, m):
        agrees(field, m.inv(moving(field, x, way)), np.linalg.inv, x, way)
        agrees(field, m.solve(moving(field, x, way), y), lambda z: np.linalg.solve(z, y), x, way)
        agrees(field, m.slogdet(moving(field, x, way))[1], lambda z: np.linalg.slogdet(z)[1], x, way)
        assert floats(m.slogdet(m.constant(x))[0].value).tolist() == np.linalg.slogdet(x)[0].tolist()


@pytest.mark.parametrize("size", [(2, 2), (3, 2), (2, 3)])
def test_inverses_of_full_rank_are_rational(size: tuple[int, int]) -> None:
    x = drawn(*size).tolist()
    found = moved("pinv(x)", x, field=Fractions())
    np.testing.assert_allclose(floats(found.value), np.linalg.pinv(x), rtol=1e-11)


@pytest.mark.parametrize(
    ("x", "rank"),
    [([[1.0, 2.0], [2.0, 4.0]], 1), ([[0.0] * 3] * 2, 0), (np.ones((3, 3)), 1), (np.eye(3), 3), ([[1, 2], [3, 4]], 2)],
)
@pytest.mark.parametrize("kind", FIELDS)
def test_ranks(x: Any, rank: int, kind: str) -> None:
    with balls(kind) as (field, _):
        found = floats(moved("matrix_rank(x) + 0*x.sum()", x, field=field).value)
        assert abs(found - rank) < 1e-30


def test_a_kernel_may_write_through_a_view() -> None:
    found = moved("det(x).sum()", drawn(2, 3, 3).tolist())
    assert np.isfinite(floats(found.slope))
