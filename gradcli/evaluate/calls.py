"""A call matched against a row of the table: positional arguments and keywords become operands and options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradcli.evaluate.arguments import (
    NUMBERS,
    WITH_NUMBERS,
    checked,
    element,
    lifted,
    missing_argument,
    own_name,
    strict_element,
    strict_operands,
    torch_name,
)
from gradcli.evaluate.casts import computed_in, taken
from gradcli.evaluate.constants import described
from gradcli.evaluate.warned import say
from gradcli.ops.dtypes import check_range
from gradcli.ops.kinds import INTEGERS, TENSOR_OR_NUMBER
from gradcli.ops.op import Op, Row
from gradcli.ops.returned import Returned, returned
from gradcli.ops.warnings import heard
from gradcli.problems import Problem, TorchError, type_error
from gradcli.tensors.dispatch import apply
from gradcli.tensors.tensor import Tensor


def call(
    row: Row, positional: Sequence[Any], keywords: Mapping[str, Any], strict: bool = False, name: str = "", method: bool = False
) -> Any:
    """Run a row on the arguments of a call.

    strict  as PyTorch takes them, in scripts; in expressions numbers and lists stand for tensors
    name    as it is called, where that is not the row's own name
    method  it is called as a method of the first argument
    Raises TorchError or NameProblem if they do not fit.
    """
    if strict:
        with heard(say):
            return _called(row, positional, keywords, strict, name or row.name, method)
    if "dims" in row.options and row.kinds["dims"] is INTEGERS:
        positional, keywords = _with_brackets(row, positional, keywords)
    try:
        return _called(row, positional, keywords, strict, name or row.name, method)
    except TorchError:
        _without_leniency(row, positional, keywords, name or row.name, method)
        raise


def _with_brackets(row: Row, positional: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """A single dimension where PyTorch wants a tuple of them, flip(x, 0): expressions may leave the brackets out."""
    place = len(row.operands) + row.options.index("dims")
    if len(positional) == place + 1 and type(positional[place]) is int:
        return [*positional[:place], (positional[place],)], keywords
    if type(keywords.get("dims")) is int:
        return positional, {**keywords, "dims": (keywords["dims"],)}
    return positional, keywords


def _without_leniency(row: Row, positional: Sequence[Any], keywords: Mapping[str, Any], name: str, method: bool) -> None:
    """What PyTorch says to numbers in place of tensors, where nothing came of taking them. Raises its TypeError."""
    from gradcli.evaluate.refusals import check, fits  # late: most calls succeed

    if not any(row.kinds[n] is TENSOR_OR_NUMBER for n in row.operands):
        check(name, positional, keywords, method, lambda kind, value: fits(kind, value, type(value) not in NUMBERS))


def _called(row: Row, positional: Sequence[Any], keywords: Mapping[str, Any], strict: bool, name: str, method: bool) -> Any:
    from gradcli.evaluate.refusals import check  # late: most expressions call nothing that has to be looked up

    way = check(name, positional, keywords, method, _accepts(row, strict))
    given, named = list(positional), dict(keywords)
    if way is not None and way.positional == 1 and len(given) > 1 + method:
        given[method:] = [_gathered(given[method:])]  # the only argument by place: x.permute(1, 0)
    if way is not None and len(row.operands) > 1:
        _name_options(row, ["input", *way.places] if method else way.places, given, named)
    dtype = taken(row, named) if named else None
    names = {own_name(row, k, strict): v for k, v in named.items()}
    if row.variadic:
        loose = getattr(row, "loose", None)
        operands = _sequence(row, given, names, strict) if loose is None else _one_by_one(loose, given, names, strict)
    else:
        operands = _operands(row, given, names, way is not None)
        operands = strict_operands(row, operands) if strict else lifted(row, operands) if operands else []
    options = _options(row, given, names)
    if dtype is not None and "fill_value" in options:
        check_range(options["fill_value"], dtype)
    try:
        out = computed_in(dtype, row, operands, lambda ready: _run(row, ready, options))
        return _named(row, name, out) if row.results is not None and type(out) is tuple else out
    except TypeError as error:
        if options == row.defaults or isinstance(error, Problem):
            raise
        raise type_error(f"{row.name}(): an argument is of the wrong kind") from None


def _named(row: Row, name: str, results: tuple[Any, ...]) -> Any:
    """Several results as PyTorch returns them, torch.return_types.max."""
    fields: Any = row.results
    return returned(name if "." in name else row.name, fields._fields)(results)


def _name_options(row: Row, places: Sequence[str], given: list[Any], named: dict[str, Any]) -> None:
    """Options that stand where another signature has an operand, by name: the dim of max(a, 0, True)."""
    for k in range(1, min(len(row.operands), len(given), len(places))):
        if places[k] in row.options:
            named.update(zip(places[k:], given[k:], strict=False))
            del given[k:]


def _accepts(row: Row, strict: bool) -> Callable[[str, Any], bool]:
    from gradcli.evaluate.refusals import fits  # late, as above

    if not strict:
        return lambda kind, value: fits(kind, value, True)
    if row.name in WITH_NUMBERS:
        return lambda kind, value: fits(kind, value, not isinstance(value, list | Returned))
    return lambda kind, value: fits(kind, value, False)


def _run(row: Row, operands: list[Any], options: Mapping[str, Any]) -> Any:
    if isinstance(row, Op) and not operands and not row.variadic:
        return apply(row, (), options)
    return row(*operands, **options)


def _operands(row: Row, given: list[Any], names: dict[str, Any], taken_by_torch: bool) -> list[Any]:
    """The operands, taken away from what was given."""
    operands = []
    for name in row.operands:
        if given and (name == "x" or name not in names):
            operands.append(given.pop(0))
        elif name in names:
            operands.append(names.pop(name))
        elif name in row.defaults:
            break
        elif taken_by_torch:  # the indices of where(condition)
            raise Problem(
                f"`{row.name}` without `{torch_name(name)}` is not known to gradcli", fix=f"give it `{torch_name(name)}`"
            )
        else:
            raise missing_argument(row, name)
    while len(operands) > row.required and operands and operands[-1] is None:
        operands.pop()
    return operands


def _sequence(row: Row, given: list[Any], names: dict[str, Any], strict: bool) -> list[Any]:
    """The tensors of cat and stack."""
    listed = names.pop("tensors", None) if not given else given.pop(0)
    if not isinstance(listed, list | tuple):
        found = "Tensor" if isinstance(listed, Tensor) else described(listed)
        raise type_error(f"{row.name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {found}")
    for k, v in enumerate(listed):
        if v is None:
            raise type_error(f"expected Tensor as element {k} in argument 0, but got NoneType")
    return [strict_element(v, k) if strict else element(v) for k, v in enumerate(listed)]


def _one_by_one(first: Sequence[str], given: list[Any], names: dict[str, Any], strict: bool) -> list[Any]:
    """The tensors of einsum and meshgrid, behind the options that stand first; a list of them is them, too."""
    names.update(zip(first, given[: len(first)], strict=False))
    tensors = given[len(first) :]
    given.clear()
    if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
        tensors = list(tensors[0])
    return [strict_element(v, k) if strict else element(v) for k, v in enumerate(tensors)]


def _gathered(loose: Sequence[Any]) -> tuple[Any, ...]:
    """Loose integers as the tuple that they stand for; behind the first, True is 1."""
    return tuple([int(v) if isinstance(v, bool) else v for v in loose])


def _options(row: Row, given: list[Any], names: dict[str, Any]) -> dict[str, Any]:
    """The options by name, each of the kind that the row asks for."""
    if row.gather and given and len(given) > 1 and all(type(v) is int for v in given):
        given = [tuple(given)]
    free = [n for n in row.options if n not in names]
    if len(given) > len(free):
        most = len(row.operands) + len(row.options)
        plural, count = "s" if most != 1 else "", most + len(given) - len(free)
        raise type_error(f"{row.name}() takes {most} positional argument{plural} but {count} were given")
    for name in names:
        if name in row.operands:
            raise type_error(f"{row.name}() got multiple values for argument '{torch_name(name)}'")
    names.update(zip(free, given, strict=False))
    options = {name: checked(row, name, value) for name, value in names.items()}
    for name in row.options:
        if name not in options and name not in row.defaults:
            raise missing_argument(row, name)
        if name not in options:
            options[name] = row.defaults[name]
    return options
