"""What is no tensor beside one: None, lists, texts, other people's numbers, arrays; and what is written into elements."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from tests.session.observe import raised

OPERATORS = "add sub mul truediv floordiv mod pow matmul and_ or_ xor lt le gt ge eq ne".split()
IN_PLACE = "iadd isub imul itruediv ifloordiv imod ipow iand ior ixor".split()
NO_OPERANDS: tuple[Any, ...] = (None, [1, 2], (1, 2), range(2), "a", {}, Decimal(2), Fraction(1, 2), object)
NUMBERS: tuple[Any, ...] = (True, 2, 0.5, np.int64(2), np.float32(0.5), np.float64(0.5))


def _seen(function: Callable[..., Any], *operands: Any) -> Any:
    """What an operator answers: dtype and elements of a tensor, anything else itself, or the refusal."""
    made: list[Any] = []
    refused = raised(lambda: made.append(function(*operands)))
    if refused is not None:
        return refused
    return [str(made[0].dtype), made[0].tolist()] if hasattr(made[0], "tolist") else made[0]


def _asked(names: list[str], x: Any, others: tuple[Any, ...]) -> list[Any]:
    functions = [getattr(operator, name) for name in names]
    return [[name, *(_seen(f, x, y) for y in others)] for name, f in zip(names, functions, strict=True)]


# ------------------------------------------------------------------ operators
def operators_on_a_tensor_and_no_operand(torch: Any) -> list[Any]:
    return _asked(OPERATORS, torch.tensor([3, 2]), NO_OPERANDS)


def operators_on_no_operand_and_a_tensor(torch: Any) -> list[Any]:
    functions = [getattr(operator, name) for name in OPERATORS]
    return [[_seen(f, y, torch.ones(2)) for y in NO_OPERANDS] for f in functions]


def operators_on_a_scalar_and_no_operand(torch: Any) -> list[Any]:
    return _asked(OPERATORS, torch.tensor(2.0, dtype=torch.float64), NO_OPERANDS)


def operators_that_write_and_no_operand(torch: Any) -> list[Any]:
    x = torch.ones(2)
    return [*_asked(IN_PLACE, x, NO_OPERANDS), x.tolist()]


def operators_on_numbers_of_numpy(torch: Any) -> list[Any]:
    names = "add sub mul truediv pow lt eq".split()
    return [_asked(names, torch.ones(2, dtype=getattr(torch, d)), NUMBERS[1:]) for d in ("float32", "int64", "float64")]


def numbers_of_numpy_on_the_left(torch: Any) -> list[Any]:
    x = torch.tensor([1.0, 3.0])
    return [_seen(f, y, x) for f in (operator.add, operator.sub, operator.truediv, operator.lt) for y in NUMBERS]


def numbers_of_numpy_added_in_place(torch: Any) -> list[Any]:
    return [_asked(["iadd", "imul"], torch.ones(2), NUMBERS), _asked(["iadd"], torch.ones(2, dtype=torch.int64), NUMBERS)]


def arrays_on_the_right(torch: Any) -> list[Any]:
    arrays = [np.array(2.0), np.array([2.0, 3.0]), np.array([2, 3]), np.array([2, 3], "i2"), np.array([True, False])]
    kinds = [torch.ones(2), torch.tensor(2.0), torch.ones(2, dtype=torch.float64), torch.ones(2, dtype=torch.int32)]
    return [[_seen(operator.mul, x, a) for a in arrays] for x in kinds]


def arrays_in_products_of_matrices(torch: Any) -> list[Any]:
    return [_seen(operator.matmul, torch.ones(2), a) for a in (np.ones(2), np.ones((2, 2)), np.ones(2, "f4"))]


def an_array_added_in_place_is_a_new_tensor(torch: Any) -> list[Any]:
    before = x = torch.ones(2)
    x += np.ones(2)
    return [x is before, str(x.dtype), before.tolist(), x.tolist()]


# ------------------------------------------------------------------ membership and writing
def members(torch: Any) -> list[Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    tensors = torch.tensor(2.0), torch.tensor([3.0, 5.0]), torch.tensor(9.0), torch.ones(3)
    values = (*NUMBERS, *tensors, *NO_OPERANDS[:6], np.ones(2))
    return [_seen(operator.contains, x, v) for v in values]


def members_of_a_scalar_and_of_nothing(torch: Any) -> list[Any]:
    return [2.0 in torch.tensor(2.0), 1 in torch.ones(0), _seen(operator.contains, torch.ones(0), None)]


def writing_what_is_no_number(torch: Any) -> list[Any]:
    values = (*NO_OPERANDS[:-1], np.float32(2), np.bool_(True), np.array(2.0), np.ones(2), torch.float32)
    tensors = [torch.ones(2, dtype=getattr(torch, d)) for d in ("float32", "float64", "int64", "bool")]
    places = [(x, items) for x in tensors for items in (0, slice(0, 2), torch.tensor([True, False]))]
    return [[_seen(operator.setitem, x, items, v) for v in values] for x, items in places]


def writing_numbers_of_numpy(torch: Any) -> list[Any]:
    x = torch.zeros(3)
    x[0], x[1:] = np.int64(2), np.float64(0.5)
    return x.tolist()


def copying_what_is_no_tensor(torch: Any) -> list[Any]:
    return [raised(lambda: torch.ones(2).copy_(v)) for v in (None, [1, 2], "a", np.ones(2), torch.float32)]  # noqa: B023
