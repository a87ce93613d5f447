"""Embeddings: rows of a table by their numbers, and numbers as rows with a single 1."""

from __future__ import annotations

from typing import Any

from gradcli.ops import sizes
from gradcli.ops.dtypes import TITLES, dtype_of
from gradcli.ops.kinds import ANYTHING, FLAG, INTEGER
from gradcli.ops.op import Composite, Op
from gradcli.ops.shape import shape_of
from gradcli.ops.windows import data_of
from gradcli.problems import Problem, TorchError, index_error, runtime_error

Shape = sizes.Shape


def _summed(m: Any, g: Any, places: Any, size: Shape, padding_idx: int) -> Any:
    """Each row of a gradient added where it was taken from, but for those of the padding."""
    out = m.zeros(size, dtype=g.dtype)
    rows, flat = m.reshape(g, (-1, size[1])) if g.size else m.zeros((0, size[1]), dtype=g.dtype), places.reshape(-1)
    if padding_idx >= 0:
        kept = flat != padding_idx
        rows, flat = rows[kept], flat[kept]
    if flat.size:
        m.add_at(out, flat, rows)
    return out


def _looked_up(m: Any, weight: Any, places: Any, padding_idx: int) -> Any:
    """The rows; for gradients those of the padding are 0."""
    out = m.take(weight, places, axis=0)
    return m.where((places == padding_idx)[..., None], out.dtype.type(0), out) if padding_idx >= 0 else out


embedding_op: Op = Op(
    "embedding",
    lambda m, weight, places, /, padding_idx: m.take(weight, places, axis=0),
    {"weight": lambda g, places, shape, padding_idx: embedding_dense_backward(g, places, size=shape, padding_idx=padding_idx)},
    "The rows of a matrix whose numbers are given.",
    shape=lambda weight, places, padding_idx: (*places, weight[1]),
    elementwise=False,
    as_is=("places",),
    internal=True,
)
embedding_dense_backward: Op = Op(
    "embedding_dense_backward",
    lambda m, upstream, places, /, size, padding_idx: _summed(m, upstream, places, tuple(size), padding_idx),
    {"upstream": lambda g, places, padding_idx: embedding_taken(g, places, padding_idx=padding_idx)},
    "Rows added where they were taken from.",
    shape=lambda upstream, places, size, padding_idx: tuple(size),
    elementwise=False,
    as_is=("places",),
    internal=True,
)
embedding_taken: Op = Op(
    "embedding_dense_backward",
    lambda m, weight, places, /, padding_idx: _looked_up(m, weight, places, padding_idx),
    {"weight": lambda g, places, shape, padding_idx: embedding_dense_backward(g, places, size=shape, padding_idx=padding_idx)},
    "The rows of a matrix whose numbers are given, 0 for the padding.",
    shape=lambda weight, places, padding_idx: (*places, weight[1]),
    elementwise=False,
    as_is=("places",),
    internal=True,
)


def _padding(padding_idx: int | None, rows: int) -> int:
    """The row that gets no gradient; -1 for none."""
    if padding_idx is None:
        return -1
    if not -rows <= padding_idx < rows:
        raise TorchError("AssertionError", "Padding_idx must be within num_embeddings")
    return padding_idx % rows


def _embedding(
    x: Any,
    weight: Any,
    /,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,  # noqa: ARG001
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Any:
    for name, given in (("max_norm", max_norm), ("scale_grad_by_freq", scale_grad_by_freq), ("sparse", sparse)):
        if given:
            raise Problem(f"embedding with {name} is not supported")
    shape = shape_of(weight)
    padding = _padding(padding_idx, shape[0] if shape else 0)
    if len(shape) != 2:
        raise runtime_error("'weight' must be 2-D")
    if dtype_of(x) not in ("int64", "int32", "int"):
        raise runtime_error(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"torch.{TITLES[dtype_of(x)]}Tensor instead (while checking arguments for embedding)"
        )
    places = data_of(x)
    if ((places < 0) | (places >= shape[0])).any():
        raise index_error("index out of range in self")
    return embedding_op(weight, x, padding_idx=padding)


one_hot_op = Op(
    "one_hot",
    lambda m, x, /, classes: (m.as_array(x)[..., None] == m.arange(classes)).astype("int64"),
    doc="Rows with a single 1.",
    shape=lambda x, classes: (*x, classes),
    dtype="int64",
    elementwise=False,
    internal=True,
    told=lambda x, classes: f"onehot({x})",
)


def _one_hot(x: Any, /, num_classes: int = -1) -> Any:
    if dtype_of(x) not in ("int64", "int"):
        raise runtime_error("one_hot is only applicable to index tensor of type LongTensor.")
    places = data_of(x)
    if not places.size and num_classes <= 0:
        raise runtime_error("Can not infer total number of classes from empty tensor.")
    if places.size and places.min() < 0:
        raise runtime_error("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(places.max()) + 1
    elif places.size and places.max() >= num_classes:
        raise runtime_error("Class values must be smaller than num_classes.")
    return one_hot_op(x, classes=num_classes)


embedding = Composite(
    "embedding",
    _embedding,
    "The rows of a matrix whose numbers are given.",
    rows=(embedding_op,),
    kinds={"padding_idx": INTEGER, "max_norm": ANYTHING, "scale_grad_by_freq": FLAG, "sparse": FLAG},
    example="embedding([1, 1], stack([stack([x, 2.0]), stack([x**2, 3*x])])).sum()",
)
one_hot = Composite(
    "one_hot",
    _one_hot,
    "Class numbers as rows of zeros with a single 1.",
    rows=(one_hot_op,),
    kinds={"num_classes": INTEGER},
    example="(one_hot(tensor([0, 2]), 3)*x).sum()",
)
