"""What functions of whole arrays do to all rows at once."""

from __future__ import annotations

import numpy as np
import pytest

from gradcli.lanes.sheet import FEW, WHOLE_ARRAYS


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64", "bool"])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("count", range(FEW + 3))
def test_sums_of_few_are_numpys_bit_by_bit(count: int, keepdims: bool, dtype: str) -> None:
    random = np.random.default_rng(count)
    rows = (random.normal(size=(40, count, 3)) * 10.0 ** random.integers(-6, 6, (40, count, 3))).astype(dtype)
    rows[:7] = 0.0
    rows[:5] = np.negative(rows[:5]) if dtype[0] == "f" else rows[:5]  # zero with a sign
    for x in (rows, np.asfortranarray(rows), rows[:, :, 0], np.ascontiguousarray(rows.swapaxes(1, 2)).swapaxes(1, 2)):
        for axis in range(x.ndim - 1):
            found = WHOLE_ARRAYS["sum"](x, lead=(1,), axis=(axis,), keepdims=keepdims)
            expected = np.add.reduce(x, axis=axis + 1, keepdims=keepdims)
            assert (found.shape, found.dtype, found.tobytes()) == (expected.shape, expected.dtype, expected.tobytes())
