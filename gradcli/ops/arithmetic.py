"""Arithmetic, comparison and choice.

Formulas are those of PyTorch's derivatives.yaml, in its order of operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import (
    RANGES,
    TITLES,
    WHOLE,
    dtype_of,
    fitted,
    floats_only,
    no_bool,
    no_bool_difference,
    not_for_bool,
    promoted,
    refused,
    whole_only,
)
from gradcli.ops.kinds import TENSOR_OR_NUMBER
from gradcli.ops.op import Composite, Kink, Op
from gradcli.ops.warnings import Once, warn
from gradcli.problems import BackwardError, runtime_error, type_error

NUMBERS = (int, float, bool)
NOT_IMPLEMENTED = "torch::autograd::NotImplemented"
UNSET: Any = "unset"  # an argument that was not given, where None means something else


def is_number(x: Any) -> bool:
    """A plain Python number, as a literal gives it; not a tensor."""
    return type(x) in NUMBERS


# ------------------------------------------------------------------ comparison and choice: no gradient of their own
lt = Op(
    "lt",
    lambda m, x, y, /: x < y,
    doc="Less than.",
    symbol="<",
    dtype="bool",
    aliases=("less",),
    example="lt(x, 2)*x",
    kinds={"y": TENSOR_OR_NUMBER},
)
le = Op(
    "le",
    lambda m, x, y, /: x <= y,
    doc="Less than or equal.",
    symbol="<=",
    dtype="bool",
    aliases=("less_equal",),
    example="le(x, 2)*x",
    kinds={"y": TENSOR_OR_NUMBER},
)
gt = Op(
    "gt",
    lambda m, x, y, /: x > y,
    doc="Greater than.",
    symbol=">",
    dtype="bool",
    aliases=("greater",),
    example="gt(x, 1)*x",
    kinds={"y": TENSOR_OR_NUMBER},
)
ge = Op(
    "ge",
    lambda m, x, y, /: x >= y,
    doc="Greater than or equal.",
    symbol=">=",
    dtype="bool",
    aliases=("greater_equal",),
    example="ge(x, 1)*x",
    kinds={"y": TENSOR_OR_NUMBER},
)
eq = Op(
    "eq",
    lambda m, x, y, /: x == y,
    doc="Equal.",
    symbol="==",
    dtype="bool",
    example="eq(x, 1.5)*x",
    kinds={"y": TENSOR_OR_NUMBER},
)
equal = Op(
    "equal",
    lambda m, x, y, /: x.shape == y.shape and m.all_true(x == y),
    doc="Whether two tensors have the same sizes and the same elements.",
    dtype="bool",
    shape=lambda x, y: (),
    elementwise=False,
    example="equal(x, x)*x",
)
ne = Op(
    "ne",
    lambda m, x, y, /: x != y,
    doc="Not equal.",
    symbol="!=",
    dtype="bool",
    aliases=("not_equal",),
    example="ne(x, 2)*x",
    kinds={"y": TENSOR_OR_NUMBER},
)
logical_and = Op(
    "logical_and",
    lambda m, x, y, /: (x != 0) & (y != 0),
    doc="Both.",
    dtype="bool",
    example="logical_and(x > 0, x < 3)*x",
    in_place=True,
)
logical_or = Op(
    "logical_or",
    lambda m, x, y, /: (x != 0) | (y != 0),
    doc="Either.",
    dtype="bool",
    example="logical_or(x < 0, x > 1)*x",
    in_place=True,
)
logical_not = Op(
    "logical_not", lambda m, x, /: m.logical_not(x), doc="Not.", dtype="bool", example="logical_not(x > 3)*x", in_place=True
)
isnan = Op("isnan", lambda m, x, /: m.isnan(x), doc="Whether it is not a number.", dtype="bool", example="where(isnan(x), 0, x)")
isinf = Op("isinf", lambda m, x, /: m.isinf(x), doc="Whether it is infinite.", dtype="bool", example="where(isinf(x), 0, x)")
isfinite = Op(
    "isfinite",
    lambda m, x, /: m.isfinite(x),
    doc="Whether it is a number and not infinite.",
    dtype="bool",
    example="where(isfinite(x), x, 0)",
)
signbit = Op(
    "signbit",
    lambda m, x, /: m.signbit(x),
    doc="Whether its sign is minus, also that of -0.",
    dtype="bool",
    example="where(signbit(x), -x, x)",
)

where: Op = Op(
    "where",
    lambda m, condition, x, y, /: m.where(condition, x, y),
    {
        "x": lambda g, condition: where(condition, g, 0),
        "y": lambda g, condition: where(condition, 0, g),
    },
    "x where the condition holds, otherwise y; both are computed.",
    as_is=("condition",),
    internal=True,
)


# ------------------------------------------------------------------ masks and bits
def _whole(x: Any, name: str) -> Any:
    """x, unless it is floating point; asked in the kernel, where plain numbers have become of the default dtype."""
    if dtype_of(x) not in WHOLE:
        raise refused(f"bitwise_{name}_cpu", dtype_of(x))
    return x


def _bits(name: str, symbol: str, doc: str, kernel: Any) -> Op:
    return Op(
        f"bitwise_{name}",
        kernel,
        doc=doc,
        symbol=symbol,
        dtype="same",
        kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
        in_place=True,
        example=f"bitwise_{name}(x > 0, x < 3)*x",
    )


bitwise_and = _bits(
    "and", "&", "Both of two masks, or of the bits of whole numbers.", lambda m, x, y, /: _whole(x, "and") & _whole(y, "and")
)
bitwise_or = _bits(
    "or", "|", "Either of two masks, or of the bits of whole numbers.", lambda m, x, y, /: _whole(x, "or") | _whole(y, "or")
)
bitwise_xor = _bits(
    "xor",
    "^",
    "One of two masks, or of the bits of whole numbers, and not the other.",
    lambda m, x, y, /: _whole(x, "xor") ^ _whole(y, "xor"),
)
bitwise_not = Op(
    "bitwise_not",
    lambda m, x, /: m.logical_not(x) if type(x) is bool or _whole(x, "not").dtype.name == "bool" else ~x,
    doc="The opposite of a mask, or of the bits of whole numbers.",
    symbol="~",
    check=whole_only("bitwise_not_cpu"),
    in_place=True,
    example="bitwise_not(x > 3)*x",
)

zeros_like = Op("zeros_like", lambda m, x, /: m.zeros_like(x), doc="Zeros of the same size.", example="zeros_like(x) + x")
ones_like = Op("ones_like", lambda m, x, /: m.ones_like(x), doc="Ones of the same size.", example="ones_like(x)*x")

# ------------------------------------------------------------------ the four operations
add_tensor = Op(
    "add",
    lambda m, x, y, /: x + y,
    {"x": lambda g: g, "y": lambda g: g},
    "Sum.",
    symbol="+",
    example="add(x, 2)",
)
sub_tensor = Op(
    "sub",
    lambda m, x, y, /: x - y,
    {"x": lambda g: g, "y": lambda g: -g},
    "Difference.",
    symbol="-",
    check=no_bool_difference,
    checked_first=True,
    example="sub(x, 2)",
)
add_scaled = Op(
    "add",
    lambda m, x, y, /, alpha: x + y * alpha,
    {"x": lambda g: g, "y": lambda g, alpha: g * alpha},
    symbol="+",
    internal=True,
)
sub_scaled = Op(
    "sub",
    lambda m, x, y, /, alpha: x - y * alpha,
    {"x": lambda g: g, "y": lambda g, alpha: -g * alpha},
    symbol="-",
    check=no_bool_difference,
    checked_first=True,
    internal=True,
)
rsub = Op(
    "rsub",
    lambda m, x, y, /: x - y,
    {"y": lambda g: -g},
    "A number minus a tensor.",
    symbol="-",
    grad_fn="RsubBackward1",
    check=no_bool_difference,
    checked_first=True,
    internal=True,
)
mul = Op(
    "mul",
    lambda m, x, y, /: x * y,
    {"x": lambda g, y: g * y, "y": lambda g, x: g * x},
    "Product.",
    symbol="*",
    aliases=("multiply",),
    example="mul(x, 2)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
div_true = Op(
    "div",
    lambda m, x, y, /: x / y,
    {"x": lambda g, y: g / y, "y": lambda g, x, y: -g * ((x / y) / y)},
    "Quotient.",
    symbol="/",
    dtype="float",
    domain="y != 0",
    sample={"y": (0.5, 3)},
    example="div(x, 2)",
)
div_mode = Op(
    "div",
    div_true.kernel,
    div_true.rules,
    "Quotient, told not to be rounded.",
    symbol="/",
    grad_fn="DivBackward2",
    dtype="float",
    domain="y != 0",
    internal=True,
)
div_rounded = Op(
    "div",
    lambda m, x, y, /, rounding_mode: m.floor_divide(x, y) if rounding_mode == "floor" else m.trunc_divide(x, y),
    {"x": lambda g, y: zeros_like(g), "y": lambda g, x, y: zeros_like(g)},  # PyTorch saves what it does not need
    "Quotient rounded down or towards zero; flat between its steps.",
    grad_fn="DivBackward2",
    check=not_for_bool("div_floor_cpu"),
    kinks=(
        Kink(
            lambda x, y, rounding_mode: x / y == trunc(x / y),
            "a rounded quotient jumps at whole numbers",
            "torch takes the gradient 0",
        ),
    ),
    domain="y != 0",
    internal=True,
)


floor_divide = Op(
    "floor_divide",
    lambda m, x, y, /: m.floor_divide(x, y),
    {},
    "Quotient rounded down; PyTorch has no derivative for it.",
    symbol="//",
    check=not_for_bool("div_floor_cpu"),
    grad_fn=NOT_IMPLEMENTED,
    not_implemented="floor_divide",
    domain="y != 0",
    example="floor_divide(4*x.detach(), 2)*x",
    in_place=NOT_IMPLEMENTED,
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
STEPS = "torch takes the gradient 1, as between the jumps"
remainder_tensor = Op(
    "remainder",
    lambda m, x, y, /: m.remainder(x, y),
    {"x": lambda g: g, "y": lambda g, x, y: -g * div_rounded(x, y, rounding_mode="floor")},
    "x - floor(x/y)*y: the sign of y, as Python's %.",
    symbol="%",
    check=not_for_bool("remainder_cpu"),
    grad_fn="RemainderBackward1",
    kinks=(Kink(lambda x, y: remainder_scalar(x, y) == 0, "remainder jumps at the multiples of y", STEPS),),
    domain="y != 0",
    sample={"x": (0.1, 0.9), "y": (1, 3)},
    example="remainder(x, 3)",
)
remainder_scalar: Op = Op(
    "remainder",
    lambda m, x, y, /: m.remainder(x, y),
    {"x": lambda g: g},
    symbol="%",
    check=not_for_bool("remainder_cpu"),
    grad_fn="RemainderBackward0",
    kinks=(Kink(lambda x, y: remainder_scalar(x, y) == 0, "remainder jumps at the multiples of y", STEPS),),
    internal=True,
)
remainder_of_number = Op(
    "remainder",
    lambda m, x, y, /: m.remainder(x, y),
    {},
    symbol="%",
    check=not_for_bool("remainder_cpu"),
    grad_fn=NOT_IMPLEMENTED,
    not_implemented="remainder",
    internal=True,
)
fmod_tensor = Op(
    "fmod",
    lambda m, x, y, /: m.fmod(x, y),
    {"x": lambda g: g, "y": lambda g, x, y: -g * div_rounded(x, y, rounding_mode="trunc")},
    "The remainder with the sign of x, as C's fmod.",
    check=not_for_bool("fmod_cpu"),
    grad_fn="FmodBackward1",
    kinks=(Kink(lambda x, y: logical_and(fmod_scalar(x, y) == 0, x != 0), "fmod jumps at the multiples of y", STEPS),),
    domain="y != 0",
    sample={"x": (0.1, 0.9), "y": (1, 3)},
    example="fmod(x, 3)",
)
fmod_scalar: Op = Op(
    "fmod",
    lambda m, x, y, /: m.fmod(x, y),
    {"x": lambda g: g},
    check=not_for_bool("fmod_cpu"),
    kinks=(Kink(lambda x, y: logical_and(fmod_scalar(x, y) == 0, x != 0), "fmod jumps at the multiples of y", STEPS),),
    internal=True,
)
reciprocal = Op(
    "reciprocal",
    lambda m, x, /: 1 / x,
    {"x": lambda g, out: -g * (out * out)},
    "1/x.",
    dtype="float",
    domain="x != 0",
    sample={"x": (0.5, 3)},
    example="reciprocal(x)",
    in_place=True,
)
neg = Op(
    "neg",
    lambda m, x, /: m.negative(x),
    {"x": lambda g: -g},
    "The negative.",
    symbol="-",
    check=no_bool(
        "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
        "`logical_not()` operator instead."
    ),
    aliases=("negative",),
    example="neg(x)",
    in_place=True,
)

# ------------------------------------------------------------------ size and sign
abs = Op(
    "abs",
    lambda m, x, /: m.absolute(x),
    {"x": lambda g, x: g * sign(x)},
    "The absolute value.",
    check=not_for_bool("abs_cpu"),
    aliases=("absolute", "fabs"),
    kinks=(Kink(lambda x: x == 0, "abs has a corner at 0", "torch takes the gradient 0"),),
    example="abs(x)",
    in_place=True,
)
sign: Op = Op(
    "sign",
    lambda m, x, /: m.sign(x),
    {"x": lambda g: zeros_like(g)},
    "-1, 0 or 1; flat away from 0.",
    kinks=(Kink(lambda x: x == 0, "sign jumps at 0", "torch takes the gradient 0"),),
    example="sign(x)*x",
    in_place=True,
)
sgn = Op(
    "sgn",
    sign.kernel,
    {"x": lambda g, x, out: zeros_like(g)},  # PyTorch saves them for complex numbers
    "-1, 0 or 1, as sign.",
    kinks=(Kink(lambda x: x == 0, "sgn jumps at 0", "torch takes the gradient 0"),),
    example="sgn(x)*x",
    in_place=True,
)
positive = Composite(
    "positive",
    lambda x, /: _positive(x),
    "The tensor itself: +x.",
    example="positive(x)*x",
)


def _positive(x: Any) -> Any:
    if dtype_of(x) == "bool":
        raise runtime_error("The `+` operator, on a bool tensor is not supported.")
    return x


floor: Op = Op(
    "floor",
    lambda m, x, /: m.floor(x),
    {"x": lambda g: zeros_like(g)},
    "The largest whole number not above x.",
    check=not_for_bool("floor_vml_cpu"),
    kinks=(Kink(lambda x: x == floor(x), "floor jumps at whole numbers", "torch takes the gradient 0"),),
    example="floor(x)*x",
    in_place=True,
)
ceil: Op = Op(
    "ceil",
    lambda m, x, /: m.ceil(x),
    {"x": lambda g: zeros_like(g)},
    "The smallest whole number not below x.",
    check=not_for_bool("ceil_vml_cpu"),
    kinks=(Kink(lambda x: x == ceil(x), "ceil jumps at whole numbers", "torch takes the gradient 0"),),
    example="ceil(x)*x",
    in_place=True,
)
trunc: Op = Op(
    "trunc",
    lambda m, x, /: m.trunc(x),
    {"x": lambda g: zeros_like(g)},
    "x without its fraction.",
    check=not_for_bool("trunc_vml_cpu"),
    aliases=("fix",),
    kinks=(Kink(lambda x: logical_and(x == trunc(x), x != 0), "trunc jumps at whole numbers", "torch takes the gradient 0"),),
    example="trunc(x)*x",
    in_place=True,
)
round_whole = Op(
    "round",
    lambda m, x, /: m.rint(x),
    {"x": lambda g: zeros_like(g)},
    "To the nearest whole number, halves to even.",
    check=not_for_bool("round_vml_cpu"),
    kinks=(Kink(lambda x: abs(x - trunc(x)) == 0.5, "round jumps at halves", "torch takes the gradient 0"),),
    example="round(x)*x",
)


def _ten_to(n: int) -> float:
    """10 to the n; inf beyond the range of float64, as C computes it."""
    return 10.0**n if n <= 308 else inf


round_decimals = Op(
    "round",
    lambda m, x, /, decimals: (
        m.rint(x * _ten_to(decimals)) / _ten_to(decimals)
        if decimals >= 0
        else m.rint(x / _ten_to(-decimals)) * _ten_to(-decimals)
    ),
    {"x": lambda g: zeros_like(g)},
    grad_fn="RoundBackward1",
    check=floats_only("round_cpu"),
    internal=True,
)
frac = Op(
    "frac",
    lambda m, x, /: x - m.trunc(x),
    {"x": lambda g: g},
    "The fraction of x, with its sign.",
    check=floats_only("frac_cpu"),
    kinks=(Kink(lambda x: logical_and(x == trunc(x), x != 0), "frac jumps at whole numbers", "torch takes the gradient 1"),),
    sample={"x": (0.1, 0.9)},
    example="frac(x)",
    in_place=True,
)

# ------------------------------------------------------------------ the larger, the smaller, between
TIE = "torch gives each half of the gradient"
maximum = Op(
    "maximum",
    lambda m, x, y, /: m.maximum(y, x),  # of equal ones the second, where PyTorch takes the first: -0 and 0
    {
        "x": lambda g, x, y: where(x < y, 0, where(x == y, g / 2, g)),
        "y": lambda g, x, y: where(x > y, 0, where(x == y, g / 2, g)),
    },
    "The larger of two; nan if one is nan.",
    kinks=(Kink(lambda x, y: x == y, "maximum has a tie", TIE),),
    example="maximum(x, x**2)",
)
minimum = Op(
    "minimum",
    lambda m, x, y, /: m.minimum(y, x),
    {
        "x": lambda g, x, y: where(x > y, 0, where(x == y, g / 2, g)),
        "y": lambda g, x, y: where(x < y, 0, where(x == y, g / 2, g)),
    },
    "The smaller of two; nan if one is nan.",
    kinks=(Kink(lambda x, y: x == y, "minimum has a tie", TIE),),
    example="minimum(x, x**2)",
)
FIRST = "torch gives the whole gradient to the first"
fmax = Op(
    "fmax",
    lambda m, x, y, /: m.fmax(x, y),
    {
        "x": lambda g, x, y: where(logical_or(x >= y, isnan(y)), g, 0),
        "y": lambda g, x, y: where(logical_or(x >= y, isnan(y)), 0, g),
    },
    "The larger of two, ignoring nan.",
    kinks=(Kink(lambda x, y: x == y, "fmax has a tie", FIRST),),
    example="fmax(x, x**2)",
)
fmin = Op(
    "fmin",
    lambda m, x, y, /: m.fmin(x, y),
    {
        "x": lambda g, x, y: where(logical_or(x <= y, isnan(y)), g, 0),
        "y": lambda g, x, y: where(logical_or(x <= y, isnan(y)), 0, g),
    },
    "The smaller of two, ignoring nan.",
    kinks=(Kink(lambda x, y: x == y, "fmin has a tie", FIRST),),
    example="fmin(x, x**2)",
)


def _clamp(m: Any, x: Any, min: Any, max: Any) -> Any:
    """Whole numbers become floating point where a bound is; whole bounds are fitted to theirs."""
    dtype = dtype_of(x)
    if dtype in WHOLE and hasattr(x, "astype"):
        if float in (type(min), type(max)):
            x = x.astype(default_dtype())
        elif dtype in RANGES:
            min, max = (bound if bound is None else fitted(m, bound, dtype) for bound in (min, max))
    out = x if min is None else m.maximum(min, x)
    return out if max is None else m.minimum(max, out)


def _inside(x: Any, min: Any, max: Any) -> Any:
    """Whether x is within its bounds, the bounds included."""
    if min is None:
        return x <= max
    if max is None:
        return x >= min
    return logical_and(x >= min, x <= max)


clamp_numbers = Op(
    "clamp",
    lambda m, x, /, min=None, max=None: _clamp(m, x, min, max),
    {"x": lambda g, x, min, max: where(_inside(x, min, max), g, 0)},
    "x, but not below min and not above max.",
    grad_fn="ClampBackward1",
    kinks=(Kink(lambda x, min, max: _at_bound(x, min, max), "clamp has a corner at its bound", "torch takes the gradient 1"),),
    example="clamp(x, min=0, max=3)",
)
clamp_both = Op(
    "clamp",
    lambda m, x, min, max, /: m.minimum(max, m.maximum(min, x)),
    {
        "x": lambda g, x, min, max, shapes: where(_as_first(logical_and(x >= min, x <= max), shapes, (0, 1)), g, 0),
        "min": lambda g, x, min, max, shapes: where(_as_first(logical_and(x < min, min < max), shapes, (0, 1)), g, 0),
        "max": lambda g, x, min, max, shapes: where(_as_first(logical_or(x > max, max < min), shapes, (0, 2)), g, 0),
    },
    grad_fn="ClampBackward0",
    kinks=(
        Kink(
            lambda x, min, max: logical_or(x == min, x == max), "clamp has a corner at its bound", "torch gives the gradient to x"
        ),
    ),
    internal=True,
)


def _as_first(mask: Any, shapes: Sequence[sizes.Shape], first: tuple[int, int]) -> Any:
    """A mask of two comparisons, the second of which PyTorch writes into the first: it may not be the larger."""
    narrow, wide = sizes.broadcast(*[shapes[k] for k in first]), sizes.broadcast(*shapes)
    if narrow != wide:
        raise BackwardError(
            "RuntimeError", f"output with shape {sizes.text(narrow)} doesn't match the broadcast shape {sizes.text(wide)}"
        )
    return mask


clamp_below = Op(
    "clamp",
    lambda m, x, min, /: m.maximum(min, x),
    {"x": lambda g, x, min: where(x >= min, g, 0), "min": lambda g, x, min: where(x < min, g, 0)},
    grad_fn="ClampBackward0",
    kinks=(Kink(lambda x, min: x == min, "clamp has a corner at its bound", "torch gives the gradient to x"),),
    internal=True,
)
clamp_above = Op(
    "clamp",
    lambda m, x, max, /: m.minimum(max, x),
    {"x": lambda g, x, max: where(x <= max, g, 0), "max": lambda g, x, max: where(x > max, g, 0)},
    grad_fn="ClampBackward0",
    kinks=(Kink(lambda x, max: x == max, "clamp has a corner at its bound", "torch gives the gradient to x"),),
    internal=True,
)


clamp_min_number = Op(
    "clamp_min",
    lambda m, x, /, min: _clamp(m, x, min, None),
    {"x": lambda g, x, min: where(x >= min, g, 0)},
    kinks=(Kink(lambda x, min: x == min, "clamp_min has a corner at its bound", "torch takes the gradient 1"),),
    internal=True,
)
clamp_min_tensor = Op(
    "clamp_min",
    clamp_below.kernel,
    clamp_below.rules,
    grad_fn="ClampMinBackward1",
    kinks=clamp_below.kinks,
    internal=True,
)
clamp_max_number = Op(
    "clamp_max",
    lambda m, x, /, max: _clamp(m, x, None, max),
    {"x": lambda g, x, max: where(x <= max, g, 0)},
    kinks=(Kink(lambda x, max: x == max, "clamp_max has a corner at its bound", "torch takes the gradient 1"),),
    internal=True,
)
clamp_max_tensor = Op(
    "clamp_max",
    clamp_above.kernel,
    clamp_above.rules,
    grad_fn="ClampMaxBackward1",
    kinks=clamp_above.kinks,
    internal=True,
)


def _at_bound(x: Any, min: Any, max: Any) -> Any:
    at_min = False if min is None else x == min
    return at_min if max is None else logical_or(at_min, x == max)


def _copysign_slope(g: Any, x: Any, out: Any) -> Any:
    """1 where the sign stayed, -1 where it turned, and 0 at 0."""
    return g * where(x == 0, 0, out / x)


copysign_tensor = Op(
    "copysign",
    lambda m, x, y, /: m.copysign(x, y),
    {"x": lambda g, x, out: _copysign_slope(g, x, out), "y": lambda g, out: zeros_like(g)},
    "The size of x with the sign of y.",
    dtype="float",
    kinks=(Kink(lambda x, y: x == 0, "copysign has a corner at 0", "torch takes the gradient 0"),),
    internal=True,
)
copysign_number = Op(
    "copysign",
    copysign_tensor.kernel,
    {"x": lambda g, x, out: _copysign_slope(g, x, out)},
    "The size of x with the sign of a number.",
    dtype="float",
    grad_fn="CopysignBackward1",
    kinks=copysign_tensor.kinks,
    internal=True,
)


def _heaviside_check(x: str, values: str) -> None:
    if x != values:
        raise runtime_error("heaviside is not yet implemented for tensors with different dtypes.")


heaviside = Op(
    "heaviside",
    lambda m, x, values, /: m.where(x == 0, values, x > 0),
    doc="0 below 0, 1 above, and another value at 0; PyTorch has no derivative for it.",
    check=_heaviside_check,
    grad_fn=NOT_IMPLEMENTED,
    not_implemented="heaviside",
    example="heaviside(x.detach(), tensor(0.5))*x",
    in_place=True,
)
nan_to_num = Op(
    "nan_to_num",
    lambda m, x, /, nan=None, posinf=None, neginf=None: m.nan_to_num(x, nan, posinf, neginf),
    {"x": lambda g, x: where(isfinite(x), g, 0)},
    "Numbers in place of nan and of infinities.",
    elementwise=False,
    example="nan_to_num(x)",
    in_place=True,
)


# ------------------------------------------------------------------ names whose operation depends on the operands
def _factor(x: Any, y: Any, alpha: Any) -> Any:
    """alpha as it multiplies y; for truth values it is one. Raises where it is of a higher kind than the result."""
    kind = promoted((x, y))
    if type(alpha) is bool and kind != "bool":
        raise runtime_error("Boolean alpha only supported for Boolean results.")
    if type(alpha) is float and kind in WHOLE:
        raise runtime_error("For integral input tensors, argument alpha must not be a floating point number.")
    return bool(alpha) if kind == "bool" else alpha


def _add(x: Any, y: Any, /, alpha: Any = 1) -> Any:
    if type(alpha) is int and alpha == 1:
        return add_tensor(x, y)
    factor = _factor(x, y, alpha)
    return add_tensor(x, y) if factor == 1 else add_scaled(x, y, alpha=factor)


def _sub(x: Any, y: Any, /, alpha: Any = 1) -> Any:
    if type(alpha) is int and alpha == 1:
        return sub_tensor(x, y)
    no_bool_difference(dtype_of(x), dtype_of(y))
    factor = _factor(x, y, alpha)
    return sub_tensor(x, y) if factor == 1 else sub_scaled(x, y, alpha=factor)


def operator_sub(x: Any, y: Any) -> Any:
    """x - y as Python writes it: a number minus a tensor is PyTorch's rsub."""
    return rsub(x, y) if is_number(x) and not is_number(y) else sub_tensor(x, y)


def operator_invert(x: Any) -> Any:
    """~x as Python writes it."""
    if dtype_of(x) not in WHOLE:
        raise type_error("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return bitwise_not(x)


def operator_div(x: Any, y: Any) -> Any:
    """x / y as Python writes it: a number over a tensor is the reciprocal times the number."""
    return reciprocal(y) * x if is_number(x) and not is_number(y) else div_true(x, y)


def _div(x: Any, y: Any, /, rounding_mode: Any = UNSET) -> Any:
    if rounding_mode is None:
        return div_mode(x, y)
    if rounding_mode is not UNSET:
        if rounding_mode not in (None, "floor", "trunc"):
            raise runtime_error(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")
        return div_rounded(x, y, rounding_mode=rounding_mode)
    return div_true(x, y)


def _remainder(x: Any, y: Any, /) -> Any:
    if is_number(y):
        return remainder_scalar(x, y)
    return remainder_of_number(x, y) if is_number(x) else remainder_tensor(x, y)


def _clamped(x: Any, /, min: Any = None, max: Any = None) -> Any:
    if min is None and max is None:
        raise runtime_error("torch.clamp: At least one of 'min' or 'max' must not be None")
    if (min is None or is_number(min)) and (max is None or is_number(max)):
        return clamp_numbers(x, min=min, max=max)
    if max is None:
        return clamp_below(x, min)
    return clamp_above(x, max) if min is None else clamp_both(x, min, max)


def _round(x: Any, /, decimals: Any = UNSET) -> Any:
    if decimals == 0 and dtype_of(x) in WHOLE:
        raise refused("round_vml_cpu", dtype_of(x))
    return round_whole(x) if decimals is UNSET else round_decimals(x, decimals=decimals)


BYTES = Once(
    "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future version of PyTorch. "
    "Use a boolean condition instead."
)


def _chosen(condition: Any, x: Any, y: Any, /) -> Any:
    """PyTorch takes a mask only, where Python would take any number for true or false."""
    dtype = dtype_of(condition)
    if dtype == "uint8":
        warn(BYTES)
        condition = ne(condition, 0)
    elif dtype != "bool":
        raise runtime_error(f"where expected condition to be a boolean tensor, but got a tensor with dtype {TITLES[dtype]}")
    return where(condition, x, y)


choose = Composite(
    "where",
    _chosen,
    where.doc,
    rows=(where,),
    example="where(x > 0, x, -x)",
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
add = Composite(
    "add",
    _add,
    "Sum; alpha multiplies the second.",
    rows=(add_tensor,),
    example="add(x, 2)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
sub = Composite(
    "sub",
    _sub,
    "Difference; alpha multiplies the second.",
    rows=(sub_tensor, rsub),
    aliases=("subtract",),
    example="sub(x, 2)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
div = Composite(
    "div",
    _div,
    "Quotient; rounding_mode 'floor' or 'trunc' makes it whole.",
    rows=(div_true, reciprocal, div_mode, div_rounded),
    aliases=("divide", "true_divide"),
    domain="y != 0",
    sample={"y": (0.5, 3)},
    example="div(x, 2)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
remainder = Composite(
    "remainder",
    _remainder,
    "x - floor(x/y)*y: the sign of y, as Python's %.",
    rows=(remainder_tensor, remainder_scalar, remainder_of_number),
    aliases=("mod",),
    domain="y != 0",
    sample={"x": (0.1, 0.9), "y": (1, 3)},
    example="remainder(x, 3)",
    in_place=True,
    kinds={"x": TENSOR_OR_NUMBER, "y": TENSOR_OR_NUMBER},
)
fmod = Composite(
    "fmod",
    lambda x, y, /: fmod_scalar(x, y) if is_number(y) else fmod_tensor(x, y),
    "The remainder with the sign of x, as C's fmod.",
    rows=(fmod_tensor, fmod_scalar),
    domain="y != 0",
    sample={"x": (0.1, 0.9), "y": (1, 3)},
    example="fmod(x, 3)",
    in_place=True,
    kinds={"y": TENSOR_OR_NUMBER},
)
clamp = Composite(
    "clamp",
    _clamped,
    "x, but not below min and not above max; bounds are numbers or tensors.",
    rows=(clamp_numbers, clamp_both, clamp_below, clamp_above),
    aliases=("clip",),
    example="clamp(x, min=0, max=3)",
    in_place=True,
)
clamp_min = Composite(
    "clamp_min",
    lambda x, min, /: clamp_min_number(x, min=min) if is_number(min) else clamp_min_tensor(x, min),
    "x, but not below min.",
    rows=(clamp_min_number, clamp_min_tensor),
    example="clamp_min(x, 0)",
    in_place=True,
    kinds={"min": TENSOR_OR_NUMBER},
)
clamp_max = Composite(
    "clamp_max",
    lambda x, max, /: clamp_max_number(x, max=max) if is_number(max) else clamp_max_tensor(x, max),
    "x, but not above max.",
    rows=(clamp_max_number, clamp_max_tensor),
    example="clamp_max(x, 3)",
    in_place=True,
    kinds={"max": TENSOR_OR_NUMBER},
)
copysign = Composite(
    "copysign",
    lambda x, y, /: copysign_number(x, y) if is_number(y) else copysign_tensor(x, y),
    "The size of x with the sign of y.",
    rows=(copysign_tensor, copysign_number),
    example="copysign(x, x - 2)",
    in_place=True,
    kinds={"y": TENSOR_OR_NUMBER},
)
round = Composite(
    "round",
    _round,
    "To the nearest whole number, or to that many decimals; halves to even.",
    rows=(round_whole, round_decimals),
    aliases=("rint",),
    example="round(x)*x",
    in_place=True,
)
