"""The Python interface: the same answers as the commands, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gradcli.calculation import answers
from gradcli.calculation.question import Settings, named, variables
from gradcli.calculation.structure import structure
from gradcli.calculation.trace import Trace
from gradcli.calculation.tracing import trace
from gradcli.evaluate.constants import constant
from gradcli.formula.closed_form import closed_forms
from gradcli.ops.defaults import default_dtype_of
from gradcli.problems import Problem, TorchError
from gradcli.syntax.parser import parse
from gradcli.tensors.foreign import is_number
from gradcli.tensors.tensor import Tensor

if TYPE_CHECKING:
    from gradcli.checks.findings import Report

PASS = "pass a number, a list of numbers or an array"


_in_float64 = default_dtype_of("float64")  # the numbers of a call, whatever the default of a session is


class Gradients(NamedTuple):
    """The answer of `grad`.

    value        of the output: a float, or an array
    grad         variable -> its gradient, of the variable's shape; None if it has none
    formula      variable -> the closed form, or None where it cannot be written down
    output       the output's name
    grad_fn      the name of its node, None if it does not require grad
    notes        what should be known: conventions met, nan, inf, None, PyTorch's warnings
    passes       `grad` as it was after each backward pass
    derivatives  variable -> first to n-th derivative, for order=n
    hessian      {row: {column: second derivatives, of row's shape + column's shape}}, for hessian=True
    jacobian     variable -> derivatives of every element, of the output's shape + the variable's, for jacobian=True
    """

    value: Any
    grad: Mapping[str, Any]
    formula: Mapping[str, str | None]
    output: str
    grad_fn: str | None
    notes: tuple[str, ...]
    passes: tuple[Mapping[str, Any], ...] = ()
    derivatives: Mapping[str, Sequence[Any]] | None = None
    hessian: Mapping[str, Mapping[str, Any]] | None = None
    jacobian: Mapping[str, Any] | None = None

    def __eq__(self, other: object) -> bool:
        return type(other) is Gradients and all(map(_same, self, other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.output, self.grad_fn, self.notes))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002
        from gradcli.views.shown import gradients

        return gradients(self.output, self.value, self.grad, self.formula, self.notes)


class Explained(Trace):
    """The answer of `explain`: a trace, which a notebook shows as the page that plays it."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002
        from gradcli.views.shown import explained

        return explained(self)


class Drawn(Trace):
    """The answer of `graph`: a trace, which a notebook shows as a drawing."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002
        from gradcli.views.shown import drawn

        return drawn(self)


def _same(x: Any, y: Any) -> bool:
    """Whether two parts of an answer are the same, arrays among them element by element."""
    if isinstance(x, Mapping) and isinstance(y, Mapping):
        return x.keys() == y.keys() and all(_same(x[name], y[name]) for name in x)
    if isinstance(x, list | tuple) and isinstance(y, list | tuple):
        return len(x) == len(y) and all(map(_same, x, y))
    if getattr(x, "shape", ()) != getattr(y, "shape", ()):
        return False
    return bool((x == y).all()) if getattr(x, "shape", ()) else bool(x == y)


@_in_float64
def grad(
    expression: str,
    values: Mapping[str, Any] | None = None,
    *,
    wrt: str | Sequence[str] | None = None,
    no_grad: bool = False,
    backward: int = 1,
    same_graph: bool = False,
    retain_graph: bool = False,
    zero_grad: bool = False,
    grad_output: Any = None,
    dtype: str = "float64",
    allow_unused: bool | None = None,
    order: int = 1,
    hessian: bool = False,
    jacobian: bool = False,
    **variables: Any,
) -> Gradients:
    """Value and gradients of an expression.

    values, variables  variable -> number, nested list or array; as a mapping, as keywords, or both
    wrt                the variables that require grad; default all that are floating point
    no_grad            evaluate inside torch.no_grad()
    backward           so many backward passes; .grad accumulates
    same_graph         all passes go through one graph; otherwise each evaluates anew
    retain_graph       with same_graph: keep the buffers
    zero_grad          clear .grad between passes
    grad_output        the gradient that enters at the output, of the output's shape; needed unless it has one element
    dtype              "float64" or "float32"; arrays of whole numbers and of truth values keep theirs
    allow_unused       True: values that do not occur are fine; False: a variable that is not connected is an error
    order              derivatives up to this order, of scalars
    hessian, jacobian  all second derivatives; all derivatives of an output of several elements

    Raises Problem if the expression cannot be read or evaluated, and BackwardError, with PyTorch's text, where backward raises.
    """
    settings = _settings(
        wrt=wrt,
        no_grad=no_grad,
        backward=backward,
        same_graph=same_graph,
        retain_graph=retain_graph,
        zero_grad=zero_grad,
        grad_output=grad_output,
        dtype=dtype,
        allow_unused=allow_unused,
        order=order,
        hessian=hessian,
        jacobian=jacobian,
    )
    calculation, forms = answers.answer(_text(expression), _values(values, variables), settings)
    if calculation.error is not None:
        raise calculation.error
    return Gradients(
        value=calculation.value,
        grad=calculation.grads,
        formula={name: forms.formulas.get(name) for name in calculation.grads},
        output=calculation.name,
        grad_fn=calculation.grad_fn,
        notes=tuple(note.text for note in calculation.notes),
        passes=calculation.passes,
        derivatives=calculation.derivatives,
        hessian=calculation.hessian and {row: _plain(columns) for row, columns in calculation.hessian.items()},
        jacobian=calculation.jacobian and _plain(calculation.jacobian),
    )


@_in_float64
def explain(
    expression: str,
    values: Mapping[str, Any] | None = None,
    *,
    wrt: str | Sequence[str] | None = None,
    no_grad: bool = False,
    backward: int = 1,
    same_graph: bool = False,
    retain_graph: bool = False,
    zero_grad: bool = False,
    grad_output: Any = None,
    dtype: str = "float64",
    allow_unused: bool | None = None,
    **variables: Any,
) -> Explained:
    """Everything that happens in forward and backward; see gradcli.calculation.trace.Trace. The settings are those of `grad`.

    A notebook shows it as a page that plays it step by step.

    Raises Problem if the expression cannot be read or evaluated; what backward raises is `error` of the trace.
    """
    settings = _settings(
        wrt=wrt,
        no_grad=no_grad,
        backward=backward,
        same_graph=same_graph,
        retain_graph=retain_graph,
        zero_grad=zero_grad,
        grad_output=grad_output,
        dtype=dtype,
        allow_unused=allow_unused,
    )
    known = _values(values, variables)
    return Explained(*trace(parse(_text(expression), tuple(known)), known, settings))


@_in_float64
def graph(
    expression: str,
    values: Mapping[str, Any] | None = None,
    *,
    wrt: str | Sequence[str] | None = None,
    no_grad: bool = False,
    grad_output: Any = None,
    dtype: str = "float64",
    allow_unused: bool | None = None,
    **variables_: Any,
) -> Drawn:
    """The graph, with values and gradients, or without values its structure. The settings are those of `grad`.

    A notebook shows it as a drawing. Raises Problem if the expression cannot be read or evaluated.
    """
    settings = _settings(wrt=wrt, no_grad=no_grad, grad_output=grad_output, dtype=dtype, allow_unused=allow_unused)
    known = _values(values, variables_)
    tree = parse(_text(expression), tuple(known))
    found = structure(tree, settings) if not known and variables(tree) else trace(tree, known, settings)
    return Drawn(*found)


@_in_float64
def check(
    expression: str,
    values: Mapping[str, Any] | None = None,
    *,
    expect: Mapping[str, Any] | None = None,
    value: Any = None,
    formula: Mapping[str, str] | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    nan_ok: bool = False,
    none_as_zero: bool = False,
    strict: bool = False,
    undecided: str = "fail",
    samples: int | None = None,
    seed: int = 0,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    wrt: str | Sequence[str] | None = None,
    grad_output: Any = None,
    dtype: str = "float64",
    allow_unused: bool | None = None,
    **variables: Any,
) -> Report:
    """Whether claimed gradients hold: `report.passed`, and `report.findings` with the reasons.

    expect         variable -> its gradient, claimed; None claims that there is none
    value          of the output, claimed
    formula        variable -> formula of its gradient, claimed; also held against random points
    rtol, atol     |claim - true| <= atol + rtol*|true|; by default what the dtype and rounding call for
    nan_ok         nan equals nan
    none_as_zero   a gradient that is None counts as 0
    strict         a kink is a failure
    undecided      what counts where neither can be shown: "fail" or "pass"
    samples, seed  how many random points for formulas, and which; by default 20, fewer where a point has many numbers
    ranges         variable -> (low, high), between which its random values lie

    The other settings are those of `grad`. Without a claim the engine's own gradients are judged. Raises as `grad`.
    """
    from gradcli.checks.checking import Claims, check
    from gradcli.checks.findings import Rules
    from gradcli.checks.settings import one_of

    settings = _settings(wrt=wrt, grad_output=grad_output, dtype=dtype, allow_unused=allow_unused)
    if not (samples is None or (_is_whole(samples) and samples >= 0)) or not _is_whole(seed):
        raise Problem(f"samples and seed are whole numbers, not {samples!r} and {seed!r}", fix="pass samples=20, seed=0")
    rules = Rules(
        rtol=_tolerance("rtol", rtol),
        atol=_tolerance("atol", atol),
        nan_ok=nan_ok,
        none_as_zero=none_as_zero,
        strict=strict,
        undecided=one_of("undecided", undecided, ("pass", "fail")),
        samples=None if samples is None else int(samples),
        seed=int(seed),
        ranges={n: _interval(n, pair) for n, pair in _by_name("ranges", ranges)},
        dtype=dtype,
        wrt=settings.wrt,
        allow_unused=allow_unused,
        grad_output=settings.grad_output,
    )
    claimed = tuple((name, None if v is None else typed(name, v)) for name, v in _by_name("expect", expect))
    claims = Claims(
        claimed,
        None if value is None else typed("value", value),
        tuple((n, _formula(n, f)) for n, f in _by_name("formula", formula)),
    )
    return check(_text(expression), _values(values, variables), claims, rules)


@_in_float64
def closed_form(expression: str, **sizes: tuple[int, ...]) -> dict[str, str | None]:
    """The closed form of the gradient by each variable, without values; `sizes` gives the shape of tensors.

    Raises Problem if there is none.
    """
    for name, size in sizes.items():
        if not isinstance(size, Sequence) or not all(_is_whole(n) for n in size):
            raise Problem(f"the size of {name} is a tuple of whole numbers, not {size!r}", fix=f"pass {name}=(2, 3)")
    tree = parse(_text(expression), tuple(sizes))
    names = variables(tree)
    forms = closed_forms(tree, {n: tuple(sizes.get(n, ())) for n in names}, names, {}, sizes_known=bool(sizes))
    if forms.missing:
        name, why = next(iter(forms.missing.items()))
        raise Problem(f"no closed form by {name}: {why}")
    return dict(forms.formulas)


@_in_float64
def tensor(values: Any, requires_grad: bool = False) -> Tensor:
    """A tensor of numbers, nested lists or an array, as torch.tensor."""
    found = typed("values", values)
    made = constant(found) if isinstance(found, int | float) else found if isinstance(found, Tensor) else Tensor(found)
    return made.requires_grad_() if requires_grad else made


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays of one number as that number."""
    return {name: v if v.shape else v.item() for name, v in found.items()}


# ------------------------------------------------------------------ what was passed, as typed data
def _values(values: Mapping[str, Any] | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    return {name: typed(name, v) for name, v in [*_by_name("values", values), *variables.items()]}


def _by_name(setting: str, given: Mapping[str, Any] | None) -> list[tuple[str, Any]]:
    """What was given for each variable. Raises Problem for what is no dict."""
    if given is not None and not isinstance(given, Mapping):
        by_name = "x=2, or {'x': 2}" if setting == "values" else f"{setting}={{'x': ...}}"
        raise Problem(f"{setting} is {_kind(given)}, not a dict", fix=f"pass it by variable: {by_name}")
    for name in given or {}:
        if not isinstance(name, str):
            raise Problem(f"{setting} is by the names of variables, not by {name!r}", fix=f"pass {setting}={{'x': ...}}")
    return list((given or {}).items())


def typed(name: str, value: Any) -> Any:
    """A number as it is, a list as a constant, an array as a copy in its own dtype. Raises Problem for anything else."""
    if isinstance(value, Tensor):
        return value.raw
    if hasattr(value, "__array__"):
        return _array(name, value)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return _listed(name, value)
    raise Problem(f"{name} is {_kind(value)}, not a number", fix=PASS)


def _kind(value: Any) -> str:
    """What was passed, in words."""
    if value is None:
        return "None"
    return "a text" if isinstance(value, str) else f"of type {type(value).__name__}"


def _array(name: str, value: Any) -> Any:
    import numpy as np

    from gradcli.ops.run import normal
    from gradcli.readers.arrays import numbers

    return normal(np.array(numbers(name, value)))


def _listed(name: str, value: Sequence[Any]) -> Any:
    if any(hasattr(v, "__array__") and not isinstance(v, float | Tensor) for v in value):
        return _array(name, _stacked(name, value))
    try:
        return constant(value)
    except TorchError as error:
        error.why = f"the lists in {name} do not fit together"
        error.fix = "give all lists of one level the same length"
        raise
    except RecursionError:
        raise Problem(f"{name} is a list that is nested too deep", fix=PASS) from None
    except OverflowError:
        raise Problem(f"{name} has a whole number that is too large", fix="pass it as a float") from None
    except Problem:
        raise Problem(f"{name} is a list of something else than numbers", fix=PASS) from None


def _stacked(name: str, value: Sequence[Any]) -> Any:
    """A list of NumPy's numbers or arrays as one array."""
    import numpy as np

    from gradcli.readers.arrays import numbers

    try:
        return np.array([numbers(name, v) if hasattr(v, "__array__") else v for v in value])
    except ValueError:
        raise Problem(f"the arrays in {name} do not fit together", fix="pass arrays of one shape") from None


# ------------------------------------------------------------------ settings
def _text(expression: Any) -> str:
    if not isinstance(expression, str):
        raise Problem(f"the expression is {_kind(expression)}, not a text", fix='pass a text such as "3*x**2"')
    return expression


def _settings(
    wrt: Any = None, grad_output: Any = None, dtype: Any = "float64", backward: Any = 1, order: Any = 1, **switches: Any
) -> Settings:
    """The settings, each of the kind that it has to be. Raises Problem."""
    for name, value in switches.items():
        if not isinstance(value, bool) and not (value is None and name == "allow_unused"):
            raise Problem(f"{name} is True or False, not {value!r}", fix=f"pass {name}=True")
    for name, value in (("backward", backward), ("order", order)):
        if not _is_whole(value) or value < 1:
            raise Problem(f"{name} is a whole number from 1 on, not {value!r}", fix=f"pass {name}=2")
    return Settings(
        wrt=_names(wrt),
        grad_output=None if grad_output is None else typed("grad_output", grad_output),
        dtype=dtype if isinstance(dtype, str) else str(getattr(dtype, "__name__", dtype)),
        passes=int(backward),
        order=int(order),
        **switches,
    )


def _is_whole(value: Any) -> bool:
    """Whether a value is a whole number, Python's or NumPy's."""
    return hasattr(value, "__index__") and not isinstance(value, bool) and not getattr(value, "shape", ())


def _tolerance(name: str, value: Any) -> float | None:
    """A tolerance. Raises Problem for what is no number from 0 on."""
    if value is None:
        return None
    if isinstance(value, bool) or not is_number(value) or not 0 <= value < float("inf"):
        raise Problem(f"{name} is a number from 0 on, not {value!r}", fix=f"pass {name}=1e-6")
    return float(value)


def _interval(name: str, value: Any) -> tuple[float, float]:
    """Where random values of a variable lie. Raises Problem for what is no interval."""
    pair = tuple(value) if isinstance(value, list | tuple) else ()
    if len(pair) != 2 or not all(map(is_number, pair)) or not -float("inf") < pair[0] < pair[1] < float("inf"):
        raise Problem(
            f"the range of {name} is (low, high), low below high, not {value!r}", fix=f"pass ranges={{{name!r}: (0.1, 3)}}"
        )
    return float(pair[0]), float(pair[1])


def _formula(name: str, value: Any) -> str:
    """A formula. Raises Problem for what is no text."""
    if not isinstance(value, str):
        raise Problem(f"the formula of {name} is {_kind(value)}, not a text", fix=f"pass formula={{{name!r}: '2*x'}}")
    return value


def _names(wrt: Any) -> tuple[str, ...] | None:
    if wrt is None or isinstance(wrt, str):
        return named(wrt)
    found = tuple(wrt) if isinstance(wrt, Sequence) else (wrt,)
    if not all(isinstance(name, str) for name in found):
        raise Problem(f"wrt holds names of variables, not {wrt!r}", fix='pass wrt=["x", "y"]')
    return found
