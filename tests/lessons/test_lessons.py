"""Programs as in lessons print what PyTorch prints."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pytest

import gradcli.torch
from gradcli.ops.defaults import default_dtype_of
from tests.lessons.running import held, output, programs

PROGRAMS = programs()
HELD = held()


@pytest.fixture(autouse=True)
def default_dtype() -> Iterator[None]:
    """PyTorch's default, as in a process that imports gradcli.torch."""
    with default_dtype_of("float32"):
        yield


def test_every_program_has_an_output_and_every_output_a_program() -> None:
    assert PROGRAMS.keys() == HELD.keys()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_prints_what_torch_prints(name: str) -> None:
    found, wanted = output(PROGRAMS[name], gradcli.torch), HELD[name]
    assert found == wanted or _nearly(str(found), str(wanted))


NUMBER = re.compile(r"-?\d+\.\d*(?:e[-+]?\d+)?")


def _nearly(found: str, wanted: str) -> bool:
    """The same text, but for the last digits of float32: another processor adds products in another order."""
    if NUMBER.sub("#", found) != NUMBER.sub("#", wanted):
        return False
    pairs = zip(NUMBER.findall(found), NUMBER.findall(wanted), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=1e-3, abs_tol=2e-4) for a, b in pairs)
