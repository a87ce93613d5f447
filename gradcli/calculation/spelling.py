"""Operations, local derivatives and values as the texts of a trace."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.calculation.trace import plain
from gradcli.formula.symbol import NotWritable, Symbols
from gradcli.formula.text import operand_texts, write
from gradcli.numerals import is_number, number, tensor
from gradcli.ops.op import Op, RuleCall
from gradcli.ops.table import TABLE
from gradcli.recording.modes import set_grad_enabled
from gradcli.syntax.tree import BINARY_PRECEDENCE
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor


def local_formula(node: OpNode, step: RuleCall, names: Sequence[str], whole: bool) -> str | None:
    """The rule of one operand as text, in the names of this graph: with g for the upstream gradient, or with 1 for it."""
    symbols = Symbols(400)
    metas = node.metas or (((), "float64"),) * len(names)
    known: list[Any] = []
    for name in node.plan.saved:
        if name in node.op.operands:
            k = node.op.operands.index(name)
            known.append(symbols.lift(float(names[k])) if is_number(names[k]) else symbols.name(names[k], metas[k][0]))
        elif name == "out":
            known.append(symbols.name("out", node.out_meta[0] if node.out_meta else ()))
        else:
            return None
    shape = node.out_meta[0] if node.out_meta else ()
    g = symbols.name("g", shape) if whole else symbols.expanded(symbols.number(1), shape)
    try:
        with set_grad_enabled(False):
            found = step.rule(g, *[known[p] if isinstance(p, int) else node.argument(step, p) for p in step.picks])
        return None if found is None else write(symbols.core(symbols.lift(found)), 80)
    except NotWritable:
        return None


def saved_names(node: OpNode | None, op: Op, names: Sequence[str]) -> tuple[str, ...]:
    """What a node saved; PyTorch keeps the number in x**2 as a setting, not as a saved tensor."""
    if node is None:
        return ()
    found = [_saved_name(n, op, names) for n in node.plan.saved]
    return tuple(n for n in found if not (op.symbol == "**" and is_number(n)))


def _saved_name(name: str, op: Op, names: Sequence[str]) -> str:
    """What is saved, by the name it has in this graph."""
    if name in op.operands:
        return names[op.operands.index(name)]
    return {"out": "the result", "outs": "the results"}.get(name, name)


def constant_text(data: Any) -> str:
    """A constant as its own name."""
    return value_text(plain(data), 12)


def spelled(op: Op, names: Sequence[str], options: Mapping[str, Any]) -> str:
    """An operation on the names of its inputs."""
    if op.symbol is not None and len(names) == 2 and not op.options:
        space = "" if op.symbol in ("*", "/", "**", "//", "%") else " "
        left, right = (_grouped(n, op.symbol) for n in names)
        return f"{left}{space}{op.symbol}{space}{right}"
    if op.symbol in ("-", "~") and len(names) == 1:
        return f"{op.symbol}{_grouped(names[0], '**')}"
    if op.name == "select":
        return f"{names[0]}[{':, ' * options['dim']}{options['at']}]"
    shown = [
        f"{k}={v!r}"
        for k, v in {**op.chosen_by, **options}.items()
        if not hasattr(v, "tolist") and op.defaults.get(k, "unset") != v and v is not None
    ]
    inside = ", ".join(operand_texts(op, TABLE.get(op.name, op), names))
    return f"{op.name}({', '.join([inside, *shown])})"


def _grouped(name: str, symbol: str) -> str:
    """A negative constant in brackets, where it would read as something else."""
    return f"({name})" if name.startswith("-") and symbol in BINARY_PRECEDENCE else name


def put_in(formulas: Mapping[str, str], leaves: Mapping[str, Tensor]) -> dict[str, str]:
    """The closed forms with numbers for names: 6*x + 4 at x = 2 is 6*2 + 4."""
    if any(x.shape for x in leaves.values()):
        return {}
    texts = {name: value_text(plain(x.raw)) for name, x in leaves.items()}
    found = {}
    for name, text in formulas.items():
        put = _NAME.sub(lambda m: _bracketed(texts[m[0]], m) if m[0] in texts else m[0], text)
        if put != text:
            found[name] = put
    return found


_NAME = re.compile(r"[^\W\d]\w*(?![\w(])")


def _bracketed(text: str, place: re.Match[str]) -> str:
    """A negative number in brackets, unless it stands alone in some."""
    around = place.string[place.start() - 1 : place.start()] + place.string[place.end() : place.end() + 1]
    return f"({text})" if text.startswith("-") and around != "()" else text


def value_text(value: Any, digits: int = 6) -> str:
    """A value inside a text of the trace."""
    return tensor(value, digits) if isinstance(value, list) else number(value, digits)
