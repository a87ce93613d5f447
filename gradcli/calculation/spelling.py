"""Operations, local derivatives and values as the texts of a trace."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gradcli.calculation.trace import plain
from gradcli.formula.text import operand_texts
from gradcli.numerals import is_number, number, tensor
from gradcli.ops.op import Op
from gradcli.ops.table import TABLE
from gradcli.syntax.tree import BINARY_PRECEDENCE
from gradcli.tensors.op_node import OpNode
from gradcli.tensors.tensor import Tensor

PRODUCTS = frozenset({"mm", "mv", "dot", "bmm"})


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


def spelled(op: Op, names: Sequence[str], options: Mapping[str, Any], held: Mapping[int, str] | None = None) -> str:
    """An operation on the names of its inputs; `held` are the names of arrays that are among the options, by their ids."""
    sign = op.symbol or ("@" if op.name in PRODUCTS else None)
    operands = [*names, *([value_text(options["other"])] if [*options] == ["other"] and len(names) == 1 else [])]
    if sign is not None and len(operands) == 2 and len(op.options) + len(names) == 2:
        space = "" if sign in ("*", "/", "**", "//", "%") else " "
        left, right = (_grouped(n, sign) for n in operands)
        return f"{left}{space}{sign}{space}{right}"
    if op.symbol in ("-", "~") and len(names) == 1:
        return f"{op.symbol}{_grouped(names[0], '**')}"
    if op.name == "select":
        return f"{names[0]}[{':, ' * options['dim']}{options['at']}]"
    if op.name == "t" or (op.name == "permute" and tuple(options["dims"]) == (1, 0)):
        return f"{names[0]}.T"
    row = TABLE.get(op.name, op)
    shown = [
        f"{k}={v!r}"
        for k, v in {**op.chosen_by, **options}.items()
        if not hasattr(v, "tolist") and v is not None and k in row.options and v not in (op.defaults.get(k), row.defaults.get(k))
    ]
    inside = operand_texts(op, row, names)
    inside += [(held or {}).get(id(options[k])) or value_text(plain(options[k])) for k in row.operands if k in options]
    return f"{op.name}({', '.join([*inside, *shown])})"


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


def value_text(value: Any, digits: int | None = None) -> str:
    """A value inside a text of the trace."""
    return tensor(value, digits) if isinstance(value, list) else number(value, digits)
