"""Dtypes: their names, how they are promoted, and what PyTorch's kernels refuse by dtype, in PyTorch's words.

A check is called with the dtypes of the operands of one operation, "int" for a plain whole number, and raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradcli.ops.defaults import default_dtype
from gradcli.ops.late import late
from gradcli.problems import TorchError, runtime_error, type_error

Check = Callable[..., None]
singles: Any = late("gradcli.ops.singles")

TITLES = {
    "bool": "Bool",
    "uint8": "Byte",
    "int8": "Char",
    "int16": "Short",
    "int32": "Int",
    "int": "Long",
    "int64": "Long",
    "float16": "Half",
    "float32": "Float",
    "float64": "Double",
}
SPELLINGS = {  # C++'s, in some of PyTorch's texts
    "bool": "bool",
    "uint8": "unsigned char",
    "int8": "signed char",
    "int16": "short int",
    "int32": "int",
    "int": "long int",
    "int64": "long int",
    "float16": "c10::Half",
    "float32": "float",
    "float64": "double",
}
RANGES = {
    "uint8": (0, 2**8 - 1),
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
ORDER = tuple(TITLES)
WHOLE = ("bool", "uint8", "int8", "int16", "int32", "int", "int64")
FLOATING = ("float16", "float32", "float64")
DTYPES = tuple(name for name in ORDER if name != "int")
NUMBERS: dict[type, str] = {bool: "bool", int: "int", float: "float64"}


class DType(str):
    """A dtype by its name, `float64`; it prints as PyTorch prints it, `torch.float64`."""

    __slots__ = ()
    __module__, __qualname__ = "torch", "dtype"  # what type(x.dtype) prints

    def __repr__(self) -> str:
        return f"torch.{str.__str__(self)}"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        if spec:
            raise type_error("unsupported format string passed to torch.dtype.__format__")
        return repr(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _named, (str.__str__(self),)

    @property
    def is_floating_point(self) -> bool:
        """Whether tensors of it can require grad."""
        return self in FLOATING


DType.__name__ = "dtype"
NAMED = {name: DType(name) for name in DTYPES}


def _named(name: str) -> DType:
    """The one dtype of a name, also where a copy comes from elsewhere."""
    return NAMED[name]


SHORT = {  # the names of casts, x.double(), which are also names of dtypes, torch.double
    "double": "float64",
    "float": "float32",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "char": "int8",
    "byte": "uint8",
    "bool": "bool",
}


# ------------------------------------------------------------------ promotion
def _category(name: str) -> int:
    return 0 if name == "bool" else 1 if name in WHOLE else 2


def promote_types(x: str, y: str) -> str:
    """The dtype that holds both, as torch.promote_types: of one category the wider, of two the higher."""
    if x == y:
        return x
    if _category(x) != _category(y):
        return x if _category(x) > _category(y) else y
    if "uint8" in (x, y):
        other = y if x == "uint8" else x
        return "int16" if other == "int8" else other
    return x if ORDER.index(x) > ORDER.index(y) else y


def promoted(operands: Sequence[Any]) -> str:
    """The dtype that operands have in common, as torch.result_type.

    Tensors with dimensions decide; 0-d tensors count only where they are of a higher category, and plain numbers after
    those. Operands are tensors, arrays or numbers.
    """
    dtype = getattr(operands[0], "dtype", None) if operands else None
    if dtype is not None:  # most often all are of one dtype, and have dimensions
        for x in operands:
            if getattr(x, "dtype", None) is not dtype or not getattr(x, "ndim", 0):
                break
        else:
            return name_of(dtype)
    levels = ["", "", ""]
    for x in operands:
        level, name = _level(x)
        levels[level] = name if not levels[level] else promote_types(levels[level], name)
    found = ""
    for name in reversed(levels):
        found = _combined(name, found)
    return found or default_dtype()


def _level(x: Any) -> tuple[int, str]:
    """0 for a tensor with dimensions, 1 for a 0-d one, 2 for a number; and its dtype."""
    number = NUMBERS.get(type(x))
    if number is not None:
        return 2, default_dtype() if number == "float64" else "int64" if number == "int" else number
    return 0 if getattr(x, "ndim", 0) else 1, dtype_of(x)


def _combined(higher: str, lower: str) -> str:
    """A level and those below it: the lower counts where its category is higher."""
    if not higher or not lower:
        return higher or lower
    return lower if _category(lower) > _category(higher) else higher


def castable(source: str, into: str) -> bool:
    """Whether an in-place operation may put results of one dtype into a tensor of another, as torch.can_cast."""
    return _category(source) <= _category(into)


def in_range(value: float, dtype: str) -> bool:
    """Whether a number can become one of a dtype; whole numbers below 0 wrap around once in uint8, as in PyTorch."""
    if dtype not in RANGES:
        return True
    low, high = RANGES[dtype]
    return (-high if low == 0 and isinstance(value, int) else low) <= value <= high


def check_range(value: float, dtype: str) -> None:
    """PyTorch's refusal to write a number into a tensor whose dtype does not hold it."""
    if in_range(value, dtype):
        return
    if isinstance(value, int) and not in_range(value, "int64"):
        raise TorchError("OverflowError", "int too big to convert")
    name = "int" if dtype == "int32" else f"{str.__str__(dtype)}_t"
    raise runtime_error(f"value cannot be converted to type {name} without overflow")


def fitted(m: Any, value: float, dtype: Any) -> Any:
    """A number as the 0-d array of a dtype that is written into a tensor. Raises as `check_range`."""
    check_range(value, getattr(dtype, "name", dtype))
    return m.as_array(value).astype(dtype)


# ------------------------------------------------------------------ what is what
def dtype_of(x: Any) -> str:
    """The dtype of a tensor, an array or a number; "int" for a plain whole number, and float64 for a symbol."""
    number = NUMBERS.get(type(x))
    if number is not None:
        return number
    return name_of(getattr(x, "dtype", "float64"))


_known: dict[Any, str] = {}


def is_single(*xs: Any) -> bool:
    """Whether all are NumPy's arrays of float32, for which PyTorch's kernels have roundings of their own."""
    for x in xs:  # noqa: SIM110  # a generator takes longer
        if type(x).__module__ != "numpy" or name_of(x.dtype) != "float32":
            return False
    return True


def in_singles(name: str, *xs: Any, **options: Any) -> Any:
    """What PyTorch's kernel of that name makes of arrays of float32; None where there is anything else."""
    return getattr(singles, name)(*xs, **options) if is_single(*xs) else None


def name_of(dtype: Any) -> str:
    """The name of a dtype, NumPy's or PyTorch's. NumPy makes it anew whenever it is asked, which takes long."""
    found = _known.get(dtype)
    if found is None:
        found = _known[dtype] = str.__str__(dtype) if isinstance(dtype, str) else str(dtype.name)
    return found


def common(dtypes: tuple[str, ...]) -> str:
    """The dtype that the operands have in common, as far as its kind goes."""
    return max(dtypes, key=ORDER.index)


def refused(kernel: str, dtype: str) -> TorchError:
    """A kernel that PyTorch did not compile for a dtype."""
    return TorchError("NotImplementedError", f"\"{kernel}\" not implemented for '{TITLES[dtype]}'")


def not_for_bool(kernel: str) -> Check:
    """The kernel does not exist for bool."""

    def check(*dtypes: str) -> None:
        if common(dtypes) == "bool":
            raise refused(kernel, "bool")

    return check


def floats_only(kernel: str) -> Check:
    """The kernel exists for floating point alone."""

    def check(*dtypes: str) -> None:
        if common(dtypes) in WHOLE:
            raise refused(kernel, common(dtypes))

    return check


def whole_only(kernel: str) -> Check:
    """The kernel exists for masks and whole numbers alone."""

    def check(*dtypes: str) -> None:
        if common(dtypes) not in WHOLE:
            raise refused(kernel, common(dtypes))

    return check


def floats_expected(text: str) -> Check:
    """A text that ends with the dtype that was found where floating point is needed."""

    def check(*dtypes: str) -> None:
        if dtypes[0] in WHOLE:
            raise runtime_error(text.format(TITLES[dtypes[0]]))

    return check


def no_bool(text: str) -> Check:
    """A refusal of bool in words of its own."""

    def check(*dtypes: str) -> None:
        if common(dtypes) == "bool":
            raise runtime_error(text)

    return check


MASK_DIFFERENCE = (
    "Subtraction, the `-` operator, with a bool tensor is not supported. "
    "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
)


def no_bool_difference(x: str, y: str) -> None:
    """Differences of masks are refused."""
    if x == y == "bool":
        raise runtime_error(
            "Subtraction, the `-` operator, with two bool tensors is not supported. "
            "Use the `^` or `logical_xor()` operator instead."
        )
    if "bool" in (x, y):
        raise runtime_error(MASK_DIFFERENCE)
