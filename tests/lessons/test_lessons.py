"""Programs as in lessons print what PyTorch prints."""

from __future__ import annotations

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
    assert output(PROGRAMS[name], gradcli.torch) == HELD[name]
