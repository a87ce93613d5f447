"""A session program run with torch or with gradcli.torch, and everything that can be observed afterwards."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Sequence
from functools import partial
from typing import Any

Scope = dict[str, Any]
Observations = dict[str, Any]
LONGEST = 300  # nodes of one graph that are looked at


def observed(program: Sequence[str], module: Any, dtype: str = "float32") -> Observations:
    """What a program does: the error of each statement, and of each tensor that it leaves what `seen` tells.

    The version of a `.grad` is left out: whether torch copies or keeps a gradient depends on how many hold it in C++. So are
    the strides of tensors without elements, which NumPy does not keep, and of dimensions of size 1, which mean nothing. Versions
    are not compared at all where a `.grad` has got a name, or in inference mode, whose tensors some kernels count as written.
    `retains_grad` is left out after a shape was changed in place: torch leaves the hook behind and goes on saying True.
    """
    module.set_default_dtype(getattr(module, dtype))
    scope: Scope = {"torch": module}
    try:
        found: Observations = {f"statement {k}": execute(line, scope) for k, line in enumerate(program)}
        tensors = {name: value for name, value in scope.items() if isinstance(value, module.Tensor)}
        kept = any(re.search(r" = (\w\.grad$|torch\.autograd\.grad)|inference_mode", line) for line in program)
        shaped = any(re.search(r"\.(t|transpose|squeeze|unsqueeze|detach)_\(", line) for line in program)
        gradients = [answered(partial(getattr, value, "grad")) for value in tensors.values()]
        for name, value in tensors.items():
            told_of = seen(value)
            if kept or any(value is g for g in gradients):
                del told_of["version"]
            if shaped:
                del told_of["retains_grad"]
            found |= {f"{name}.{key}": answer for key, answer in told_of.items()}
    finally:
        module.set_default_dtype(module.float32)
    return found


def execute(line: str, scope: Scope) -> str | None:
    """Run one statement; "RuntimeError: the first line of its text" if it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(line, "<session>", "exec"), scope)
        except Exception as error:
            return told(error)
    return None


def told(error: Exception) -> str:
    """An error by its type and the first line of its text, without the place in torch's own source."""
    text = re.sub(r" ?\(Triggered internally at .*", "", str(error).strip().split("\n")[0])
    return f"{type(error).__name__}: {text}"


# ------------------------------------------------------------------ tensors
def seen(x: Any) -> Observations:
    """Everything about one tensor, in the order in which differences tell most."""
    parts = {
        "dtype": lambda: str(x.dtype),
        "shape": lambda: tuple(x.shape),
        "requires_grad": lambda: x.requires_grad,
        "graph": lambda: graph(x.grad_fn),
        "is_leaf": lambda: x.is_leaf,
        "version": lambda: x._version,
        "output_nr": lambda: x.output_nr,
        "stride": lambda: [step for step, n in zip(x.stride(), x.shape, strict=True) if n > 1] if x.numel() else None,
        "contiguous": lambda: x.is_contiguous(),
        "offset": lambda: x.storage_offset() if x.numel() else None,
        "is_view": lambda: x.requires_grad and x._base is not None,
        "retains_grad": lambda: x.requires_grad and x.grad_fn is not None and x.retains_grad,
        "value": lambda: x.tolist(),
        "grad": lambda: gradient(x),
    }
    return {key: answered(part) for key, part in parts.items()}


def answered(part: Any) -> Any:
    """An observation, or the text of its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return part()
        except Exception as error:
            return told(error)


def gradient(x: Any) -> Any:
    """The `.grad` of a tensor: dtype, shape, graph and numbers."""
    g = x.grad
    return None if g is None else [str(g.dtype), tuple(g.shape), graph(g.grad_fn), g.requires_grad, g.tolist()]


def graph(node: Any) -> Any:
    """The graph behind a node in preorder: names, outputs, None for constants, and the number of a node met before."""
    if node is None:
        return None
    found: list[Any] = []
    numbers: dict[Any, int] = {}
    stack = [(node, 0)]
    while stack and len(found) < LONGEST:
        current, output = stack.pop()
        if current is None:
            found.append(None)
        elif current in numbers:
            found.append((numbers[current], output))
        else:
            numbers[current] = len(numbers)
            found.append((current.name(), output))
            stack.extend(reversed(current.next_functions))
    return found


# ------------------------------------------------------------------ comparing
def same(ours: Any, theirs: Any, relative: float, absolute: float) -> bool:
    """Whether two observations are equal, numbers but for rounding. 1, 1.0 and True differ; so do inf and nan."""
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        return len(ours) == len(theirs) and all(same(a, b, relative, absolute) for a, b in zip(ours, theirs, strict=True))
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, float):
        return (math.isnan(ours) and math.isnan(theirs)) or math.isclose(ours, theirs, rel_tol=relative, abs_tol=absolute)
    return bool(ours == theirs)
