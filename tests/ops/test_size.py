"""torch.Size where PyTorch's own error cannot be kept as data, and results with names that are none."""

from __future__ import annotations

import pickle

import pytest

import gradcli.torch as torch
from gradcli.ops.returned import returned


def test_sizes_are_of_64_bits() -> None:
    assert torch.Size([2**63 - 1])[0] == 2**63 - 1
    with pytest.raises(ValueError, match=r"^Overflow when unpacking long long$"):
        torch.Size([2**63])


def test_sizes_and_results_cross_to_other_processes() -> None:
    for value in (torch.Size([2, 3]), returned("max", ("values", "indices"))((1, 2)), torch.device("cuda:1"), torch.float32):
        copy = pickle.loads(pickle.dumps(value))
        assert (copy, type(copy), repr(copy)) == (value, type(value), repr(value))


def test_results_that_no_function_has() -> None:
    with pytest.raises(AttributeError, match=r"^module 'torch.return_types' has no attribute 'sin'$"):
        _ = torch.return_types.sin
    assert torch.return_types.aminmax((1, 2)).max == 2


def test_ranges_are_kept_in_sets() -> None:
    assert len({torch.finfo(torch.float32), torch.finfo(torch.float32), torch.iinfo(torch.int8)}) == 2
    assert torch.finfo(torch.float32) != torch.iinfo(torch.int32)
