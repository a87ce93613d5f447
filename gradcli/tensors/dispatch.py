"""`apply`: the one place where operations run on tensors, in a dtype decided from the operands, and are recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import FLOATING, name_of, promoted
from gradcli.ops.late import late
from gradcli.ops.op import NOTHING, Op
from gradcli.ops.sizes import Shape
from gradcli.problems import runtime_error
from gradcli.recording.modes import history, mode
from gradcli.tensors.op_node import SCALAR, OpNode, RefusingNode
from gradcli.tensors.place import Memory, Place
from gradcli.tensors.tensor import Tensor, dtype_name

INFERENCE = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked "
    "by autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use "
    "`torch.no_grad()` instead of `torch.inference_mode()`."
)
PLAIN = frozenset({float, int, bool})
run: Any = late("gradcli.ops.run")


def apply(op: Op, operands: Sequence[Any], options: Mapping[str, Any] = NOTHING) -> Any:
    """Run one operation on tensors and numbers, and record it if gradients are wanted.

    Results that are several tensors come back as a tuple.
    """
    raws, edges = [], []
    wanted = numbered = False
    scalars = not op.view
    mask, bit = 0, 1
    for x in operands:
        kind = type(x)
        edge = None
        if kind is Tensor or (kind is not float and kind is not int and isinstance(x, Tensor)):
            edge = x.edge
            if edge is not None:
                wanted = True
                mask |= bit
                if x.output_nr:
                    numbered = True
            elif x.place is not None and x.requires_grad:  # a view made without recording
                wanted = True
            x = x.raw
            kind = type(x)
        if kind is not float and kind is not int:
            scalars = False
        raws.append(x)
        edges.append(edge)
        bit += bit
    state = mode.__dict__  # this thread's, looked up once
    if wanted and not state["recording"]:
        wanted = False
    if wanted and history.written:
        _check_edges(edges)
    if scalars:
        raw = op.on_numbers(raws, options)
        if type(raw) is not float:
            scalars = type(raw) is int  # a kernel that answered one of its own constants: relu's 0
            raw = float(raw) if scalars else raw
    else:
        raw = _computed(op, operands, raws, options)
    node = None
    if wanted and op.differentiable:
        state["created"] = sequence = state["created"] + 1
        plan = op.plans.get(mask + bit) or op.plan(mask + bit)
        if not plan.saved:
            saved: tuple[Any, ...] = ()
        elif plan.take is None:
            saved = tuple([_saved(name, op, operands, options, raw) for name in plan.saved])
        elif scalars:
            saved = plan.take((*operands, raw))
        else:
            saved = plan.take((*operands, raw[0] if type(raw) is tuple else raw))
        node = (OpNode if op.not_implemented is None else RefusingNode)(op, plan, tuple(edges), saved, options, sequence)
        if history.written and saved:
            versions = tuple([_version(x) for x in saved])
            if any(versions):
                node.made_rare().versions = versions
        if numbered or not scalars:
            _describe(node, operands, None if scalars else raws, raw, numbered)
    out: Any = Tensor(raw, False, node) if scalars else _results(op, operands, raw, node)
    watcher = state["watcher"]
    if state["inference"]:
        mark(out)
    if watcher is not None:
        if type(out) is Tensor:
            watcher(op, operands, options, out)
        else:
            for result in out if op.several else out[:1]:
                watcher(op, operands, options, result)
    return out


Tensor.run_op = staticmethod(apply)


def _describe(node: OpNode, operands: Sequence[Any], raws: Sequence[Any] | None, raw: Any, numbered: bool) -> None:
    """Tell a node shapes and dtypes, unless all are numbers, and which results its operands are.

    A plain number counts as 0-d float64, which yields to every other dtype.
    """
    if raws is not None:
        metas = [SCALAR if type(x) in PLAIN else meta_of(r) for x, r in zip(operands, raws, strict=True)]
        node.types = tuple(metas), tuple([meta_of(r) for r in raw]) if type(raw) is tuple else (meta_of(raw),)
    if not numbered:
        return
    numbers = tuple([x.output_nr if isinstance(x, Tensor) and x.edge is not None else 0 for x in operands])
    if any(numbers):
        node.made_rare().numbers = numbers


def _computed(op: Op, operands: Sequence[Any], raws: list[Any], options: Mapping[str, Any]) -> Any:
    """The result where not everything is a float: by whoever stands in an operand's place, on numbers, or on arrays."""
    for raw in raws:
        stand_in = getattr(raw, "run_op", None)
        if stand_in is not None:
            return stand_in(op, raws, options)
    if op.view:
        return _seen(op, operands, raws, options)
    dtype = _one_dtype(raws)
    if dtype in FLOATING and not op.as_is:
        out = run.of_alike(op, raws, options, dtype)
    else:
        if op.elementwise and not dtype and _as_numbers(op, operands, raws):
            raw = op.on_numbers(raws, options)
            if type(raw) is bool or (type(raw) is not int and any(type(r) is float for r in raws)):
                return raw  # Python makes whole numbers and floats of truth values alone; for PyTorch they are of another dtype
        out = run.on_arrays(op, raws, options, dtype or promoted(_counted(op, operands)))
    return run.normal(out if op.unsafe else run.own(out, raws))


def _one_dtype(raws: Sequence[Any]) -> str:
    """The dtype of arrays that have all the same and have dimensions; nothing otherwise: then more has to be looked at."""
    dtype = getattr(raws[0], "dtype", None) if raws else None
    for raw in raws:
        if getattr(raw, "dtype", None) is not dtype or not getattr(raw, "ndim", 0):
            return ""
    return "" if dtype is None else name_of(dtype)


def _counted(op: Op, operands: Sequence[Any]) -> Sequence[Any]:
    """The operands that have a say in the dtype."""
    if not op.as_is:
        return operands
    return [x for x, name in zip(operands, op.operands, strict=False) if name not in op.as_is]


def _as_numbers(op: Op, operands: Sequence[Any], raws: Sequence[Any]) -> bool:
    """Whether Python's numbers have the result of PyTorch's dtype: a 0-d float64 is among the operands, or any float is one.

    Not so of masks alone where an option, such as a bound, has a say in the dtype.
    """
    if not all(type(r) in PLAIN for r in raws) or (op.check is not None and any(type(r) is bool for r in raws)):
        return False
    if op.options and not any(type(r) is float for r in raws):
        return False
    return default_dtype() == "float64" or any(isinstance(x, Tensor) and type(x.raw) is float for x in operands)


def _seen(op: Op, operands: Sequence[Any], raws: list[Any], options: Mapping[str, Any]) -> Any:
    """A view: it looks at the first operand's own memory, and is not yet in its normal form."""
    x = operands[0]
    if op.elementwise and type(raws[0]) in PLAIN:
        return raws[0]
    first = x.array() if isinstance(x, Tensor) else raws[0]
    return run.on_arrays(op, [first, *raws[1:]], options, dtype_name(first))


def _results(op: Op, operands: Sequence[Any], raw: Any, node: OpNode | None) -> Any:
    """The result, or several, as tensors."""
    source = operands[0] if op.view and isinstance(operands[0], Tensor) else None
    if type(raw) is not tuple:
        return _result(op, raw, node, 0, source)
    if op.several:
        return tuple([_result(op, r, node, k, source) for k, r in enumerate(raw)])
    rest = [Tensor(r) for r in raw[1:]]
    if node is not None and "indices" in node.plan.saved:  # the tensor itself, so that backward sees whether it was written into
        saved: Any = node.saved
        node.saved = tuple([rest[0] if n == "indices" else s for n, s in zip(node.plan.saved, saved, strict=True)])
    return (Tensor(raw[0], False, node), *rest)


def _result(op: Op, raw: Any, node: OpNode | None, number: int, source: Tensor | None) -> Tensor:
    if node is not None and op.several and dtype_name(raw)[:5] != "float":
        node = None
    out = Tensor(raw, False, node, 0 if node is None else number)
    if source is not None:
        _place_view(op, out, source)
    return out


def _place_view(op: Op, out: Tensor, source: Tensor) -> None:
    """A view lies where its source lies; the base is what both are views of."""
    place = source.shared()
    base = None
    if op.rules:  # detach is no view as far as gradients go
        base = source if place.base is None else place.base
    raw = out.raw
    out.raw = raw if place.memory.lent or hasattr(raw, "run_op") else run.normal(raw)
    cell = (raw if out.raw is not raw else place.cell) if type(out.raw) in PLAIN else None
    out.place = Place(place.memory, place.version, cell, base, _made(op, place))
    place.memory.add(out)


def _made(op: Op, place: Place) -> str:
    """How a view of a place is made, for Place.made: what is special about it, or about what it is a view of."""
    if not mode.recording:
        return "inference" if mode.inference else "no_grad"
    return "several" if op.several and place.made != "inference" else place.made


def mark(out: Any) -> None:
    """What is made in inference mode has no version and can never be saved for backward."""
    for x in out if type(out) is tuple else (out,):
        if x.place is None:
            x.place = Place(Memory(), None)
            x.place.memory.add(x)


def _check_edges(edges: Sequence[Any]) -> None:
    """A view that cannot be used any more says so when its node is asked for anything."""
    for edge in edges:
        if edge is not None:
            _ = edge.accumulates


def _version(saved: Any) -> int:
    if not isinstance(saved, Tensor) or saved.place is None:
        return 0
    if saved.place.version is None:
        raise runtime_error(INFERENCE)
    return saved.place.version.count


def _saved(name: str, op: Op, operands: Sequence[Any], options: Mapping[str, Any], raw: Any) -> Any:
    if name == "out":
        return raw[0] if type(raw) is tuple else raw
    if name == "outs":
        return raw
    if name in options:
        return options[name]
    if name == "indices":
        return Tensor(raw[1])
    return operands[op.operands.index(name)]


def meta_of(raw: Any) -> tuple[Shape, str]:
    """Shape and dtype of data."""
    dtype = getattr(raw, "dtype", None)
    if dtype is None:
        return tuple(getattr(raw, "shape", ())), dtype_name(raw)
    return tuple(raw.shape), name_of(dtype)
