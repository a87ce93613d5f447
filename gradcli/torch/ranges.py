"""torch.finfo and torch.iinfo: what numbers of a dtype can be."""

from __future__ import annotations

from typing import Any

from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import FLOATING, NAMED, RANGES, DType
from gradcli.problems import type_error
from gradcli.tensors.foreign import class_name

BITS = {"float16": (16, 10, 15, 1e-3), "float32": (32, 23, 127, 1e-6), "float64": (64, 52, 1023, 1e-15)}
OTHER = {"finfo": ("a floating point", "iinfo"), "iinfo": ("an integer", "finfo")}


def _checked(name: str, type: Any) -> DType:
    """The dtype of a call. Raises PyTorch's TypeError for what is none, or one of the other sort."""
    if not isinstance(type, DType):
        raise type_error(f"{name}(): argument 'type' (position 1) must be torch.dtype, not {class_name(type)}")
    if name == "iinfo" and type == "bool":
        raise type_error("torch.bool is not supported by torch.iinfo")
    if (type in FLOATING) != (name == "finfo"):
        wanted, other = OTHER[name]
        raise type_error(f"torch.{name}() requires {wanted} input type. Use torch.{other} to handle 'torch.{name}'")
    return type


class _Range:
    """What finfo and iinfo have in common: they are the same for the same dtype, and print their fields with six digits."""

    __slots__ = ("bits", "dtype", "max", "min")
    shown: tuple[str, ...] = ()
    bits: int
    dtype: str
    max: Any
    min: Any

    def __repr__(self) -> str:
        fields = [f"{name}={getattr(self, name):.6g}" for name in self.shown]
        return f"{type(self).__name__}({', '.join([*fields, f'dtype={self.dtype}'])})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Range) and self.dtype == other.dtype

    def __hash__(self) -> int:
        return hash(self.dtype)


class finfo(_Range):
    """torch.finfo: eps, max, min, tiny and the like of a floating point dtype. Raises TypeError for others."""

    __slots__ = ("eps", "resolution", "smallest_normal", "tiny")
    __module__ = "torch"
    shown = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")

    def __init__(self, type: Any = None) -> None:
        self.dtype = str.__str__(_checked("finfo", NAMED[default_dtype()] if type is None else type))
        self.bits, digits, exponent, self.resolution = BITS[self.dtype]
        self.eps = 2.0**-digits
        self.max = (2.0 - self.eps) * 2.0**exponent
        self.min = -self.max
        self.tiny = self.smallest_normal = 2.0 ** (1 - exponent)


class iinfo(_Range):
    """torch.iinfo: max and min of a dtype of whole numbers. Raises TypeError for others."""

    __slots__ = ()
    __module__ = "torch"
    shown = ("min", "max")

    def __init__(self, *types: Any, type: Any = None) -> None:
        if not types and type is None:
            raise type_error('iinfo() missing 1 required positional arguments: "type"')
        self.dtype = str.__str__(_checked("iinfo", types[0] if types else type))
        self.min, self.max = RANGES[self.dtype]
        self.bits = (self.max - self.min).bit_length()
