"""What is standardized in float32 has PyTorch's bits, and so have its gradients: digests of what torch 2.13 answers."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

import gradcli.torch as session
from gradcli.ops import centred

ANSWERS = {
    "layer 4x1": "f5a5fd42d16a2030",
    "layer 4x1 affine": "a3ce1b3fd6692b0c",
    "layer 4x2": "5c2adf7314f2c30a",
    "layer 4x2 affine": "c7b9b13ad508b142",
    "layer 4x5": "f8e07449691f942c",
    "layer 4x5 affine": "3affc9383799c88a",
    "layer 3x8": "4c703fe7c30fa14c",
    "layer 3x8 affine": "ae8b04f9956cc0e5",
    "layer 3x11": "40b36bf7a413f56d",
    "layer 3x11 affine": "5a5635d89078ff79",
    "layer 2x40": "2963aa175e5d54ef",
    "layer 2x40 affine": "7f5c56309f456ab3",
    "layer 2x3x4": "19afcb4b97c8afc5",
    "layer 2x3x4 affine": "d92b8aac95c13796",
    "layer 2x128": "1a13882d38331de1",
    "layer 2x128 affine": "1c87f0abf0dd4ec6",
    "batch 2x3x4": "6b89adcc935db571",
    "batch 2x3x4 affine": "6139ee7cd41ce4ca",
    "batch 3x2x9": "3bdd60231efb3a9a",
    "batch 3x2x9 affine": "aeaa86b3c0ffd24a",
    "batch 2x4x3x3": "be4c647c1456a5f0",
    "batch 2x4x3x3 affine": "8f7c3e2c5e07cdc6",
    "batch 1x2x16": "c6444715387c8864",
    "batch 1x2x16 affine": "2d0a5f646e372fe1",
    "1 2x3x3": "cc1cb753a86906c9",
    "1 2x3x3 affine": "f83fe82c941cf332",
    "1 2x4x2x2": "4ae8c233302e12f5",
    "1 2x4x2x2 affine": "b4e7fd4f7b71048c",
    "2 2x4x3": "eec901fa7d506fba",
    "2 2x4x3 affine": "ebf188331ef37599",
    "2 3x4x1": "530f6a573f7761f4",
    "2 3x4x1 affine": "bcc88554eff8a092",
    "2 2x4x9": "bd6b2152166460f7",
    "2 2x4x9 affine": "d81f0a898ea0f7ae",
}


def made(shape: tuple[int, ...], seed: int) -> Any:
    """Random numbers, the same in every version of NumPy."""
    return np.random.RandomState(seed).standard_normal(shape).astype(np.float32)


def digest(*arrays: Any) -> str:
    found = hashlib.sha256()
    for array in arrays:
        found.update(np.ascontiguousarray(array, dtype=np.float32).tobytes())
    return found.hexdigest()[:16]


def asked(torch: Any, name: str) -> str:
    """`layer 4x5 affine`: outputs and gradients of a layer, where the gradient is that of a cube, and of a sum."""
    kind, size, *how = name.split()
    shape = tuple(map(int, size.split("x")))
    functional = torch.nn.functional
    found = []
    for power in (3, 1):
        x = torch.tensor(made(shape, 1), requires_grad=True)
        long = shape[1:] if kind == "layer" else shape[1:2]
        weight, bias = (torch.tensor(made(long, k)) if how else None for k in (2, 3))
        if kind == "layer":
            out = functional.layer_norm(x, long, weight, bias)
        elif kind == "batch":
            out = functional.batch_norm(x, None, None, weight, bias, training=True)
        else:
            out = functional.group_norm(x, int(kind), weight, bias)
        (out * out * out if power == 3 else out).sum().backward()
        found += [out.detach().numpy(), x.grad.numpy()]
    return digest(*found)


@pytest.mark.parametrize("name", ANSWERS)
def test_bits_are_torch_s(name: str) -> None:
    assert asked(session, name) == ANSWERS[name]


@pytest.mark.parametrize("length", [1, 2, 7, 8, 11, 40, 128])
def test_moments_are_moments(length: int) -> None:
    rows = made((3, length), 4) + np.float32(2)
    mean, variance = centred.moments(rows)
    assert np.allclose(mean[:, 0], rows.mean(axis=1), atol=1e-5)
    assert np.allclose(variance[:, 0], rows.var(axis=1), atol=1e-5)


@pytest.mark.parametrize("shape", [(2, 3, 4), (5, 2, 9)])
def test_both_ways_of_a_batch_agree(shape: tuple[int, ...]) -> None:
    g, x = made(shape, 5), made(shape, 6)
    mean, variance = centred.batch_moments(x)
    scale = 1 / np.sqrt(variance)
    one, other = (way(g, x, None, mean, scale) for way in (centred.batch, centred.batch_one_by_one))
    assert np.allclose(one, other, atol=1e-5)


def test_wide_rows_are_added_in_float64() -> None:
    x = session.tensor(made((2, 300), 7), requires_grad=True)
    session.nn.functional.layer_norm(x, (300,)).sum().backward()
    assert float(x.grad.abs().max()) < 1e-5
