"""Products summed over dimensions: einsum and tensordot, cross products, chains and powers of matrices.

einsum is taken apart as PyTorch's native einsum does it: every operand gets all dimensions, in the order of the result with those
that are summed behind, and then two at a time become one, by a product of batches of matrices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli.ops import sizes
from gradcli.ops.arithmetic import mul
from gradcli.ops.dtypes import TITLES, WHOLE, dtype_of, is_single
from gradcli.ops.fused import SCALES, _plus, _times
from gradcli.ops.kinds import ANYTHING, INTEGER, ONE, TEXT
from gradcli.ops.linear_algebra import _square, bmm, dot, inv, matmul, mm, mv, vdot
from gradcli.ops.op import Composite, Op
from gradcli.ops.picking import diagonal
from gradcli.ops.reduction import sum_all, sum_dim
from gradcli.ops.shape import (
    clone,
    contiguous,
    flatten,
    integers,
    movedim,
    permute,
    rank_of,
    reshape,
    shape_of,
    squeeze_all,
    transpose,
    unsqueeze,
    view_op,
)
from gradcli.ops.warnings import Once, warn
from gradcli.ops.writing import copy_into
from gradcli.problems import runtime_error

Shape = sizes.Shape
ELLIPSIS = "."
UNSAID = Once(
    "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or simply use "
    "torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross in a future release."
)


# ------------------------------------------------------------------ what an equation says
class Equation(NamedTuple):
    """An equation of einsum.

    operands  the labels of each operand, "." for an ellipsis
    result    those of the result
    summed    the others, in the order in which they are summed
    hidden    how many dimensions an ellipsis stands for
    """

    operands: Sequence[str]
    result: str
    summed: str
    hidden: int

    @property
    def places(self) -> dict[str, int]:
        """The dimension of each label once the operands are aligned; of an ellipsis the first."""
        found: dict[str, int] = {}
        at = 0
        for label in self.result + self.summed:
            found[label] = at
            at += self.hidden if label == ELLIPSIS else 1
        return found

    @property
    def kept(self) -> int:
        """How many dimensions the result has."""
        return sum(self.hidden if label == ELLIPSIS else 1 for label in self.result)

    @property
    def rank(self) -> int:
        """How many dimensions there are in all."""
        return self.kept + sum(self.hidden if label == ELLIPSIS else 1 for label in self.summed)


def _labels(text: str, where: str, offset: int = 0) -> str:
    """The labels of one operand or of the result, blanks left out."""
    found, k = "", 0
    while k < len(text):
        c = text[k]
        if c == ".":
            of_result = where == "output"
            if ELLIPSIS in found:
                seen = "but an ellipsis (...)" if of_result else "for which an ellipsis"
                raise runtime_error(f"einsum(): found '.' for {where} {seen} was already found")
            if text[k : k + 3] != "...":
                more = " (...)" if of_result else ""
                raise runtime_error(f"einsum(): found '.' for {where} that is not part of any ellipsis{more}")
            k += 2
            found += ELLIPSIS
        elif c.isascii() and c.isalpha():
            found += c
        elif c != " ":
            raise runtime_error(
                f"einsum(): invalid subscript given at index {k + offset} in the equation string, subscripts must be in [a-zA-Z]"
            )
        k += 1
    return found


def _parsed(equation: str, tensors: Sequence[Any]) -> Equation:
    left, arrow, right = equation.partition("->")
    parts = left.split(",")
    operands, offset = [], 0
    for k, part in enumerate(parts):
        operands.append(_labels(part, f"operand {k}", offset))
        offset += len(part) + 1
        if k >= len(tensors):
            raise runtime_error("einsum(): fewer operands were provided than specified in the equation")
    if len(parts) < len(tensors):
        raise runtime_error("einsum(): more operands were provided than specified in the equation")
    hidden = _hidden(operands, tensors)
    if arrow:
        result = _result(right, operands, len(left) + 2)
    else:
        joined = "".join(operands)
        once = sorted(c for c in set(joined) if c != ELLIPSIS and joined.count(c) == 1)
        result = (ELLIPSIS if ELLIPSIS in joined else "") + "".join(once)
    seen = "".join(operands)
    rest = (ELLIPSIS if ELLIPSIS in seen and ELLIPSIS not in result else "") + "".join(
        c for c in ORDER if c in seen and c not in result
    )
    return Equation(operands, result, rest, hidden)


ORDER = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _hidden(operands: Sequence[str], tensors: Sequence[Any]) -> int:
    """How many dimensions an ellipsis stands for, the most of all operands."""
    found = 0
    for k, (labels, x) in enumerate(zip(operands, tensors, strict=True)):
        rank, named = rank_of(x), len(labels.replace(ELLIPSIS, ""))
        if ELLIPSIS in labels:
            if named > rank:
                raise runtime_error(
                    f"einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions "
                    f"({rank}) for operand {k}"
                )
            found = max(found, rank - named)
        elif named != rank:
            raise runtime_error(
                f"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions ({rank}) "
                f"for operand {k} and no ellipsis was given"
            )
    return found


def _result(text: str, operands: Sequence[str], offset: int) -> str:
    found = _labels(text, "output", offset)
    seen = "".join(operands)
    for k, c in enumerate(found):
        if c == ELLIPSIS:
            continue
        if c in found[:k]:
            raise runtime_error(f"einsum(): output subscript {c} appears more than once in the output")
        if c not in seen:
            raise runtime_error(f"einsum(): output subscript {c} does not appear in the equation for any input operand")
    return found


# ------------------------------------------------------------------ einsum
def _aligned(x: Any, labels: str, meant: Equation, k: int) -> Any:
    """An operand with all dimensions, in the order of the result, those that are summed behind."""
    places, order = meant.places, [-1] * meant.rank
    own: dict[str, int] = {}
    at, missing = 0, meant.hidden - (rank_of(x) - len(labels) + 1)
    for label in labels:
        if label == ELLIPSIS:
            for _ in range(missing):
                x = unsqueeze(x, dim=at)
            for n in range(meant.hidden):
                order[places[label] + n] = at
                at += 1
        elif label in own:
            first, second = shape_of(x)[own[label]], shape_of(x)[at]
            if first != second:
                raise runtime_error(
                    f"einsum(): subscript {label} is repeated for operand {k} but the sizes don't match, {second} != {first}"
                )
            x = movedim(diagonal(x, offset=0, dim1=own[label], dim2=at), source=-1, destination=own[label])
        else:
            own[label] = order[places[label]] = at
            at += 1
    for n, dim in enumerate(order):
        if dim < 0:
            x = unsqueeze(x, dim=-1)
            order[n] = at
            at += 1
    return permute(x, dims=tuple(order))


def _check_sizes(operands: Sequence[Any], meant: Equation) -> None:
    names = {at: label for label, at in meant.places.items()}
    seen = [1] * meant.rank
    for k, x in enumerate(operands):
        for dim, n in enumerate(shape_of(x)):
            if n != 1 and seen[dim] not in (1, n):
                named = f"subscript {names[dim]}" if names.get(dim, ELLIPSIS) != ELLIPSIS else "dimension"
                raise runtime_error(
                    f"einsum(): {named} has size {n} for operand {k} which does not broadcast with previously seen size "
                    f"{seen[dim]}"
                )
            seen[dim] = n if n != 1 else seen[dim]


def _einsum(*tensors: Any, equation: str) -> Any:
    if not isinstance(equation, str):
        raise runtime_error("einsum(): the equation has to be a text here")
    if not tensors:
        raise runtime_error("einsum(): must provide at least one operand")
    meant = _parsed(equation, tensors)
    ops = [_aligned(x, labels, meant, k) for k, (x, labels) in enumerate(zip(tensors, meant.operands, strict=True))]
    _check_sizes(ops, meant)
    left = [sum(shape_of(x)[d] != 1 for x in ops) for d in range(meant.rank)]  # operands that still have a dimension
    out = ops[0]
    for following in ops[1:]:
        out = _contracted(out, following, meant.kept, left)
    summed = tuple(range(meant.kept, meant.rank))
    if not summed:
        return out
    if len(ops) == 1:
        return sum_dim(out, dim=summed)
    return view_op(out, size=shape_of(out)[: meant.kept])


def _contracted(x: Any, y: Any, kept: int, left: list[int]) -> Any:
    """Two operands in one, summed over what no later one has."""
    both: list[int] = []
    of_x: list[int] = []
    of_y: list[int] = []
    for dim in range(kept, len(left)):
        one, other = shape_of(x)[dim] != 1, shape_of(y)[dim] != 1
        if one and other:
            left[dim] -= 1
            if left[dim] == 1:
                both.append(dim)
                left[dim] = 0
        elif left[dim] == 1 and (one or other):
            (of_x if one else of_y).append(dim)
            left[dim] = 0
    x = sum_dim(x, dim=tuple(of_x), keepdim=True) if of_x else x
    y = sum_dim(y, dim=tuple(of_y), keepdim=True) if of_y else y
    return _pair(x, y, both)


def _pair(x: Any, y: Any, summed: Sequence[int]) -> Any:
    """The product of two tensors of one rank summed over dimensions, which are kept with size 1 (sumproduct_pair)."""
    if not summed:
        return mul(x, y)
    both: list[int] = []
    of_x: list[int] = []
    of_y: list[int] = []
    for dim in range(rank_of(x)):
        if dim not in summed:
            one, other = shape_of(x)[dim] != 1, shape_of(y)[dim] != 1
            (both if one and other else of_x if one else of_y).append(dim)
    if of_x and of_y and of_y[-1] < of_x[-1]:  # so that the result lies in order
        x, y, of_x, of_y = y, x, of_y, of_x
    xs, ys = shape_of(x), shape_of(y)
    out = (*[xs[d] for d in (*both, *of_x)], *[1] * len(summed), *[ys[d] for d in of_y])
    batch, rows, inner, columns = (
        math.prod(s[d] for d in dims) for s, dims in ((xs, both), (xs, of_x), (xs, summed), (ys, of_y))
    )
    first = reshape(permute(x, dims=(*both, *of_x, *summed, *of_y)), size=(batch, rows, inner))
    second = reshape(permute(y, dims=(*both, *summed, *of_y, *of_x)), size=(batch, inner, columns))
    order = (*both, *of_x, *summed, *of_y)
    return permute(view_op(bmm(first, second), size=out), dims=tuple([order.index(d) for d in range(len(order))]))


einsum = Composite(
    "einsum",
    _einsum,
    "Products of tensors, summed over the dimensions that the equation leaves out.",
    rows=(bmm, mul, sum_dim),
    variadic=True,
    loose=("equation",),
    kinds={"equation": TEXT},
    example="einsum('i,i->', stack([x, x**2]), stack([x, 1.0]))",
)


# ------------------------------------------------------------------ tensordot
def _tensordot(x: Any, y: Any, /, dims: Any = 2) -> Any:
    first, second = _paired(x, y, dims)
    if len(first) != len(second):
        raise runtime_error("both dimension lists should have same length")
    if dtype_of(x) != dtype_of(y):
        raise runtime_error("both inputs should have same dtype")
    inner = 1
    for a, b in zip(first, second, strict=True):
        one, other = sizes.along(shape_of(x), a), sizes.along(shape_of(y), b)
        if other == 1:
            x = sum_dim(x, dim=(a,), keepdim=True) if dtype_of(x) not in WHOLE or one != 1 else x
            one = 1
        elif one == 1:
            y = sum_dim(y, dim=(b,), keepdim=True)
            other = 1
        if one != other:
            raise runtime_error(
                f"contracted dimensions need to match, but first has size {one} in dim {a} and second has size {other} in dim {b}"
            )
        inner *= one
    named = [d % rank_of(x) for d in first], [d % rank_of(y) for d in second]
    own, other_own = ([d for d in range(rank_of(z)) if d not in these] for z, these in zip((x, y), named, strict=True))
    rows, columns = [shape_of(x)[d] for d in own], [shape_of(y)[d] for d in other_own]
    left, right = permute(x, dims=(*own, *named[0])), permute(y, dims=(*named[1], *other_own))
    if math.prod(rows) == math.prod(columns) == 1:
        in_order = all(contiguous(getattr(z, "raw", z)) for z in (left, right))
        product = dot(flatten(left), flatten(right)) if in_order else sum_all(mul(squeeze_all(left), squeeze_all(right)))
    else:
        product = mm(reshape(left, size=(math.prod(rows), inner)), reshape(right, size=(inner, math.prod(columns))))
    return reshape(product, size=(*rows, *columns))


def _paired(x: Any, y: Any, dims: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The dimensions of both that are summed: lists of them, or how many of the last and the first."""
    if isinstance(dims, list | tuple):
        first, second = dims if len(dims) == 2 else (dims[0], dims[0])
        return integers(first), integers(second)
    if not isinstance(dims, int):
        raise runtime_error("tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]]")
    if dims < 0:
        raise runtime_error(f"tensordot expects dims >= 0, but got dims={dims}")
    if dims > min(rank_of(x), rank_of(y)):
        raise runtime_error(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
    return tuple(range(-dims, 0)), tuple(range(dims))


tensordot = Composite(
    "tensordot",
    _tensordot,
    "The product summed over some dimensions of both: so many, or those that are listed.",
    rows=(mm, dot),
    kinds={"dims": ANYTHING},
    example="tensordot(stack([x, x**2]), stack([x, 1.0]), 1)",
)


# ------------------------------------------------------------------ products of vectors
def _cross_shape(x: Shape, y: Shape, dim: int) -> Shape:
    if len(x) != len(y):
        raise runtime_error("linalg.cross: inputs must have the same number of dimensions.")
    at = sizes.dimension(dim, len(x))
    if not x or x[at] != 3 or y[at] != 3:
        first, second = (s[at] if s else 1 for s in (x, y))
        raise runtime_error(f"linalg.cross: inputs dimension {dim} must have length 3. Got {first} and {second}")
    return sizes.broadcast(x, y)


def _crossed(m: Any, x: Any, y: Any, dim: int) -> Any:
    at = dim % x.ndim
    xs, ys = ([z[(*(slice(None),) * at, k)] for k in range(3)] for z in (x, y))
    parts = [_difference(xs[j], ys[k], xs[k] * ys[j]) for j, k in ((1, 2), (2, 0), (0, 1))]
    return m.stack(parts, axis=at)


def _difference(a: Any, b: Any, other: Any) -> Any:
    """a * b - other; of float32 rounded once, as in PyTorch's compiled kernel."""
    if not is_single(a) or not is_single(b):
        return a * b - other
    from gradcli.randomness.fused import fma32  # which needs NumPy

    return fma32(a.astype("float64"), b, -other)


cross_op: Op = Op(
    "cross",
    lambda m, x, y, /, dim: _crossed(m, x, y, dim),
    {"x": lambda g, y, dim: cross_op(y, g, dim=dim), "y": lambda g, x, dim: cross_op(g, x, dim=dim)},
    "The vectors that are perpendicular to two others.",
    grad_fn="LinalgCrossBackward0",
    shape=_cross_shape,
    elementwise=False,
    dense=True,
    internal=True,
)


def _cross(x: Any, y: Any, /, dim: Any = None) -> Any:
    if dim is None:  # the first dimension of size 3
        fitting = [d for d, n in enumerate(shape_of(x)) if n == 3]
        if rank_of(x) != rank_of(y):
            raise runtime_error("linalg.cross: inputs must have the same number of dimensions.")
        if not fitting:
            raise runtime_error("no dimension of size 3 in input")
        warn(UNSAID)
        dim = fitting[0]
    return cross_op(x, y, dim=dim)


cross = Composite(
    "cross",
    _cross,
    "The cross product of vectors of three elements.",
    rows=(cross_op,),
    kinds={"dim": ONE},
    example="cross(stack([x, 1.0, x**2]), stack([1.0, x, 2.0])).sum()",
)


def _vecdot(x: Any, y: Any, /, *, dim: int = -1) -> Any:
    if rank_of(x) == rank_of(y) == 1:
        return vdot(x, y)
    return sum_dim(mul(x, y), dim=dim)


vecdot = Composite(
    "vecdot",
    _vecdot,
    "The inner products of vectors along a dimension.",
    rows=(mul, sum_dim, vdot),
    kinds={"dim": ONE},
    example="vecdot(stack([x, x**2]), stack([1.0, x]))",
)
linalg_cross = Composite(
    "linalg_cross",
    lambda x, y, /, dim=-1: cross_op(x, y, dim=dim),
    "torch.linalg.cross: along the last dimension unless told otherwise.",
    rows=(cross_op,),
    kinds={"dim": ONE},
    example="linalg_cross(stack([x, 1.0, x**2]), stack([1.0, x, 2.0])).sum()",
)


def _addr_shape(x: Shape, vec1: Shape, vec2: Shape) -> Shape:
    for name, shape in (("vec1", vec1), ("vec2", vec2)):
        if len(shape) != 1:
            raise runtime_error(f"addr: Expected 1-D argument {name}, but got {len(shape)}-D")
    return sizes.expanded(x, (vec1[0], vec2[0])) if x else (vec1[0], vec2[0])


addr = Op(
    "addr",
    lambda m, x, vec1, vec2, /, *, beta=1, alpha=1: _plus(m, x, m.expand_dims(vec1, 1) * vec2, beta, alpha),
    {
        "x": lambda g, beta: _times(g, beta),
        "vec1": lambda g, vec2, alpha: _times(mv(g, vec2), alpha),
        "vec2": lambda g, vec1, alpha: _times(mv(transpose(g, dim0=0, dim1=1), vec1), alpha),
    },
    "beta*x + alpha times all products of two vectors' elements.",
    shape=lambda x, vec1, vec2, beta=1, alpha=1: _addr_shape(x, vec1, vec2),
    elementwise=False,
    kinds=SCALES,
    example="addr(x, stack([x, 1.0]), stack([x, x**2])).sum()",
    in_place=True,
)


# ------------------------------------------------------------------ chains of matrices
def _ready_chain(tensors: Sequence[Any]) -> list[Any]:
    """The matrices of a chain, a vector at an end as one of one row or one column. Raises as torch.linalg.multi_dot."""
    if len(tensors) < 2:
        raise runtime_error(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    for k, (x, place) in enumerate(zip((tensors[0], tensors[-1]), ("first", "last"), strict=True)):
        if rank_of(x) not in (1, 2):
            raise runtime_error(f"multi_dot(): the {place} tensor must be 1D or 2D but got {rank_of(x)}D", operand=k)
    for k, x in enumerate(tensors[1:-1], start=1):
        if rank_of(x) != 2:
            raise runtime_error(f"multi_dot(): tensor {k} must be 2D but got {rank_of(x)}D")
    for k, x in enumerate(tensors):
        if dtype_of(x) != dtype_of(tensors[0]):
            found, wanted = TITLES[dtype_of(x)], TITLES[dtype_of(tensors[0])]
            raise runtime_error(
                f"multi_dot(): all tensors must have be the same dtype but tensor 0 is {wanted} and tensor {k} {found}"
            )
    ready = list(tensors)
    ready[0] = unsqueeze(ready[0], dim=0) if rank_of(ready[0]) == 1 else ready[0]
    ready[-1] = unsqueeze(ready[-1], dim=-1) if rank_of(ready[-1]) == 1 else ready[-1]
    for k in range(len(ready) - 1):
        if shape_of(ready[k])[1] != shape_of(ready[k + 1])[0]:
            first, second = (" ".join(map(str, shape_of(z))) for z in (tensors[k], tensors[k + 1]))
            raise runtime_error(
                f"multi_dot(): tensors {k} and {k + 1} with shapes [{first.replace(' ', ', ')}] and "
                f"[{second.replace(' ', ', ')}] cannot be multiplied"
            )
    return ready


def _cheapest(lengths: Sequence[int]) -> Mapping[tuple[int, int], int]:
    """Where to part each stretch of a chain so that there is least to multiply."""
    count = len(lengths) - 1
    cost = {(k, k): 0 for k in range(count)}
    parts: dict[tuple[int, int], int] = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            for k in range(i, j):
                found = cost[i, k] + cost[k + 1, j] + lengths[i] * lengths[k + 1] * lengths[j + 1]
                if (i, j) not in cost or found < cost[i, j]:
                    cost[i, j], parts[i, j] = found, k
    return parts


def _chained(tensors: Sequence[Any]) -> Any:
    """The product in the cheapest order, stretch after stretch."""
    if len(tensors) == 3:
        a, b, c = (shape_of(x) for x in tensors)
        early = a[0] * a[1] * b[1] + a[0] * b[1] * c[1]
        late = b[0] * b[1] * c[1] + a[0] * a[1] * c[1]
        x, y, z = tensors
        return mm(mm(x, y), z) if early <= late else mm(x, mm(y, z))
    parts = _cheapest([shape_of(tensors[0])[0], *[shape_of(x)[1] for x in tensors]])
    done: dict[tuple[int, int], Any] = {(k, k): x for k, x in enumerate(tensors)}
    todo = [(0, len(tensors) - 1)]
    while todo:
        i, j = todo[-1]
        if (i, j) in done:
            todo.pop()
            continue
        k = parts[i, j]
        missing = [stretch for stretch in ((k + 1, j), (i, k)) if stretch not in done]
        todo += missing
        if not missing:
            done[i, j] = mm(done[i, k], done[k + 1, j])
    return done[0, len(tensors) - 1]


def _multi_dot(*tensors: Any) -> Any:
    ready = _ready_chain(tensors)
    size = (*shape_of(tensors[0])[:-1], *shape_of(tensors[-1])[1:])
    return view_op(mm(*ready) if len(ready) == 2 else _chained(ready), size=size)


multi_dot = Composite(
    "multi_dot",
    _multi_dot,
    "The product of several matrices, in the cheapest order.",
    rows=(mm,),
    variadic=True,
    example="multi_dot([stack([x, 1.0]), stack([stack([x, 1.0]), stack([2.0, x])]), stack([x, x**2])])",
)


DEPRECATED = (
    "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use torch.linalg.multi_dot instead, which "
    "accepts a list of two or more tensors rather than multiple parameters."
)


def _chain_matmul(*tensors: Any) -> Any:
    for k, x in enumerate(tensors):
        if rank_of(x) != 2:
            raise runtime_error(f"Tensor dimension is {rank_of(x)}, expected 2 instead.", operand=k)
    if not tensors:
        raise runtime_error("chain_matmul(): Expected one or more matrices")
    warn(DEPRECATED)
    return clone(tensors[0]) if len(tensors) == 1 else _multi_dot(*tensors)


chain_matmul = Composite(
    "chain_matmul",
    _chain_matmul,
    "The product of several matrices, in the cheapest order.",
    rows=(mm,),
    variadic=True,
    loose=(),
    example="chain_matmul(stack([stack([x, 1.0])]), stack([stack([x]), stack([x**2])]))[0, 0]",
)


# ------------------------------------------------------------------ powers of matrices
def _power(x: Any, n: int) -> Any:
    """By squaring, as PyTorch: each square is used where its bit of n is set."""
    if n == 3:
        return matmul(matmul(x, x), x)
    out = square = None
    while n > 0:
        square = x if square is None else matmul(square, square)
        if n % 2:
            out = square if out is None else matmul(out, square)
        n //= 2
    return out


def _matrix_power(x: Any, /, n: int) -> Any:
    _square(shape_of(x), "linalg.matrix_power")
    if n == 0:
        from gradcli.ops import arrays

        unit = arrays.as_array(arrays.broadcast_to(arrays.eye(shape_of(x)[-1]), shape_of(x)), dtype_of(x))
        return copy_into(clone(x), unit)
    if n == 1:
        return clone(x)
    return _power(inv(x), -n) if n < 0 else _power(x, n)


matrix_power = Composite(
    "matrix_power",
    _matrix_power,
    "A square matrix multiplied by itself so many times; below 0 its inverse.",
    rows=(mm, inv),
    kinds={"n": INTEGER},
    example="matrix_power(stack([stack([x, 1.0]), stack([2.0, x])]), 3).sum()",
)
