"""The functions of a session: rows of the table by name, and constructors with `dtype` and `requires_grad`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from gradcli.evaluate import methods
from gradcli.evaluate.calls import call
from gradcli.evaluate.casts import LIKE, cast, makes, named_dtype
from gradcli.evaluate.constants import NoNumber, constant
from gradcli.evaluate.devices import demand_cpu
from gradcli.evaluate.refusals import check, lists, strictly
from gradcli.evaluate.signatures import ABSENT
from gradcli.evaluate.warned import say
from gradcli.ops import table
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import NAMED, TITLES, DType, castable, dtype_of
from gradcli.ops.op import Row
from gradcli.ops.qualified import QUALIFIED
from gradcli.problems import TorchError, runtime_error, type_error, value_error
from gradcli.recording.modes import mode, set_grad_enabled
from gradcli.tensors.dispatch import mark
from gradcli.tensors.foreign import class_name, is_array
from gradcli.tensors.tensor import Tensor

NOT_FLOATING = "Only Tensors of floating point and complex dtype can require gradients"

UNSET: Any = object()
OF_DATA = "data:o * dtype:d?= device:o?= pin_memory:b= requires_grad:b="
COMBINATION = "received an invalid combination of arguments"
DEPRECATED = (
    "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with Python's range "
    "builtin. Instead, use torch.arange, which produces values in [start, end)."
)
SUPPORTED = (
    "The only supported types are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, "
    "uint16, uint8, and bool."
)
NEGATIVE = (
    "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently supported. "
    "(You can probably work around this by making a copy of your array  with array.copy().) "
)


# Methods that write into their tensor and that torch has as functions, too
WRITING = frozenset(
    """abs_ acos_ acosh_ addmv_ arccos_ arccosh_ arcsin_ arcsinh_ arctan_ arctanh_ as_strided_ asin_ asinh_ atan_ atanh_
    ceil_ celu_ clamp_ clamp_max_ clamp_min_ clip_ cos_ cosh_ deg2rad_ detach_ erf_ erfc_ exp2_ exp_ expm1_ fill_ fix_
    floor_ frac_ gcd_ i0_ lcm_ ldexp_ log10_ log1p_ log2_ log_ logit_ nan_to_num_ neg_ negative_ rad2deg_ reciprocal_
    relu_ round_ rsqrt_ selu_ sigmoid_ sin_ sinc_ sinh_ sqrt_ square_ tan_ tanh_ threshold_ trunc_ xlogy_ zero_""".split()
)

# Functions that torch documents with `out`
TAKING_OUT = frozenset(
    """add addbmm addcdiv addcmul addmm addmv addr all amax amin aminmax any baddbmm bitwise_and bitwise_not bitwise_xor
    bmm bucketize cat ceil cholesky clamp clip column_stack concat concatenate copysign cos cosh cross cummax cummin
    cumprod cumsum deg2rad diag digamma div divide dot dstack eq erf erfc erfinv exp exp2 expm1 fix float_power floor
    floor_divide fmax fmin fmod frac gather gcd ge ger greater greater_equal gt heaviside histc hstack hypot i0
    index_select inner inverse isneginf isposinf kron kthvalue lcm ldexp le lerp less less_equal lgamma log log1p
    logaddexp logaddexp2 logcumsumexp logical_and logical_not logical_or logit logsumexp lt masked_select matmul
    matrix_power max maximum mean median min minimum mm mode mul multiply mv nan_to_num nanmean nanmedian nanquantile ne
    neg negative nextafter nonzero not_equal outer polygamma pow quantile reciprocal remainder renorm round rsqrt
    searchsorted sgn sigmoid sign signbit sin sinc sinh sort sqrt stack std std_mean sub subtract svd take_along_dim tan
    tanh topk tril triu trunc var var_mean vdot vstack where xlogy""".split()
)


@cache
def find(name: str, module: str = "") -> Callable[..., Any] | None:
    """The function of a name, in a module such as `linalg`; None if the table has none, or only a method."""
    row = QUALIFIED.get(f"{module}.{name}") or table.TABLE.get(name)
    if row is None and not module and name in WRITING:
        return _writing(name)
    if row is None or row.method or name in ABSENT.get(module, ()):
        return None
    function = _constructor(row) if makes(row) else _function(row, f"{module}.{name}" if module else name)
    function.__name__ = function.__qualname__ = name
    function.__doc__ = row.doc
    return function


def _writing(name: str) -> Callable[..., Any] | None:
    """torch.sin_: a function of a tensor that writes into it, as its method does; None where there is no such method here."""
    if not methods.is_method(name):
        return None

    def function(input: Tensor, *arguments: Any, **keywords: Any) -> Any:
        if not isinstance(input, Tensor):
            raise type_error(f"{name}(): argument 'input' (position 1) must be Tensor, not {class_name(input)}")
        return getattr(input, name)(*arguments, **keywords)

    function.__name__ = function.__qualname__ = name
    return function


def _function(row: Row, name: str) -> Callable[..., Any]:
    takes_out = name in TAKING_OUT

    def function(*arguments: Any, **keywords: Any) -> Any:
        if takes_out and "out" in keywords:
            rest = {k: v for k, v in keywords.items() if k != "out"}
            if isinstance(keywords["out"], Tensor):
                return written_into(keywords["out"], row, name, arguments, rest)
            if keywords["out"] is None:
                return _into_none(row, name, arguments, rest)
        return call(row, arguments, keywords, strict=True, name=name)

    return function


def _into_none(row: Row, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """The result, as without `out`, which a refusal names among what was given."""
    try:
        return call(row, arguments, keywords, strict=True, name=name)
    except TorchError as refusal:
        if COMBINATION not in str(refusal) and not (refusal.kind == "TypeError" and lists("out", name)):
            raise
    return call(row, arguments, {**keywords, "out": None}, strict=True, name=name)


def written_into(out: Tensor, row: Row, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Tensor:
    """The result written into a tensor that is there. Raises RuntimeError where that is recorded, or the dtype is too small."""
    if any(isinstance(x, Tensor) and x.is_tracked for x in (*arguments, *keywords.values(), out)):
        raise runtime_error(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
            "requires grad."
        )
    with set_grad_enabled(False):
        result = call(row, arguments, keywords, strict=True, name=name)
        if not isinstance(result, Tensor):
            raise NotImplementedError(f"torch.{name}(out=...) is not available for several results")
        if not castable(result.dtype, out.dtype):
            kinds = TITLES[result.dtype], TITLES[out.dtype]
            raise runtime_error(f"result type {kinds[0]} can't be cast to the desired output type {kinds[1]}")
        if out.shape == result.shape:
            methods.find(out, "copy_")(result)
        elif 0 in out.shape:
            out.data = cast(result, out.dtype)
        else:
            raise NotImplementedError(f"torch.{name}(out=...) is not available where out has another shape than the result")
    return out


def _constructor(row: Row) -> Callable[..., Any]:
    def function(*arguments: Any, **keywords: Any) -> Any:
        try:
            return made(*arguments, **keywords)
        except TorchError as refusal:
            if refusal.kind == "TypeError" and lists("requires_grad", row.name):
                check(row.name, arguments, keywords, False, strictly)  # with all that was given
            raise

    def made(*arguments: Any, **keywords: Any) -> Any:
        if "out" in keywords and keywords["out"] is None and row.name not in LIKE:
            del keywords["out"]
        device, requires_grad = keywords.pop("device", None), keywords.pop("requires_grad", False)
        wanted = _checked(row.name, keywords.get("dtype"), device, False if requires_grad is None else requires_grad)
        asked = {k: wanted if k == "dtype" else v for k, v in keywords.items() if k != "dtype" or wanted is not None}
        return finished(call(row, arguments, asked, strict=True), bool(requires_grad))

    return function


def finished(x: Tensor, requires_grad: bool) -> Tensor:
    """A new tensor, which may require grad. Raises RuntimeError for whole numbers that should."""
    if not requires_grad:
        return x
    if not x.dtype.is_floating_point:
        raise runtime_error(NOT_FLOATING)
    return x.requires_grad_()


def inclusive(start: Any = UNSET, end: Any = UNSET, step: Any = 1, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """torch.range: numbers from start to end, which is one of them. Raises as PyTorch does."""
    say(DEPRECATED)
    if start is UNSET or end is UNSET:
        missing = '2 required positional argument: "start", "end"' if start is UNSET else '1 required positional arguments: "end"'
        raise type_error(f"range() missing {missing}")
    if not step:
        raise runtime_error("step must be nonzero")
    if (end - start) * step < 0:
        raise runtime_error("upper bound and lower bound inconsistent with step sign")
    wanted = NAMED[default_dtype()] if dtype is None else dtype
    numbers = [start + k * step for k in range(int((end - start) / step) + 1)]
    return tensor(numbers, dtype=wanted, requires_grad=requires_grad)


inclusive.__name__ = inclusive.__qualname__ = "range"


def tensor(*given: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False, **others: Any) -> Tensor:
    """torch.tensor(data): a new leaf of numbers, nested lists, an array or another tensor. Raises as PyTorch does."""
    if others or len(given) != 1:
        from gradcli.evaluate.binding import bound  # late: most calls give the data alone

        said = {"dtype": dtype, "device": device, "requires_grad": requires_grad}
        named = {**{k: v for k, v in said.items() if v is not None}, **others}
        given = (bound("tensor", (OF_DATA,), given, named)["data"],)
    (data,) = given
    wanted = _checked("tensor", dtype, device, requires_grad)
    if isinstance(data, Tensor):
        say(methods.COPIED.format("torch.tensor"))
    if hasattr(data, "dtype") and not isinstance(data, DType):
        data, wanted = _elements(data), wanted or NAMED.get(dtype_of(data), NAMED["int64"])
    try:
        out = constant(data, wanted)
    except NoNumber as problem:
        raise _no_number(problem.value, wanted) from None
    except TorchError:
        raise
    except OverflowError:
        raise value_error("Overflow when unpacking long long") from None
    if mode.inference:
        mark(out)
    return finished(out, requires_grad)


def _elements(data: Any) -> Any:
    """The elements of a tensor, or of an array of numbers."""
    return data.tolist() if isinstance(data, Tensor) else _numbers(data).tolist()


def _numbers(data: Any) -> Any:
    """An array in a dtype that tensors have. Raises PyTorch's TypeError, and Problem for a mask, which PyTorch overlooks."""
    from gradcli.readers import arrays

    if data.dtype.kind not in arrays.NUMBERS or data.dtype.itemsize > 8:
        raise type_error(f"can't convert np.ndarray of type numpy.{data.dtype.type.__name__}. {SUPPORTED}")
    if min(getattr(data, "strides", ()), default=0) < 0:
        raise value_error(NEGATIVE)
    return arrays.numbers("the array", data)


def from_numpy(ndarray: Any) -> Tensor:
    """torch.from_numpy: a tensor on the memory of an array. Raises as PyTorch does."""
    from gradcli.ops import arrays

    if not isinstance(ndarray, arrays.Array):
        raise type_error(f"expected np.ndarray (got {class_name(ndarray)})")
    out = Tensor(_numbers(ndarray))
    out.lent()
    return out


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """torch.as_tensor: the tensor itself, a tensor on the memory of an array, or a new one."""
    wanted = _checked("as_tensor", dtype, device, False)
    if isinstance(data, Tensor):
        return data if wanted is None else cast(data, wanted)
    if is_array(data) and wanted in (None, dtype_of(data)):
        return from_numpy(data)
    return tensor(data, dtype=wanted)


def empty(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool | None = False) -> Tensor:
    """torch.empty: whatever stood in the memory; here zeros."""
    wanted = _checked("empty", dtype, device, False if requires_grad is None else requires_grad)
    return finished(call(table.TABLE["zeros"], size, {"dtype": wanted}, strict=True, name="empty"), bool(requires_grad))


def _no_number(value: Any, dtype: DType | None) -> TorchError:
    """PyTorch's refusal of what is no number where one should stand."""
    if dtype is not None and not dtype.is_floating_point:
        return type_error(f"'{class_name(value)}' object cannot be interpreted as an integer")
    if dtype is not None:
        return type_error(f"must be real number, not {class_name(value)}")
    if isinstance(value, str | bytes) and not isinstance(value, DType):
        return type_error(f"new(): invalid data type '{class_name(value)}'")
    return runtime_error(f"Could not infer dtype of {class_name(value)}")


def _checked(name: str, dtype: Any, device: Any, requires_grad: Any) -> DType | None:
    """The dtype, and whether everything that constructors take is of its kind. Raises PyTorch's TypeError."""
    demand_cpu(device)
    if type(requires_grad) is not bool:
        raise type_error(f"{name}(): argument 'requires_grad' must be bool, not {class_name(requires_grad)}")
    return named_dtype(name, dtype)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: DType | None = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """torch.full_like: one number everywhere, in the shape and dtype of another tensor."""
    wanted = _checked("full_like", dtype, device, requires_grad)
    out = call(table.TABLE["full"], (input.shape, fill_value), {"dtype": wanted or input.dtype}, strict=True)
    return finished(out, requires_grad)


def where(*arguments: Any, **keywords: Any) -> Any:
    """torch.where: x or y element by element; of a condition alone the indices at which it holds, for each dimension."""
    if len(arguments) + len(keywords) == 1:
        condition = arguments[0] if arguments else keywords.get("condition")
        if isinstance(condition, Tensor):
            return call(table.TABLE["nonzero"], (condition,), {"as_tuple": True}, strict=True)
        if arguments:
            raise type_error(f"where(): argument 'condition' (position 1) must be Tensor, not {class_name(condition)}")
    return call(table.TABLE["where"], arguments, keywords, strict=True)


def scalar_tensor(s: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """torch.scalar_tensor: a number in the default dtype."""
    return tensor(s, dtype=NAMED[default_dtype()] if dtype is None else dtype, device=device, requires_grad=requires_grad)


def equal(*arguments: Any, **keywords: Any) -> bool:
    """torch.equal: whether two tensors have the same shape and elements."""
    return bool(call(table.TABLE["equal"], arguments, keywords, strict=True).item())


def allclose(*arguments: Any, **keywords: Any) -> bool:
    """torch.allclose: whether all elements are equal but for a tolerance."""
    return bool(call(table.TABLE["allclose"], arguments, keywords, strict=True).item())


def is_tensor(obj: Any) -> bool:
    """torch.is_tensor."""
    return isinstance(obj, Tensor)


def is_inference(input: Tensor) -> bool:
    """torch.is_inference: whether a tensor was made in inference mode."""
    return methods.is_inference(input)
