"""The row type of the derivative table, and how a row runs on floats, arrays and everything else.

A row is written once and read by all: the parser, the engine, the closed form, `gradcli ops`, the tests.

The kernel's own parameters are the signature. After `m` (the primitives: `floats` or `arrays`) come the operands,
before the slash, then the options:

    Op("clamp", lambda m, x, /, min=None, max=None: ..., {"x": lambda g, x, min, max: ...})

A rule is a vector-Jacobian product: it takes the upstream gradient `g` and answers the gradient of one operand. The
names of its other parameters say what the node must save: an operand, `out` for the result (the first one), `outs` for all of
several results, or, at no cost, an option,
`shape` (of the first operand) and `shapes`. Rules are written with the table's own operations, so one rule runs on
floats, on arrays, on recorded tensors (higher order) and on syntax (the closed form).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from operator import itemgetter
from typing import Any, NamedTuple

from gradcli.ops import floats, sizes
from gradcli.ops.dtypes import promoted
from gradcli.ops.kinds import Kinds, kinds_of
from gradcli.ops.late import late
from gradcli.ops.sizes import Shape

Rule = Callable[..., Any]
Take = Callable[[Any], Any]
FREE = frozenset({"g", "shape", "shapes", "index", "dtypes", "out_metas"})
NOTHING: Mapping[str, Any] = {}
run: Any = late("gradcli.ops.run")


class Kink(NamedTuple):
    """A place where the derivative is a convention.

    when   a predicate on the operands and options, in operations of the table
    where  the place in words
    torch  what torch 2.13 takes there
    """

    when: Callable[..., Any]
    where: str
    torch: str


class RuleCall(NamedTuple):
    """One rule of a node, and where its arguments come from: an index into what is saved, or a name.

    take answers all arguments at once from what is saved; None where a name is among them
    """

    operand: int
    rule: Rule
    picks: tuple[int | str, ...]
    take: Take | None = None


class Plan(NamedTuple):
    """What a node of one operation does for one choice of operands that require grad.

    take answers all that is saved from the operands and the result, in a row; None where an option is among it
    """

    saved: tuple[str, ...]
    steps: tuple[RuleCall, ...]
    take: Take | None = None


class ValuesAndIndices(NamedTuple):
    """The results of sort, topk, and of max, min and median along a dimension."""

    values: Any
    indices: Any


class MinAndMax(NamedTuple):
    """The results of aminmax."""

    min: Any
    max: Any


class QR(NamedTuple):
    """The results of qr."""

    Q: Any
    R: Any


class Eigen(NamedTuple):
    """The results of eigh."""

    eigenvalues: Any
    eigenvectors: Any


class USVh(NamedTuple):
    """The results of torch.linalg.svd."""

    U: Any
    S: Any
    Vh: Any


class USV(NamedTuple):
    """The results of torch.svd, whose V is not turned around."""

    U: Any
    S: Any
    V: Any


class SignAndLogarithm(NamedTuple):
    """The results of slogdet."""

    sign: Any
    logabsdet: Any


class Op:
    """One operation.

    name      what the user calls
    kernel    the value, on floats and on arrays
    rules     operand -> vector-Jacobian product
    doc       one sentence
    aliases   other spellings
    grad_fn   PyTorch's name of the node; by default the name in camel case with `Backward0`
    symbol    how it is printed, when it is not a call: `+`
    shape     the result's shape from the operands' shapes and the options; broadcasting when not given
    dtype     of the result: "same" (promoted), "float" (ints become the default dtype), "bool", "int64"
    check     what PyTorch refuses by dtype: called with the operands' dtypes, "int" for a plain whole number; it raises
    checked_first  PyTorch looks at the dtypes before it looks at the sizes
    elementwise  the kernel also runs on floats
    dense     the result lies in memory in order, whatever the layout of the operands
    domain    where the function is defined, in words
    kinks     where the derivative is a convention
    sample    operand -> interval that tests may draw from; -3 to 3 when not given
    example   an expression that shows it
    method    it exists as a method only (view, expand)
    variadic  the kernel takes any number of operands
    gather    the option that collects loose integers: `x.view(2, 3)`
    not_implemented  PyTorch's name of the operation when it has no derivative
    second    the operation that a recorded gradient passes through where PyTorch cannot differentiate it again
    holds     options that PyTorch saves like tensors, so that a second backward raises
    as_is     operands that are no numbers to compute with (masks, indices): they keep their dtype and have no say in promotion
    view      the result shares the memory of the first operand
    unsafe    the result may lie in the memory of the operand: nobody else holds that
    in_place  there is a spelling that writes the result into the first operand: `add_`; a text is the name of its node, where
              that is another one
    several   there are several differentiable results: the rule's first argument is a tuple, a gradient (or None) for each
    chosen_by the options of the function of the same name that lead to this row, as they are written
    kinds     what an argument may be, where its name alone does not say it (kinds.py)
    results   the names of several results, as a tuple with fields
    told      how people say it where the language has no word for it: from the first operand's text and shape, and the options
    left_out  how many operands PyTorch's operation has behind these, which were not given: the node has an edge for each
    """

    __slots__ = (
        "_kinds",
        "_own_kinds",
        "aliases",
        "as_is",
        "check",
        "checked_first",
        "chosen_by",
        "defaults",
        "dense",
        "differentiable",
        "doc",
        "domain",
        "dtype",
        "elementwise",
        "example",
        "gather",
        "grad_fn",
        "holds",
        "in_place",
        "internal",
        "kernel",
        "kinks",
        "left_out",
        "method",
        "name",
        "not_implemented",
        "operands",
        "options",
        "plans",
        "required",
        "results",
        "rules",
        "sample",
        "second",
        "several",
        "shape",
        "symbol",
        "told",
        "unsafe",
        "variadic",
        "view",
    )

    def __init__(
        self,
        name: str,
        kernel: Callable[..., Any],
        rules: Mapping[str, Rule] = NOTHING,
        doc: str = "",
        *,
        aliases: tuple[str, ...] = (),
        grad_fn: str | None = None,
        symbol: str | None = None,
        shape: Callable[..., Shape] | None = None,
        dtype: str = "same",
        check: Callable[..., None] | None = None,
        checked_first: bool = False,
        elementwise: bool = True,
        dense: bool = False,
        domain: str = "",
        kinks: tuple[Kink, ...] = (),
        sample: Mapping[str, tuple[float, float]] = NOTHING,
        example: str = "",
        method: bool = False,
        variadic: bool = False,
        gather: str | None = None,
        not_implemented: str | None = None,
        second: Op | None = None,
        holds: tuple[str, ...] = (),
        internal: bool = False,
        chosen_by: Mapping[str, Any] = NOTHING,
        as_is: tuple[str, ...] = (),
        view: bool = False,
        unsafe: bool = False,
        in_place: bool | str = False,
        several: bool = False,
        kinds: Kinds = NOTHING,
        results: Callable[..., Any] | None = None,
        left_out: int = 0,
        told: Callable[..., str] | None = None,
    ) -> None:
        self.name = name
        self.kernel = kernel
        self.rules = rules
        self.doc = doc
        self.aliases = aliases
        self.grad_fn = grad_fn or camel(name) + "Backward0"
        self.symbol = symbol
        self.shape = shape
        self.dtype = dtype
        self.check = check
        self.checked_first = checked_first
        self.elementwise = elementwise
        self.dense = dense
        self.domain = domain
        self.kinks = kinks
        self.sample = sample
        self.example = example
        self.method = method
        self.variadic = variadic
        self.gather = gather
        self.not_implemented = not_implemented
        self.second = second
        self.holds = holds
        self.internal = internal
        self.chosen_by = chosen_by
        self.as_is = as_is
        self.view = view
        self.unsafe = unsafe
        self.in_place = in_place
        self.several = several
        self.differentiable = bool(rules) or not_implemented is not None  # whether a result of float operands can require grad
        self.plans: dict[int, Plan] = {}
        code: Any = kernel.__code__
        self.operands: tuple[str, ...] = code.co_varnames[1 : code.co_posonlyargcount]
        self.options: tuple[str, ...] = code.co_varnames[code.co_posonlyargcount : code.co_argcount + code.co_kwonlyargcount]
        self.defaults = defaults_of(kernel)
        self.required = len(self.operands) - sum(n in self.defaults for n in self.operands)
        self._own_kinds = kinds
        self._kinds: Kinds | None = None
        self.results = results
        self.left_out = left_out
        self.told = told

    @property
    def kinds(self) -> Kinds:
        """What each argument may be; looked up when the first call asks."""
        if self._kinds is None:
            self._kinds = kinds_of(self.operands, self.options, self._own_kinds)
        return self._kinds

    def renamed(self, grad_fn: str) -> Op:
        """The same row under another name of its node, as torch has it for some spellings and where other functions run it."""
        other = copy(self)
        other.grad_fn, other.internal = grad_fn, True
        if other.not_implemented is not None:
            other.not_implemented += "_"
        return other

    def __repr__(self) -> str:
        return f"<op {self.name} {self.grad_fn}>"

    def __call__(self, *operands: Any, **options: Any) -> Any:
        """Run on whatever the operands are: tensors record themselves, everything else just computes."""
        numbers = True
        for x in operands:
            if type(x) is not float:
                symbolic = getattr(x, "run_op", None)
                if symbolic is not None:
                    return symbolic(self, operands, options)
                numbers = False
        return self.on_numbers(operands, options) if numbers else self._on_data(operands, options)

    def compute(self, values: tuple[Any, ...] | list[Any], options: Mapping[str, Any]) -> Any:
        """The value alone, on floats where all operands are numbers, otherwise on arrays."""
        for x in values:  # symbols have a way of their own, and need no NumPy
            symbolic = None if type(x) is float else getattr(x, "run_op", None)
            if symbolic is not None:
                return symbolic(self, values, options)
        return self._on_data(values, options)

    def _on_data(self, values: Sequence[Any], options: Mapping[str, Any]) -> Any:
        if self.elementwise:
            for x in values:
                kind = type(x)
                if kind is not float and kind is not int and (kind is not bool or self.check is not None):
                    break
            else:
                return self.on_numbers(values, options)
        return run.normal(run.on_arrays(self, values, options, promoted(values)))

    def on_numbers(self, values: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """The same, for plain numbers alone. Where Python raises, NumPy has the answer."""
        if self.elementwise:
            try:
                if len(values) == 2 and not options:
                    out = self.kernel(floats, values[0], values[1])
                else:
                    out = self.kernel(floats, *values, **options) if options else self.kernel(floats, *values)
            except (ArithmeticError, ValueError):
                pass
            else:
                if type(out) is bool and self.dtype != "bool":  # an operand itself: the smaller of False and 2.5
                    return float(out) if any(type(v) is float for v in values) else out
                return out
        return run.normal(run.on_arrays(self, values, options, "float64"))

    def plan(self, mask: int) -> Plan:
        """What a node saves and does when exactly the operands in `mask` require grad; see mask_of."""
        plan = self.plans.get(mask)
        if plan is None:
            plan = self.plans[mask] = self._plan(mask)
        return plan

    def _plan(self, mask: int) -> Plan:
        count = mask.bit_length() - 1
        wanted = [(k, self.rules.get("*" if self.variadic else self.operands[k])) for k in range(count) if mask >> k & 1]
        parameters = {k: parameters_of(rule)[1:] for k, rule in wanted if rule is not None}
        saved: list[str] = []
        for names in parameters.values():
            saved += [n for n in names if self._is_saved(n) and n not in saved]
        steps = []
        for k, rule in wanted:
            if rule is not None:
                picks = tuple(saved.index(n) if n in saved else n for n in parameters[k])
                steps.append(RuleCall(k, rule, picks, taker(picks)))
        places = {**{n: k for k, n in enumerate(self.operands[:count])}, "out": count}
        return Plan(tuple(saved), tuple(steps), taker([places.get(n, n) for n in saved]))

    def _is_saved(self, name: str) -> bool:
        return name in self.holds or (name not in FREE and name not in self.options)

    def result_shape(self, shapes: tuple[Shape, ...], options: Mapping[str, Any]) -> Shape:
        """The shape of the result, or PyTorch's error; nothing is computed."""
        if self.shape is None:
            return sizes.broadcast(*shapes)
        return self.shape(*shapes, **options)


def mask_of(recorded: Sequence[bool]) -> int:
    """Which operands require grad as one number: bit k stands for operand k, and a last bit tells how many there are."""
    return sum(1 << k for k, on in enumerate((*recorded, True)) if on)


def taker(picks: Sequence[int | str]) -> Take | None:
    """A function that takes the places `picks` of a tuple, as a tuple; None if not all of them are places."""
    places = [p for p in picks if type(p) is int]
    if len(places) < len(picks):
        return None
    if len(places) < 2:  # where itemgetter would answer no tuple
        places = [slice(places[0], places[0] + 1) if places else slice(0)]  # type: ignore[list-item]
    return itemgetter(*places)


def parameters_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a plain function's parameters."""
    code: Any = function.__code__
    return tuple(code.co_varnames[: code.co_argcount])


def defaults_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The defaults of a plain function's parameters, by name."""
    values: tuple[Any, ...] = function.__defaults__ or ()
    if not values:
        return dict(function.__kwdefaults__ or {})
    names = parameters_of(function)
    defaults = dict(zip(names[len(names) - len(values) :], values, strict=True))
    defaults.update(function.__kwdefaults__ or {})
    return defaults


def camel(name: str) -> str:
    """PyTorch's spelling of a node: `log1p` is Log1P, `leaky_relu` is LeakyRelu."""
    return name.title().replace("_", "")


class Composite:
    """A row that is made of other rows, as in PyTorch: an overload that picks one, or a composite.

    body      written with rows of the table; its parameters are the signature, operands before the slash
    in_place  there is a spelling that writes the result into the first operand: `div_`
    results   the names of several results, as a tuple with fields
    loose     the tensors of a variadic row are given one by one, behind these options: `einsum("i,i", a, b)`
    """

    __slots__ = (
        "_kinds",
        "_own_kinds",
        "aliases",
        "body",
        "defaults",
        "doc",
        "domain",
        "dtype",
        "example",
        "gather",
        "in_place",
        "kinks",
        "loose",
        "method",
        "name",
        "operands",
        "options",
        "required",
        "results",
        "rows",
        "sample",
        "variadic",
    )

    def __init__(
        self,
        name: str,
        body: Callable[..., Any],
        doc: str = "",
        *,
        rows: tuple[Op, ...] = (),
        aliases: tuple[str, ...] = (),
        domain: str = "",
        example: str = "",
        sample: Mapping[str, tuple[float, float]] = NOTHING,
        method: bool = False,
        variadic: bool = False,
        gather: str | None = None,
        required: int | None = None,
        in_place: bool = False,
        kinds: Kinds = NOTHING,
        results: Callable[..., Any] | None = None,
        loose: tuple[str, ...] | None = None,
    ) -> None:
        self.name = name
        self.body = body
        self.doc = doc
        self.rows = rows
        self.aliases = aliases
        self.domain = domain
        self.example = example
        self.sample = sample
        self.method = method
        self.variadic = variadic
        self.gather = gather
        self.in_place = in_place
        self.kinks: tuple[Kink, ...] = tuple(kink for row in rows for kink in row.kinks)
        self.dtype = "float" if rows and all(row.dtype == "float" for row in rows) else "same"
        code: Any = body.__code__
        self.operands: tuple[str, ...] = code.co_varnames[: code.co_posonlyargcount]
        self.options: tuple[str, ...] = code.co_varnames[code.co_posonlyargcount : code.co_argcount + code.co_kwonlyargcount]
        self.defaults = defaults_of(body)
        self.required = len(self.operands) - sum(n in self.defaults for n in self.operands) if required is None else required
        self._own_kinds = kinds
        self._kinds: Kinds | None = None
        self.results = results
        self.loose = loose

    @property
    def kinds(self) -> Kinds:
        """What each argument may be; looked up when the first call asks."""
        if self._kinds is None:
            self._kinds = kinds_of(self.operands, self.options, self._own_kinds)
        return self._kinds

    def __repr__(self) -> str:
        return f"<function {self.name}>"

    def __call__(self, *operands: Any, **options: Any) -> Any:
        return self.body(*operands, **options)


Row = Op | Composite
