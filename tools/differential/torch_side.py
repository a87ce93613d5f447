"""What torch answers to a request, as plain data.

The answer has the keys of a stored case: `value`, `shape`, `dtype`, `requires_grad`, `grad_fn`, `grad`, `passes`, and where
asked for `hessian`, `jacobian`, `derivatives`, `graph`. What raises stands under `error` (evaluating), `berror` (backward)
and `hessian_error` (higher order), as [type, first line of the text]; under `ways` the signatures that a refusal lists.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from tools.differential.language import evaluate
from tools.differential.request import NO_OUTPUT, Request, plain, worded

Answer = dict[str, Any]
DTYPES = {"float64": torch.float64, "float32": torch.float32}

torch.set_num_threads(1)
warnings.filterwarnings("ignore")


def answer(request: Request, graph: bool = False) -> Answer:
    """What torch does with a request; with `graph`, also the nodes that it recorded."""
    with default_dtype(request.dtype):
        return _answer(request, graph)


@contextmanager
def default_dtype(name: str) -> Iterator[None]:
    """Another default dtype inside the block."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(DTYPES[name])
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def leaves_of(request: Request) -> dict[str, torch.Tensor]:
    """The variables: leaves of the request's dtype that require grad, and masks."""
    wrt = names(request.settings.get("wrt"))
    found = {}
    for name, value in request.values.items():
        x = constant(value, request.dtype)
        found[name] = x if x.dtype == torch.bool else x.requires_grad_(wrt is None or name in wrt)
    return found


def names(given: str | Sequence[str] | None) -> list[str] | None:
    """The names of "x,y" or of a list."""
    return [name.strip() for name in given.split(",")] if isinstance(given, str) else None if given is None else list(given)


def constant(value: Any, dtype: str) -> torch.Tensor:
    """A value of a request as a tensor; a text is an expression."""
    data = plain(value)
    made = evaluate(data, {}) if isinstance(data, str) else torch.tensor(data)
    made = made if isinstance(made, torch.Tensor) else torch.tensor(made)
    return made if made.dtype == torch.bool else made.to(DTYPES[dtype])


def _answer(request: Request, graph: bool) -> Answer:
    leaves = leaves_of(request)
    no_grad = bool(request.settings.get("no_grad"))

    def forward() -> torch.Tensor:
        with torch.set_grad_enabled(not no_grad):
            return as_tensor(evaluate(request.expression, leaves))

    try:
        output = forward()
    except Exception as error:
        return {"error": told(error), "ways": ways(error)}
    found: Answer = {
        "value": data_of(output),
        "shape": list(output.shape),
        "dtype": str(output.dtype).removeprefix("torch."),
        "requires_grad": output.requires_grad,
        "grad_fn": output.grad_fn.name() if output.grad_fn is not None else None,
    }
    if graph:
        found["graph"] = graph_of(output, leaves)
    found.update(_backward(request, forward, output, leaves))
    found["grad"] = grads_of(leaves)
    if not no_grad:
        found.update(_higher(request, leaves))
    return found


def as_tensor(output: Any) -> torch.Tensor:
    """An output that is a plain number is a tensor to gradcli; anything else is refused as no output at all."""
    if isinstance(output, bool | int | float):
        return torch.tensor(output)
    if not isinstance(output, torch.Tensor):
        raise TypeError(f"{NO_OUTPUT} but a {type(output).__name__}")
    return output


def told(error: Exception) -> list[str]:
    """An error as its type and the first line of its text."""
    lines = str(error).strip().splitlines()
    return [type(error).__name__, lines[0].strip() if lines else ""]


def ways(error: Exception) -> list[str]:
    """The signatures that a refusal of arguments lists."""
    return [line.strip() for line in str(error).splitlines() if line.startswith(" * (")]


def data_of(x: torch.Tensor) -> Any:
    """A tensor as nested lists of numbers; the copy gives memory to gradients that torch keeps as a mere zero."""
    return worded(x.detach().clone().tolist())


def grads_of(leaves: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """The .grad of each variable."""
    return {name: None if x.grad is None else data_of(x.grad) for name, x in leaves.items()}


# ------------------------------------------------------------------ backward
def _backward(
    request: Request, forward: Callable[[], torch.Tensor], output: torch.Tensor, leaves: Mapping[str, torch.Tensor]
) -> Answer:
    """The passes, and what they raise. The jacobian of several elements is asked for without a pass."""
    settings = request.settings
    alone = settings.get("jacobian") or settings.get("hessian")
    if alone and output.numel() != 1 and settings.get("grad_output") is None:
        return {"passes": []}
    passes: list[dict[str, Any]] = []
    try:
        for k in range(settings.get("backward", 1)):
            if k and not settings.get("same_graph"):
                output = forward()
            if k and settings.get("zero_grad"):
                for x in leaves.values():
                    x.grad = None
            gradient = settings.get("grad_output")
            given = None if gradient is None else constant(gradient, request.dtype)
            _pass(output, given, leaves, settings)
            passes.append(grads_of(leaves))
    except Exception as error:
        return {"passes": passes, "berror": told(error)}
    return {"passes": passes}


def _pass(
    output: torch.Tensor, gradient: torch.Tensor | None, leaves: Mapping[str, torch.Tensor], settings: Mapping[str, Any]
) -> None:
    """One backward; torch.autograd.grad where every variable has to be connected."""
    if settings.get("allow_unused") is not False:
        output.backward(gradient=gradient, retain_graph=bool(settings.get("retain_graph")))
        return
    wanted = {name: x for name, x in leaves.items() if x.requires_grad}
    grads = torch.autograd.grad(output, list(wanted.values()), gradient, retain_graph=bool(settings.get("retain_graph")))
    for x, g in zip(wanted.values(), grads, strict=True):
        x.grad = g if x.grad is None else x.grad + g


# ------------------------------------------------------------------ higher order
def _higher(request: Request, leaves: Mapping[str, torch.Tensor]) -> Answer:
    settings = request.settings
    wanted = {name: x for name, x in leaves.items() if x.requires_grad}

    def function(*inputs: torch.Tensor) -> torch.Tensor:
        return as_tensor(evaluate(request.expression, {**leaves, **dict(zip(wanted, inputs, strict=True))}))

    found: Answer = {}
    try:
        if settings.get("hessian"):
            table = torch.autograd.functional.hessian(function, tuple(wanted.values()))
            rows = zip(wanted, table, strict=True)
            found["hessian"] = {row: {c: data_of(v) for c, v in zip(wanted, columns, strict=True)} for row, columns in rows}
        if settings.get("jacobian"):
            columns = torch.autograd.functional.jacobian(function, tuple(wanted.values()))
            found["jacobian"] = {name: data_of(v) for name, v in zip(wanted, columns, strict=True)}
        if settings.get("order", 1) > 1:
            order = settings["order"]
            found["derivatives"] = {name: derivatives(function(*wanted.values()), x, order) for name, x in wanted.items()}
    except Exception as error:
        found["hessian_error"] = told(error)
    return found


def derivatives(output: torch.Tensor, x: torch.Tensor, order: int) -> list[Any]:
    """The first to the order-th derivative of a scalar by a scalar; 0 from where it is not connected."""
    found: list[Any] = []
    current: torch.Tensor | None = output
    for _ in range(order):
        if current is not None and current.requires_grad:
            current = torch.autograd.grad(current, x, create_graph=True, allow_unused=True)[0]
        else:
            current = None
        found.append(0.0 if current is None else data_of(current))
    return found


# ------------------------------------------------------------------ the graph
Edge = int | str
Graph = list[tuple[str, list[Edge]]]


def graph_of(output: torch.Tensor, leaves: Mapping[str, torch.Tensor]) -> Graph:
    """The nodes behind an output, in the order of their creation, the output's own last: name, and for each edge the place of
    its node or the name of its leaf."""
    if output.grad_fn is None:
        return []
    variables = {id(x): name for name, x in leaves.items()}
    nodes: dict[Any, None] = {}
    stack = [output.grad_fn]
    while stack:
        node = stack.pop()
        if node not in nodes and not hasattr(node, "variable"):
            nodes[node] = None
            stack += [found for found, _ in node.next_functions if found is not None]
    ordered = sorted(nodes, key=lambda node: (node is output.grad_fn, node._sequence_nr()))
    places = {node: k for k, node in enumerate(ordered)}

    def edge(node: Any) -> Edge:
        return variables.get(id(node.variable), "?") if hasattr(node, "variable") else places[node]

    return [(node.name(), [edge(found) for found, _ in node.next_functions if found is not None]) for node in ordered]
