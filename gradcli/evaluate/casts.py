"""Dtypes as people name them: x.double(), x.to(torch.float32), sum(x, dtype=torch.float32)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gradcli.evaluate.devices import demand_cpu
from gradcli.ops.defaults import default_dtype_of
from gradcli.ops.dtypes import NAMED, SHORT, TITLES, DType, refused
from gradcli.ops.op import Op, Row
from gradcli.ops.shape import to as to_float
from gradcli.ops.shape import to_whole
from gradcli.problems import Problem, runtime_error, type_error
from gradcli.tensors.foreign import class_name
from gradcli.tensors.tensor import Tensor

LIKE = frozenset({"zeros_like", "ones_like", "full_like", "empty_like", "rand_like"})
CAST_FIRST = frozenset(  # functions that compute in the dtype that is asked for
    "sum mean prod nansum nanmean cumsum cumprod softmax log_softmax softmin norm vector_norm matrix_norm linalg_norm".split()
)
NORMS = frozenset({"norm", "vector_norm", "matrix_norm", "linalg_norm"})  # whose argument is no whole number all the same
ADDED_UP = frozenset({"sum", "nansum", "prod", "cumsum", "cumprod"})  # those that may be asked for whole numbers
PYTHON_TYPES: Mapping[Any, DType] = {float: NAMED["float64"], int: NAMED["int64"], bool: NAMED["bool"]}
PLACEMENT = ("device", "layout", "memory_format", "pin_memory")  # everything is on the CPU, in one layout


# ------------------------------------------------------------------ methods
def cast(x: Tensor, dtype: str) -> Any:
    """The same numbers in another dtype; the tensor itself if it has it. Whole numbers have no gradient."""
    if x.dtype == dtype:
        return x
    return (to_float if NAMED[dtype].is_floating_point else to_whole)(x, dtype=dtype)


def to(x: Tensor, *arguments: Any, **keywords: Any) -> Any:
    """x.to(dtype), x.to(other) and x.to("cpu"). Raises as PyTorch does for other devices."""
    for given in (*arguments, *(v for k, v in keywords.items() if k in ("dtype", "other"))):
        if isinstance(given, Tensor):
            return cast(x, given.dtype)
        if isinstance(given, DType):
            return cast(x, given)
        if isinstance(given, type) and given in PYTHON_TYPES:
            return cast(x, PYTHON_TYPES[given])
    for given in (*arguments[:1], *(v for k, v in keywords.items() if k == "device")):
        demand_cpu(given)
    return x


def type_of(x: Tensor, dtype: Any = None) -> Any:
    """x.type(): a name such as torch.FloatTensor; with a dtype or such a name, a cast. Raises ValueError for other names."""
    if dtype is None:
        return f"torch.{TITLES[x.dtype]}Tensor"
    if isinstance(dtype, DType):
        return cast(x, dtype)
    if isinstance(dtype, type) and getattr(dtype, "dtype", None) in NAMED:  # torch.DoubleTensor, a type as it was written once
        return cast(x, dtype.dtype)  # type: ignore[attr-defined]
    for name in NAMED:
        if dtype == f"torch.{TITLES[name]}Tensor":
            return cast(x, name)
    raise type_error(f"invalid type: '{dtype}'")


def _caster(dtype: str) -> Callable[[Tensor], Any]:
    return lambda x: cast(x, dtype)


METHODS: Mapping[str, Callable[..., Any]] = {
    **{short: _caster(dtype) for short, dtype in SHORT.items()},
    "to": to,
    "type": type_of,
    "type_as": lambda x, other: cast(x, other.dtype),
}


# ------------------------------------------------------------------ dtype=, requires_grad=
def makes(row: Row) -> bool:
    """Whether a row makes a tensor of its own, as zeros and ones_like do."""
    return (isinstance(row, Op) and not row.operands and not row.variadic) or row.name in LIKE


def takes_dtype(row: Row) -> bool:
    """Whether PyTorch's function takes `dtype`, and the row does not say so itself."""
    return "dtype" not in row.options and (row.name in CAST_FIRST or makes(row))


def taken(row: Row, keywords: dict[str, Any]) -> DType | None:
    """The dtype out of the keywords of a call, and what else says where and how a tensor is made. Raises TypeError, Problem."""
    dtype = keywords.pop("dtype", None) if takes_dtype(row) else None
    dtype = named_dtype(row.name, dtype)
    if makes(row):
        for name in PLACEMENT:
            keywords.pop(name, None)
        constant_only(keywords.pop("requires_grad", False))
    return dtype


def named_dtype(function: str, dtype: Any) -> DType | None:
    """A dtype, also by the type of Python's numbers; None for None. Raises PyTorch's TypeError."""
    if dtype is None or isinstance(dtype, DType):
        return dtype
    if isinstance(dtype, type) and dtype in PYTHON_TYPES:
        return PYTHON_TYPES[dtype]
    raise type_error(f"{function}(): argument 'dtype' must be torch.dtype, not {class_name(dtype)}")


def constant_only(requires_grad: Any) -> None:
    """Refuse requires_grad=True inside an expression: the gradients that are asked for are those of its variables."""
    if requires_grad:
        raise Problem("what is made inside an expression is a constant", fix="give it a name, and its value with the others")


def _check_sum(name: str, dtype: DType, x: Tensor) -> None:
    """What PyTorch refuses of sums and products in whole numbers."""
    if dtype == "bool" and name[:3] == "cum":
        raise refused(f"{name}_out_cpu", "bool")
    if x.is_tracked:
        raise runtime_error(f"Autograd not support dtype: {TITLES[dtype]}")


def computed_in(dtype: DType | None, row: Row, operands: list[Any], run: Callable[[list[Any]], Any]) -> Any:
    """Run a row in the dtype that was asked for, as PyTorch does: it casts what it adds up, and makes what it makes in it."""
    if dtype is None:
        return run(operands)
    if makes(row):
        with default_dtype_of(dtype if dtype.is_floating_point else "float64"):
            return cast(run(operands), dtype)
    if row.name == "mean" and not dtype.is_floating_point:
        raise runtime_error(
            f"mean(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. "
            f"Got: {TITLES[dtype]}"
        )
    first = operands[0]
    if row.name in ADDED_UP and not dtype.is_floating_point and isinstance(first, Tensor):
        _check_sum(row.name, dtype, first)
    if row.name in NORMS and isinstance(first, Tensor) and not first.dtype.is_floating_point:
        return run(operands)  # which refuses it
    return run([cast(first, dtype) if isinstance(first, Tensor) else first, *operands[1:]])
