"""log1p as the C library has it in float32: what torch 2.13's binary cross entropy answers of it on Linux, bit by bit."""

from __future__ import annotations

import hashlib

import numpy as np

from gradcli.ops import library

DIGEST = "5cbd8f38dc21d34c"


def test_bits_are_the_library_s() -> None:
    x = -np.random.RandomState(0).random_sample(5000).astype(np.float32)
    found = library.log1p(x)
    assert hashlib.sha256(found.tobytes()).hexdigest()[:16] == DIGEST
    assert np.allclose(found, np.log1p(x.astype(np.float64)), rtol=2e-7)


def test_both_branches_and_the_ends() -> None:
    x = np.array([-1, -2, 0, 0.3, 0.5, 3, 1e6, -0.2, np.nan], dtype=np.float32)
    found = library.log1p(x)
    assert found[0] == -np.inf
    assert np.isnan(found[[1, 8]]).all()
    assert np.allclose(found[2:8], np.log1p(x[2:8].astype(np.float64)), rtol=2e-7, atol=0)
