"""What every kind of remedy says in Python, where settings are arguments and values are passed by keyword."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradcli.problems import Remedy

# settings that are switched on, or have a value, where they are spoken of
SETTINGS: Mapping[str, str] = {
    "no_grad": "no_grad=True",
    "same_graph": "same_graph=True",
    "retain_graph": "retain_graph=True",
    "no_allow_unused": "allow_unused=False",
    "none_as_zero": "none_as_zero=True",
    "dtype int64": 'dtype="int64"',
}


def setting(name: str) -> str:
    """A setting as an argument."""
    return SETTINGS.get(name, name)


def _begun(start: str, rest: str) -> str:
    return f"{start} {rest}" if rest else start


def _arguments(values: Sequence[str]) -> list[str]:
    """Names and values, in turn, as arguments."""
    return [f"{name}={text}" for name, text in zip(values[::2], values[1::2], strict=True)]


PHRASES: Mapping[str, Callable[..., str]] = {
    "setting": lambda name, rest: _begun(setting(name), rest),
    "value": lambda name: name,
    "not constant": lambda name, unknown: f"the value of {name} is not a constant: `{unknown}` has no value there",
    "give": lambda name: f"pass {name}=...",
    "give all": lambda *names: f"pass values: {', '.join(f'{name}=2' for name in names)}",
    "give tensors": lambda *names: f"pass values: {', '.join(f'{name}=[1, 2]' for name in names)}",
    "give to rows": lambda name: f"give it one value for all rows: {name}=2",
    "column and value": lambda name: f"`{name}` is a column and has the value of {name}= too",
    "other value": lambda name, given: f"did you mean {name}= where you passed {given}=?",
    "variables": lambda listed: f"the variables of this expression are: {listed}; allow_unused=True accepts other values",
    "use": lambda name: f"pass {setting(name)}",
    "values": lambda: "pass values by name, such as x=2",
    "drop": lambda name, rest: _begun(f"leave out {setting(name)}", rest),
    "leave out": lambda name, rest: f"leave it out: {_begun(setting(name), rest)}",
    "leave out grad_fn": lambda: "leave it out: the answer has the name of the grad_fn",
    "retain graph": lambda: "retain_graph=True keeps the buffers, or leave out same_graph=True to evaluate anew for each pass",
    "not scalar": lambda: "reduce it, for example with .sum() or .mean(), or say how much each element counts: grad_output=...",
    "not single": lambda: "reduce it, for example with .sum(), or ask for jacobian=True",
    "no derivative": lambda: "detach its operands, or leave the variable out of wrt",
    "no variable": lambda: "put a name where a number stands, and pass its value: x=2",
    "require one": lambda: "name one in wrt",
    "require": lambda which: f"name in wrt {which}",
    "add to wrt": lambda name: f"add {name} to wrt",
    "name the variables": lambda: 'name the variables: wrt=["x", "y"]',
    "tensors": lambda: "hessian=True and jacobian=True work on tensors",
    "skip": lambda: 'give a number, or leave the row out with on_error="skip"',
    "delimiter": lambda: 'separate the columns by commas, or by tabs, or pass Dialect(delimiter=";")',
    "extensions": lambda known: f"the extensions are {known}; format=... says it whatever the name is",
    "expressions": lambda: "Notation(expressions=True) computes it",
    "decimal comma": lambda: 'Notation(decimal=",") reads it',
    "either comma": lambda: 'if it is a decimal one, Notation(decimal=",") reads it; otherwise leave it out',
    "column": lambda name, place: f"one of them for {name}: {place}",
    "did you mean": lambda name, value: f'did you mean {name}="{value}"?',
    "no columns": lambda: "columns=() passes on none",
    "text format": lambda: "write jsonl or csv",
    "program": lambda library, rest: f"program({library!r}) {rest}",
    "terminal": lambda format: f"write to points.{format}, or write csv",
    "stored trace": lambda: "write one with the command `gradcli explain`, as JSON",
    "look": lambda *names: f"say where to look: ranges={{{', '.join(f'{name!r}: (0.1, 3)' for name in names)}}}",
    "none as zero": lambda name: (
        f"{name}.grad is None: nothing connects it to the output; none_as_zero=True lets 0 count as None"
    ),
    "nan ok": lambda: "the true gradient is nan here, and nan equals nan only with nan_ok=True",
    "example": lambda expression, *values: f'gradcli.grad("{expression}", {", ".join(_arguments(values))})',
    "rounded": lambda shown, digits: f"{shown} is the gradient rounded to {digits} digits; rtol=1e-{int(digits) - 1} accepts it",
}


def said(remedy: Remedy) -> str:
    """A remedy in the words of Python."""
    return PHRASES[remedy.kind](*remedy.about)
