"""The closed form of each gradient: forward and backward with symbols in place of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gradcli import limits
from gradcli.autograd.backward import backward
from gradcli.evaluate.expression import evaluate
from gradcli.formula.symbol import NO_SPELLING, NotWritable, Symbol, Symbols
from gradcli.formula.text import Reading, inner_first, write
from gradcli.ops.op import Op
from gradcli.ops.reduction import sum_all
from gradcli.ops.sizes import Shape
from gradcli.ops.warnings import muted
from gradcli.problems import NameProblem, Problem, SyntaxProblem, TorchError
from gradcli.recording.modes import watched
from gradcli.syntax.tree import Tree
from gradcli.tensors.tensor import Tensor

LARGEST_TREE = 600  # nodes; beyond it a formula would never fit a line


class Guarded(NamedTuple):
    """A formula as people read it, without what guards it.

    text    the formula
    guards  (what counts as 0, where, and where in words that the parser reads)
    """

    text: str
    guards: tuple[tuple[str, str, str], ...]


class ClosedForms(NamedTuple):
    """The formulas, and the variables for which none can be written down.

    formulas  variable -> text that the parser reads back; None if the gradient is None
    missing   variable -> why there is no formula
    readings  variable -> the formula without its guards, where it has some
    """

    formulas: Mapping[str, str | None]
    missing: Mapping[str, str]
    readings: Mapping[str, Guarded] = {}


class SizesNeeded(Exception):
    """An operation depends on sizes that nobody gave."""


def closed_forms(
    tree: Tree, shapes: Mapping[str, Shape], wrt: Sequence[str], kinds: Mapping[str, str], sizes_known: bool = True
) -> ClosedForms:
    """Formulas of d output / d variable for each variable in `wrt`.

    shapes       the variables that stay symbols, with their sizes
    kinds        the dtypes of those that are no numbers to differentiate by: masks, classes
    sizes_known  False if the sizes are only assumed: then operations that depend on them have no formula
    """
    if len(tree) > LARGEST_TREE:
        return _none(wrt, "the expression is too long")
    symbols = Symbols()
    leaves = {
        name: Tensor(symbols.name(name, shape, kinds.get(name, "float64")), requires_grad=name in wrt)
        for name, shape in shapes.items()
    }
    try:
        with muted(), watched(_size_free if not sizes_known else _unwatched):
            output = evaluate(tree, leaves).output
        if not isinstance(output, Tensor) or not output.requires_grad:
            return ClosedForms(dict.fromkeys(wrt), {})
        backward(output, symbols.expanded(symbols.number(1), output.shape))
    except SizesNeeded as needed:
        return _none(wrt, f"{needed} depends on sizes")
    except (NameProblem, SyntaxProblem):
        raise
    except NotWritable as reason:
        return _none(wrt, str(reason))
    except TorchError:
        return _none(wrt, NO_SPELLING if sizes_known else "it depends on sizes")
    except Problem:
        return _none(wrt, NO_SPELLING)
    return _written({name: leaves[name].grad for name in wrt}, shapes, symbols)


def _written(gradients: Mapping[str, Tensor | None], shapes: Mapping[str, Shape], symbols: Symbols) -> ClosedForms:
    """Each gradient as text, or why it has none."""
    formulas: dict[str, str | None] = {}
    missing: dict[str, str] = {}
    readings: dict[str, Guarded] = {}
    for name, gradient in gradients.items():
        try:
            formulas[name] = None if gradient is None else _text(gradient.raw, name, shapes[name], symbols)
            if gradient is not None and symbols.guards and symbols.lift(gradient.raw).shape == symbols.core(gradient.raw).shape:
                readings.update(_read(name, symbols.core(gradient.raw), symbols))
        except NotWritable as reason:
            missing[name] = str(reason)
    return ClosedForms(formulas, missing, readings)


def _read(name: str, symbol: Symbol, symbols: Symbols) -> dict[str, Guarded]:
    """The formula without its guards; nothing where there are none. Raises NotWritable."""
    limit = limits.value(limits.FORMULA)
    parts = [part for part in inner_first(symbol) if part in symbols.guards]
    guards = {
        (write(part.parts[1][2], limit, Reading()), write(condition, limit, Reading()), write(condition, limit))
        for part in parts
        for condition in [symbols.guards[part]]
    }
    return {name: Guarded(write(symbol, limit, Reading()), tuple(sorted(guards)))} if guards else {}


def _size_free(op: Op, *_: Any) -> None:
    if not op.elementwise and op is not sum_all:
        raise SizesNeeded(op.name)


def _unwatched(*_: Any) -> None:
    """Nothing to watch for."""


def _text(gradient: Any, name: str, shape: Shape, symbols: Symbols) -> str:
    symbol: Symbol = symbols.lift(gradient)
    core = symbols.core(symbol)
    limit = limits.value(limits.FORMULA)
    if core.shape == shape:
        return write(core, limit)
    text = write(core, limit)
    if text == "0":
        return f"zeros_like({name})"
    return (
        f"ones_like({name})" if text == "1" else write(symbols.multiply(core, symbols.name(f"ones_like({name})", shape)), limit)
    )


def _none(wrt: Sequence[str], why: str) -> ClosedForms:
    return ClosedForms({}, dict.fromkeys(wrt, why))
