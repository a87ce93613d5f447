"""An expression as PyTorch itself reads it: names with their modules, lists and numbers as tensors where tensors are meant."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from gradcli.compiled.spelling import number
from gradcli.evaluate.expression import BUILTINS, CONSTANTS
from gradcli.ops import table
from gradcli.ops.dtypes import DType
from gradcli.ops.kinds import TENSOR_OR_NUMBER
from gradcli.syntax.printing import precedence, show_number
from gradcli.syntax.tree import BINARY_PRECEDENCE, COMPARISON, EITHER, POSTFIX, POWER, UNARY, Tree, full_name

HOMES = (
    ("torch.", "gradcli.torch"),
    ("F.", "gradcli.torch.nn.functional"),
)
FAMILIES = {  # of rows that PyTorch has in a module alone
    **dict.fromkeys(("bessel", "special_rows", "activation"), "torch.special."),
    **dict.fromkeys(("reduction", "linear_algebra", "contracting", "decompositions"), "torch.linalg."),
}
OF_LINALG = frozenset({"solve", "matrix_rank", "cond"})  # which torch itself has no more, or means something else by
TENSORS = frozenset({"index", "indices", "target", "mask", "source"})  # options that are tensors
MODULES = {"functional": "F.", "linalg": "torch.linalg.", "special": "torch.special.", "nn.functional": "F."}


class Part(NamedTuple):
    """A piece of the program.

    text      as it is written
    tight     how tightly it binds
    kind      "tensor", "number", "numbers" for a list of these, "list" for one with tensors in it, or "other"
    elements  of a list, as tensors
    """

    text: str
    tight: int
    kind: str = "tensor"
    elements: tuple[str, ...] = ()

    def within(self, context: int) -> str:
        """In brackets where it would fall apart."""
        return self.text if self.tight >= context else f"({self.text})"

    def tensor(self) -> Part:
        """As a tensor: a number or a list of numbers is made one, a list with tensors is stacked."""
        if self.kind in ("number", "numbers"):
            return Part(f"torch.tensor({self.text})", POSTFIX)
        return Part(f"torch.stack([{', '.join(self.elements)}])", POSTFIX) if self.kind == "list" else self


def statements(tree: Tree, names: Mapping[str, str]) -> list[str]:
    """The expression, a line for each statement; the last binds `value`."""
    stack: list[Part] = []
    written: list[str] = []
    last = len(tree) - 1
    for i, (kind, value) in enumerate(zip(tree.kinds, tree.values, strict=True)):
        count = len(tree.operands(i))
        parts = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        if kind in ("assign", "statement"):
            part = parts[0] if parts[0].kind == "other" else parts[0].tensor()
            if kind == "assign":
                written.append(f"{names[value]} = {part.text}")
            if i == last:
                written.append(f"value = {names[value] if kind == 'assign' else part.text}")
            continue
        stack.append(_part(kind, value, parts, names))
    return written


def _part(kind: str, value: Any, parts: list[Part], names: Mapping[str, str]) -> Part:
    tight = precedence(kind, value)
    if kind == "name":
        return Part(names[value], POSTFIX) if value in names else _constant(value)
    if kind == "number":
        return Part(number(value) if isinstance(value, float) else show_number(value), tight, "number")
    if kind == "string":
        return Part(repr(value), POSTFIX, "other")
    if kind == "ellipsis":
        return Part("...", COMPARISON, "other")
    if kind in ("binary", "compare"):
        return _infix(value, parts, tight)
    if kind == "unary":
        return Part(f"{value}{_operand(parts[0]).within(UNARY)}", tight, parts[0].kind if parts[0].kind == "number" else "tensor")
    if kind == "list":
        plain = all(x.kind in ("number", "numbers") for x in parts)
        text = f"[{', '.join([x.text for x in parts])}]"
        return Part(text, POSTFIX, "numbers" if plain else "list", tuple([x.tensor().text for x in parts]))
    if kind == "tuple":
        return Part(f"({', '.join([x.text for x in parts])}{',' if value == 1 else ''})", POSTFIX, "other")
    if kind == "slice":
        return Part(_slice(value, parts), COMPARISON, "other")
    if kind == "index":
        return Part(f"{parts[0].tensor().within(POSTFIX)}[{', '.join([x.text for x in parts[1:]])}]", POSTFIX)
    if kind == "attribute":
        return Part(f"{parts[0].tensor().within(POSTFIX)}.{value}", POSTFIX, "other" if value in ("shape", "ndim") else "tensor")
    return _call(kind, value, parts)


def _operand(part: Part) -> Part:
    return part.tensor() if part.kind in ("list", "numbers") else part


def _constant(name: str) -> Part:
    value = CONSTANTS[name]
    if isinstance(value, DType):
        return Part(f"torch.{str.__str__(value)}", POSTFIX, "other")
    if isinstance(value, float):
        return Part(f"math.{name}", POSTFIX, "number")
    return Part(name, POSTFIX, "other" if value is None else "number")


def _infix(symbol: str, parts: list[Part], tight: int) -> Part:
    left, right = map(_operand, parts)
    kind = "number" if left.kind == right.kind == "number" else "tensor"
    if tight == POWER:
        return Part(f"{left.within(POSTFIX)}**{right.within(UNARY)}", tight, kind)
    if tight == COMPARISON:
        return Part(f"{left.within(EITHER)} {symbol} {right.within(EITHER)}", tight, kind)
    own = BINARY_PRECEDENCE[symbol]
    return Part(f"{left.within(own)} {symbol} {right.within(own + 1)}", tight, kind)


def _slice(present: tuple[bool, bool, bool], parts: list[Part]) -> str:
    rest = iter(parts)
    bounds = [next(rest).text if there else "" for there in present]
    return ":".join(bounds if present[2] else bounds[:2])


def _call(kind: str, value: tuple[str, int, tuple[str, ...]], parts: list[Part]) -> Part:
    name, count, keywords = value
    row = table.qualified(full_name(name)) if "." in full_name(name) else None
    row = row or table.TABLE.get(name)
    positional = count + (kind == "method")
    if kind == "call" and name in BUILTINS and count == 1 and not keywords:
        return Part(f"{name}({parts[0].text})", POSTFIX, "number")
    if kind == "call" and name == "tensor":
        return Part(f"torch.tensor({_arguments(None, parts, count, keywords)})", POSTFIX)
    if kind == "call":
        return Part(f"{_home(name)}({_arguments(row, parts, positional, keywords)})", POSTFIX)
    inner = _arguments(row, parts, positional, keywords, 1)
    return Part(f"{parts[0].tensor().within(POSTFIX)}.{name}({inner})", POSTFIX)


def _arguments(row: Any, parts: list[Part], count: int, keywords: tuple[str, ...], first: int = 0) -> str:
    """What stands in the brackets of a call, without the receiver of a method."""
    texts = []
    for k, part in enumerate(parts):
        if k < first:
            continue
        named = (*row.operands, *row.options) if row is not None else ()
        name = keywords[k - count] if k >= count else named[k] if k < len(named) else ""
        text = _argument(row, part, name, k).text
        texts.append(f"{keywords[k - count]}={text}" if k >= count else text)
    return ", ".join(texts)


def _argument(row: Any, part: Part, name: str, k: int) -> Part:
    if row is None:
        return part
    if row.variadic:
        return Part(f"[{', '.join(part.elements)}]", POSTFIX) if part.kind in ("list", "numbers") and not k else part
    if name not in row.operands:
        return _operand(part) if name in TENSORS or (name in row.options and row.kinds[name].tensor) else part
    return _operand(part) if k and row.kinds[name] is TENSOR_OR_NUMBER else part.tensor()


def _home(name: str) -> str:
    """A function with the module in which PyTorch has it."""
    module = getattr(name, "module", "") or full_name(name).rpartition(".")[0]
    plain = str(full_name(name).rpartition(".")[2])
    if module in MODULES:
        return MODULES[module] + plain
    if plain.startswith("linalg_") or plain in OF_LINALG:
        return f"torch.linalg.{plain.removeprefix('linalg_')}"
    row = table.TABLE[plain]
    for wanted in (plain, row.name):  # another spelling of ours is the row's name to PyTorch
        for prefix, where in HOMES:
            if hasattr(import_module(where), wanted):
                return prefix + wanted
    return FAMILIES[table.family_of(row)] + row.name
