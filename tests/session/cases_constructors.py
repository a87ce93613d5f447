"""What becomes a tensor: numbers, lists, NumPy's numbers and arrays, tensors in lists; devices; refusals."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import numpy as np

from tests.session.observe import name, raised


def _made(function: Any) -> Any:
    """Dtype, shape and elements of what is made, or the refusal."""
    made: list[Any] = []
    refused = raised(lambda: made.append(function()))
    return refused or [str(made[0].dtype), list(made[0].shape), made[0].tolist()]


def _all_made(torch: Any, values: Any, **options: Any) -> list[Any]:
    return [_made(lambda: torch.tensor(v, **options)) for v in values]  # noqa: B023


def numbers_of_numpy_in_lists(torch: Any) -> list[Any]:
    kinds = (np.float64, np.float32, np.float16, np.int64, np.int32, np.uint8, np.bool_)
    alone = _all_made(torch, [[kind(1)] for kind in kinds])
    mixed = _all_made(torch, [[kind(1), other] for kind in kinds[:-1] for other in (True, 2, 2.5, np.float64(1))])
    deep = _all_made(torch, [[[np.float64(2.0), 1.0], [1.0, 2.0]], [[1.0, 1.0], [np.float64(2.0), 2.0]]])
    return [alone, mixed, deep, _all_made(torch, [kind(1) for kind in kinds])]


def arrays_in_lists(torch: Any) -> list[Any]:
    a, b = np.array([1.0]), np.array([2, 3])
    lists = [[a], [a, a], [b, b], [a, [2.0]], [[2.0], a], [a, b], [np.array(1.0)], [np.array([1.0], "f4")], [[b], [b]]]
    with warnings.catch_warnings(action="ignore"):  # that this is slow
        return _all_made(torch, lists)


def tensors_in_lists(torch: Any) -> list[Any]:
    one, two = torch.tensor([1.0]), torch.tensor([1.0, 2.0])
    whole, half, double = torch.tensor(1, dtype=torch.int32), torch.tensor(1.0).half(), torch.tensor(1.0).double()
    lists = [[one, one], [two, two], [one, 2.0], [2.0, one], [[2.0], one], [one, [2.0]], [[one]], [[2.0, 3.0], two]]
    return _all_made(torch, [*lists, [whole], [half], [double, one], [whole, 2.5], [torch.tensor([[1.0]])], [whole, half]])


def what_is_no_number(torch: Any) -> list[Any]:
    values = (None, "a", "", b"a", {}, {1, 2}, object, Fraction(1, 2), torch.float32)
    lists = [kind for v in values[:2] for kind in ([v], [1, v], [1.0, v], [[1], [v]])]
    return [_all_made(torch, [*values, *lists]), _all_made(torch, [[None], [1, "a"]], dtype=torch.float64)]


def whole_numbers_where_no_number_is(torch: Any) -> list[Any]:
    return _all_made(torch, [[None], [1, "a"], {}], dtype=torch.int64)


def numbers_that_are_too_large(torch: Any) -> list[Any]:
    return [
        _all_made(torch, [10**400, [10**400]], dtype=torch.float64),
        _all_made(torch, [10**400, [2**63], [1.0, 2**63], [1.0, 10**400]]),
    ]


def ranges_are_lists(torch: Any) -> list[Any]:
    return _all_made(torch, [range(3), [range(2), range(2)], range(0), [range(2), [1, 2.5]]])


def dtypes_by_the_types_of_python(torch: Any) -> list[Any]:
    kinds = (float, int, bool, "float64", 3)
    made = [_made(lambda: torch.tensor(1, dtype=k)) for k in kinds]  # noqa: B023
    return [made, [_made(lambda: torch.ones(2, dtype=k)) for k in kinds[:3]], _made(lambda: torch.ones(2).to(int))]  # noqa: B023


def arrays_that_are_no_numbers(torch: Any) -> list[Any]:
    arrays = (np.array(["a"]), np.array([None]), np.array(["2020"], "M8[D]"), np.array([1], "g"))
    return [*_all_made(torch, arrays), *(raised(lambda: torch.from_numpy(a)) for a in arrays)]  # noqa: B023


# ------------------------------------------------------------------ on the memory of arrays
def tensors_on_the_memory_of_an_array(torch: Any) -> list[Any]:
    array = np.ones(3)
    x, y, z = torch.from_numpy(array), torch.as_tensor(array), torch.as_tensor(array, dtype=torch.float32)
    array[0] = 3
    x.add_(1)
    first = x[0]
    array[0] = 7
    return [array.tolist(), x.tolist(), y.tolist(), z.tolist(), first.item(), str(x.dtype), str(z.dtype)]


def a_scalar_on_the_memory_of_an_array(torch: Any) -> list[Any]:
    array = np.array(1.0)
    x = torch.from_numpy(array)
    array[...] = 3
    y = x * 2
    x.add_(1)
    return [x.item(), y.item(), float(array)]


def layouts_of_arrays(torch: Any) -> list[Any]:
    x, y = torch.from_numpy(np.ones((2, 3)).T), torch.from_numpy(np.ones(4)[::2])
    return [list(x.stride()), x.is_contiguous(), list(y.stride()), raised(lambda: torch.from_numpy(np.ones(2)[::-1]))]


def what_from_numpy_refuses(torch: Any) -> list[Any]:
    return [raised(lambda: torch.from_numpy(v)) for v in ([1], None, 1.0, np.float64(3))]  # noqa: B023


def what_is_a_tensor_already(torch: Any) -> list[Any]:
    x = torch.ones(2, requires_grad=True)
    return [torch.as_tensor(x) is x, name(torch.as_tensor(x, dtype=torch.float64)), _made(lambda: torch.as_tensor([1, 2.5]))]


# ------------------------------------------------------------------ torch.Tensor
def the_constructor(torch: Any) -> list[Any]:
    given = ([1, 2, 3], [[1, 2], [3, 4]], (2, 3), range(3), np.ones((2, 2)), np.ones(2, "f4"), [torch.tensor(1.0), 2], [True])
    refused = (3.0, None, "a", {}, True, [1, "a"], ["a"], [None], [[1], [2, 3]], np.float64(3))
    return [
        *(_made(lambda: torch.Tensor(v)) for v in (*given, *refused)),  # noqa: B023
        list(torch.Tensor(2, 3).shape),
        list(torch.Tensor(3).shape),
        list(torch.Tensor(np.int64(2)).shape),
        _made(torch.Tensor),
    ]


def the_constructor_on_a_tensor(torch: Any) -> list[Any]:
    x, y = torch.ones(2), torch.ones(2, requires_grad=True)
    torch.Tensor(x).add_(1)
    return [x.tolist(), torch.Tensor(y).requires_grad, _made(lambda: torch.Tensor(torch.tensor([1, 2])))]


def the_class(torch: Any) -> list[Any]:
    x = torch.ones(2)
    return [
        isinstance(x, torch.Tensor),
        isinstance(1.0, torch.Tensor),
        type(x) == torch.Tensor,  # noqa: E721
        torch.Tensor.add(x, 1).tolist(),
        torch.Tensor.mul_(x, 3).tolist(),
        float(torch.Tensor.sum(x)),
        raised(lambda: torch.Tensor.nothing),
    ]


# ------------------------------------------------------------------ devices
def devices(torch: Any) -> list[Any]:
    x = torch.ones(2)
    cpu = torch.device("cpu")
    return [
        [str(x.device), x.device.type, x.device == cpu, repr(cpu), repr(torch.device("cuda:1")), x.is_cuda],
        [x.to("cpu") is x, x.to(cpu) is x, x.to(device="cpu") is x, str(x.to(dtype=torch.float64, device="cpu").dtype)],
        torch.ones(2, device=cpu).tolist(),
    ]


def other_devices(torch: Any) -> list[Any]:
    x = torch.ones(2)
    return [
        [raised(lambda: x.to(d)) for d in ("cuda", "cuda:0", "a", 3)],  # noqa: B023
        [raised(lambda: torch.ones(2, device=d)) for d in ("cuda", "a", 3)],  # noqa: B023
        raised(lambda: torch.tensor(2, device="cuda")),
        raised(lambda: torch.device("a")),
    ]


def empty_tensors(torch: Any) -> list[Any]:
    x = torch.empty(2, 3, dtype=torch.float64, requires_grad=True)
    return [list(x.shape), str(x.dtype), x.requires_grad, list(torch.empty((2, 3)).shape), torch.empty(0).tolist()]
