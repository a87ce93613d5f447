"""Kinds of arguments: what an option or an operand of a row may be, declared once for every name.

A row knows the kinds of its own arguments (`Op.kinds`); where a name means something else in one row, that row says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.ops.dtypes import DType


class Kind(NamedTuple):
    """What an argument may be.

    wanted    PyTorch's words for it, in its refusals
    fits      whether a value is of the kind
    number    a 0-d tensor without gradient stands for its number
    sequence  a list is taken as a tuple
    tensor    it is a tensor, and a list is a constant one
    """

    wanted: str
    fits: Callable[[Any], bool]
    number: bool = False
    sequence: bool = False
    tensor: bool = False


Kinds = Mapping[str, Kind]


def _whole(value: Any) -> bool:
    return type(value) is int


def _wholes(value: Any) -> bool:
    """Whether it is a list of whole numbers; behind the first, True counts as 1, as in PyTorch."""
    return isinstance(value, list | tuple) and all(type(v) is int or (k > 0 and type(v) is bool) for k, v in enumerate(value))


def is_text(value: Any) -> bool:
    """Whether a value is a text, and not a dtype, which is made of one."""
    return isinstance(value, str) and not isinstance(value, DType)


def _is_tensor(value: Any) -> bool:
    return hasattr(value, "run_op")


INTEGERS = Kind("tuple of ints", lambda v: _whole(v) or _wholes(v), sequence=True)
DIMENSION = Kind("tuple of ints", lambda v: isinstance(v, int) or _wholes(v), sequence=True)  # False may be `unbiased`
INTEGER = Kind("int", _whole, number=True)
NUMBER = Kind("float", lambda v: isinstance(v, int | float), number=True)
ONE = Kind("int", _whole)  # one dimension, where PyTorch takes no list of them
ORDER = Kind("Number", lambda v: isinstance(v, int | float) or is_text(v), number=True)
FLAG = Kind("bool", lambda v: isinstance(v, int))
TEXT = Kind("str", is_text)
ANYTHING = Kind("Tensor", lambda v: True)
TENSOR = Kind("Tensor", _is_tensor, tensor=True)  # as an operand
TENSOR_OR_NUMBER = Kind("Tensor", lambda v: _is_tensor(v) or isinstance(v, int | float), tensor=True)

_NAMES: Mapping[Kind, str] = {
    INTEGERS: "dim dims size shifts repeats stride dilation kernel_size output_padding",
    INTEGER: "start_dim end_dim dim0 dim1 diagonal decimals steps ignore_index n m_ k chunks offset length index storage_offset "
    "groups num_groups",
    NUMBER: "alpha beta delta eps negative_slope threshold min_val max_val correction label_smoothing start end step "
    "fill_value lambd",
    ORDER: "p",
    FLAG: "keepdim descending unbiased stable largest sorted",
    TEXT: "reduction approximate rounding_mode",
    TENSOR_OR_NUMBER: "weight pos_weight min max bias",
}
VOCABULARY: Kinds = {name: kind for kind, names in _NAMES.items() for name in names.split()}
OPERANDS: Kinds = {"exponent": TENSOR_OR_NUMBER}  # those that may be plain numbers wherever they occur


def kinds_of(operands: Sequence[str], options: Sequence[str], own: Kinds) -> dict[str, Kind]:
    """The kinds of all arguments of a row: its own words first."""
    kinds = {name: OPERANDS.get(name, TENSOR) for name in operands}
    kinds.update({name: VOCABULARY.get(name, ANYTHING) for name in options})
    kinds.update(own)
    return kinds
