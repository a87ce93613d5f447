"""Values as texts: constant expressions of the language, and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gradcli.ops.defaults import default_dtype_of
from gradcli.problems import LimitProblem, Problem, Remedy, SyntaxProblem, Words

if TYPE_CHECKING:
    from gradcli.readers.notation import Notation
    from gradcli.syntax.tree import Tree


def parse_values(texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of the variables, in the order given."""
    readers = [name for name, text in texts.items() if text == "@-" or text.startswith("@-:")]
    if len(readers) > 1:
        listed = " and ".join([f"`{name}`" for name in readers])
        raise Problem(
            f"standard input can be read once, and {listed} are to come from it", fix="save it in a file, and name that"
        )
    return {name: parse_value(name, text) for name, text in texts.items()}


def parse_value(name: str, text: str, column: str | None = None) -> Any:
    """The value of a variable, or of a setting: a constant expression, @file, or @file:column.

    column  of a file with several the one that is taken if none is named; by default that of the variable's name
    Raises Problem with the place in the value.
    """
    if text.startswith("@"):
        from gradcli.readers.choice import wanted
        from gradcli.readers.values import read

        return read(wanted(text[1:], name if column is None else column, name))
    try:
        return parse_constant(Remedy("value", (name,)), text)
    except Problem as problem:
        problem.unknown = name if name.isidentifier() else None
        raise


def parse_line(name: str, text: str, notation: Notation, shown: bool = True) -> Any:
    """The value on a line of numbers: a numeral, a constant or a list of them. Raises Problem with the reason why it is none.

    shown  whether these are known to be lines of numbers, which a message may show
    """
    from gradcli.readers.notation import NO_NUMBER, is_numeric, whole_or_number

    try:
        return whole_or_number(text, notation)
    except Problem as problem:
        reason = str(problem).rpartition(NO_NUMBER)[2]
        if not shown and not is_numeric(text):
            raise Problem(f"there is no number on it{reason}", fix=problem.fix) from None
        if reason or isinstance(problem, LimitProblem):
            raise
        parse_constant(Remedy("value", (name,)), text)  # which says what is wrong with it as an expression
        raise


def parse_constant(what: Words, text: str) -> Any:
    """A constant expression; `what` says in a Problem whose value it is."""
    from gradcli.evaluate.expression import CONSTANTS, evaluate
    from gradcli.syntax.parser import demand_used, parse

    try:
        tree = demand_used(parse(text))
        _refuse_bits(tree)
        names = [n for n in tree.names() if n not in CONSTANTS or n == "None"]
        if not names:
            with default_dtype_of("float64"):  # which a session with PyTorch's names may have changed
                return evaluate(tree, {}).output
    except Problem as problem:
        raise problem.within(what) from None
    raise _not_constant(what, names[0]).located(text, (0, len(text)))


def _refuse_bits(tree: Tree) -> None:
    """Raise SyntaxProblem for 1|2|3 and ~3, which would be worked out bit by bit, and nobody means so in a value."""
    if not {"|", "&", "~"} & set(tree.source):
        return
    for k, sign in enumerate(tree.values):
        if sign in ("|", "&", "~") and tree.kinds[k] in ("binary", "unary"):
            if "compare" in tree.kinds or {"True", "False"} & set(tree.names()):
                return  # a mask
            at = tree.source.find(sign, tree.starts[k])
            raise SyntaxProblem(f"`{sign}` works on bits, and no value is meant so", span=(at, at + 1), source=tree.source)


def _not_constant(what: Words, name: str) -> SyntaxProblem:
    if isinstance(what, Remedy):
        return SyntaxProblem(Remedy("not constant", (*what.about, name)))
    return SyntaxProblem(f"the value of {what} is not a constant: `{name}` has no value there")
