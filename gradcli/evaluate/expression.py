"""A syntax tree evaluated on tensors: one loop over the postorder, with a stack. No recursion, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from gradcli.evaluate import values
from gradcli.evaluate.arguments import NUMBERS, as_operand, holds_tensors, stacked
from gradcli.evaluate.calls import call
from gradcli.evaluate.casts import constant_only
from gradcli.evaluate.constants import constant, described
from gradcli.evaluate.numbers import NUMBER_OPERATORS, NUMBER_SIGNS
from gradcli.ops import arithmetic, table
from gradcli.ops.dtypes import NAMED, DType
from gradcli.ops.op import Composite, Op, Row
from gradcli.ops.returned import Returned
from gradcli.ops.sizes import text
from gradcli.problems import NameProblem, Problem, Remedy, SyntaxProblem, TorchError, Words, index_error, type_error
from gradcli.suggest import suggest_name
from gradcli.syntax.tree import Tree, full_name
from gradcli.tensors.dispatch import apply
from gradcli.tensors.tensor import Tensor

CONSTANTS: Mapping[str, Any] = {
    "pi": 3.141592653589793,
    "e": 2.718281828459045,
    "tau": 6.283185307179586,
    "inf": float("inf"),
    "nan": float("nan"),
    "True": True,
    "False": False,
    "None": None,
    **NAMED,
}

OPERATORS: Mapping[str, Any] = {
    "+": arithmetic.add_tensor,
    "-": arithmetic.operator_sub,
    "*": arithmetic.mul,
    "/": arithmetic.operator_div,
    "//": arithmetic.floor_divide,
    "%": arithmetic.remainder,
    "**": table.pow,
    "@": table.matmul,
    "&": arithmetic.bitwise_and,
    "|": arithmetic.bitwise_or,
    "<": arithmetic.lt,
    "<=": arithmetic.le,
    ">": arithmetic.gt,
    ">=": arithmetic.ge,
    "==": arithmetic.eq,
    "!=": arithmetic.ne,
}
SIGNS: Mapping[str, Any] = {"-": arithmetic.neg, "+": arithmetic.positive, "~": arithmetic.operator_invert}
SHOWN_NAMES = 64  # of the named intermediates, the first so many are kept for display
PLAIN = {symbol: OPERATORS[symbol] for symbol in ("+", "*", "<", "<=", ">", ">=", "==", "!=")}  # one row, whatever the operands


@lru_cache(1000)
def _simple(name: str) -> Op | None:
    """The row of a function of one tensor and nothing else: what is given is what it takes."""
    row = table.TABLE.get(name)
    simple = type(row) is Op and len(row.operands) == 1 and not row.options and not row.method and row.results is None
    return row if simple else None


class Evaluation(NamedTuple):
    """What an expression came to.

    name    the output's name if the last statement is an assignment
    output  its value: a tensor, or a number if no tensor occurs
    named   what each assignment bound, in order
    """

    name: str | None
    output: Any
    named: tuple[tuple[str, Any], ...] = ()


class Position:
    """Where the evaluator is: the node of the tree that is being worked on."""

    __slots__ = ("node",)

    def __init__(self) -> None:
        self.node = 0


def evaluate(tree: Tree, variables: Mapping[str, Any], place: Position | None = None) -> Evaluation:
    """The value of the last statement.

    variables  name -> Tensor (or number); constants such as pi need not be among them
    place      kept up to date with the node being evaluated, for those who watch
    Raises Problem, located in the source, for everything that cannot be evaluated.
    """
    place = place or Position()
    try:
        return _run(tree, variables, place)
    except Problem as problem:
        raise _located(problem, tree, place.node) from None
    except (ArithmeticError, ValueError) as error:  # a kernel that found no answer
        refused = TorchError(type(error).__name__, f"{error}" or "this cannot be computed")
        raise _located(refused, tree, place.node) from error


def _run(tree: Tree, variables: Mapping[str, Any], place: Position) -> Evaluation:
    names: dict[str, Any] = {**CONSTANTS, **variables}
    bound: list[tuple[str, Any]] = []
    stack: list[Any] = []
    push, pop = stack.append, stack.pop
    last: tuple[str | None, Any] | None = None
    for i, (kind, value) in enumerate(zip(tree.kinds, tree.values, strict=True)):
        if kind == "name":
            try:
                push(names[value])
            except KeyError:
                place.node = i
                raise missing(value) from None
        elif kind == "number":
            push(value)
        elif kind == "binary" or kind == "compare":
            place.node = i
            y = pop()
            push(_binary(value, pop(), y))
        elif kind == "call":
            place.node = i
            push(_call(value, stack))
        elif kind == "assign":
            place.node = i
            names[value] = result = _bindable(pop())
            last = (value, result)
            if len(bound) < SHOWN_NAMES:
                bound.append((value, result))
        elif kind == "statement":
            place.node = i
            last = (None, pop())
        else:
            place.node = i
            push(_OTHERS[kind](value, stack))
    if last is None:
        raise SyntaxProblem("there is no expression here", fix="type one, such as 3*x**2 + 4*x + 5")
    name, output = last
    place.node = len(tree) - 1
    return Evaluation(name, _output(output), tuple(bound))


def _binary(symbol: str, x: Any, y: Any) -> Any:
    direct = PLAIN.get(symbol)
    if direct is not None and type(x) is Tensor and (type(y) is Tensor or type(y) in NUMBERS):
        return apply(direct, (x, y))
    if type(x) is not Tensor and type(x) not in NUMBERS:
        x = as_operand(x)
    if type(y) is not Tensor and type(y) not in NUMBERS:
        y = as_operand(y)
    if type(x) in NUMBERS and type(y) in NUMBERS:
        return NUMBER_OPERATORS[symbol](x, y)
    return OPERATORS[symbol](x, y) if direct is None else apply(direct, (x, y))


def _unary(symbol: str, stack: list[Any]) -> Any:
    x = stack.pop()
    if type(x) not in NUMBERS:
        x = as_operand(x)
    if not isinstance(x, Tensor):
        return NUMBER_SIGNS[symbol](x)
    return SIGNS[symbol](x)


def _call(value: tuple[str, int, tuple[str, ...]], stack: list[Any]) -> Any:
    name, count, keywords = value
    if count == 1 and not keywords and type(stack[-1]) is Tensor and (direct := _simple(name)) is not None:
        return apply(direct, (stack.pop(),))
    arguments = _taken(stack, count + len(keywords))
    named = dict(zip(keywords, arguments[count:], strict=True))
    if name == "tensor":
        return _tensor(arguments[:count], named)
    row = table.qualified(name) if "." in name else table.TABLE.get(name)
    if name in BUILTINS and count == 1 and not keywords:
        return BUILTINS[name](arguments[0])
    if row is None or row.method:
        raise unknown_function(name, row)
    return call(row, arguments[:count], named, name=full_name(name))


def _tensor(positional: list[Any], named: Mapping[str, Any]) -> Tensor:
    given = positional or [named["data"]] if positional or "data" in named else []
    if len(given) != 1 or set(named) - {"data", "dtype", "requires_grad", "device"}:
        raise Problem("tensor() takes one list or number")
    constant_only(named.get("requires_grad"))
    dtype = named.get("dtype")
    if dtype is not None and not isinstance(dtype, DType):
        raise type_error(f"tensor(): argument 'dtype' must be torch.dtype, not {type(dtype).__name__}")
    return constant(given[0], dtype)


# Python's own functions of a tensor with one element, and the length of one
def _unrecorded(x: Any) -> Any:
    """A tensor as a number may be had of it: PyTorch warns of the others, and a calculation says so in its own words."""
    return x.detach() if isinstance(x, Tensor) else x


BUILTINS: Mapping[str, Callable[[Any], Any]] = {
    "float": lambda x: float(_unrecorded(x)),
    "int": lambda x: int(_unrecorded(x)),
    "bool": bool,
    "len": len,
}


def _method(value: tuple[str, int, tuple[str, ...]], stack: list[Any]) -> Any:
    name, count, keywords = value
    arguments = _taken(stack, 1 + count + len(keywords))
    receiver = as_operand(arguments[0])
    if type(receiver) in NUMBERS:
        receiver = constant(receiver)
    function = values.METHODS.get(name)
    named = dict(zip(keywords, arguments[1 + count :], strict=True))
    if function is not None:
        return _asked(name, function, receiver, arguments[1 : 1 + count], named)
    row = values.method_row(name)
    if row is None:
        raise unknown_function(name, None, method=True)
    return values.call_method(row, receiver, arguments[1 : 1 + count], named, name=name)


def _asked(name: str, function: Callable[..., Any], x: Tensor, positional: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """A method that is no row of the table."""
    try:
        return function(x, *positional, **named)
    except TypeError as error:
        if isinstance(error, Problem):
            raise
        raise type_error(f"{name}(): the arguments do not fit") from None


# What scripts do with tensors and expressions need not do
NOT_HERE: Mapping[str, Words] = {
    "backward": "leave it out: going backward is what this command does",
    "grad": "leave it out: the gradients are printed with the value",
    "requires_grad": Remedy("leave out", ("wrt", "names the variables that require grad")),
    "requires_grad_": Remedy("leave out", ("wrt", "names the variables that require grad")),
    "grad_fn": Remedy("leave out grad_fn"),
    "numpy": "leave it out: expressions are on tensors throughout",
    "retain_grad": "leave it out: `gradcli explain` shows the gradient of every value",
    "zero_": Remedy("leave out", ("zero_grad", "zeroes .grad between passes")),
    "cpu": "leave it out: everything is on the CPU",
}


DRAWING = frozenset(  # the functions and methods of PyTorch that draw random numbers
    "alpha_dropout alpha_dropout_ bernoulli bernoulli_ cauchy_ dropout dropout1d dropout2d dropout3d dropout_ exponential_ "
    "feature_alpha_dropout feature_alpha_dropout_ feature_dropout feature_dropout_ geometric_ gumbel_softmax log_normal_ "
    "manual_seed multinomial normal normal_ poisson rand rand_like randint randint_like randn randn_like random_ randperm "
    "rrelu rrelu_ uniform_".split()
)


def _attribute(name: str, stack: list[Any]) -> Any:
    x = stack.pop()
    if isinstance(x, Returned) and name in x.fields:
        return getattr(x, name)
    operand = as_operand(x)
    if type(operand) in NUMBERS:
        operand = constant(operand)
    attribute = values.ATTRIBUTES.get(name)
    if attribute is not None:
        return attribute(operand)
    raise NameProblem(
        f"there is no attribute `{name}`",
        fix=NOT_HERE.get(name, "the attributes are T, shape, ndim, and .values and .indices of max(a, dim=0)"),
    )


def _index(count: int, stack: list[Any]) -> Any:
    items = _taken(stack, count)
    x = stack.pop()
    if isinstance(x, tuple):
        return _element(x, items)
    x = as_operand(x)
    if type(x) in NUMBERS:
        raise Problem("a plain number cannot be indexed")
    return values.index(x, items)


def _element(pair: tuple[Any, ...], items: list[Any]) -> Any:
    if len(items) != 1 or type(items[0]) is not int or not -len(pair) <= items[0] < len(pair):
        raise index_error(
            "tuple index out of range" if len(items) == 1 and type(items[0]) is int else "tuple indices must be integers"
        )
    return pair[items[0]]


def _slice(present: tuple[bool, bool, bool], stack: list[Any]) -> slice:
    parts = [stack.pop() if there else None for there in reversed(present)]
    step, stop, start = (values.bound(p) for p in parts)
    return slice(start, stop, step)


def _list(count: int, stack: list[Any]) -> list[Any]:
    return _taken(stack, count)


def _tuple(count: int, stack: list[Any]) -> tuple[Any, ...]:
    return tuple(_taken(stack, count))


def _literal(value: Any, stack: list[Any]) -> Any:  # noqa: ARG001
    return value


def _ellipsis(value: Any, stack: list[Any]) -> Any:  # noqa: ARG001
    return Ellipsis


_OTHERS: Mapping[str, Any] = {
    "unary": _unary,
    "method": _method,
    "attribute": _attribute,
    "index": _index,
    "slice": _slice,
    "list": _list,
    "tuple": _tuple,
    "string": _literal,
    "ellipsis": _ellipsis,
}


def _taken(stack: list[Any], count: int) -> list[Any]:
    """The last `count` values, off the stack."""
    if not count:
        return []
    values = stack[-count:]
    del stack[-count:]
    return values


def _bindable(value: Any) -> Any:
    """A named list of tensors is one tensor, so that it is one node however often it is used."""
    return stacked(value) if type(value) is list and holds_tensors(value) else value


def _output(value: Any) -> Any:
    if type(value) in NUMBERS:
        return value
    return as_operand(value)


# ------------------------------------------------------------------ what went wrong, and where
def is_function(name: str) -> bool:
    """Whether a name that has no value was probably meant as a function; t and T are variables to everyone."""
    return len(name) > 1 and name in table.TABLE


def missing(name: str) -> NameProblem:
    """A name without a value."""
    if is_function(name):
        return NameProblem(f"`{name}` is a function; it needs its argument in brackets", fix=f"write {name}(x)")
    problem = NameProblem(f"`{name}` has no value", fix=Remedy("give", (name,)))
    problem.absent = name
    return problem


def unknown_function(name: str, row: Row | None, method: bool = False) -> NameProblem:
    """A function that is not in the table, with the nearest name."""
    if row is not None:
        return NameProblem(f"`{name}` is a method of tensors, as in PyTorch", fix=f"write x.{name}(...)")
    if method and name in NOT_HERE:
        return NameProblem(f"`.{name}()` has no place in an expression", fix=NOT_HERE[name])
    if name in DRAWING:
        problem = NameProblem(
            f"`{name}` draws random numbers, and an expression has the same answer every time",
            fix="draw the numbers first, and give them as the value of a variable",
        )
        problem.replacement = (name, None)  # type: ignore[attr-defined]
        return problem
    near = suggest_name(name, [n for n, r in table.TABLE.items() if method or not r.method])
    problem = NameProblem(
        f"unknown {'method' if method else 'function'} `{name}`",
        fix=f"did you mean `{near}`?" if near else "`gradcli ops` lists the functions",
    )
    problem.replacement = (name, near)  # type: ignore[attr-defined]
    return problem


def _located(problem: Problem, tree: Tree, node: int) -> Problem:
    """The problem with the place of the node, or of the operand that is to blame."""
    if problem.span is not None:
        return problem
    at = node
    operands = tree.operands(node)
    operand = getattr(problem, "operand", None)
    if operand is not None and operand < len(operands):
        at = operands[operand]
    shapes = getattr(problem, "shapes", None)
    if shapes and problem.why is None:
        problem.why = _shapes(tree, operands, shapes)
    if isinstance(problem, NameProblem) and getattr(problem, "replacement", None):
        return _renamed(problem, tree, node)
    return problem.located(tree.source, (tree.starts[at], tree.ends[at]))


def _shapes(tree: Tree, operands: Sequence[int], shapes: Sequence[Any]) -> str | None:
    """Which operand has which shape."""
    texts = [tree.text(i) for i in operands]
    if len(texts) < len(shapes) or any(len(t) > 60 for t in texts):
        return "the shapes are " + " and ".join(text(s) for s in shapes)
    return " and ".join(f"`{t}` has shape {text(s)}" for t, s in zip(texts, shapes, strict=False))


def _renamed(problem: Problem, tree: Tree, node: int) -> Problem:
    """The caret under the function's name alone, and the whole expression with the right name."""
    name, near = problem.replacement  # type: ignore[attr-defined]
    source = tree.source
    start = source.find(name, tree.starts[node], tree.ends[node])
    if start < 0:
        return problem.located(source, (tree.starts[node], tree.ends[node]))
    end = start + len(name)
    if near and len(source) <= 200 and "\n" not in source:
        problem.hint = source[:start] + near + source[end:]
    return problem.located(source, (start, end))


__all__ = ["CONSTANTS", "Composite", "Evaluation", "Position", "described", "evaluate", "missing"]
