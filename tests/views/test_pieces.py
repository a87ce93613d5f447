"""Text piece by piece is the text as a whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gradcli.views import pieces
from gradcli.views.text import exact_tensor, for_json, json_line

SHAPES = arrays.array_shapes(min_dims=1, max_dims=4, max_side=4)
ARRAYS = st.sampled_from(["f8", "f4", "i8", "?"]).flatmap(lambda dtype: arrays.arrays(dtype, SHAPES))


@given(ARRAYS, st.integers(1, 5), st.booleans())
def test_arrays(array: Any, together: int, turned: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "TOGETHER", together)
        patch.setattr(pieces, "LARGE", 0)
        array = array.T if turned else array
        assert "".join(pieces.exact_pieces(array)) == exact_tensor(array)
        assert "".join(pieces.json_pieces(array)) == json_line(for_json(array))


def test_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE", 2)
    array = np.array([[1.0, np.nan], [-np.inf, 2.5]])
    document = {
        "é\ud800": None,
        "value": 1.5,
        "passes": [{"x": array, "y": 2.0}, {"x": array[0]}],
        "hessian": {"x": {"x": array}},
    }

    def whole(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: whole(v) for key, v in value.items()}
        return [whole(v) for v in value] if isinstance(value, list) else for_json(value)

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: kept(v) for key, v in value.items()}
        return [kept(v) for v in value] if isinstance(value, list) else pieces.kept_or_for_json(value)

    assert "".join(pieces.json_pieces(kept(document))) == json_line(whole(document))
