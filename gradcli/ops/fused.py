"""A product added to a tensor in one operation: addcmul, addmm and their kin. Checks in PyTorch's words."""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.arithmetic import div_true
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import SPELLINGS, TITLES, WHOLE, check_range, dtype_of, not_for_bool
from gradcli.ops.kinds import NUMBER
from gradcli.ops.linear_algebra import bmm, mm, mT, mv, outer
from gradcli.ops.op import Op
from gradcli.ops.shape import expand_op, shape_of
from gradcli.problems import BackwardError, runtime_error

Shape = sizes.Shape
SCALES = {"beta": NUMBER, "alpha": NUMBER, "value": NUMBER}


def _times(x: Any, factor: Any) -> Any:
    """x times a number, which 1 leaves out."""
    return x if factor == 1 else x * factor


def _plus(m: Any, x: Any, product: Any, beta: Any, alpha: Any) -> Any:
    """With beta 0, x counts for nothing, not even where it is nan."""
    product = _times(product, alpha).astype(x.dtype)
    return m.zeros(product.shape, dtype=x.dtype) + product if beta == 0 else (_times(x, beta) + product).astype(x.dtype)


def _whole(value: Any, *operands: Any) -> Any:
    """The number that multiplies; among whole numbers it is cut to one. Raises where their dtype does not hold it."""
    if type(value) is not float or any(dtype_of(x) not in WHOLE for x in operands):
        return value
    check_range(value, dtype_of(operands[0]))
    return int(value)


# ------------------------------------------------------------------ element by element
def _no_whole_quotient(x: str, tensor1: str, tensor2: str) -> None:  # noqa: ARG001
    if tensor1 in WHOLE and tensor2 in WHOLE:
        raise runtime_error(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division "
            "of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / "
            "tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The "
            "future addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes."
        )


def _divisor(tensor2: Any) -> Any:
    """PyTorch writes value/tensor2 into the memory of a tensor of tensor2's dtype, which whole numbers do not hold."""
    dtype = dtype_of(tensor2)
    if dtype in WHOLE and type(tensor2) is not int:
        found = TITLES[default_dtype()]
        raise BackwardError("RuntimeError", f"result type {found} can't be cast to the desired output type {TITLES[dtype]}")
    return tensor2


addcmul = Op(
    "addcmul",
    lambda m, x, tensor1, tensor2, /, *, value=1: x + _times(tensor1, _whole(value, x, tensor1, tensor2)) * tensor2,
    {
        "x": lambda g: g,
        "tensor1": lambda g, tensor2, value: g * (tensor2 * value),
        "tensor2": lambda g, tensor1, value: g * (tensor1 * value),
    },
    "x + value*tensor1*tensor2.",
    check=not_for_bool("addcmul_cpu_out"),
    kinds=SCALES,
    example="addcmul(x, 2*x, x)",
    in_place=True,
)
addcdiv = Op(
    "addcdiv",
    lambda m, x, tensor1, tensor2, /, *, value=1: x + _times(tensor1, value) / tensor2,
    {
        "x": lambda g: g,
        "tensor1": lambda g, tensor2, value: g * (value / _divisor(tensor2)),
        "tensor2": lambda g, tensor1, tensor2, value: -g * div_true(tensor1 * value, tensor2 * tensor2),
    },
    "x + value*tensor1/tensor2.",
    check=_no_whole_quotient,
    checked_first=True,
    domain="tensor2 != 0",
    sample={"tensor2": (0.5, 3)},
    kinds=SCALES,
    example="addcdiv(x, 2*x, x)",
    in_place=True,
)


# ------------------------------------------------------------------ products of matrices
def _same_dtype(*names: str) -> Any:
    def check(*dtypes: str) -> None:
        for name, found in zip(names[:-1], dtypes[:-1], strict=True):
            if found != dtypes[-1]:
                raise runtime_error(
                    f"{name} and {names[-1]} must have the same dtype, but got {TITLES[found]} and {TITLES[dtypes[-1]]}"
                )

    return check


def _vector_check(*dtypes: str) -> None:
    if len(set(dtypes)) > 1:
        first, second, third = (TITLES[d] for d in dtypes)
        raise runtime_error(f"addmv input tensors must have the same dtype, but got {first}, {second}, and {third}")
    not_for_bool("addmv_impl_cpu")(*dtypes)


def _batches_check(x: str, batch1: str, batch2: str) -> None:
    if x != batch1:
        first, second, third = (SPELLINGS[d] for d in (x, batch1, batch2))
        raise runtime_error(f"Input dtypes must be the same, got: input {first}, batch1: {second}, batch2: {third}")
    if batch1 != batch2:
        raise runtime_error(f"expected scalar type {TITLES[batch1]} but found {TITLES[batch2]}")
    not_for_bool("baddbmm")(x)


def _sum_check(*dtypes: str) -> None:
    _same_dtype("self", "mat1", "mat2")(*dtypes)
    not_for_bool("addmm_impl_cpu_")(*dtypes)


def _wide(x: Shape, product: Shape) -> Shape:
    return sizes.expanded(x, product) if x else product


def _addmm_shape(x: Shape, mat1: Shape, mat2: Shape) -> Shape:
    for k, (name, shape) in enumerate((("mat1", mat1), ("mat2", mat2)), start=1):
        if len(shape) != 2:
            raise runtime_error(f"{name} must be a matrix, got {len(shape)}-D tensor", operand=k)
    assert mm.shape is not None
    return _wide(x, mm.shape(mat1, mat2))


def _addmv_shape(x: Shape, mat: Shape, vec: Shape) -> Shape:
    if len(mat) != 2 or len(vec) != 1 or len(x) > 1:
        raise runtime_error(f"vector + matrix @ vector expected, got {len(x)}, {len(mat)}, {len(vec)}")
    if mat[1] != vec[0] or (x and x[0] not in (mat[0], 1)):
        size = x[0] if x else 1
        raise runtime_error(f"size mismatch, got input ({size}), mat ({mat[0]}x{mat[1]}), vec ({vec[0]})")
    return (mat[0],)


def _baddbmm_shape(x: Shape, batch1: Shape, batch2: Shape) -> Shape:
    assert bmm.shape is not None
    wide = (sizes.along(batch1, 0), sizes.along(batch1, 1), sizes.along(batch2, 2))
    if x:  # expanded before anything else is looked at
        sizes.expanded(x, wide)
    return bmm.shape(batch1, batch2)


def _addbmm_shape(x: Shape, batch1: Shape, batch2: Shape) -> Shape:
    wide = (sizes.along(batch1, 1), sizes.along(batch2, 2))
    if x:
        sizes.expanded(x, wide)
    for name, shape in (("batch1", batch1), ("batch2", batch2)):
        if len(shape) != 3:
            raise runtime_error(f"{name} must be a 3D tensor")
    if batch1[0] != batch2[0]:
        raise runtime_error(f"batch1 and batch2 must have same number of batches, got {batch1[0]} and {batch2[0]}")
    if batch1[2] != batch2[1]:
        raise runtime_error(f"Incompatible matrix sizes for bmm ({batch1[1]}x{batch1[2]} and {batch2[1]}x{batch2[2]})")
    return wide


def _batches(g: Any, batch: Any) -> Any:
    """The gradient of a sum over batches, once for each of them."""
    return expand_op(g, size=(shape_of(batch)[0], *shape_of(g)))


addmm_scaled = Op(
    "addmm",
    lambda m, x, mat1, mat2, /, *, beta=1, alpha=1: _plus(m, x, m.matmul(mat1, mat2), beta, alpha),
    {
        "x": lambda g, beta: _times(g, beta),
        "mat1": lambda g, mat2, alpha: _times(mm(g, mT(mat2)), alpha),
        "mat2": lambda g, mat1, alpha: _times(mm(mT(mat1), g), alpha),
    },
    "beta*x + alpha*(mat1 @ mat2).",
    check=_same_dtype("self", "mat1", "mat2"),
    checked_first=True,
    shape=lambda x, mat1, mat2, beta=1, alpha=1: _addmm_shape(x, mat1, mat2),
    elementwise=False,
    kinds=SCALES,
    example="addmm(x, stack([stack([x])]), stack([stack([x])]))[0, 0]",
    in_place=True,
)
addmv = Op(
    "addmv",
    lambda m, x, mat, vec, /, *, beta=1, alpha=1: _plus(m, x, m.matmul(mat, vec), beta, alpha),
    {
        "x": lambda g, beta: _times(g, beta),
        "mat": lambda g, vec, alpha: _times(outer(g, vec), alpha),
        "vec": lambda g, mat, alpha: _times(mv(mT(mat), g), alpha),
    },
    "beta*x + alpha*(mat @ vec).",
    shape=lambda x, mat, vec, beta=1, alpha=1: _addmv_shape(x, mat, vec),
    check=_vector_check,
    elementwise=False,
    kinds=SCALES,
    example="addmv(x, stack([stack([x])]), stack([x]))[0]",
    in_place=True,
)
baddbmm = Op(
    "baddbmm",
    lambda m, x, batch1, batch2, /, *, beta=1, alpha=1: _plus(m, x, m.matmul(batch1, batch2), beta, alpha),
    {
        "x": lambda g, beta: _times(g, beta),
        "batch1": lambda g, batch2, alpha: _times(bmm(g, mT(batch2)), alpha),
        "batch2": lambda g, batch1, alpha: _times(bmm(mT(batch1), g), alpha),
    },
    "beta*x + alpha*(batch1 @ batch2), batch by batch.",
    shape=lambda x, batch1, batch2, beta=1, alpha=1: _baddbmm_shape(x, batch1, batch2),
    check=_batches_check,
    elementwise=False,
    kinds=SCALES,
    example="baddbmm(x, stack([stack([stack([x])])]), stack([stack([stack([x])])])).sum()",
    in_place=True,
)
addbmm = Op(
    "addbmm",
    lambda m, x, batch1, batch2, /, *, beta=1, alpha=1: _plus(m, x, m.sum(m.matmul(batch1, batch2), axis=0), beta, alpha),
    {
        "x": lambda g, beta: _times(g, beta),
        "batch1": lambda g, batch2, alpha: _times(bmm(_batches(g, batch2), mT(batch2)), alpha),
        "batch2": lambda g, batch1, alpha: _times(bmm(mT(batch1), _batches(g, batch1)), alpha),
    },
    "beta*x + alpha times the sum of the products of two batches.",
    shape=lambda x, batch1, batch2, beta=1, alpha=1: _addbmm_shape(x, batch1, batch2),
    check=_sum_check,
    elementwise=False,
    kinds=SCALES,
    example="addbmm(x, stack([stack([stack([x])])]), stack([stack([stack([x])])])).sum()",
    in_place=True,
)
