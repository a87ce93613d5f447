"""Tensor: elements, and where they came from.

What a tensor can do beyond Python's operators is attached by those who know: `dispatch` runs rows of the table on it,
`autograd` goes backward from it, and `evaluate` finds its methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from weakref import ref

from gradcli.ops import arithmetic, table
from gradcli.ops.dtypes import FLOATING, NAMED, SPELLINGS, TITLES, DType, name_of
from gradcli.ops.late import late
from gradcli.ops.op import NOTHING, Op
from gradcli.ops.size import SCALAR, Size, size_of
from gradcli.ops.sizes import Shape, broadcast, numel, text
from gradcli.ops.warnings import Once
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.recording.modes import mode
from gradcli.recording.node import Hookable, Hooks, Node, Products
from gradcli.tensors.foreign import class_name, compare, divide, is_number, operate
from gradcli.tensors.place import Memory, Place, Version, one_writer

NOT_A_LEAF = "you can only change requires_grad flags of leaf variables."
NOT_FLOATING = "only Tensors of floating point dtype can require gradients"
run: Any = late("gradcli.ops.run")

TO_NUMBER = Once(
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)
NOT_KEPT = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during "
    "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the "
    "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information."
)
NO_COPY = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  If you were "
    "attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, see "
    "https://github.com/pytorch/pytorch/pull/103001"
)


class Tensor:
    """PyTorch's tensor, as far as autograd goes.

    raw        a Python float when 0-d float64, a bool when 0-d bool, otherwise a NumPy array (or what stands for one: a
               symbol, a lane, a dual number)
    edge       the node to which its gradient goes: its grad_fn, or its AccumulateGrad if it is a leaf; None if it does not
               require grad
    output_nr  which result of that node it is
    place      where its elements lie, if it shares them or they were written into
    """

    __slots__ = ("__weakref__", "_grad", "edge", "output_nr", "place", "raw")
    __module__ = "torch"  # what type(x) prints
    __array_priority__ = 1000  # as PyTorch's: an array leaves an operator to the tensor, which takes no array on its left

    run_op: ClassVar[Callable[[Op, Sequence[Any], Mapping[str, Any]], Any]]
    names: ClassVar[Callable[[], Iterable[str]]]  # the methods and attributes that scripts have
    index: ClassVar[Callable[[Tensor, Any], Any]]  # x[items]
    rows: ClassVar[Callable[[Tensor], Iterator[Any]]]  # for row in x
    assign: ClassVar[Callable[[Tensor, Any, Any], None]]  # x[items] = value
    catch_up: ClassVar[Callable[[Tensor], None]]  # views of x after x.requires_grad_()
    augment: ClassVar[Callable[[str, Tensor, Any], Any]]  # x += y
    remark: ClassVar[Callable[[str], None]]  # PyTorch's warnings of tensors

    def __init__(self, raw: Any, requires_grad: bool = False, edge: Node | None = None, output_nr: int = 0) -> None:
        self.raw = raw
        self.edge: Node | None = AccumulateGrad(self) if requires_grad else edge
        self.output_nr = output_nr
        self.place: Place | None = None
        self._grad: Tensor | None = None

    def __init_subclass__(cls) -> None:
        OPERANDS.add(cls)

    # -------------------------------------------------------------- what it is
    @property
    def shape(self) -> Size:
        """The sizes; () for a 0-d tensor."""
        if type(self.raw) is float or type(self.raw) is bool:
            return SCALAR
        return size_of(self.raw.shape)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return 0 if type(self.raw) is float or type(self.raw) is bool else len(self.raw.shape)

    @property
    def dtype(self) -> DType:
        """float64, float32, float16, int64, int32, int16, int8, uint8 or bool."""
        return NAMED[dtype_name(self.raw)]

    # -------------------------------------------------------------- where it came from
    @property
    def requires_grad(self) -> bool:
        """Whether backward goes through it."""
        if self.edge is not None:
            return True
        base = None if self.place is None else self.place.base
        return base is not None and base.edge is not None  # a view made without recording, as torch has it

    @requires_grad.setter
    def requires_grad(self, on: bool) -> None:
        if type(on) is not bool:
            raise runtime_error("requires_grad must be a bool")
        if on and not self.is_leaf:
            raise runtime_error(NOT_A_LEAF)
        if on and self.dtype not in FLOATING:
            raise runtime_error("only Tensors of floating point and complex dtype can require gradients")
        self.requires_grad_(on)

    @property
    def is_tracked(self) -> bool:
        """Whether what is computed from it just now goes backward through it."""
        return mode.recording and self.requires_grad

    @property
    def grad_fn(self) -> Node | None:
        """The node that made it; None for a leaf."""
        return None if self.edge is None or self.edge.accumulates else self.edge.named()

    @property
    def is_leaf(self) -> bool:
        """True if no recorded operation made it."""
        return self.edge is None or self.edge.accumulates

    @property
    def grad(self) -> Tensor | None:
        """What backward accumulated, or None."""
        if self._grad is None and self.edge is not None and not self.edge.accumulates:
            hooks = self.edge.hooks
            if hooks is None or hooks.kept.get(self.output_nr) is not self:
                Tensor.remark(NOT_KEPT)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            _check_gradient(self, value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Make a leaf require grad, or not."""
        if type(requires_grad) is not bool:
            name = class_name(requires_grad)
            raise type_error(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, not {name}")
        if requires_grad and self.edge is None:
            if self.dtype not in FLOATING:
                raise runtime_error(NOT_FLOATING)
            if self.place is not None and self.place.version is None and not mode.inference:
                raise runtime_error("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
            self.edge = AccumulateGrad(self)
            if self.place is not None:
                Tensor.catch_up(self)
        elif not requires_grad:
            if not self.is_leaf:
                raise runtime_error(
                    f"{NOT_A_LEAF} If you want to use a computed variable in a subgraph that doesn't require differentiation use "
                    "var_no_grad = var.detach()."
                )
            self.edge = None
        return self

    # -------------------------------------------------------------- memory
    @property
    def version(self) -> int:
        """How often its elements were written into."""
        return 0 if self.place is None or self.place.version is None else self.place.version.count

    def shared(self) -> Place:
        """Its place in memory, from now on known: others are about to share it, or it is about to be written into."""
        return self.place or self._placed()

    def _placed(self) -> Place:
        with one_writer:
            if self.place is not None:  # another thread was faster
                return self.place
            place = Place(Memory(), Version())
            place.memory.add(self)
            saved = getattr(self.edge, "remember_result", None)
            if saved is not None:
                saved(place.version, 0, self.output_nr)
            self.place = place
        return place

    def array(self) -> Any:
        """Its elements as an array in its own memory; of a Python number the cell that holds it."""
        if type(self.raw) is not float and type(self.raw) is not bool:
            return self.raw
        place = self.shared()
        if place.cell is None:
            from gradcli.ops import arrays

            cell = arrays.as_array(self.raw)
            for t in place.memory.tensors():
                if t.place.cell is None:
                    t.place.cell = cell
        return place.cell

    def lent(self) -> Any:
        """Its elements as an array that others may write into: from now on no tensor in this memory has a number of its own."""
        array = self.array()
        memory = self.shared().memory
        memory.lent = True
        for t in memory.tensors():
            if type(t.raw) is float or type(t.raw) is bool:
                t.raw = t.place.cell
        return array

    def alias(self, version: Version | None = None, base: Tensor | None = None, made: str = "") -> Tensor:
        """A tensor on the same memory, cut off from the graph; with a version of its own for `.data`."""
        other = Tensor(self.raw)
        place = self.shared()
        version = version or place.version or (None if mode.inference else Version())  # of an inference tensor: its own
        other.place = Place(place.memory, version, place.cell, base, made)
        place.memory.add(other)
        return other

    def write(self, raw: Any) -> None:
        """New elements of the same shape and dtype, in the memory that this tensor shares."""
        place = self.shared()
        if type(self.raw) is float or type(self.raw) is bool:
            if place.cell is not None:
                place.cell[...] = raw
            self.raw = raw
        elif hasattr(self.raw, "run_op"):
            self.raw = raw
        else:
            from gradcli.ops.arrays import writable

            writable(self.raw)[...] = raw
        for t in place.memory.tensors():
            if type(t.raw) is float or type(t.raw) is bool:
                t.raw = raw if t.place.cell is None else t.place.cell.item()

    def detach(self) -> Tensor:
        """The same elements, cut off from the graph."""
        return self.alias()

    @property
    def data(self) -> Tensor:
        """The same elements, cut off from the graph and from the version: writing there is not noticed."""
        return self.alias(Version())

    @data.setter
    def data(self, other: Tensor) -> None:
        if not isinstance(other, Tensor):
            raise type_error(f"Variable data has to be a tensor, but got {type(other).__name__}")
        if self.edge is not None and other.dtype not in FLOATING:
            raise runtime_error("data set to a tensor that requires gradients must be floating point or complex dtype")
        place = other.shared()
        version = self.shared().version
        self.raw = other.raw
        before = self.place
        self.place = Place(place.memory, version, place.cell)
        if before is not None and before.memory is place.memory:  # x.data += 1 leaves a view what it is
            self.place.base, self.place.made, self.place.seen = before.base, before.made, before.seen
        place.memory.add(self)

    # -------------------------------------------------------------- numbers
    def item(self) -> Any:
        """The single element as a Python number."""
        if type(self.raw) is float or type(self.raw) is bool:
            return self.raw
        if self.raw.size != 1:
            raise runtime_error(f"a Tensor with {self.raw.size} elements cannot be converted to Scalar")
        return self.raw.item()

    def __array__(self, dtype: Any = None) -> Any:  # without `copy`, as PyTorch's: NumPy warns where it would like to say it
        if self.requires_grad:
            raise runtime_error("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        array = self.lent()
        return array if dtype is None else array.astype(dtype, copy=False)

    def __array_wrap__(self, array: Any) -> Tensor:  # without more arguments, as PyTorch's: NumPy warns of it
        """What a function of NumPy answers is a tensor again; truth values are bytes, as in PyTorch."""
        return Tensor.holding(array.astype("uint8") if array.dtype.kind == "b" else array)

    @staticmethod
    def holding(array: Any) -> Tensor:
        """A tensor of the elements of an array."""
        from gradcli.ops.run import normal

        return Tensor(normal(array))

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        return self.raw if type(self.raw) in (float, bool) else self.raw.tolist()

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d tensor")
        return self.shape[0]

    def __bool__(self) -> bool:
        if type(self.raw) is bool or type(self.raw) is float:
            return bool(self.raw)
        if self.raw.size != 1:
            empty = "Boolean value of Tensor with no values is ambiguous"
            raise runtime_error(empty if not self.raw.size else "Boolean value of Tensor with more than one value is ambiguous")
        return bool(self.raw.item())

    def __float__(self) -> float:
        number = self._number()
        if self.edge is not None and mode.recording:
            Tensor.remark(TO_NUMBER)
        return float(number)

    def __int__(self) -> int:
        return int(self._number())

    def _number(self) -> Any:
        """The single element, for Python."""
        if type(self.raw) is not float and type(self.raw) is not bool and self.raw.size != 1:
            raise value_error("only one element tensors can be converted to Python scalars")
        return self.item()

    def __index__(self) -> int:
        if self.dtype in FLOATING or numel(self.shape) != 1:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.item())

    def __repr__(self) -> str:
        from gradcli.printing.tensors import tensor_text

        return tensor_text(self)

    def __format__(self, spec: str) -> str:
        if type(self) is Tensor and not self.shape:
            return format(self.item(), spec)
        if spec:
            raise type_error(f"unsupported format string passed to {type(self).__name__}.__format__")
        return repr(self)

    __hash__ = object.__hash__

    # -------------------------------------------------------------- copies
    def __copy__(self) -> Tensor:
        other = self.alias()
        return other.requires_grad_() if self.requires_grad else other

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if not self.is_leaf:
            raise runtime_error(NO_COPY)
        other = memo[id(self)] = _rebuilt(_copied(self.raw), self.requires_grad)
        if self._grad is not None:
            other._grad = self._grad.__deepcopy__(memo)
        return other

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.raw, self.requires_grad)

    # -------------------------------------------------------------- what scripts ask for
    def __dir__(self) -> list[str]:
        return sorted({name for name in object.__dir__(self) if name[:2] == "__"} | {*Tensor.names()})

    def __getitem__(self, items: Any) -> Any:
        return Tensor.index(self, items)

    def __setitem__(self, items: Any, value: Any) -> None:
        Tensor.assign(self, items, value)

    def __iter__(self) -> Iterator[Any]:
        return Tensor.rows(self)

    def __contains__(self, value: Any) -> bool:
        if not is_number(value) and not isinstance(value, Tensor):
            only = "Tensor.__contains__ only supports Tensor or scalar, but you passed in a"
            raise runtime_error(f"{only} {type(value)}.")
        equal = table.eq(value, self) if isinstance(value, Tensor) else table.eq(self, value)
        return bool(equal) if not equal.shape else bool(equal.raw.any())

    def __iadd__(self, other: Any) -> Any:
        return Tensor.augment("+", self, other)

    def __isub__(self, other: Any) -> Any:
        return Tensor.augment("-", self, other)

    def __imul__(self, other: Any) -> Any:
        return Tensor.augment("*", self, other)

    def __itruediv__(self, other: Any) -> Any:
        return Tensor.augment("/", self, other)

    def __ifloordiv__(self, other: Any) -> Any:
        return Tensor.augment("//", self, other)

    def __imod__(self, other: Any) -> Any:
        return Tensor.augment("%", self, other)

    def __ipow__(self, other: Any) -> Any:
        return Tensor.augment("**", self, other)

    def __iand__(self, other: Any) -> Any:
        return Tensor.augment("&", self, other)

    def __ior__(self, other: Any) -> Any:
        return Tensor.augment("|", self, other)

    def __ixor__(self, other: Any) -> Any:
        return Tensor.augment("^", self, other)

    # -------------------------------------------------------------- operators
    def __add__(self, other: Any) -> Any:
        return table.add_tensor(self, other) if type(other) in OPERANDS else operate(table.add_tensor, self, other)

    def __radd__(self, other: Any) -> Any:  # as PyTorch, whose node has the tensor first
        return table.add_tensor(self, other) if type(other) in OPERANDS else operate(table.add_tensor, self, other)

    def __sub__(self, other: Any) -> Any:
        return table.operator_sub(self, other) if type(other) in OPERANDS else operate(table.operator_sub, self, other)

    def __rsub__(self, other: Any) -> Any:
        return table.operator_sub(other, self) if type(other) in OPERANDS else operate(table.operator_sub, other, self)

    def __mul__(self, other: Any) -> Any:
        return table.mul(self, other) if type(other) in OPERANDS else operate(table.mul, self, other)

    def __rmul__(self, other: Any) -> Any:
        return table.mul(self, other) if type(other) in OPERANDS else operate(table.mul, self, other)

    def __truediv__(self, other: Any) -> Any:
        return table.operator_div(self, other) if type(other) in OPERANDS else operate(table.operator_div, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return table.operator_div(other, self) if type(other) in OPERANDS else divide(other, self)

    def __floordiv__(self, other: Any) -> Any:
        return table.floor_divide(self, other) if type(other) in OPERANDS else operate(table.floor_divide, self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return table.floor_divide(other, self) if type(other) in OPERANDS else operate(table.floor_divide, other, self)

    def __mod__(self, other: Any) -> Any:
        return table.remainder(self, other) if type(other) in OPERANDS else operate(table.remainder, self, other)

    def __rmod__(self, other: Any) -> Any:
        return table.remainder(other, self) if type(other) in OPERANDS else operate(table.remainder, other, self)

    def __pow__(self, other: Any) -> Any:
        return table.pow(self, other) if type(other) in OPERANDS else operate(table.pow, self, other)

    def __rpow__(self, other: Any) -> Any:
        return table.pow(other, self) if type(other) in OPERANDS else operate(table.pow, other, self)

    def __matmul__(self, other: Any) -> Any:
        return table.matmul(self, other) if isinstance(other, Tensor) else operate(table.matmul, self, other, numbers=False)

    def __neg__(self) -> Any:
        return table.neg(self)

    def __pos__(self) -> Any:
        return table.TABLE["positive"](self)

    def __abs__(self) -> Any:
        return table.abs(self)

    def __and__(self, other: Any) -> Any:
        return table.bitwise_and(self, other) if type(other) in OPERANDS else operate(table.bitwise_and, self, other)

    def __rand__(self, other: Any) -> Any:
        return table.bitwise_and(other, self) if type(other) in OPERANDS else operate(table.bitwise_and, other, self)

    def __or__(self, other: Any) -> Any:
        return table.bitwise_or(self, other) if type(other) in OPERANDS else operate(table.bitwise_or, self, other)

    def __ror__(self, other: Any) -> Any:
        return table.bitwise_or(other, self) if type(other) in OPERANDS else operate(table.bitwise_or, other, self)

    def __xor__(self, other: Any) -> Any:
        return table.bitwise_xor(self, other) if type(other) in OPERANDS else operate(table.bitwise_xor, self, other)

    def __rxor__(self, other: Any) -> Any:
        return table.bitwise_xor(other, self) if type(other) in OPERANDS else operate(table.bitwise_xor, other, self)

    def __invert__(self) -> Any:
        return arithmetic.operator_invert(self)

    def __lt__(self, other: Any) -> Any:
        return table.lt(self, other) if type(other) in OPERANDS else operate(table.lt, self, other)

    def __le__(self, other: Any) -> Any:
        return table.le(self, other) if type(other) in OPERANDS else operate(table.le, self, other)

    def __gt__(self, other: Any) -> Any:
        return table.gt(self, other) if type(other) in OPERANDS else operate(table.gt, self, other)

    def __ge__(self, other: Any) -> Any:
        return table.ge(self, other) if type(other) in OPERANDS else operate(table.ge, self, other)

    def __eq__(self, other: object) -> Any:
        return table.eq(self, other) if type(other) in OPERANDS else compare(self, other)

    def __ne__(self, other: object) -> Any:
        return table.ne(self, other) if type(other) in OPERANDS else operate(table.ne, self, other)


OPERANDS: set[type] = {Tensor, float, int, bool}  # what most operators meet


def _rebuilt(raw: Any, requires_grad: bool) -> Tensor:
    """A leaf: a copy of a tensor in another process, or in this one."""
    return Tensor(raw, requires_grad)


def _copied(raw: Any) -> Any:
    return raw.copy(order="K") if hasattr(raw, "strides") else raw


Tensor.remark = staticmethod(lambda _: None)  # until somebody knows whom to tell
Tensor.names = staticmethod(tuple)


class AccumulateGrad(Hookable):
    """The end of the graph at a leaf: adds what arrives to the leaf's `.grad`.

    It does not keep the leaf alive, so that a leaf that nobody has is freed at once: there is nowhere to look at its `.grad`.
    """

    __slots__ = ("__weakref__", "_held", "_leaf", "hooks")
    __module__ = "builtins"  # PyTorch's nodes print no module

    accumulates = True
    eager = True
    rare = True
    sequence = 2**63  # before every operation: it runs as soon as it can
    numbers = None
    op = None
    edges: tuple[Node | None, ...] = ()
    next_functions: tuple[tuple[Node | None, int], ...] = ()
    options: Mapping[str, Any] = NOTHING

    def __init__(self, variable: Tensor) -> None:
        self._leaf = ref(variable)
        self._held: Tensor | None = None
        self.hooks: Hooks | None = None

    @property
    def variable(self) -> Tensor | None:
        """The leaf; None if it is gone."""
        return self._leaf()

    def hold(self) -> None:
        """Keep the leaf for those who will be told of its `.grad`."""
        self._held = self._leaf()

    def name(self) -> str:
        """As torch names it."""
        return "torch::autograd::AccumulateGrad"

    def backward(self, g: Any, create_graph: bool, others: Mapping[int, Any] | None = None) -> Products:  # noqa: ARG002
        """Add a gradient to the leaf's `.grad`: the first is copied, the others are added in place unless recorded."""
        leaf = self._leaf()
        if leaf is not None and leaf.edge is not None:  # it required grad when the graph was recorded
            with one_writer:
                _accumulate(leaf, g, create_graph)
        return ()

    def release(self) -> None:
        """Nothing is saved here."""

    def __reduce__(self) -> str:
        raise TypeError("cannot pickle 'AccumulateGrad' object")


def _accumulate(leaf: Tensor, g: Any, create_graph: bool) -> None:
    before = leaf._grad
    if create_graph:
        leaf._grad = table.copied(g) if before is None else before + g
    elif before is None:
        leaf._grad = first = Tensor(g if type(g) is float else _own(g, leaf.raw))
        if is_expanded(g):  # torch copies what was expanded in place
            place = first.shared()
            if place.version is not None:
                place.version.count = 1
    else:
        if type(g) is not float:
            _check_same(before.shape, tuple(getattr(g, "shape", ())))
        before.write(before.raw + g)
        if before.place is not None and before.place.version is not None:
            before.place.version.count += 1


def _check_same(shape: Shape, other: Shape) -> None:
    """Raise RuntimeError where the leaf has another shape than when it got its gradient."""
    if shape != other:
        wide = broadcast(shape, other)
        if wide != shape:
            raise runtime_error(f"output with shape {text(shape)} doesn't match the broadcast shape {text(wide)}")


def is_expanded(g: Any) -> bool:
    """Whether several elements are the same one in memory."""
    return not hasattr(g, "run_op") and 0 in getattr(g, "strides", ())


def _own(g: Any, like: Any) -> Any:
    """A copy of a gradient, laid out in memory as its leaf."""
    if hasattr(g, "run_op") or hasattr(like, "run_op"):
        return g
    g = run.normal(g)
    if type(g) is float:
        return g
    if g.shape != like.shape:  # a retained gradient of what was transposed since
        return g.copy()
    if g.flags.c_contiguous and like.flags.c_contiguous and g.dtype == like.dtype:
        return g.copy()
    own = like.copy(order="K")
    own[...] = g
    return own


def dtype_name(raw: Any) -> str:
    """The name of the dtype of elements; Python numbers are the widest of their kind."""
    kind = type(raw)
    if kind is float:
        return "float64"
    if kind is bool:
        return "bool"
    if kind is int:
        return "int64"
    return name_of(getattr(raw, "dtype", "float64"))


def type_title(dtype: str) -> str:
    """A dtype as PyTorch's errors name the type of a tensor: torch.FloatTensor."""
    return "CPUBoolType" if dtype == "bool" else f"torch.{TITLES[dtype]}Tensor"


def _check_gradient(x: Tensor, value: Any) -> None:
    """PyTorch's refusals of what is assigned to `.grad`."""
    if value is x:
        raise runtime_error("can't assign Variable as its own grad")
    if not isinstance(value, Tensor):
        raise type_error(f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}")
    if value.shape != x.shape:
        raise runtime_error(
            f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size '{list(x.shape)}'. "
            "Please ensure that the gradient and the tensor are the same size"
        )
    if value.dtype != x.dtype:
        raise runtime_error(
            f"attempting to assign a gradient with dtype '{SPELLINGS[value.dtype]}' to a tensor with grad_dtype "
            f"'{TITLES[x.dtype]}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You "
            "can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype "
            "with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that assume "
            "they match."
        )
