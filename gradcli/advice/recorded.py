"""Reasons for errors about recording: no graph, a freed one, what was written in place, `.grad` that is None."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from gradcli.advice import edits
from gradcli.advice.case import Case, Finding, called
from gradcli.advice.edits import Edit
from gradcli.advice.witness import Made, Named, Spot
from gradcli.autograd.backward import NO_GRAD_FN
from gradcli.ops import sizes
from gradcli.tensors.tensor import Tensor

Rule = Callable[[Case], Finding | None]
NO_GRAD = {
    "torch.no_grad()": "torch.enable_grad()",
    "no_grad()": "enable_grad()",
    "torch.inference_mode()": "torch.enable_grad()",
    "torch.set_grad_enabled(False)": "torch.set_grad_enabled(True)",
}
COPIES = ("tensor", "as_tensor", "from_numpy", "Tensor", "FloatTensor")
WHOLE = ("argmax", "argmin", "round", "floor", "ceil", "sign", "int", "long", "bool", "eq", "gt", "lt", "ge", "le", "ne")


# ------------------------------------------------------------------ a graph that is not there
def no_grad_fn(case: Case) -> Finding | None:
    """backward of what has no graph, autograd.grad with respect to it, or retain_grad."""
    node = case.receiver()
    output = case.value(node)
    if not isinstance(output, Tensor):
        call = next(case.calls("backward", "grad"), None)
        node = call.args[0] if call is not None and call.args else None
        output = case.value(node)
    if not isinstance(output, Tensor) or node is None:
        return None
    parts = [case.value(part) for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)]
    return without_graph(case, [output, *parts], f"`{case.text(node)}`")


def without_graph(case: Case, waiting: list[Any], name: str) -> Finding | None:
    """Why tensors have no graph, walking back to what cut them off."""
    leaves: list[Named] = []
    seen: set[int] = set()
    while waiting:
        x = waiting.pop()
        if id(x) in seen or not isinstance(x, Tensor):
            continue
        seen.add(id(x))
        made, named = case.witness.made.get(id(x)), case.witness.named.get(id(x))
        cut = _cut(case, name, made, named)
        if cut is not None:
            return cut
        operands = [] if made is None else [y for y in made.operands if isinstance(y, Tensor)]
        within = _cut_within(case, name, made, operands)
        if within is not None:
            return within
        waiting += operands
        if not operands and named is not None:
            leaves.append(named)
    return _no_leaf(case, name, leaves)


def _cut(case: Case, name: str, made: Made | None, named: Named | None) -> Finding | None:
    """Whether this is the operation that cut an output off from tensors that require grad."""
    if made is not None and made.spot is not None and any(isinstance(x, Tensor) and x.requires_grad for x in made.operands):
        spot = made.spot
        if not made.recorded:
            return _unrecorded(case, name, spot)
        if made.op.name == "detach":
            removed = [edits.without_call(spot, c) for c in _cutting(spot.node, "detach", "data")]
            return Finding(f"detach on {case.shown(spot)} cut {name} off from its history", tuple(removed))
        what = made.op.name
        return Finding(f"{what} on {case.shown(spot)} has no derivative: its result does not require grad")
    if named is None or (made is not None and any(isinstance(x, Tensor) for x in made.operands)):
        return None
    return _copied(case, name, named)


def _cut_within(case: Case, name: str, made: Made | None, operands: list[Any]) -> Finding | None:
    """Whether the statement of an operation read an operand, which has no name, off a tensor without its history."""
    witness = case.witness
    unknown = [y for y in operands if not y.requires_grad and id(y) not in witness.made and id(y) not in witness.named]
    if made is None or made.spot is None or not unknown:
        return None
    found = _cutting(made.spot.node, "detach", "data")
    if not found:
        return None
    word = ".data" if isinstance(found[0], ast.Attribute) else "detach()"
    why = f"{word} on {case.shown(made.spot)} cut {name} off from its history"
    return Finding(why, tuple([edits.without_call(made.spot, f) for f in found]))


def _copied(case: Case, name: str, named: Named) -> Finding | None:
    """A value that was read off a tensor without its history: .data, .item(), torch.tensor(x)."""
    spot = named.spot
    value = getattr(spot.node, "value", None)
    if value is None:
        return None
    for found in _cutting(value, "data", "detach"):
        word = ".data" if isinstance(found, ast.Attribute) else "detach()"
        why = f"{word} on {case.shown(spot)} cut {name} off from its history"
        return Finding(why, (edits.without_call(spot, found),))
    if isinstance(value, ast.Call) and called(value) in COPIES and value.args and not _is_literal(value.args[0]):
        why = f"{ast.unparse(value.func)}() on {case.shown(spot)} copied numbers, and forgot where they came from"
        given = value.args[0]
        several = isinstance(given, ast.List | ast.Tuple)
        text = f"torch.stack({edits.source(spot, given)})" if several else edits.source(spot, given)
        return Finding(why, (edits.replaced(spot, value, text), _required(spot, value)))
    return None


def _cutting(node: ast.AST, *names: str) -> list[ast.expr]:
    calls: list[ast.expr] = [n for n in ast.walk(node) if isinstance(n, ast.Call) and called(n) in names and not n.args]
    plain = [n for n in ast.walk(node) if isinstance(n, ast.Attribute) and n.attr in names and n.attr == "data"]
    return [n for n in [*calls, *plain] if isinstance(getattr(n, "func", n), ast.Attribute)]


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True


def _unrecorded(case: Case, name: str, spot: Spot) -> Finding:
    switch = _switch(spot)
    if switch is None:
        return Finding(f"{name} was computed on {case.shown(spot)} while recording was off")
    text = edits.source(switch[0], switch[1])
    line = f"line {switch[1].lineno}"
    where = case.where(switch[0]).replace(f"line {switch[0].node.lineno}", line, 1)
    why = f"{text} on {where} turned recording off, and {name} was computed inside: {case.shown(spot)}"
    bare = text if text.endswith(")") else f"{text}()"
    on = NO_GRAD.get(bare)
    if on is None:
        return Finding(why)
    return Finding(why, (edits.replaced(switch[0], switch[1], on if text == bare else on.removesuffix("()")),))


def _switch(spot: Spot) -> tuple[Spot, ast.expr] | None:
    """What turned recording off for a statement: a with around it, a decorator, or a call before it."""
    try:
        tree = ast.parse(edits.text_of(spot))
    except SyntaxError:
        return None
    around = [n for n in ast.walk(tree) if isinstance(n, ast.With | ast.FunctionDef) and _is_around(n, spot.node)]
    for node in reversed(around):
        given = [i.context_expr for i in node.items] if isinstance(node, ast.With) else getattr(node, "decorator_list", [])
        for expression in given:
            if any(word in ast.unparse(expression) for word in ("no_grad", "inference_mode", "set_grad_enabled(False)")):
                return spot._replace(node=node), expression
    for call in [n for n in ast.walk(tree) if isinstance(n, ast.Expr) and n.lineno < spot.node.lineno]:
        if "set_grad_enabled(False)" in ast.unparse(call):
            return spot._replace(node=call), call.value
    return None


def _is_around(node: ast.stmt, inner: ast.stmt) -> bool:
    return node.lineno <= inner.lineno and (node.end_lineno or 0) >= (inner.end_lineno or inner.lineno)


def _no_leaf(case: Case, name: str, leaves: list[Named]) -> Finding | None:
    """Nothing that it was computed from requires grad."""
    whole = [n for n in leaves if isinstance(n.value, Tensor) and not n.value.dtype.is_floating_point]
    able = [n for n in leaves if n not in whole and not n.value.requires_grad]
    if any(n.value.requires_grad for n in leaves) or not (able or whole):
        return None
    candidates = able or whole
    told = ", ".join(f"`{n.name}` ({case.where(n.spot)})" for n in reversed(candidates[-4:]))
    why = f"nothing that {name} was computed from requires grad: {told}"
    return Finding(why, tuple([e for n in _weights_first(candidates) for e in required(n.spot)]))


def _weights_first(leaves: list[Named]) -> list[Named]:
    """What is called as weights are, before what is called as data are."""
    data = ("x", "y", "t", "X", "Y", "data", "inputs", "input", "target", "targets", "labels", "features")
    return sorted(leaves, key=lambda n: (n.name in data and len(leaves) > 1, n.spot.cell, n.spot.node.lineno))


def required(spot: Spot) -> Iterator[Edit]:
    """Edits that make what a statement assigns require grad."""
    value = getattr(spot.node, "value", None)
    if isinstance(value, ast.expr) and not isinstance(value, ast.Tuple):
        yield _required(spot, value)
        yield edits.behind(spot, value, ".float().requires_grad_()")


def _required(spot: Spot, value: ast.expr) -> Edit:
    if isinstance(value, ast.Call) and ast.unparse(value.func).startswith("torch.") and called(value) != "from_numpy":
        return edits.with_argument(spot, value, "requires_grad=True")
    return edits.behind(spot, value, ".requires_grad_()")


# ------------------------------------------------------------------ a graph that was freed
def second_time(case: Case) -> Finding | None:
    """Which pass freed what."""
    node = getattr(case.error.exception, "node", None)
    if node is None or id(node) not in case.witness.freed:
        return None
    freed = case.witness.freed[id(node)][1]
    made = case.witness.nodes.get(id(node))
    what = f"what {node.name()} had saved"
    if made is not None and made.spot is not None:
        what += f" on {case.shown(made.spot)}"
    why = f"backward on {case.shown(freed)} freed {what}, and this pass needs it again"
    first = [n for n in ast.walk(freed.node) if isinstance(n, ast.Call) and called(n) in ("backward", "grad")]
    return Finding(why, tuple([edits.with_argument(freed, call, "retain_graph=True") for call in first]))


# ------------------------------------------------------------------ what was written in place
def changed_in_place(case: Case) -> Finding | None:
    """Which statement wrote into a tensor after it was saved, and where it was saved."""
    node, x, name = _saved_by(case.error.exception)
    made = case.witness.nodes.get(id(node))
    if made is None or made.spot is None:
        return None
    x = made.out if name in ("out", "outs") else x
    wrote = _writer(case, x)
    if wrote is None:
        return None
    named = case.witness.named.get(id(x))
    what = "a tensor" if named is None else f"`{named.name}`"
    if named is None and isinstance(_whole(x), Tensor) and _whole(x).is_leaf:
        what = "a parameter"
    saved = "which computed it and needs it for its derivative" if x is made.out else "which saved it for its derivative"
    why = f"{case.shown(wrote)} changed {what} in place after {case.shown(made.spot)}, {saved}"
    return Finding(why, tuple(_apart(x, named, wrote, made)))


def _saved_by(error: BaseException) -> tuple[Any, Any, str]:
    """The node that raised, what it had saved, and under which name."""
    traceback = error.__traceback__
    while traceback is not None:
        held = traceback.tb_frame.f_locals
        if traceback.tb_frame.f_code.co_name == "_check_version":
            return held["self"], held["x"], held["name"]
        traceback = traceback.tb_next
    return None, None, ""


def _writer(case: Case, x: Any) -> Spot | None:
    """The statement that wrote into a tensor, or into another one on the same memory."""
    if id(x) in case.witness.written:
        return case.witness.written[id(x)][1]
    for other in x.place.memory.tensors() if x is not None and getattr(x, "place", None) is not None else ():
        if id(other) in case.witness.written:
            return case.witness.written[id(other)][1]
    return None


def _apart(x: Any, named: Named | None, wrote: Spot, made: Made) -> Iterator[Edit]:
    """Write out of place, or let what is saved be a copy."""
    statement = wrote.node
    whole = _whole(x)
    if not (isinstance(whole, Tensor) and whole.is_leaf):  # a leaf is written into on purpose
        yield from _out_of_place(wrote, statement)
    if named is not None and made.spot is not None and x is not made.out:
        uses = [n for n in ast.walk(made.spot.node) if isinstance(n, ast.expr) and ast.unparse(n) == named.name]
        for use in [u for u in uses if isinstance(getattr(u, "ctx", None), ast.Load)]:
            yield edits.behind(made.spot, use, ".clone()")
    value = getattr(made.spot.node, "value", None) if made.spot is not None else None
    if x is made.out and isinstance(value, ast.expr) and made.spot is not None:
        yield edits.behind(made.spot, value, ".clone()")


def _whole(x: Any) -> Any:
    """The tensor that a view looks at; what is no view is itself."""
    base = getattr(getattr(x, "place", None), "base", None)
    return x if base is None else base


SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**"}


def _out_of_place(spot: Spot, statement: ast.stmt) -> Iterator[Edit]:
    """`y += 1` and `y.add_(1)` as `y = y + 1` and `y = y.add(1)`."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name) and type(statement.op) in SIGNS:
        name, value = statement.target.id, edits.source(spot, statement.value)
        value = f"({value})" if isinstance(statement.value, ast.BinOp) else value
        yield edits.replaced(spot, statement, f"{name} = {name} {SIGNS[type(statement.op)]} {value}")
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr.endswith("_"):
        owner, text = edits.source(spot, call.func.value), edits.source(spot, call)
        yield edits.replaced(spot, statement, f"{owner} = {text.replace(call.func.attr + '(', call.func.attr[:-1] + '(', 1)}")


def leaf_in_place(case: Case) -> Finding | None:
    """A leaf, or a part of one, that is written into while recording is on."""
    statement = case.spot.node
    target = _written_to(statement)
    if target is None or hasattr(statement, "body"):
        return None
    text = edits.source(case.spot, statement)
    base = target
    while isinstance(base, ast.Subscript):
        base = base.value
    named = case.witness.named.get(id(case.value(base)))
    made = f" since {case.where(named.spot)}" if named is not None else ""
    why = f"`{case.text(base)}` is a leaf that requires grad{made}, and this line writes into it while recording is on"
    return Finding(why, (edits.replaced(case.spot, statement, f"with torch.no_grad(): {text}"),))


def _written_to(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.AugAssign):
        return statement.target
    if isinstance(statement, ast.Assign):
        return statement.targets[0]
    call = statement.value if isinstance(statement, ast.Expr) else None
    return call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None


# ------------------------------------------------------------------ backward and its arguments
def not_scalar(case: Case) -> Finding | None:
    """backward of more than one number."""
    call = next(case.calls("backward", "grad"), None)
    if call is None:
        return None
    node = case.receiver() if called(call) == "backward" and not call.args else None
    node = node or (call.args[0] if call.args else None)
    output = case.value(node)
    if node is None or not isinstance(output, Tensor):
        return None
    count = f"{sizes.numel(output.shape)} elements"
    why = f"`{case.text(node)}` has shape {sizes.text(output.shape)}, {count}, and backward starts from one number"
    return Finding(why, (edits.behind(case.spot, node, ".sum()"),))


def unused(case: Case) -> Finding | None:
    """autograd.grad with respect to what the output does not depend on."""
    call = next(case.calls("grad"), None)
    if call is None:
        return None
    why = f"no path leads from `{case.text(call.args[0])}` to " if call.args else "no path leads from the output to "
    inputs = call.args[1] if len(call.args) > 1 else None
    listed = inputs.elts if isinstance(inputs, ast.List | ast.Tuple) else [inputs] if inputs is not None else []
    index = int(case.match.groupdict().get("index") or 0)
    which = f"`{case.text(listed[index])}`" if index < len(listed) else f"input {index}"
    return Finding(f"{why}{which}", (edits.with_argument(case.spot, call, "allow_unused=True"),))


def not_leaf_flag(case: Case) -> Finding | None:
    """requires_grad of a result is switched off."""
    statement = case.spot.node
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
        return None
    name = target.value.id
    made = case.witness.made.get(id(case.value(target.value)))
    place = f": {case.shown(made.spot)}" if made is not None and made.spot is not None else ""
    return Finding(f"`{name}` is a result{place}", (edits.replaced(case.spot, statement, f"{name} = {name}.detach()"),))


# ------------------------------------------------------------------ .grad that is None
def none(case: Case) -> Finding | None:
    """What is None is a .grad: why backward has not filled it."""
    held = [n for n in ast.walk(case.node or case.spot.node) if isinstance(n, ast.Attribute) and n.attr == "grad"]
    for node in held:
        x = case.value(node.value)
        if isinstance(x, Tensor) and x._grad is None:
            return _no_gradient(case, node, x)
    return None


def _no_gradient(case: Case, node: ast.Attribute, x: Any) -> Finding:
    name, owner = case.text(node), case.text(node.value)
    named, made = case.witness.named.get(id(x)), case.witness.made.get(id(x))
    if not x.is_leaf:
        spot = made.spot if made is not None else named.spot if named is not None else None
        where = f": {case.shown(spot)}" if spot is not None else ""
        why = f"{name} is None: `{owner}` is a result and no leaf{where}"
        return Finding(why, tuple(_kept_leaf(spot, owner)) if spot is not None else ())
    if not x.requires_grad:
        where = f": {case.shown(named.spot)}" if named is not None else ""
        why = f"{name} is None: `{owner}` does not require grad{where}"
        return Finding(why, tuple(required(named.spot)) if named is not None else ())
    if not case.witness.freed and not _went_back(case):
        guarded = edits.replaced(case.spot, case.spot.node, f"if {name} is not None: {edits.source(case.spot, case.spot.node)}")
        simple = not hasattr(case.spot.node, "body")
        return Finding(f"{name} is None: no backward has run yet", (guarded,) if simple else ())
    return Finding(f"{name} is None: no backward has reached `{owner}`, or its gradient was set to None since")


def _went_back(case: Case) -> bool:
    return any(isinstance(x.value, Tensor) and x.value._grad is not None for x in case.witness.named.values())


def _kept_leaf(spot: Spot, owner: str) -> Iterator[Edit]:
    """`w = w - step` in place and unrecorded, so that w stays a leaf; of a real result, retain_grad."""
    statement = spot.node
    value = getattr(statement, "value", None)
    if isinstance(value, ast.BinOp) and ast.unparse(value.left) == owner and type(value.op) in SIGNS:
        step = edits.source(spot, value.right)
        yield edits.replaced(spot, statement, f"with torch.no_grad(): {owner} {SIGNS[type(value.op)]}= {step}")
    if isinstance(value, ast.Call) and any(k.arg == "requires_grad" for k in value.keywords):
        return
    first = value.left if isinstance(value, ast.BinOp) else value.func.value if _is_method(value) else None  # type: ignore[union-attr]
    if isinstance(first, ast.Call) and any(k.arg == "requires_grad" for k in first.keywords) and isinstance(value, ast.expr):
        yield edits.replaced(spot, value, f"({edits.source(spot, value)}).detach().requires_grad_()")
    yield edits.line_behind(spot, f"{owner}.retain_grad()")


def _is_method(node: Any) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


# ------------------------------------------------------------------ what else stands in the call
def other_shape(case: Case) -> Finding | None:
    """A gradient for backward of another shape than the output."""
    call = next(case.calls("backward"), None)
    node = case.receiver()
    output = case.value(node)
    if call is None or node is None or not isinstance(output, Tensor):
        return None
    given = [*call.args, *[k.value for k in call.keywords if k.arg == "gradient"]]
    why = f"`{case.text(node)}` has shape {sizes.text(output.shape)}, and the gradient {case.match['given']}"
    return Finding(why, tuple([edits.replaced(case.spot, g, f"torch.ones_like({case.text(node)})") for g in given[:1]]))


def input_without(case: Case) -> Finding | None:
    """autograd.grad with respect to what does not require grad."""
    call = next(case.calls("grad"), None)
    inputs = call.args[1] if call is not None and len(call.args) > 1 else None
    for node in inputs.elts if isinstance(inputs, ast.List | ast.Tuple) else [inputs]:
        x = case.value(node)
        if node is not None and isinstance(x, Tensor) and not x.requires_grad:
            named = case.witness.named.get(id(x))
            where = f": {case.shown(named.spot)}" if named is not None else ""
            found = tuple(required(named.spot)) if named is not None else ()
            return Finding(f"`{case.text(node)}` does not require grad{where}", found)
    return None


def inference(case: Case) -> Finding | None:
    """A tensor that was made in inference mode."""
    for node in [n for n in ast.walk(case.spot.node) if isinstance(n, ast.Name | ast.Attribute)]:
        x = case.value(node)
        named = case.witness.named.get(id(x))
        if isinstance(x, Tensor) and x.place is not None and x.place.version is None and named is not None:
            switch = _switch(named.spot)
            why = f"`{case.text(node)}` was made in inference mode: {case.shown(named.spot)}"
            text = "" if switch is None else edits.source(*switch).replace("inference_mode", "no_grad")
            return Finding(why, () if switch is None else (edits.replaced(*switch, text),))
    return None


RULES: tuple[tuple[str, Rule], ...] = (
    (r"Mismatch in shape: grad_output\[\d+\] has a shape of torch\.Size\((?P<given>\[.*?\])\)", other_shape),
    (r"One of the differentiated Tensors does not require grad", input_without),
    (r"Inference tensors cannot be saved for backward", inference),
    (r"Inplace update to inference tensor outside InferenceMode", inference),
    (r"Setting requires_grad=True on inference tensor", inference),
    (r"Trying to backward through the graph a second time", second_time),
    (NO_GRAD_FN.replace("0", r"\d+", 1), no_grad_fn),
    (r"can't retain_grad on Tensor that has requires_grad=False", no_grad_fn),
    (r"grad can be implicitly created only for scalar outputs", not_scalar),
    (r"a (view of a )?leaf Variable that requires grad is being used", leaf_in_place),
    (r"one of the variables needed for gradient computation has been modified", changed_in_place),
    (r"The differentiated Tensor at index (?P<index>\d+) appears to not have been used", unused),
    (r"you can only change requires_grad flags of leaf variables", not_leaf_flag),
    (r"'NoneType' object has no attribute", none),
    (r"unsupported operand type\(s\) for \S+: .*'NoneType'", none),
    (r"(mul|add|sub|div|mul_|add_|sub_|copy_)\(\): argument .* must be .*, not NoneType", none),
)
