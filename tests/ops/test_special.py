"""digamma and polygamma against known values, and at their poles; polygamma of order 1 against torch, whose series is short."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gradcli.ops.special import digamma, polygamma
from tests.calculus import value

DIGAMMA = {
    1: -0.57721566490153286,
    0.5: -1.9635100260214235,
    0.1: -10.423754940411077,
    2.25: 0.57254646662373459,
    10: 2.2517525890667211,
    100.5: 4.6051743525818452,
    -0.5: 0.036489973978576521,
    -2.75: -1.959055264977997,
    1e-8: -100000000.57721565,
    1e300: 690.77552789821371,
    math.inf: math.inf,
    0.0: -math.inf,
    -3.0: math.nan,
    -math.inf: math.nan,
    math.nan: math.nan,
}
POLYGAMMA = {
    (1, 1): 1.6449340676383375,
    (1, 0.5): 4.934802202073678,
    (1, 3.75): 0.3053398527311495,
    (1, 20): 0.05127082293520924,
    (2, 1): -2.4041138063191886,
    (2, 2.5): -0.2362040516417274,
    (3, 0.25): 1538.7821440091884,
    (4, 5): -0.0140631913421128,
    (1, -0.5): 8.934802200117687,
    (2, -1.25): 123.72136678366236,
    (3, -2.5): 194.74787621918762,
    (1, 0.0): math.inf,
    (1, -2.0): 1.6451975368302367e32,
    (2, -2.0): -math.inf,
    (1, math.inf): 0.0,
    (1, -math.inf): math.nan,
    (2, math.nan): math.nan,
    (1, -1e7 + 0.5): 9.869604301089353,
    (3, -100.25): 1558.5454545884687,
    (2, -1000.75): -124.02510771870371,
    (1, 1e300): 1e-300,
}
LGAMMA = {
    0.5: 0.57236494292470009,
    -0.5: 1.2655121234846454,
    100: 359.1342053695754,
    -2.5: -0.056243716497674051,
    1e-3: 6.9071788853838537,
}
ERFC = {0.5: 0.47950012218695346, -0.5: 1.5204998778130465, 5: 1.5374597944280349e-12, -2.5: 1.999593047982555}


def close(found: float, known: float) -> bool:
    return found == pytest.approx(known, rel=4e-14, nan_ok=True)


@pytest.mark.parametrize(("x", "known"), DIGAMMA.items())
def test_digamma(x: float, known: float) -> None:
    assert close(digamma(x), known)


def test_digamma_has_a_sign_at_its_pole() -> None:
    assert digamma(-0.0) == math.inf


@pytest.mark.parametrize(("at", "known"), POLYGAMMA.items())
def test_polygamma(at: tuple[int, float], known: float) -> None:
    assert close(polygamma(*at), known)


@pytest.mark.parametrize(("x", "known"), LGAMMA.items())
def test_lgamma(x: float, known: float) -> None:
    assert close(float(value("lgamma(x)", {"x": x})), known)


@pytest.mark.parametrize(("x", "known"), ERFC.items())
def test_erf(x: float, known: float) -> None:
    assert close(float(value("erfc(x)", {"x": x})), known)
    assert close(float(value("erf(x)", {"x": x})), 1 - known)


@pytest.mark.parametrize("name", ["lgamma", "digamma", "erf", "erfc"])
def test_arrays_are_their_elements(name: str) -> None:
    points = [0.5, -0.5, 3.0, -2.5, 0.0, -1.0, math.inf, math.nan]
    assert np.array_equal(value(f"{name}(x)", {"x": points}), [value(f"{name}(x)", {"x": x}) for x in points], equal_nan=True)
