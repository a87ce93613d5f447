"""Loss functions. Formulas and checks as in torch.nn.functional and PyTorch's CPU kernels."""

from __future__ import annotations

import math
from typing import Any

from gradcli.ops import sizes
from gradcli.ops.activation import logsigmoid, sigmoid
from gradcli.ops.arithmetic import abs, div_true, maximum, mul, neg, sign, where, zeros_like
from gradcli.ops.dtypes import (
    TITLES,
    WHOLE,
    Check,
    common,
    dtype_of,
    floats_only,
    is_single,
    name_of,
    no_bool_difference,
    refused,
)
from gradcli.ops.embedding import one_hot_op
from gradcli.ops.exponential import log, square
from gradcli.ops.kinds import ONE
from gradcli.ops.late import arrays
from gradcli.ops.op import Composite, Op
from gradcli.ops.reduction import log_softmax, mean_all, norm_op, sum_all, sum_dim
from gradcli.ops.shape import clone, expand_op, rank_of, reshape, to, view_op
from gradcli.ops.slopes import slope
from gradcli.ops.warnings import warn
from gradcli.problems import BackwardError, index_error, runtime_error, value_error

EPSILON = 9.999999960041972e-13  # torch's 1e-12, which its kernel holds as float32


# ------------------------------------------------------------------ what all losses share
REDUCTIONS = ("none", "mean", "sum")


def known(reduction: str) -> str:
    """A reduction that PyTorch knows. Raises ValueError."""
    if reduction not in REDUCTIONS:
        raise value_error(f"{reduction} is not a valid value for reduction")
    return reduction


def chosen(size_average: Any, reduce: Any, reduction: str) -> str:
    """The reduction, which the two deprecated flags win over wherever one of them is given."""
    if size_average is None and reduce is None:
        return reduction
    mean, together = size_average is None or bool(size_average), reduce is None or bool(reduce)
    found = ("mean" if mean else "sum") if together else "none"
    warn(f"size_average and reduce args will be deprecated, please use reduction='{found}' instead.")
    return found


def _reduced(m: Any, loss: Any, reduction: str) -> Any:
    if reduction == "none":
        return loss
    return m.sum(loss) / loss.dtype.type(loss.size) if reduction == "mean" else m.sum(loss)


def share(g: Any, shape: sizes.Shape, reduction: str) -> Any:
    """The gradient of the reduction: of a mean, an equal part of it."""
    return g / sizes.numel(shape) if reduction == "mean" else g


def _loss_shape(*shapes: sizes.Shape, reduction: str = "mean", **_: Any) -> sizes.Shape:
    known(reduction)
    out = sizes.broadcast(*shapes[:2])
    return out if reduction == "none" else ()


def _shape(x: Any) -> sizes.Shape:
    return tuple(getattr(x, "shape", ()))


def _alike(x: Any, target: Any) -> tuple[Any, Any]:
    """Both in their common shape; what already has it stays as it is."""
    shape = sizes.broadcast(_shape(x), _shape(target))
    return tuple(z if _shape(z) == shape else expand_op(z, size=shape) for z in (x, target))


def _number(x: Any) -> Any:
    """A mask as numbers, of which there are differences."""
    return to(x, dtype="float64") if dtype_of(x) == "bool" else x


def _other_size(x: Any, target: Any) -> bool:
    if _shape(x) == _shape(target):
        return False
    warn(
        f"Using a target size ({_size(target)}) that is different to the input size ({_size(x)}). This will likely lead to "
        "incorrect results due to broadcasting. Please ensure they have the same size."
    )
    return True


def _squared_slope(d: Any, g: Any, shape: sizes.Shape, reduction: str) -> Any:
    """PyTorch's order, in which no large difference is doubled; a formula says 2*d."""
    if hasattr(d, "lift"):
        return share(g, shape, reduction) * (2 * d)
    return (2.0 / sizes.numel(shape) if reduction == "mean" and sizes.numel(shape) else 2.0) * d * g


def _regression(
    name: str, kernel: Any, slope_of: Any, doc: str, check: Check, one_dtype: bool = False, at_once: Any = None
) -> Op:
    """A loss of x - target, element by element; some can go back only where both have one dtype."""

    def slopes(g: Any, x: Any, target: Any, shape: sizes.Shape, reduction: str, width: float, dtypes: Any, operand: int) -> Any:
        if one_dtype and dtypes[0] != dtypes[1]:
            other, own = TITLES[dtypes[1 - operand]], TITLES[dtypes[operand]]
            raise BackwardError("RuntimeError", f"Found dtype {other} but expected {own}")
        return (
            at_once(_number(x) - _number(target), g, shape, reduction)
            if at_once
            else (share(g, shape, reduction) * slope_of(_number(x) - _number(target), width))
        )

    return Op(
        name,
        lambda m, x, target, /, reduction, width: _reduced(m, kernel(m, m.laid_out(x - target, (x, target)), width), reduction),
        {
            "x": lambda g, x, target, shape, reduction, width, dtypes: slopes(g, x, target, shape, reduction, width, dtypes, 0),
            "target": lambda g, x, target, shape, reduction, width, dtypes: (
                -slopes(g, x, target, shape, reduction, width, dtypes, 1)
            ),
        },
        doc,
        shape=_loss_shape,
        check=check,
        elementwise=False,
        internal=True,
    )


def _huber_check(x: str, target: str) -> None:
    floats_only("huber_cpu")(x, target)
    if x in WHOLE:
        raise runtime_error(f"result type {TITLES[target]} can't be cast to the desired output type {TITLES[x]}")


def _inside_only(name: str, kernel: Any, inner: Any) -> Op:
    """The slope of a loss that is straight from `width` on: a row, because its own slope is torch's mask."""
    return Op(name, kernel, {"d": lambda g, d, width: g * (abs(d) < width) * inner(width)}, internal=True)


huber_slope = _inside_only(
    "huber_loss_backward",
    lambda m, d, /, width: where(abs(d) >= width, width * sign(d), d),
    lambda width: 1,
)
smooth_slope = _inside_only(
    "smooth_l1_loss_backward",
    lambda m, d, /, width: where(abs(d) >= width, sign(d), d / width),
    lambda width: 1 / width,
)
mse_op = _regression(
    "mse_loss",
    lambda m, d, width: d * d,
    lambda d, width: 2 * d,
    "The mean of the squared differences.",
    floats_only("mse_cpu"),
    at_once=_squared_slope,
)
huber_op = _regression(
    "huber_loss",
    lambda m, d, width: m.where(m.absolute(d) < width, 0.5 * d * d, width * (m.absolute(d) - 0.5 * width)),
    lambda d, width: slope(huber_slope, d, width=width),
    "Squared near 0, absolute beyond delta.",
    _huber_check,
    one_dtype=True,
)
smooth_op = _regression(
    "smooth_l1_loss",
    lambda m, d, width: m.where(m.absolute(d) < width, 0.5 * d * d / width, m.absolute(d) - 0.5 * width),
    lambda d, width: slope(smooth_slope, d, width=width),
    "Squared near 0, absolute beyond beta.",
    floats_only("smooth_l1_cpu"),
)


def average(loss: Any, reduction: str) -> Any:
    """A loss reduced by rows of the table."""
    if reduction == "none":
        return loss
    return mean_all(loss) if reduction == "mean" else sum_all(loss)


def _check_weights(x: Any, weight: Any) -> None:
    if _shape(weight) != _shape(x):
        raise value_error("Weights and input must have the same size.")


def _weighted_average(loss: Any, weight: Any, reduction: str, by_weights: bool = True) -> Any:
    """The loss weighted; the mean is by the sum of the weights, or by how many there are."""
    weighted = mul(loss, weight)
    if reduction not in REDUCTIONS:
        raise value_error(f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'.")
    if by_weights and reduction == "mean":
        return div_true(sum_all(weighted), sum_all(weight))
    return average(weighted, reduction)


def _mse(
    x: Any, target: Any, /, size_average: Any = None, reduce: Any = None, reduction: str = "mean", weight: Any = None
) -> Any:
    differ = _other_size(x, target)
    reduction = chosen(size_average, reduce, reduction)
    wide, wide_target = _alike(x, target) if differ else (x, target)
    if weight is None:
        return mse_op(wide, wide_target, reduction=known(reduction), width=1.0)
    _check_weights(x, weight)
    return _weighted_average(square(wide - wide_target), weight, reduction)


def _l1(x: Any, target: Any, /, size_average: Any = None, reduce: Any = None, reduction: str = "mean", weight: Any = None) -> Any:
    _other_size(x, target)
    reduction = chosen(size_average, reduce, reduction)
    wide, wide_target = _alike(x, target)
    if weight is None:
        known(reduction)  # which PyTorch looks at before it computes
        return average(abs(wide - wide_target), reduction)
    _check_weights(x, weight)
    return _weighted_average(abs(wide - wide_target), weight, reduction)


def _huber(x: Any, target: Any, /, reduction: str = "mean", delta: float = 1.0, weight: Any = None) -> Any:
    _other_size(x, target)
    wide, wide_target = _alike(x, target)
    if weight is None:
        return huber_op(wide, wide_target, reduction=known(reduction), width=_positive(delta))
    _check_weights(x, weight)
    loss = huber_op(wide, wide_target, reduction="none", width=_positive(delta))
    return _weighted_average(loss, weight, reduction, by_weights=False)


def _positive(delta: float) -> float:
    if not delta > 0:  # nor nan
        raise runtime_error("huber_loss does not support non-positive values for delta.")
    return delta


def _smooth_l1(
    x: Any, target: Any, /, size_average: Any = None, reduce: Any = None, reduction: str = "mean", beta: float = 1.0
) -> Any:
    _other_size(x, target)
    reduction = chosen(size_average, reduce, reduction)
    x, target = _alike(x, target)
    known(reduction)
    if not beta >= 0:  # nor nan
        raise runtime_error("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return average(abs(x - target), reduction)
    return smooth_op(x, target, reduction=reduction, width=beta)


PAIR = "stack([x, 2*x]), [1.0, 0.0]"
mse_loss = Composite(
    "mse_loss", _mse, "The mean (or sum) of the squared differences.", rows=(mse_op,), example=f"mse_loss({PAIR})"
)
l1_loss = Composite("l1_loss", _l1, "The mean (or sum) of the absolute differences.", rows=(abs,), example=f"l1_loss({PAIR})")
huber_loss = Composite(
    "huber_loss", _huber, "Squared near 0, absolute beyond delta.", rows=(huber_op,), example=f"huber_loss({PAIR})"
)
smooth_l1_loss = Composite(
    "smooth_l1_loss", _smooth_l1, "Squared near 0, absolute beyond beta.", rows=(smooth_op,), example=f"smooth_l1_loss({PAIR})"
)


# ------------------------------------------------------------------ binary cross entropy
def _bce_kernel(m: Any, x: Any, target: Any, weight: Any, reduction: str) -> Any:
    wrong, wrong_target = ~((x >= 0) & (x <= 1)), ~((target >= 0) & (target <= 1))
    if m.any(wrong | wrong_target):  # torch stops at the first element of which one is wrong
        name = "input" if wrong.ravel()[m.argmax(wrong | wrong_target)] else "target"
        raise runtime_error(f"all elements of {name} should be between 0 and 1")
    loss = (target - 1) * m.maximum(_log1p(m, -x), -100.0) - target * m.maximum(m.log(x), -100.0)
    return _reduced(m, _times_in_place(loss, weight), reduction)


def _log1p(m: Any, x: Any) -> Any:
    """log(1 + x), which PyTorch asks of the C library here, element by element."""
    if type(x) is not arrays.Array or x.dtype.char != "f":
        return m.log1p(x)
    from gradcli.ops import library

    return library.log1p(x)


def _times_in_place(loss: Any, weight: Any) -> Any:
    """The loss times a weight, in the dtype of the loss."""
    return loss if weight is None else (loss * weight).astype(loss.dtype)


def _weighted(g: Any, weight: Any) -> Any:
    return g if weight is None else g * weight


def _bce_check(x: str, target: str) -> None:
    if target not in (x, "int"):
        raise runtime_error(f"Found dtype {TITLES[target]} but expected {TITLES[x]}")
    floats_only("binary_cross_entropy")(x)


def _logits_check(x: str, target: str) -> None:
    """PyTorch multiplies 1 - target by x in place: what x is, target must be able to become."""
    floats_only("log_sigmoid_cpu")(x)
    if target == "bool":
        no_bool_difference("bool", "bool")
    if target == "int64":
        raise runtime_error(f"result type {TITLES[x]} can't be cast to the desired output type Long")


def _bce_slope(g: Any, x: Any, target: Any, weight: Any, reduction: str) -> Any:
    if hasattr(g, "lift"):  # a formula goes without the epsilon
        return _weighted(share(g, _shape(x), reduction) * ((x - target) / (x * (1 - x))), weight)
    return _weighted(share(g, _shape(x), reduction) * ((x - target) / maximum((1 - x) * x, EPSILON)), weight)


def _bce_second(g: Any, x: Any, target: Any, weight: Any, reduction: str) -> Any:
    """torch adds its epsilon here, where the gradient takes the larger."""
    curved = div_true(x * x - 2 * x * target + target, square(x + ADDED) * square(1 - x + ADDED))
    return share(_weighted(curved * g, weight), _shape(x), reduction)


ADDED = 1e-12
bce_backward: Op = Op(
    "binary_cross_entropy_backward",
    lambda m, upstream, x, target, /, weight, reduction: _bce_slope(upstream, x, target, weight, reduction),
    {
        "upstream": lambda g, x, target, weight, reduction: share(
            _weighted(g * div_true(x - target, (x + ADDED) * (1 - x + ADDED)), weight), _shape(x), reduction
        ),
        "x": lambda g, upstream, x, target, weight, reduction: _bce_second(g * upstream, x, target, weight, reduction),
        "target": lambda g, upstream, x, weight, reduction: div_true(
            share(_weighted(-g * upstream, weight), _shape(x), reduction), maximum(x * (1 - x), ADDED)
        ),
    },
    shape=lambda upstream, x, target, weight, reduction: x,
    elementwise=False,
    internal=True,
)
bce_op = Op(
    "binary_cross_entropy",
    lambda m, x, target, /, weight, reduction: _bce_kernel(m, x, target, weight, reduction),
    {
        "x": lambda g, x, target, weight, reduction: (
            _bce_slope(g, x, target, weight, reduction)
            if hasattr(g, "lift")
            else slope(bce_backward, g, x, target, weight=weight, reduction=reduction)
        ),
        "target": lambda g, x, weight, shape, reduction: _weighted(share(g, shape, reduction) * (log(1 - x) - log(x)), weight),
    },
    dtype="float",
    check=_bce_check,
    shape=_loss_shape,
    elementwise=False,
    internal=True,
)
bce_logits_op = Op(
    "binary_cross_entropy_with_logits",
    lambda m, x, target, /, weight, pos_weight, reduction: _logits_kernel(m, x, target, weight, pos_weight, reduction),
    {
        "x": lambda g, x, target, weight, pos_weight, shape, reduction: share(
            _weighted(g * _logits_slope(x, target, pos_weight), weight), shape, reduction
        ),
        "target": lambda g, x, target, weight, pos_weight, shape, reduction: _weighted(
            share(g, shape, reduction) * (-x if pos_weight is None else logsigmoid(-x) - pos_weight * logsigmoid(x)), weight
        ),
    },
    dtype="float",
    check=_logits_check,
    shape=_loss_shape,
    elementwise=False,
    as_is=("x", "target"),
    internal=True,
)


def _logits_kernel(m: Any, x: Any, target: Any, weight: Any, pos_weight: Any, reduction: str) -> Any:
    """PyTorch works in place: the logarithm keeps the dtype of x, and the loss that of the target."""
    log_sigmoid = m.minimum(x, 0.0) - m.log1p(m.exp(-m.absolute(x)))
    if pos_weight is not None:
        log_sigmoid = _times_in_place(log_sigmoid, (pos_weight - 1) * target + 1)
    rest = 1 - (target if target.dtype.name not in WHOLE else target.astype(x.dtype))
    loss = (_times_in_place(rest, x) - log_sigmoid).astype(rest.dtype)
    return _reduced(m, _times_in_place(loss, weight), reduction)


def _logits_slope(x: Any, target: Any, pos_weight: Any) -> Any:
    if pos_weight is None:
        return sigmoid(x) - target
    t = pos_weight * target
    return (t + 1 - target) * sigmoid(x) - t


def constant(name: str, function: str, x: Any) -> Any:
    """The data of an argument that PyTorch does not differentiate, which it refuses where gradients are wanted."""
    if x is None:
        return None
    if getattr(x, "is_tracked", False):
        raise runtime_error(
            f"The function '{function}' is not differentiable with respect to argument '{name}'. "
            "This input cannot have requires_grad True."
        )
    return getattr(x, "raw", x)


def _size(x: Any) -> str:
    return f"torch.Size({sizes.text(_shape(x))})"


def _bce(
    x: Any, target: Any, /, weight: Any = None, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    if _shape(x) != _shape(target):
        raise value_error(
            f"Using a target size ({_size(target)}) that is different to the input size ({_size(x)}) is deprecated. "
            "Please ensure they have the same size."
        )
    if weight is not None:
        _expandable(_shape(target), _shape(weight))
        constant("weight", "binary_cross_entropy", weight)
        if sizes.broadcast(_shape(x), _shape(weight)) != _shape(x):  # PyTorch looks at the elements before it multiplies
            bce_op(x, target, weight=None, reduction="none")
        stays_in_place(_shape(x), _shape(weight))
    return bce_op(x, target, weight=constant("weight", "binary_cross_entropy", weight), reduction=reduction)


def _expandable(shape: sizes.Shape, weight: sizes.Shape) -> None:
    """torch.broadcast_shapes, whose words differ from those of an operation."""
    rank = max(len(shape), len(weight))
    common = [1] * (rank - len(shape)) + [*shape]  # so far: the last dimensions are looked at first
    for k in range(-1, -1 - len(weight), -1):
        if weight[k] not in (1, common[k]):
            if common[k] != 1:
                raise runtime_error(
                    f"Attempting to broadcast a dimension of length {weight[k]} at {k}! Mismatching argument at index 1 had "
                    f"torch.Size({sizes.text(weight)}); but expected shape should be broadcastable to {sizes.text(common)}"
                )
            common[k] = weight[k]


def stays_in_place(shape: sizes.Shape, other: sizes.Shape) -> None:
    """PyTorch works into a result that already has its shape: it does not grow."""
    wide = sizes.broadcast(shape, other)
    if wide != shape:
        raise runtime_error(f"output with shape {sizes.text(shape)} doesn't match the broadcast shape {sizes.text(wide)}")


def _bce_logits(
    x: Any,
    target: Any,
    /,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    pos_weight: Any = None,
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    if _shape(x) != _shape(target):
        raise value_error(f"Target size ({_size(target)}) must be the same as input size ({_size(x)})")
    name = "binary_cross_entropy_with_logits"
    factor, classes = constant("weight", name, weight), constant("pos_weight", name, pos_weight)
    if classes is not None:
        no_bool_difference(dtype_of(classes), "int")
        stays_in_place(_shape(x), sizes.broadcast(_shape(classes), _shape(target)))
    if factor is not None:
        stays_in_place(_shape(x), _shape(factor))
    return bce_logits_op(x, target, weight=factor, pos_weight=classes, reduction=reduction)


binary_cross_entropy = Composite(
    "binary_cross_entropy",
    _bce,
    "The cross entropy of probabilities.",
    rows=(bce_op,),
    domain="0 <= x <= 1",
    sample={"x": (0.1, 0.9)},
    example="binary_cross_entropy(sigmoid(x), ones_like(x))",
)
binary_cross_entropy_with_logits = Composite(
    "binary_cross_entropy_with_logits",
    _bce_logits,
    "The cross entropy of sigmoid(x), without overflow.",
    rows=(bce_logits_op,),
    example="binary_cross_entropy_with_logits(x, ones_like(x))",
)


# ------------------------------------------------------------------ cross entropy of classes
def _coefficients(shape: sizes.Shape, dtype: str, target: Any, weight: Any, ignore_index: int) -> tuple[Any, Any, Any]:
    """The class that each item picks and minus its weight, both with a class dimension of size 1, and the sum of the weights."""
    from gradcli.ops import arrays as m

    at = 0 if len(shape) == 1 else 1
    if len(shape) == 1:
        target = m.reshape(target, ())
    counted = target != ignore_index
    places = m.where(counted, target, 0)
    each = m.ones(target.shape, dtype=dtype) if weight is None or not weight.size else m.reshape(weight, (-1,))[places]
    each = m.where(counted, each, m.zeros((), dtype=dtype))
    return _wide(places, at), _wide(-each, at), m.sum(each)


def _wide(x: Any, at: int) -> Any:
    """With a class dimension of size 1."""
    return x[:, None] if at else x[None]


def _nll_kernel(m: Any, x: Any, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    at = 0 if x.ndim == 1 else 1
    places, factors, total = _coefficients(x.shape, name_of(x.dtype), target, weight, ignore_index)
    picked = m.take_along_axis(x, places, axis=at) if x.size else x.dtype.type(0)  # without classes all items are ignored
    ignored = _wide(m.reshape(target, ()) if x.ndim == 1 else target, at) == ignore_index
    loss = m.squeeze(m.where(ignored, x.dtype.type(0), factors * picked), axis=at)
    if reduction == "none":
        return loss
    added = m.in_runs(loss) if is_single(loss) and loss.ndim == 1 and loss.size else m.sum(loss)
    added = added + x.dtype.type(0)  # which begins with 0, and is not -0
    return added / total if reduction == "mean" else added


def _nll_spread(m: Any, g: Any, size: sizes.Shape, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    """The gradient put where each item's class stands; zero everywhere else."""
    at = 0 if len(size) == 1 else 1
    places, factors, total = _coefficients(size, name_of(g.dtype), target, weight, ignore_index)
    each = m.expand_dims(g, at) if reduction == "none" else g / total if reduction == "mean" else g
    ignored = _wide(m.reshape(target, ()) if len(size) == 1 else target, at) == ignore_index
    out = m.zeros(size, dtype=g.dtype)
    if out.size:
        m.put_along_axis(out, places, m.where(ignored, g.dtype.type(0), factors * each), axis=at)
    return out


nll_backward: Op = Op(
    "nll_loss_backward",
    lambda m, upstream, /, size, target, weight, reduction, ignore_index: _nll_spread(
        m, upstream, size, target, weight, reduction, ignore_index
    ),
    {
        "upstream": lambda g, target, weight, reduction, ignore_index: nll_op(
            g, target=target, weight=weight, reduction=reduction, ignore_index=ignore_index
        )
    },
    "The gradient of nll_loss, which is linear.",
    shape=lambda upstream, size, target, weight, reduction, ignore_index: size,
    elementwise=False,
    internal=True,
)


def _nll_slope(g: Any, shape: sizes.Shape, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    """Minus g where the class of each item stands: as a formula minus g times a row with a single 1 for each item."""
    if hasattr(g, "lift"):
        return _nll_formula(g, shape, target, weight, reduction, ignore_index)
    if len(shape) == 1 and target.ndim and tuple(shape) != target.shape:
        raise BackwardError("RuntimeError", f"size mismatch (got input: {sizes.text(shape)}, target: {sizes.text(target.shape)})")
    return nll_backward(g, size=tuple(shape), target=target, weight=weight, reduction=reduction, ignore_index=ignore_index)


def _nll_formula(g: Any, shape: sizes.Shape, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    """Only where all items count alike."""
    fits = len(shape) <= 2 and tuple(target.shape) == tuple(shape[:-1])
    ignored = hasattr(target, "tobytes") and bool((target == ignore_index).any())
    if not fits or weight is not None or ignored:
        return nll_backward(g, size=tuple(shape), target=target, weight=weight, reduction=reduction, ignore_index=ignore_index)
    rows = one_hot_op(g.table.lift(target), classes=shape[-1])
    each = reshape(g, size=(*shape[:-1], 1)) if reduction == "none" and len(shape) > 1 else g
    return share(-each * rows, shape[:-1], reduction)


def _nll_shape(shape: sizes.Shape, target: Any, weight: Any, reduction: str, ignore_index: int) -> sizes.Shape:  # noqa: ARG001
    if reduction != "none":
        return ()
    return () if len(shape) == 1 else (shape[0], *shape[2:])


def _nll_row(grad_fn: str) -> Op:
    return Op(
        "nll_loss",
        lambda m, x, /, target, weight, reduction, ignore_index: _nll_kernel(m, x, target, weight, reduction, ignore_index),
        {
            "x": lambda g, shape, target, weight, reduction, ignore_index: _nll_slope(
                g, shape, target, weight, reduction, ignore_index
            )
        },
        "Minus the log-probability of the right class.",
        grad_fn=grad_fn,
        shape=_nll_shape,
        elementwise=False,
        holds=("target",),
        internal=True,
    )


nll_op: Op = _nll_row("NllLossBackward0")
nll_2d_op = _nll_row("NllLoss2DBackward0")


def _data(x: Any) -> Any:
    """The array behind a target or a weight; a plain number becomes one."""
    from gradcli.ops import arrays

    data = getattr(x, "raw", x)
    return data if hasattr(data, "dtype") else arrays.as_array(data)


def _check_batch(shape: sizes.Shape, target: sizes.Shape) -> None:
    if not shape:
        raise value_error("Expected 1 or more dimensions (got 0)")
    found = target[0] if target else 0
    if len(shape) > 1 and found != shape[0]:
        raise value_error(f"Expected input batch_size ({shape[0]}) to match target batch_size ({found}).")
    wanted = (shape[0], *shape[2:])
    if len(shape) not in (1, 2, 4) and target[1:] != wanted[1:]:
        raise runtime_error(f"Expected target size {sizes.text(wanted)}, got {sizes.text(target)}")


def _check_target(shape: sizes.Shape, target: Any) -> None:
    """The checks of nll_loss (vectors and matrices) and of nll_loss2d (images)."""
    if len(shape) <= 2 and target.ndim > 1:
        raise runtime_error("0D or 1D target tensor expected, multi-target not supported")
    if len(shape) == 4:
        _check_images(shape, target)
    if name_of(target.dtype) != "int64":
        raise runtime_error(f"expected target dtype to be Long or Byte, but got {TITLES[name_of(target.dtype)]}", operand=1)
    if len(shape) == 1 and target.ndim and target.shape[0] != 1:
        raise value_error(f"For 1D input, 1D target must have size 1, but got target size: {target.shape[0]}")


def _check_images(shape: sizes.Shape, target: Any) -> None:
    if target.ndim != 3:
        raise runtime_error(f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {target.ndim}")
    if tuple(target.shape) != (shape[0], *shape[2:]):
        raise runtime_error(f"size mismatch (got input: {sizes.text(shape)} , target: {sizes.text(target.shape)}")


def _check_weight(shape: sizes.Shape, dtype: str, weight: Any) -> None:
    classes = shape[0] if len(shape) == 1 else shape[1]
    if len(shape) > 2 and weight.size != classes:
        raise runtime_error("weight tensor should be defined either for all or no classes")
    if len(shape) <= 2 and tuple(weight.shape) != (classes,):
        raise runtime_error(_WEIGHT.format(classes, sizes.text(weight.shape)))
    if weight.dtype.name != dtype:
        raise runtime_error(f"expected scalar type {TITLES[dtype]} but found {TITLES[weight.dtype.name]}")


_WEIGHT = "weight tensor should be defined either for all {} classes or no classes but got weight tensor of shape: {}"


def _check_classes(shape: sizes.Shape, target: Any, ignore_index: int) -> None:
    classes = shape[0] if len(shape) == 1 else shape[1]
    if hasattr(target, "run_op"):  # a formula, of which nobody knows the classes
        return
    bad = target[(target != ignore_index) & ((target < 0) | (target >= classes))]
    if bad.size:
        raise index_error(f"Target {int(bad.ravel()[0])} is out of bounds.")


def _nll(
    x: Any,
    target: Any,
    /,
    weight: Any = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    shape, goal = _shape(x), _data(target)
    if hasattr(goal, "run_op") and dtype_of(goal) != "int64":
        raise runtime_error(f"expected target dtype to be Long or Byte, but got {TITLES[dtype_of(goal)]}", operand=1)
    _check_batch(shape, tuple(goal.shape))
    given = None
    if weight is not None:
        given = _data(constant("weight", f"nll_loss{'2d' if len(shape) > 2 else ''}_forward", weight))
    _check_target(shape, goal)
    if dtype_of(x) in WHOLE:
        raise refused("nll_loss_out_frame" if len(shape) <= 2 else "nll_loss2d_forward_out_frame", dtype_of(x))
    if given is not None:
        _check_weight(shape, dtype_of(x), given)
    _check_classes(shape, goal, ignore_index)
    options = {"target": goal, "weight": given, "reduction": reduction, "ignore_index": ignore_index}
    if len(shape) <= 2:
        return nll_op(x, **options)
    if len(shape) == 4:
        return nll_2d_op(x, **options)
    # torch turns (N, C, d) into (N, C, 1, d) and back
    rest = sizes.numel(shape[2:])
    flat = reshape(x, size=(shape[0], shape[1], 1, rest))
    options["target"] = goal.reshape(shape[0], 1, rest)
    out = nll_2d_op(flat, **options)
    return view_op(out, size=(shape[0], *shape[2:])) if reduction == "none" else out


mul_number = Op(
    "mul", lambda m, x, /, other: x * other, {"x": lambda g, other: g * other}, grad_fn="MulBackward1", symbol="*", internal=True
)
div_number = Op(
    "div", lambda m, x, /, other: x / other, {"x": lambda g, other: g / other}, grad_fn="DivBackward1", symbol="/", internal=True
)
add_number = Op("add", lambda m, x, /, other: x + other, {"x": lambda g: g}, grad_fn="AddBackward1", symbol="+", internal=True)
fill_nan = Op(
    "fill",
    lambda m, x, /: m.where(x == x, math.nan, x),
    {"x": lambda g: zeros_like(g)},
    internal=True,
)
masked_fill = Op(
    "masked_fill",
    lambda m, x, /, mask: m.where(mask, 0.0, x),
    {"x": lambda g, mask: where(mask, 0, g)},
    elementwise=False,
    internal=True,
)


def _cross_entropy(
    x: Any,
    target: Any,
    /,
    weight: Any = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:
    reduction = known(chosen(size_average, reduce, reduction))
    dim = 0 if rank_of(x) == 1 else 1
    soft = _shape(x) == _shape(target)
    if soft:
        _check_probabilities(x, target, weight, ignore_index, dim)
    if label_smoothing > 1:
        raise runtime_error(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    scores = log_softmax(x, dim=dim)
    if soft:
        return _with_probabilities(scores, target, weight, reduction, label_smoothing, dim)
    if label_smoothing <= 0:
        return _nll(scores, target, weight=weight, ignore_index=ignore_index, reduction=reduction)
    return _smoothed(scores, target, weight, ignore_index, reduction, label_smoothing, dim)


def _check_probabilities(x: Any, target: Any, weight: Any, ignore_index: int, dim: int) -> None:
    """A target of x's own shape is taken for class probabilities."""
    if dtype_of(target) in WHOLE:
        raise runtime_error(
            f"Expected floating point type for target with class probabilities, got {TITLES[dtype_of(target)]}", operand=1
        )
    if ignore_index >= 0:
        raise runtime_error("ignore_index is not supported for floating point target")
    if not rank_of(x):
        raise index_error("Dimension specified as 1 but tensor has no dimensions")
    classes = _shape(x)[dim]
    if weight is not None and _shape(weight) != (classes,):
        raise runtime_error("cross_entropy: " + _WEIGHT.format(classes, sizes.text(_shape(weight))))


def _each_class(smoothing: float, classes: int) -> float:
    """The part of the smoothing that each class gets; inf if there is none, as C++ divides."""
    return smoothing / classes if classes else math.inf


def _per_class(weight: Any, rank: int) -> Any:
    """A weight per class in a shape that broadcasts against the scores."""
    return reshape(weight, size=(1, -1, *(1,) * (rank - 2)) if rank > 1 else (-1,))


def _with_probabilities(scores: Any, target: Any, weight: Any, reduction: str, smoothing: float, dim: int) -> Any:
    classes = _shape(scores)[dim]
    if smoothing > 0:
        target = add_number(mul_number(target, other=1 - smoothing), other=_each_class(smoothing, classes))
    product = mul(scores, target)
    if weight is not None:
        product = mul(product, _per_class(weight, rank_of(scores)))
    if reduction == "none":
        return neg(sum_dim(product, dim=dim))
    if reduction == "mean" and not sizes.numel(_shape(scores)):
        return neg(fill_nan(sum_all(product)))
    loss = neg(sum_all(product))
    return div_number(loss, other=sizes.numel(_shape(scores)) // max(classes, 1)) if reduction == "mean" else loss


def _smoothed(scores: Any, target: Any, weight: Any, ignore_index: int, reduction: str, smoothing: float, dim: int) -> Any:
    classes = _shape(scores)[dim]
    hard = _nll(scores, target, weight=weight, ignore_index=ignore_index, reduction=reduction)
    weighted = scores if weight is None else mul(scores, _per_class(weight, rank_of(scores)))
    ignored = _data(target) == ignore_index
    soft = masked_fill(neg(sum_dim(weighted, dim=dim)), mask=ignored)
    if reduction != "none":
        soft = sum_all(soft)
    if reduction == "mean":
        soft = div_true(soft, _total(target, weight, ignored))
    return mul_number(hard, other=1 - smoothing) + mul_number(soft, other=_each_class(smoothing, classes))


def _total(target: Any, weight: Any, ignored: Any) -> float:
    goal = _data(target)
    if weight is None:
        return float((~ignored).sum())
    given = getattr(weight, "raw", weight)
    return float((given[goal * ~ignored] * ~ignored).sum())


nll_loss = Composite(
    "nll_loss",
    _nll,
    "Minus the log-probability of the right class.",
    rows=(nll_op, nll_2d_op),
    example="nll_loss(stack([x, 2*x]), tensor(1))",
)
cross_entropy = Composite(
    "cross_entropy",
    _cross_entropy,
    "nll_loss of log_softmax; targets are classes or probabilities.",
    rows=(log_softmax, nll_op),
    example="cross_entropy(stack([x, 2.0]), tensor(1))",
)


# ------------------------------------------------------------------ similarity
def _cosine_similarity(x: Any, y: Any, /, dim: int = 1, eps: float = 1e-8) -> Any:
    kind = common((dtype_of(x), dtype_of(y)))
    if kind in WHOLE:
        raise runtime_error(f"expected common dtype to be floating point, yet common dtype is {TITLES[kind]}")
    x, y = (z if dtype_of(z) == kind else to(z, dtype=kind) for z in (x, y))
    shape = sizes.broadcast(_shape(x), _shape(y))
    if _shape(x) != _shape(y):
        x, y = expand_op(x, size=shape), expand_op(y, size=shape)
    sizes.dimension(dim, len(shape))
    return sum_dim(mul(_unit(x, dim, eps), _unit(y, dim, eps)), dim=dim)


def _unit(x: Any, dim: int, eps: float) -> Any:
    """x over its norm; a norm below eps counts as eps, in the value alone: torch clamps outside the graph."""
    length = clone(norm_op(x, p=2.0, dim=dim, keepdim=True))
    if not hasattr(length, "raw"):  # of numbers, which nobody differentiates by
        return div_true(x, maximum(length, eps))
    length.raw = maximum(length.raw, eps)
    return div_true(x, length)


cosine_similarity = Composite(
    "cosine_similarity",
    _cosine_similarity,
    "The cosine of the angle between two vectors.",
    rows=(norm_op, div_true),
    sample={"x": (0.1, 3.0)},
    kinds={"dim": ONE},
    example="cosine_similarity(stack([x, 1.0 + x]), [1.0, 2.0], dim=0)",
)
