"""Functions that PyTorch writes in Python, which take what they pass on apart themselves: einsum, split, norm."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gradcli.evaluate.calls import call
from gradcli.evaluate.refusals import check, strictly
from gradcli.ops.dtypes import DType
from gradcli.ops.table import TABLE
from gradcli.problems import TorchError, type_error, value_error
from gradcli.tensors.foreign import class_name
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import written_into

TOO_FEW = "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list"


def _letter(number: Any) -> str:
    """The letter of a dimension that is named by a number. Raises ValueError for others than 0 to 51."""
    if number == ...:
        return "..."
    if not (number >= 0 and number < 52):  # in PyTorch's order, which its refusal of a text shows
        raise value_error("einsum(): subscript in subscript list is not within the valid range [0, 52)")
    return chr(ord("A") + number) if number < 26 else chr(ord("a") + number - 26)


def _letters(numbers: Iterable[Any]) -> str:
    if not isinstance(numbers, Iterable) or isinstance(numbers, DType):
        raise type_error(f"'{class_name(numbers)}' object is not iterable")
    return "".join(map(_letter, numbers))


def einsum(*args: Any) -> Any:
    """torch.einsum: an equation and tensors, or each tensor in front of the numbers of its dimensions. Raises as PyTorch does."""
    if len(args) == 2 and not isinstance(args[0], Tensor) and isinstance(args[1], list | tuple):
        return einsum(args[0], *args[1])
    if len(args) < 2:
        raise value_error(TOO_FEW)
    equation, tensors = args[0], args[1:]
    if isinstance(equation, Tensor):
        equation, tensors = ",".join(map(_letters, args[1::2])), args[::2]
        if len(args) % 2:
            equation, tensors = f"{equation}->{_letters(args[-1])}", args[:-1:2]
    if not isinstance(equation, str):
        raise type_error(f"einsum(): argument 'equation' (position 1) must be str, not {class_name(equation)}")
    for k, x in enumerate(tensors):
        if not isinstance(x, Tensor):
            raise type_error(f"expected Tensor as element {k} in argument 1, but got {class_name(x)}")
    return call(TABLE["einsum"], (equation, *tensors), {}, strict=True)


def split(tensor: Any, split_size_or_sections: Any, dim: Any = 0) -> Any:
    """torch.split: what the first argument's own method of that name answers, also a text's."""
    if isinstance(tensor, str | bytes):
        return tensor.split(split_size_or_sections, dim)
    if not isinstance(tensor, Tensor):
        raise TorchError("AttributeError", f"'{class_name(tensor)}' object has no attribute 'split'")
    return call(TABLE["split"], (tensor, split_size_or_sections, dim), {}, strict=True)


def norm(input: Any, p: Any = "fro", dim: Any = None, keepdim: Any = False, out: Any = None, dtype: Any = None) -> Any:
    """torch.norm: the norm of the elements, or of a matrix by the name of its order. Raises as PyTorch does."""
    given, named = (input, p, dim, keepdim), {} if dtype is None else {"dtype": dtype}
    if out is None:
        return call(TABLE["norm"], given, named, strict=True)
    check("norm", given, {**named, "out": out}, False, strictly)
    return written_into(out, TABLE["norm"], "norm", given, named)
