"""Reasons for errors about shapes: the operands as they are written, with their shapes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from gradcli.advice import edits
from gradcli.advice.case import Case, Finding, Weight, called
from gradcli.advice.edits import Edit
from gradcli.ops import sizes
from gradcli.tensors.tensor import Tensor


def fit(case: Case) -> Finding | None:
    """Two operands that do not fit."""
    operands = [pair for pair in case.operands() if not isinstance(pair[0], ast.Constant)]
    if not operands:
        return None
    return Finding(case.shapes(), (*_widths(case), *_fitted(case)))


def _widths(case: Case) -> Iterator[Edit]:
    """Layers that were made for inputs of another width, where it is written as a number."""
    found = re.search(r"cannot be multiplied \(\d+x(\d+) and (\d+)x", case.error.text)
    wide = any(not isinstance(node, Weight) and x.dim() > 2 for node, x in case.operands())
    if found is None or wide or isinstance(case.node, ast.BinOp):
        return
    for source, number in case.witness.sources():
        tree = ast.parse("\n".join(source.lines))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and called(call) == "Linear" and call.args and _number(call.args[0]) == found[2]:
                yield edits.written(source, number, call.args[0], found[1])


def _fitted(case: Case) -> Iterator[Edit]:
    nodes = [node for node, x in case.operands() if not isinstance(node, Weight) and x.shape]
    product = "multiplied" in case.error.text or "size mismatch" in case.error.text or "batch2" in case.error.text
    for node in reversed(nodes):
        if product:
            yield edits.behind(case.spot, node, ".mT" if "batch2" in case.error.text else ".T")
        else:
            yield edits.behind(case.spot, node, ".unsqueeze(1)")
    if product:
        yield from (edits.behind(case.spot, node, ".flatten(1)") for node in nodes)


def reshape(case: Case) -> Finding | None:
    """A shape that has not room for all elements."""
    node, call = case.receiver(), case.node
    x = case.value(node)
    if node is None or not isinstance(x, Tensor) or not isinstance(call, ast.Call):
        return None
    why = f"`{case.text(node)}` has shape {sizes.text(x.shape)}, {sizes.numel(x.shape)} elements"
    given = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.Tuple | ast.List) else call.args
    found = [edits.replaced(case.spot, size, "-1") for size in given if isinstance(size, ast.Constant)]
    return Finding(why, tuple(found))


def contiguous(case: Case) -> Finding | None:
    """view of what lies in another order."""
    node, call = case.receiver(), case.node
    if node is None or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    made = case.witness.made.get(id(case.value(node)))
    where = f": {case.shown(made.spot)}" if made is not None and made.spot not in (None, case.spot) and made.spot else ""
    text = edits.source(case.spot, call)
    owner = edits.source(case.spot, node)
    cure = f"{owner}.reshape{text[len(owner) :].lstrip().removeprefix('.').removeprefix('view')}"
    why = f"`{case.text(node)}` does not lie in the order of its elements{where}"
    return Finding(why, (edits.replaced(case.spot, call, cure),))


def dimension(case: Case) -> Finding | None:
    """A dimension that is not there."""
    why = case.shapes()
    if not why:
        return None
    last = case.match["high"]
    given = [n for n in ast.walk(case.node or case.spot.node) if isinstance(n, ast.expr) and _number(n) == case.match["dim"]]
    return Finding(why, tuple([edits.replaced(case.spot, n, last) for n in given]))


def _number(node: ast.expr) -> str:
    try:
        return str(ast.literal_eval(node))
    except ValueError:
        return ""


def index(case: Case) -> Finding | None:
    """An index that is not there; which one is meant nobody knows."""
    why = case.shapes()
    if not why:
        return None
    node = case.node
    number = case.value(node.slice) if isinstance(node, ast.Subscript) else None
    if isinstance(node, ast.Subscript) and isinstance(number, int) and not isinstance(node.slice, ast.Constant):
        why += f", and `{case.text(node.slice)}` is {number}"
    of_number = "invalid index of a 0-dim tensor" in case.error.text and isinstance(node, ast.Subscript)
    found = edits.replaced(case.spot, node, f"{edits.source(case.spot, node.value)}.item()") if of_number else None  # type: ignore[union-attr, arg-type]
    return Finding(why, () if found is None else (found,))


def joined(case: Case) -> Finding | None:
    """cat and stack of what does not fit."""
    call = case.node
    why = case.shapes() or _listed(case)
    if not why or not isinstance(call, ast.Call):
        return None
    function = edits.source(case.spot, call.func)
    other = function.replace("stack", "cat") if "stack" in function else function.replace("cat", "stack")
    found = [edits.replaced(case.spot, call.func, other)]
    if "Sizes of tensors" in case.error.text:
        found.insert(0, edits.with_argument(case.spot, call, "dim=1"))
    return Finding(why, tuple(found))


def _listed(case: Case) -> str:
    """Of a list with a name: the shapes in it."""
    given = case.node.args[0] if isinstance(case.node, ast.Call) and case.node.args else None
    held = case.value(given)
    if given is None or not isinstance(held, list | tuple) or not all(isinstance(x, Tensor) for x in held):
        return ""
    different = list(dict.fromkeys(sizes.text(x.shape) for x in held))
    return f"`{case.text(given)}` holds {len(held)} tensors of shape {' and '.join(different[:4])}"


# What helps where one operand is to blame: a part of the error's text -> what is called on the operands, the last one first.
METHODS = (
    ("0D or 1D target tensor expected", ".squeeze(1)"),
    ("input to conv2d", ".unsqueeze(0)"),
    ("t() expects", ".mT"),
    ("expanded size", ".unsqueeze(1)"),
)


def shown(case: Case) -> Finding | None:
    """What the operands are; and a method that often helps."""
    why = case.shapes()
    more = next((method for part, method in METHODS if part in case.error.text), None)
    nodes = [node for node, x in case.operands() if not isinstance(node, Weight)]
    if not why:
        return None
    if more == ".mT" and isinstance(case.node, ast.Call) and nodes:
        return Finding(why, (edits.replaced(case.spot, case.node, f"{edits.source(case.spot, nodes[0])}.mT"),))
    return Finding(why, () if more is None else tuple([edits.behind(case.spot, node, more) for node in reversed(nodes)]))


def wide(case: Case) -> Finding | None:
    """What is written in place is larger than the tensor."""
    statement = case.spot.node
    if not isinstance(statement, ast.AugAssign):
        return fit(case)
    target, value = case.text(statement.target), edits.source(case.spot, statement.value)
    sign = edits.text_of(case.spot)[edits.span(case.spot, statement.target)[1] : edits.span(case.spot, statement.value)[0]]
    apart = edits.replaced(case.spot, statement, f"{target} = {target} {sign.strip().removesuffix('=')} {value}")
    return Finding(case.shapes(), (apart,))


def multiplied(case: Case) -> Finding | None:
    """torch.mm and torch.dot take less than @ does."""
    call = case.node
    why = case.shapes()
    if not isinstance(call, ast.Call) or not why:
        return None
    name = edits.source(case.spot, call.func)
    return Finding(why, (edits.replaced(case.spot, call.func, f"{name.rpartition('.')[0]}.matmul".lstrip(".")),))


def gone_through(case: Case) -> Finding | None:
    """A tensor of no dimensions is iterated over."""
    statement = case.spot.node
    if not isinstance(statement, ast.For):
        return shown(case)
    x = case.value(statement.iter)
    if not isinstance(x, Tensor):
        return None
    text = edits.source(case.spot, statement.iter)
    return Finding(f"`{text}` has shape {sizes.text(x.shape)}", (edits.replaced(case.spot, statement.iter, f"range({text})"),))


RULES = (
    (r"(self|mat2) must be a matrix", multiplied),
    (r"1D tensors expected, but got", multiplied),
    (r"iteration over a 0-d tensor", gone_through),
    (r"output with shape .* doesn't match the broadcast shape", wide),
    (r"0D or 1D target tensor expected", shown),
    (r"Expected 3D \(unbatched\) or 4D \(batched\) input to conv2d", shown),
    (r"t\(\) expects a tensor with <= 2 dimensions", shown),
    (r"[Tt]he expanded size of the tensor", shown),
    (r"len\(\) of a 0-d tensor", shown),
    (r"The shape of the mask", shown),
    (r"index out of range in self", shown),
    (r"Target -?\d+ is out of bounds", shown),
    (r"Calculated padded input size per channel", shown),
    (r"The size of tensor a \(\d+\) must match the size of tensor b", fit),
    (r"mat1 and mat2 shapes cannot be multiplied", fit),
    (r"size mismatch, got input", fit),
    (r"inconsistent tensor size, expected tensor", fit),
    (r"Expected size for first two dimensions of batch2", fit),
    (r"Expected input batch_size", fit),
    (r"Given groups=", fit),
    (r"shape '\[.*\]' is invalid for input of size", reshape),
    (r"view size is not compatible with input tensor's size and stride", contiguous),
    (r"Dimension out of range \(expected to be in range of \[-?\d+, (?P<high>-?\d+)\], but got (?P<dim>-?\d+)\)", dimension),
    (r"index -?\d+ is out of bounds for dimension", index),
    (r"too many indices for tensor of dimension", index),
    (r"invalid index of a 0-dim tensor", index),
    (r"Sizes of tensors must match except in dimension", joined),
    (r"stack expects each tensor to be equal size", joined),
    (r"zero-dimensional tensor \(at position \d+\) cannot be concatenated", joined),
)
