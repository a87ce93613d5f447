"""An expression as a function of its variables: `gradcli.compile`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gradcli.api import _in_float64, _plain, _settings, _text, _values, typed
from gradcli.calculation.answers import symbolic
from gradcli.calculation.calculation import calculate
from gradcli.calculation.leaves import make_leaves, output_gradient, whole_positions
from gradcli.calculation.passes import ask
from gradcli.calculation.question import Question, Settings, check_settings, checked, variables
from gradcli.compiled.record import recorded
from gradcli.compiled.tape import Tape
from gradcli.lanes.straight import NotStraight
from gradcli.ops.defaults import default_dtype, default_dtype_of
from gradcli.ops.warnings import muted
from gradcli.problems import Problem
from gradcli.recording.modes import history
from gradcli.syntax.parser import demand_used, parse
from gradcli.syntax.tree import Tree
from gradcli.tensors.dispatch import meta_of
from gradcli.tensors.op_node import SCALAR
from gradcli.tensors.tensor import Tensor

if TYPE_CHECKING:
    from gradcli.compiled.flat import Flat

MOST = 256  # of anything that is remembered: shapes and sets of names
LARGEST = 2**1023  # below which every whole number is a float
LEFT_TO_THE_ENGINE = (Problem, NotStraight, ArithmeticError, ValueError)  # which answers, or tells better what is wrong
Answer = tuple[Any, dict[str, Any]]


class Way(NamedTuple):
    """What is known of the expression for one set of names.

    tree      the expression, in which these names are variables
    whole     those that stand where only whole numbers can
    tapes     by the shapes and dtypes of the variables; None where there is no tape
    numbers   the key of the tape for plain numbers
    """

    tree: Tree
    whole: frozenset[str]
    tapes: dict[Any, Tape | None]
    numbers: Any


class Compiled:
    """A function of one point: `value, grad = f(x=2.0, W=array)`.

    The numbers are those of `gradcli.grad`: the value, and a gradient for each variable by its name, None where it has none.
    Numbers come back as floats, and arrays as arrays. It may be called by several threads, and copied and pickled by its
    expression; what it remembers of earlier calls changes no answer.
    """

    __slots__ = ("_ways", "expression", "settings")

    def __init__(self, expression: str, settings: Settings) -> None:
        self.expression = expression
        self.settings = settings
        self._ways: dict[tuple[str, ...], Way] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.expression, self.wrt, self.dtype)

    def __repr__(self) -> str:
        wrt = "" if self.wrt is None else f", wrt={self.wrt!r}"
        dtype = "" if self.dtype == "float64" else f", dtype={self.dtype!r}"
        return f"gradcli.compile({self.expression!r}{wrt}{dtype})"

    def __eq__(self, other: object) -> bool:
        return type(other) is Compiled and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash(self.__reduce__()[1])

    # -------------------------------------------------------------- what it is
    @property
    def wrt(self) -> tuple[str, ...] | None:
        """The variables that require grad; None for all."""
        return self.settings.wrt

    @property
    def dtype(self) -> str:
        """Of the variables: float64 or float32."""
        return self.settings.dtype

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, in the order in which they occur."""
        return tuple(variables(parse(self.expression, self.wrt or ())))

    @property
    @_in_float64
    def formula(self) -> dict[str, str | None]:
        """The closed form of the gradient by each variable, where all are numbers. Raises Problem where there is none."""
        _, forms = symbolic(parse(self.expression, self.wrt or ()), self.settings)
        return dict(forms.formulas)

    # -------------------------------------------------------------- one point
    def __call__(self, values: Mapping[str, Any] | None = None, /, **variables: Any) -> Answer:
        """The value and the gradients. Raises what `gradcli.grad` raises."""
        way = None if values is not None or history.anomaly else self._ways.get((*variables,))
        tape = None if way is None else way.tapes.get(way.numbers)
        numbers = None if tape is None else _floats(variables.values())
        if tape is not None and numbers is not None:
            try:
                if default_dtype() == "float64":
                    return tape.run(numbers)
                with default_dtype_of("float64"):
                    return tape.run(numbers)
            except LEFT_TO_THE_ENGINE:
                pass
        return self.at(values, variables)

    @_in_float64
    def at(self, values: Mapping[str, Any] | None, variables: Mapping[str, Any], gradient: Any = None) -> Answer:
        """The answer at a point, in two parts: as a mapping and by keywords."""
        entering = None if gradient is None else typed("gradient", gradient)
        return self.answer(_values(values, variables), entering)

    def vjp(self, gradient: Any, values: Mapping[str, Any] | None = None, /, **variables: Any) -> Answer:
        """The value, and the gradients for a gradient that enters at the output, of its shape."""
        return self.at(values, variables, gradient)

    @_in_float64
    def hessian(self, values: Mapping[str, Any] | None = None, /, **variables: Any) -> dict[str, dict[str, Any]]:
        """All second derivatives, {row: {column: ...}}, of row's shape + column's shape; the output has one element."""
        found = self._further(_values(values, variables), hessian=True).hessian
        return {row: _plain(columns) for row, columns in found.items()}

    @_in_float64
    def jacobian(self, values: Mapping[str, Any] | None = None, /, **variables: Any) -> dict[str, Any]:
        """The derivatives of every element of the output, of the output's shape + the variable's."""
        return _plain(self._further(_values(values, variables), jacobian=True).jacobian)

    def _further(self, values: Mapping[str, Any], **wanted: Any) -> Any:
        found = calculate(parse(self.expression, tuple(values)), values, self.settings._replace(**wanted))
        if found.error is not None:
            raise found.error
        return found

    # -------------------------------------------------------------- many points
    @_in_float64
    def map(
        self,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        points: Iterable[str] | None = None,
        notes: bool = False,
        **variables: Any,
    ) -> Any:
        """The same over points: the values as an array, and for each variable its gradients, one of each a point.

        The leading axis of every array is the points; numbers are the same for all.

        points  the variables that have a value for each point, where these are not all arrays: `points={"x"}`
        notes   count what has to be known: a third answer, `Counts`
        """
        from gradcli.compiled.points import mapped  # which needs NumPy

        found = mapped(self, _values(values, variables), points, notes)
        return found if notes else found[:2]

    # -------------------------------------------------------------- flat vectors, for optimizers
    @_in_float64
    def flat(self, values: Mapping[str, Any] | None = None, /, **variables: Any) -> Flat:
        """The function of one vector that holds the variables by which is differentiated, in the shapes of this point."""
        from gradcli.compiled.flat import flattened

        return flattened(self, _values(values, variables))

    def x0(self, values: Mapping[str, Any] | None = None, /, **variables: Any) -> Any:
        """A point as one vector."""
        return self.flat(values, **variables).x0

    def fun(self, vector: Any) -> float:
        """The value at a flat vector: the one variable there is, or a number for each."""
        from gradcli.compiled.flat import of_vector

        return of_vector(self, vector).fun(vector)

    def jac(self, vector: Any) -> Any:
        """The gradient at a flat vector, as one."""
        from gradcli.compiled.flat import of_vector

        return of_vector(self, vector).jac(vector)

    # -------------------------------------------------------------- programs
    @property
    def source(self) -> str:
        """The straight-line NumPy program of value and gradients, where all variables are numbers."""
        return self.program("numpy")

    def program(self, to: str = "numpy", values: Mapping[str, Any] | None = None, /, **variables: Any) -> str:
        """A program for another library, which computes value and gradients, and asserts at a point what they are.

        to  python, numpy, torch, jax or pytest
        Raises Problem for what cannot be spelled there, by name.
        """
        from gradcli.compiled.programs import program

        return program(self.expression, _values(values, variables), self.settings, to)

    # -------------------------------------------------------------- how
    def way(self, values: Mapping[str, Any]) -> Way:
        """What is known for these names. Raises Problem where they are not those of the expression."""
        names = tuple(values)
        known = self._ways.get(names)
        if known is None:
            tree = parse(self.expression, names)
            checked(tree, values, self.settings)
            whole = whole_positions(tree)
            if self.dtype == "float64" and not whole:
                key: Any = tuple([(SCALAR, self.wrt is None or name in self.wrt) for name in names])
            else:
                key = None
            known = Way(tree, whole, {}, key)
            if len(self._ways) >= MOST:
                self._ways.clear()
            self._ways[names] = known
        return known

    def answer(self, values: Mapping[str, Any], gradient: Any = None) -> Answer:
        """The answer for typed data: from the tape for its shapes and dtypes, or from the engine, which may leave a tape."""
        settings = self.settings if gradient is None else self.settings._replace(grad_output=gradient)
        way = self.way(values)
        leaves = make_leaves(values, settings, way.whole)
        key = tuple([(meta_of(x.raw), x.requires_grad) for x in leaves.values()])
        tape = None if history.anomaly else way.tapes.get(key)
        if tape is not None:
            try:
                return self._on(tape, leaves, settings)
            except LEFT_TO_THE_ENGINE:
                pass
        found = _by_the_engine(Question(way.tree, values, settings))
        if key not in way.tapes:
            if len(way.tapes) >= MOST:
                way.tapes.clear()
            way.tapes[key] = self._tape(way.tree, leaves, settings, found)
        return found

    def _on(self, tape: Tape, leaves: Mapping[str, Tensor], settings: Settings) -> Answer:
        with default_dtype_of(self.dtype):
            return tape.run([x.raw for x in leaves.values()], output_gradient(settings))

    def _tape(self, tree: Tree, leaves: Mapping[str, Tensor], settings: Settings, found: Answer) -> Tape | None:
        """The tape for such leaves, which has to answer what the engine found here; None if there is none."""
        try:
            with default_dtype_of(self.dtype):
                tape = recorded(tree, leaves)
            return tape if _same(self._on(tape, leaves, settings), found) else None
        except LEFT_TO_THE_ENGINE:
            return None


def _floats(values: Iterable[Any]) -> list[float] | None:
    """Plain numbers as floats; None where there is anything else."""
    numbers = [*values]
    for k, x in enumerate(numbers):
        if x.__class__ is not float:
            if x.__class__ is not int or not -LARGEST < x < LARGEST:
                return None
            numbers[k] = float(x)
    return numbers


def _by_the_engine(question: Question) -> Answer:
    """The answer as `grad` finds it. Raises what `grad` raises."""
    with muted():
        asked = ask(question, noted=False)
        if asked.error is not None:  # once more, with somebody who looks for the cause
            raise calculate(*question).error or asked.error
    return asked.output.raw, dict(asked.grads[-1])


def _same(a: Any, b: Any) -> bool:
    """Whether two answers are the same, bit by bit."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[name], b[name]) for name in a)
    if isinstance(a, tuple):
        return all(map(_same, a, b))
    if a is None or type(a) is float or type(b) is float:
        return type(a) is type(b) and repr(a) == repr(b)
    return meta_of(a) == meta_of(b) and a.tobytes() == b.tobytes()


def _rebuilt(expression: str, wrt: tuple[str, ...] | None, dtype: str) -> Compiled:
    """A copy, from what it is made of."""
    return compiled(expression, wrt=wrt, dtype=dtype)


@_in_float64
def compiled(expression: str, *, wrt: str | Sequence[str] | None = None, dtype: str = "float64") -> Compiled:
    """An expression as a function: `f = gradcli.compile("3*x**2")`, and then `value, grad = f(x=2.0)`.

    wrt    the variables that require grad; default all that are floating point
    dtype  "float64" or "float32"; arrays of whole numbers and of truth values keep theirs
    Raises Problem if the expression cannot be read.
    """
    settings = _settings(wrt=wrt, dtype=dtype)
    check_settings(settings)
    demand_used(parse(_text(expression), settings.wrt or ()))
    return Compiled(expression, settings)


compile = compiled  # as it is called from outside; nothing is ever made into Python's code
