"""Whether a difference in the last digits is owed to the expression: inputs changed a little change the result as much."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from tools.differential import torch_side
from tools.differential.compare import TOLERANCES
from tools.differential.request import Request, plain, worded

CHANGES = {"float64": (1e-12, 1e-13), "float32": (2e-6, 5e-7)}
DRAWS = 5
FEWER_DIGITS = {"float64": 16 * 2.0**-29, "float32": 16.0}  # what the error of float32 says about the error of the dtype
KEYS = ("value", "grad", "passes", "hessian", "jacobian", "derivatives")


def ill_conditioned(request: Request, torch: Mapping[str, Any], gradcli: Mapping[str, Any]) -> bool:
    """Whether each number that differs also differs that much from what torch answers nearby.

    A corner makes a jump nearby, too. It does not count: the change has to shrink with the change of the inputs, or to be
    noise, which has many values. Steps that cancel inside a function are seen by what is lost with the digits of float32.
    """
    expected, found = list(_numbers(torch)), list(_numbers(gradcli))
    nearby = [[_nearby(request, size, seed) for seed in range(DRAWS)] for size in CHANGES[request.precision]]
    other = list(_numbers(torch_side.answer(_of_other_dtype(request))))
    if any(len(n) != len(expected) for n in [found, other, *(n for draws in nearby for n in draws)]):
        return False
    rtol, atol = TOLERANCES[request.precision]
    for k, (want, have) in enumerate(zip(expected, found, strict=True)):
        if want == have or abs(want - have) <= atol + rtol * abs(want) or want - want != 0:
            continue
        large, small = ([n[k] for n in draws] for draws in nearby)
        rounding = FEWER_DIGITS[request.precision] * abs(want - other[k])
        if abs(want - have) > rounding and not _explained(want, abs(want - have), large, small):
            return False
    return True


def _explained(want: float, gap: float, large: list[float], small: list[float]) -> bool:
    most, less = (max(abs(n - want) for n in draws) for draws in (large, small))
    noise = len({f"{n:.6g}" for n in small}) > 2
    return gap <= 10 * most and (less <= most / 2 or noise)


def _of_other_dtype(request: Request) -> Request:
    """The same question in the other dtype."""
    other = "float32" if request.dtype == "float64" else "float64"
    return Request(request.expression, request.values, {**request.settings, "dtype": other})


def _nearby(request: Request, size: float, seed: int) -> list[float]:
    """The numbers that torch answers to inputs changed by a factor of 1 ± size; equal numbers stay equal, and opposite."""

    def changed(value: Any) -> Any:
        if isinstance(value, list):
            return [changed(item) for item in value]
        if isinstance(value, bool | str) or value is None:
            return value
        return value * (1 + size * random.Random(f"{seed} {abs(value)!r}").uniform(-1, 1))

    values = {name: _worded(changed, value) for name, value in request.values.items()}
    settings = dict(request.settings)
    if "grad_output" in settings:
        settings["grad_output"] = _worded(changed, settings["grad_output"])
    return list(_numbers(torch_side.answer(Request(request.expression, values, settings))))


def _worded(changed: Any, value: Any) -> Any:
    return value if isinstance(value, str) else worded(changed(plain(value)))


def _numbers(answer: Mapping[str, Any]) -> Iterator[float]:
    """All numbers of an answer, in order."""
    for key in KEYS:
        if key in answer:
            yield from _flat(answer[key])


def _flat(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _flat(value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif value is not None:
        yield float(plain(value))
