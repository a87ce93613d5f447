"""Convolutions, as products of matrices: what a kernel sees at each of its places is a column.

A convolution is linear in its input and in its weight, so it, its two gradients and all that follows from them are three
operations, which are each other's gradients. Checks and texts as in ATen's Convolution.cpp.
"""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.dtypes import SPELLINGS, TITLES, dtype_of, refused
from gradcli.ops.kinds import INTEGERS, Kind
from gradcli.ops.op import Composite, Op
from gradcli.ops.padding import constant_pad
from gradcli.ops.reduction import sum_dim
from gradcli.ops.shape import narrow, shape_of, squeeze_one, unsqueeze
from gradcli.ops.warnings import Once, warn
from gradcli.ops.windows import Sizes, added_up, blocks, padded, several
from gradcli.problems import Problem, runtime_error

Shape = sizes.Shape
PADDING = Kind("tuple of ints", lambda v: isinstance(v, str) or INTEGERS.fits(v), sequence=True)


# ------------------------------------------------------------------ the three products
def _out_sizes(size: Shape, kernel: Shape, stride: Sizes, padding: Sizes, dilation: Sizes) -> Shape:
    """How many places a kernel has along each dimension."""
    spans = zip(size, kernel, stride, padding, dilation, strict=True)
    return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in spans)


def _wide(x: Any) -> Any:
    """Halves are added up as float32."""
    return x.astype("float32") if x.dtype.name == "float16" else x


def _convolved(m: Any, x: Any, weight: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int) -> Any:
    """(N, C, *size) and (O, C/groups, *kernel) to (N, O, *out)."""
    x, weight, dtype = _wide(x), _wide(weight), x.dtype
    n, kernel = len(stride), weight.shape[2:]
    out = _out_sizes(x.shape[2:], kernel, stride, padding, dilation)
    depth, count = math.prod(weight.shape[1:]), math.prod(out)
    matrix = m.reshape(weight, (groups, weight.shape[0] // groups, depth))
    order = (0, 1, *range(2 + n, 2 + 2 * n), *range(2, 2 + n))
    seen = m.windows(padded(m, x, padding), out, kernel, stride, dilation)
    result = m.zeros((x.shape[0], weight.shape[0], *out), dtype=x.dtype)
    for part in blocks(x.shape[0], groups * depth * count):
        columns = m.reshape(m.transpose(seen[part], order), (part.stop - part.start, groups, depth, count))
        result[part] = m.reshape(m.matmul(matrix, columns), (part.stop - part.start, weight.shape[0], *out))
    return result.astype(dtype)


def _spread(m: Any, g: Any, weight: Any, size: Shape, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int) -> Any:
    """(N, O, *out) and (O, C/groups, *kernel) to (N, C, *size): a convolution backwards, by its input."""
    g, weight, dtype = _wide(g), _wide(weight), g.dtype
    out, kernel = g.shape[2:], weight.shape[2:]
    depth, count = math.prod(weight.shape[1:]), math.prod(out)
    matrix = m.swapaxes(m.reshape(weight, (groups, weight.shape[0] // groups, depth)), -1, -2)
    result = m.zeros(size, dtype=g.dtype)
    for part in blocks(g.shape[0], groups * depth * count):
        rows = part.stop - part.start
        columns = m.matmul(matrix, m.reshape(g[part], (rows, groups, weight.shape[0] // groups, count)))
        parts = m.reshape(columns, (rows, size[1], *kernel, *out))
        result[part] = added_up(m, parts, size[2:], padding, kernel, stride, dilation)
    return result.astype(dtype)


def _correlated(m: Any, g: Any, x: Any, size: Shape, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int) -> Any:
    """(N, O, *out) and (N, C, *size) to (O, C/groups, *kernel): a convolution backwards, by its weight."""
    g, x, dtype = _wide(g), _wide(x), g.dtype
    n, kernel, out = len(stride), size[2:], g.shape[2:]
    depth, count = math.prod(size[1:]), math.prod(out)
    order = (1, *range(2 + n, 2 + 2 * n), 0, *range(2, 2 + n))
    seen = m.windows(padded(m, x, padding), out, kernel, stride, dilation)
    result = m.zeros((groups, size[0] // groups, depth), dtype=g.dtype)
    for part in blocks(x.shape[0], groups * depth * count):
        items = (part.stop - part.start) * count
        columns = m.reshape(m.transpose(seen[part], order), (groups, depth, items))
        upstream = m.reshape(m.transpose(g[part], (1, 0, *range(2, 2 + n))), (groups, size[0] // groups, items))
        result += m.matmul(upstream, m.swapaxes(columns, -1, -2))
    return m.reshape(result, size).astype(dtype)


def _with_bias(m: Any, out: Any, bias: Any) -> Any:
    return out + m.reshape(bias, (-1, *(1,) * (out.ndim - 2)))


def _first(x: Any, shape: Shape) -> Any:
    """The first elements along each dimension: more padding than needed makes room for more places than there were."""
    for dim, (n, wanted) in enumerate(zip(shape_of(x), shape, strict=True)):
        if n != wanted:
            x = narrow(x, dim=dim, start=0, stop=wanted, step=1)
    return x


def _bias_slope(g: Any) -> Any:
    return sum_dim(g, dim=(0, *range(2, len(shape_of(g)))))


def _result(x: Shape, weight: Shape, stride: Sizes, padding: Sizes, dilation: Sizes) -> Shape:
    return (x[0], weight[0], *_out_sizes(x[2:], weight[2:], stride, padding, dilation))


second: Any = {"grad_fn": "ConvolutionBackwardBackward0", "elementwise": False, "internal": True}
convolve_again: Op = Op(
    "convolution_backward",
    lambda m, x, weight, /, stride, padding, dilation, groups: _convolved(m, x, weight, stride, padding, dilation, groups),
    {
        "x": lambda g, weight, shape, stride, padding, dilation, groups: by_input(
            g, weight, size=shape, stride=stride, padding=padding, dilation=dilation, groups=groups
        ),
        "weight": lambda g, x, shape, stride, padding, dilation, groups: by_weight(
            g, x, size=shape, stride=stride, padding=padding, dilation=dilation, groups=groups
        ),
    },
    "A convolution inside of a gradient.",
    shape=lambda x, weight, stride, padding, dilation, groups: _result(x, weight, stride, padding, dilation),
    **second,
)
by_input: Op = Op(
    "convolution_backward",
    lambda m, upstream, weight, /, size, stride, padding, dilation, groups: _spread(
        m, upstream, weight, tuple(size), stride, padding, dilation, groups
    ),
    {
        "upstream": lambda g, weight, shape, stride, padding, dilation, groups: _first(
            convolve_again(g, weight, stride=stride, padding=padding, dilation=dilation, groups=groups), shape
        ),
        "weight": lambda g, upstream, shape, stride, padding, dilation, groups: by_weight(
            upstream, g, size=shape, stride=stride, padding=padding, dilation=dilation, groups=groups
        ),
    },
    "The gradient of a convolution by its input.",
    shape=lambda upstream, weight, size, stride, padding, dilation, groups: tuple(size),
    **second,
)
by_weight: Op = Op(
    "convolution_backward",
    lambda m, upstream, x, /, size, stride, padding, dilation, groups: _correlated(
        m, upstream, x, tuple(size), stride, padding, dilation, groups
    ),
    {
        "upstream": lambda g, x, shape, stride, padding, dilation, groups: _first(
            convolve_again(x, g, stride=stride, padding=padding, dilation=dilation, groups=groups), shape
        ),
        "x": lambda g, upstream, shape, stride, padding, dilation, groups: by_input(
            upstream, g, size=shape, stride=stride, padding=padding, dilation=dilation, groups=groups
        ),
    },
    "The gradient of a convolution by its weight.",
    shape=lambda upstream, x, size, stride, padding, dilation, groups: tuple(size),
    **second,
)

first: Any = {"grad_fn": "ConvolutionBackward0", "elementwise": False, "internal": True}
convolution = Op(
    "convolution",
    lambda m, x, weight, /, stride, padding, dilation, groups: _convolved(m, x, weight, stride, padding, dilation, groups),
    convolve_again.rules,
    "What a kernel sees at each of its places, weighted and added up.",
    shape=convolve_again.shape,
    left_out=1,
    **first,
)
convolution_with_bias = Op(
    "convolution",
    lambda m, x, weight, bias, /, stride, padding, dilation, groups: _with_bias(
        m, _convolved(m, x, weight, stride, padding, dilation, groups), bias
    ),
    {**convolve_again.rules, "bias": lambda g: _bias_slope(g)},
    "The same, and a number for each channel.",
    shape=lambda x, weight, bias, stride, padding, dilation, groups: _result(x, weight, stride, padding, dilation),
    **first,
)


# ------------------------------------------------------------------ the same backwards: transposed
transposed_rules: Any = {
    "x": lambda g, weight, shape, stride, padding, dilation, groups: _first(
        convolve_again(g, weight, stride=stride, padding=padding, dilation=dilation, groups=groups), shape
    ),
    "weight": lambda g, x, shape, stride, padding, dilation, groups: by_weight(
        x, g, size=shape, stride=stride, padding=padding, dilation=dilation, groups=groups
    ),
}
transposed = Op(
    "convolution",
    lambda m, x, weight, /, size, stride, padding, dilation, groups: _spread(
        m, x, weight, size, stride, padding, dilation, groups
    ),
    transposed_rules,
    "Each element times a kernel, added up where the kernels lie.",
    shape=lambda x, weight, size, stride, padding, dilation, groups: size,
    left_out=1,
    **first,
)
transposed_with_bias = Op(
    "convolution",
    lambda m, x, weight, bias, /, size, stride, padding, dilation, groups: _with_bias(
        m, _spread(m, x, weight, size, stride, padding, dilation, groups), bias
    ),
    {**transposed_rules, "bias": lambda g: _bias_slope(g)},
    "The same, and a number for each channel.",
    shape=lambda x, weight, bias, size, stride, padding, dilation, groups: size,
    **first,
)


# ------------------------------------------------------------------ checks
def _each(name: str, value: Any, n: int, weight: Shape) -> Sizes:
    """One number for each dimension of the kernel, where the function is one of n dimensions."""
    dims = len(weight) - 2
    listed = several(several(value, n), dims)
    if len(listed) != dims:
        raise runtime_error(
            f"expected {name} to be a single integer value or a list of {dims} values to match the convolution dimensions, "
            f"but got {name}={sizes.text(listed)}"
        )
    return listed


def _check_rank(name: str, shape: Shape, n: int) -> None:
    if len(shape) not in (n + 1, n + 2):
        raise runtime_error(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {name}, but got input of size: {sizes.text(shape)}"
        )


def _check_numbers(stride: Sizes, padding: Sizes, dilation: Sizes, output_padding: Sizes, groups: int) -> None:
    if groups <= 0:
        raise runtime_error("non-positive groups is not supported")
    for values, least, text in (
        (padding, 0, "negative padding"),
        (output_padding, 0, "negative output_padding"),
        (stride, 1, "non-positive stride"),
    ):
        if min(values) < least:
            raise runtime_error(f"{text} is not supported")
    if min(dilation) < 0:
        raise runtime_error("dilation should be greater than zero")


def _check_weight(shape: Shape, weight: Shape, groups: int) -> None:
    """The sizes of the weight against its groups and the number of dimensions."""
    if len(weight) != len(shape):
        raise runtime_error(
            f"Expected {len(weight)}-dimensional input for {len(weight)}-dimensional weight {sizes.text(weight)}, but got "
            f"{len(shape)}-dimensional input of size {sizes.text(shape)} instead"
        )
    if weight[0] < groups:
        raise runtime_error(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size "
            f"{sizes.text(weight)} instead"
        )
    if weight[0] % groups:
        raise runtime_error(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size "
            f"[{sizes.text(weight)}] instead"
        )


def _check_channels(given: str, shape: Shape, weight: Shape, wanted: int) -> None:
    if shape[1] != wanted:
        raise runtime_error(
            f"Given {given}weight of size {sizes.text(weight)}, expected input{sizes.text(shape)} to have {wanted} channels, but "
            f"got {shape[1]} channels instead"
        )


def _check_bias(given: str, bias: Any, weight: Shape, channels: int) -> None:
    if bias is not None and shape_of(bias) != (channels,):
        raise runtime_error(
            f"Given {given}weight of size {sizes.text(weight)}, expected bias to be 1-dimensional with {channels} elements, but "
            f"got bias of size {sizes.text(shape_of(bias))} instead"
        )


def _by(values: Sizes) -> str:
    return "(" + " x ".join(map(str, values)) + ")"


def _flat(values: Sizes) -> Sizes:
    """PyTorch takes a line for an image of one row."""
    return values if len(values) > 1 else (1, *values)


def _check_kernel(shape: Shape, weight: Shape, padding: Sizes, dilation: Sizes) -> None:
    wide = tuple(n + 2 * p for n, p in zip(shape[2:], padding, strict=True))
    spans = tuple(d * (k - 1) + 1 for k, d in zip(weight[2:], dilation, strict=True))
    if any(n < k for n, k in zip(wide, spans, strict=True)):
        raise runtime_error(
            f"Calculated padded input size per channel: {_by(wide)}. Kernel size: {_by(spans)}. Kernel size can't be greater "
            "than actual input size"
        )
    if not sizes.numel(weight[2:]):
        shown = weight[2:] if len(weight) > 3 else (1, *weight[2:])
        names = ("kernel_height", "kernel_width") if len(shown) == 2 else ("kernel_depth", "kernel_height", "kernel_width")
        found = " ".join(f"{name}: {k}" for name, k in zip(names, shown, strict=True))
        raise runtime_error(f"kernel size should be greater than zero, but got {found}")


def _by_library(x: Any, weight: Shape, groups: int) -> bool:
    """Whether PyTorch leaves it to oneDNN, which has words of its own for what it refuses."""
    shape = shape_of(x)
    large = groups > 1 or min(_flat(weight[2:])[-2:]) > 3 or shape[0] > 1 or sizes.numel(shape) > 20480
    return dtype_of(x) == "float32" and large


def _check_dtypes(x: Any, weight: Any, bias: Any, groups: int) -> None:
    own, others = dtype_of(x), dtype_of(weight)
    if bias is not None and dtype_of(bias) != own:
        raise runtime_error(
            f"Input type ({SPELLINGS[own]}) and bias type ({SPELLINGS[dtype_of(bias)]}) should be the same", operand=2
        )
    if own != others and _by_library(x, shape_of(weight), groups):
        raise runtime_error(
            f"Input type (torch.{TITLES[own]}Tensor) and weight type (torch.{TITLES[others]}Tensor) should be the same or input "
            "should be a MKLDNN tensor and weight is a dense tensor",
            operand=1,
        )
    if own != others:
        raise runtime_error(f"expected scalar type {TITLES[own]} but found {TITLES[others]}", operand=1)
    if own == "bool":
        raise refused("slow_conv2d_cpu", own)


def _check_dilation(x: Any, weight: Shape, dilation: Sizes, groups: int, transposed: bool) -> None:
    """What is left to say of a dilation of 0."""
    if all(dilation):
        return
    if _by_library(x, weight, groups):
        raise runtime_error("non-positive dilation is not supported")
    found = sizes.text(_flat(dilation))
    if transposed:
        found = ", ".join(f"dilation_{axis}: {d}" for axis, d in zip(_axes(len(dilation)), _flat(dilation), strict=True))
    raise runtime_error(f"dilation should be greater than zero, but got {found}")


def _check_there(weight: Shape) -> None:
    if not weight[0] or not weight[1]:
        raise Problem("a convolution without channels is not supported")


LONGER = Once(
    "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the input be created"
)


# ------------------------------------------------------------------ as they are called
def _same(x: Any, weight: Shape, stride: Sizes, dilation: Sizes) -> tuple[Any, Sizes]:
    """x, padded where the two sides differ, and the padding that is left to the convolution."""
    if any(s != 1 for s in stride):
        raise runtime_error("padding='same' is not supported for strided convolutions")
    totals = [d * (k - 1) for k, d in zip(weight[2:], dilation, strict=True)]
    if any(total % 2 for total in totals):
        warn(LONGER)
        behind = [side for total in reversed(totals) for side in (0, total % 2)]
        x = constant_pad(x, pad=tuple(behind), value=0.0)
    return x, tuple(total // 2 for total in totals)


def _padding(padding: Any, n: int, kernel: Shape) -> Any:
    """The padding of a dimension each, or "same"."""
    if not isinstance(padding, str):
        return _each("padding", padding, n, kernel)
    if padding not in ("same", "valid"):
        raise runtime_error(f"Invalid padding string: '{padding}'")
    return (0,) * (len(kernel) - 2) if padding == "valid" else padding


def _run(name: str, n: int, x: Any, weight: Any, bias: Any, convolve: Any) -> Any:
    """A convolution of a batch; one item alone is a batch of one."""
    shape = shape_of(x)
    _check_rank(name, shape, n)
    if len(shape_of(weight)) < 3:
        raise runtime_error("weight should have at least three dimensions")
    if len(shape) == n + 1:
        return squeeze_one(convolve(unsqueeze(x, dim=0), weight, bias), dim=0)
    return convolve(x, weight, bias)


def _forward(name: str, n: int, doc: str, example: str) -> Composite:
    def body(
        x: Any, weight: Any, bias: Any = None, /, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
    ) -> Any:
        def convolve(x: Any, weight: Any, bias: Any) -> Any:
            kernel = shape_of(weight)
            options: dict[str, Any] = {
                "stride": _each("stride", stride, n, kernel),
                "dilation": _each("dilation", dilation, n, kernel),
                "groups": groups,
            }
            pads = _padding(padding, n, kernel)
            if pads == "same":
                x, pads = _same(x, kernel, options["stride"], options["dilation"])
            shape = shape_of(x)
            _check_numbers(options["stride"], pads, options["dilation"], (0,), groups)
            _check_weight(shape, kernel, groups)
            _check_channels(f"groups={groups}, ", shape, kernel, kernel[1] * groups)
            _check_bias("", bias, kernel, kernel[0])
            _check_kernel(shape, kernel, pads, options["dilation"])
            _check_dilation(x, kernel, options["dilation"], groups, False)
            _check_there(kernel)
            _check_dtypes(x, weight, bias, groups)
            options["padding"] = pads
            return convolution(x, weight, **options) if bias is None else convolution_with_bias(x, weight, bias, **options)

        return _run(name, n, x, weight, bias, convolve)

    return Composite(name, body, doc, rows=(convolution, convolution_with_bias), kinds={"padding": PADDING}, example=example)


def _transposer(name: str, n: int, doc: str, example: str) -> Composite:
    def body(
        x: Any,
        weight: Any,
        bias: Any = None,
        /,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        dilation: Any = 1,
    ) -> Any:
        def convolve(x: Any, weight: Any, bias: Any) -> Any:
            shape, kernel = shape_of(x), shape_of(weight)
            spread = (
                _each("stride", stride, n, kernel),
                _each("padding", padding, n, kernel),
                _each("dilation", dilation, n, kernel),
            )
            options: dict[str, Any] = dict(zip(("stride", "padding", "dilation"), spread, strict=True))
            options["groups"] = groups
            extra = _each("output_padding", output_padding, n, kernel)
            _check_numbers(*spread, extra, groups)
            _check_weight(shape, kernel, groups)
            _check_channels("transposed=1, ", shape, kernel, kernel[0])
            _check_bias("transposed=1, ", bias, kernel, kernel[1] * groups)
            _check_dilation(x, kernel, spread[2], groups, True)
            _check_there(kernel)
            _check_dtypes(x, weight, bias, groups)
            options["size"] = (shape[0], kernel[1] * groups, *_transposed_sizes(shape, kernel, extra, *spread))
            return transposed(x, weight, **options) if bias is None else transposed_with_bias(x, weight, bias, **options)

        return _run(name, n, x, weight, bias, convolve)

    return Composite(name, body, doc, rows=(transposed, transposed_with_bias), example=example, kinds={"padding": INTEGERS})


def _transposed_sizes(shape: Shape, weight: Shape, extra: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes) -> Shape:
    """The sizes of the result. Raises where they are none, or where the extra padding is too large."""
    if any(e >= s and e >= d for e, s, d in zip(extra, stride, dilation, strict=True)):
        raise _too_much(extra, stride, dilation)
    spans = zip(shape[2:], weight[2:], stride, padding, dilation, extra, strict=True)
    found = tuple((n - 1) * s - 2 * p + d * (k - 1) + e + 1 for n, k, s, p, d, e in spans)
    if min(found) < 1:
        raise runtime_error(
            f"Given input size per channel: {_by(_flat(shape[2:]))}. Calculated output size per channel: {_by(_flat(found))}. "
            "Output size is too small"
        )
    return found


def _axes(n: int) -> tuple[str, ...]:
    return ("depth", "height", "width")[-max(n, 2) :]


def _too_much(extra: Sizes, stride: Sizes, dilation: Sizes) -> Exception:
    names = _axes(len(extra))
    columns = [(1,) * (2 - len(v)) + v for v in (stride, dilation)]
    wide = ((0,) * (2 - len(extra)) + extra, *columns)
    found = " ".join(
        f"{title}_{name}: {value}"
        for title, values in zip(("output_padding", "stride", "dilation"), wide, strict=True)
        for name, value in zip(names, values, strict=True)
    )
    return runtime_error(f"output padding must be smaller than either stride or dilation, but got {found}")


LINE = "reshape(stack([x, x**2, 3*x]), (1, 1, 3))"
SQUARE = "reshape(stack([x, x**2, 3*x, 2.0 + x]), (1, 1, 2, 2))"
CUBE = "reshape(stack([x, x**2, 3*x, 2.0 + x]), (1, 1, 1, 2, 2))"
conv1d = _forward(
    "conv1d",
    1,
    "A kernel moved along a line: weighted sums of neighbours, over all channels.",
    f"conv1d({LINE}, reshape(stack([x, 2.0]), (1, 1, 2))).sum()",
)
conv2d = _forward(
    "conv2d",
    2,
    "A kernel moved over an image: weighted sums of neighbours, over all channels.",
    f"conv2d({SQUARE}, reshape(stack([x, 2.0]), (1, 1, 2, 1))).sum()",
)
conv3d = _forward(
    "conv3d",
    3,
    "A kernel moved through a volume: weighted sums of neighbours, over all channels.",
    f"conv3d({CUBE}, reshape(stack([x, 2.0]), (1, 1, 1, 2, 1))).sum()",
)
conv_transpose1d = _transposer(
    "conv_transpose1d",
    1,
    "The gradient of conv1d by its input: each element spreads a kernel.",
    f"conv_transpose1d({LINE}, reshape(stack([x, 2.0]), (1, 1, 2))).sum()",
)
conv_transpose2d = _transposer(
    "conv_transpose2d",
    2,
    "The gradient of conv2d by its input: each element spreads a kernel.",
    f"conv_transpose2d({SQUARE}, reshape(stack([x, 2.0]), (1, 1, 2, 1))).sum()",
)
conv_transpose3d = _transposer(
    "conv_transpose3d",
    3,
    "The gradient of conv3d by its input: each element spreads a kernel.",
    f"conv_transpose3d({CUBE}, reshape(stack([x, 2.0]), (1, 1, 1, 2, 1))).sum()",
)
