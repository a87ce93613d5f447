"""The methods of tensors in scripts, as PyTorch's: memory, casts, backward, hooks; and how `x.name` is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from gradcli.autograd import backward as engine
from gradcli.autograd import given, hooks
from gradcli.evaluate import drawing, resizing, values, writing
from gradcli.evaluate.calls import call
from gradcli.evaluate.casts import named_dtype
from gradcli.evaluate.constants import constant
from gradcli.evaluate.devices import CPU, STRIDED, demand_cpu
from gradcli.evaluate.storages import memory, storage, untyped_storage
from gradcli.evaluate.warned import say
from gradcli.ops.op import Row
from gradcli.ops.reduction import sum_dim
from gradcli.ops.shape import view_op
from gradcli.ops.sizes import grows, text
from gradcli.ops.strided import strides_of
from gradcli.ops.table import TABLE
from gradcli.problems import runtime_error, type_error
from gradcli.tensors.tensor import Tensor

COPIED = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than {}(sourceTensor)."
)
OWN = "shape ndim dtype requires_grad grad_fn is_leaf grad requires_grad_ detach data item tolist".split()  # of the class itself
NO_DETACH = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and "
    "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these "
    "gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the "
    "solution."
)
NO_NUMPY = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
NO_VERSION = "Inference tensors do not track version counter."


# ------------------------------------------------------------------ memory
def stride(x: Tensor, dim: int | None = None) -> Any:
    """How many elements apart neighbours of each dimension lie."""
    steps = strides_of(x)
    return steps if dim is None else steps[dim]


def data_ptr(x: Tensor) -> int:
    """The address of the first element."""
    address: int = x.array().__array_interface__["data"][0]
    return address


def storage_offset(x: Tensor) -> int:
    """How many elements of the memory lie before the first one."""
    start: int = memory(x).__array_interface__["data"][0]
    return (data_ptr(x) - start) // int(x.array().itemsize)


def is_contiguous(x: Tensor) -> bool:
    """Whether the elements lie in order."""
    return not x.shape or bool(x.array().flags.c_contiguous)


def contiguous(x: Tensor) -> Any:
    """The tensor itself if its elements lie in order, otherwise a copy."""
    from gradcli.ops.shape import contiguous_copy

    return x if is_contiguous(x) else contiguous_copy(x)


def version(x: Tensor) -> int:
    """x._version. Raises RuntimeError for inference tensors."""
    if x.place is not None and x.place.version is None:
        raise runtime_error(NO_VERSION)
    return x.version


def is_inference(x: Tensor) -> bool:
    """Whether x was made in inference mode."""
    return x.place is not None and x.place.version is None


def numpy(x: Tensor, *, force: bool = False) -> Any:
    """The elements as an array on the same memory. Raises RuntimeError if gradients are wanted, unless that is forced."""
    if force:
        x = x.detach()
    if x.requires_grad:
        raise runtime_error(NO_NUMPY)
    return x.lent().view()


def cuda(x: Tensor, device: Any = None) -> Tensor:
    """Raises PyTorch's errors: there is no such device."""
    demand_cpu("cuda" if device is None else device)
    return x


# ------------------------------------------------------------------ new tensors of the dtype of another
def _new(name: str) -> Callable[..., Any]:
    """x.new_zeros(2, 3): what the function of a session makes, in the dtype of x unless told otherwise."""

    def method(x: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Any:
        demand_cpu(device)
        wanted = named_dtype(f"new_{name}", dtype) or x.dtype
        row = TABLE["zeros" if name == "empty" else name]
        out: Tensor = call(row, size, {"dtype": wanted}, strict=True, name=f"new_{name}")
        return out.requires_grad_() if requires_grad else out

    return method


def new_tensor(x: Tensor, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Any:
    """x.new_tensor(data): a new leaf, in the dtype of x unless told otherwise."""
    demand_cpu(device)
    if isinstance(data, Tensor):
        say(COPIED.format("tensor.new_tensor"))
    given = data.tolist() if hasattr(data, "tolist") else data
    out = constant(given, named_dtype("new_tensor", dtype) or x.dtype)
    return out.requires_grad_() if requires_grad else out


def sum_to_size(x: Tensor, *size: Any) -> Any:
    """x.sum_to_size(2, 1): summed over the dimensions in which a tensor of that size is broadcast. Raises RuntimeError."""
    wanted = tuple(size[0]) if len(size) == 1 and isinstance(size[0], list | tuple) else tuple(size)
    if not grows(wanted, x.shape):
        raise runtime_error(f"size {{{text(wanted)}}} is not expandable to size {{{text(x.shape)}}}.")
    lead = x.ndim - len(wanted)
    dims = (*range(lead), *[k for k in range(lead, x.ndim) if wanted[k - lead] == 1 and x.shape[k] != 1])
    out = sum_dim(x, dim=dims, keepdim=True) if dims else x
    return view_op(out, size=wanted) if lead else out


# ------------------------------------------------------------------ going backward
def backward(
    x: Tensor,
    gradient: Tensor | Sequence[Tensor] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Accumulate the gradients of x into the leaves, or into `inputs`."""
    (g,) = given.gradients(gradient, 1)
    given.switches(retain_graph, create_graph)
    chosen = None if inputs is None else given.inputs(inputs)
    engine.backward(x, g, retain_graph=retain_graph, create_graph=create_graph, inputs=chosen)


def detach_(x: Tensor) -> Tensor:
    """Cut x off from the graph. Raises RuntimeError for views."""
    if x.place is not None and x.place.base is not None:
        raise runtime_error(NO_DETACH)
    x.edge, x.output_nr = None, 0
    return x


# ------------------------------------------------------------------ x.name
ATTRIBUTES: Mapping[str, Callable[[Tensor], Any]] = {
    **values.ATTRIBUTES,
    "_base": lambda x: None if x.place is None else x.place.base,
    "_version": version,
    "device": lambda x: CPU,  # noqa: ARG005
    "layout": lambda x: STRIDED,  # noqa: ARG005
    "is_cuda": lambda x: False,  # noqa: ARG005
    "retains_grad": hooks.retains_grad,
    "itemsize": lambda x: x.array().itemsize,
    "is_cpu": lambda x: True,  # noqa: ARG005
    **dict.fromkeys("is_sparse is_quantized is_meta is_mkldnn is_nested is_mps is_xpu".split(), lambda x: False),  # noqa: ARG005
    "real": lambda x: x,
    "nbytes": lambda x: x.array().itemsize * values.numel(x),
}


def truth(name: str) -> Callable[..., bool]:
    """A function of two tensors that answers True or False, and no tensor."""
    return lambda x, *arguments, **keywords: bool(values.call_method(TABLE[name], x, arguments, keywords, True, name).item())


METHODS: Mapping[str, Callable[..., Any]] = {
    **values.METHODS,
    **writing.METHODS,
    **drawing.METHODS,
    "is_nonzero": bool,
    "allclose": truth("allclose"),
    "backward": backward,
    "resize_": resizing.resize_,
    "resize_as_": resizing.resize_as_,
    "contiguous": contiguous,
    "cpu": lambda x: x,
    "cuda": cuda,
    "data_ptr": data_ptr,
    "detach_": detach_,
    "equal": truth("equal"),
    "element_size": lambda x: x.array().itemsize,
    "is_contiguous": is_contiguous,
    "is_inference": is_inference,
    "get_device": lambda x: -1,  # noqa: ARG005
    "is_complex": lambda x: False,  # noqa: ARG005
    "is_same_size": lambda x, other: x.shape == other.shape,
    "is_signed": lambda x: x.dtype not in ("bool", "uint8"),
    "nelement": values.numel,
    "new_empty": _new("empty"),
    "new_full": _new("full"),
    "new_ones": _new("ones"),
    "new_tensor": new_tensor,
    "new_zeros": _new("zeros"),
    "numpy": numpy,
    "register_hook": hooks.register_hook,
    "register_post_accumulate_grad_hook": hooks.register_post_accumulate_grad_hook,
    "retain_grad": hooks.retain_grad,
    "storage": storage,
    "storage_offset": storage_offset,
    "stride": stride,
    "sum_to_size": sum_to_size,
    "untyped_storage": untyped_storage,
}


ALONE = frozenset({"t_", "zero_", "detach_"})  # methods that take no arguments, and are not in the table by these names


def _alone(x: Tensor, function: Callable[..., Any], name: str, *arguments: Any, **keywords: Any) -> Any:
    """What such a method answers. Raises PyTorch's TypeError for arguments."""
    if keywords:
        raise type_error(f"TensorBase.{name}() takes no keyword arguments")
    if arguments:
        raise type_error(f"TensorBase.{name}() takes no arguments ({len(arguments)} given)")
    return function(x)


def _row_method(row: Row, x: Tensor, name: str) -> Callable[..., Any]:
    return lambda *arguments, **keywords: values.call_method(row, x, arguments, keywords, strict=True, name=name)


@cache
def _method(name: str) -> Row | None:
    """The row of a method that PyTorch's tensors have too."""
    from gradcli.evaluate.signatures import ABSENT  # late: asked once for each name

    return None if name in ABSENT["Tensor"] else values.method_row(name)


def is_method(name: str) -> bool:
    """Whether tensors have a method of a name."""
    written = values.method_row(name[:-1]) if name.endswith("_") else None
    return name in METHODS or _method(name) is not None or (written is not None and bool(written.in_place))


def names() -> list[str]:
    """What tensors have."""
    rows = [name for name in TABLE if is_method(name)]
    written = [f"{name}_" for name in TABLE if is_method(f"{name}_")]
    return [*OWN, *ATTRIBUTES, *METHODS, *rows, *written]


def find(x: Tensor, name: str) -> Any:
    """x.name, where the class has none: an attribute, a method, or a row of the table. Raises AttributeError."""
    attribute = ATTRIBUTES.get(name)
    if attribute is not None:
        return attribute(x)
    function = METHODS.get(name)
    if function is not None:
        return partial(_alone if name in ALONE else function, x, *((function, name) if name in ALONE else ()))
    row = _method(name)
    if row is not None:
        return _row_method(row, x, name)
    row = values.method_row(name[:-1]) if name.endswith("_") else None
    method = None if row is None else writing.method_in_place(row, x, name)
    if method is not None:
        return method
    raise AttributeError(f"'Tensor' object has no attribute '{name}'")


class Found:
    """x.name, which `find` finds. Tensors have no `__getattr__`, with which asking for anything of theirs takes longer."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, x: Tensor | None, owner: type) -> Any:
        if x is None:  # which is torch.Tensor's to answer
            raise AttributeError(f"type object 'Tensor' has no attribute '{self.name}'")
        return find(x, self.name)


for _name in {*ATTRIBUTES, *METHODS, *TABLE, *[f"{name}_" for name in TABLE]}.difference(dir(Tensor)):
    setattr(Tensor, _name, Found(_name))
Tensor.names = staticmethod(names)
Tensor.remark = staticmethod(say)
Tensor.index = staticmethod(lambda x, items: values.index(x, (items,)))
Tensor.assign = staticmethod(writing.assign)
Tensor.augment = staticmethod(writing.augment)
Tensor.rows = staticmethod(values.rows)
