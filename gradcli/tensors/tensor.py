"""Tensor: data, and where it came from. `apply` is the one place where operations run and are recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.ops import table
from gradcli.ops.op import NOTHING, Op
from gradcli.ops.sizes import Shape
from gradcli.problems import runtime_error
from gradcli.recording.modes import mode
from gradcli.recording.node import AccumulateGrad, GraphNode, Node

SCALAR_META: tuple[Shape, str] = ((), "float64")


class Tensor:
    """PyTorch's tensor, as far as autograd goes.

    data           a Python float or bool when 0-d, otherwise a NumPy array
    grad           what backward accumulated, or None
    grad_fn        the node that made it; None for a leaf
    requires_grad  whether backward goes through it
    """

    __slots__ = ("__weakref__", "_accumulator", "data", "grad", "grad_fn", "requires_grad")
    __array_ufunc__ = None  # an array on the left of an operator leaves it to the tensor on the right

    def __init__(self, data: Any, requires_grad: bool = False, grad_fn: Node | None = None) -> None:
        self.data = data
        self.requires_grad = requires_grad
        self.grad_fn = grad_fn
        self.grad: Tensor | None = None
        self._accumulator: AccumulateGrad | None = None

    @property
    def is_leaf(self) -> bool:
        """True if no recorded operation made it."""
        return self.grad_fn is None

    @property
    def shape(self) -> Shape:
        """The sizes; () for a 0-d tensor."""
        if type(self.data) is float or type(self.data) is bool:
            return ()
        return tuple(self.data.shape)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def dtype(self) -> str:
        """float64, float32, int64 or bool."""
        return dtype_name(self.data)

    @property
    def edge(self) -> GraphNode | None:
        """The node to which the gradient of this tensor goes: its grad_fn, or its AccumulateGrad if it is a leaf."""
        if self.grad_fn is not None:
            return self.grad_fn
        if not self.requires_grad:
            return None
        if self._accumulator is None:
            self._accumulator = AccumulateGrad(self)
        return self._accumulator

    def detach(self) -> Tensor:
        """The same data, cut off from the graph."""
        return Tensor(self.data)

    def requires_grad_(self, on: bool = True) -> Tensor:
        """Make a leaf require grad."""
        if on and dtype_name(self.data)[:5] != "float":
            raise runtime_error("only Tensors of floating point dtype can require gradients")
        self.requires_grad = on
        return self

    def item(self) -> Any:
        """The single element as a Python number."""
        if type(self.data) is float or type(self.data) is bool:
            return self.data
        if self.data.size != 1:
            raise runtime_error(f"a Tensor with {self.data.size} elements cannot be converted to Scalar")
        return self.data.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        return self.data if type(self.data) in (float, bool) else self.data.tolist()

    def __repr__(self) -> str:
        tail = f", grad_fn=<{self.grad_fn.name}>" if self.grad_fn else ", requires_grad=True" if self.requires_grad else ""
        return f"tensor({self.tolist()}{tail})"

    @staticmethod
    def run_op(op: Op, operands: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """How a row of the table runs on tensors."""
        return apply(op, operands, options)

    __hash__ = object.__hash__

    def __add__(self, other: Any) -> Any:
        return table.add_tensor(self, other)

    def __radd__(self, other: Any) -> Any:
        return table.add_tensor(other, self)

    def __sub__(self, other: Any) -> Any:
        return table.operator_sub(self, other)

    def __rsub__(self, other: Any) -> Any:
        return table.operator_sub(other, self)

    def __mul__(self, other: Any) -> Any:
        return table.mul(self, other)

    def __rmul__(self, other: Any) -> Any:
        return table.mul(other, self)

    def __truediv__(self, other: Any) -> Any:
        return table.operator_div(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return table.operator_div(other, self)

    def __floordiv__(self, other: Any) -> Any:
        return table.floor_divide(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return table.floor_divide(other, self)

    def __mod__(self, other: Any) -> Any:
        return table.remainder(self, other)

    def __rmod__(self, other: Any) -> Any:
        return table.remainder(other, self)

    def __pow__(self, other: Any) -> Any:
        return table.pow(self, other)

    def __rpow__(self, other: Any) -> Any:
        return table.pow(other, self)

    def __matmul__(self, other: Any) -> Any:
        return table.matmul(self, other)

    def __neg__(self) -> Any:
        return table.neg(self)

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Any:
        return table.abs(self)

    def __and__(self, other: Any) -> Any:
        return table.logical_and(self, other)

    def __or__(self, other: Any) -> Any:
        return table.logical_or(self, other)

    def __lt__(self, other: Any) -> Any:
        return table.lt(self, other)

    def __le__(self, other: Any) -> Any:
        return table.le(self, other)

    def __gt__(self, other: Any) -> Any:
        return table.gt(self, other)

    def __ge__(self, other: Any) -> Any:
        return table.ge(self, other)

    def __eq__(self, other: object) -> Any:
        return table.eq(self, other)

    def __ne__(self, other: object) -> Any:
        return table.ne(self, other)


def dtype_name(data: Any) -> str:
    """PyTorch's name of the dtype of data; numbers are the default kinds."""
    kind = type(data)
    if kind is float:
        return "float64"
    if kind is bool:
        return "bool"
    if kind is int:
        return "int64"
    return str(getattr(getattr(data, "dtype", None), "name", "float64"))


def apply(op: Op, operands: Sequence[Any], options: Mapping[str, Any] = NOTHING) -> Any:
    """Run one operation on tensors and numbers, and record it if gradients are wanted.

    Results that are several tensors come back as a tuple; only the first of them is differentiable.
    """
    values = []
    wanted, scalars = False, True
    for x in operands:
        if type(x) is Tensor:
            wanted = wanted or x.requires_grad
            x = x.data
        kind = type(x)
        if kind is not float and kind is not int:
            scalars = False
        values.append(x)
    data = op.on_numbers(values, options) if scalars else op.compute(values, options)
    rest: tuple[Tensor, ...] = ()
    if type(data) is not float:
        data, rest = _parts(op, values, options, data)
        scalars = scalars and type(data) is float
    if wanted and mode.recording and op.differentiable:
        node = record(op, operands, options, data, rest)
        if not scalars:
            node.metas = tuple([(_shape(v), dtype_name(v)) for v in values])
            node.out_meta = (_shape(data), dtype_name(data))
        out = Tensor(data, True, node)
    else:
        out = Tensor(data)
    if mode.watcher is not None:
        mode.watcher(op, operands, options, out)
    return (out, *rest) if rest else out


def _parts(op: Op, values: Sequence[Any], options: Mapping[str, Any], data: Any) -> tuple[Any, tuple[Tensor, ...]]:
    """The result, and the further ones of an operation that has several."""
    if type(data) is tuple:
        return data[0], tuple([Tensor(o) for o in data[1:]])
    return _counted(op, values, options, data) if type(data) is int else data, ()


def _counted(op: Op, values: Sequence[Any], options: Mapping[str, Any], data: int) -> Any:
    """Python adds truth values up to a whole number; PyTorch's sum of two masks is a mask."""
    if all(type(v) is bool for v in values):
        from gradcli.ops.run import on_arrays

        return on_arrays(op, values, options)
    return float(data)


def record(op: Op, operands: Sequence[Any], options: Mapping[str, Any], data: Any, rest: Sequence[Tensor]) -> Node:
    """The node of an operation that has just run."""
    edges: list[GraphNode | None] = []
    mask = []
    for x in operands:
        edge = x.grad_fn or x.edge if type(x) is Tensor else None
        edges.append(edge)
        mask.append(edge is not None)
    key = tuple(mask)
    plan = op.plans.get(key) or op.plan(key)
    saved: tuple[Any, ...] = ()
    if plan.saved:
        if plan.take is not None:
            saved = plan.take((*operands, data))
        else:
            saved = tuple([_saved(name, op, operands, options, data, rest) for name in plan.saved])
    mode.created += 1
    return Node(op, plan, tuple(edges), saved, options, mode.created)


def _saved(name: str, op: Op, operands: Sequence[Any], options: Mapping[str, Any], data: Any, rest: Sequence[Tensor]) -> Any:
    if name == "out":
        return data
    if name in options:
        return options[name]
    if name == "indices":
        return rest[0]
    return operands[op.operands.index(name)]


def _shape(data: Any) -> Shape:
    return tuple(getattr(data, "shape", ()))
