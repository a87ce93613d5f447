"""Reasons for errors about dtypes, and about what becomes a Python number or an array."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeGuard

from gradcli.advice import edits
from gradcli.advice.case import Case, Finding, called
from gradcli.advice.edits import Edit
from gradcli.advice.witness import Spot
from gradcli.ops import sizes
from gradcli.tensors.tensor import Tensor


def whole_numbers(case: Case) -> Finding | None:
    """requires_grad of whole numbers."""
    call = case.node
    if not isinstance(call, ast.Call):
        return None
    if called(call) == "requires_grad_" and isinstance(call.func, ast.Attribute):
        x = case.value(call.func.value)
        named = case.witness.named.get(id(x))
        where = f": {case.shown(named.spot)}" if named is not None else ""
        why = f"`{case.text(call.func.value)}` holds whole numbers{where}"
        found = [*_pointed(named.spot.node, named.spot)] if named is not None else []
        return Finding(why, tuple(found))
    numbers = [n for n in ast.walk(call) if _is_whole(n)]
    what = "of whole numbers: a decimal point is missing" if numbers else "of a dtype of whole numbers"
    found = [*_pointed(call, case.spot), edits.with_argument(case.spot, call, "dtype=torch.float32")]
    return Finding(f"`{case.text(call)}` makes a tensor {what}", tuple(found))


def _is_whole(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _pointed(node: ast.AST, spot: Spot) -> Iterator[Edit]:
    """A decimal point behind the first whole number of a tensor's literal: one suffices."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and called(call) == "tensor" and call.args:
            numbers = [n for n in ast.walk(call.args[0]) if _is_whole(n)]
            yield from (edits.behind_number(spot, n) for n in numbers[:1])


def dtypes(case: Case) -> Finding | None:
    """Two operands of two dtypes that do not promote."""
    operands = case.operands()
    classes = _classes(case)
    if classes is not None:
        return classes
    if not operands:
        return None
    why = " and ".join(f"`{case.text(node)}` is {x.dtype}" for node, x in operands)
    wanted = "long" if "Long or Byte" in case.error.text or "scalar type Long" in case.error.text else "float"
    odd = [node for node, x in operands if str(x.dtype) != "torch.float32" or wanted == "long"]
    return Finding(why, tuple([edits.behind(case.spot, node, f".{wanted}()") for node in odd]))


def _classes(case: Case) -> Finding | None:
    """Numbers of classes that are no whole numbers: the second argument of a loss."""
    call = case.node
    if "target dtype to be Long" not in case.error.text or not isinstance(call, ast.Call):
        return None
    named = [k.value for k in call.keywords if k.arg == "target"]
    node = call.args[1] if len(call.args) > 1 else named[0] if named else None
    if node is None:
        return None
    found = case.error.text.rpartition(" ")[2]
    why = f"`{case.text(node)}` is {found}, and the numbers of classes are whole numbers"
    return Finding(why, (edits.behind(case.spot, node, ".long()"),))


def cast(case: Case) -> Finding | None:
    """A result in place that the tensor's dtype does not hold."""
    statement = case.spot.node
    target = statement.target if isinstance(statement, ast.AugAssign) else None
    x = case.value(target)
    named = case.witness.named.get(id(x))
    if target is None or not isinstance(x, Tensor):
        return None
    where = f" since {case.shown(named.spot)}" if named is not None else ""
    found = [*_pointed(named.spot.node, named.spot)] if named is not None else []
    return Finding(f"`{case.text(target)}` is {x.dtype}{where}", tuple(found))


def mean(case: Case) -> Finding | None:
    """The mean of whole numbers."""
    node = case.receiver()
    x = case.value(node)
    if node is None:
        return None
    why = f"`{case.text(node)}` is {x.dtype}" if isinstance(x, Tensor) else ""
    return Finding(why or f"`{case.text(node)}` holds no floats", (edits.behind(case.spot, node, ".float()"),))


def to_numpy(case: Case) -> Finding | None:
    """numpy() of what is recorded."""
    node = case.receiver()
    call = case.node if isinstance(case.node, ast.Call) and called(case.node) == "numpy" else None
    if call is None or node is None:
        given = [(n, x) for n, x in case.operands() if x.requires_grad]
        if not given:
            return None
        why = " and ".join(f"`{case.text(n)}` requires grad" for n, _ in given)
        return Finding(why, tuple([edits.behind(case.spot, n, ".detach()") for n, _ in given]))
    made = case.witness.made.get(id(case.value(node)))
    where = f": it was recorded on {case.shown(made.spot)}" if made is not None and made.spot is not None else ""
    return Finding(f"`{case.text(node)}` requires grad{where}", (edits.behind(case.spot, node, ".detach()"),))


def several(case: Case) -> Finding | None:
    """item() or a condition of more than one number."""
    node = case.receiver() if isinstance(case.node, ast.Call) else case.node
    statement = case.spot.node
    if isinstance(statement, ast.If | ast.While) and "Boolean" in case.error.text:
        node = statement.test
    x = case.value(node)
    if node is None:
        return None
    shape = f" has shape {sizes.text(x.shape)}" if isinstance(x, Tensor) else " is more than one number"
    shown = case.shapes() if isinstance(node, ast.Compare) else ""
    why = shown or f"`{case.text(node)}`{shape}"
    if "Boolean" in case.error.text:
        return Finding(why, (edits.behind(case.spot, node, ".all()"),))
    return Finding(why, (edits.behind(case.spot, node, ".mean()"), edits.behind(case.spot, node, ".sum()")))


def number(case: Case) -> Finding | None:
    """backward of a Python number: where it became one."""
    node = case.receiver()
    named = case.witness.named.get(id(case.value(node)))
    if node is None or named is None:
        return None
    why = f"`{case.text(node)}` is a Python number and has no history: {case.shown(named.spot)}"
    items = [n for n in ast.walk(named.spot.node) if isinstance(n, ast.Call) and called(n) == "item"]
    return Finding(why, tuple([edits.without_call(named.spot, n) for n in items if isinstance(n.func, ast.Attribute)]))


def one_tensor(case: Case) -> Finding | None:
    """An optimizer that was given a tensor, not a list of them."""
    call = case.node
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if given is None or not isinstance(case.value(given), Tensor):
        return None
    text = edits.source(case.spot, given)
    return Finding(f"`{text}` is one tensor, and a list is wanted", (edits.replaced(case.spot, given, f"[{text}]"),))


def parameter(case: Case) -> Finding | None:
    """A tensor in the place of a parameter."""
    statement = case.spot.node
    if not isinstance(statement, ast.Assign):
        return None
    value = edits.source(case.spot, statement.value)
    why = f"`{case.text(statement.targets[0])}` is a parameter of its module, and `{case.text(statement.value)}` is none"
    return Finding(why, (edits.replaced(case.spot, statement.value, f"torch.nn.Parameter({value})"),))


RULES = (
    (r"params argument given to the optimizer should be an iterable", one_tensor),
    (r"cannot assign '.*' as parameter", parameter),
    (r"[Oo]nly Tensors of floating point", whole_numbers),
    (r"expected m1 and m2 to have the same dtype", dtypes),
    (r"mat1 and mat2 must have the same dtype", dtypes),
    (r"addmv input tensors must have the same dtype", dtypes),
    (r"dot : expected both vectors to have same dtype", dtypes),
    (r"expected (scalar type|target dtype)", dtypes),
    (r"result type \w+ can't be cast to the desired output type", cast),
    (r"mean\(\): could not infer output dtype", mean),
    (r"Can't call numpy\(\) on Tensor that requires grad", to_numpy),
    (r"a Tensor with \d+ elements cannot be converted to Scalar", several),
    (r"Boolean value of Tensor with more than one value is ambiguous", several),
    (r"'(float|int)' object has no attribute '(backward|grad|requires_grad|detach)'", number),
)
